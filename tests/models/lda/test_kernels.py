"""Compiled kernels against slow references that share nothing with them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse

from topics.models.lda.kernels import add_up, fold_in_units, sum_rows

small = arrays(
    np.float64,
    st.tuples(st.integers(1, 6), st.integers(1, 7)),
    elements=st.sampled_from([0.0, 0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 7.0]),
).filter(lambda X: X.any())


def test_add_up_sums_rows_in_double_precision():
    """A small share added to a large sum is not lost."""
    sums = np.array([[1e9, 0.0]])
    ids, counts = np.zeros(3, np.int32), np.array([1, 2, 1], np.float32)
    add_up(0, 2, ids, counts, np.full((3, 2), 0.25, np.float32), sums)
    assert sums.tolist() == [[1e9 + 0.75, 0.75]]


def test_add_up_leaves_what_is_beyond_the_topics():
    """Responsibilities may be wider than the sums."""
    sums = np.zeros((1, 2))
    one = np.ones(1, np.float32)
    add_up(0, 1, np.zeros(1, np.int32), one, np.array([[1, 2, 9]], np.float32), sums)
    assert sums.tolist() == [[1.0, 2.0]]


def test_sum_rows_sums_in_double_precision():
    """A small number added to a large one is not lost."""
    matrix = np.array([[1e9, 1], [0.25, 2], [0.5, 3]], np.float32)
    assert sum_rows(matrix).tolist() == [1e9 + 0.75, 6.0]


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
