"""How much of the memory's speed a pass of LDA uses: ``python benchmarks/traffic.py JOB``.

A pass reads and writes each responsibility once, 4 bytes for each non-zero and topic. Its speed
is set beside that of the plainest update of an array of that size in place, on as many threads.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter
from typing import Any

import numba
import numpy as np
from data import load

from topics.models.lda.estimator import LDA

FEW, MANY = 5, 25
REPEATS = 5


def main() -> None:
    """Print bytes a pass, and the speeds of both in GB/s."""
    job = json.loads(sys.argv[1])
    counts = load(Path(job["folder"]), job["data"]).matrix()
    k, threads = job["k"], job["threads"]

    def fit(n: int) -> None:
        LDA(k, max_iter=n, tol=0.0, learning_method="batch", n_jobs=threads, random_state=0).fit(
            counts
        )

    array = np.ones(counts.nnz * k, np.float32)
    edges = [len(array) * t // threads for t in range(threads + 1)]
    with ThreadPoolExecutor(threads) as pool:

        def update() -> None:
            list(pool.map(_update, [array] * threads, edges[:-1], edges[1:]))

        fit(2)
        update()
        # In turn, so that whatever else the machine does falls on both.
        times = np.array(
            [[_timed(fit, FEW), _timed(fit, MANY), _timed(update)] for _ in range(REPEATS)]
        )
    few, many, plain = times.min(axis=0)
    moved = 2 * array.nbytes / 1e9
    a_pass = (many - few) / (MANY - FEW)
    print(json.dumps({"moved_gb": moved, "lda": moved / a_pass, "in_place": moved / plain}))


def _timed(call: Callable[..., Any], *args: Any) -> float:
    start = perf_counter()
    call(*args)
    return perf_counter() - start


@numba.njit(nogil=True, cache=True)
def _update(array: Any, first: int, end: int) -> None:
    for i in range(first, end):
        array[i] = array[i] * np.float32(0.999) + np.float32(0.001)


if __name__ == "__main__":
    main()
