"""What a researcher should look at first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from topics.corpus.audit.naming import counted, first_of, name_of, names_of
from topics.corpus.characters import characters, sources_without_text
from topics.corpus.evidence.dating import ONE_YEAR, one_year_ranges
from topics.corpus.types import Corpus
from topics.messages import Message, merged, reasons, some_of

__all__ = ["attention"]

LOW_CONFIDENCE = 0.9
"""An encoding below this confidence deserves a check."""
MUCH_FURNITURE = 0.2
"""Share of a source's excluded characters above which text may have been lost."""
N_SENTENCES = 3
"""Maximum number of sentences of one kind."""


def attention(corpus: Corpus, warnings: Sequence[str | Message]) -> Iterator[str]:
    """Yield what a researcher should check first, the most harmful problems first."""
    skipped = reasons((s.source, s.reason) for s in corpus.skipped)
    yield from first_of(
        [f"{_subject(files)} not read: {reason.rstrip('.')}." for files, reason in skipped],
        N_SENTENCES,
        "reasons why files were not read; the table skipped lists all",
    )
    short = merged(sources_without_text(corpus, corpus.paragraphs))
    yield from dict.fromkeys(map(str, [*warnings, *short]))
    yield from _odd_sources(corpus, _sources_in(warnings))
    speeches = list(corpus.speeches)
    if clashes := [s for s in speeches if s.date_clash]:
        yield (
            f"{counted(len(clashes), 'speech')}: the dates in the text cannot all be right:"
            f" {names_of(clashes)}."
        )
    texts = corpus.paragraphs.column("text").to_pylist()
    years = [
        f"{name_of(b.source, b.speech)}: “{words}” (line {line}) begins and ends with one"
        " year: years in figures were overwritten."
        for i, text in enumerate(texts)
        if ONE_YEAR.search(text)
        for b in [corpus.paragraphs[i]]
        for line, words in one_year_ranges(b)
    ]
    yield from first_of(years, N_SENTENCES, "ranges of years begin and end with one year")
    if cut := [s for s in speeches if s.cut or not s.complete]:
        yield f"{counted(len(cut), 'speech')}: the text is cut: {names_of(cut)}."
    similar = [
        f"{name_of(s.source, s.speech)}: {s.share:.0%} of it occurs in"
        f" {name_of(s.of_source, s.of_speech)} too."
        for s in corpus.similar_speeches
    ]
    yield from first_of(similar, N_SENTENCES, "speeches occur for the most part in an earlier one")


def _subject(files: str) -> str:
    return f"{files} {'were' if files.endswith(')') else 'was'}"


def _sources_in(warnings: Sequence[str | Message]) -> set[str]:
    """Return the sources that some warnings concern."""
    found: set[str] = set()
    for warning in warnings:
        if isinstance(warning, str):
            found.add(warning.partition(": ")[0])
        else:
            named = warning.values.get("source", "")
            found.update(map(str, named) if isinstance(named, tuple) else [str(named)])
    return found


def _odd_sources(corpus: Corpus, warned: set[str]) -> Iterator[str]:
    """Yield signs that whole files were not read correctly."""
    lost: Counter[str] = Counter()
    columns = (corpus.paragraphs.column(name).to_pylist() for name in ("source", "text"))
    for source, text in zip(*columns, strict=True):
        lost[source] += text.count("\ufffd")
    yield from _of_all(
        {
            s.name: f"{s.encoding}, is a guess ({s.encoding_confidence:.0%} sure)"
            for s in corpus.sources
            if s.encoding_confidence < LOW_CONFIDENCE and s.name not in warned
        },
        lambda fault: f"its encoding, {fault}. If the text looks wrong, set encoding.",
        "the encoding is a guess. If the text looks wrong, set encoding.",
    )
    yield from _of_all(
        {
            c.source: f"{c.furniture / c.total:.0%}"
            for c in characters(corpus)
            if c.furniture and c.furniture >= MUCH_FURNITURE * c.total
        },
        lambda fault: f"{fault} of its characters were excluded as furniture.",
        f"{MUCH_FURNITURE:.0%} of the characters or more were excluded as furniture.",
    )
    yield from _of_all(
        {
            c.source: f"{c.repeated / c.total:.0%}"
            for c in characters(corpus)
            if 2 * c.repeated > c.total
        },
        lambda fault: f"{fault} of its characters repeat earlier paragraphs.",
        "more than half of the characters repeat earlier paragraphs.",
    )
    yield from _of_all(
        {name: counted(n, "character") for name, n in lost.items() if n},
        lambda fault: f"{fault} of it could not be decoded (\ufffd).",
        f"{counted(lost.total(), 'character')} could not be decoded (\ufffd).",
    )


def _of_all(faults: dict[str, str], one: Callable[[str], str], several: str) -> Iterator[str]:
    """Yield a sentence about the only source with a fault, or one about all that have it."""
    if len(faults) == 1:
        ((name, fault),) = faults.items()
        yield f"{name}: {one(fault)}"
    elif faults:
        yield f"{len(faults):,} sources ({some_of(list(faults))}): {several}"
