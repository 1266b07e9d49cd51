"""The words that show a reader what a topic is about."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

from topics.models.types import TopicModel

__all__ = ["exclusivity", "frex_words", "mean_own_share", "top_columns", "top_words"]

Floats = npt.NDArray[np.float64]
Words = tuple[tuple[str, ...], ...]


def top_words(model: TopicModel, n: int = 10) -> Words:
    """Return the most probable words of each topic.

    Parameters
    ----------
    model : TopicModel
        A fitted model.
    n : int, default 10
        Words of each topic at most; fewer where a topic has fewer.

    Returns
    -------
    tuple of tuples of str
        One per topic, most probable first, ties in the vocabulary's order.
    """
    return _words(model, top_columns(model.topic_term, n))


def top_columns(
    topic_term: Floats, n: int, scores: Floats | None = None
) -> list[npt.NDArray[np.intp]]:
    """Return the columns of each topic's ``n`` highest scores among the words it has.

    Parameters
    ----------
    topic_term : float64 array, shape (n_topics, n_terms)
    n : int
    scores : float64 array, shape (n_topics, n_terms), optional
        The probabilities by default.

    Returns
    -------
    list of int arrays
        One per topic, the highest first, ties in the vocabulary's order.
    """
    tops = []
    for probabilities, row in zip(
        topic_term, topic_term if scores is None else scores, strict=True
    ):
        order = np.argsort(-row, kind="stable")
        tops.append(order[probabilities[order] > 0][:n])
    return tops


def frex_words(model: TopicModel, n: int = 10, weight: float = 0.5) -> Words:
    r"""Return the words of each topic that are both frequent in it and exclusive to it.

    .. math::

        \mathrm{FREX}_{kw} = \left(
            \frac{\omega}{\mathrm{ECDF}(\phi_{kw} / \sum_j \phi_{jw})}
            + \frac{1 - \omega}{\mathrm{ECDF}(\phi_{kw})} \right)^{-1}

    with the empirical distribution functions taken over the words of topic
    k (Bischof and Airoldi 2012, arXiv:1206.4631; also in stm, Roberts, Stewart
    and Tingley 2019, doi:10.18637/jss.v091.i02).

    Parameters
    ----------
    model : TopicModel
        A fitted model.
    n : int, default 10
        Words of each topic at most; only words that the topic has at all.
    weight : float, default 0.5
        Weight of exclusivity against frequency, in [0, 1].

    Returns
    -------
    tuple of tuples of str
        One per topic, highest first, ties in the vocabulary's order.
    """
    n_terms = len(model.vocabulary)
    frequency = rankdata(model.topic_term, method="max", axis=1) / n_terms
    own = rankdata(_own_share(model.topic_term), method="max", axis=1) / n_terms
    frex = 1.0 / (weight / own + (1.0 - weight) / frequency)
    return _words(model, top_columns(model.topic_term, n, frex))


def exclusivity(model: TopicModel, n: int = 10) -> Floats:
    r"""Return how far the top words of each topic are its own.

    The mean of :math:`\phi_{kw} / \sum_j \phi_{jw}` over the topic's ``n`` most
    probable words (Bischof and Airoldi 2012, arXiv:1206.4631).

    Parameters
    ----------
    model : TopicModel
        A fitted model.
    n : int, default 10
        Words of each topic at most.

    Returns
    -------
    float64 array, shape (n_topics,)
        From 1 / n_topics, where all topics use the words alike, to 1.
    """
    return mean_own_share(model.topic_term, top_columns(model.topic_term, n))


def mean_own_share(topic_term: Floats, tops: list[npt.NDArray[np.intp]]) -> Floats:
    """Return the mean share that each topic has of the probability of some words.

    Parameters
    ----------
    topic_term : float64 array, shape (n_topics, n_terms)
    tops : list of int arrays
        Columns of the words of each topic.

    Returns
    -------
    float64 array, shape (n_topics,)
    """
    own = _own_share(topic_term)
    return np.array([own[k, top].mean() for k, top in enumerate(tops)])


def _own_share(topic_term: Floats) -> Floats:
    """Return each topic's share of each word's probability; 0 for a word no topic has."""
    totals = topic_term.sum(axis=0)
    own = np.zeros_like(topic_term)
    np.divide(topic_term, totals, out=own, where=totals > 0)
    return own


def _words(model: TopicModel, tops: list[npt.NDArray[np.intp]]) -> Words:
    return tuple(tuple(model.vocabulary[j] for j in top) for top in tops)
