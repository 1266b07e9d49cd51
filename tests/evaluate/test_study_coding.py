"""The coding of a study, and how far its gold lines and its codebook are to be believed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from topics.corpus.corpus import read
from topics.corpus.types import Corpus
from topics.errors import GoldError, TopicsWarning
from topics.evaluate.gold import (
    GoldLine,
    coded_lines,
    confusion,
    probability_scores,
    proportion,
    role_score,
    theme_scores,
)
from topics.evaluate.study_coding import code_study
from topics.text.types import Unit, Units
from topics.themes.coded import CodedParagraphs
from topics.themes.types import Codebook, Theme

BOOK = Codebook(
    (Theme("a", "甲", "A", ("垃圾", "公厕")), Theme("b", "乙", "B", ("企业", "投资"))),
    "book.toml",
    "",
)


@pytest.fixture
def small(tmp_path: Path) -> Corpus:
    lines = ["同志们：", "垃圾要清，公厕要净。", "企业要强，投资要大。", "天气很好，万里无云。"]
    (tmp_path / "x.txt").write_text("\n".join(lines), "utf-8")
    return read(tmp_path)


def coded(corpus: Corpus, *rows: tuple[float, float, float]) -> CodedParagraphs:
    keys = tuple((b.source, b.paragraph) for b in corpus.running_text())
    chances = np.array(rows)
    return CodedParagraphs.of(BOOK, chances[:, :2], keys, none=chances[:, 2])


def line(number: int, *themes: str, role: str = "") -> GoldLine:
    return GoldLine("x.txt", number, role, themes)


def test_none_is_a_theme_of_gold_lines(small: Corpus) -> None:
    """It is right where none is likelier; without roles the blocks say what is running text."""
    found = coded(small, (0.8, 0.1, 0.1), (0.6, 0.3, 0.1), (0.2, 0.2, 0.6))
    gold = [line(1, "a"), line(2, "a"), line(3, "b"), line(4, "none")]
    table = confusion(small, found, gold)
    assert table.to_numpy().tolist() == [["a", "a", 1], ["b", "a", 1], ["none", "none", 1]]
    accuracy, macro_f1 = theme_scores(small, found, gold)
    assert (accuracy.value, accuracy.n) == (pytest.approx(2 / 3), 3)
    assert accuracy.low == pytest.approx(0.2077, abs=1e-4)
    assert accuracy.high == pytest.approx(0.9385, abs=1e-4)
    assert macro_f1.value == pytest.approx((2 / 3 + 0 + 1) / 3)
    lines = {("x.txt", 2): ("a",), ("x.txt", 3): ("b",), ("x.txt", 4): ("none",)}
    assert coded_lines(small, gold) == lines


def test_probabilities_are_scored_by_hand(small: Corpus) -> None:
    """Mean negative logarithm of a right theme's probability; certainty against hits."""
    found = coded(small, (0.8, 0.1, 0.1), (0.6, 0.3, 0.1), (0.0, 0.0, 0.0))
    lines = [line(2, "a"), line(3, "b"), line(4, "a")]
    loss, error = probability_scores(small, found, lines)
    assert (loss.name, loss.n) == ("theme_log_loss", 2)
    # The third paragraph is not counted: its line is missed, as the references of the scores say.
    accuracy, _ = theme_scores(small, found, lines)
    assert (accuracy.n, accuracy.value) == (3, pytest.approx(1 / 3))
    assert "no counted paragraph is missed" in accuracy.reference
    assert "in counted paragraphs" in loss.reference
    assert loss.value == pytest.approx(-(np.log(0.8) + np.log(0.3)) / 2)
    assert not loss.higher_is_better
    # In two bins of one line each: 0.6 coded and wrong, 0.8 coded and right.
    assert error.value == pytest.approx((0.6 + 0.2) / 2)
    assert probability_scores(small, found, [line(2, role="body")]) == ()


def test_roles_are_scored_where_lines_have_one(small: Corpus) -> None:
    """A file of themes alone has no role score."""
    assert role_score(small, [line(1, role="salutation"), line(2, "a")]).n == 1
    with pytest.raises(GoldError, match="No gold line has a role"):
        role_score(small, [line(2, "a")])


def test_wilson_interval_of_readme() -> None:
    """Never beyond 0 and 1; that of 146 right lines of 174."""
    score = proportion("theme_accuracy", 146, 174)
    assert (score.low, score.high) == (
        pytest.approx(0.777, abs=1e-3),
        pytest.approx(0.886, abs=1e-3),
    )
    assert proportion("theme_accuracy", 0, 5).low == pytest.approx(0, abs=1e-9)
    assert proportion("theme_accuracy", 5, 5).high == pytest.approx(1, abs=1e-9)


def test_a_codebook_of_other_texts_is_warned_of(small: Corpus) -> None:
    """The coding knows how much of the text is of none of the themes."""
    units = Units.of([Unit("x.txt", 1, "", (n,)) for n in (2, 3, 4)])
    own = code_study(small, BOOK, [], units)
    assert own.fits
    assert own.scores == ()
    assert own.confusion.empty
    assert own.coded.themes() == ("a", "b", "")
    assert 0 < own.none_share < 0.75
    other = Codebook((Theme("sea", "海", "", ("潜水艇",)),), "sea.toml", "")
    with pytest.warns(TopicsWarning, match=r"sea\.toml does not fit"):
        assert not code_study(small, other, [], units).fits
    nothing = code_study(small, Codebook((), "none", ""), [], units)
    assert nothing.coded.themes() == ("", "", "")
    assert nothing.evidence.empty
    assert isinstance(nothing.evidence, pd.DataFrame)
