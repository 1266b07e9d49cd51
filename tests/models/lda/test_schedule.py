"""The grid of blocks: every non-zero once, and nothing shared along a diagonal."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from topics.models.lda.schedule import GRID, TURNS, Workers, lay_out


def random_counts(n_units, n_terms, density, seed):
    """Return a sparse matrix of whole numbers."""
    rng = np.random.default_rng(seed)
    cells = rng.integers(1, 9, (n_units, n_terms)) * (rng.random((n_units, n_terms)) < density)
    return sparse.csr_array(cells.astype(float))


@given(st.integers(1, 40), st.integers(1, 40), st.floats(0.05, 1), st.integers(0, 99))
def test_the_grid_holds_the_matrix(n_units, n_terms, density, seed):
    """Every non-zero occurs in it once, with its weight; terms are numbered one to one."""
    counts = random_counts(n_units, n_terms, density, seed)
    grid = lay_out(counts)
    assert sorted(grid.terms.tolist()) == list(range(n_terms))
    assert grid.bounds[0] == 0
    assert grid.bounds[-1] == counts.nnz
    back = sparse.csr_array((grid.counts, (grid.rows, grid.terms[grid.cols])), counts.shape)
    assert (back != counts).nnz == 0


@given(st.integers(1, 40), st.integers(1, 40), st.floats(0.05, 1), st.integers(0, 99))
def test_blocks_on_a_diagonal_share_nothing(n_units, n_terms, density, seed):
    """No two of them have a unit or a term in common; units come `TURNS` after `TURNS`."""
    grid = lay_out(random_counts(n_units, n_terms, density, seed))
    for diagonal in range(GRID):
        units, terms = set(), set()
        for block in range(diagonal * GRID, (diagonal + 1) * GRID):
            part = slice(*grid.bounds[block : block + 2])
            rows, cols = grid.rows[part], grid.cols[part]
            assert np.all(np.diff(rows // TURNS) >= 0)
            assert units.isdisjoint(rows.tolist())
            assert terms.isdisjoint(cols.tolist())
            units |= set(rows.tolist())
            terms |= set(cols.tolist())


def test_units_of_equal_length_give_their_words_by_turns():
    """One after the other within a block: none of eight comes twice before all have come."""
    grid = lay_out(sparse.csr_array(np.ones((TURNS * GRID, 64))))
    for block in range(GRID * GRID):
        rows = grid.rows[slice(*grid.bounds[block : block + 2])]
        assert len(rows) == TURNS * 8
        for turn in rows.reshape(8, TURNS):
            assert len(set(turn.tolist())) == TURNS


def test_blocks_are_about_even():
    """On a matrix of some size, no block has more than twice its share."""
    grid = lay_out(random_counts(800, 400, 0.05, 1))
    assert np.diff(grid.bounds).max() < 2 * len(grid.rows) / GRID**2


@pytest.mark.parametrize("n_threads", [1, 2, 3, 8])
@pytest.mark.parametrize("n", [0, 1, 5, 64])
def test_workers_do_each_part_once(n_threads, n):
    """The ranges together are the whole, whatever the number of threads."""
    done = []
    lock = threading.Lock()

    def note(first, end):
        with lock:
            done.extend(range(first, end))

    with Workers(n_threads) as workers:
        workers.share(note, n)
    assert sorted(done) == list(range(n))


def test_an_error_in_a_thread_is_raised():
    """What fails in another thread fails here too."""

    def fail(first, end):
        if first > 0:
            raise RuntimeError("no")

    with Workers(2) as workers, pytest.raises(RuntimeError, match=r"\Ano\Z"):
        workers.share(fail, 2)
