from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from topics.models.types import TopicModel
from topics.text.types import Unit, Units
from topics.themes.coded import CodedParagraphs
from topics.themes.labelling import confirm, label
from topics.themes.showing import (
    LEADING,
    OPENING,
    SEEN,
    SHOWN,
    is_in_place,
    is_seen,
    shown_by_words,
)
from topics.themes.types import Codebook, Theme, Themes

PARAGRAPHS = [("x.txt", n) for n in (2, 3, 4)]


@pytest.fixture
def weak(codebook: Codebook) -> Codebook:
    """Return a codebook with a theme of few words of the third topic, which has sixteen."""
    return replace(codebook, themes=(*codebook.themes, Theme("few", "少", "", ("甲", "乙", "丙"))))


@pytest.fixture
def tested(model: TopicModel, weak: Codebook) -> Themes:
    """Return themes that pass the test of chance, the last by a few of the topic's words."""
    labels = ("sanitation", "economic_work", "few")
    return Themes(weak, np.ones((3, 4)), labels, (), p=np.zeros(3), hold=np.ones(3))


def coded(codebook: Codebook, theme: float, none: float) -> CodedParagraphs:
    """Return the coding of three paragraphs, the third with these shares of its theme and none."""
    shares = np.zeros((3, 4))
    shares[[0, 1, 2], [0, 1, 3]] = 1, 1, theme
    shares[2, 0] = max(1 - theme - none, 0)
    return CodedParagraphs.of(codebook, shares, PARAGRAPHS, none=np.array([0, 0, none]))


def test_few_words_of_many_do_not_show_a_theme(model: TopicModel, tested: Themes) -> None:
    """Three of sixteen words are less than three tenths of what sets a topic apart."""
    words = shown_by_words(tested, model)
    assert words[:2] == pytest.approx([1, 1], abs=0.01)
    assert words[2] == pytest.approx(3 / 16)
    assert words[2] < SHOWN
    assert confirm(tested, model).states == ("named", "named", "doubtful")


def test_a_name_that_nothing_shows_is_dropped(
    model: TopicModel, weak: Codebook, tested: Themes
) -> None:
    """If the paragraphs do not show the theme well either, the topic keeps its own words."""
    found = confirm(tested, model, coded(weak, 0.6, 0.4))
    assert found.labels == ("sanitation", "economic_work", "")
    assert found.states == ("named", "named", "none")
    assert found.runner_up[2] == "few"
    again = confirm(found, model, coded(weak, 0.6, 0.4))
    assert (again.labels, again.states, again.runner_up) == (
        found.labels,
        found.states,
        found.runner_up,
    )


@pytest.mark.parametrize(
    ("theme", "none", "state"),
    [
        (1.0, 0.0, "named"),
        (0.8, 0.2, "doubtful"),
        (0.4, 0.02, "doubtful"),
        (0.6, 0.03, "named"),
    ],
)
def test_paragraphs_name_a_topic_whose_words_do_not_show_it(
    model: TopicModel, weak: Codebook, tested: Themes, theme: float, none: float, state: str
) -> None:
    """Few words need many paragraphs, of which the theme must have the largest share."""
    assert confirm(tested, model, coded(weak, theme, none)).states[2] == state


def test_a_theme_is_seen_by_two_leading_words() -> None:
    """A word after the leading ones does not count."""
    support = np.linspace(1, 0, LEADING + 5)[None, :]
    lists = [list(range(SEEN)), [0, LEADING], [LEADING + 1, LEADING + 2], []]
    assert list(is_seen(support, lists)[0]) == [True, False, False, False]


def frame_model(model: TopicModel, doc_topic: np.ndarray, speeches: list[int]) -> TopicModel:
    """Return the model with a unit in each speech named."""
    units = Units.of(Unit("x.txt", s, "", (n,)) for n, s in enumerate(speeches, 1))
    return replace(model, doc_topic=doc_topic, units=units, unit_counts=np.ones(len(speeches)))


def test_a_frame_names_topics_of_openings_and_closings(
    model: TopicModel, codebook: Codebook
) -> None:
    """A topic found throughout speeches is no opening, whatever its words."""
    speeches = [1] * 6 + [2] * 6
    doc_topic = np.eye(3)[[2, 0, 1, 0, 1, 2] * 2]
    at_ends = frame_model(model, doc_topic, speeches)
    assert is_in_place(at_ends, codebook).tolist() == [
        [True, True, False],
        [True, True, False],
        [True, True, True],
    ]
    throughout = frame_model(model, np.eye(3)[[2, 2, 2, 0, 1, 2] * 2], speeches)
    assert OPENING > 1
    assert not is_in_place(throughout, codebook)[:, 2].any()
    single = frame_model(model, doc_topic, list(range(12)))
    assert not is_in_place(single, codebook)[:, 2].any()


def test_a_topic_in_no_place_of_a_frame_takes_no_name_of_it(
    model: TopicModel, codebook: Codebook
) -> None:
    """The same words name the topic as soon as the theme frames nothing."""
    framed = replace(codebook["sanitation"], frame=True)
    book = replace(codebook, themes=(framed, *codebook.themes[1:]))
    assert label(model, codebook).labels[0] == "sanitation"
    ends_elsewhere = frame_model(model, np.eye(3)[[1, 0, 0, 0, 2]], [1] * 5)
    assert label(ends_elsewhere, book).labels[0] == ""
