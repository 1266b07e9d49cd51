"""Names and counts as an audit prints them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from topics.console import WIDTH, clip
from topics.corpus.characters import lengths
from topics.corpus.types import Corpus, Speech

__all__ = ["counted", "first_of", "name_of", "names_of", "size_sentence", "sizes_of", "span"]

N_NAMED = 8
"""Maximum number of speeches named per problem; the table of speeches lists all."""


def size_sentence(
    n_sources: int, n_speeches: int, n_paragraphs: int, n_repeated: int, n_chars: int
) -> str:
    """Return the first line of an audit and of a run: the size of the corpus."""
    which = "repeats an earlier one and is" if n_repeated == 1 else "repeat earlier ones and are"
    repeated = f" ({n_repeated:,} of them {which} counted once)"
    return (
        f"{counted(n_sources, 'source')}, {counted(n_speeches, 'speech')},"
        f" {counted(n_paragraphs, 'paragraph')} of running text{repeated if n_repeated else ''},"
        f" {counted(n_chars, 'character')}."
    )


def sizes_of(corpus: Corpus) -> dict[tuple[str, int], tuple[int, int]]:
    """Return paragraphs and characters of running text of each speech."""
    sizes: dict[tuple[str, int], tuple[int, int]] = defaultdict(lambda: (0, 0))
    running = corpus.running_text()
    columns = (running.column("source"), running.column("speech"), lengths(running))
    for source, speech, size in zip(*(c.to_pylist() for c in columns), strict=True):
        n, chars = sizes[source, speech]
        sizes[source, speech] = (n + 1, chars + size)
    return sizes


def counted(n: int, noun: str) -> str:
    """Return a number with its noun: ``1 speech``, ``2 speeches``, ``no speeches``."""
    plural = f"{noun}es" if noun.endswith("ch") else f"{noun}s"
    return f"{n:,} {noun if n == 1 else plural}" if n else f"no {plural}"


def first_of(sentences: Sequence[str], n: int, others: str) -> Iterator[str]:
    """Yield the first ``n`` sentences, and one that counts the rest."""
    yield from islice(sentences, n)
    if len(sentences) > n:
        yield f"{len(sentences) - n:,} more {others}."


def name_of(source: str, speech: int, width: int = WIDTH) -> str:
    """Return how an audit refers to a speech; a long source name is truncated."""
    number = f" no. {speech}"
    return f"{clip(source, width - len(number))}{number}"


def names_of(speeches: Sequence[Speech]) -> str:
    """Return how an audit refers to several speeches; only the first of many are named."""
    numbers: dict[str, list[str]] = defaultdict(list)
    for s in speeches[:N_NAMED]:
        numbers[s.source].append(str(s.speech))
    named = [f"{source} no. {', '.join(found)}" for source, found in numbers.items()]
    others = len(speeches) - N_NAMED
    return "; ".join([*named, f"and {others:,} more"] if others > 0 else named)


def span(earliest: str, latest: str) -> str:
    """Return a range of dates in words."""
    if earliest and latest:
        return f"{earliest} to {latest}"
    return f"from {earliest}" if earliest else f"until {latest}" if latest else ""
