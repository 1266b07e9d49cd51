"""Test whether two topics have more in common than by chance.

Topics are matched by their words, and each has a partner even if the two models were fitted on
unrelated texts. Whether a pair is one topic is decided by other information that both models have:
the units of each topic. Under the null hypothesis the units of one model have the topics of other
units, drawn at random. This keeps the sizes of topics and removes the agreement of the models.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from topics.evaluate.bootstrap import shuffled

__all__ = ["ALPHA", "contingency", "jaccard", "p_values"]

ALPHA = 0.05
"""Maximum p-value of a matched pair."""
N_SHUFFLES = 199
EQUAL = 1e-7
"""Values that differ by less are equal, since sums are rounded."""

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]


def p_values(
    mains: tuple[Rows, Rows], shape: tuple[int, int], keys: npt.NDArray[np.uint64]
) -> Floats:
    """Return how often the units of any two topics are as similar by chance as those of each pair.

    A permutation test. The Jaccard index of the units of each pair is compared with that after
    each of 199 shuffles of the units of the second model [1]_, in standard deviations above its
    mean, since large topics share more units by chance than small ones. It is compared with the
    maximum over all pairs of topics, so that the level holds for all of them together [2]_. Pairs
    that are not partners count too: partners are chosen by words, and units that two topics share
    by chance give both the same words.

    Parameters
    ----------
    mains : (int64 array, int64 array), shape (n_units,)
        Row of the main topic of each unit in either model.
    shape : (int, int)
        Number of topics of either model.
    keys : uint64 array, shape (n_units,)
        Hash of each unit's id.

    Returns
    -------
    float64 array, shape (n_topics_a, n_topics_b)
        From 1 / 200 to 1.

    References
    ----------
    .. [1] Hope (1968). A simplified Monte Carlo significance test procedure. Journal of the Royal
       Statistical Society B 30. doi:10.1111/j.2517-6161.1968.tb00759.x.
    .. [2] Westfall and Young (1993). Resampling-Based Multiple Testing. Wiley.
    """
    seen = jaccard(*mains, shape)
    total, squares = seen.copy(), seen**2
    for overlap in _by_chance(mains, shape, keys):
        total += overlap
        squares += overlap**2
    mean = total / (N_SHUFFLES + 1)
    spread = np.sqrt(np.maximum(squares / (N_SHUFFLES + 1) - mean**2, 0.0))
    spread[spread < EQUAL] = np.inf  # the same under every shuffle
    found = (seen - mean) / spread
    p = np.ones(shape)
    for overlap in _by_chance(mains, shape, keys):
        p += ((overlap - mean) / spread).max() >= found - EQUAL
    return p / (N_SHUFFLES + 1)


def _by_chance(
    mains: tuple[Rows, Rows], shape: tuple[int, int], keys: npt.NDArray[np.uint64]
) -> Iterator[Floats]:
    """Yield the Jaccard indices after each shuffle."""
    for draw in range(N_SHUFFLES):
        yield jaccard(mains[0], mains[1][shuffled(keys, draw)], shape)


def jaccard(main_a: Rows, main_b: Rows, shape: tuple[int, int]) -> Floats:
    """Return the Jaccard index of the units of each pair of topics, 0 where neither has any.

    Parameters
    ----------
    main_a, main_b : int64 array, shape (n_units,)
        Row of the main topic of each unit in either model.
    shape : (int, int)
        Number of topics of either model.

    Returns
    -------
    float64 array of that shape
    """
    both = contingency(main_a, main_b, shape)
    union = both.sum(axis=1, keepdims=True) + both.sum(axis=0) - both
    return np.asarray(both / np.maximum(union, 1))


def contingency(main_a: Rows, main_b: Rows, shape: tuple[int, int]) -> Rows:
    """Return the number of units per pair of main topics; see `jaccard`."""
    return np.bincount(main_a * shape[1] + main_b, minlength=shape[0] * shape[1]).reshape(shape)
