from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from tests.models.corpora import block_counts, matrix_of
from topics.errors import TopicsError
from topics.models.fitting import fit
from topics.models.types import TopicModel
from topics.text.counting.weights import weigh
from topics.themes.labelling import label
from topics.themes.shuffling import concentration, shuffled_p
from topics.themes.types import Codebook, Theme

BLOCKS = tuple(tuple(f"w{j:02d}" for j in range(i * 6, i * 6 + 6)) for i in range(3))
BOOK = Codebook(tuple(Theme(f"t{i}", f"t{i}", "", words) for i, words in enumerate(BLOCKS)), "", "")


def fitted(counts: np.ndarray, weights: str = "counts") -> TopicModel:
    """Return LDA of three topics that start from the words of the blocks."""
    matrix = weigh(matrix_of(counts), weights)
    return fit(matrix, "lda", n_components=3, seed_words=BLOCKS)


def shuffled(counts: np.ndarray) -> np.ndarray:
    """Return the counts of texts with the same words and lengths, shuffled over all units."""
    words = np.repeat(np.arange(counts.shape[1]), counts.sum(axis=0).astype(int))
    rows = np.repeat(np.arange(len(counts)), counts.sum(axis=1).astype(int))
    words = np.random.default_rng(3).permutation(words)
    places = (np.ones(len(words)), (rows, words))
    return sparse.coo_array(places, shape=counts.shape).toarray()


def test_topics_of_texts_without_topics_have_no_names() -> None:
    """Words that start a model are no evidence; where texts have topics, these get names."""
    counts = block_counts()
    assert set(label(fitted(counts), BOOK).labels) == {"t0", "t1", "t2"}
    assert label(fitted(shuffled(counts)), BOOK).states.count("named") <= 1


def test_weighted_counts_are_shuffled_alike() -> None:
    """A model of weighted counts is compared with such models."""
    assert (shuffled_p(fitted(block_counts(), "tfidf")) < 0.05).all()


def test_only_models_that_started_from_seed_words_are_compared() -> None:
    """Others have no words to be kept together."""
    model = fit(matrix_of(block_counts()), "kmeans", n_components=3)
    assert (shuffled_p(model) == 0).all()


def test_concentration_by_hand() -> None:
    """It is 0 for a topic that is even over units, and grows as it has units of its own."""
    even = concentration(np.array([[0.5, 0.5], [0.5, 0.5]]), np.array([10.0, 30.0]))
    assert (even == 0).all()
    own = concentration(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([10.0, 30.0]))
    assert np.allclose(own, [0.75, 0.25])


def test_a_large_corpus_is_sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison takes a sample of the units, the same each time, which suffices."""
    monkeypatch.setattr("topics.themes.shuffling.N_WORDS", 100)
    model = fitted(np.tile(block_counts(), (3, 1)))
    assert (shuffled_p(model) < 0.05).all()
    assert (shuffled_p(model) == shuffled_p(replace(model))).all()


@pytest.mark.parametrize("changed", [[[["垃圾"]]], [{"垃圾": 1}], 3, [["垃圾"]] * 99])
def test_seed_words_of_a_changed_file_are_refused(changed):
    """A model file somebody has changed gives our error."""
    model = fit(matrix_of(block_counts()), "lda", n_components=3, n_init=1)
    forged = replace(model, params=model.params | {"seed_words": changed})
    with pytest.raises(TopicsError, match="seed_words"):
        shuffled_p(forged)
