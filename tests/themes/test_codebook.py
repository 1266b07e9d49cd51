from __future__ import annotations

from pathlib import Path

import pytest

from topics.errors import CodebookError
from topics.runs import schema
from topics.themes.codebook import METADATA, RESERVED, load_codebook

THEME = '[[theme]]\nid = "{id}"\nzh = "卫生"\nen = "Sanitation"\nseed_words = ["創衛", "环卫"]\n'


def book(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "book.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_packages_codebook_has_the_eleven_themes() -> None:
    """Ids are those of the gold; each theme has names and seed words, none twice."""
    codebook = load_codebook()
    assert codebook.ids() == (
        "city_creation", "sanitation", "economic_work", "urban_construction", "public_order",
        "civic_quality", "livelihood", "propaganda_work", "organisation", "unit_building", "ritual",
    )  # fmt: skip
    for theme in codebook.themes:
        assert len(set(theme.seed_words)) == len(theme.seed_words) >= 20


def test_no_place_or_person_of_the_seeds_is_in_the_codebook() -> None:
    """The codebook would serve the next pile as well: it names no place of this one."""
    words = {word for theme in load_codebook().themes for word in theme.seed_words}
    assert not words & {"黄冈", "河源", "义马", "三门峡", "延寿", "平江", "东营", "常宁", "三优"}


def test_seed_words_are_normalised_as_terms_are(tmp_path: Path) -> None:
    """A codebook may be written in traditional script."""
    codebook = load_codebook(book(tmp_path, THEME.format(id="sanitation")))
    assert codebook["sanitation"].seed_words == ("创卫", "环卫")
    assert (codebook.name, len(codebook.sha256)) == ("book.toml", 64)


def test_a_theme_given_twice_is_an_error(tmp_path: Path) -> None:
    """The message names the theme and both its places."""
    path = book(tmp_path, THEME.format(id="a") + THEME.format(id="b") + THEME.format(id="a"))
    with pytest.raises(CodebookError) as error:
        load_codebook(path)
    assert error.value.problems == (
        "book.toml: theme 'a' occurs twice, as theme 1 and theme 3. Give each theme its own id, or"
        " merge their seed words.",
    )


def test_every_problem_is_reported_at_once(tmp_path: Path) -> None:
    """A misspelt field, a missing name and an empty list all come in one error."""
    text = '[[theme]]\nid = "a"\nzh = ""\nen = "A"\nseed_word = ["x"]\nseed_words = []\n[topic]\n'
    with pytest.raises(CodebookError) as error:
        load_codebook(book(tmp_path, text))
    assert error.value.problems == (
        "book.toml: there is no table 'topic'. A codebook contains [[theme]] tables only.",
        "book.toml, theme 1: there is no field 'seed_word'. Did you mean 'seed_words'? Fields are:"
        " id, zh, en, seed_words, frame, colour.",
        "book.toml, theme 1: zh = ''; it must be a text.",
        "book.toml, theme 1: has no seed words; give at least one.",
    )


def test_a_missing_field_is_named_with_its_theme(tmp_path: Path) -> None:
    """The error says which theme has no Chinese name and what to write, not that it is null."""
    text = '[[theme]]\nid = "water"\nen = "Water"\nseed_words = ["x"]\n[[theme]]\nen = "B"\n'
    with pytest.raises(CodebookError) as error:
        load_codebook(book(tmp_path, text))
    assert error.value.problems == (
        "book.toml, theme 1 ('water'): has no zh; write e.g. zh = \"环境卫生\".",
        'book.toml, theme 2: has no id; write e.g. id = "sanitation".',
        'book.toml, theme 2: has no zh; write e.g. zh = "环境卫生".',
        'book.toml, theme 2: has no seed_words; write e.g. seed_words = ["环卫", "垃圾"].',
    )


def test_an_id_must_do_as_a_column_of_the_tables(tmp_path: Path) -> None:
    """An id that no column can have, or that one has already, is refused."""
    with pytest.raises(CodebookError) as error:
        load_codebook(
            book(tmp_path, "".join(THEME.format(id=name) for name in ("卫生", "title", "meta_a")))
        )
    assert error.value.problems == (
        "book.toml, theme 1: id = '卫生'; it must be lower-case letters, digits and _, and"
        " start with a letter. It names a column of the tables.",
        "book.toml, theme 2: id = 'title'; that is a column of the tables already. Take"
        " another id.",
        "book.toml, theme 3: id = 'meta_a'; columns of speeches.csv that start with meta_ contain"
        " the study's own metadata. Take another id.",
    )


def test_a_theme_needs_no_english_name(tmp_path: Path) -> None:
    """Without ``en`` the name is empty; a name that is no text is refused."""
    text = '[[theme]]\nid = "a"\nzh = "甲"\nseed_words = ["创卫"]\n'
    assert load_codebook(book(tmp_path, text))["a"].en == ""
    with pytest.raises(CodebookError) as error:
        load_codebook(book(tmp_path, text + "en = 3\n"))
    assert str(error.value) == "book.toml, theme 1: en = 3; it must be a text, or be omitted."


def test_a_theme_may_have_a_colour_and_frame_speeches(tmp_path: Path) -> None:
    """Both are optional and checked; ours has one theme of openings and closings."""
    text = THEME.format(id="a")
    plain = load_codebook(book(tmp_path, text))["a"]
    assert (plain.frame, plain.colour) == (False, "")
    given = load_codebook(book(tmp_path, text + 'frame = true\ncolour = "#AA00ff"\n'))["a"]
    assert (given.frame, given.colour) == (True, "#aa00ff")
    assert [theme.id for theme in load_codebook().themes if theme.frame] == ["ritual"]
    for field, value in (
        ("frame", '"yes"'),
        ("colour", '"red"'),
        ("colour", '"#fff"'),
        ("colour", "3"),
    ):
        with pytest.raises(CodebookError, match=f"theme 1: {field} = "):
            load_codebook(book(tmp_path, f"{text}{field} = {value}\n"))


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ('"__proto__"', "it must be lower-case"),
        ('"A"', "it must be lower-case"),
        ('"a b"', "it must be lower-case"),
        ('"a\\n"', "it must be lower-case"),
        ('" "', "must be a text"),
        ('""', "must be a text"),
        ('["a"]', "must be a text"),
        ('"none"', "is the word for no theme"),
        ('"id"', "a column of"),
        (f'"{"a" * 100_000}"', "at most"),
    ],
)
def test_an_id_that_breaks_a_table_or_page_is_refused(tmp_path: Path, value: str, key: str) -> None:
    """It becomes a column, a class of a page and a word of gold lines."""
    text = THEME.format(id="x").replace('"x"', value)
    with pytest.raises(CodebookError, match=key) as error:
        load_codebook(book(tmp_path, text))
    assert len(str(error.value)) < 500


def test_a_codebook_beyond_the_limits_is_refused(tmp_path: Path) -> None:
    """Themes, seed words and their length are limited, and nesting and numbers too."""
    many = "".join(THEME.format(id=f"t{i}") for i in range(3000))
    words = ", ".join(f'"词{i}"' for i in range(5_001))
    for text, key in (
        (many, "3000 themes"),
        (THEME.format(id="a").replace('["', f'[{words}, "'), "seed words"),
        (THEME.format(id="a").replace("环卫", "创" * 100_000), "characters"),
        ("x = " + "[" * 3000, "nested more than"),
        ("x = " + "1" * 5000, "beyond 64 bits"),
        (THEME.format(id="a").replace("环卫", "\\u0000"), "control"),
    ):
        with pytest.raises(CodebookError, match=key) as error:
            load_codebook(book(tmp_path, text))
        assert len(str(error.value)) < 600


def test_every_column_of_speeches_is_reserved() -> None:
    """No theme can be called as a column that stands beside the themes' own."""
    own = schema.TABLES["speeches"]
    assert own.columns.keys() | own.more.keys() <= RESERVED
    assert schema.METADATA == METADATA


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "book.toml: contains no [[theme]] table."),
        ("theme = 3", "book.toml: contains no [[theme]] table."),
        (
            "theme = [3]",
            "book.toml, theme 1: is 3; write [[theme]] and its fields below it.",
        ),
        (
            '[[theme]]\nid = "a"\nzh = "甲"\nen = "A"\nseed_words = "创卫"',
            "book.toml, theme 1: seed_words = '创卫'; it must be a list of words.",
        ),
    ],
)
def test_what_is_no_codebook_says_so(tmp_path: Path, text: str, problem: str) -> None:
    """Whatever TOML holds instead of themes is named."""
    with pytest.raises(CodebookError) as error:
        load_codebook(book(tmp_path, text))
    assert error.value.problems == (problem,)


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    """A missing file, other encodings and broken TOML are errors of ours."""
    with pytest.raises(CodebookError) as missing:
        load_codebook(tmp_path / "none.toml")
    assert (
        str(missing.value) == f"{tmp_path}/none.toml: cannot be read (No such file or directory)."
    )
    (tmp_path / "gbk.toml").write_bytes("# 卫生".encode("gbk"))
    with pytest.raises(CodebookError) as encoding:
        load_codebook(tmp_path / "gbk.toml")
    assert str(encoding.value) == f"{tmp_path}/gbk.toml: is not UTF-8 text; save it as UTF-8."
    with pytest.raises(CodebookError) as broken:
        load_codebook(book(tmp_path, "[[theme"))
    assert str(broken.value).startswith(f"{tmp_path}/book.toml: is not TOML: ")
