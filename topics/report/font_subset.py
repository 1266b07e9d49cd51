"""Subset the font to some characters, as WOFF, with HarfBuzz."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import uharfbuzz
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

__all__ = ["subset_font"]

UNUSED_TABLES = ("BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx")
"""Tables of vertical text and of glyph substitution, which the pages do not need."""


def subset_font(path: Path, characters: frozenset[str]) -> bytes:
    """Return the glyphs of some characters as a WOFF font.

    Parameters
    ----------
    path : Path
        An OpenType font.
    characters : frozenset of str
        Single characters; those without a glyph are omitted.

    Returns
    -------
    bytes
        The same characters give the same bytes.
    """
    chosen = uharfbuzz.SubsetInput()
    chosen.unicode_set.update(map(ord, characters))
    chosen.drop_table_tag_set.update(map(_tag, UNUSED_TABLES))
    chosen.layout_feature_tag_set.clear()
    chosen.name_id_set.clear()
    small = uharfbuzz.subset(_face(path), chosen).blob.data
    with TTFont(io.BytesIO(small), recalcBBoxes=False, recalcTimestamp=False) as font:
        font.flavor = "woff"
        buffer = io.BytesIO()
        font.save(buffer, reorderTables=False)
    return buffer.getvalue()


def _tag(name: str) -> int:
    """Return a table's name as the number that HarfBuzz takes."""
    return int.from_bytes(name.encode("ascii"), "big")


@cache
def _face(path: Path) -> uharfbuzz.Face:
    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))
