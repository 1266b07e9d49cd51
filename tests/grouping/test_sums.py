"""What the counted paragraphs of each speech add up to."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from topics.errors import ModelError
from topics.grouping.sums import Texts, theme_sums, topic_sums

SPEECHES = pd.DataFrame({"source": ["b", "a", "a"], "speech": [1, 1, 2], "number": [3, 1, 2]})
PARAGRAPHS = pd.DataFrame(
    {
        "source": ["a", "a", "a", "a", "b"],
        "paragraph": [1, 2, 3, 4, 1],
        "speech": [0, 1, 1, 2, 1],
        "text": ["外" * 9, "一" * 10, "二" * 30, "三" * 5, "四" * 2],
    }
)
TEXTS = Texts.from_tables(SPEECHES, PARAGRAPHS)


def names(*values: str) -> np.ndarray:
    """Return names as an array."""
    return np.array(values, object)


def test_probabilities_times_characters_by_speech() -> None:
    """Speeches without counted text are left out, text outside speeches too."""
    chances = np.array([[0.5, 0.5], [1.0, 0.0], [0.5, 0.5], [0.0, 0.0], [0.25, 0.75]])
    found = theme_sums(TEXTS, names("a", "a", "a", "a", "b"), np.array([1, 2, 3, 4, 1]), chances)
    assert found.speeches["number"].tolist() == [1, 3]
    assert found.amounts.tolist() == [[25, 15], [0.5, 1.5]]
    assert found.n_paragraphs.tolist() == [2, 1]
    assert found.n_chars.tolist() == [40, 2]


def test_units_of_several_paragraphs() -> None:
    """A unit has the paragraphs and characters of all its members."""
    amounts = np.array([[3.0, 1.0], [1.0, 1.0]])
    found = topic_sums(
        TEXTS, names("a", "b"), np.array([1, 1]), np.array([2, 3, 1]), np.array([0, 2, 3]), amounts
    )
    assert found.amounts.tolist() == amounts.tolist()
    assert found.n_paragraphs.tolist() == [2, 1]
    assert found.n_chars.tolist() == [40, 2]


def test_a_paragraph_that_is_not_there_is_refused() -> None:
    """It is named."""
    with pytest.raises(ModelError, match="Paragraph 7 of 'b' is not in this corpus"):
        theme_sums(TEXTS, names("b"), np.array([7]), np.ones((1, 2)))


def test_speakers_inside_a_text() -> None:
    """Each speaker of a speech is a row; paragraphs without one are the speech's own speaker's."""
    speeches = SPEECHES.assign(speaker=["丁", "甲", ""], level="city")
    texts = Texts.from_tables(speeches, PARAGRAPHS.assign(speaker=["", "乙", "", "丙", ""]))
    source, paragraph = names("a", "a", "a", "b"), np.array([2, 3, 4, 1])
    found = theme_sums(texts, source, paragraph, np.array([[0.5, 0.5]] * 4))
    assert found.speeches["number"].tolist() == [1, 2, 3]
    by_speaker = found.of_columns(["year", "speaker"])
    assert by_speaker.speeches["speaker"].tolist() == ["乙", "甲", "丙", "丁"]
    assert by_speaker.speeches["number"].tolist() == [1, 1, 2, 3]
    assert by_speaker.n_chars.tolist() == [10, 30, 5, 2]
    assert found.of_columns(["level"]) is found
    units = topic_sums(
        texts, names("a", "a"), np.array([1, 2]), np.array([2, 3, 4]), np.array([0, 2, 3]),
        np.ones((2, 2)),
    )  # fmt: skip
    parts = units.of_columns(["speaker"])
    assert parts.speeches["speaker"].tolist() == ["甲", "丙"]
