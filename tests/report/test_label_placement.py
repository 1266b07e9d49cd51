"""Labels of circles and dots: inside the frame, and none over another."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.report.label_placement import place_labels, text_width

FRAME = (440.0, 300.0)
CIRCLES = st.tuples(st.floats(0, 440), st.floats(0, 300), st.floats(3, 40))
SIZES = st.tuples(st.floats(8, 150), st.floats(8, 20))


@given(st.lists(st.tuples(CIRCLES, SIZES), max_size=30))
def test_no_label_overlaps_another(
    pairs: list[tuple[tuple[float, float, float], tuple[float, float]]],
) -> None:
    """Each is inside the frame and of its size, or has no place."""
    circles, sizes = [c for c, _ in pairs], [s for _, s in pairs]
    placed = place_labels(circles, sizes, FRAME)
    assert len(placed) == len(pairs)
    boxes = [(box, size) for box, size in zip(placed, sizes, strict=True) if box is not None]
    for (left, top, right, bottom), (width, height) in boxes:
        assert 0 <= left < right <= FRAME[0]
        assert 0 <= top < bottom <= FRAME[1]
        assert (right - left, bottom - top) == pytest.approx((width, height))
    for (a, _), (b, _) in combinations(boxes, 2):
        shared = [min(a[i + 2], b[i + 2]) - max(a[i], b[i]) for i in (0, 1)]
        assert min(shared) <= 0
    assert placed == place_labels(circles, sizes, FRAME)


def test_a_label_is_beside_its_circle_where_there_is_room() -> None:
    """The nearest place to the right; the second circle's label gives way to the first."""
    alone = place_labels([(100, 100, 10)], [(40, 10)], FRAME)
    assert alone == [(112, 95, 152, 105)]
    both = place_labels([(100, 100, 10), (180, 100, 10)], [(60, 10), (60, 10)], FRAME)
    assert all(both)
    assert place_labels([(220, 150, 10)], [(441, 10)], FRAME) == [None]


def test_characters_of_east_asia_are_wide() -> None:
    """A CJK character is as wide as the font's size, another six tenths of it."""
    assert text_width("经济", 10) == 20
    assert text_width("4 ab", 10) == pytest.approx(24)
