"""Several starts: the likeliest is returned, the others are matched to it."""

from __future__ import annotations

import numpy as np
import pytest

from tests.models.corpora import block_counts, matrix_of
from topics.engines import ENGINES
from topics.models.base import NotConvergedWarning
from topics.models.fitting import fit
from topics.models.restarts import likeliest, speech_shares
from topics.models.types import TopicModel
from topics.text.types import Unit, Units

# A few passes are enough for most of what is tested here.
pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


@pytest.fixture(scope="module")
def model() -> TopicModel:
    """Return the likeliest of six starts of k-means, which differ."""
    noise = np.random.default_rng(5).poisson(1.0, block_counts().shape)
    return fit(matrix_of(block_counts() + noise), "kmeans", n_components=6, n_init=6)


def test_the_likeliest_start_is_returned_and_can_be_fitted_alone(model: TopicModel) -> None:
    """Its random seed gives the same bytes with one start."""
    assert model.starts is not None
    assert len(set(model.starts.objective)) > 1
    assert model.starts.random_states.tolist() == [1, 2, 3, 4, 5, 6]
    assert model.random_state == model.starts.random_states[model.starts.shown]
    assert model.params["random_state"] == model.random_state
    noise = np.random.default_rng(5).poisson(1.0, block_counts().shape)
    matrix = matrix_of(block_counts() + noise)
    alone = fit(matrix, "kmeans", n_components=6, n_init=1, random_state=model.random_state)
    assert alone.starts is None
    assert np.array_equal(alone.topic_term, model.topic_term)
    assert np.array_equal(alone.doc_topic, model.doc_topic)


def test_starts_hold_topics_and_shares_by_speech(model: TopicModel) -> None:
    """The start shown is matched to itself; distributions and shares sum to 1."""
    starts = model.starts
    assert starts is not None
    best = starts.shown
    assert starts.matched[best].tolist() == [1, 2, 3, 4, 5, 6]
    assert starts.similarity[best].tolist() == [1.0] * 6
    assert np.array_equal(starts.topic_term[best], model.topic_term.astype(np.float32))
    np.testing.assert_allclose(starts.share.sum(axis=1), 1)
    np.testing.assert_allclose(starts.topic_term.sum(axis=2), 1, rtol=1e-5)
    np.testing.assert_allclose(starts.speech_share.sum(axis=2), 1, rtol=1e-5)
    for row in starts.matched:
        assert sorted(row) == [1, 2, 3, 4, 5, 6]


def test_of_equal_starts_the_first_is_returned(model: TopicModel) -> None:
    """The order of the starts decides, not which of them is done first."""

    def start(random_state: int, objective: float) -> tuple[TopicModel, float, bool]:
        model = fit(
            matrix_of(block_counts()), "kmeans", n_components=3, n_init=1, random_state=random_state
        )
        return model, objective, True

    objectives = [1.0, 3.0, 3.0, 2.0]
    fits = [lambda i=i, o=o: start(i, o) for i, o in enumerate(objectives)]
    for n_threads in (1, 3):
        shown, _, starts = likeliest(fits, n_threads)
        assert shown.random_state == 1
        assert starts.objective.tolist() == objectives


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_says_whether_more_of_its_objective_is_better(engine: str) -> None:
    """An engine with an objective has a number for it, other engines make one start."""
    if ENGINES[engine].extra:
        pytest.importorskip(ENGINES[engine].library)
    model = fit(matrix_of(block_counts()), engine, n_components=3, n_init=3, max_iter=20)
    assert (model.starts is not None) == bool(ENGINES[engine].objective)
    if model.starts is not None:
        assert np.isfinite(model.starts.objective).all()


@pytest.mark.filterwarnings("ignore::topics.models.base.NotConvergedWarning")
def test_more_passes_raise_the_objective() -> None:
    """The direction is right: a fit of one pass is worse than one of many."""
    matrix = matrix_of(block_counts() + np.random.default_rng(1).poisson(0.5, (36, 18)))
    for engine in ("gensim", "kmeans"):
        build = ENGINES[engine].build
        short = build(n_components=3, random_state=4, max_iter=1).fit(matrix.counts)
        long = build(n_components=3, random_state=4, max_iter=100).fit(matrix.counts)
        assert long.objective_ >= short.objective_


def test_shares_by_speech_by_hand() -> None:
    """Units weigh by their words; speeches are in the order of the units."""
    units = Units.of([Unit("b", 1, "", (1,)), Unit("a", 1, "", (1,)), Unit("b", 1, "", (2,))])
    doc_topic = np.array([[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]], np.float32)
    shares = speech_shares(doc_topic, np.array([3.0, 7.0, 1.0]), units)
    assert shares.tolist() == [[0.75, 0.25], [0.5, 0.5]]


def test_only_the_start_returned_is_warned_of() -> None:
    """One warning for a fit that reached its limit, not one for each start."""
    with pytest.warns(NotConvergedWarning) as caught:
        fit(matrix_of(block_counts()), "lda", n_components=3, n_init=4, max_iter=2)
    assert len(caught) == 1
