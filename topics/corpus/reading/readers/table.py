"""Tables: each row a speech."""

from __future__ import annotations

import datetime
import json
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from topics.corpus.reading.content import Content, ReadOptions
from topics.corpus.reading.readers.archive import check_package
from topics.corpus.reading.readers.common import broken, csv_rows, missing
from topics.corpus.reading.readers.table_rows import (
    Row,
    Table,
    check_cells,
    check_size,
    find_columns,
    gather_speeches,
)
from topics.corpus.reading.readers.text import Decoding, decode
from topics.errors import SourceError
from topics.messages import Message

__all__ = ["read_csv", "read_jsonl", "read_parquet", "read_xlsx"]

MAX_ROWS = 2**20
"""Rows of a sheet, as Excel has it."""


def read_csv(file: BinaryIO, options: ReadOptions) -> Content:
    r"""Read a CSV file (RFC 4180) whose first row names its columns.

    Cells are parted by commas, tabs or semicolons, whichever the first line
    has most of. Rows are numbered as a spreadsheet does.

    Parameters
    ----------
    file : binary file
        The file, seekable.
    options : ReadOptions
        Which column is the text, title, date and speaker; the encoding.

    Returns
    -------
    Content
        Each row a speech, with all other columns as metadata; labels such as
        ``"row 12"``.

    Raises
    ------
    SourceError
        If the bytes are no text, a row has more cells than the header, or a
        column is not there.
    """
    decoded = decode(file.read(), options.encoding)
    text = decoded.text
    delimiter = max(",\t;", key=text.partition("\n")[0].count)
    header, *rows = csv_rows(text, delimiter) or [[]]
    for number, row in enumerate(rows, 2):
        if any(cell.strip() for cell in row[len(header) :]):
            raise SourceError(
                f"row {number} has {len(row)} cells where the header has {len(header)}:"
                " put text that holds the separator in quotation marks"
            )
    return gather_speeches([(header, _numbered(rows, 2))], options, _frame(decoded))


def read_jsonl(file: BinaryIO, options: ReadOptions) -> Content:
    """Read a file of JSON objects, one on each line; their keys are the columns.

    Parameters
    ----------
    file : binary file
        The file, seekable.
    options : ReadOptions
        Which key is the text, title, date and speaker; the encoding.

    Returns
    -------
    Content
        Each object a speech; labels are its line in the file.

    Raises
    ------
    SourceError
        If a line is not a JSON object, or a column is missing.
    """
    decoded = decode(file.read(), options.encoding)
    found: list[tuple[str, dict[str, Any]]] = []
    for number, line in enumerate(decoded.text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as exc:
            raise SourceError(f"line {number} is not JSON: {exc}") from exc
        if not isinstance(value, dict):
            raise SourceError(f"line {number} is JSON, but no object of keys and values")
        found.append((f"row {number}", value))
    names = list(dict.fromkeys(key for _, value in found for key in value))
    rows = ((label, [_cell(value.get(name)) for name in names]) for label, value in found)
    return gather_speeches([(names, rows)], options, _frame(decoded))


def read_xlsx(file: BinaryIO, options: ReadOptions) -> Content:
    """Read an Excel workbook: every sheet whose first row names a column of text.

    A formula counts as the value it last had.

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
                sheets[sheet.title] = list(_sheet_rows(sheet.iter_rows(values_only=True)))
            book.close()
    except SourceError:
        raise
    except Exception as exc:  # on damaged bytes a foreign parser may raise anything
        raise broken(".xlsx", exc) from exc
    return gather_speeches(*_sheet_tables(sheets, options))


def read_parquet(file: BinaryIO, options: ReadOptions) -> Content:
    """Read a Parquet file.

    Parameters
    ----------
    file : binary file
        The file, seekable.
    options : ReadOptions
        Which column is the text, title, date and speaker.

    Returns
    -------
    Content
        Each row a speech; rows are numbered from 1.

    Raises
    ------
    SourceError
        If the file is damaged or no Parquet file, a column is not there, or
        pyarrow is not.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as exc:
        raise missing("pyarrow", ".parquet") from exc
    rows: list[Row] = []
    size = 0
    try:
        table = pq.ParquetFile(pa.PythonFile(file, mode="r"))
        names = [str(name) for name in table.schema_arrow.names]
        check_cells(table.metadata.num_rows * max(len(names), 1))
        # A few rows at a time: one packed page may expand to any number of long texts.
        for batch in table.iter_batches(batch_size=64, use_threads=False):
            size = check_size(size + batch.nbytes)
            columns = [[_cell(value) for value in column.to_pylist()] for column in batch.columns]
            for row in zip(*columns, strict=True):
                rows.append((f"row {len(rows) + 1}", row))
    except SourceError:
        raise
    except Exception as exc:  # on damaged bytes a foreign parser may raise anything
        raise broken(".parquet", exc) from exc
    return gather_speeches([(names, rows)], options, Content((), "parquet"))


def _cell(value: Any) -> str:
    """Return a cell's value as text: dates in ISO form, whole numbers without a point."""
    if value is None or value != value:  # not a number
        return ""
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _frame(decoded: Decoding) -> Content:
    """Return a content without lines that says how the bytes were decoded."""
    return Content((), decoded.encoding, decoded.confidence, warnings=decoded.warnings)


def _numbered(rows: Iterable[Sequence[str]], start: int, sheet: str = "") -> Iterator[Row]:
    return ((f"{sheet}row {i}", row) for i, row in enumerate(rows, start))


def _sheet_rows(rows: Iterable[Sequence[Any]]) -> Iterator[list[str]]:
    """Yield the rows of a sheet, no more of them than its bounds allow."""
    n_cells = 0
    for number, row in enumerate(rows, 1):
        # Empty rows come too: a sheet may say that its one cell is in row 10**12.
        if number > MAX_ROWS:
            raise SourceError(f"has a cell below row {MAX_ROWS:,}, the last that a sheet can have")
        n_cells += len(row)
        check_cells(n_cells)
        yield [_cell(value) for value in row]


def _sheet_tables(
    sheets: Mapping[str, list[list[str]]], options: ReadOptions
) -> tuple[list[Table], ReadOptions, Content]:
    """Return the sheets that have a column of text as tables; the others are warned of."""
    tables: list[Table] = []
    said: list[Message] = []
    errors: list[SourceError] = []
    filled = {title: rows for title, rows in sheets.items() if any(any(row) for row in rows)}
    for title, rows in filled.items():
        top = next(i for i, row in enumerate(rows) if any(row))
        try:
            find_columns(rows[top], options)
        except SourceError as error:
            errors.append(error)
            said.append(Message("sheet_left_out", {"sheet": title, "reason": str(error)}))
            continue
        sheet = f"{title} " if len(filled) > 1 else ""
        tables.append((rows[top], _numbered(rows[top + 1 :], top + 2, sheet)))
    if errors and not tables:
        raise errors[0]
    return tables, options, Content((), "xlsx", warnings=tuple(said))
