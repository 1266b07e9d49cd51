"""How close fits of `topics.LDA` come to their fixed points: ``docs/lda.md``.

``python benchmarks/lda_settling.py [REPORTS]``: REPORTS is a folder of government reports, one
speech a row. Each fit is compared with the same start after `FAR` passes without a stop.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
from scipy import sparse

import topics
from topics.models.lda.estimator import LDA

ROOT = Path(__file__).parent.parent
FAR = 3000


def main() -> None:
    """Print one row for each corpus and stop."""
    warnings.simplefilter("ignore")
    print("| | passes | seconds | other main topic | topics moved | settled |")
    print("|---|---|---|---|---|---|")
    for name, counts, n_topics, n_starts in cases():
        for row in rows(counts, n_topics, range(n_starts), (1e-3, 2e-4, 1e-4)):
            print(f"| {name}, K = {n_topics}, {row}", flush=True)


def cases() -> Iterator[tuple[str, Any, int, int]]:
    """Yield name, matrix, number of topics and of starts."""
    tokens = topics.segment(topics.read(ROOT / "seeds"))
    yield "seeds", topics.count(tokens).counts, 10, 20
    if len(sys.argv) > 1:
        tokens = topics.segment(topics.read(sys.argv[1]))
        yield "reports", topics.count(tokens, unit="speech", min_df=20).counts, 20, 8
        frequent = {"min_df": 20, "max_df": 1.0, "stop_words": ()}
        counts = topics.count(tokens, unit="paragraph", **frequent).counts
        order = np.random.default_rng(0).permutation(counts.shape[0])
        yield "their paragraphs", sparse.csr_array(counts)[order], 20, 4


def rows(
    counts: Any, n_topics: int, starts: Iterable[int], stops: Iterable[float]
) -> Iterator[str]:
    """Yield the cells of each stop: means over the starts, the worst start in brackets."""
    far = [LDA(n_topics, random_state=s, tol=0, max_iter=FAR).fit(counts) for s in starts]
    for tol in stops:
        found = [_compare(counts, model, tol) for model in far]
        mean, worst = np.mean(found, axis=0), np.max(found, axis=0)
        yield (
            f"tol {tol:g} | {mean[0]:.0f} ({worst[0]:.0f}) | {mean[1]:.2f} | {mean[2]:.1%}"
            f" ({worst[2]:.1%}) | {mean[3]:.4f} ({worst[3]:.4f}) |"
            f" {sum(row[4] for row in found)} of {len(found)} |"
        )


def _compare(counts: Any, far: LDA, tol: float) -> tuple[int, float, float, float, bool]:
    begin = process_time()
    model = LDA(**far.get_params() | {"tol": tol, "max_iter": 1000}).fit(counts)
    seconds = process_time() - begin
    other = float(np.mean(model.doc_topic_.argmax(axis=1) != far.doc_topic_.argmax(axis=1)))
    one, two = (m.components_ / m.components_.sum(axis=1, keepdims=True) for m in (model, far))
    moved = float(0.5 * np.abs(one - two).sum(axis=1).mean())
    return model.n_iter_, seconds, other, moved, model.converged_


if __name__ == "__main__":
    main()
