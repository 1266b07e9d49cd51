"""Excel workbooks: each row of a sheet a speech."""

from __future__ import annotations

import datetime
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from topics.corpus.reading.content import Content, ReadOptions
from topics.corpus.reading.readers.archive import check_package
from topics.corpus.reading.readers.common import broken, missing
from topics.corpus.reading.readers.table_cells import EXCEL_DAY_ZERO, cell_text
from topics.corpus.reading.readers.table_names import find_columns
from topics.corpus.reading.readers.table_rows import (
    Table,
    check_cells,
    gather_speeches,
    table_below,
)
from topics.errors import SourceError
from topics.messages import Message

__all__ = ["read_sheets", "read_xlsx"]

MAX_ROWS = 2**20
"""Rows of a sheet, as Excel has it."""
MAX_TOTAL_ROWS = 2 * MAX_ROWS
"""Rows of all sheets, empty ones included."""
MERGED = re.compile(rb'<(?:\w{1,20}:)?mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
ESCAPED = re.compile("_x(00(?:0[9AaDd]|5[Ff]))_")
CHUNK = 1 << 20
OVERLAP = 100
"""Bytes read at a time, and those of a tag that may be cut in two."""


def read_xlsx(file: BinaryIO, options: ReadOptions) -> Content:
    """Read an Excel workbook: every sheet that names a column of text in one of its first rows.

    A formula counts as the value it last had. The value of cells that are merged over rows is that
    of each row.

    Parameters
    ----------
    file : binary file
        The file, seekable.
    options : ReadOptions
        Which column is the text, title, date and speaker.

    Returns
    -------
    Content
        Each row a speech; labels such as ``"row 12"``, with the sheet's name
        before it where there are several.

    Raises
    ------
    SourceError
        If the file is damaged, protected by a password or no .xlsx file, a
        column is not there, or openpyxl is not.
    """
    sheets, day_zero = read_sheets(file)
    tables, said = _sheet_tables(sheets, options, day_zero)
    return gather_speeches(tables, options, Content((), "xlsx", warnings=said))


def read_sheets(file: BinaryIO) -> tuple[dict[str, list[list[str]]], datetime.date]:
    """Return the cells of each sheet as text, and day 0 of the workbook's serial dates.

    Parameters
    ----------
    file : binary file
        The file, seekable.

    Raises
    ------
    SourceError
        If the file is damaged, protected by a password or no .xlsx file, or openpyxl is not
        installed.
    """
    try:
        import openpyxl
    except ImportError as exc:
        raise missing("openpyxl", ".xlsx") from exc
    check_package(file, ".xlsx")
    sheets: dict[str, list[list[str]]] = {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and other things that are no text
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # a file may say fewer cells than it has
                room = MAX_TOTAL_ROWS - sum(map(len, sheets.values()))
                rows = list(_sheet_rows(sheet.iter_rows(values_only=True), room))
                # Read-only sheets have no merged cells; otherwise all cells are objects.
                with sheet._get_source() as source:
                    _spread(rows, _merged(source))
                sheets[sheet.title] = rows
            day_zero = book.epoch.date() if book.epoch.year == 1904 else EXCEL_DAY_ZERO
            book.close()
    except SourceError:
        raise
    except Exception as exc:  # on damaged bytes a foreign parser may raise anything
        raise broken(".xlsx", exc) from exc
    return sheets, day_zero


def _sheet_rows(rows: Iterable[Sequence[Any]], room: int) -> Iterator[list[str]]:
    """Yield the rows of a sheet, no more of them than its bounds allow."""
    n_cells = 0
    for number, row in enumerate(rows, 1):
        # Empty rows come too: a sheet may say that its one cell is in row 10**12.
        if number > MAX_ROWS:
            raise SourceError(f"has a cell below row {MAX_ROWS:,}, the last that a sheet can have")
        if number > room:
            raise SourceError(f"has more than {MAX_TOTAL_ROWS:,} rows in its sheets; split it")
        n_cells += len(row)
        check_cells(n_cells)
        yield [_unescape(cell_text(value)) for value in row]


def _unescape(text: str) -> str:
    """Resolve control characters as Excel writes them: ``_x000D_``."""
    if "_x00" not in text:
        return text
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def _merged(source: BinaryIO) -> Iterator[tuple[int, int, int]]:
    """Yield column, first and last row, from 0, of the cells that are merged over rows."""
    tail = b""
    while chunk := source.read(CHUNK):
        data = tail + chunk
        end = 0
        for match in MERGED.finditer(data):
            end = match.end()
            first, last = int(match[2]), int(match[3])
            if last > first:
                yield _column(match[1]), first - 1, last - 1
        tail = data[max(end, len(data) - OVERLAP) :]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number - 1


def _spread(rows: list[list[str]], merged: Iterable[tuple[int, int, int]]) -> None:
    """Write the value of merged cells into the other rows, of those that have cells at all."""
    n_cells = 0
    filled = [any(row) for row in rows]
    for column, first, last in merged:
        if first >= len(rows) or column >= len(rows[first]):
            continue
        value = rows[first][column]
        for i in range(first + 1, min(last + 1, len(rows))):
            check_cells(n_cells := n_cells + 1)
            if filled[i] and not "".join(rows[i][column : column + 1]):
                rows[i] += [""] * (column + 1 - len(rows[i]))
                rows[i][column] = value


def _sheet_tables(
    sheets: Mapping[str, list[list[str]]], options: ReadOptions, day_zero: datetime.date
) -> tuple[list[Table], tuple[Message, ...]]:
    """Return the sheets that have a column of text as tables; the others are warned of."""
    tables: list[Table] = []
    said: list[Message] = []
    errors: list[SourceError] = []
    filled = {title: rows for title, rows in sheets.items() if any(any(row) for row in rows)}
    for title, rows in filled.items():
        sheet = f"{title} " if len(filled) > 1 else ""
        table = table_below(rows, options, sheet, day_zero)
        try:
            find_columns(table.names, options, rows[1:])
        except SourceError as error:
            errors.append(error)
            said.append(Message("sheet_left_out", {"sheet": title, "reason": str(error)}))
            continue
        tables.append(table)
    if errors and not tables:
        raise errors[0]
    return tables, tuple(said)
