"""Non-negative least squares against SciPy's."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import nnls

from topics.models.nnls import nnls_rows


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
