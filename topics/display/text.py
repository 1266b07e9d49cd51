"""Views as text for a terminal: a line of facts, then the first rows, in 1,000 characters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

from topics.console import Section, clip, printable
from topics.text_tables import text_table

__all__ = ["LONGEST", "Viewed", "as_text", "short"]

LONGEST = 999
"""Maximum number of characters of a text."""
ROWS = 30
CELLS = 24
"""Maximum width of a column in cells, except the last."""
LAST = 44
"""Maximum width of the last column in cells."""


class Viewed(Protocol):
    """A `topics.display.view.View`."""

    @property
    def name(self) -> str:
        """Name of the class."""

    @property
    def facts(self) -> tuple[str, ...]:
        """A few words each."""

    @property
    def sections(self) -> tuple[Section, ...]:
        """Tables with their titles and notes."""


def as_text(view: Viewed) -> str:
    """Return a view as text of fewer than 1,000 characters."""
    facts = ", ".join(map(printable, view.facts))
    head = short(f"<{view.name}{': ' if facts else ''}{facts}>", LONGEST // 2)
    lines = [head]
    left = LONGEST - len(head) - 4  # an ellipsis on a line of its own
    for line in (line for section in view.sections for line in _lines(section)):
        left -= len(line) + 1
        if left < 0:
            lines.append("  …")
            break
        lines.append(line)
    return "\n".join(lines)


def _lines(section: Section) -> Iterator[str]:
    if section.title:
        yield f"  {short(printable(section.title), 100)}"
    if section.rows and not section.header:
        yield from (f"  • {short(printable(str(row[0])), 160)}" for row in section.rows)
    elif section.rows:
        last = len(section.header) - 1
        rows = tuple(
            tuple(
                clip(printable(" ".join(cell.split())), LAST if j == last else CELLS)
                if isinstance(cell, str)
                else cell
                for j, cell in enumerate(row)
            )
            for row in section.rows[:ROWS]
        )
        yield from text_table(replace(section, rows=rows))
        if len(section.rows) > ROWS:
            yield "  …"
    if section.note:
        yield f"  {short(printable(section.note.strip()), 200)}"


def short(text: str, length: int) -> str:
    """Return a text cut to ``length`` characters; the last is then ``…``."""
    return text if len(text) <= length else f"{text[: length - 1]}…"
