"""The font of a page: the glyphs of its characters, drawn as in the whole font."""

from __future__ import annotations

import io
from typing import Any

from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont

from topics.report.font_subset import subset_font
from topics.report.fonts import font_path

# Of every kind of outline in the font: hinted ideographs, letters, digits, kana, marks, Hangul.
CHARACTERS = frozenset("创建文明城市，齉龘Ağ09（）〇①→…ァん한㎡𠮷 \t")


def outlines(font: TTFont) -> dict[str, tuple[int, list[Any]]]:
    """Return width and outline of each of `CHARACTERS` that a font has."""
    glyphs, names, found = font.getGlyphSet(), font.getBestCmap(), {}
    for character in CHARACTERS:
        if ord(character) in names:
            pen, glyph = RecordingPen(), glyphs[names[ord(character)]]
            glyph.draw(pen)
            found[character] = (glyph.width, pen.value)
    return found


def test_every_glyph_is_drawn_as_in_the_whole_font() -> None:
    """Outlines and widths of the small font are those of the large one, and no glyph is more."""
    small = TTFont(io.BytesIO(subset_font(font_path(), CHARACTERS)))
    with TTFont(font_path(), lazy=True) as whole:
        expected = outlines(whole)
        assert outlines(small) == expected
        assert len(expected) > 15
    assert len(small.getGlyphOrder()) == len(expected) + 1  # .notdef
    assert small["hhea"].ascent > 0


def test_the_same_characters_give_the_same_bytes() -> None:
    """Neither the clock nor an earlier subset is in the font."""
    first = subset_font(font_path(), frozenset("甲乙"))
    subset_font(font_path(), frozenset("丙"))
    assert subset_font(font_path(), frozenset("乙甲")) == first
    assert first.startswith(b"wOF2")


def test_characters_without_a_glyph_are_left_out() -> None:
    """A font of nothing known is a font all the same."""
    font = TTFont(io.BytesIO(subset_font(font_path(), frozenset("🎉\ue000"))))
    assert font.getGlyphOrder() == [".notdef"]
