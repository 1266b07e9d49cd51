"""Compiled kernels against slow references that share nothing with them."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse
from scipy.optimize import nnls

from topics.models._kernels import cvb0_fold_in, cvb0_pass, nnls_rows

small = arrays(
    np.float64,
    st.tuples(st.integers(1, 6), st.integers(1, 7)),
    elements=st.sampled_from([0.0, 0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 7.0]),
).filter(lambda X: X.any())


def slow_cvb0(X, gamma, alpha, eta, n_passes):
    """Update each responsibility from counts summed anew, one token of its own left out.

    ``gamma`` has shape (n_units, n_terms, n_topics); the formula is
    Asuncion et al. 2009's, read off the page.
    """
    gamma = gamma.copy()
    for _ in range(n_passes):
        for d, w in zip(*np.nonzero(X), strict=True):
            others = X[:, :, None] * gamma
            others[d, w] -= min(X[d, w], 1.0) * gamma[d, w]
            n_dk, n_wk, n_k = others[d].sum(0), others[:, w].sum(0), others.sum((0, 1))
            new = (n_wk + eta) / (n_k + X.shape[1] * eta) * (n_dk + alpha)
            gamma[d, w] = new / new.sum()
    return gamma


def start(X, n_topics, seed):
    """Return responsibilities for every cell, and those of the non-zeros in csr order."""
    gamma = np.random.default_rng(seed).dirichlet(np.ones(n_topics), size=X.shape)
    return gamma, gamma[np.nonzero(X)]


@settings(max_examples=60, deadline=None)
@given(small, st.integers(1, 4), st.integers(0, 99))
def test_cvb0_pass_agrees_with_the_slow_reference(X, n_topics, seed):
    """Four passes give the reference's responsibilities and leave the counts consistent."""
    cells, gamma = start(X, n_topics, seed)
    csr = sparse.csr_array(X)
    weighted = X[:, :, None] * cells
    n_dk, n_wk, n_k = weighted.sum(1), weighted.sum(0), weighted.sum((0, 1))
    for _ in range(4):
        cvb0_pass(csr.indptr, csr.indices, csr.data, gamma, n_dk, n_wk, n_k, 0.1, 0.01)
    right = slow_cvb0(X, cells, 0.1, 0.01, 4)
    np.testing.assert_allclose(gamma, right[np.nonzero(X)], atol=1e-5)
    weighted = X[:, :, None] * right
    np.testing.assert_allclose(n_dk, weighted.sum(1), atol=1e-5)
    np.testing.assert_allclose(n_wk, weighted.sum(0), atol=1e-5)
    np.testing.assert_allclose(n_k, weighted.sum((0, 1)), atol=1e-5)


def test_cvb0_pass_returns_what_moved_and_the_likelihood():
    """One unit of one word seen twice, worked out by hand."""
    gamma = np.array([[0.5, 0.5]])
    n_dk, n_wk, n_k = np.array([[1.0, 1.0]]), np.array([[1.0, 1.0], [0.0, 2.0]]), np.array([1.0, 3])
    moved, log_likelihood = cvb0_pass(
        np.array([0, 1]), np.array([0]), np.array([2.0]), gamma, n_dk, n_wk, n_k, 1.0, 1.0
    )
    # One token of two left out: n_dk = n_wk = (0.5, 0.5), n_k = (0.5, 2.5), W eta = 2.
    new = np.array([1.5 / 2.5 * 1.5, 1.5 / 4.5 * 1.5])
    np.testing.assert_allclose(gamma[0], new / new.sum())
    assert np.isclose(moved, new[0] / new.sum() - 0.5)
    assert np.isclose(log_likelihood, np.log(new.sum() / (1 + 2)))


def slow_fold_in(x, phi, alpha, n_passes):
    """Find one unit's shares with plain numpy; ``x`` and ``phi`` hold its words only."""
    gamma = phi / phi.sum(axis=1, keepdims=True)
    for _ in range(n_passes):
        for i in range(len(x)):
            n_k = (x[:, None] * gamma).sum(axis=0) - min(x[i], 1.0) * gamma[i]
            new = phi[i] * (n_k + alpha)
            gamma[i] = new / new.sum()
    theta = (x[:, None] * gamma).sum(axis=0) + alpha
    return theta / theta.sum()


@settings(max_examples=60, deadline=None)
@given(small, st.integers(1, 4), st.integers(0, 99))
def test_fold_in_agrees_with_the_slow_reference(X, n_topics, seed):
    """Each unit's shares are the reference's, which looks at that unit alone."""
    phi = np.random.default_rng(seed).dirichlet(np.ones(X.shape[1]), size=n_topics).T + 1e-6
    csr = sparse.csr_array(X)
    theta = cvb0_fold_in(csr.indptr, csr.indices, csr.data, np.ascontiguousarray(phi), 0.1, 5, 0.0)
    for row, shares in zip(X, theta, strict=True):
        used = row > 0
        np.testing.assert_allclose(shares, slow_fold_in(row[used], phi[used], 0.1, 5), atol=1e-5)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4), st.integers(0, 999))
def test_nnls_rows_agrees_with_scipy(n_topics, seed):
    """Each row is as near as Lawson and Hanson's solution, and not negative."""
    rng = np.random.default_rng(seed)
    H, X = rng.random((n_topics, 9)), rng.random((5, 9)) - 0.2
    weights = nnls_rows(H @ H.T, X @ H.T, 5000, 1e-13)
    assert weights.min() >= 0
    for row, w in zip(X, weights, strict=True):
        np.testing.assert_allclose(w, nnls(H.T, row)[0], atol=1e-5)


def test_nnls_rows_leaves_a_topic_without_words_at_zero():
    """A row of zeros in H is no division by zero."""
    H = np.array([[1.0, 2.0], [0.0, 0.0]])
    X = np.array([[2.0, 4.0]])
    assert nnls_rows(H @ H.T, X @ H.T, 10, 0.0).tolist() == [[2.0, 0.0]]
