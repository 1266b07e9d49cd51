"""Compiled kernels against slow references that share nothing with them."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse
from scipy.optimize import nnls

from topics.models._kernels import add_up, fold_in_units, nnls_rows, relax

small = arrays(
    np.float64,
    st.tuples(st.integers(1, 6), st.integers(1, 7)),
    elements=st.sampled_from([0.0, 0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 7.0]),
).filter(lambda X: X.any())


def slow_relax(X, gamma, n_k, omega, alpha, eta):
    """Visit each non-zero in row order, its unit's and its term's counts summed anew.

    ``gamma`` has shape (n_units, n_terms, n_topics); what holds is read off
    the docstrings of `_target` and `_step`. Returns the responsibilities and the mean of
    the logs.
    """
    gamma, logs = gamma.copy(), 0.0
    for d, w in zip(*np.nonzero(X), strict=True):
        others = X[:, :, None] * gamma
        others[d, w] -= min(X[d, w], 1.0) * gamma[d, w]
        new = (others[:, w].sum(0) + eta) * (others[d].sum(0) + alpha) / n_k
        logs += X[d, w] * np.log(new.sum())
        new = np.maximum(gamma[d, w] + omega * (new / new.sum() - gamma[d, w]), 0.0)
        gamma[d, w] = new / new.sum()
    return gamma, logs


@settings(max_examples=60, deadline=None)
@given(small, st.integers(1, 4), st.integers(0, 99), st.sampled_from([1.0, 1.3, 1.6]))
def test_relax_agrees_with_the_slow_reference(X, n_topics, seed, omega):
    """A visit gives the reference's responsibilities, and counts that are their sums."""
    gamma = np.random.default_rng(seed).dirichlet(np.ones(n_topics), size=X.shape)
    gamma[X == 0] = 0.0
    rows, cols = (ids.astype(np.int32) for ids in np.nonzero(X))
    cells = gamma[rows, cols].astype(np.float32)
    weighted = X[:, :, None] * gamma
    n_dk = (weighted.sum(1) + 0.1).astype(np.float32)
    n_wk = (weighted.sum(0) + 0.01).astype(np.float32)
    n_k, logs = n_wk.sum(0), np.zeros(1)
    relax(
        0, 1, np.array([0, len(rows)]), rows, cols, X[rows, cols].astype(np.float32),
        cells, n_dk, n_wk, np.float32(1) / n_k,
        np.float32(omega), np.float32(0.1), np.float32(0.01), logs,
    )  # fmt: skip
    gamma, right = slow_relax(X, gamma, n_k, omega, 0.1, 0.01)
    np.testing.assert_allclose(logs[0], right, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(cells, gamma[rows, cols], atol=1e-5)
    weighted = X[:, :, None] * gamma
    np.testing.assert_allclose(n_dk - 0.1, weighted.sum(1), rtol=1e-5, atol=5e-5)
    np.testing.assert_allclose(n_wk - 0.01, weighted.sum(0), rtol=1e-5, atol=5e-5)


def test_relax_steps_beyond_and_stops_at_zero():
    """One unit of one term seen twice, worked out by hand."""
    gamma = np.array([[0.5, 0.5]], np.float32)
    n_dk, n_wk = np.array([[2, 2]], np.float32), np.array([[2, 2]], np.float32)
    logs, zero = np.zeros(1), np.zeros(1, np.int32)
    inverse = np.array([1.0, 1e-6], np.float32)
    relax(
        0, 1, np.array([0, 1]), zero, zero, np.array([2], np.float32), gamma, n_dk, n_wk, inverse,
        np.float32(1.6), np.float32(1.0), np.float32(1.0), logs,
    )  # fmt: skip
    # Without one token the counts are 1.5 each, so nearly all goes to the first topic; 1.6 times
    # the way from one half is 1.3, and the other topic would be at -0.3: shares are 1 and 0.
    np.testing.assert_allclose(gamma, [[1.0, 0.0]], atol=1e-5)
    np.testing.assert_allclose(n_dk, [[3.0, 1.0]], atol=1e-5)
    np.testing.assert_allclose(logs, [2 * np.log(1.5 * 1.5)], atol=1e-5)


def test_add_up_sums_rows_in_double_precision():
    """A small share added to a large sum is not lost."""
    sums = np.array([[1e9, 0.0]])
    ids, counts = np.zeros(3, np.int32), np.array([1, 2, 1], np.float32)
    add_up(0, 2, ids, counts, np.full((3, 2), 0.25, np.float32), sums)
    assert sums.tolist() == [[1e9 + 0.75, 0.75]]


def slow_fold_in(x, phi, alpha, n_passes):
    """Find one unit's shares with plain numpy; ``x`` and ``phi`` hold its words only."""
    gamma = phi * alpha / (phi * alpha).sum(axis=1, keepdims=True)
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
    alpha = np.linspace(0.1, 0.5, n_topics)
    theta = np.empty((len(X), n_topics))
    parts = csr.indptr, csr.indices, csr.data, np.ascontiguousarray(phi)
    fold_in_units(0, len(X), *parts, alpha, 5, 0.0, theta)
    for row, shares in zip(X, theta, strict=True):
        used = row > 0
        np.testing.assert_allclose(shares, slow_fold_in(row[used], phi[used], alpha, 5), atol=1e-5)


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
