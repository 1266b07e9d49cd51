"""A pass over the matrix: what is held beyond the topics, and topics that hold nothing."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from topics.models.lda.inference import Counts, nothing, padded, recount, sweep
from topics.models.lda.passes import width
from topics.models.lda.schedule import Workers, lay_out


@pytest.mark.parametrize("n_topics", [1, 7, 8, 9, 20])
def test_padded_rows_are_the_rows_and_zeros(n_topics):
    """As wide as whole lanes, float32, and at the beginning of a line of cache."""
    rows = np.random.default_rng(0).random((5, n_topics))
    wide = padded(rows)
    assert wide.shape == (5, width(n_topics))
    assert wide.ctypes.data % 64 == 0
    assert wide.flags.c_contiguous
    assert np.array_equal(wide[:, :n_topics], rows.astype(np.float32))
    assert not wide[:, n_topics:].any()


@pytest.mark.parametrize("n_topics", [1, 3, 8, 11])
def test_nothing_comes_to_what_is_beyond_the_topics(n_topics):
    """Passes leave the padding at 0; the counts summed anew are as wide as the topics are many."""
    rng = np.random.default_rng(1)
    counts = sparse.csr_array(rng.integers(0, 3, (30, 20)))
    grid = lay_out(counts)
    with Workers(2) as workers:
        state = Counts(
            nothing(counts.nnz, n_topics, workers),
            padded(np.full((30, n_topics), 0.1)),
            padded(rng.random((20, n_topics))),
        )
        logs = [
            sweep(grid, state, workers, omega=omega, alpha=0.1, eta=0.01, measure=True)
            for omega in (1.0, 1.6, 1.6)
        ]
        n_dk, n_wk = recount(grid, state.gamma, n_topics, workers)
    assert np.all(np.isfinite(logs))
    for held in (state.gamma, state.n_dk, state.n_wk):
        assert not held[:, n_topics:].any()
    assert n_dk.shape == (30, n_topics)
    assert n_wk.shape == (20, n_topics)
    np.testing.assert_allclose(n_dk.sum(axis=1), counts.sum(axis=1), rtol=1e-5)
    np.testing.assert_allclose(n_wk.sum(axis=1), counts.sum(axis=0)[grid.terms], rtol=1e-5)


def test_a_topic_of_no_size_takes_nothing_and_does_no_harm():
    """No warning of a division by zero, and all words go to the topic that has any."""
    counts = sparse.csr_array(np.ones((2, 3)))
    grid = lay_out(counts)
    with Workers(1) as workers:
        state = Counts(
            nothing(counts.nnz, 2, workers),
            padded(np.full((2, 2), 0.1)),
            padded(np.array([[1.0, 0.0]] * 3)),
        )
        sweep(grid, state, workers, omega=1.0, alpha=0.1, eta=1e-9)
    assert np.array_equal(state.gamma[:, :2], np.tile([1.0, 0.0], (counts.nnz, 1)))
