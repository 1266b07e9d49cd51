"""How many topics get a name where there is none to get, and where there is one.

Prints what ``docs/names.md`` has: the names of ten topics of the seeds, and the mean number of
names if seed words are dealt to the themes at random, and if the words of the texts are shuffled
over all paragraphs, so that no topic exists. ``python -m benchmarks.names_null [DRAWS]``; 20 draws
take about a minute.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

import topics
from topics.evaluate.gold import read_gold

ROOT = Path(__file__).parent.parent
ENGINES: dict[str, tuple[str, dict[str, Any], bool]] = {
    "lda, priors given": ("lda", {"learn_priors": False}, True),
    "lda, priors learned": ("lda", {"learn_priors": True}, True),
    "lda, no seed words": ("lda", {}, False),
    "kmeans": ("kmeans", {}, False),
}
"""Name, options and whether the topics start from seed words."""


def dealt(codebook: topics.Codebook, rng: np.random.Generator) -> topics.Codebook:
    """Return a codebook whose seed words are dealt to its themes, each keeping their number."""
    words = [word for theme in codebook.themes for word in theme.seed_words]
    deck = iter([words[i] for i in rng.permutation(len(words))])
    themes = [
        replace(t, seed_words=tuple(dict.fromkeys(next(deck) for _ in t.seed_words)))
        for t in codebook.themes
    ]
    return replace(codebook, themes=tuple(themes))


def shuffled(matrix: topics.DocTermMatrix, rng: np.random.Generator) -> topics.DocTermMatrix:
    """Return a matrix whose words are shuffled over all units, which keep their lengths."""
    counts = matrix.counts
    words = rng.permutation(np.repeat(counts.indices, counts.data.astype(int)))
    rows = np.repeat(np.arange(counts.shape[0]), counts.sum(axis=1).astype(int))
    mixed = sparse.csr_array((np.ones(len(words)), (rows, words)), shape=counts.shape)
    mixed.sum_duplicates()
    return replace(matrix, counts=mixed)


class Study:
    """The seeds, and how to fit and name them."""

    def __init__(self) -> None:
        self.corpus = topics.read(ROOT / "seeds")
        self.matrix = topics.count(topics.segment(self.corpus))
        self.codebook = topics.load_codebook()

    def fit(
        self,
        case: str,
        matrix: topics.DocTermMatrix,
        codebook: topics.Codebook,
        n_topics: int = 10,
        n_init: int = 1,
    ) -> topics.TopicModel:
        """Fit an engine from the start words of a codebook; nulls from one start, for speed."""
        engine, options, is_seeded = ENGINES[case]
        starts = topics.start_words(codebook, matrix, n_topics) if is_seeded else None
        return topics.fit(
            matrix, engine, n_components=n_topics, n_init=n_init, seed_words=starts, **options
        )

    def gold_themes(self, model: topics.TopicModel) -> list[set[str]]:
        """Return the most frequent gold theme, or themes, of each topic's paragraphs."""
        rows = model.units.row_of()
        main = model.doc_topic.argmax(axis=1)
        counts = [Counter[str]() for _ in range(model.n_topics)]
        at = {
            (b.source, line): rows.get((b.source, b.paragraph))
            for b in self.corpus.running_text()
            for line in range(b.first_line, b.last_line + 1)
        }
        for line in read_gold(ROOT / "tests" / "gold" / "themes.jsonl"):
            row = at.get((line.source, line.line))
            if line.role == "body" and line.themes and row is not None:
                counts[main[row]][line.themes[0]] += 1
        return [{t for t in c if c[t] == max(c.values())} for c in counts]


def nulls(study: Study, case: str, n_draws: int) -> Iterator[tuple[str, list[int]]]:
    """Yield each null and the number of named topics of ten in each draw."""
    model = study.fit(case, study.matrix, study.codebook)
    books = [dealt(study.codebook, np.random.default_rng(s)) for s in range(n_draws)]
    yield "dealt", [named(topics.label(model, book)) for book in books]
    if ENGINES[case][2]:
        yield (
            "dealt before the start",
            [named(topics.label(study.fit(case, study.matrix, book), book)) for book in books],
        )
    texts = [shuffled(study.matrix, np.random.default_rng(s)) for s in range(n_draws)]
    yield (
        "shuffled",
        [
            named(topics.label(study.fit(case, text, study.codebook), study.codebook))
            for text in texts
        ],
    )
    if case == "lda, priors given":
        large = study.fit(case, study.matrix, study.codebook, 50)
        yield "dealt, 50 topics", [named(topics.label(large, book)) for book in books]


def named(themes: topics.Themes) -> int:
    """Return the number of topics whose name passes every test."""
    return themes.states.count("named")


def main() -> None:
    """Print the tables."""
    n_draws = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    study = Study()
    for case in ENGINES:
        model = study.fit(case, study.matrix, study.codebook, n_init=20)
        coded = topics.code(study.corpus, study.codebook)
        themes = topics.label(model, study.codebook)
        checked = topics.label(model, study.codebook, coded)
        gold = study.gold_themes(model)
        right = sum(theme in best for theme, best in zip(themes.labels, gold, strict=True))
        print(f"{case}: {dict(Counter(checked.states))} with coding, {right} with their gold theme")
        for k, topic in enumerate(model.topics):
            tests = f"p {checked.p[k]:.4f}, hold {checked.hold[k]:.2f}"
            names = f"{checked.labels[k]} (next {checked.runner_up[k]})"
            print(f"   {topic} {checked.states[k]} {names}, {tests}, gold {sorted(gold[k])}")
        for null, counts in nulls(study, case, n_draws):
            print(f"   {null}: mean {np.mean(counts):.2f}, most {max(counts)} named")


if __name__ == "__main__":
    main()
