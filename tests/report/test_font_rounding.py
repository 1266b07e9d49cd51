"""Rounded outlines: the same curves, no point moved by more than one unit."""

from __future__ import annotations

import io

import pytest
from fontTools.ttLib import TTFont

from tests.report.test_font_subset import CHARACTERS, outlines
from topics.report import font_subset
from topics.report.font_rounding import GRID, rounded
from topics.report.font_subset import subset_font
from topics.report.fonts import font_path


def test_no_point_moves_by_more_than_a_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Widths and kinds of curves stay, coordinates are on the grid, and the font is smaller."""
    exact = subset_font(font_path(), CHARACTERS)
    monkeypatch.setattr(font_subset, "SOME", 0)
    small = subset_font(font_path(), CHARACTERS)
    assert len(small) < len(exact)
    before, after = (outlines(TTFont(io.BytesIO(font))) for font in (exact, small))
    assert before.keys() == after.keys()
    for character, (width, curves) in before.items():
        assert after[character][0] == width
        for (kind, points), (own_kind, own_points) in zip(curves, after[character][1], strict=True):
            assert own_kind == kind
            for point, own in zip(points, own_points, strict=True):
                assert all(abs(a - b) <= 1 for a, b in zip(point, own, strict=True))
                assert all(b % GRID == 0 for b in own)


def test_a_font_of_another_form_is_returned_as_it_is() -> None:
    """Where outlines have hints or are not at the end, nothing is rounded."""
    with TTFont(font_path(), lazy=True) as font:
        whole = font.reader["CFF "]
    assert rounded(whole) == whole


def test_glyphs_are_named_by_position(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page finds glyphs by character; other names and bearings are no part of its font."""
    monkeypatch.setattr(font_subset, "SOME", 0)
    font = TTFont(io.BytesIO(subset_font(font_path(), CHARACTERS)))
    own = [name for name in font.getGlyphOrder() if name != ".notdef"]
    assert own == [f"cid{i:05d}" for i in range(1, len(own) + 1)]
    assert {bearing for _, bearing in font["hmtx"].metrics.values()} == {0}
