"""What a map of topics shows: coordinates, lift and relevant terms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.distance import pdist

from tests.report.conftest import make_model
from topics.models.topic_map import lift_of_terms, relevant_terms, topic_coordinates


def test_topics_without_a_common_word_are_equally_far_apart() -> None:
    """Worked out by hand: three divergences of log 2 are an equilateral triangle."""
    at = topic_coordinates(np.eye(3))
    assert at.shape == (3, 2)
    assert pdist(at) == pytest.approx([np.log(2)] * 3)
    assert at.mean(axis=0) == pytest.approx([0, 0])
    assert topic_coordinates(np.eye(1)).tolist() == [[0, 0]]


def test_lift_is_how_much_likelier_a_term_is_in_a_topic() -> None:
    """Two topics of equal share: a word of 0.6 and 0.2 has lift 0.6 / 0.4 and 0.2 / 0.4."""
    model = make_model([[0.6, 0.4], [0.2, 0.8]], [[1, 0], [0, 1]], ("甲", "乙"))
    lift, share = lift_of_terms(model)
    assert share == pytest.approx([0.5, 0.5])
    assert lift == pytest.approx(np.array([[1.5, 2 / 3], [0.5, 4 / 3]]))


def test_relevant_terms_are_the_first_at_either_end_and_between() -> None:
    """One by probability, one by lift, and one that is neither but leads in the middle."""
    logprob = np.array([0.0, -4.0, -1.5, -3.0])
    loglift = np.array([0.0, 4.0, 3.0, 1.0])
    assert relevant_terms(logprob, loglift, 1).tolist() == [1, 2, 0]
