"""The font of a page: the glyphs of its characters, drawn as in the whole font."""

from __future__ import annotations

import io

import pytest
from fontTools.misc.psCharStrings import T2CharString
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont

from topics.errors import OutputError
from topics.report.font_subset import inline_subroutines, subset_font
from topics.report.fonts import font_path

# Of every kind of outline in the font: hinted ideographs, letters, digits, kana, marks, Hangul.
CHARACTERS = frozenset("创建文明城市，齉龘Ağ09（）〇①→…ァん한㎡𠮷 \t")

PUSH_0 = b"\x8b"
ENDCHAR, RETURN, CALL, CALL_GLOBAL, HSTEM, HINTMASK, RLINETO = b"\x0e\x0b\x0a\x1d\x01\x13\x05"


def code(*parts: int | bytes) -> bytes:
    """Return operators (as integers of one byte) and raw bytes as one program."""
    return b"".join(part if isinstance(part, bytes) else bytes([part]) for part in parts)


def subroutines(*programs: bytes) -> list[T2CharString]:
    """Return programs as fontTools holds subroutines."""
    return [T2CharString(bytecode=program) for program in programs]


def outlines(font: TTFont) -> dict[str, object]:
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
    assert first.startswith(b"wOFF")


def test_characters_without_a_glyph_are_left_out() -> None:
    """A font of nothing known is a font all the same."""
    font = TTFont(io.BytesIO(subset_font(font_path(), frozenset("🎉\ue000"))))
    assert font.getGlyphOrder() == [".notdef"]


def test_subroutines_take_the_place_of_their_calls() -> None:
    """Local, global and nested calls, with numbers pushed before them, by hand."""
    # Fewer than 1240 subroutines have the bias 107: number 0 is pushed as -107 = 32 - 139.
    first, second = b"\x20", b"\x21"
    local = subroutines(code(PUSH_0, RLINETO, RETURN), code(b"\x8c", first, CALL, RETURN))
    common = subroutines(code(b"\x8d", RETURN))
    program = code(b"\x8e", b"\x16", PUSH_0, second, CALL, first, CALL_GLOBAL, RLINETO, ENDCHAR)
    assert inline_subroutines(program, local, common) == code(
        b"\x8e", b"\x16", PUSH_0, b"\x8c", PUSH_0, RLINETO, b"\x8d", RLINETO, ENDCHAR
    )


def test_masks_are_as_long_as_there_are_stems() -> None:
    """Bytes of a mask that look like calls are kept: nine stems, some in a subroutine."""
    stems = code(PUSH_0 * 8, HSTEM, RETURN)
    mask = code(CALL, CALL)  # nine stems: two bytes
    program = code(PUSH_0 * 2, b"\x20", CALL, PUSH_0 * 8, HINTMASK, mask, PUSH_0, b"\x16", ENDCHAR)
    assert inline_subroutines(program, subroutines(stems), []) == code(
        PUSH_0 * 10, HSTEM, PUSH_0 * 8, HINTMASK, mask, PUSH_0, b"\x16", ENDCHAR
    )


def test_the_last_call_may_end_the_glyph() -> None:
    """A subroutine may hold the end of the glyph."""
    ends = subroutines(code(b"\x16", ENDCHAR))
    assert inline_subroutines(code(PUSH_0, b"\x20", CALL), ends, []) == code(
        PUSH_0, b"\x16", ENDCHAR
    )


@pytest.mark.parametrize("program", [b"\x1c", b"\x8b\x16\x02", b"\x8b\x16\x8b"])
def test_a_program_that_cannot_be_read_is_an_error(program: bytes) -> None:
    """A number cut short, an operator of another format, an outline without an end."""
    with pytest.raises(OutputError, match="cannot be read"):
        inline_subroutines(program, [], [])
