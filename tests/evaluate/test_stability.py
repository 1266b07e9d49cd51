"""Which topics are found again in subsamples and from other starts."""

from __future__ import annotations

import numpy as np
import pytest

from tests.evaluate.test_subsamples import with_speeches
from tests.models.corpora import block_counts, matrix_of
from topics.errors import ModelError
from topics.evaluate.stability import Stability, found_again, stability
from topics.models.alignment import SAME_TOPIC
from topics.models.fitting import fit
from topics.models.types import TopicModel

WORDS = [["w00"], ["w06"], ["w12"]]


@pytest.fixture(scope="module")
def model() -> TopicModel:
    """Return LDA of three topics with private words, started from seed words."""
    return fit(with_speeches(18), "lda", n_components=3, n_init=2, seed_words=WORDS)


@pytest.fixture(scope="module")
def found(model: TopicModel) -> Stability:
    """Return its stability over six subsamples."""
    return stability(model, with_speeches(18), n_samples=6)


def test_topics_with_private_words_are_found_in_every_subsample(
    model: TopicModel, found: Stability
) -> None:
    """Each has its range of shares, around its own."""
    again = found_again(found.table, model.topics.tolist())
    assert again["found"].tolist() == [6, 6, 6]
    assert again["n_samples"].tolist() == [6, 6, 6]
    assert (again["share_low"] <= again["share_high"]).all()
    assert again["share_low"].between(0.2, 0.4).all()


def test_every_kind_of_fit_has_its_rows(found: Stability) -> None:
    """Subsamples, starts, and starts without the seed words, with a random seed each."""
    kinds = found.table.drop_duplicates(["kind", "start"])
    assert kinds.groupby("kind").size().to_dict() == {"random_start": 2, "start": 2, "subsample": 6}
    seeds = {kind: rows["random_state"].tolist() for kind, rows in kinds.groupby("kind")}
    assert seeds == {"start": [1, 2], "random_start": [1, 2], "subsample": [3, 4, 5, 6, 7, 8]}
    assert (found.table.groupby(["kind", "start"])["topic"].apply(list).map(len) == 3).all()
    assert set(found.table.loc[found.table["kind"] == "subsample", "sampled"]) == {"speeches"}


def test_words_are_counted_where_their_topic_is_found(model: TopicModel, found: Stability) -> None:
    """A topic's six private words are always at its top; the others come and go."""
    assert found.word_found is not None
    own = model.topic_term > 0.05
    assert own.sum(axis=1).tolist() == [6, 6, 6]
    assert (found.word_found[own] == 6).all()
    assert (found.word_found[~own] < 6).any()


def test_the_number_of_subsamples_may_be_zero(model: TopicModel) -> None:
    """Then only the starts are compared, and how often a topic is found is missing."""
    found = stability(model, with_speeches(18), n_samples=0)
    assert set(found.table["kind"]) == {"start"}
    again = found_again(found.table, model.topics.tolist())
    assert again["found"].isna().all()
    assert again["share_low"].isna().all()


def test_topics_of_texts_without_topics_are_not_found() -> None:
    """If words do not go together, a subsample has other topics than the whole."""
    counts = np.random.default_rng(3).poisson(0.5, (90, 60)).astype(float) + np.eye(90, 60)
    matrix = matrix_of(counts)
    model = fit(matrix, "kmeans", n_components=6, n_init=1)
    again = found_again(stability(model, matrix, n_samples=6).table, model.topics.tolist())
    assert again["found"].sum() < 0.5 * 36


def test_a_topic_of_everything_must_exceed_what_chance_gives() -> None:
    """The words of all units are in any topic of units drawn at random."""
    counts = np.tile([5.0, 4.0, 3.0, 2.0], (40, 1)) + np.eye(40, 4)
    model = fit(matrix_of(counts), "nmf", n_components=2)
    found = stability(model, matrix_of(counts), n_samples=2)
    assert found.table["chance"].max() > SAME_TOPIC


def test_a_subsample_that_cannot_be_fitted_has_no_topic() -> None:
    """It counts among the subsamples, with no partner."""
    matrix = matrix_of(np.eye(10) * 3)
    model = fit(matrix, "kmeans", n_components=10, n_init=1)
    table = stability(model, matrix, n_samples=2).table
    assert table["matched_topic"].isna().all()
    assert table["share"].isna().all()
    assert not table["found"].any()
    assert found_again(table, model.topics.tolist())["n_samples"].tolist() == [2] * 10


def test_embeddings_are_sliced_with_the_units() -> None:
    """A model fitted on embeddings is fitted on those of the units kept."""
    vectors = np.tile(np.eye(3), (12, 1)) + np.random.default_rng(0).normal(0, 0.01, (36, 3))
    matrix = with_speeches(18)
    model = fit(matrix, "kmeans", n_components=3, n_init=1, embeddings=vectors)
    table = stability(model, matrix, n_samples=3, embeddings=vectors).table
    assert table["found"].all()


def test_another_matrix_is_refused(model: TopicModel) -> None:
    """The units must be those of the model."""
    with pytest.raises(ModelError, match="not the one"):
        stability(model, matrix_of(block_counts()[:20]))
