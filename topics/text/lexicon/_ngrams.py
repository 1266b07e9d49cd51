"""Every frequent run of characters in a text: counts, cohesion and freedom, in numpy.

Runs of one length are numbered by sorting pairs of numbers of the length before, so that a run
that is not frequent is never built upon.
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
        How often each stands in the text.
    first : int64 array, shape (n_ngrams,)
        Where each stands first.
    places : int64 array, shape (n_places,)
        Every place where one of them stands, ascending.
    ids : int64 array, shape (n_places,)
        Which stands there.
    prefix, suffix : int64 array, shape (n_ngrams,)
        Which n-gram of one character less each opens and closes with.
    """

    length: int
    counts: Ints
    first: Ints
    places: Ints
    ids: Ints
    prefix: Ints
    suffix: Ints


def frequent_ngrams(
    symbols: Ints, usable: Flags, max_length: int, min_count: int
) -> Iterator[Ngrams]:
    """Yield the n-grams that stand at least ``min_count`` times, length by length from 1.

    Parameters
    ----------
    symbols : int64 array, shape (n_chars,)
        The text as numbers below ``symbols.max() + 1``.
    usable : bool array, shape (n_chars,)
        Characters that an n-gram may hold; all n-grams run within these.
    max_length : int
        Characters of the longest.
    min_count : int
        Single characters are yielded whatever their count.
    """
    at = np.full(len(symbols) + 1, -1, np.int64)
    places = np.flatnonzero(usable)
    keys, at[places] = np.unique(symbols[places], return_inverse=True)
    none = np.zeros(len(keys), np.int64)
    counts = np.bincount(at[places], minlength=len(keys))
    yield Ngrams(1, counts, none, places, at[places], none, none)
    for length in range(2, max_length + 1):
        places = places[at[places + 1] >= 0]
        left, right = at[places], at[places + 1]
        keys, ids, counts = np.unique(
            left * np.int64(len(counts) + 1) + right, return_inverse=True, return_counts=True
        )
        kept = counts >= min_count
        ids = np.where(kept, np.cumsum(kept) - 1, -1)[ids]
        counts = counts[kept]
        left, right, places, ids = (part[ids >= 0] for part in (left, right, places, ids))
        first = np.full(len(counts), len(symbols), np.int64)
        np.minimum.at(first, ids, places)
        prefix, suffix = np.zeros((2, len(counts)), np.int64)
        prefix[ids], suffix[ids] = left, right
        at[:] = -1
        at[places] = ids
        yield Ngrams(length, counts, first, places, ids, prefix, suffix)


def cohesion(levels: Sequence[Ngrams]) -> Floats:
    r"""Return the least pointwise mutual information over the inner cuts of the longest n-grams.

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
    n_chars = len(levels[0].places)
    n = whole.length
    left = {n: np.arange(len(whole.counts))}
    right = dict(left)
    for length in range(n, 1, -1):
        left[length - 1] = levels[length - 1].prefix[left[length]]
        right[length - 1] = levels[length - 1].suffix[right[length]]
    least = np.full(len(whole.counts), np.inf)
    for cut in range(1, n):
        parts = levels[cut - 1].counts[left[cut]] * levels[n - cut - 1].counts[right[n - cut]]
        least = np.minimum(least, np.log2(whole.counts * float(n_chars) / parts))
    return least


def entropy(ids: Ints, neighbours: Ints, counts: Ints) -> Floats:
    r"""Return the branching entropy on one side of each n-gram.

    .. math:: -\sum_x p(x) \log_2 p(x) + \frac{K - 1}{2 n \ln 2}

    over the K different neighbours of its n places. The second term takes off
    most of what few places hide (Miller and Madow).

    Parameters
    ----------
    ids : int64 array, shape (n_places,)
        Which n-gram stands at each place.
    neighbours : int64 array, shape (n_places,)
        The symbol beside it there.
    counts : int64 array, shape (n_ngrams,)
        Places of each n-gram.

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
    """Return the share of each n-gram's places at which something holds.

    Parameters
    ----------
    ids : int64 array, shape (n_places,)
        Which n-gram stands at each place.
    true : bool array, shape (n_places,)
        Whether it holds there.
    counts : int64 array, shape (n_ngrams,)
        Places of each n-gram.
    """
    return np.bincount(ids, true, len(counts)) / counts
