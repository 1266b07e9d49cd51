from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from topics.corpus.corpus import read
from topics.corpus.types import Corpus
from topics.errors import GoldError, TopicsWarning
from topics.evaluate.gold import GoldLine, read_gold, role_score, theme_scores
from topics.themes.codebook import load_codebook
from topics.themes.coded import CodedParagraphs


@pytest.fixture
def small(tmp_path: Path) -> Corpus:
    lines = ["同志们：", "今天开会，主要任务是动员全市上下", "行动起来。", "创卫要抓好，垃圾要清。"]
    (tmp_path / "x.txt").write_text("\n".join(lines), "utf-8")
    return read(tmp_path)


def coded(corpus: Corpus, *themes: str) -> CodedParagraphs:
    codebook = load_codebook()
    shares = np.zeros((len(themes), len(codebook.themes)))
    for i, theme in enumerate(themes):
        shares[i, codebook.ids().index(theme)] = 1
    keys = tuple((b.source, b.paragraph) for b in corpus.running_text())
    return CodedParagraphs.of(codebook, shares, keys)


def gold_line(line: int, role: str, *themes: str) -> GoldLine:
    return GoldLine("x.txt", line, role, themes)


def test_roles_by_hand(small: Corpus) -> None:
    """A continuation is right where a paragraph goes on, a body line where one begins."""
    lines = [
        gold_line(1, "salutation"),
        gold_line(2, "body"),
        gold_line(3, "continuation"),
        gold_line(4, "heading"),
    ]
    assert role_score(small, lines).value == 0.75


def test_accuracy_and_macro_f1_by_hand(small: Corpus) -> None:
    """Any of a line's themes is right; headings are not scored."""
    lines = [
        gold_line(1, "salutation", "ritual"),
        gold_line(2, "body", "ritual", "organisation"),
        gold_line(3, "continuation", "organisation"),
        gold_line(4, "body", "sanitation"),
    ]
    scores = theme_scores(small, coded(small, "ritual", "sanitation"), lines)
    assert [s.name for s in scores] == ["theme_accuracy", "theme_macro_f1"]
    assert scores[0].value == pytest.approx(2 / 3)
    # ritual: one hit, one wrong; organisation: one missed; sanitation: one hit.
    assert scores[1].value == pytest.approx((2 / 3 + 0 + 1) / 3)


def test_gold_scores_have_an_interval_over_the_lines(small: Corpus) -> None:
    """That of accuracy is Wilson's, which is no point where every line is right."""
    right = coded(small, "ritual", "sanitation")
    lines = [gold_line(2, "body", "ritual"), gold_line(4, "body", "sanitation")]
    for score in (role_score(small, lines), *theme_scores(small, right, lines)):
        assert score.high == score.value == 1.0
        accuracy = score.name.endswith("accuracy")
        assert score.low == (pytest.approx(0.342, abs=1e-3) if accuracy else 1.0)
        assert score.n == 2
    lines += [gold_line(3, "continuation", "organisation"), gold_line(1, "body", "ritual")]
    for score in (role_score(small, lines), *theme_scores(small, right, lines)):
        assert score.low < score.value < score.high


def test_gold_without_themes_scores_roles_only(small: Corpus) -> None:
    """The structure file has no themes and gives no theme scores."""
    assert theme_scores(small, coded(small, "ritual", "ritual"), [gold_line(2, "body")]) == ()


def test_the_gold_files_are_read(gold: Path) -> None:
    """Both files parse; the one has themes, the other not."""
    assert len(read_gold(gold / "structure.jsonl")) == 428
    themes = read_gold(gold / "themes.jsonl")
    assert len(themes) == 198
    assert all(line.themes for line in themes)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "{path}: contains no gold lines."),
        ("{{", "{path}, line 1: is not JSON (Expecting property name enclosed in double quotes)."),
        (
            '{{"source": "x"}}',
            "{path}, line 1: a gold line is an object with 'source' and 'line' (or the 'id' or"
            " 'text_hash' of a block), and with a 'role', a list 'themes' or both; it is"
            ' \'{{"source": "x"}}\'.',
        ),
        (
            '\n{{"source": "x", "line": 1, "role": "bdy"}}',
            "{path}, line 2: role 'bdy' is none of furniture, doc_title, speech_head, speech_title,"
            " byline, salutation, heading, body, note, continuation.",
        ),
    ],
)
def test_what_is_no_gold_says_so(tmp_path: Path, text: str, message: str) -> None:
    """A damaged gold file is named with its line."""
    path = tmp_path / "gold.jsonl"
    path.write_text(text.format(), "utf-8")
    with pytest.raises(GoldError) as error:
        read_gold(path)
    assert str(error.value) == message.format(path=path)


def test_gold_of_other_sources_or_themes_is_an_error(small: Corpus) -> None:
    """Gold that cannot be matched to the run is not silently scored as zero."""
    with pytest.raises(GoldError) as source:
        role_score(small, [GoldLine("y.txt", 1, "body", ())])
    assert "None of the 1 gold lines" in str(source.value)
    assert "'y.txt'" in str(source.value)
    with pytest.raises(GoldError) as theme:
        theme_scores(small, coded(small, "ritual", "ritual"), [gold_line(2, "body", "sport")])
    assert str(theme.value) == (
        "Gold themes that are not in the codebook themes.toml: sport. Its themes are:"
        f" {', '.join(load_codebook().ids())}."
    )


def test_a_gold_line_may_hold_more_than_we_read(tmp_path: Path) -> None:
    """Other fields of a gold file are left aside."""
    path = tmp_path / "gold.jsonl"
    row = {"source": "x", "line": 3, "role": "body", "themes": ["ritual"], "second": [], "note": 1}
    path.write_text(json.dumps(row) + "\n\n", "utf-8")
    assert read_gold(path) == (GoldLine("x", 3, "body", ("ritual",)),)


def test_gold_of_another_form_of_the_file_is_refused(small: Corpus) -> None:
    """A line that the source does not have is an error, not a miss."""
    lines = [gold_line(4, "body", "ritual"), gold_line(5, "body", "ritual"), gold_line(9, "body")]
    for score in (
        lambda: role_score(small, lines),
        lambda: theme_scores(small, coded(small, "ritual", "ritual"), lines),
    ):
        with pytest.raises(GoldError) as error:
            score()
        assert "2 of 3 gold lines are after the end of their source" in str(error.value)
        assert "line 5 of x.txt, which has 4" in str(error.value)


def test_gold_may_name_its_block(small: Corpus, tmp_path: Path) -> None:
    """A line that gives id or text_hash is the beginning of that block, whatever its line is."""
    _, running, last = small.paragraphs
    rows = [
        {"id": running.id, "role": "body", "themes": ["ritual"]},
        {"id": "00000000-9-0", "text_hash": last.text_hash, "role": "heading"},
        {"source": "x.txt", "line": 3, "role": "continuation"},
    ]
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    gold = read_gold(path)
    assert gold[0] == GoldLine("", 0, "body", ("ritual",), id=running.id)
    assert role_score(small, gold).value == pytest.approx(2 / 3)
    assert theme_scores(small, coded(small, "ritual", "ritual"), gold)[0].value == 1


def test_gold_that_names_no_block_is_reported(small: Corpus) -> None:
    """A reference to a text that was changed is a warning; the other lines are scored."""
    lost = GoldLine("", 0, "body", (), id="00000000-1-0")
    with pytest.warns(TopicsWarning, match="00000000-1-0"):
        assert role_score(small, [lost, gold_line(2, "body")]).value == 1
    with (
        pytest.warns(TopicsWarning, match="00000000-1-0"),
        pytest.raises(GoldError, match="None of the 1"),
    ):
        role_score(small, [lost])


def test_a_coding_of_another_corpus_is_refused(small: Corpus, tmp_path: Path) -> None:
    """The same name with other text has other ids."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "x.txt").write_text("讲话\n同志们：\n别的文字，别的内容。\n", "utf-8")
    other = read(tmp_path / "other")
    ids = other.running_text().column("id").to_pylist()
    shares = np.zeros((len(ids), len(load_codebook().themes)))
    keys = [(b.source, b.paragraph) for b in other.running_text()]
    theirs = CodedParagraphs.of(load_codebook(), shares, keys, ids)
    with pytest.raises(GoldError, match="coded is from another corpus"):
        theme_scores(small, theirs, [gold_line(2, "body", "ritual")])
