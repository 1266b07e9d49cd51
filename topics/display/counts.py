"""Views of words and counts: units, tokens, matrices, word lists."""

from __future__ import annotations

from typing import Any

import numpy as np

from topics.console import Section
from topics.display.view import View, counted, first_of, say

__all__ = [
    "lexicon_view",
    "matrix_view",
    "stream_view",
    "tokens_view",
    "units_view",
    "unknown_view",
    "weighting_view",
]

FIRST = 5
"""Number of units shown."""
WORDS = 20
"""Number of words shown of a unit."""
TERMS = 10
"""Number of terms shown."""


def _units(n: int) -> str:
    return counted(n, "个单位", "unit")


def _terms(n: int) -> str:
    return counted(n, "个词", "term")


def units_view(units: Any) -> View:
    """Return the number of units and the first of them."""
    sources = counted(len(np.unique(units.source)), "个来源", "source")
    rows = tuple(
        (unit.source, unit.speech, unit.section, _numbers(unit.paragraphs))
        for unit in units[:FIRST]
    )
    header = (
        say("来源", "source"),
        say("篇", "speech"),
        say("章节", "section"),
        say("段", "paragraphs"),
    )
    note = first_of(len(rows), len(units))
    return View("Units", (_units(len(units)), sources), (Section("", note, header, rows),))


def _numbers(paragraphs: tuple[int, ...]) -> str:
    some = ", ".join(map(str, paragraphs[:4]))
    return f"{some}, … {paragraphs[-1]}" if len(paragraphs) > 4 else some


def tokens_view(tokens: Any) -> View:
    """Return the number of tokens and the words of the first units."""
    facts = (
        counted(len(tokens.units), "段", "paragraph"),
        counted(len(tokens.term_ids), "个词次", "token"),
        say(f"{len(tokens.terms):,} 个不同的词", f"{len(tokens.terms):,} distinct terms"),
    )
    rows = []
    for i, unit in enumerate(tokens.units[:FIRST]):
        ids = tokens.term_ids[tokens.indptr[i] : tokens.indptr[i + 1]][:WORDS]
        rows.append((unit.source, unit.paragraphs[0], " ".join(tokens.terms[j] for j in ids)))
    header = (say("来源", "source"), say("段", "paragraph"), say("词", "words"))
    note = first_of(len(rows), len(tokens.units)) + say(
        "tokens.to_pandas() 每词一行。", "tokens.to_pandas() has a row for each token."
    )
    return View("Tokens", facts, (Section("", note, header, tuple(rows)),))


def matrix_view(matrix: Any) -> View:
    """Return the shape of a matrix and its most frequent terms."""
    n_units, n_terms = matrix.counts.shape
    cells = max(n_units * n_terms, 1)
    facts = [
        say(f"{n_units:,} 个单位 × {n_terms:,} 个词", f"{n_units:,} units × {n_terms:,} terms"),
        say(f"非零 {matrix.counts.nnz / cells:.1%}", f"{matrix.counts.nnz / cells:.1%} non-zero"),
    ]
    if len(matrix.empty):
        facts.append(_units(len(matrix.empty)) + say("没有计数的词", " without words"))
    if matrix.weighting is not None:
        facts.append(say(f"权重 {matrix.weighting.name}", f"weights {matrix.weighting.name}"))
    counts = np.asarray(matrix.counts.sum(axis=0)).ravel()
    units = np.bincount(matrix.counts.indices, minlength=n_terms)
    top = np.argsort(-counts, kind="stable")[:TERMS]
    rows = tuple((matrix.vocabulary[j], int(counts[j]), int(units[j])) for j in top)
    header = (say("词", "term"), say("次数", "count"), say("单位数", "units"))
    note = say("次数最多的词。", "The most frequent terms.") if n_terms > len(rows) else ""
    return View("DocTermMatrix", tuple(facts), (Section("", note, header, rows),))


def stream_view(stream: Any) -> View:
    """Return the shape of counts on disk."""
    shape = f"{_units(len(stream.rows))} × {_terms(len(stream.vocabulary))}"
    return View("CountedStream", (str(stream.path), shape))


def unknown_view(unknown: Any) -> View:
    """Return the share of unknown words and the most frequent of them."""
    share = f"{unknown.share:.1%}"
    facts = (say(f"未知词占 {share}", f"{share} unknown words"), _terms(len(unknown.terms)))
    top = unknown.terms.head(TERMS)
    rows = tuple(zip(top["term"], map(int, top["count"]), map(int, top["n_units"]), strict=True))
    header = (say("词", "term"), say("次数", "count"), say("单位数", "units"))
    return View("Unknown", facts, (Section("", "", header, rows),))


def weighting_view(weighting: Any) -> View:
    """Return the name of a weighting and its number of terms."""
    return View("Weighting", (weighting.name, _terms(len(weighting.idf))))


def lexicon_view(lexicon: Any) -> View:
    """Return the size of the word lists and the last entries, which are those of a study."""
    n, n_stop = len(lexicon.entries), len(lexicon.stop_words)
    facts = (
        say(f"{n:,} 个词条", f"{n:,} {'entry' if n == 1 else 'entries'}"),
        counted(n_stop, "个停用词", "stop word"),
        f"foreign_words={lexicon.foreign_words!r}",
    )
    rows = tuple((e.word, e.frequency, e.tag) for e in lexicon.entries[-TERMS:])
    header = (say("词", "word"), say("频次", "frequency"), say("词性", "tag"))
    note = say(
        "末尾的词条；研究者自己的词典在最后。", "The last entries; those of a study come last."
    )
    return View("Lexicon", facts, (Section("", note if n > TERMS else "", header, rows),))
