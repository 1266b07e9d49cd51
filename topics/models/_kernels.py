"""Compiled loops of the model layer.

Every call works through its part in a fixed order on one thread, so a result
depends on the input alone and never on the number of threads. The loops over
topics of `relax` and `add_up` may be reordered by the compiler, which makes
them vector instructions; the order is then that of the machine code, the same
at every call. The global interpreter lock is released.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import numpy.typing as npt

__all__ = ["add_up", "fold_in_units", "nnls_rows", "relax"]

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Ints = npt.NDArray[np.integer[Any]]

_compiled = numba.njit(cache=True, nogil=True)
_vectorised = {"reassoc", "contract", "arcp", "nsz", "nnan", "ninf"}
_fast = numba.njit(cache=True, nogil=True, fastmath=_vectorised, error_model="numpy")


@_fast
def relax(
    first: int,
    end: int,
    bounds: Ints,
    rows: Ints,
    cols: Ints,
    counts: Singles,
    gamma: Singles,
    n_dk: Singles,
    n_wk: Singles,
    inverse_n_k: Singles,
    omega: float,
    alpha: float,
    eta: float,
    log_likelihood: Floats,
) -> None:
    """Visit the non-zeros of some blocks by over-relaxed CVB0, the counts following at once.

    Parameters
    ----------
    first, end : int
        Blocks to visit.
    bounds, rows, cols, counts : arrays
        The matrix as `Grid` holds it.
    gamma : float32 array, shape (n_nonzero, n_topics)
        Responsibilities, changed in place; rows sum to 1.
    n_dk, n_wk : float32 arrays, shapes (n_units, n_topics) and (n_terms, n_topics)
        Sums of ``counts * gamma`` plus the priors, changed in place.
    inverse_n_k : float32 array, shape (n_topics,)
        One over the sums of ``n_wk`` over terms.
    omega, alpha, eta
        See `_target` and `_step`.
    log_likelihood : float64 array, shape (n_blocks,) or (0,)
        Where there is room, gets each block's sum of ``counts`` times the log
        of the sum that `_target` returns.
    """
    new = np.empty(len(inverse_n_k), np.float32)
    for block in range(first, end):
        logs = 0.0
        for i in range(bounds[block], bounds[block + 1]):
            x, g, nd, nw = counts[i], gamma[i], n_dk[rows[i]], n_wk[cols[i]]
            norm = _target(new, g, nd, nw, inverse_n_k, min(x, np.float32(1.0)), alpha, eta)
            if len(log_likelihood):
                logs += x * np.log(norm)
            _step(new, g, nd, nw, x, omega, omega / norm)
        if len(log_likelihood):
            log_likelihood[block] = logs


@_fast
def _target(
    new: Singles,
    g: Singles,
    nd: Singles,
    nw: Singles,
    inverse_n_k: Singles,
    own: float,
    alpha: float,
    eta: float,
) -> float:
    r"""Write where CVB0 would have one non-zero, up to the sum, into ``new``; return the sum.

    .. math::

        \hat\gamma_{dwk} \propto \frac{N_{wk}^{-}}{N_k} \, N_{dk}^{-}

    where :math:`N^{-}` are the expected counts of term and unit, priors
    included, without one token of this term in this unit, that is without
    :math:`\min(x_{dw}, 1)\,\gamma_{dwk}`: tokens of one term in one unit share
    a responsibility, and a weight below one is taken away whole. :math:`N_k`
    is the topics' size when the pass began, which one pass changes little
    (Asuncion, Welling, Smyth and Teh 2009, arXiv:1205.2662). Whatever rounding
    does, no count falls below its prior, ``alpha`` or ``eta``.
    """
    norm: Any = np.float32(0.0)
    for k in range(len(new)):
        less = own * g[k]
        new[k] = max(nw[k] - less, eta) * max(nd[k] - less, alpha) * inverse_n_k[k]
        norm += new[k]
    return norm  # type: ignore[no-any-return]


@_fast
def _step(
    new: Singles, g: Singles, nd: Singles, nw: Singles, x: float, omega: float, scale: float
) -> None:
    r"""Move one non-zero towards its target and beyond, and its counts with it.

    .. math::

        \gamma_{dwk} \leftarrow \propto \max\left(0,\; \gamma_{dwk}
        + \omega (\hat\gamma_{dwk} - \gamma_{dwk})\right)

    At :math:`\omega = 1` this is CVB0; a step beyond, :math:`1 < \omega < 2`,
    has the same fixed points and reaches them in about half the passes
    (Salakhutdinov and Roweis 2003, Adaptive overrelaxed bound optimization
    methods, ICML). ``scale`` is :math:`\omega` over the sum of ``new``.
    """
    back = omega - np.float32(1.0)
    total = np.float32(0.0)
    for k in range(len(new)):
        new[k] = max(new[k] * scale - back * g[k], np.float32(0.0))
        total += new[k]
    unit = np.float32(1.0) / total
    for k in range(len(new)):
        to = new[k] * unit
        step = x * (to - g[k])
        g[k] = to
        nd[k] += step
        nw[k] += step


@_fast
def add_up(first: int, end: int, ids: Ints, counts: Singles, gamma: Singles, sums: Floats) -> None:
    """Add ``counts * gamma`` of the non-zeros from ``first`` to ``end`` to the rows of ``sums``.

    Parameters
    ----------
    first, end : int
        Non-zeros to add.
    ids : int32 array, shape (n_nonzero,)
        Row of ``sums`` that each belongs to.
    counts : float32 array, shape (n_nonzero,)
    gamma : float32 array, shape (n_nonzero, n_topics)
    sums : float64 array, shape (n_rows, n_topics)
        Changed in place.
    """
    for i in range(first, end):
        row = sums[ids[i]]
        for k in range(gamma.shape[1]):
            row[k] += counts[i] * gamma[i, k]


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
        Passes over a unit at most.
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


@_compiled
def nnls_rows(gram: Floats, target: Floats, max_iter: int, tol: float) -> Floats:
    r"""Solve :math:`\min_{w \ge 0} \lVert x - w H \rVert^2` for each row by coordinate descent.

    .. math::

        w_k \leftarrow \max\left(0,\; w_k - \frac{(w H H^T)_k - (x H^T)_k}{(H H^T)_{kk}}\right)

    from zero, each row on its own, so a row depends on its unit alone (Hsieh
    and Dhillon 2011, doi:10.1145/2020408.2020577).

    Parameters
    ----------
    gram : float64 array, shape (n_topics, n_topics)
        :math:`H H^T`.
    target : float64 array, shape (n_units, n_topics)
        :math:`X H^T`.
    max_iter : int
        Rounds over a row at most.
    tol : float
        Stop once no entry of the row changes by more.

    Returns
    -------
    float64 array, shape (n_units, n_topics)
        The non-negative weights.
    """
    n_units, n_topics = target.shape
    weights = np.zeros((n_units, n_topics))
    for d in range(n_units):
        for _ in range(max_iter):
            change = 0.0
            for k in range(n_topics):
                if gram[k, k] == 0.0:
                    continue
                slope = -target[d, k]
                for j in range(n_topics):
                    slope += weights[d, j] * gram[j, k]
                new = max(0.0, weights[d, k] - slope / gram[k, k])
                change = max(change, abs(new - weights[d, k]))
                weights[d, k] = new
            if change <= tol:
                break
    return weights
