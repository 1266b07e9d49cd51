"""Seed words, priors given and learned, and what neighbours lend."""

from __future__ import annotations

import numpy as np
import pytest

from tests.models.corpora import WORDS_PER_BLOCK, block_counts, block_seeds, random_counts
from topics.errors import ModelError
from topics.models.lda.estimator import LDA


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
        assert str(caught.value) == "seed_terms must be finite numbers >= 0."


def test_a_seed_weight_holds_a_word_where_the_texts_would_not():
    """A word seeded in the wrong topic stays there once its weight is great."""
    seeds = block_seeds()
    seeds[:, 5] = [1.0, 0.0, 0.0]  # a word of the second topic's block
    model = LDA(3, random_state=1, seed_weight=20.0).fit(block_counts(), seed_terms=seeds)
    assert model.components_[:, 5].argmax() == 0


def test_learned_priors_know_which_topics_are_common():
    """The topic of most units has the largest alpha; given ones stay as they are."""
    X = block_counts(units_per_block=30)
    X = X[(np.arange(90) % 3 == 0) | (np.arange(90) < 20)]
    model = LDA(3, random_state=0, learn_priors=True).fit(X)
    common = model.components_.argmax(axis=0)[0]
    assert model.doc_topic_prior_.argmax() == common
    assert LDA(3, random_state=1).fit(X).doc_topic_prior_.tolist() == [0.1, 0.1, 0.1]


def test_what_seeds_add_does_not_count_as_text_when_eta_is_learned():
    """Seeds in the right topics leave the topics as they are, and so eta, whatever they weigh."""
    etas = [
        LDA(3, random_state=1, learn_priors=True, seed_weight=weight)
        .fit(block_counts(units_per_block=20), seed_terms=block_seeds())
        .topic_word_prior_
        for weight in (0.0, 1.0, 20.0)
    ]
    np.testing.assert_allclose(etas, etas[0], rtol=0.01)


def test_learned_priors_do_not_harm_new_units():
    """Held-out perplexity with them is no worse than without."""
    X, new = random_counts(), random_counts(seed=0, n_units=500)[300:]
    given, learned = (LDA(5, random_state=1, learn_priors=on).fit(X) for on in (False, True))
    assert learned.perplexity(new) < 1.005 * given.perplexity(new)


def test_a_short_unit_borrows_from_its_neighbours():
    """One word that two topics share goes with the units around it, if they are of its group."""
    X = np.vstack([block_counts(units_per_block=20)])
    order = np.argsort(np.arange(60) % 3, kind="stable")
    X = X[order]  # twenty units of each topic in a row
    X[10], X[30] = 0.0, 0.0
    X[:, 5] = X[:, 11] = X[:, [5, 11]].sum(axis=1)  # two words that two topics share
    X[10, 5] = X[30, 5] = 1.0
    groups = np.repeat([0, 1, 2], 20)
    tied = LDA(3, random_state=1, neighbour_weight=0.5).fit(X, groups=groups)
    assert tied.doc_topic_[10].argmax() == tied.doc_topic_[9].argmax()
    assert tied.doc_topic_[30].argmax() == tied.doc_topic_[29].argmax()
    assert tied.doc_topic_[10].max() > LDA(3, random_state=1).fit(X).doc_topic_[10].max()
    np.testing.assert_allclose(tied.doc_topic_.sum(axis=1), 1.0)


def test_units_of_other_groups_are_no_neighbours():
    """Each unit in a group of its own is as if nothing were tied."""
    X = block_counts()
    alone = LDA(3, random_state=1, neighbour_weight=0.5).fit(X, groups=np.arange(len(X)))
    np.testing.assert_allclose(
        alone.doc_topic_, LDA(3, random_state=1).fit(X).doc_topic_, atol=1e-6
    )


def test_neighbours_of_the_wrong_number_get_a_clear_error():
    """The sentence names both shapes; a fit in chunks knows no neighbours."""
    with pytest.raises(ModelError) as caught:
        LDA(3).fit(block_counts(), groups=[1, 2])
    assert str(caught.value) == "groups must have shape (36,), has (2,)."
    with pytest.raises(ModelError) as caught:
        LDA(3, neighbour_weight=0.1, learning_method="online").fit(block_counts())
    assert str(caught.value) == "neighbour_weight: needs learning_method 'batch' or 'auto'."
