"""What over-relaxation, learned priors and chunks bring to `topics.LDA`: ``docs/lda.md``.

``python benchmarks/lda_choices.py [FOLDER]``: FOLDER is where `engines.py` left the People's
Daily (``reports/benchmarks``). Log-likelihood per held-out word, means of random states 0 to 3.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from data import Case, load
from heldout import per_word

from topics.models.lda.estimator import LDA
from topics.models.lda.passes import width

ROOT = Path(__file__).parent.parent
PASSES = (5, 10, 20, 40, 100)


def main() -> None:
    """Print the table."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "reports" / "benchmarks"
    case = load(folder, "people")
    print(
        f"| K = 100, after passes | {' | '.join(map(str, PASSES))} |\n|---|{'---|' * len(PASSES)}"
    )
    for omega in (1.0, 1.6, 1.8, 1.9):
        with mock.patch("topics.models.lda.learning.OMEGA", omega):
            show(f"over-relaxed by {omega}", case)
    show("learned priors", case, learn_priors=True)
    budget = 4 * width(100) * case.matrix().nnz / 50
    show("online, a fiftieth of the memory", case, learning_method="online", memory_budget=budget)


def show(name: str, case: Case, **options: Any) -> None:
    """Print one row."""
    found = [
        np.mean([_score(case, max_iter=n, random_state=seed, **options) for seed in range(4)])
        for n in PASSES
    ]
    print(f"| {name} | {' | '.join(f'{value:.3f}' for value in found)} |", flush=True)


def _score(case: Case, **options: Any) -> float:
    components = LDA(100, topic_word_prior=0.01, tol=0.0, **options).fit(case.matrix()).components_
    return float(per_word(components, case.held_words, case.held_indptr))


if __name__ == "__main__":
    main()
