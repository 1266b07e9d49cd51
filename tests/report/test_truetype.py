"""PDF files embed a TrueType font, which publishers accept, and their text can be searched."""

from __future__ import annotations

import io
import re
import zlib

import pandas as pd
import pytest
from fontTools.pens.areaPen import AreaPen
from fontTools.ttLib import TTFont

from topics.report.figures import Plot
from topics.report.fonts import font_path
from topics.report.truetype import truetype_font

pypdfium2 = pytest.importorskip("pypdfium2")


def test_outlines_are_those_of_the_font() -> None:
    """Each glyph keeps its advance, its area and the direction of TrueType; a space stays empty."""
    data = truetype_font(frozenset("文明A g，"))
    assert data == truetype_font(frozenset("，g A明文"))
    with TTFont(io.BytesIO(data)) as made, TTFont(font_path()) as full:
        assert {"glyf", "loca"} <= set(made.keys())
        assert "CFF " not in made
        for character in "文明A g，":
            areas, advances = [], []
            for font in (made, full):
                name = font.getBestCmap()[ord(character)]
                pen = AreaPen(font.getGlyphSet())
                font.getGlyphSet()[name].draw(pen)
                areas.append(pen.value)
                advances.append(font["hmtx"][name][0])
            assert advances[0] == advances[1]
            assert -areas[0] == pytest.approx(areas[1], rel=0.01)


@pytest.mark.parametrize("name", ["经济工作与发展", "Growth of the economy"])
def test_pdf_has_one_truetype_font_and_its_text(name: str) -> None:
    """No Type 3 font, an embedded TrueType font, the same bytes, and words that can be searched."""
    row = {"theme": "a", "zh": name, "en": name, "share": 0.25, "low": 0.1, "high": 0.5}
    data = Plot("a", ("题", "T"), pd.DataFrame([row]), "shares", 85.0, "zh").to_bytes("pdf")
    assert data == Plot("a", ("题", "T"), pd.DataFrame([row]), "shares", 85.0, "zh").to_bytes("pdf")
    assert b"/Type3" not in data
    assert b"/Subtype /CIDFontType2" in data
    assert len(re.findall(rb"/FontFile2 ", data)) == 1
    assert set(re.findall(rb"/BaseFont /[A-Z]{6}\+([\w-]+)", data)) == {b"NotoSansSC-Regular"}
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL)
    assert any(_inflated(s).startswith(b"\x00\x01\x00\x00") for s in streams)
    with pypdfium2.PdfDocument(data) as document:
        text = document[0].get_textpage().get_text_range()
    assert name in text
    assert "25.0% [10.0, 50.0]" in text
    assert "95% 区间" in text


def _inflated(data: bytes) -> bytes:
    try:
        return zlib.decompress(data)
    except zlib.error:
        return b""
