"""Two-column pages that a file draws line by line, so that their sentences are mixed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from topics.corpus.reading.readers.page_layout import PageLine

__all__ = ["crossed_columns"]

LEAST_LINES = 8
"""Minimum number of lines with two parts on a page with columns,"""
FEW_LINES = 5
"""or of prose: most have commas or full stops, and right parts of one width."""
SHARE = 0.5
"""Minimum share of the lines of a page that have two parts"""
AT_GUTTER = 0.8
"""and share of these whose right parts start at the same position, ignoring indents."""
INDENT = 3.0
"""Maximum indent of the first line of a paragraph, in characters."""
MARKS = re.compile("[，。；！？]")
FULL = 1.5
"""Maximum number of characters by which a full line may be short."""
LEAST_WIDTH = 8.0
"""Minimum number of characters of each part, since cells of tables are shorter."""


def crossed_columns(pages: Sequence[Sequence[PageLine]]) -> list[int]:
    """Return the pages, from 1, whose lines join the lines of two columns.

    Parameters
    ----------
    pages : sequence of sequence of PageLine
        The lines of each page.
    """
    return [number for number, lines in enumerate(pages, 1) if _is_crossed(lines)]


def _is_crossed(lines: Sequence[PageLine]) -> bool:
    wide = [
        line
        for line in lines
        if line.gutter
        and min(line.gutter - line.left, line.right - line.gutter) >= LEAST_WIDTH * line.em
    ]
    if len(wide) < FEW_LINES or len(wide) < SHARE * len(lines):
        return False
    if len(wide) < LEAST_LINES and not _is_prose(wide):
        return False
    left = sorted(line.gutter for line in wide)[len(wide) // 10]
    near = sum(-line.em < line.gutter - left < INDENT * line.em for line in wide)
    return near >= AT_GUTTER * len(wide)


def _is_prose(wide: Sequence[PageLine]) -> bool:
    """Whether most lines have punctuation and a full right part, unlike cells of a table."""
    right = max(line.right for line in wide)
    n_full = sum(right - line.right < FULL * line.em for line in wide)
    n_marked = sum(MARKS.search(line.text) is not None for line in wide)
    return min(n_full, n_marked) >= SHARE * len(wide)
