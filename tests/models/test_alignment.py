"""Matching the topics of two models: by hand, and what must always hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import jensenshannon

from tests.models.corpora import block_counts, matrix_of, model_of
from topics.errors import ModelError
from topics.models.alignment import divergences, match
from topics.models.fitting import fit
from topics.models.types import TopicModel


def test_a_model_matches_itself_at_distance_exactly_0():
    """Whatever the fit, and in whatever order and under whatever ids its topics are."""
    model = fit(matrix_of(block_counts()), "lda", n_components=4, random_state=3, n_init=1)
    assert match(model, model)["distance"].tolist() == [0.0] * 4
    order = [2, 0, 3, 1]
    other = replace(
        model,
        topic_term=model.topic_term[order],
        doc_topic=model.doc_topic[:, order],
        share=model.share[order],
        topics=np.array([30, 10, 40, 20]),
    )
    pairs = match(model, other)
    assert pairs["distance"].tolist() == [0.0] * 4
    assert pairs["topic_a"].tolist() == [1, 2, 3, 4]
    assert pairs["topic_b"].tolist() == [10, 20, 30, 40]


def test_distances_are_scipys_over_the_shared_terms():
    """Terms of one model alone are left out, each topic made to sum to 1 over the others."""
    a = model_of([[0.2, 0.8, 0.0], [0.3, 0.3, 0.4]], np.eye(2), vocabulary="甲 乙 丙")
    b = model_of([[0.4, 0.1, 0.5], [0.0, 0.0, 1.0]], np.eye(2), vocabulary="甲 乙 丁")
    pairs = match(a, b)
    # Over 甲 and 乙: (0.2, 0.8) and (0.5, 0.5) against (0.8, 0.2) and nothing at all.
    assert pairs["topic_b"].tolist() == [2, 1]
    right = jensenshannon([0.5, 0.5], [0.8, 0.2], base=2)
    assert pairs["distance"].tolist() == pytest.approx([1.0, right])


def test_divergences_by_hand():
    """None from itself, log 2 from a distribution without a common term, scipy's otherwise."""
    p, q = np.array([0.2, 0.8, 0.0]), np.array([[0.2, 0.8, 0.0], [0.0, 0.0, 1.0], [0.3, 0.3, 0.4]])
    right = jensenshannon(p, q[2]) ** 2
    np.testing.assert_allclose(divergences(p, q), [0.0, np.log(2), right], atol=1e-15)


def test_topics_without_a_term_in_common_are_at_distance_1():
    """The farthest there is, in base 2."""
    phi = np.eye(2)
    assert match(model_of(phi[:1], [[1.0]]), model_of(phi[1:], [[1.0]]))["distance"][0] == 1.0


def test_models_without_a_shared_term_get_a_clear_error():
    """There is nothing to compare."""
    a = model_of(np.eye(2), np.eye(2), vocabulary="甲 乙")
    with pytest.raises(ModelError, match="'lda' and 'nmf' have no term in common"):
        match(a, model_of(np.eye(2), np.eye(2), engine="nmf", vocabulary="丙 丁"))


ROWS = st.lists(st.lists(st.integers(0, 5), min_size=4, max_size=4).filter(any), min_size=1)


def drawn(rows: list[list[int]]) -> TopicModel:
    """Make a model of four terms."""
    phi = np.array(rows, float)
    return model_of(phi / phi.sum(axis=1, keepdims=True), np.eye(len(rows)))


@given(ROWS.filter(lambda rows: len(rows) < 6), ROWS.filter(lambda rows: len(rows) < 6))
def test_what_always_holds(first, second):
    """Distances are from 0 to 1, the total is the same both ways, each topic has one partner."""
    a, b = drawn(first), drawn(second)
    pairs, back = match(a, b), match(b, a)
    assert pairs["distance"].between(0, 1).all()
    assert pairs["distance"].sum() == pytest.approx(back["distance"].sum())
    assert len(pairs) == min(a.n_topics, b.n_topics)
    assert pairs["topic_a"].is_unique
    assert pairs["topic_b"].is_unique
