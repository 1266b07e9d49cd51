"""The order in which LDA visits a matrix, so that threads share no counts and bits no threads.

The non-zeros are dealt into a fixed grid of blocks, `GRID` groups of units by
`GRID` groups of terms. Blocks on one diagonal share neither a unit nor a
term, so they can be worked on at the same time and in any order (Yan, Xu and
Qi 2009, Parallel inference for latent Dirichlet allocation on graphics
processing units, NeurIPS 22). The grid is the same on every machine, so the
result does not depend on how many threads there are.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse

from topics.caches import compiled

__all__ = ["GRID", "Grid", "Workers", "lay_out"]

GRID = 8
"""Groups of units, and of terms; at most so many threads find work on a diagonal."""

TURNS = 8
"""Consecutive units that are visited alternately."""

Indices = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """A matrix's non-zeros in the order of the blocks, diagonal after diagonal.

    Attributes
    ----------
    rows, cols : int32 arrays, shape (n_nonzero,)
        Unit and term of each non-zero. Terms are numbered anew, so that those
        of one group are adjacent.
    counts : float32 array, shape (n_nonzero,)
        Their weights.
    bounds : int64 array, shape (GRID * GRID + 1,)
        Block ``b`` of diagonal ``d`` is ``bounds[d * GRID + b]`` to ``bounds[d * GRID + b + 1]``.
    terms : int64 array, shape (n_terms,)
        Column of the matrix that each new term number refers to.
    shape : tuple of int
        Number of units and of terms.
    """

    rows: Indices
    cols: Indices
    counts: npt.NDArray[np.float32]
    bounds: npt.NDArray[np.int64]
    terms: npt.NDArray[np.int64]
    shape: tuple[int, int]


def lay_out(counts: sparse.csr_array) -> Grid:
    """Deal a matrix's non-zeros into the grid.

    Units are cut into groups that follow each other and hold about as many
    non-zeros each; terms are dealt out in turn from the most frequent to the
    rarest. Within a block every `TURNS` units give their non-zeros alternately:
    one need not wait until the counts of its unit are written
    by the one before.

    Parameters
    ----------
    counts : csr_array, shape (n_units, n_terms)
        Weights above 0.
    """
    df = np.bincount(counts.indices, minlength=counts.shape[1])
    by_df = np.argsort(-df, kind="stable")
    rank = np.arange(len(df))
    # Back and forth: in one direction, the first group would get the most frequent term each time.
    dealt = np.where(rank // GRID % 2 == 0, rank % GRID, GRID - 1 - rank % GRID)
    order = np.argsort(dealt, kind="stable")
    number = np.empty(len(df), np.int32)
    number[by_df[order]] = rank
    group_of_term = np.empty(len(df), np.int64)
    group_of_term[by_df] = dealt
    before = counts.indptr[:-1].astype(np.int64)
    group_of_unit = np.minimum(before * GRID // max(counts.nnz, 1), GRID - 1)
    rows, cols, weights, bounds = _deal(
        counts.indptr, counts.indices, counts.data, group_of_unit, group_of_term, number
    )
    return Grid(rows, cols, weights, bounds, by_df[order], counts.shape)


@compiled()
def _deal(
    indptr: Any, indices: Any, data: Any, group_of_unit: Any, group_of_term: Any, number: Any
) -> tuple[Any, Any, Any, Any]:
    """Sort the non-zeros by diagonal and block, those of `TURNS` units alternately."""
    size = np.zeros(GRID * GRID + 1, np.int64)
    for d in range(len(indptr) - 1):
        for i in range(indptr[d], indptr[d + 1]):
            group = group_of_unit[d]
            diagonal = (group_of_term[indices[i]] - group) % GRID
            size[diagonal * GRID + group + 1] += 1
    bounds = np.cumsum(size)
    at = bounds[:-1].copy()
    rows, cols = np.empty(len(indices), np.int32), np.empty(len(indices), np.int32)
    weights = np.empty(len(indices), np.float32)
    for start in range(0, len(indptr) - 1, TURNS):
        units = range(start, min(start + TURNS, len(indptr) - 1))
        longest = 0
        for d in units:
            longest = max(longest, indptr[d + 1] - indptr[d])
        for turn in range(longest):
            for d in units:
                i = indptr[d] + turn
                if i < indptr[d + 1]:
                    group = group_of_unit[d]
                    block = (group_of_term[indices[i]] - group) % GRID * GRID + group
                    rows[at[block]], cols[at[block]] = d, number[indices[i]]
                    weights[at[block]] = data[i]
                    at[block] += 1
    return rows, cols, weights, bounds


class Workers:
    """Threads that share the numbers 0 ... n - 1, including the calling thread.

    Parameters
    ----------
    n_threads : int
        At least 1.
    """

    def __init__(self, n_threads: int) -> None:
        self.n_threads = n_threads
        self._pool = ThreadPoolExecutor(n_threads - 1) if n_threads > 1 else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown()

    def share(self, call: Callable[[int, int], object], n: int) -> None:
        """Call ``call(first, end)`` on ranges that together are ``range(n)``; wait for all."""
        edges = [n * t // self.n_threads for t in range(self.n_threads + 1)]
        ranges = [(a, b) for a, b in pairwise(edges) if a < b]
        if self._pool is None:
            others: list[Future[object]] = []
        else:
            others = [self._pool.submit(call, a, b) for a, b in ranges[1:]]
        for a, b in ranges[:1]:
            call(a, b)
        for other in others:
            other.result()
