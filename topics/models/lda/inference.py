"""Batch inference of latent Dirichlet allocation: responsibilities kept, counts following."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from topics.models.lda.kernels import add_up, fold_in_units, follow, relax_all, sum_rows
from topics.models.lda.passes import relax, width
from topics.models.lda.schedule import GRID, Grid, Workers

__all__ = ["Counts", "completion", "fold_in", "nothing", "padded", "recount", "sweep"]

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]

FOLD_IN_PASSES = 100
"""Passes over one unit at most while its topics are found; few units need twenty."""

FOLD_IN_TOL = 1e-4
"""Share of a unit's words that may still change topics when its topics are taken as found."""


CACHE_LINE = 64
"""Bytes that come from memory at once."""


@dataclass(slots=True, eq=False)
class Counts:
    """State of inference: responsibilities, and the expected counts they sum to.

    The topics' axis is as wide as `topics.models.lda.passes.width` says, and all
    beyond the topics is 0.

    Attributes
    ----------
    gamma : float32 array, shape (n_nonzero, width)
        Share of each topic in each non-zero, in the order of the grid.
    n_dk : float32 array, shape (n_units, width)
        Expected words of each topic in each unit, plus the prior of topics.
    n_wk : float32 array, shape (n_terms, width)
        Expected tokens of each term in each topic, plus the prior of terms;
        terms numbered as in the grid.
    """

    gamma: Singles
    n_dk: Singles
    n_wk: Singles


def nothing(n_nonzero: int, n_topics: int, workers: Workers) -> Singles:
    """Return responsibilities of zero, shape (n_nonzero, width), from which a first pass starts.

    Not `numpy.zeros`: its memory comes in small pages, and their first touch
    costs as much as three passes.
    """
    gamma = _aligned(n_nonzero, width(n_topics))
    workers.share(lambda a, b: gamma[a:b].fill(0.0), n_nonzero)
    return gamma


def padded(rows: npt.NDArray[Any]) -> Singles:
    """Return rows of ``n_topics`` numbers as `Counts` holds them: float32, 0 beyond the topics.

    Parameters
    ----------
    rows : array, shape (n_rows, n_topics)
    """
    n_rows, n_topics = rows.shape
    wide = _aligned(n_rows, width(n_topics))
    wide[:, :n_topics] = rows
    wide[:, n_topics:] = 0.0
    return wide


def _aligned(n_rows: int, n_columns: int) -> Singles:
    """Return room that begins where a line of cache does: a tenth faster with many topics."""
    size = n_rows * n_columns
    room = np.empty(size + CACHE_LINE // 4, np.float32)
    start = -room.ctypes.data % CACHE_LINE // 4
    return room[start : start + size].reshape(n_rows, n_columns)


def sweep(
    grid: Grid,
    state: Counts,
    workers: Workers,
    *,
    omega: float,
    alpha: float,
    eta: float,
    measure: bool = False,
) -> float:
    """Pass once over the matrix; return the sum of log-likelihoods, 0 if not measured.

    Parameters
    ----------
    grid : Grid
        The matrix.
    state : Counts
        Changed in place.
    workers : Workers
        Threads to share the blocks of each diagonal.
    omega, alpha, eta, measure
        See `topics.models.lda.passes.relax`.
    """
    logs = np.zeros(GRID * GRID if measure else 0)
    sizes = sum_rows(state.n_wk)
    inverse = np.divide(1.0, sizes, out=np.zeros_like(sizes), where=sizes > 0).astype(np.float32)
    change = np.empty((GRID, len(sizes)), np.float32)
    least = len(state.n_wk) * eta
    matrix = grid.bounds, grid.rows, grid.cols, grid.counts
    known = state.gamma, state.n_dk, state.n_wk, inverse, change
    limits = np.float32(omega), np.float32(alpha), np.float32(eta)
    rest: Any = *matrix, *known, *limits, logs
    if workers.n_threads == 1:
        relax_all(sizes, least, *rest)
        return float(logs.sum())
    for start in range(0, GRID * GRID, GRID):

        def visit(first: int, end: int, start: int = start) -> None:
            relax(start + first, start + end, *rest)

        workers.share(visit, GRID)
        follow(sizes, change, least, inverse)
    return float(logs.sum())


def recount(grid: Grid, gamma: Singles, n_topics: int, workers: Workers) -> tuple[Floats, Floats]:
    """Sum the responsibilities over units and over terms, in double precision.

    Parameters
    ----------
    grid : Grid
    gamma : float32 array, shape (n_nonzero, width)
    n_topics : int
    workers : Workers
        Threads; each sums its own units and terms.

    Returns
    -------
    n_dk, n_wk : float64 arrays, shapes (n_units, n_topics), (n_terms, n_topics)
        Expected counts without priors; terms numbered as in the grid.
    """
    n_units, n_terms = grid.shape
    n_dk, n_wk = np.zeros((n_units, n_topics)), np.zeros((n_terms, n_topics))

    def add(ids: npt.NDArray[np.int32], block: int, sums: Floats) -> None:
        first, end = grid.bounds[block : block + 2]
        add_up(first, end, ids, grid.counts, gamma, sums)

    def of_units(first: int, end: int) -> None:
        for group in range(first, end):
            for diagonal in range(GRID):
                add(grid.rows, diagonal * GRID + group, n_dk)

    def of_terms(first: int, end: int) -> None:
        for group in range(first, end):
            for diagonal in range(GRID):
                add(grid.cols, diagonal * GRID + (group - diagonal) % GRID, n_wk)

    workers.share(of_units, GRID)
    workers.share(of_terms, GRID)
    return n_dk, n_wk


def fold_in(counts: sparse.csr_array, phi: Floats, alpha: Floats, workers: Workers) -> Floats:
    """Find the topics of units, the topics' words held fixed.

    Parameters
    ----------
    counts : csr_array of float64, shape (n_units, n_terms)
    phi : float64 array, shape (n_terms, n_topics)
        Probability of each term in each topic, above 0.
    alpha : float64 array, shape (n_topics,)
        Prior of topics in units.
    workers : Workers
        Threads; each takes its own units.

    Returns
    -------
    float64 array, shape (n_units, n_topics)
        Rows sum to 1; each depends on its unit alone.
    """
    theta = np.empty((counts.shape[0], phi.shape[1]))
    csr = counts.indptr, counts.indices, counts.data

    def find(first: int, end: int) -> None:
        fold_in_units(first, end, *csr, phi, alpha, FOLD_IN_PASSES, FOLD_IN_TOL, theta)

    workers.share(find, counts.shape[0])
    return theta


def completion(
    counts: sparse.csr_array, phi: Floats, alpha: Floats, workers: Workers
) -> tuple[float, float]:
    """Return how well one half of each unit's terms predicts the other, and of how many words.

    The terms of a unit go to the two halves alternately, in the order of the
    vocabulary. The unit's topics are found from the first half; the second is
    scored. All tokens of a term are in one half, so that the first occurrence of
    a term does not predict the second (document completion: Wallach, Murray,
    Salakhutdinov and Mimno 2009, doi:10.1145/1553374.1553515).

    Parameters
    ----------
    counts, phi, alpha, workers
        See `fold_in`.

    Returns
    -------
    log_likelihood, n_words : float
        Sums over the second halves. Units with one term have none.
    """
    turn = np.arange(counts.nnz) - np.repeat(counts.indptr[:-1], np.diff(counts.indptr))
    first, second = (sparse.csr_array(counts.copy()) for _ in range(2))
    first.data[turn % 2 == 1] = 0.0
    second.data[turn % 2 == 0] = 0.0
    first.eliminate_zeros()
    second.eliminate_zeros()
    theta = fold_in(first, phi, alpha, workers)
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(second.indptr))
    chance = np.einsum("ij,ij->i", theta[rows], phi[second.indices])
    return float(second.data @ np.log(chance)), float(second.data.sum())
