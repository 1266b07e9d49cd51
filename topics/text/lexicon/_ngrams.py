"""Frequent character n-grams of a text: counts, cohesion and branching entropy, in numpy.

N-grams of one length get their ids by sorting pairs of ids of the length before, so that an
n-gram that is not frequent is never extended.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Ngrams", "cohesion", "entropy", "frequent_ngrams", "share_where"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Ngrams:
    """The frequent character n-grams of one length.

    Attributes
    ----------
    length : int
        Characters in each.
    counts : int64 array, shape (n_ngrams,)
        Occurrences of each in the text.
    first : int64 array, shape (n_ngrams,)
        Position of the first occurrence of each.
    positions : int64 array, shape (n_positions,)
        Positions of all occurrences, ascending.
    ids : int64 array, shape (n_positions,)
        The n-gram at each position.
    prefix, suffix : int64 array, shape (n_ngrams,)
        The n-grams one character shorter that each starts and ends with.
    """

    length: int
    counts: Ints
    first: Ints
    positions: Ints
    ids: Ints
    prefix: Ints
    suffix: Ints


def frequent_ngrams(
    symbols: Ints, usable: Flags, max_length: int, min_count: int
) -> Iterator[Ngrams]:
    """Yield the n-grams that occur at least ``min_count`` times, length by length from 1.

    Parameters
    ----------
    symbols : int64 array, shape (n_chars,)
        The text as ids of characters.
    usable : bool array, shape (n_chars,)
        Characters that an n-gram may contain.
    max_length : int
        Maximum number of characters.
    min_count : int
        Minimum number of occurrences; single characters are always yielded.
    """
    at = np.full(len(symbols) + 1, -1, np.int64)
    positions = np.flatnonzero(usable)
    keys, at[positions] = np.unique(symbols[positions], return_inverse=True)
    none = np.zeros(len(keys), np.int64)
    counts = np.bincount(at[positions], minlength=len(keys))
    yield Ngrams(1, counts, none, positions, at[positions], none, none)
    for length in range(2, max_length + 1):
        positions = positions[at[positions + 1] >= 0]
        left, right = at[positions], at[positions + 1]
        keys, ids, counts = np.unique(
            left * np.int64(len(counts) + 1) + right, return_inverse=True, return_counts=True
        )
        kept = counts >= min_count
        ids = np.where(kept, np.cumsum(kept) - 1, -1)[ids]
        counts = counts[kept]
        left, right, positions, ids = (part[ids >= 0] for part in (left, right, positions, ids))
        first = np.full(len(counts), len(symbols), np.int64)
        np.minimum.at(first, ids, positions)
        prefix, suffix = np.zeros((2, len(counts)), np.int64)
        prefix[ids], suffix[ids] = left, right
        at[:] = -1
        at[positions] = ids
        yield Ngrams(length, counts, first, positions, ids, prefix, suffix)


def cohesion(levels: Sequence[Ngrams]) -> Floats:
    r"""Return the least pointwise mutual information over all splits of the longest n-grams.

    .. math:: \min_{w = uv} \log_2 \frac{c(w) N}{c(u) c(v)}

    with counts :math:`c` and :math:`N` usable characters.

    Parameters
    ----------
    levels : sequence of Ngrams
        Lengths 1 to n; the last is scored.

    Returns
    -------
    float64 array, shape (n_ngrams,)
        In bits.
    """
    whole = levels[-1]
    n_chars = len(levels[0].positions)
    n = whole.length
    left = {n: np.arange(len(whole.counts))}
    right = dict(left)
    for length in range(n, 1, -1):
        left[length - 1] = levels[length - 1].prefix[left[length]]
        right[length - 1] = levels[length - 1].suffix[right[length]]
    least = np.full(len(whole.counts), np.inf)
    for k in range(1, n):
        parts = levels[k - 1].counts[left[k]] * levels[n - k - 1].counts[right[n - k]]
        least = np.minimum(least, np.log2(whole.counts * float(n_chars) / parts))
    return least


def entropy(ids: Ints, neighbours: Ints, counts: Ints) -> Floats:
    r"""Return the branching entropy on one side of each n-gram.

    .. math:: -\sum_x p(x) \log_2 p(x) + \frac{K - 1}{2 n \ln 2}

    over the K different neighbours at its n positions. The second term corrects
    most of the bias of few positions (Miller and Madow).

    Parameters
    ----------
    ids : int64 array, shape (n_positions,)
        The n-gram at each position.
    neighbours : int64 array, shape (n_positions,)
        Id of the character beside it.
    counts : int64 array, shape (n_ngrams,)
        Positions of each n-gram.

    Returns
    -------
    float64 array, shape (n_ngrams,)
        In bits.
    """
    if not len(counts):
        return np.zeros(0)
    base = int(neighbours.max()) + 1
    pairs, times = np.unique(ids * base + neighbours, return_counts=True)
    owner = pairs // base
    n_different = np.bincount(owner, minlength=len(counts))
    inner = np.bincount(owner, times * np.log2(times), len(counts)) / counts
    hidden: Floats = (n_different - 1) / (2 * np.log(2) * counts)
    return np.log2(counts) - inner + hidden


def share_where(ids: Ints, true: Flags, counts: Ints) -> Floats:
    """Return the share of each n-gram's positions at which a condition is true.

    Parameters
    ----------
    ids : int64 array, shape (n_positions,)
        The n-gram at each position.
    true : bool array, shape (n_positions,)
        The condition at each position.
    counts : int64 array, shape (n_ngrams,)
        Positions of each n-gram.
    """
    return np.bincount(ids, true, len(counts)) / counts
