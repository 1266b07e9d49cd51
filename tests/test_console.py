"""Texts of others in a terminal."""

import pytest

from topics.console import printable, wrap


@pytest.mark.parametrize(
    "sign", ["\u2028", "\u2029", "\x85", "\x1b", "\n", "\v", "\u202e", "\ud800"]
)
def test_no_text_breaks_a_line_or_commands_a_terminal(sign: str) -> None:
    """Controls, line separators and lone surrogates are shown by their code."""
    assert printable(f"讲 话{sign}甲") == f"讲 话‹U+{ord(sign):04X}›甲"


def test_chinese_is_broken_between_characters_but_not_from_its_punctuation() -> None:
    """A line holds as many cells as fit; a Latin word and a mark stay whole."""
    assert wrap("设置 n_topics，见（文档）。", 10) == ["设置", "n_topics，", "见（文", "档）。"]
    assert wrap("two short words", 9) == ["two short", "words"]
    assert wrap("", 9) == [""]
