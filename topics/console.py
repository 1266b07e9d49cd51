"""Lay out sentences and tables for a terminal or notebook; Chinese characters take two cells."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from rich.cells import cell_len, chop_cells

__all__ = [
    "WIDTH",
    "Section",
    "clip",
    "printable",
    "underlined",
    "visible",
    "wrap",
]

WIDTH = 110
"""Width of a line of text in cells."""
_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Unicode categories of characters that are shown by their code."""

_WIDE = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_PIECE = re.compile(
    rf"[ ]?[（［《“「]*(?:[^\s{_WIDE}]+|[{_WIDE}])[，。、；：！？）］》”」…]*",
)
"""An unbreakable piece: a Latin word or a Chinese character, with the punctuation around it."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, a sentence, and a table of texts, integers and shares."""

    title: str
    note: str
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str | int | float, ...], ...] = ()


def visible(text: str) -> str:
    """Replace white space and invisible characters by visible signs."""
    return printable("".join("⏎" if c == "\n" else "␣" if c.isspace() else c for c in text))


def printable(text: str) -> str:
    """Make characters visible that a terminal obeys or cannot show, e.g. controls."""
    if text.isprintable():
        return text
    return "".join(f"‹U+{ord(c):04X}›" if unicodedata.category(c) in _HIDDEN else c for c in text)


def clip(text: str, width: int) -> str:
    """Cut a text to a width in cells."""
    return text if cell_len(text) <= width else chop_cells(text, width - 1)[0] + "…"


def wrap(text: str, width: int) -> list[str]:
    """Break a sentence into lines, at blanks and between Chinese characters.

    Chinese punctuation stays with the character it belongs to.
    """
    lines = [""]
    for piece in _PIECE.findall(" ".join(text.split())):
        if lines[-1] and cell_len(lines[-1] + piece) > width:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return lines


def underlined(title: str) -> list[str]:
    """Return a title and a line under it."""
    return [title, "-" * cell_len(title)]
