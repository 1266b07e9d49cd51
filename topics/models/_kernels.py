"""Compiled loops of the model layer.

Every loop runs in a fixed order on one thread, and none reorders a sum
(``fastmath`` stays off), so a result depends on the input alone and never on
the number of threads. The global interpreter lock is released.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import numpy.typing as npt

__all__ = ["cvb0_fold_in", "cvb0_pass", "nnls_rows"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.integer[Any]]

_compiled = numba.njit(cache=True, nogil=True)


@_compiled
def cvb0_pass(
    indptr: Ints,
    indices: Ints,
    counts: Floats,
    gamma: Floats,
    n_dk: Floats,
    n_wk: Floats,
    n_k: Floats,
    alpha: float,
    eta: float,
) -> tuple[float, float]:
    r"""Pass once over the corpus by collapsed variational Bayes, zeroth order (CVB0).

    For each non-zero :math:`x_{dw}` of the matrix, in row order,

    .. math::

        \gamma_{dwk} \propto
        \frac{N_{wk}^{-} + \eta}{N_{k}^{-} + W \eta} \, (N_{dk}^{-} + \alpha)

    where :math:`N^{-}` are the expected counts of word, topic and document
    without one token of this word in this document, that is without
    :math:`\min(x_{dw}, 1)\,\gamma_{dwk}`: tokens of one word in one document
    share a responsibility, and a weight below one is taken away whole. The
    counts follow each update at once (Asuncion, Welling, Smyth and Teh 2009,
    arXiv:1205.2662).

    Parameters
    ----------
    indptr, indices, counts : arrays of a csr matrix (n_units, n_terms), weights above 0
    gamma : float64 array, shape (n_nonzero, n_topics)
        Responsibilities, changed in place; rows sum to 1.
    n_dk, n_wk, n_k : float64 arrays (n_units, n_topics), (n_terms, n_topics), (n_topics,)
        Sums of ``counts * gamma``, changed in place.
    alpha, eta : float
        Priors of topics in units and of terms in topics, above 0.

    Returns
    -------
    moved : float
        Share of the corpus' weight that changed its topic.
    log_likelihood : float
        Mean log probability of a token given all the others, which the
        normaliser of each update gives for nothing.
    """
    n_units, n_topics = n_dk.shape
    new = np.empty(n_topics)
    moved, log_likelihood, total = 0.0, 0.0, 0.0
    for d in range(n_units):
        length = 0.0
        for i in range(indptr[d], indptr[d + 1]):
            length += counts[i]
        for i in range(indptr[d], indptr[d + 1]):
            w, x = indices[i], counts[i]
            norm = _respond(new, gamma[i], n_dk[d], n_wk[w], n_k, x, alpha, eta, n_wk.shape[0])
            moved += _move(new, norm, gamma[i], n_dk[d], n_wk[w], n_k, x)
            log_likelihood += x * np.log(norm / (length - min(x, 1.0) + alpha * n_topics))
            total += x
    return moved / total, log_likelihood / total


@_compiled
def _respond(
    new: Floats,
    gamma: Floats,
    n_dk: Floats,
    n_wk: Floats,
    n_k: Floats,
    x: float,
    alpha: float,
    eta: float,
    n_terms: int,
) -> float:
    """Write one non-zero's responsibilities, up to their sum, into ``new``; return the sum."""
    own = min(x, 1.0)
    norm = 0.0
    for k in range(len(new)):
        g = own * gamma[k]
        word = max(n_wk[k] - g, 0.0) + eta  # what rounding leaves below 0 is 0
        topic = max(n_k[k] - g, 0.0) + eta * n_terms
        new[k] = word / topic * (max(n_dk[k] - g, 0.0) + alpha)
        norm += new[k]
    return norm


@_compiled
def _move(
    new: Floats, norm: float, gamma: Floats, n_dk: Floats, n_wk: Floats, n_k: Floats, x: float
) -> float:
    """Put one non-zero's new responsibilities in place; return the weight that moved."""
    change = 0.0
    for k in range(len(new)):
        g = new[k] / norm
        step = g - gamma[k]
        gamma[k] = g
        n_dk[k] += x * step
        n_wk[k] += x * step
        n_k[k] += x * step
        change += abs(step)
    return 0.5 * x * change


@_compiled
def _fold_in_unit(
    words: Ints, x: Floats, phi: Floats, alpha: float, max_iter: int, tol: float
) -> Floats:
    n_topics = phi.shape[1]
    gamma = np.empty((len(words), n_topics))
    n_k = np.zeros(n_topics)
    length = 0.0
    for i, w in enumerate(words):
        gamma[i] = phi[w] / phi[w].sum()
        n_k += x[i] * gamma[i]
        length += x[i]
    new = np.empty(n_topics)
    for _ in range(max_iter):
        moved = 0.0
        for i, w in enumerate(words):
            own = min(x[i], 1.0)
            norm = 0.0
            for k in range(n_topics):
                new[k] = phi[w, k] * (max(n_k[k] - own * gamma[i, k], 0.0) + alpha)
                norm += new[k]
            for k in range(n_topics):
                step = new[k] / norm - gamma[i, k]
                gamma[i, k] += step
                n_k[k] += x[i] * step
                moved += 0.5 * x[i] * abs(step)
        if moved <= tol * length:
            break
    for k in range(n_topics):
        n_k[k] = (n_k[k] + alpha) / (length + n_topics * alpha)
    return n_k


@_compiled
def cvb0_fold_in(
    indptr: Ints,
    indices: Ints,
    counts: Floats,
    phi: Floats,
    alpha: float,
    max_iter: int,
    tol: float,
) -> Floats:
    r"""Find the topics of new units, the topics' words held fixed.

    The update of :func:`cvb0_pass` with :math:`\phi_{wk}` for its first factor,
    each unit on its own from :math:`\gamma_{dwk} \propto \phi_{wk}`, so a row
    depends on its unit alone.

    Parameters
    ----------
    indptr, indices, counts : arrays of a csr matrix, shape (n_units, n_terms)
        Positive counts or weights.
    phi : float64 array, shape (n_terms, n_topics)
        Probability of each term in each topic, above 0.
    alpha : float
        Prior of topics in units, above 0.
    max_iter : int
        Passes over a unit at most.
    tol : float
        Stop once less than this share of a unit's weight changes its topic.

    Returns
    -------
    float64 array, shape (n_units, n_topics)
        Share of each topic in each unit; rows sum to 1, equal shares where a
        unit counts nothing.
    """
    n_units = len(indptr) - 1
    n_topics = phi.shape[1]
    theta = np.empty((n_units, n_topics))
    for d in range(n_units):
        words = indices[indptr[d] : indptr[d + 1]]
        x = counts[indptr[d] : indptr[d + 1]]
        theta[d] = _fold_in_unit(words, x, phi, alpha, max_iter, tol)
    return theta


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
