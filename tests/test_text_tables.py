"""Tables as lines of text."""

from __future__ import annotations

import pytest

from topics.console import Section
from topics.text_tables import grid, text_table


def test_chinese_takes_two_cells_and_numbers_are_to_the_right() -> None:
    """Columns are as wide as their widest cell; shares, integers and missing ones are numbers."""
    rows = (("创卫", 1234, 0.5), ("b", 5, float("nan")))
    assert text_table(Section("", "", ("word", "n", "share"), rows)) == [
        "  word      n  share",
        "  创卫  1,234  50.0%",
        "  b         5",
    ]


@pytest.mark.parametrize("text", ["[red]甲[/red]", ":smile:", "甲" * 300])
def test_no_text_is_taken_for_markup_or_broken(text: str) -> None:
    """Brackets, names of pictures and long cells are shown as they are, controls by their code."""
    assert text_table(Section("", "", ("a",), ((text,),))) == ["  a", f"  {text}"]
    assert text_table(Section("", "", ("a",), (("b\x1b",),))) == ["  a", "  b‹U+001B›"]


def test_the_last_column_of_a_grid_is_broken_between_words() -> None:
    """No line is wider than asked, and what goes on is below its column."""
    assert grid([("lda", "mixed topics by sampling"), ("", "fast")], 18) == [
        "lda  mixed topics",
        "     by sampling",
        "     fast",
    ]
