"""What a map of topics shows: where each topic is, and which terms are relevant to it.

Sievert and Shirley (2014), "LDAvis: A method for visualizing and interpreting topics",
doi:10.3115/v1/W14-3110.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from topics.models.alignment import divergences
from topics.models.types import TopicModel

__all__ = [
    "LAMBDA_STEP",
    "SMOOTHING",
    "TERMS_SHOWN",
    "lift_of_terms",
    "relevant_terms",
    "smooth",
    "topic_coordinates",
]

_Floats = npt.NDArray[np.float64]

SMOOTHING = 1e-12
"""Added to every share: relevance takes logarithms, and clusterings have exact zeros."""
TERMS_SHOWN = 30
"""Terms listed for the overview, and for each topic at each lambda."""
LAMBDA_STEP = 0.05


def smooth(shares: npt.NDArray[np.floating[Any]]) -> _Floats:
    """Return shares without zeros; each row sums to 1."""
    smoothed = shares.astype(np.float64) + SMOOTHING
    return np.asarray(smoothed / smoothed.sum(axis=1, keepdims=True))


def lift_of_terms(model: TopicModel) -> tuple[_Floats, _Floats]:
    """Return how much likelier each term is in a topic than in the corpus, and topics' shares.

    Parameters
    ----------
    model : TopicModel

    Returns
    -------
    lift : float64 array, shape (n_topics, n_terms)
        ``p(term | topic) / p(term)``.
    share : float64 array, shape (n_topics,)
        Of the counted words.
    """
    topic_term = smooth(model.topic_term)
    words_of_topic = model.unit_counts @ smooth(model.doc_topic)
    share = words_of_topic / words_of_topic.sum()
    return topic_term / (share @ topic_term), share


def relevant_terms(logprob: _Floats, loglift: _Floats, n_shown: int) -> npt.NDArray[np.int64]:
    """Return the terms that are among the most relevant at any lambda, each once, in order.

    Relevance is ``lambda * logprob + (1 - lambda) * loglift``, for lambda in steps of
    `LAMBDA_STEP`.

    Parameters
    ----------
    logprob, loglift : float64 arrays, shape (n_terms,)
    n_shown : int
        Terms at each lambda.

    Returns
    -------
    int64 array
        Columns.
    """
    found: dict[int, None] = {}
    for weight in np.arange(0, 1 + LAMBDA_STEP, LAMBDA_STEP):
        relevance = weight * logprob + (1 - weight) * loglift
        least = np.partition(relevance, -n_shown)[-n_shown]
        candidates = np.flatnonzero(relevance >= least)
        best = candidates[np.argsort(-relevance[candidates], kind="stable")[:n_shown]]
        found.update(dict.fromkeys(best.tolist()))
    return np.fromiter(found, np.int64, len(found))


def topic_coordinates(topic_term: _Floats) -> _Floats:
    """Place topics by principal coordinates of their Jensen-Shannon divergences.

    As pyLDAvis does (Gower 1966, doi:10.1093/biomet/53.3-4.325), but by a symmetric
    eigensolver, so that identical topics and two topics alone give real numbers, and with
    the sign of each axis fixed. Identical topics get the same coordinates.

    Parameters
    ----------
    topic_term : float64 array, shape (n_topics, n_terms)
        Rows sum to 1.

    Returns
    -------
    float64 array, shape (n_topics, 2)
    """
    p, n = topic_term, len(topic_term)
    if n == 1:
        return np.zeros((1, 2))
    divergence = np.zeros((n, n))
    for i in range(n - 1):
        divergence[i, i + 1 :] = divergence[i + 1 :, i] = divergences(p[i], p[i + 1 :])
    centre = np.eye(n) - 1 / n
    with threadpool_limits(1):
        gram = -centre @ divergence**2 @ centre / 2
        values, vectors = np.linalg.eigh(gram)
    values, vectors = values[::-1][:2], vectors[:, ::-1][:, :2]
    signs = np.sign(vectors[np.abs(vectors).argmax(axis=0), [0, 1]])
    coordinates = vectors * signs * np.sqrt(np.where(values > 1e-12, values, 0.0))
    return np.asarray(coordinates)
