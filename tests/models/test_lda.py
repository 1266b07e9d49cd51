"""LDA by CVB0: seeds, trace and what holds for any matrix."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.models.corpora import WORDS_PER_BLOCK, block_counts
from topics.errors import ModelError
from topics.models.lda import LDA


def block_seeds():
    """Return two seed words for each block, the last block's for the first topic."""
    seeds = np.zeros((3, 18))
    for topic, block in enumerate((2, 0, 1)):
        seeds[topic, block * WORDS_PER_BLOCK : block * WORDS_PER_BLOCK + 2] = 1.0
    return seeds


@pytest.mark.parametrize("seed", range(5))
def test_topics_start_from_their_seed_terms(seed):
    """Whatever the random start, each topic finds the block its seeds are from."""
    model = LDA(3, random_state=seed).fit(block_counts(), seed_terms=block_seeds())
    mass = model.components_.reshape(3, 3, WORDS_PER_BLOCK).sum(axis=2)
    assert mass.argmax(axis=1).tolist() == [2, 0, 1]


def test_seed_terms_are_only_a_start():
    """A word seeded in the wrong topic goes home."""
    seeds = block_seeds()
    seeds[:, 5] = [1.0, 0.0, 0.0]  # a word of the second topic's block
    model = LDA(3, random_state=1).fit(block_counts(), seed_terms=seeds)
    assert model.components_[:, 5].argmax() == 1


def test_no_seed_at_all_is_the_random_start():
    """Seed terms of zeros change nothing."""
    X = block_counts()
    free = LDA(3, random_state=1).fit_transform(X)
    assert np.array_equal(
        LDA(3, random_state=1).fit_transform(X, seed_terms=np.zeros((3, 18))), free
    )


def test_seed_terms_of_another_shape_get_a_clear_error():
    """The sentence names both shapes."""
    with pytest.raises(ModelError) as caught:
        LDA(3).fit(block_counts(), seed_terms=np.ones((2, 18)))
    assert str(caught.value) == (
        "seed_terms must have shape (3, 18) (n_components, n_features), has (2, 18)."
    )


def test_negative_seed_terms_get_a_clear_error():
    """A weight below 0 or NaN is refused."""
    for wrong in (-1.0, np.nan):
        with pytest.raises(ModelError) as caught:
            LDA(3).fit(block_counts(), seed_terms=np.full((3, 18), wrong))
        assert str(caught.value) == "seed_terms must hold finite numbers of at least 0."


def test_stops_once_the_likelihood_rests_and_keeps_a_trace():
    """It looks at every fifth pass, ends above its start, and makes one plain pass at the last."""
    X = block_counts()
    model = LDA(3, random_state=1).fit(X)
    assert model.n_iter_ == 5 * len(model.trace_) + 1 < 300
    assert model.trace_[-1] > model.trace_[0]
    assert LDA(3, random_state=1, max_iter=4, tol=0).fit(X).n_iter_ == 4
    assert LDA(3, random_state=1, tol=1.0).fit(X).n_iter_ == 11
    assert LDA(3, random_state=1, max_iter=1).fit(X).n_iter_ == 1


def test_components_are_expected_counts():
    """Without the prior they sum to each term's count."""
    X = block_counts()
    model = LDA(3, random_state=1, topic_word_prior=0.5).fit(X)
    np.testing.assert_allclose((model.components_ - 0.5).sum(axis=0), X.sum(axis=0))


def test_a_small_prior_of_topics_gives_purer_units():
    """Units of two blocks half and half are shared; a huge prior evens all shares out."""
    X = block_counts()
    sharp = LDA(3, random_state=0).fit(X)
    flat = LDA(3, random_state=0, doc_topic_prior=1000.0).fit(X)
    assert sharp.transform(X).max(axis=1).mean() > 0.95
    assert flat.transform(X).max(axis=1).mean() < 0.4
    mixed = sharp.transform(X[:1] + X[1:2])
    np.testing.assert_allclose(np.sort(mixed[0]), [0.0, 0.5, 0.5], atol=0.01)


def test_a_generator_is_taken_for_a_seed():
    """``random_state`` may be a numpy Generator."""
    X = block_counts()
    own = LDA(3, random_state=np.random.default_rng(1)).fit_transform(X)
    assert np.array_equal(own, LDA(3, random_state=1).fit_transform(X))


def test_text_for_counts_gets_a_clear_error():
    """What holds no numbers is refused by name, and so is a matrix of one dimension."""
    with pytest.raises(ModelError) as caught:
        LDA(1).fit(np.array([["创建"]]))
    assert str(caught.value) == "The document-term matrix must hold real numbers, holds <U2."
    with pytest.raises(ModelError) as caught:
        LDA(1).fit(np.ones(3))
    assert str(caught.value) == (
        "The document-term matrix must have two dimensions (units, terms), has shape (3,)."
        " Reshape your data."
    )


@settings(max_examples=60, deadline=None)
@given(
    arrays(
        np.float64,
        st.tuples(st.integers(1, 6), st.integers(1, 6)),
        elements=st.floats(0, 1e6).map(lambda x: 0.0 if x < 1e-6 else x),
    ).filter(lambda X: X.any()),
    st.data(),
)
def test_any_matrix_gives_shares(X, data):
    """Finite components above 0, rows that sum to 1, equal shares for empty rows."""
    n_components = data.draw(st.integers(1, len(X)))
    model = LDA(n_components, random_state=data.draw(st.integers(0, 9)), max_iter=20).fit(X)
    assert np.all(np.isfinite(model.components_) & (model.components_ > 0))
    for shares in (model.doc_topic_, model.transform(X)):
        assert np.all(shares > 0)
        np.testing.assert_allclose(shares.sum(axis=1), 1.0)
        np.testing.assert_allclose(shares[~X.any(axis=1)], 1 / n_components)
