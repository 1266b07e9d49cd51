"""How the lines of a text are cut."""

from __future__ import annotations

from topics.corpus.structure.line_cuts import NEVER, chances_of_cuts

Pairs = dict[int, tuple[str, str]]


def cut_at(width: int, numbers: range) -> Pairs:
    """Return lines that break a sentence at a width."""
    return dict.fromkeys(numbers, ("办" * width, "好这件事。"))


def test_a_line_that_has_room_for_more_is_not_cut() -> None:
    """A line as long as the others is; one that a character would fit is not."""
    doubtful = {50: ("办" * 19 + "了。", "好。"), 51: ("办" * 17 + "了。", "好。")}
    chances = chances_of_cuts(cut_at(20, range(1, 41)), doubtful)
    assert chances[50] > 0.9
    assert chances[51] < NEVER


def test_the_width_of_a_page_counts_there() -> None:
    """The same line is full on a narrow page, and has room on a wide one."""
    pages = cut_at(20, range(1, 41)) | cut_at(24, range(41, 81))
    short = ("办" * 19 + "了。", "好。")
    chances = chances_of_cuts(pages, {20: short, 60: short})
    assert chances[20] > 0.8
    assert chances[60] < 0.1
