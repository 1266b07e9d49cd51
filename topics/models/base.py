"""The engines, and the one function that fits any of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from topics.errors import ModelError, did_you_mean
from topics.models.types import TopicModel
from topics.text.types import DocTermMatrix

__all__ = ["ENGINES", "Engine", "fit"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Engine:
    """One way to find topics.

    Attributes
    ----------
    estimator : str
        Module and class of its scikit-learn estimator, ``"module:Class"``;
        imported when it is asked for, so that libraries load only if used.
    promise : str
        What it promises and what it cannot, in one sentence.
    takes_seeds : bool
        Whether its ``fit`` takes ``seed_terms`` to start from.
    """

    estimator: str
    promise: str
    takes_seeds: bool = False

    def build(self, **params: Any) -> Any:
        """Return a new estimator with these parameters."""
        module, _, name = self.estimator.partition(":")
        return getattr(import_module(module), name)(**params)


ENGINES: Mapping[str, Engine] = MappingProxyType(
    {
        "lda": Engine(
            "topics.models.lda:LDA",
            "Mixed topics by collapsed variational Bayes (CVB0), which may start from seed words;"
            " another order of units or seed gives another local optimum.",
            takes_seeds=True,
        ),
        "gensim": Engine(
            "topics.models.gensim:GensimLDA",
            "Mixed topics by gensim's online variational Bayes, made for large streams;"
            " on some hundreds of units they hang on the seed and blur more than LDA's.",
        ),
        "kmeans": Engine(
            "topics.models.clustering:KMeansTopics",
            "One topic a unit by k-means on TF-IDF; cannot mix topics within a unit,"
            " nor make more clusters than units that differ.",
        ),
        "nmf": Engine(
            "topics.models.nmf:NMFTopics",
            "Additive parts of TF-IDF by non-negative least squares, the same for nearly any seed;"
            " its shares are of TF-IDF weight, not probabilities of words.",
        ),
    }
)
"""Every engine by name: the command line, the benchmarks and the contract test read this."""


def fit(
    matrix: DocTermMatrix,
    engine: str = "lda",
    *,
    n_components: int = 10,
    random_state: int = 1,
    max_iter: int = 1000,
    seed_words: Sequence[Sequence[str]] | None = None,
) -> TopicModel:
    """Fit an engine and number its topics from the largest to the smallest.

    Parameters
    ----------
    matrix : DocTermMatrix
        Counts of terms in units.
    engine : str, default "lda"
        Name in ``ENGINES``.
    n_components : int, default 10
        Number of topics, at most the number of units.
    random_state : int, default 1
        Seed of every random draw.
    max_iter : int, default 1000
        Passes over the corpus at most.
    seed_words : sequence of sequences of str, optional
        Words each topic starts from, for engines that take seeds; topics
        beyond the last list start at random. Words outside the vocabulary
        are left out. They stand in the model's ``params`` as ``seed_words``.

    Returns
    -------
    TopicModel
        Topic ``t`` of a unit of ``n`` words accounts for ``n * doc_topic[t]``
        of them; topics fall by the sum of these, ties keep the engine's order.
        A topic that the engine left without words has the corpus' own
        distribution of words.

    Raises
    ------
    ModelError
        If there is no such engine, it takes no seed words, or it cannot fit.
    """
    if engine not in ENGINES:
        raise ModelError(
            f"engine: '{engine}' is not one of {', '.join(ENGINES)}.{did_you_mean(engine, ENGINES)}"
        )
    estimator = ENGINES[engine].build(
        n_components=n_components, random_state=random_state, max_iter=max_iter
    )
    params = estimator.get_params()
    named: dict[str, Any] = {}
    if seed_words is not None:
        named["seed_terms"] = _seed_terms(matrix.vocabulary, engine, n_components, seed_words)
        params["seed_words"] = [list(words) for words in seed_words]
    try:
        estimator.fit(matrix.counts, **named)
    except ModelError:
        raise
    except (ArithmeticError, TypeError, ValueError) as exc:
        raise ModelError(f"engine '{engine}' could not fit: {exc}.") from exc
    return _topic_model(matrix, engine, estimator, params, random_state)


def _seed_terms(
    vocabulary: Sequence[str], engine: str, n_components: int, seed_words: Sequence[Sequence[str]]
) -> Floats:
    if not ENGINES[engine].takes_seeds:
        able = ", ".join(name for name, entry in ENGINES.items() if entry.takes_seeds)
        raise ModelError(f"engine '{engine}' takes no seed words; engines that do: {able}.")
    if len(seed_words) > n_components:
        raise ModelError(
            f"seed_words has {len(seed_words)} lists, but there are only {n_components} topics;"
            f" raise n_components to at least {len(seed_words)}, or give fewer lists."
        )
    index = {term: j for j, term in enumerate(vocabulary)}
    seeds = np.zeros((n_components, len(vocabulary)))
    for topic, words in enumerate(seed_words):
        seeds[topic, [index[word] for word in words if word in index]] = 1.0
    return seeds


def _topic_model(
    matrix: DocTermMatrix, engine: str, estimator: Any, params: dict[str, Any], random_state: int
) -> TopicModel:
    term_counts = np.asarray(matrix.counts.sum(axis=0), dtype=np.float64)
    unit_counts = np.asarray(matrix.counts.sum(axis=1), dtype=np.float64)
    share = (unit_counts[:, None] * estimator.doc_topic_).sum(axis=0) / unit_counts.sum()
    order = np.argsort(-share, kind="stable")
    weights = estimator.components_[order]
    weights = np.where(weights.any(axis=1, keepdims=True), weights, term_counts)
    return TopicModel(
        topic_term=weights / weights.sum(axis=1, keepdims=True),
        doc_topic=np.ascontiguousarray(estimator.doc_topic_[:, order]),
        share=share[order],
        term_counts=term_counts,
        unit_counts=unit_counts,
        vocabulary=matrix.vocabulary,
        units=matrix.units,
        engine=engine,
        params=params,
        random_state=random_state,
        trace=estimator.trace_,
    )
