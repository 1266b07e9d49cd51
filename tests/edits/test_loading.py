"""Edits from TOML: what is allowed, and every problem at once."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.house import ROOT
from topics.edits.loading import KINDS, load_edits
from topics.edits.types import NO_EDITS, HandCode, Merge, Split, TopicEdit
from topics.errors import EditsError, WrongTypeError
from topics.parsing import toml_value
from topics.themes.codebook import load_codebook

ENGINES, THEMES = ("lda", "kmeans"), ("city", "school")
ALL = """\
[[topic]]
topic = 3
words = "垃圾 环卫"
name = "清运"
theme = "none"
hide = true

[[merge]]
engine = "kmeans"
topics = [3, 7]
words = ["垃圾 环卫", "学校"]

[[split]]
topic = 1
words = "垃圾"
containing = ["公厕", "公厕", "厕所"]

[[code]]
id = "e9919b73-45-0"
theme = "city"
"""


def loaded(folder: Path, text: str) -> list[str]:
    """Return the problems of a file of edits."""
    (folder / "edits.toml").write_text(text, "utf-8")
    with pytest.raises(EditsError) as caught:
        load_edits(folder / "edits.toml", ENGINES, THEMES)
    return list(caught.value.problems)


def test_every_kind_is_read_with_its_line(tmp_path: Path) -> None:
    """Each table becomes an edit; the first engine is the default."""
    (tmp_path / "edits.toml").write_text(ALL, "utf-8")
    edits = load_edits(tmp_path / "edits.toml", ENGINES, THEMES)
    words = ("垃圾", "环卫")
    assert edits.topics == (
        TopicEdit("edits.toml, line 1", "lda", 3, words, name="清运", theme="none", hide=True),
    )
    assert edits.merges == (Merge("edits.toml, line 8", "kmeans", (3, 7), (words, ("学校",))),)
    assert edits.splits == (Split("edits.toml, line 13", "lda", 1, ("垃圾",), ("公厕", "厕所")),)
    assert edits.codes == (HandCode("edits.toml, line 18", "city", id="e9919b73-45-0"),)
    assert edits
    assert not NO_EDITS


def test_the_example_of_the_documentation_is_right(tmp_path: Path) -> None:
    """The TOML of docs/edits.md is a file of edits for the package's codebook."""
    text = (ROOT / "docs" / "edits.md").read_text("utf-8")
    (example,) = re.findall("```toml\n(.*?)```", text, re.DOTALL)
    (tmp_path / "edits.toml").write_text(example, "utf-8")
    edits = load_edits(tmp_path / "edits.toml", ENGINES, load_codebook().ids())
    assert [len(own) for own in (edits.topics, edits.merges, edits.splits, edits.codes)] == [1] * 4


def test_no_file_and_an_empty_one_have_no_edits(tmp_path: Path) -> None:
    """A file with comments alone is allowed."""
    (tmp_path / "edits.toml").write_text("# nothing yet\n", "utf-8")
    assert load_edits(tmp_path / "edits.toml", ENGINES, THEMES) == NO_EDITS
    assert load_edits(None, ENGINES, THEMES) == NO_EDITS


def test_every_problem_is_reported_at_once(tmp_path: Path) -> None:
    """Unknown tables, fields, engines and themes come with a line and a near miss."""
    text = """\
[[topcs]]
topic = 1
[[topic]]
engine = "kmean"
topic = 0
nmae = "x"
theme = "shcool"
[[code]]
theme = "city"
[[merge]]
topics = [1]
[[topic]]
topic = 2
"""
    expected = (
        "edits.toml: there is no table 'topcs'. Did you mean 'topic'?",
        "edits.toml, line 3: topic = 0: must be the number of a topic",
        "edits.toml, line 3: [[topic]] has no field 'nmae'. Did you mean 'name'?",
        "edits.toml, line 3: the run has no engine 'kmean'. Did you mean 'kmeans'?",
        "edits.toml, line 3: the codebook has no theme 'shcool'. Did you mean 'school'?",
        "edits.toml, line 12: [[topic]] changes nothing",
        "edits.toml, line 10: topics = [1]: must be a list of at least two",
        "edits.toml, line 8: [[code]] names no paragraph",
    )
    problems = loaded(tmp_path, text)
    assert len(problems) == len(expected)
    for problem, start in zip(problems, expected, strict=True):
        assert problem.startswith(start)


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("topic = 1", "write [[topic]] tables"),
        ("[[topic]\n", "is not TOML"),
        ("[[split]]\ntopic = 1\n", "containing is missing"),
        ('[[topic]]\ntopic = 1\nname = "a\\u0001"\n', "must be a name"),
        ('[[topic]]\ntopic = 1\nname = ""\n', "must be a name"),
        (
            '[[topic]]\ntopic = 1\nname = "a"\n[[topic]]\ntopic = 1\nname = "b"\n',
            "line 4: topic 1 of lda was edited in edits.toml, line 1",
        ),
        (
            '[[merge]]\ntopics = [1, 2]\n[[topic]]\ntopic = 2\nname = "b"\n',
            "is merged into another by edits.toml, line 1",
        ),
        ("[[merge]]\ntopics = [1, 2]\n[[merge]]\ntopics = [3, 2]\n", "topic 2 is merged by"),
        ('[[code]]\nid = "a"\ntheme = "city"\n' * 2, "line 4: the paragraph is coded in"),
    ],
)
def test_wrong_and_contradictory_edits(tmp_path: Path, text: str, fragment: str) -> None:
    """Edits that cannot be carried out together are refused."""
    assert any(fragment in problem for problem in loaded(tmp_path, text))


def test_a_path_is_needed(tmp_path: Path) -> None:
    """Edits themselves are not taken, and a missing file is named."""
    with pytest.raises(WrongTypeError, match="edits must be the path"):
        load_edits({}, ENGINES, THEMES)  # type: ignore[arg-type]
    with pytest.raises(EditsError, match="cannot be read"):
        load_edits(tmp_path / "none.toml", ENGINES, THEMES)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 9) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)
FIELDS = st.sampled_from(sorted({name for kind in KINDS.values() for name in kind} | {"x"}))
TABLES = st.dictionaries(FIELDS, VALUES, max_size=5)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([*KINDS, "x"]), TABLES), max_size=4))
def test_any_tables_are_edits_or_refused(
    tmp_path_factory: pytest.TempPathFactory, tables: list[tuple[str, dict[str, object]]]
) -> None:
    """No content of a file leads to another error."""
    path = tmp_path_factory.mktemp("any") / "edits.toml"
    lines = [
        "\n".join(
            [f"[[{kind}]]", *(f"{k} = {toml_value(v)}" for k, v in own.items() if v is not None)]
        )
        for kind, own in tables
    ]
    path.write_text("\n".join(lines).replace("null", '""'), "utf-8", errors="replace")
    edits = None
    with suppress(EditsError):
        edits = load_edits(path, ENGINES, THEMES)
    assert edits is None or bool(edits) == bool(tables)
