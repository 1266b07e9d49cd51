"""Fit from several random seeds, keep the likeliest model, match the others to it."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from joblib import cpu_count
from scipy import sparse
from sklearn.metrics import adjusted_rand_score

from topics.models.alignment import assign
from topics.models.base import NotConvergedWarning
from topics.models.starts import Starts
from topics.models.threads import in_order
from topics.models.types import TopicModel
from topics.text.types import DocTermMatrix, Units

__all__ = ["likeliest", "n_at_a_time", "speech_shares"]

Floats = npt.NDArray[np.float64]

SMALL = 2_000_000
"""Non-zeros times topics below which fits run side by side: a larger one takes the memory of
several, and LDA then uses all processors itself."""


Fitted = tuple[TopicModel, float, bool]
"""A model, what its start is compared by, and whether it converged."""


@dataclass(frozen=True, slots=True, eq=False)
class _Start:
    """What is kept of a start; its units are not, since they may be many."""

    random_state: int
    objective: float
    topic_term: Floats
    share: Floats
    speech_share: npt.NDArray[np.float32]
    main: npt.NDArray[np.int32]


def n_at_a_time(matrix: DocTermMatrix, n_components: int) -> int:
    """Return how many fits of a matrix may run at a time."""
    return int(cpu_count()) if matrix.counts.nnz * n_components < SMALL else 1


def likeliest(
    fits: Sequence[Callable[[], Fitted]], n_threads: int, *, first: bool = False
) -> tuple[TopicModel, bool, Starts]:
    """Fit from each start; return the model with the highest objective, and all starts.

    Parameters
    ----------
    fits : sequence of callables
        Each fits one start.
    n_threads : int
        Number of parallel fits; the result does not depend on it.
    first : bool, default False
        Return the first start, with the others beside it.

    Returns
    -------
    model : TopicModel
        Of equal objectives, the first.
    converged : bool
        Whether it converged; other starts that did not are not reported.
    starts : Starts
        In the order of ``fits``.
    """
    best: list[Fitted] = []  # one, once there is any
    starts: list[_Start] = []

    def take(fitted: Fitted) -> None:
        model, objective, _ = fitted
        starts.append(
            _Start(
                model.random_state,
                objective,
                model.topic_term,
                model.share,
                speech_shares(model.doc_topic, model.unit_counts, model.units),
                model.doc_topic.argmax(axis=1).astype(np.int32),
            )
        )
        if not best or (objective > best[0][1] and not first):
            best[:] = [fitted]

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotConvergedWarning)
        in_order(fits, take, n_threads)
    shown, _, converged = best[0]
    return shown, converged, _aligned(shown, starts)


def speech_shares(
    doc_topic: npt.NDArray[np.float32], unit_counts: Floats, units: Units
) -> npt.NDArray[np.float32]:
    """Return the share of each topic in the counted words of each speech.

    Parameters
    ----------
    doc_topic : float32 array, shape (n_units, n_topics)
    unit_counts : float64 array, shape (n_units,)
        Counted words of each unit, at least one in each speech.
    units : Units

    Returns
    -------
    float32 array, shape (n_speeches, n_topics)
    """
    speech = units.speech_numbers()
    entries = (unit_counts, (speech, np.arange(len(speech))))
    words = sparse.csr_array(entries, shape=(int(speech.max(initial=-1)) + 1, len(speech)))
    sums = words @ doc_topic.astype(np.float64)
    return np.asarray(sums / words.sum(axis=1)[:, None], np.float32)


def _aligned(shown: TopicModel, starts: Sequence[_Start]) -> Starts:
    n_topics, n_terms = shown.topic_term.shape
    n_starts, n_speeches = len(starts), len(starts[0].speech_share)
    matched = np.zeros((n_starts, n_topics), np.int64)
    similarity, share = np.zeros((2, n_starts, n_topics))
    topic_term = np.zeros((n_starts, n_topics, n_terms), np.float32)
    speech_share = np.zeros((n_starts, n_speeches, n_topics), np.float32)
    main = shown.doc_topic.argmax(axis=1)
    for i, start in enumerate(starts):
        own, other, distances = assign(shown.topic_term, start.topic_term)
        matched[i, own] = other + 1
        similarity[i, own] = 1.0 - distances
        share[i, own] = start.share[other]
        topic_term[i, own] = start.topic_term[other]
        speech_share[i][:, own] = start.speech_share[:, other]
    return Starts(
        np.array([start.random_state for start in starts], np.int64),
        np.array([start.objective for start in starts]),
        matched,
        similarity,
        share,
        topic_term,
        speech_share,
        np.array([adjusted_rand_score(main, start.main) for start in starts], np.float64),
    )
