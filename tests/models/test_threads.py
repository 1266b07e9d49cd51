"""Fits side by side give the same as one after the other."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from tests.models.corpora import block_counts, matrix_of
from topics.engines import ENGINES
from topics.models.threads import in_order, one_thread


def n_threads() -> set[int]:
    """Return how many threads BLAS and OpenMP may use here."""
    return {library["num_threads"] for library in threadpool_info()}


def test_libraries_have_one_thread_inside_and_what_they_had_outside() -> None:
    """Also where blocks are nested, and in the threads that calls run in."""
    before = n_threads()
    with one_thread(), one_thread():
        assert n_threads() == {1}
    assert n_threads() == before
    seen: list[set[int]] = []
    in_order([n_threads, n_threads, n_threads], seen.append, 2)
    assert seen == [{1}] * 3
    assert n_threads() == before


@pytest.mark.parametrize("engine", ["lda", "kmeans", "agglomerative", "nmf"])
def test_the_number_of_threads_changes_nothing(engine: str) -> None:
    """Results come in the order of the calls, bit for bit the same."""
    counts = matrix_of(block_counts() + np.random.default_rng(2).poisson(0.5, (36, 18))).counts

    def shares(seed: int) -> bytes:
        estimator = ENGINES[engine].build(n_components=4, random_state=seed).fit(counts)
        return bytes(estimator.doc_topic_.tobytes())

    calls = [partial(shares, seed) for seed in range(6)]
    found: list[list[bytes]] = [[], []]
    in_order(calls, found[0].append, 1)
    in_order(calls, found[1].append, 3)
    assert found[0] == found[1]


def test_the_first_error_in_their_order_is_raised() -> None:
    """What comes after it is not taken."""
    taken: list[int] = []

    def call(i: int) -> int:
        if i in (1, 2):
            raise ValueError(f"call {i}")
        return i

    for n in (1, 3):
        taken.clear()
        with pytest.raises(ValueError, match="call 1"):
            in_order([partial(call, i) for i in range(4)], taken.append, n)
        assert taken == [0]
