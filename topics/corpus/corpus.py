"""The corpus layer in one call."""

from __future__ import annotations

from pathlib import Path

from topics.corpus.duplicates import find_duplicates
from topics.corpus.read import read_sources
from topics.corpus.split import split
from topics.corpus.types import Corpus

__all__ = ["read"]


def read(seeds: str | Path) -> Corpus:
    """Read a folder of seed files: decode, split into speeches, repair, all on record.

    Parameters
    ----------
    seeds : path-like
        A folder, read recursively, or a single file.

    Returns
    -------
    Corpus
        Sources in order of name. Files that could not be read are in
        ``skipped`` with their reasons.

    Raises
    ------
    CorpusError
        If there is no such folder, or nothing in it can be read.
    """
    decoded, skipped = read_sources(seeds)
    parts = [split(source) for source in decoded]
    paragraphs = tuple(p for blocks, _, _ in parts for p in blocks)
    return Corpus(
        sources=tuple(d.source for d in decoded),
        speeches=tuple(s for _, speeches, _ in parts for s in speeches),
        paragraphs=paragraphs,
        repairs=tuple(r for _, _, repairs in parts for r in repairs),
        skipped=skipped,
        duplicates=find_duplicates(paragraphs),
    )
