"""Excel workbooks: each row of a sheet is a speech."""

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
    gather_speeches,
    table_below,
)
from topics.errors import SourceError
from topics.messages import Message

__all__ = ["read_sheets", "read_xlsx"]

MAX_CELLS = 4_000_000
"""Maximum number of cells of a workbook, including empty ones before others."""
MAX_CHARS = 30_000_000
MAX_ROWS = 2**20
"""Maximum number of rows of a sheet, as in Excel."""
MERGED = re.compile(rb'<(?:\w{1,20}:)?mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
ESCAPED = re.compile("_x(00(?:0[9AaDd]|5[Ff]))_")
CHUNK = 1 << 20
OVERLAP = 100
"""Number of bytes read at a time, and of a tag that may be cut in two."""


def read_xlsx(file: BinaryIO, options: ReadOptions) -> Content:
    """Read an Excel workbook: every sheet with a text column named in one of its first rows.

    A formula counts as its last value. The value of cells that are merged over rows applies to each
    row.

    Parameters
    ----------
    file : binary file
        The file, seekable.
    options : ReadOptions
        Which column is the text, title, date and speaker.

    Returns
    -------
    Content
        Each row is a speech; labels such as ``"row 12"``, with the name of the sheet before it if
        there are several.

    Raises
    ------
    SourceError
        If the file is damaged, protected by a password or not an .xlsx file, a column is missing,
        or openpyxl is not installed.
    """
    sheets, day_zero = read_sheets(file)
    tables, said = _sheet_tables(sheets, options, day_zero)
    return gather_speeches(tables, options, Content((), "xlsx", warnings=said), MAX_CELLS)


def read_sheets(file: BinaryIO) -> tuple[dict[str, list[list[str]]], datetime.date]:
    """Return the cells of each sheet as text, and day 0 of the workbook's serial dates.

    Parameters
    ----------
    file : binary file
        The file, seekable.

    Raises
    ------
    SourceError
        If the file is damaged, protected by a password or not an .xlsx file, or openpyxl is not
        installed.
    """
    try:
        import openpyxl
    except ImportError as exc:
        raise missing("openpyxl", ".xlsx") from exc
    check_package(file, ".xlsx")
    sheets: dict[str, list[list[str]]] = {}
    limits = _Limits()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and other things that are not text
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
            for sheet in book.worksheets:
                rows = list(_sheet_rows(sheet, limits))
                # Read-only sheets have no merged cells; otherwise all cells are objects.
                with sheet._get_source() as source:
                    _spread(rows, _merged(source), limits)
                sheets[sheet.title] = rows
            day_zero = book.epoch.date() if book.epoch.year == 1904 else EXCEL_DAY_ZERO
            book.close()
    except SourceError:
        raise
    except Exception as exc:  # on damaged bytes a foreign parser may raise anything
        raise broken(".xlsx", exc) from exc
    return sheets, day_zero


class _Limits:
    """The content of the sheets of a workbook so far, counted while they are read."""

    def __init__(self) -> None:
        self.n_cells = self.n_chars = self.n_spread = 0

    def add(self, row: Sequence[str]) -> None:
        """Count a row, and the empty cells before its last."""
        self.n_cells += max(len(row), 1)
        self.n_chars += sum(map(len, row))
        self._check()

    def spread(self, value: str) -> None:
        """Count a cell that is merged with others."""
        self.n_spread += 1
        self.n_chars += len(value)
        self._check()

    def _check(self) -> None:
        if max(self.n_cells, self.n_spread) > MAX_CELLS:
            raise SourceError(Message("refused_workbook_cells", {"allowed": MAX_CELLS}))
        if self.n_chars > MAX_CHARS:
            raise SourceError(Message("refused_workbook_characters", {"allowed": MAX_CHARS}))


def _sheet_rows(sheet: Any, limits: _Limits) -> Iterator[list[str]]:
    """Yield the rows of a sheet up to their last cell with a value.

    openpyxl would fill a row up to its last cell, which may be the 16,384th and empty.
    """
    from openpyxl.worksheet._reader import WorkSheetParser

    book = sheet.parent
    empty: list[str] = []  # one list for all, since the only row may be the last of the sheet
    number = 0
    with sheet._get_source() as source:
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for index, cells in parser.parse():
            if index > MAX_ROWS:
                raise SourceError(Message("refused_cell_below", {"row": MAX_ROWS}))
            for _ in range(number + 1, index):
                limits.add(empty)
                yield empty
            if index <= number:  # as in openpyxl: a row out of order is ignored
                continue
            number = index
            filled = {cell["column"]: _unescape(cell_text(cell["value"])) for cell in cells}
            width = max((column for column, text in filled.items() if text), default=0)
            row = [filled.get(column, "") for column in range(1, width + 1)] or empty
            limits.add(row)
            yield row


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


def _spread(rows: list[list[str]], merged: Iterable[tuple[int, int, int]], limits: _Limits) -> None:
    """Write the value of merged cells into the other rows that have cells."""
    filled = [any(row) for row in rows]
    for column, first, last in merged:
        if first >= len(rows) or column >= len(rows[first]):
            continue
        value = rows[first][column]
        for i in range(first + 1, min(last + 1, len(rows))):
            limits.spread(value)
            if filled[i] and not "".join(rows[i][column : column + 1]):
                rows[i] += [""] * (column + 1 - len(rows[i]))
                rows[i][column] = value


def _sheet_tables(
    sheets: Mapping[str, list[list[str]]], options: ReadOptions, day_zero: datetime.date
) -> tuple[list[Table], tuple[Message, ...]]:
    """Return the sheets with a text column as tables; warn about the others."""
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
            said.append(Message("sheet_left_out", {"sheet": title, "reason": error.message}))
            continue
        tables.append(table)
    if errors and not tables:
        raise errors[0]
    return tables, tuple(said)
