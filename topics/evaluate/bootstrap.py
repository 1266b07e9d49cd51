"""Measure how much a score depends on which units are in the corpus.

The bootstrap draws units with replacement. Here each unit gets a weight instead, drawn from
Poisson(1) by a hash of its id and the number of the draw [1]_, [2]_. So a draw depends neither on
the order of the units nor on the other units. The counts of a unit are multiplied by its weight, so
nothing is counted again.

References
----------
.. [1] Hanley and MacGibbon (2006). Creating non-parametric bootstrap samples using Poisson
   frequencies. Computer Methods and Programs in Biomedicine 83. doi:10.1016/j.cmpb.2006.04.006.
.. [2] Efron and Tibshirani (1993). An Introduction to the Bootstrap. Chapman and Hall, section 6.4.
   200 draws are enough for a standard error.
"""

from __future__ import annotations

from math import isnan, nan
from statistics import stdev
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from topics.caches import compiled

__all__ = ["N_DRAWS", "bounds", "resample", "shuffled"]

N_DRAWS = 200
"""Number of draws of a bootstrap."""
Z = 1.959963984540054
"""Half the width of a 95% interval in standard errors."""

Ints = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.float64]

_compiled = compiled()


def resample(counts: sparse.csr_array, keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    """Return the sums of the columns of counts under the weights of each draw.

    Parameters
    ----------
    counts : csr_array of int32, shape (n_units, n_columns)
    keys : uint64 array, shape (n_units,)
        Hash of each unit's id.

    Returns
    -------
    int64 array, shape (N_DRAWS, n_columns)
    """
    totals = np.zeros((counts.shape[1], N_DRAWS), np.int64)
    _add_weighted(counts.data, counts.indices, counts.indptr, keys, totals)
    return np.ascontiguousarray(totals.T)


def bounds(value: float, draws: npt.ArrayLike) -> tuple[float, float]:
    """Return the 95% interval of a score: 1.96 standard errors on either side of it.

    The percentiles of the draws are not used. A draw lacks a third of the units, so that pairs of
    words that co-occur in few units may not co-occur at all, and its coherence is lower than that
    of the whole corpus.

    Parameters
    ----------
    value : float
    draws : array-like of float, shape (N_DRAWS,)
        The score under each draw; nan where the draw has nothing to score.

    Returns
    -------
    low, high : float
        nan if fewer than two draws have a score.
    """
    known = [draw for draw in np.asarray(draws, float).tolist() if not isnan(draw)]
    error = Z * stdev(known) if len(known) > 1 else nan
    return value - error, value + error


def shuffled(keys: npt.NDArray[np.uint64], draw: int) -> npt.NDArray[np.int64]:
    """Return a random order of some units, by a hash of their ids and of the number of the draw.

    Parameters
    ----------
    keys : uint64 array, shape (n_units,)
    draw : int

    Returns
    -------
    int64 array, shape (n_units,)
    """
    return np.argsort(_hashes(keys, draw), kind="stable")


@_compiled
def _hash(key: int, draw: int) -> Any:
    """Return 64 bits of splitmix64."""
    x = np.uint64(key) + np.uint64(draw + 1) * np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@_compiled
def _hashes(keys: npt.NDArray[np.uint64], draw: int) -> npt.NDArray[np.uint64]:
    found = np.empty(len(keys), np.uint64)
    for i in range(len(keys)):
        found[i] = _hash(keys[i], draw)
    return found


@_compiled
def _weight(key: int, draw: int) -> int:
    """Return a weight from Poisson(1), by inversion of 53 bits of the hash."""
    u = (_hash(key, draw) >> np.uint64(11)) * 2.0**-53
    weight, p = 0, 0.36787944117144233  # 1 / e
    while u >= p and weight < 20:
        u -= p
        weight += 1
        p /= weight
    return weight


@_compiled
def _add_weighted(
    counts: Ints, columns: Ints, indptr: Ints, keys: Ints, totals: npt.NDArray[np.int64]
) -> None:
    """Add the counts of each row, times its weight in each draw, to the rows of ``totals``."""
    weights = np.empty(totals.shape[1], np.int64)
    for row in range(len(indptr) - 1):
        if indptr[row] == indptr[row + 1]:
            continue
        for draw in range(len(weights)):
            weights[draw] = _weight(keys[row], draw)
        for i in range(indptr[row], indptr[row + 1]):
            of_column = totals[columns[i]]
            for draw in range(len(weights)):
                of_column[draw] += counts[i] * weights[draw]
