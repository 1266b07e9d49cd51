"""How well topics foresee held-out words: document completion."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

__all__ = ["per_word"]

ALPHA = 0.1
STEPS = 50


def per_word(components: Any, words: Any, indptr: Any) -> float:
    """Return the mean log probability of every other word of each text, given the others.

    The words at even positions (0, 2, ...) show what a text is
    about: its topics are found by `STEPS` steps of expectation maximisation
    under a prior of `ALPHA`, the same for every engine. The words at odd
    positions are scored.

    Parameters
    ----------
    components : array, shape (n_topics, n_terms)
        Above 0; rows need not sum to 1.
    words : int array
        Terms of all texts, one after the other.
    indptr : int array, shape (n_texts + 1,)
        Where each text begins and ends.
    """
    phi = components / components.sum(axis=1, keepdims=True)
    return float(_per_word(words, indptr, np.ascontiguousarray(phi.T, np.float64), ALPHA, STEPS))


@numba.njit(cache=True)
def _per_word(words: Any, indptr: Any, phi: Any, alpha: float, steps: int) -> float:
    n_topics = phi.shape[1]
    total, n_scored = 0.0, 0
    for d in range(len(indptr) - 1):
        text = words[indptr[d] : indptr[d + 1]]
        shown, hidden = text[0::2], text[1::2]
        theta = np.full(n_topics, 1.0 / n_topics)
        for _ in range(steps):
            counts = np.zeros(n_topics)
            for w in shown:
                made = phi[w] * theta
                counts += made / made.sum()
            theta = (counts + alpha) / (len(shown) + n_topics * alpha)
        for w in hidden:
            total += np.log((phi[w] * theta).sum())
            n_scored += 1
    return total / n_scored
