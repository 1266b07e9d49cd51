"""Measure one engine in a process of its own: ``python benchmarks/measure.py JOB``.

``JOB`` is what `engines.Job` holds, as JSON; the result is printed as JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from adapters import CONTINUES, ENGINES
from data import Case, load
from memory import peak_mb

TOP = 10


def main() -> None:
    """Print the curves of all seeds, the peak memory and the first words of the last topics."""
    job = json.loads(sys.argv[1])
    case = load(Path(job["folder"]), job["data"])
    curves: list[list[Any]] = []
    words: list[list[str]] = []
    peak, components = None, None
    for seed in range(job["n_seeds"]):
        curve = []
        for n, seconds, components in _within(job, case, seed):
            # Taken before anything is scored; no engine holds more later than at its first point.
            peak = peak_mb() if peak is None else peak
            # numba is loaded here alone, so that engines that do without it are not charged for it.
            from heldout import per_word

            curve.append((n, seconds, per_word(components, case.held_words, case.held_indptr)))
        curves.append(curve)
        first = np.argsort(-np.asarray(components), axis=1, kind="stable")[:, :TOP]
        words += [[case.terms[j] for j in row] for row in first]
    counts = case.matrix()
    size = {"n_documents": counts.shape[0], "n_terms": counts.shape[1], "n_nonzero": counts.nnz}
    print(json.dumps({"curves": curves, "peak_mb": peak, "words": words} | size))


def _within(job: dict[str, Any], case: Case, seed: int) -> Iterator[tuple[int, float, Any]]:
    """Yield points until the next would take the curve's seconds beyond the job's limit."""
    engine, points = job["engine"], job["points"]
    found = ENGINES[engine](case, job["k"], job["threads"], seed, points)
    spent = 0.0
    for i, (n, seconds, components) in enumerate(found):
        yield n, seconds, components
        continues = engine in CONTINUES
        spent = seconds if continues else spent + seconds
        if i + 1 == len(points):
            return
        more = points[i + 1] - (n if continues else 0)
        if spent + more * seconds / n > job["limit"]:
            return


if __name__ == "__main__":
    main()
