"""Texts of others in a terminal."""

import pytest

from topics.console import printable


@pytest.mark.parametrize(
    "sign", ["\u2028", "\u2029", "\x85", "\x1b", "\n", "\v", "\u202e", "\ud800"]
)
def test_no_text_breaks_a_line_or_commands_a_terminal(sign: str) -> None:
    """Controls, line separators and lone surrogates are shown by their code."""
    assert printable(f"讲 话{sign}甲") == f"讲 话‹U+{ord(sign):04X}›甲"
