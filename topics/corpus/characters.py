"""How the characters of each source were used: text, headings, notes, furniture, repetitions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from topics.corpus.types import Corpus, Paragraphs
from topics.messages import Message

__all__ = ["Characters", "characters", "lengths", "sources_without_text"]

LITTLE_TEXT = 0.5
"""Share of a source's characters below which its running text is probably incomplete."""
FEW = 200
"""Characters of a source that may consist mostly of a title and a greeting."""
_KIND = {"body": "text", "note": "note", "furniture": "furniture"}


@dataclass(slots=True)
class Characters:
    """The number of characters of a source, by use.

    Attributes
    ----------
    source : str
    text : int
        Running text that is counted.
    heading : int
        Headings, titles, bylines and salutations.
    note : int
        Footnotes and endnotes.
    furniture : int
        Text that does not belong to a speech.
    repeated : int
        Running text that repeats an earlier paragraph, and is not counted again.
    """

    source: str
    text: int = 0
    heading: int = 0
    note: int = 0
    furniture: int = 0
    repeated: int = 0

    @property
    def total(self) -> int:
        """All characters of the source, without white space between blocks."""
        return self.text + self.heading + self.note + self.furniture + self.repeated

    @property
    def share(self) -> float:
        """Share of running text, repetitions included; 0 if the source has no characters."""
        return (self.text + self.repeated) / self.total if self.total else 0.0


def characters(corpus: Corpus) -> tuple[Characters, ...]:
    """Return the number of characters of each source by use, in the order of the sources."""
    return _characters(corpus, corpus.paragraphs)


def _characters(corpus: Corpus, paragraphs: Paragraphs) -> tuple[Characters, ...]:
    found = {source.name: Characters(source.name) for source in corpus.sources}
    repeated = {(d.source, d.paragraph) for d in corpus.duplicates}
    columns = [paragraphs.column(name) for name in ("source", "paragraph", "role")]
    rows = zip(*(c.to_pylist() for c in (*columns, lengths(paragraphs))), strict=True)
    for source, paragraph, role, size in rows:
        kind = "repeated" if (source, paragraph) in repeated else _KIND.get(role, "heading")
        setattr(found[source], kind, getattr(found[source], kind) + size)
    return tuple(found.values())


def lengths(paragraphs: Paragraphs) -> pa.ChunkedArray:
    """Return the number of characters of each block."""
    found: pa.ChunkedArray = pc.utf8_length(paragraphs.column("text"))
    return found


def sources_without_text(corpus: Corpus, paragraphs: Paragraphs) -> Iterator[Message]:
    """Yield a message for each source without running text, or with less than half of it.

    Parameters
    ----------
    corpus : Corpus
    paragraphs : Paragraphs
        Its paragraphs.
    """
    for source in _characters(corpus, paragraphs):
        if not source.text + source.repeated:
            yield Message("no_text").of(source.source)
        elif source.share < LITTLE_TEXT and source.total >= FEW:
            yield Message("little_text").of(source.source)
