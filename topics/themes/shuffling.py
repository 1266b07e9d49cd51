"""Test whether a topic is more than the seed words from which its model started.

A model that starts from seed words keeps them together even in texts without topics, so these words
alone are not evidence of a topic. Its topics are therefore compared with those that the same engine
finds from the same start after the words are shuffled across all units.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from topics.arrays import check_items
from topics.engines import ENGINES
from topics.errors import ModelError
from topics.models.types import TopicModel
from topics.text.counting.weights import apply, from_plain

__all__ = ["concentration", "shuffled_p"]

Floats = npt.NDArray[np.float64]

N_TOPICS = 20
"""Minimum number of topics of shuffled texts to compare with."""
N_PASSES = 100
"""Number of passes over shuffled texts, without a test of convergence; concentration changes little
after 50."""
N_WORDS = 20_000
"""Maximum number of words to shuffle; of a larger corpus a sample of units is drawn."""
UNITS_PER_TOPIC = 10
"""Minimum number of units per topic in the sample."""


def shuffled_p(model: TopicModel) -> Floats:
    """Return how often topics of shuffled texts are as concentrated as each topic of the model.

    Parameters
    ----------
    model : TopicModel
        A model of any engine.

    Returns
    -------
    float64 array, shape (n_topics,)
        ``(1 + b) / (1 + n)`` for ``b`` of ``n`` topics of shuffled texts that are at least as
        concentrated; 0 for a model that did not start from seed words.
    """
    takes_seeds = model.engine in ENGINES and ENGINES[model.engine].takes_seeds
    if not takes_seeds or not model.params.get("seed_words"):
        return np.zeros(model.n_topics)
    rng = np.random.default_rng(0)
    n_draws = -(-N_TOPICS // model.n_topics)
    chance = np.concatenate([_shuffled(model, rng) for _ in range(n_draws)])
    as_much = (chance >= concentration(model.doc_topic, model.unit_counts)[:, None]).sum(axis=1)
    p: Floats = (1.0 + as_much) / (1.0 + len(chance))
    return p


def concentration(doc_topic: npt.NDArray[np.floating[Any]], unit_counts: Floats) -> Floats:
    """Return how concentrated each topic is in few units.

    Parameters
    ----------
    doc_topic : array, shape (n_units, n_topics)
        Share of each topic in each unit.
    unit_counts : float64 array, shape (n_units,)
        Number of words of each unit.

    Returns
    -------
    float64 array, shape (n_topics,)
        Variance of the share over all words, divided by its mean: 0 for a topic that has the same
        share everywhere, close to 1 for a small topic that has its own units.
    """
    weights = (unit_counts / unit_counts.sum())[:, None]
    shares = doc_topic.astype(np.float64)
    mean = (weights * shares).sum(axis=0)
    variance = (weights * (shares - mean) ** 2).sum(axis=0)
    found: Floats = np.divide(variance, mean, out=np.zeros_like(mean), where=mean > 0)
    return found


def _shuffled(model: TopicModel, rng: np.random.Generator) -> Floats:
    """Return the concentration of topics of shuffled texts."""
    lengths = model.unit_counts.round().astype(np.int64)
    order = rng.permutation(len(lengths))
    enough = int(np.searchsorted(np.cumsum(lengths[order]), N_WORDS)) + 1
    units = np.sort(order[: max(enough, UNITS_PER_TOPIC * model.n_topics)])
    words = rng.permutation(np.repeat(np.arange(len(model.vocabulary)), _whole(model.term_counts)))
    rows = np.repeat(np.arange(len(units)), lengths[units])
    n_words = min(len(words), len(rows))
    places = (rows[:n_words], words[:n_words])
    counts = sparse.csr_array((np.ones(n_words), places), shape=(len(units), len(model.vocabulary)))
    counts.sum_duplicates()
    estimator = ENGINES[model.engine].build(random_state=model.random_state)
    known = estimator.get_params().keys() - {"random_state"}
    options = {name: model.params[name] for name in known & model.params.keys()}
    estimator.set_params(**options | {"max_iter": N_PASSES, "tol": 0.0})
    if weights := model.params.get("weights"):
        counts = apply(counts, from_plain(weights))
    groups = model.units.speech_numbers()[units] if ENGINES[model.engine].takes_groups else None
    estimator.fit(counts, seed_terms=_seed_terms(model), groups=groups)
    return concentration(estimator.doc_topic_, lengths[units].astype(np.float64))


def _whole(counts: Floats) -> npt.NDArray[np.int64]:
    return counts.round().astype(np.int64)


def _seed_terms(model: TopicModel) -> Floats:
    column = {term: j for j, term in enumerate(model.vocabulary)}
    seeds, lists = np.zeros((model.n_topics, len(column))), model.params["seed_words"]
    # A model is read from a file that may have been changed.
    check_items("params: seed_words", lists, (list, tuple))
    if len(lists) > model.n_topics:
        raise ModelError(
            f"params: seed_words has {len(lists)} lists for {model.n_topics} topics. Fit the model"
            " again."
        )
    for topic, words in enumerate(lists):
        check_items("params: seed_words", words, str)
        seeds[topic, [column[word] for word in words if word in column]] = 1.0
    return seeds
