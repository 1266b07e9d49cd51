"""Top words, FREX words and exclusivity, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.models.corpora import block_counts, matrix_of, model_of
from topics.models.fitting import fit
from topics.models.words import exclusivity, frex_words, top_words

MODEL = model_of(
    [[0.5, 0.3, 0.2, 0.0, 0.0], [0.5, 0.0, 0.0, 0.5, 0.0]],
    [[0.8, 0.2], [0.4, 0.6]],
    vocabulary="城市 卫生 经济 项目 未见",
)


def test_top_words_fall_in_probability_and_leave_out_words_the_topic_has_not():
    """Ties stand in the vocabulary's order."""
    assert top_words(MODEL) == (("城市", "卫生", "经济"), ("城市", "项目"))
    assert top_words(MODEL, 2) == (("城市", "卫生"), ("城市", "项目"))


def test_frex_words_put_own_words_before_shared_ones():
    """By hand, topic 1: frequency ranks 5, 4, 3 and exclusivity ranks 3, 5, 5 of 5."""
    assert frex_words(MODEL) == (("卫生", "城市", "经济"), ("项目", "城市"))


def test_frex_weight_goes_from_frequency_to_exclusivity():
    """At 0 the most frequent words come first, at 1 the most exclusive."""
    assert frex_words(MODEL, weight=0.0)[0] == ("城市", "卫生", "经济")
    assert frex_words(MODEL, weight=1.0)[0] == ("卫生", "经济", "城市")
    # 经济 1 / (0.6 / 1 + 0.4 / 0.6) = 0.79, 城市 1 / (0.6 / 0.6 + 0.4 / 1) = 0.71
    assert frex_words(MODEL, weight=0.6)[0] == ("卫生", "经济", "城市")


def test_words_that_tie_have_the_order_of_the_vocabulary():
    """Also where they are many: a hundred words of two probabilities, in turns."""
    model = model_of(np.tile([[0.005, 0.015]], 50), [[1.0]])
    right = model.vocabulary[1::2] + model.vocabulary[::2]
    assert top_words(model, 100) == frex_words(model, 100) == (right,)


def test_exclusivity_is_the_mean_own_share_of_the_top_words():
    """Topic 1: (1/2 + 1 + 1) / 3; topic 2: (1/2 + 1) / 2."""
    np.testing.assert_allclose(exclusivity(MODEL), [2.5 / 3, 0.75])
    np.testing.assert_allclose(exclusivity(MODEL, 1), [0.5, 0.5])


def test_frex_words_of_private_topics_are_private():
    """Blocks with private words have FREX words of their own only."""
    model = fit(matrix_of(block_counts()), "lda", n_components=3, random_state=0, n_init=1)
    words = [set(topic) for topic in frex_words(model, 6)]
    assert [len(topic) for topic in words] == [6, 6, 6]
    assert len(set.union(*words)) == 18
    assert exclusivity(model, 6).min() > 0.95


@given(st.integers(1, 4), st.integers(1, 8), st.integers(0, 99), st.floats(0, 1))
def test_any_model_has_words_it_has(n_topics, n_terms, seed, weight):
    """Words never repeat in a topic, are the topic's own, and exclusivity is a share."""
    rng = np.random.default_rng(seed)
    phi = rng.random((n_topics, n_terms)) * (rng.random((n_topics, n_terms)) < 0.5)
    phi[:, 0] += 0.1
    phi /= phi.sum(axis=1, keepdims=True)
    model = model_of(phi, np.full((2, n_topics), 1 / n_topics))
    for words in (top_words(model, 5), frex_words(model, 5, weight)):
        for row, topic in zip(phi, words, strict=True):
            assert len(set(topic)) == len(topic) == min(5, (row > 0).sum())
            assert all(row[model.vocabulary.index(word)] > 0 for word in topic)
    values = exclusivity(model, 5)
    assert np.all((values > 0) & (values <= 1 + 1e-12))
    assert n_topics > 1 or values == pytest.approx([1.0])
