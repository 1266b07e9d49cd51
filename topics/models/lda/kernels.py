"""Compiled loops of LDA beside its passes.

Every call works through its part in a fixed order on one thread, so a result
depends on the input alone and never on the number of threads. The global
interpreter lock is released. The loop over non-zeros is in `topics.models.lda.passes`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from topics.caches import compiled
from topics.models.lda.passes import relax

__all__ = ["add_up", "fold_in_units", "follow", "movement", "relax_all", "sum_rows"]

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Ints = npt.NDArray[np.integer[Any]]

_compiled = compiled()


@_compiled
def add_up(first: int, end: int, ids: Ints, counts: Singles, gamma: Singles, sums: Floats) -> None:
    """Add ``counts * gamma`` of the non-zeros from ``first`` to ``end`` to the rows of ``sums``.

    Parameters
    ----------
    first, end : int
        Non-zeros to add.
    ids : int32 array, shape (n_nonzero,)
        Row of ``sums`` that each belongs to.
    counts : float32 array, shape (n_nonzero,)
    gamma : float32 array, shape (n_nonzero, at least n_topics)
    sums : float64 array, shape (n_rows, n_topics)
        Changed in place.
    """
    for i in range(first, end):
        row, x = ids[i], counts[i]
        for k in range(sums.shape[1]):
            sums[row, k] += x * gamma[i, k]


@_compiled
def sum_rows(matrix: Singles) -> Floats:
    """Return the sum of a float32 matrix's rows, shape (n_columns,), in double precision."""
    sums = np.zeros(matrix.shape[1])
    for i in range(len(matrix)):
        for k in range(matrix.shape[1]):
            sums[k] += matrix[i, k]
    return sums


@_compiled
def follow(sizes: Floats, change: Singles, least: float, inverse: Singles) -> None:
    """Bring the topics' sizes up to date after a diagonal of blocks, and one over them.

    Parameters
    ----------
    sizes : float64 array, shape (width,)
        Sum of each topic's counts over terms, 0 beyond the topics; changed in place.
    change : float32 array, shape (n_blocks, width)
        What each block has added to them.
    least : float
        No size falls below it, whatever rounding does.
    inverse : float32 array, shape (width,)
        Changed in place; stays 0 beyond the topics.
    """
    for k in range(len(sizes)):
        for block in range(len(change)):
            sizes[k] += change[block, k]
        if inverse[k] > 0:
            inverse[k] = np.float32(1.0 / max(sizes[k], least))


@_compiled
def movement(now: Singles, before: Singles) -> float:
    """Return half the sum of the differences between two float32 matrices, in double precision."""
    moved = 0.0
    for i in range(len(now)):
        for k in range(now.shape[1]):
            moved += abs(now[i, k] - before[i, k])
    return 0.5 * moved


@_compiled
def relax_all(
    sizes: Floats,
    least: float,
    bounds: Ints,
    rows: Ints,
    cols: Ints,
    counts: Singles,
    gamma: Singles,
    n_dk: Singles,
    n_wk: Singles,
    inverse: Singles,
    change: Singles,
    omega: float,
    alpha: float,
    eta: float,
    log_likelihood: Floats,
) -> None:
    """Visit all diagonals one after the other on one thread; see `follow` and `relax`."""
    n = len(change)
    for start in range(0, len(bounds) - 1, n):
        relax(
            start, start + n, bounds, rows, cols, counts, gamma, n_dk, n_wk, inverse, change,
            omega, alpha, eta, log_likelihood,
        )  # fmt: skip
        follow(sizes, change, least, inverse)


@_compiled
def fold_in_units(
    first: int,
    end: int,
    indptr: Ints,
    indices: Ints,
    counts: Floats,
    phi: Floats,
    alpha: Floats,
    max_iter: int,
    tol: float,
    theta: Floats,
) -> None:
    r"""Find the topics of some new units, the topics' words held fixed.

    The update of `relax` at :math:`\omega = 1` with :math:`\phi_{wk}` for its
    first factor, each unit on its own from
    :math:`\gamma_{dwk} \propto \phi_{wk} \alpha_k`, so a row depends on its
    unit alone.

    Parameters
    ----------
    first, end : int
        Units to look at.
    indptr, indices, counts : arrays of a csr matrix, shape (n_units, n_terms)
        Positive counts or weights.
    phi : float64 array, shape (n_terms, n_topics)
        Probability of each term in each topic, above 0.
    alpha : float64 array, shape (n_topics,)
        Prior of topics in units, above 0.
    max_iter : int
        Maximum number of passes over a unit.
    tol : float
        Stop once less than this share of a unit's weight changes its topic.
    theta : float64 array, shape (n_units, n_topics)
        Gets the share of each topic in each unit; rows sum to 1, and are the
        prior's shares where a unit counts nothing.
    """
    for d in range(first, end):
        words = indices[indptr[d] : indptr[d + 1]]
        x = counts[indptr[d] : indptr[d + 1]]
        n_k = _fold_in(words, x, phi, alpha, max_iter, tol)
        theta[d] = (n_k + alpha) / (x.sum() + alpha.sum())


@_compiled
def _fold_in(
    words: Ints, x: Floats, phi: Floats, alpha: Floats, max_iter: int, tol: float
) -> Floats:
    n_topics = phi.shape[1]
    gamma = np.empty((len(words), n_topics))
    n_k = np.zeros(n_topics)
    for i, w in enumerate(words):
        gamma[i] = phi[w] * alpha
        gamma[i] /= gamma[i].sum()
        n_k += x[i] * gamma[i]
    new = np.empty(n_topics)
    for _ in range(max_iter):
        moved = 0.0
        for i, w in enumerate(words):
            own = min(x[i], 1.0)
            norm = 0.0
            for k in range(n_topics):
                new[k] = phi[w, k] * (max(n_k[k] - own * gamma[i, k], 0.0) + alpha[k])
                norm += new[k]
            for k in range(n_topics):
                step = new[k] / norm - gamma[i, k]
                gamma[i, k] += step
                n_k[k] += x[i] * step
                moved += 0.5 * x[i] * abs(step)
        if moved <= tol * x.sum():
            break
    return n_k
