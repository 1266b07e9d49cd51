"""The words that show a reader what a topic is about."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

from topics.models.types import TopicModel

__all__ = ["exclusivity", "frex_words", "top_words"]

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
    return _words(model, _top(model, model.topic_term, n))


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
    own = rankdata(_own_share(model), method="max", axis=1) / n_terms
    return _words(model, _top(model, 1.0 / (weight / own + (1.0 - weight) / frequency), n))


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
    own = _own_share(model)
    return np.array([own[k, top].mean() for k, top in enumerate(_top(model, model.topic_term, n))])


def _own_share(model: TopicModel) -> Floats:
    """Return each topic's share of each word's probability; 0 for a word no topic has."""
    totals = model.topic_term.sum(axis=0)
    own = np.zeros_like(model.topic_term)
    np.divide(model.topic_term, totals, out=own, where=totals > 0)
    return own


def _top(model: TopicModel, scores: Floats, n: int) -> list[npt.NDArray[np.intp]]:
    """Return the columns of each row's ``n`` highest scores among the words a topic has."""
    tops = []
    for probabilities, row in zip(model.topic_term, scores, strict=True):
        order = np.argsort(-row, kind="stable")
        tops.append(order[probabilities[order] > 0][:n])
    return tops


def _words(model: TopicModel, tops: list[npt.NDArray[np.intp]]) -> Words:
    return tuple(tuple(model.vocabulary[j] for j in top) for top in tops)
