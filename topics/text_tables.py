"""Tables as lines of text, laid out by rich; the same in a terminal, a notebook and a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import StringIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from topics.console import Section, printable

__all__ = ["grid", "text_table"]

_ENDLESS = 100_000
"""Width in cells of a line that is never broken."""


def text_table(section: Section) -> list[str]:
    """Return a table's lines: columns as wide as their widest cell, numbers to the right."""
    table = Table(box=None, padding=(0, 0, 0, 2))
    for j, name in enumerate(section.header):
        is_number = all(isinstance(row[j], int | float) for row in section.rows)
        table.add_column(Text(name), justify="right" if is_number else "left", no_wrap=True)
    for row in section.rows:
        table.add_row(*(Text(_shown(cell)) for cell in row))
    return _lines(table, _ENDLESS)


def grid(rows: Iterable[Sequence[str]], width: int = _ENDLESS) -> list[str]:
    """Return the lines of rows without a header; texts of the last column are broken at ``width``.

    Parameters
    ----------
    rows : iterable of sequence of str
        Rows of the same length.
    width : int
        Width of a line in cells.
    """
    table = Table.grid(padding=(0, 2, 0, 0))
    for row in rows:
        table.add_row(*map(Text, row))
    return _lines(table, width)


def _lines(table: Table, width: int) -> list[str]:
    console = Console(
        file=StringIO(), width=width, color_system=None, force_jupyter=False, legacy_windows=False
    )
    with console.capture() as printed:
        console.print(table)
    return [line.rstrip() for line in printed.get().splitlines()]


def _shown(cell: str | int | float) -> str:
    """Return an integer with separators, any other number as a share."""
    if isinstance(cell, str):
        return printable(cell)
    if isinstance(cell, int):
        return f"{cell:,}"
    return "" if cell != cell else f"{cell:.1%}"
