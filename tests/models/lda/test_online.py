"""Chunks: evenly cut, weighed by their words, learned on the scale of the corpus."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from tests.models.corpora import WORDS_PER_BLOCK, block_counts, random_counts
from topics.models.lda.estimator import LDA
from topics.models.lda.online import chunks, weight
from topics.models.lda.passes import width


def test_chunks_are_the_matrix_and_even():
    """Every unit is in one chunk, in order; one that is too large is alone, none is a remainder."""
    X = sparse.csr_array(np.vstack([np.ones(5), np.eye(5), np.zeros(5)]))
    found = [chunk.toarray() for chunk in chunks(X, 2, 4 * width(2) * 3)]
    assert [len(chunk) for chunk in found] == [1, 2, 4]
    assert np.array_equal(np.vstack(found), X.toarray())
    even = [chunk.nnz for chunk in chunks(sparse.csr_array(np.eye(31)), 2, 4 * width(2) * 10)]
    assert even == [7, 8, 8, 8]


@given(st.floats(1, 1e6), st.floats(1, 1e8), st.integers(2, 9), st.floats(1, 1e6))
def test_a_chunk_weighs_as_much_as_its_pieces(words, seen, n_pieces, first):
    """What was known before is left with the same share, however new units are cut."""
    whole, left = 1.0 - weight(words, seen, np.inf, first), 1.0
    for piece in range(n_pieces):
        before = seen + piece * words / n_pieces
        left *= 1.0 - weight(words / n_pieces, before, np.inf, first)
    np.testing.assert_allclose(left, whole, rtol=1e-6, atol=1e-9)


def test_weights_of_equal_chunks_fall_but_never_below_their_words():
    """The first is all there is; the hundredth weighs about 100 ** -0.6, or its part of them."""
    assert weight(5.0, 0.0, 5.0, 5.0) == 1.0
    assert weight(5.0, 495.0, np.inf, 5.0) == pytest.approx(100**-0.6, rel=0.05)
    assert weight(5.0, 1e6, 20.0, 5.0) == 0.25


def test_a_remainder_leaves_topics_as_they_are():
    """Three units after three hundred move no topic by more than a few times their words."""
    X = random_counts(n_units=303)
    model = LDA(5, random_state=1).partial_fit(X[:150]).partial_fit(X[150:300])
    before = model.components_ / model.components_.sum(axis=1, keepdims=True)
    after = model.partial_fit(X[300:]).components_
    after = after / after.sum(axis=1, keepdims=True)
    part = X[300:].sum() / X.sum()
    assert 0.5 * np.abs(after - before).sum(axis=1).max() < 10 * part


@pytest.mark.parametrize("method", ["batch", "online"])
def test_components_are_on_the_scale_of_the_corpus(method):
    """Without their prior they sum to all words, those that come by `partial_fit` among them."""
    X = block_counts(units_per_block=20)
    options = {"learning_method": method, "memory_budget": 3e3, "max_iter": 12, "tol": 0}
    model = LDA(3, random_state=1, **options).fit(X[:40])
    prior = model.components_.size * model.topic_word_prior_
    np.testing.assert_allclose(model.components_.sum() - prior, X[:40].sum())
    np.testing.assert_allclose(model.partial_fit(X[40:]).components_.sum() - prior, X.sum())


def test_a_fit_in_chunks_shuffles_units():
    """Units in the order of their topics are learned as well as shuffled ones."""
    X = block_counts(units_per_block=20)
    X = X[np.argsort(np.arange(60) % 3, kind="stable")]
    options = {"learning_method": "online", "memory_budget": 2e3, "max_iter": 60, "tol": 0}
    model = LDA(3, random_state=1, **options).fit(X)
    mass = model.components_.reshape(3, 3, WORDS_PER_BLOCK).sum(axis=2)
    assert sorted(mass.argmax(axis=1)) == [0, 1, 2]
    again = LDA(3, random_state=1, **options).fit(X)
    assert again.components_.tobytes() == model.components_.tobytes()
