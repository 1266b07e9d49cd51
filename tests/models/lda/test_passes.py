"""The inner loop of LDA against a slow reference that shares nothing with it."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from topics.models.lda.passes import WIDTH, relax, width

small = arrays(
    np.float64,
    st.tuples(st.integers(1, 6), st.integers(1, 7)),
    elements=st.sampled_from([0.0, 0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 7.0]),
).filter(lambda X: X.any())


def slow_relax(X, gamma, n_k, omega, alpha, eta):
    """Visit each non-zero in row order, its unit's and its term's counts summed anew.

    ``gamma`` has shape (n_units, n_terms, n_topics); what holds is read off
    the docstrings of `_target` and `_step`. Returns the responsibilities and the sum of
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


def wide(rows):
    """Return rows in float32, filled up with zeros to whole lanes."""
    rows = np.asarray(rows, np.float32)
    full = np.zeros((*rows.shape[:-1], width(rows.shape[-1])), np.float32)
    full[..., : rows.shape[-1]] = rows
    return full


@pytest.mark.parametrize(("n_topics", "found"), [(1, 8), (8, 8), (9, 16), (20, 24), (100, 104)])
def test_width_is_the_next_whole_number_of_lanes(n_topics, found):
    """It is a multiple of eight, and no more than seven wider."""
    assert width(n_topics) == found
    assert WIDTH == 8


@given(small, st.integers(1, 19), st.integers(0, 99), st.sampled_from([1.0, 1.3, 1.6]))
def test_relax_agrees_with_the_slow_reference(X, n_topics, seed, omega):
    """A visit gives the reference's responsibilities, and counts that are their sums."""
    gamma = np.random.default_rng(seed).dirichlet(np.ones(n_topics), size=X.shape)
    gamma[X == 0] = 0.0
    rows, cols = (ids.astype(np.int32) for ids in np.nonzero(X))
    weighted = X[:, :, None] * gamma
    n_k = weighted.sum((0, 1)) + 0.01 * X.shape[1]
    cells, logs = wide(gamma[rows, cols]), np.zeros(1)
    n_dk, n_wk = wide(weighted.sum(1) + 0.1), wide(weighted.sum(0) + 0.01)
    relax(
        0, 1, np.array([0, len(rows)]), rows, cols, X[rows, cols].astype(np.float32),
        cells, n_dk, n_wk, wide(1 / n_k), change := wide(np.ones((1, n_topics))),
        np.float32(omega), np.float32(0.1), np.float32(0.01), logs,
    )  # fmt: skip
    gamma, right = slow_relax(X, gamma, n_k, omega, 0.1, 0.01)
    weighted, topics = X[:, :, None] * gamma, slice(n_topics)
    np.testing.assert_allclose(
        change[0, topics], weighted.sum((0, 1)) - (n_k - 0.01 * X.shape[1]), atol=5e-5 * X.sum()
    )
    np.testing.assert_allclose(logs[0], right, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(cells[:, topics], gamma[rows, cols], atol=1e-5)
    np.testing.assert_allclose(n_dk[:, topics] - 0.1, weighted.sum(1), rtol=1e-5, atol=5e-5)
    np.testing.assert_allclose(n_wk[:, topics] - 0.01, weighted.sum(0), rtol=1e-5, atol=5e-5)
    for filled in (cells, n_dk, n_wk, change):
        assert not filled[:, n_topics:].any()


def test_relax_steps_beyond_and_stops_at_zero():
    """One unit of one term seen twice, worked out by hand."""
    gamma, n_dk, n_wk = wide([[0.5, 0.5]]), wide([[2, 2]]), wide([[2, 2]])
    logs, zero = np.zeros(1), np.zeros(1, np.int32)
    relax(
        0, 1, np.array([0, 1]), zero, zero, np.array([2], np.float32), gamma, n_dk, n_wk,
        wide([1.0, 1e-6]), wide([[0, 0]]), np.float32(1.6), np.float32(1.0), np.float32(1.0), logs,
    )  # fmt: skip
    # Without one token the counts are 1.5 each, so nearly all goes to the first topic; 1.6 times
    # the way from one half is 1.3, and the other topic would be at -0.3: shares are 1 and 0.
    np.testing.assert_allclose(gamma, wide([[1.0, 0.0]]), atol=1e-5)
    np.testing.assert_allclose(n_dk, wide([[3.0, 1.0]]), atol=1e-5)
    np.testing.assert_allclose(n_wk, wide([[3.0, 1.0]]), atol=1e-5)
    np.testing.assert_allclose(logs, [2 * np.log(1.5 * 1.5)], atol=1e-5)


def test_no_count_falls_below_its_prior():
    """Counts that rounding left too small for the token taken from them stand at the prior."""
    gamma, zero = wide([[1.0, 0.0]]), np.zeros(1, np.int32)
    n_dk, n_wk = wide([[0.9, 0.25]]), wide([[0.9, 0.125]])
    relax(
        0, 1, np.array([0, 1]), zero, zero, np.ones(1, np.float32), gamma, n_dk, n_wk,
        wide([1.0, 1.0]), wide([[0, 0]]),
        np.float32(1.0), np.float32(0.25), np.float32(0.125), np.empty(0),
    )  # fmt: skip
    np.testing.assert_array_equal(gamma, wide([[0.5, 0.5]]))


def bits():
    """Return a hash of what ten passes over a matrix of 13 topics leave."""
    rng = np.random.default_rng(0)
    rows, cols = (ids.astype(np.int32) for ids in np.nonzero(rng.random((40, 30)) < 0.4))
    x = rng.integers(1, 4, len(rows)).astype(np.float32)
    gamma, n_dk, n_wk = (wide(rng.random((n, 13))) for n in (len(rows), 40, 30))
    limits = np.float32(1.6), np.float32(0.1), np.float32(0.01)
    for _ in range(10):
        inverse = wide(1 / n_wk[:, :13].sum(axis=0))
        bounds, known = (
            np.array([0, len(rows)]),
            (gamma, n_dk, n_wk, inverse, wide(np.ones((1, 13)))),
        )
        relax(0, 1, bounds, rows, cols, x, *known, *limits, np.empty(0))
    return hashlib.sha256(gamma.tobytes() + n_dk.tobytes() + n_wk.tobytes()).hexdigest()


@pytest.mark.slow
def test_other_vector_instructions_give_the_same_bits(tmp_path):
    """Compiled for the plainest processor of its kind, passes are equal bit for bit."""
    plain = {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": "", "NUMBA_CACHE_DIR": tmp_path}
    found = subprocess.run(
        [sys.executable, "-c", "from tests.models.lda.test_passes import bits; print(bits())"],
        env={**os.environ, **{name: str(value) for name, value in plain.items()}},
        cwd=Path(__file__).parents[3],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout.strip()
    assert found == bits()
