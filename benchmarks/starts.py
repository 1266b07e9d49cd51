"""Is the likeliest start the best? Single starts of LDA on four corpora.

    python -m benchmarks.starts CORPORA [--starts 10]

``CORPORA`` is the folder of ``csl_abstracts`` and ``prc_reports_wikisource``. Each corpus is fitted
from single starts. Abstracts have gold labels, by which the purity of main topics is measured: four
of the five fields with 110 abstracts or more, each choice of them. Of the other corpora a tenth of
the units is held out, and the log-likelihood of its words measured by document completion. Printed
for each corpus: the correlation of that measure with the final likelihood over the starts; its
lowest value, its mean and its highest; that of the likeliest start; and that of the most typical,
whose topics are most similar to those of all others (Rieger 2020, doi:10.21105/joss.02181).
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np

import topics
from benchmarks.heldout import per_word
from tests.peoples_daily import annotated
from topics.models.alignment import match
from topics.models.types import TopicModel
from topics.text.types import DocTermMatrix, Tokens, Unit, Units

ROOT = Path(__file__).parent.parent
PER_FIELD = 110
HELD_OUT = 10
Measure = Callable[[TopicModel], float]


def abstracts(corpora: Path) -> Iterator[tuple[str, DocTermMatrix, Measure]]:
    """Yield abstracts of four fields, and the purity of main topics."""
    lines = (corpora / "csl_abstracts" / "csl_joined.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    sizes = Counter(row["label"] for row in rows)
    large = [field for field, n in sizes.most_common() if n >= PER_FIELD]
    for fields in combinations(large, 4):
        chosen = [row for f in fields for row in [r for r in rows if r["label"] == f][:PER_FIELD]]
        yield f"abstracts: {' '.join(fields)}", *_with_purity(chosen, fields)


def _with_purity(
    chosen: Sequence[Mapping[str, str]], fields: Sequence[str]
) -> tuple[DocTermMatrix, Measure]:
    tokens = topics.segment(topics.read([row["text"] for row in chosen]))
    matrix = topics.count(tokens, unit="speech")
    # One source, each text a speech.
    gold = np.array([fields.index(chosen[i - 1]["label"]) for i in matrix.units.speech])

    def purity(model: TopicModel) -> float:
        main = model.main_topics()
        return sum(np.bincount(gold[main == t]).max() for t in set(main)) / len(gold)

    return matrix, purity


def held_out(matrix: DocTermMatrix) -> tuple[DocTermMatrix, Measure]:
    """Return nine tenths of the units, and the likelihood of the others, words drawn in order."""
    order = np.random.default_rng(0).permutation(len(matrix.units))
    held, kept = np.split(order, [len(order) // HELD_OUT])
    counts = matrix.counts[held].tocoo()
    n = counts.data.astype(int)
    draw = np.random.default_rng(1).permutation(n.sum())
    words, rows = np.repeat(counts.col, n)[draw], np.repeat(counts.row, n)[draw]
    words = words[np.argsort(rows, kind="stable")].astype(np.int32)
    indptr = np.cumsum([0, *np.bincount(rows, minlength=len(held))])
    kept = np.sort(kept)
    train = replace(matrix, counts=matrix.counts[kept], units=matrix.units.take(kept))

    def likelihood(model: TopicModel) -> float:
        return per_word(model.topic_term + 1e-9, words, indptr)

    return train, likelihood


def people() -> DocTermMatrix:
    """Return longer paragraphs of the People's Daily, segmented by hand."""
    texts = [[w for w in text if len(w) > 1 and w[0].isalpha()] for text in annotated()]
    texts = [text for text in texts if len(text) >= 20]
    ids: dict[str, int] = {}
    words = [ids.setdefault(word, len(ids)) for text in texts for word in text]
    tokens = Tokens(
        units=Units.of(Unit("people", 1, "", (i,)) for i in range(1, len(texts) + 1)),
        terms=tuple(ids),
        term_ids=np.array(words, np.int32),
        spans=np.zeros((len(words), 2), np.int32),
        indptr=np.cumsum([0, *map(len, texts)], dtype=np.int64),
    )
    return topics.count(tokens, min_df=5, max_df=0.2)


def cases(corpora: Path) -> Iterator[tuple[str, int, str, DocTermMatrix, Measure]]:
    """Yield name, number of topics, name of the measure, matrix and measure of each corpus."""
    for name, matrix, purity in abstracts(corpora):
        yield name, 4, "purity", matrix, purity
    matrix = topics.count(topics.segment(topics.read(ROOT / "seeds")))
    yield "seeds, paragraphs", 10, "held out", *held_out(matrix)
    reports = topics.segment(topics.read(corpora / "prc_reports_wikisource"))
    yield "government reports, paragraphs", 20, "held out", *held_out(topics.count(reports))
    yield "People's Daily, paragraphs", 20, "held out", *held_out(people())


def most_typical(models: Sequence[TopicModel]) -> int:
    """Return the number of the model whose topics are most similar to those of all others."""
    similar = np.zeros((len(models), len(models)))
    for i, j in combinations(range(len(models)), 2):
        similar[i, j] = similar[j, i] = 1 - match(models[i], models[j])["distance"].mean()
    return int(similar.sum(axis=1).argmax())


def main() -> None:
    """Print a row for each corpus."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--starts", type=int, default=10)
    given = parser.parse_args()
    header = (
        "corpus | units x terms | K | measure | r | lowest | mean | highest | likeliest | typical"
    )
    print(f"| {header} |\n|{'---|' * 10}")
    for name, k, measure_name, matrix, measure in cases(given.corpora):
        models = [
            topics.fit(matrix, "lda", n_components=k, n_init=1, random_state=seed)
            for seed in range(1, given.starts + 1)
        ]
        logs, found = [m.trace[-1] for m in models], [measure(m) for m in models]
        r = np.corrcoef(logs, found)[0, 1]
        best, typical = int(np.argmax(logs)), most_typical(models)
        numbers = (r, min(found), np.mean(found), max(found), found[best], found[typical])
        size = " x ".join(f"{n:,}" for n in matrix.counts.shape)
        cells = (name, size, str(k), measure_name, *(f"{number:.3f}" for number in numbers))
        print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
