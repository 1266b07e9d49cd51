"""Stability: which topics are found again in subsamples of the speeches, and from other starts.

The method, its threshold and its sources are explained in ``docs/stability.md``.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from topics.display.models import stability_view
from topics.display.view import shown
from topics.engines import ENGINES
from topics.errors import ModelError, check_count, check_type
from topics.evaluate.subsamples import subsamples
from topics.models.alignment import SAME_TOPIC, assign, similarities
from topics.models.base import NotConvergedWarning
from topics.models.fitting import fit
from topics.models.restarts import n_at_a_time
from topics.models.threads import in_order
from topics.models.types import TopicModel
from topics.models.words import top_columns
from topics.settings_rules import MAX_STARTS
from topics.text.counting.weights import apply
from topics.text.types import DocTermMatrix

__all__ = ["N_WORDS", "Stability", "found_again", "no_stability", "stability"]

Floats = npt.NDArray[np.float64]

N_WORDS = 10
"""Number of top words of a topic that are compared."""
N_RANDOM = 10
"""Maximum number of starts without seed words."""
N_SHUFFLES = 20
"""Number of shuffles of the units: chance exceeds all of them at most once in 21."""
NOT_OPTIONS = ("seed_words", "seed_topics", "embeddings", "weights", "doc_topic_prior_", "start")
"""Entries of ``TopicModel.params`` that are not parameters of the estimator."""
COLUMNS: dict[str, Any] = {
    "engine": str,
    "start": "int64",
    "topic": "int64",
    "matched_topic": "Int64",
    "similarity": "float64",
    "share": "float64",
    "kind": str,
    "sampled": str,
    "random_state": "int64",
    "objective": "float64",
    "chance": "float64",
    "found": bool,
}


@shown(stability_view)
@dataclass(frozen=True, slots=True, eq=False)
class Stability:
    """How often the topics of a model are found again.

    Attributes
    ----------
    table : pandas.DataFrame
        One row for each topic of the model and each other fit: engine, start (number of the fit
        among those of its kind), topic, matched_topic (numbered within that fit; missing without a
        partner), similarity (1 minus the Jensen-Shannon distance), share (of the partner), kind
        (``"subsample"``, ``"start"``, or ``"random_start"``: without the seed words that the model
        started from), sampled (``"speeches"`` or ``"units"``, of subsamples), random_state,
        objective (of starts), chance (the similarity that the topic must exceed), found (whether it
        does).
    word_found : int64 or float64 array, shape (n_topics, n_terms), optional
        Number of subsamples in which the topic was found with the term among its `N_WORDS` top
        words; nan where unknown, None if unknown for all topics.
    """

    table: pd.DataFrame
    word_found: npt.NDArray[np.int64] | npt.NDArray[np.float64] | None


def stability(
    model: TopicModel,
    matrix: DocTermMatrix,
    *,
    n_samples: int = 20,
    embeddings: npt.ArrayLike | None = None,
    start: TopicModel | None = None,
) -> Stability:
    """Fit a model's engine on subsamples of the speeches, and match the topics.

    Each subsample has 90% of the speeches and its own random seed, and is fitted from one start
    with the parameters of the model. With fewer than five speeches, units are sampled instead.

    Parameters
    ----------
    model : TopicModel
        What `topics.fit` returns.
    matrix : DocTermMatrix
        The matrix it was fitted on.
    n_samples : int, default 20
        Number of subsamples; 0 compares only the starts of the model.
    embeddings : array, shape (n_units, n_dims), optional
        The embeddings it was fitted on.
    start : TopicModel, optional
        The model that it continues; the fits on subsamples then continue it too.

    Returns
    -------
    Stability
        A topic counts as found if it is more similar to its partner than `SAME_TOPIC`, and than
        to any topic of units drawn at random. If a subsample cannot be fitted, no topic is found in
        it.

    Raises
    ------
    ModelError
        If the matrix is not that of the model, or the model was not fitted by an engine
        (`topics.from_gensim`).
    WrongTypeError
        If ``model`` or ``matrix`` is of another type.

    See Also
    --------
    topics.fit : Fit a model.
    topics.sensitivity : Vary the choices of a study.
    topics.plot.stability : Plot the stability of each topic.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["改革推动市场。", "教育培养人才。"])
    >>> matrix = topics.count(topics.segment(corpus), min_df=1)
    >>> model = topics.fit(matrix, n_components=2, n_init=1)
    >>> found = topics.stability(model, matrix, n_samples=2)
    >>> len(found.table) == 2 * model.n_topics
    True
    """
    _check(model, matrix, n_samples)
    comparison = _Comparison(model, _chance(model, matrix))
    _compare_starts(comparison)
    if n_samples:
        vectors = None if embeddings is None else np.asarray(embeddings)
        refit = _Refit(model, matrix, vectors, start)
        refit.subsamples(comparison, n_samples)
        if "seed_words" in model.params:
            refit.random_starts(comparison)
    return Stability(comparison.table(), comparison.word_found)


def _check(model: TopicModel, matrix: DocTermMatrix, n_samples: int) -> None:
    """Raise ModelError unless a model was fitted on a matrix by an engine."""
    check_type("model", model, TopicModel, "topics.fit(matrix)")
    check_type("matrix", matrix, DocTermMatrix, "topics.count(tokens)")
    check_count("n_samples", n_samples, 0, MAX_STARTS)
    if matrix.vocabulary != model.vocabulary or len(matrix.units) != len(model.units):
        raise ModelError("The matrix is not the one that the model was fitted on.")
    if model.engine not in ENGINES:
        raise ModelError(
            f"'{model.engine}' is a model of another library, which cannot be fitted again here."
            " Fit it on subsamples yourself, and compare with topics.agreement."
        )


class _Comparison:
    """Collects the rows of `Stability`."""

    def __init__(self, model: TopicModel, chance: Floats) -> None:
        self.model, self.chance = model, chance
        self.word_found = np.zeros(model.topic_term.shape, np.int64)
        self._rows: list[dict[str, Any]] = []

    def add(self, matched: Any, similarity: Any, share: Any, **columns: Any) -> None:
        """Add one row for each topic; a partner of 0 means none."""
        found = similarity > self.chance
        for k, topic in enumerate(self.model.topics.tolist()):
            self._rows.append(
                {
                    "engine": self.model.engine,
                    "topic": topic,
                    "matched_topic": int(matched[k]) or None,
                    "similarity": float(similarity[k]),
                    "share": float(share[k]) if matched[k] else np.nan,
                    "sampled": "",
                    "objective": np.nan,
                    "chance": float(self.chance[k]),
                    "found": bool(found[k]),
                    **columns,
                }
            )

    def add_model(self, other: TopicModel | None, **columns: Any) -> None:
        """Match the topics of another fit; None if it failed."""
        matched = np.zeros(self.model.n_topics, np.int64)
        similarity, share = np.zeros((2, self.model.n_topics))
        if other is not None:
            own, rows, distances = assign(self.model.topic_term, other.topic_term)
            matched[own], similarity[own] = other.topics[rows], 1.0 - distances
            share[own] = other.share[rows]
            if columns["kind"] == "subsample":
                tops = top_columns(other.topic_term, N_WORDS)
                for k, row in zip(own, rows, strict=True):
                    if similarity[k] > self.chance[k]:
                        self.word_found[k, tops[row]] += 1
        self.add(matched, similarity, share, **columns)

    def table(self) -> pd.DataFrame:
        return pd.DataFrame(self._rows, columns=list(COLUMNS)).astype(COLUMNS)


def _compare_starts(comparison: _Comparison) -> None:
    if (starts := comparison.model.starts) is None:
        return
    for i in range(len(starts)):
        comparison.add(
            starts.matched[i],
            starts.similarity[i],
            starts.share[i],
            kind="start",
            start=i + 1,
            random_state=int(starts.random_states[i]),
            objective=float(starts.objective[i]),
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Refit:
    """Fits the engine of a model again, from one start each."""

    model: TopicModel
    matrix: DocTermMatrix
    embeddings: npt.NDArray[Any] | None
    start: TopicModel | None

    def subsamples(self, comparison: _Comparison, n_samples: int) -> None:
        states = self._random_states()
        samples = subsamples(self.matrix, n_samples)
        calls = [
            partial(self._fit, sample.matrix, sample.rows, int(states[-1] + i) % 2**32)
            for i, sample in enumerate(samples, 1)
        ]
        self._compare(comparison, calls, samples, kind="subsample")

    def random_starts(self, comparison: _Comparison) -> None:
        calls = [
            partial(self._fit, self.matrix, None, int(state), seeded=False)
            for state in self._random_states()[:N_RANDOM]
        ]
        self._compare(comparison, calls, None, kind="random_start")

    def _compare(self, comparison: _Comparison, calls: Any, samples: Any, kind: str) -> None:
        done: list[int] = []

        def take(fitted: tuple[TopicModel | None, int]) -> None:
            other, random_state = fitted
            sampled = samples[len(done)].sampled if samples else ""
            done.append(random_state)
            comparison.add_model(
                other, kind=kind, start=len(done), random_state=random_state, sampled=sampled
            )

        with warnings.catch_warnings():
            # `fit` has already warned for the model itself.
            warnings.simplefilter("ignore", NotConvergedWarning)
            in_order(calls, take, n_at_a_time(self.matrix, self.model.n_topics))

    def _random_states(self) -> npt.NDArray[np.int64]:
        starts = self.model.starts
        return np.array([self.model.random_state]) if starts is None else starts.random_states

    def _fit(
        self, matrix: DocTermMatrix, rows: Any, random_state: int, seeded: bool = True
    ) -> tuple[TopicModel | None, int]:
        """Return a model, None if it cannot be fitted, and its random seed."""
        params = {k: v for k, v in self.model.params.items() if k not in NOT_OPTIONS}
        vectors = self.embeddings
        try:
            found = fit(
                matrix,
                self.model.engine,
                **params | {"random_state": random_state, "n_init": 1},
                seed_words=self.model.params.get("seed_words") if seeded else None,
                embeddings=vectors if vectors is None or rows is None else vectors[rows],
                start=self.start,
            )
        except ModelError:
            return None, random_state
        return found, random_state


def _chance(model: TopicModel, matrix: DocTermMatrix) -> Floats:
    """Return the similarity that each topic must exceed, shape (n_topics,).

    The larger of `SAME_TOPIC` and the similarity to the nearest topic after shuffling the units,
    which assigns the shares of topics to units drawn at random.
    """
    weights = _weights_of_words(matrix, model.engine)
    rng = np.random.default_rng(model.random_state)
    highest = np.full(model.n_topics, SAME_TOPIC)
    for _ in range(N_SHUFFLES):
        shuffled = model.doc_topic[rng.permutation(len(model.doc_topic))]
        sums = np.asarray((weights.T @ shuffled.astype(np.float64)).T)
        highest = np.maximum(highest, similarities(model.topic_term, sums).max(axis=1))
    return highest


def _weights_of_words(matrix: DocTermMatrix, engine: str) -> sparse.csr_array:
    """Return the weights from which an engine computes its topics."""
    if not ENGINES[engine].weighs:
        return apply(matrix.counts, matrix.weighting)
    from sklearn.feature_extraction.text import TfidfTransformer

    from topics.models.contract import dampen

    return sparse.csr_array(TfidfTransformer().fit_transform(dampen(matrix.counts)))


def found_again(table: pd.DataFrame, topics: Sequence[int]) -> pd.DataFrame:
    """Summarise the subsamples of one engine.

    Parameters
    ----------
    table : pandas.DataFrame
        ``Stability.table``, or the rows of one engine of ``stability.csv``.
    topics : sequence of int
        Ids of its topics.

    Returns
    -------
    pandas.DataFrame
        One row per topic: found (number of subsamples with the topic), n_samples, share_low and
        share_high (range of the shares of its partners). Missing without subsamples.
    """
    rows = table[table["kind"] == "subsample"]
    by_topic = rows.groupby("topic")["found"].agg(["sum", "size"])
    shares = rows[rows["found"].astype(bool)].groupby("topic")["share"].agg(["min", "max"])
    summary = by_topic.join(shares).reindex(np.asarray(topics)).reset_index(drop=True)
    summary.columns = pd.Index(["found", "n_samples", "share_low", "share_high"])
    return summary.astype({"found": "Int64", "n_samples": "Int64"})


def no_stability() -> pd.DataFrame:
    """Return ``Stability.table`` without rows."""
    return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
