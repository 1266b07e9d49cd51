"""What the measure of formula finds, against the lexicon's hand-made list of formula words.

``python benchmarks/formula.py [FOLDER ...]`` prints the figures of ``docs/formula.md``, for the
seeds and for whatever folder is named beside them; tables hold their texts in ``content``.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

import topics
from topics.corpus.reading.content import read_options
from topics.report.formula_words import LONG, formula_words, substance_words
from topics.text.formula.dispersion import Formula, formula
from topics.text.types import Tokens

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Print the figures of each folder."""
    grammar = topics.load_lexicon(stop_formula=False).stop_words
    listed = topics.load_lexicon().stop_words - grammar
    columns = 'columns={ text = "content", title = "title" }'
    options = read_options(topics.load_settings(overrides=[columns]))
    for folder in [ROOT / "seeds", *map(Path, sys.argv[1:])]:
        corpus = topics.read(folder, options)
        tokens = topics.segment(corpus)
        start = perf_counter()
        found = formula(tokens, stop_words=grammar)
        seconds = perf_counter() - start
        print(f"\n## {folder.name}: {len(corpus.speeches)} speeches, {seconds:.2f} s\n")
        print_agreement(found.terms, listed)
        print("\nformula:", *formula_words(found.terms, 50)["term"])
        print("\nsubstance:", *substance_words(found.terms, 50)["term"])
        print("\nbundles:", *found.bundles["bundle"].head(20).str.replace(" ", ""))
        print_shares(tokens, grammar)
        titles = {(s.source, s.speech): s.title or s.head for s in corpus.speeches}
        ranked = found.by_speech().dropna(subset="formula_share").sort_values("formula_share")
        print()
        for source, speech, share, _ in [*ranked.values[:5], *ranked.values[-5:]]:
            print(f"{share:.3f} {titles.get((source, speech), '')[:40]}")
        texts = {(b.source, b.paragraph): b.text for b in corpus.running_text()}
        own = [texts[key] for key in found.units.first_paragraphs()]
        long = [i for i, text in enumerate(own) if len(text) >= LONG and found.n_terms[i]]
        order = sorted(long, key=lambda i: -found.formula_share[i])
        for i in [*order[:5], *order[-5:]]:
            print(f"\n{found.formula_share[i]:.3f} {own[i][:150]}")


def print_shares(tokens: Tokens, grammar: frozenset[str]) -> None:
    """Print the shares of all, of random speeches among them, and of the words shuffled."""
    draw = np.random.default_rng(1)
    speeches = sorted({(u.source, u.speech) for u in tokens.units})
    n_all = len(speeches)
    print("\n| speeches | formula_share | bundle_share | bundles |\n|---|---|---|---|")
    for n in (n_all // 4, n_all // 2, n_all):
        chosen = {speeches[i] for i in draw.choice(n_all, n, replace=False)}
        print(f"| {n} |", describe(formula(part(tokens, chosen), stop_words=grammar)))
    ids = draw.permutation(tokens.term_ids)
    shuffled = formula(replace(tokens, term_ids=ids), stop_words=grammar)
    print("| words shuffled |", describe(shuffled))
    above = (shuffled.terms["dp"] - shuffled.terms["dp_expected"]).mean()
    print(f"\nwords shuffled: dp is {above:+.4f} above dp_expected")


def describe(found: Formula) -> str:
    """Return the shares of a whole corpus and the number of its bundles."""
    has = found.n_terms > 0
    share = np.average(found.formula_share[has], weights=found.n_terms[has])
    bundled = np.average(np.nan_to_num(found.bundle_share), weights=found.n_words)
    return f"{share:.3f} | {bundled:.3f} | {len(found.bundles)} |"


def part(tokens: Tokens, speeches: set[tuple[str, int]]) -> Tokens:
    """Return the tokens of some speeches."""
    rows = [i for i, u in enumerate(tokens.units) if (u.source, u.speech) in speeches]
    spans = [slice(tokens.indptr[i], tokens.indptr[i + 1]) for i in rows]
    return Tokens(
        units=tokens.units.take(rows),
        terms=tokens.terms,
        term_ids=np.concatenate([tokens.term_ids[s] for s in spans]),
        spans=np.concatenate([tokens.spans[s] for s in spans]),
        indptr=np.cumsum([0, *(s.stop - s.start for s in spans)]),
    )


def print_agreement(terms: pd.DataFrame, listed: frozenset[str]) -> None:
    """Print how well each measure separates the listed words from the others."""
    measures = {
        "count": terms["count"],
        "n_speeches, then count": terms["n_speeches"] + terms["count"] / 1e9,
        "1 - dp": 1 - terms["dp"],
        "dp_expected - dp": terms["dp_expected"] - terms["dp"],
        "1 / burstiness": 1 / terms["burstiness"],
        "formula": terms["formula"],
    }
    is_listed = terms["term"].isin(listed)
    limits = (1, 5, 10, 20)
    print("| measure | precision at 50 |", *(f"AUC, count >= {n} |" for n in limits))
    print("|---" * (2 + len(limits)) + "|")
    for name, value in measures.items():
        best = value.sort_values(ascending=False, kind="stable").index[:50]
        cells = [f"{is_listed[best].mean():.2f}"]
        for n in limits:
            often = terms["count"] >= n
            cells.append(f"{roc_auc_score(is_listed[often], value[often]):.3f}")
        print(f"| {name} |", " | ".join(cells), "|")
    rows = [(is_listed[terms["count"] >= n].sum(), (terms["count"] >= n).sum()) for n in limits]
    print("| listed words, of all | |", " | ".join(f"{own} of {of}" for own, of in rows), "|")


if __name__ == "__main__":
    main()
