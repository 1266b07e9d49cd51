"""Subset the font to some characters, with HarfBuzz, as WOFF2 for pages and as OpenType."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import brotli
import uharfbuzz

from topics.report.font_rounding import rounded

__all__ = ["Outline", "Point", "font_tables", "reduced_font", "subset_font"]

Point = tuple[float, float]
Outline = list[list[tuple[Point, ...]]]
"""Closed paths: the first point of each, then lines (one point) and cubic curves (three)."""

UNUSED_TABLES = ("BASE", "DSIG", "GDEF", "GSUB", "VORG", "vhea", "vmtx")
"""Tables of vertical text and of glyph substitution, which the pages do not need."""

KNOWN_TAGS = (b"cmap", b"head", b"hhea", b"hmtx", b"maxp", b"name", b"OS/2", b"post")
"""Tables that WOFF2 denotes by their position in this list; other names are written out."""
SPELT_OUT = 63

QUALITY = 5
"""Quality of Brotli: 9 saves 1% to 3% and takes 4 times as long; 10 saves 10%, 80 times."""
QUALITY_OF_MANY = 9

SOME, MANY = 1000, 3000
"""With more characters than the first, outlines are rounded, which saves 20% for 0.2 s."""


def subset_font(path: Path, characters: frozenset[str]) -> bytes:
    """Return the glyphs of some characters as a WOFF2 font without hints.

    Parameters
    ----------
    path : Path
        An OpenType font with CFF outlines.
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
    # Half-width punctuation, which browsers need to close the gap between two marks.
    chosen.layout_feature_tag_set.add(_tag("halt"))
    chosen.name_id_set.clear()
    # Brotli finds repeated outlines; subroutines would hide them from it.
    flags = uharfbuzz.SubsetFlags
    chosen.flags = flags.NO_HINTING | flags.DESUBROUTINIZE
    font = uharfbuzz.subset(_face(path), chosen).blob.data
    tables = font_tables(font)
    if len(characters) > SOME:
        tables[b"CFF "] = rounded(tables[b"CFF "])
        tables[b"hmtx"] = _without_bearings(tables)
    return _woff2(font[:4], tables, QUALITY_OF_MANY if len(characters) > MANY else QUALITY)


def reduced_font(path: Path, characters: frozenset[str]) -> tuple[bytes, list[Outline]]:
    """Return the glyphs of some characters as an OpenType font without hints, and their outlines.

    Parameters are those of `subset_font`. Kerning and other features are kept, so that texts have
    the widths that they have in the full font.
    """
    chosen = uharfbuzz.SubsetInput()
    chosen.unicode_set.update(map(ord, characters))
    flags = uharfbuzz.SubsetFlags
    chosen.flags = flags.NO_HINTING | flags.DESUBROUTINIZE
    face = uharfbuzz.subset(_face(path), chosen)
    font, recorder = uharfbuzz.Font(face), _recorder()
    outlines: list[Outline] = [[] for _ in range(face.glyph_count)]
    for glyph, paths in enumerate(outlines):
        font.draw_glyph(glyph, recorder, paths)
    return face.blob.data, outlines


def _recorder() -> uharfbuzz.DrawFuncs:
    """Return functions that append an outline to a list, as HarfBuzz calls them."""
    functions = uharfbuzz.DrawFuncs()
    functions.set_move_to_func(lambda x, y, paths: paths.append([((x, y),)]))
    functions.set_line_to_func(lambda x, y, paths: paths[-1].append(((x, y),)))
    functions.set_cubic_to_func(
        lambda a, b, c, d, x, y, paths: paths[-1].append(((a, b), (c, d), (x, y)))
    )
    return functions


def _without_bearings(tables: Mapping[bytes, bytes]) -> bytes:
    """Return the advances of glyphs without left side bearings, which CFF outlines contain."""
    (n_pairs,) = struct.unpack_from(">H", tables[b"hhea"], 34)
    table = tables[b"hmtx"]
    pairs = (table[4 * i : 4 * i + 2] + bytes(2) for i in range(n_pairs))
    return b"".join(pairs) + bytes(len(table) - 4 * n_pairs)


def font_tables(font: bytes) -> dict[bytes, bytes]:
    """Return the tables of an OpenType font by name."""
    (n_tables,) = struct.unpack_from(">H", font, 4)
    records = [struct.unpack_from(">4sIII", font, 12 + 16 * i) for i in range(n_tables)]
    return {tag: font[start : start + length] for tag, _, start, length in records}


def _woff2(flavour: bytes, tables: Mapping[bytes, bytes], quality: int) -> bytes:
    """Return an OpenType font as WOFF2 (W3C, WOFF File Format 2.0), its tables unchanged."""
    directory = b"".join(_name(tag) + _base128(len(table)) for tag, table in tables.items())
    data: bytes = brotli.compress(b"".join(tables.values()), mode=brotli.MODE_FONT, quality=quality)
    content = directory + data
    content += bytes(-len(content) % 4)
    full = 12 + sum(16 + len(table) + -len(table) % 4 for table in tables.values())
    header: bytes = struct.pack(
        ">4s4sIHHIIHH20x",
        b"wOF2",
        flavour,
        48 + len(content),
        len(tables),
        0,
        full,
        len(data),
        1,
        0,
    )
    return header + content


def _name(tag: bytes) -> bytes:
    """Return the name of a table in the directory of a WOFF2 font."""
    known = tag in KNOWN_TAGS
    return bytes([KNOWN_TAGS.index(tag)]) if known else bytes([SPELT_OUT]) + tag


def _base128(number: int) -> bytes:
    """Return a number in groups of seven bits, all but the last with the high bit set."""
    groups = [number & 127]
    while number := number >> 7:
        groups.append(number & 127 | 128)
    return bytes(reversed(groups))


def _tag(name: str) -> int:
    """Return a table's name as the number that HarfBuzz takes."""
    return int.from_bytes(name.encode("ascii"), "big")


@cache
def _face(path: Path) -> uharfbuzz.Face:
    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))
