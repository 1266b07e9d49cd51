"""The corpus: everything that was read, as pieces and small tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from topics.arrays import check_items
from topics.corpus.columns import Paragraphs, Repairs, Rows, Speeches
from topics.corpus.pieces import Piece
from topics.corpus.records import Records
from topics.corpus.rows import (
    ROLES,
    Bound,
    Duplicate,
    Mask,
    Paragraph,
    Repair,
    SimilarSpeech,
    Skipped,
    Source,
    Speech,
)
from topics.display.corpora import corpus_view
from topics.display.view import shown
from topics.fingerprint import fingerprint
from topics.hints import hinted

__all__ = [
    "ROLES",
    "Bound",
    "Corpus",
    "Duplicate",
    "Mask",
    "Paragraph",
    "Paragraphs",
    "Piece",
    "Repair",
    "Repairs",
    "Rows",
    "SimilarSpeech",
    "Skipped",
    "Source",
    "Speech",
    "Speeches",
]

_ROWS = {
    "pieces": Piece,
    "sources": Source,
    "skipped": Skipped,
    "duplicates": Duplicate,
    "similar_speeches": SimilarSpeech,
    "masks": Mask,
    "bounds": Bound,
}
HIDDEN = ("column", "first_repair", "n_repairs")
"""Columns of blocks that the tables of a corpus omit."""


@hinted
@shown(corpus_view)
@dataclass(frozen=True)
class Corpus:
    """Everything read: sources, speeches, all blocks in order, and all changes.

    Two corpora are equal if all their rows are equal, e.g. after reading the same files twice. The
    hash is that of `fingerprint`, so a corpus can be a key of a dictionary or cache.

    Attributes
    ----------
    pieces : tuple of Piece
        Blocks, speeches and repairs as columns, in order of source name and first line; a piece
        is known by its index. The cuts depend only on the files.
    sources : tuple of Source
        In order of name.
    skipped : tuple of Skipped
        Files that could not be read.
    duplicates : tuple of Duplicate
    similar_speeches : tuple of SimilarSpeech
    masks : tuple of Mask
    bounds : tuple of Bound

    See Also
    --------
    topics.read : Read texts.
    topics.inspect : Summarise what was read.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["改革推动市场。", "教育培养人才。"])
    >>> len(corpus.paragraphs), len(corpus.skipped)
    (2, 0)
    >>> corpus.to_pandas()["paragraphs"]["role"].tolist()
    ['body', 'body']
    """

    pieces: tuple[Piece, ...]
    sources: Records[Source]
    skipped: Records[Skipped] = field(default_factory=Records)
    duplicates: Records[Duplicate] = field(default_factory=Records)
    similar_speeches: Records[SimilarSpeech] = field(default_factory=Records)
    masks: Records[Mask] = field(default_factory=Records)
    bounds: Records[Bound] = field(default_factory=Records)

    def __post_init__(self) -> None:
        for name, kind in _ROWS.items():
            rows = getattr(self, name)
            check_items(name, rows, kind)
            if name != "pieces":
                object.__setattr__(self, name, Records.of(kind, rows))

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    @cached_property
    def paragraphs(self) -> Paragraphs:
        """Every block in order, titles and furniture included."""
        return Paragraphs([p.blocks for p in self.pieces], [p.repairs for p in self.pieces])

    @cached_property
    def speeches(self) -> Speeches:
        """Every speech in order."""
        return Speeches([p.speeches for p in self.pieces])

    @cached_property
    def repairs(self) -> Repairs:
        """Every change to the text, in the order of the blocks."""
        return Repairs([p.repairs for p in self.pieces])

    @cached_property
    def fingerprint(self) -> str:
        """Hash of the ids and texts of all blocks: equal for equal corpora, on any machine."""
        columns = (self.paragraphs.column(name).to_pylist() for name in ("id", "text_hash"))
        return fingerprint(*columns)

    def running_text(self) -> Paragraphs:
        """Return the paragraphs of role ``body``, which are the counted ones, in order."""
        roles = self.paragraphs.column("role").to_numpy()
        return self.paragraphs.where(np.asarray(roles == "body", bool))

    def texts_of(self, keys: Sequence[tuple[str, int]]) -> list[str]:
        """Return the texts of blocks, by source and number; empty if there is no such block."""
        numbers = self.paragraphs.column("paragraph").to_numpy()
        near = self.paragraphs.where(np.isin(numbers, [number for _, number in keys]))
        columns = (near.column(name).to_pylist() for name in ("source", "paragraph", "text"))
        found = {(source, number): text for source, number, text in zip(*columns, strict=True)}
        return [found.get(key, "") for key in keys]

    def to_pandas(self) -> dict[str, pd.DataFrame]:
        """Return one table for each kind of row."""
        return {
            "sources": self.sources.to_pandas(),
            "speeches": self.speeches.to_pandas(),
            "paragraphs": _visible(self.paragraphs),
            "repairs": self.repairs.to_pandas(),
            "skipped": self.skipped.to_pandas(),
            "duplicates": self.duplicates.to_pandas(),
            "similar_speeches": self.similar_speeches.to_pandas(),
            "masks": self.masks.to_pandas(),
            "bounds": self.bounds.to_pandas(),
        }


def _visible(rows: Rows[Any]) -> pd.DataFrame:
    return rows.to_pandas(*(name for name in rows.schema.names if name not in HIDDEN))
