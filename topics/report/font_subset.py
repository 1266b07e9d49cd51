"""The font cut down to some characters, as WOFF.

fontTools' own subsetter runs every outline three times in Python to find out which subroutines
are still called, which took a second a page. Here the subroutines are put in place of their
calls, on the bytes themselves, and the rest is left to fontTools.

Adobe (2003), "The Type 2 Charstring Format", Technical Note 5177.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fontTools.cffLib import CharStrings, FDSelect  # type: ignore[import-untyped]
from fontTools.misc.psCharStrings import T2CharString  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont, newTable  # type: ignore[import-untyped]
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable  # type: ignore[import-untyped]

from topics.errors import OutputError

__all__ = ["inline_subroutines", "subset_font"]

TABLES = {"GlyphOrder", "head", "hhea", "maxp", "OS/2", "name", "post", "CFF "}
"""What is kept for a browser beside metrics and character map, which are made anew."""

_NUMBER = rb"[\x20-\xf6]|[\xf7-\xfe].|\x1c..|\xff...."
_NUMBERS = re.compile(_NUMBER, re.DOTALL)
# Each match is of numbers (the group is the last one) and ends with one operator. Once outlines
# begin, no hint is declared, and drawing operators can be passed over until a mask or a call.
_BEFORE_DRAWING = re.compile(rb"(%b)*(?:\x0c.|[\x00-\x1b\x1d-\x1f])" % _NUMBER, re.DOTALL)
_DRAWING = rb"[\x04-\x08\x15\x16\x18-\x1b\x1e\x1f]|\x0c[\x22-\x25]"
_WHILE_DRAWING = re.compile(
    rb"(?:(%b)|%b)*[\x0a\x0b\x0e\x13\x14\x1d]" % (_NUMBER, _DRAWING), re.DOTALL
)
_STEMS, _MASKS = (0x01, 0x03, 0x12, 0x17), (0x13, 0x14)
_CALL, _CALL_GLOBAL, _RETURN = 0x0A, 0x1D, 0x0B


def inline_subroutines(
    code: bytes, local: Sequence[T2CharString], common: Sequence[T2CharString]
) -> bytes:
    """Return the program of a glyph with each subroutine in the place of its calls.

    Parameters
    ----------
    code : bytes
        A Type 2 charstring.
    local, common : sequence of T2CharString
        The local and the global subroutines that it may call.

    Raises
    ------
    OutputError
        If the program cannot be read.
    """
    found: list[bytes] = []
    n_stems, n_numbers, drawing = 0, 0, False

    def run(code: bytes) -> None:
        nonlocal n_stems, n_numbers, drawing
        at = 0
        while at < len(code):
            step = (_WHILE_DRAWING if drawing else _BEFORE_DRAWING).match(code, at)
            if step is None:
                raise OutputError("the font has an outline that cannot be read; reinstall it.")
            start, end = step.span(1)[0], step.end()
            operator = code[end - 1]
            if not drawing:
                n_numbers += len(_NUMBERS.findall(code, at, end - 1))
            if operator in (_CALL, _CALL_GLOBAL):
                n_numbers -= 1
                found.append(code[at:start])
                called = local if operator == _CALL else common
                run(called[_integer(code[start:]) + _bias(len(called))].bytecode)
            elif operator == _RETURN:
                found.append(code[at : end - 1])
                return
            else:
                if operator in _STEMS or operator in _MASKS:
                    n_stems += 0 if drawing else n_numbers // 2
                if operator in _MASKS:
                    end += (n_stems + 7) // 8
                drawing = drawing or operator not in _STEMS
                n_numbers = 0
                found.append(code[at:end])
            at = end

    run(code)
    return b"".join(found)


def _integer(code: bytes) -> int:
    """Return the integer that a program starts with."""
    first = code[0]
    if first == 0x1C:
        return int.from_bytes(code[1:3], "big", signed=True)
    if first < 247:
        return first - 139
    return (
        (first - 247) * 256 + code[1] + 108 if first < 251 else -(first - 251) * 256 - code[1] - 108
    )


def _bias(n_subroutines: int) -> int:
    return 107 if n_subroutines < 1240 else 1131 if n_subroutines < 33900 else 32768


def subset_font(path: Path, characters: frozenset[str]) -> bytes:
    """Return the glyphs of some characters as a WOFF font; the same characters give the same bytes.

    Parameters
    ----------
    path : Path
        An OpenType font with CID-keyed Type 2 outlines.
    characters : frozenset of str
        Single characters; those that the font does not have are left out.
    """
    source = _source(path)
    mapping = {c: source.glyph_of[c] for c in map(ord, sorted(characters)) if c in source.glyph_of}
    glyphs = sorted({0, *mapping.values()})
    names = [f"cid{i:05d}" if i else ".notdef" for i in range(len(glyphs))]
    name_of = dict(zip(glyphs, names, strict=True))
    data = io.BytesIO(path.read_bytes())
    with TTFont(data, lazy=True, recalcBBoxes=False, recalcTimestamp=False) as font:
        for tag in set(font.keys()) - TABLES:
            del font[tag]
        _cut_outlines(font["CFF "].cff[0], source, name_of)
        font.setGlyphOrder(names)
        for tag in ("hmtx", "cmap"):
            font[tag] = newTable(tag)
        font["hmtx"].metrics = {name_of[glyph]: source.metrics[glyph] for glyph in glyphs}
        font["cmap"].tableVersion = 0
        font["cmap"].tables = [_character_map({c: name_of[glyph] for c, glyph in mapping.items()})]
        font["name"].names = []
        font["hhea"], font["maxp"] = font["hhea"], font["maxp"]  # loaded, so that they count anew
        font.flavor = "woff"
        buffer = io.BytesIO()
        font.save(buffer)
    return buffer.getvalue()


@dataclass(frozen=True, slots=True)
class _Source:
    """What is read of a font once: 31,000 glyphs take a tenth of a second."""

    glyph_of: dict[int, int]
    metrics: list[tuple[int, int]]
    program_of: Callable[[int], bytes]
    font_of: Sequence[int]


@cache
def _source(path: Path) -> _Source:
    font = TTFont(io.BytesIO(path.read_bytes()), lazy=True)
    outlines = font["CFF "].cff[0]
    programs, font_of = outlines.CharStrings.charStringsIndex, outlines.FDSelect.gidArray
    private_of = [font.Private for font in outlines.FDArray]

    @cache
    def program_of(glyph: int) -> bytes:
        local = getattr(private_of[font_of[glyph]], "Subrs", ())
        return inline_subroutines(programs[glyph].bytecode, local, outlines.GlobalSubrs)

    order = {name: glyph for glyph, name in enumerate(font.getGlyphOrder())}
    metrics = font["hmtx"].metrics
    return _Source(
        glyph_of={c: order[name] for c, name in font.getBestCmap().items()},
        metrics=[metrics[name] for name in order],
        program_of=program_of,
        font_of=font_of,
    )


def _cut_outlines(outlines: Any, source: _Source, name_of: Mapping[int, str]) -> None:
    """Leave the outlines of some glyphs, by their new names, and no subroutines."""
    used = sorted({source.font_of[glyph] for glyph in name_of})
    fonts = outlines.FDArray
    fonts.items = [fonts[index] for index in used]
    for font in fonts.items:
        with suppress(AttributeError):
            del font.Private.Subrs
    selector = FDSelect()
    selector.gidArray = [used.index(source.font_of[glyph]) for glyph in name_of]
    outlines.GlobalSubrs.items = []
    outlines.charset, outlines.FDSelect = list(name_of.values()), selector
    made = CharStrings(None, None, outlines.GlobalSubrs, None, selector, fonts)
    made.charStrings = {
        name: T2CharString(source.program_of(glyph)) for glyph, name in name_of.items()
    }
    outlines.CharStrings, outlines.CIDCount = made, len(name_of)


def _character_map(mapping: Mapping[int, str]) -> Any:
    table = CmapSubtable.newSubtable(12)
    table.platformID, table.platEncID, table.language = 3, 10, 0
    table.cmap = dict(mapping)
    return table
