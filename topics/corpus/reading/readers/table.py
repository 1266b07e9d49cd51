"""Tables: each row a speech."""

from __future__ import annotations

import datetime
import io
import json
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from topics.corpus.reading.content import Content, Given, ReadOptions
from topics.corpus.reading.readers.archive import MAX_BYTES, check_package
from topics.corpus.reading.readers.common import broken, csv_rows, missing, split_lines
from topics.corpus.reading.readers.text import Decoding, decode
from topics.errors import SourceError, did_you_mean
from topics.messages import Message

__all__ = ["COLUMNS", "read_csv", "read_jsonl", "read_parquet", "read_xlsx"]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "正文", "内容", "內容"),
    "title": ("title", "标题", "標題"),
    "date": ("date", "日期"),
    "speaker": ("speaker", "讲话人", "講話人", "作者"),
}
"""What a column may be called where the study does not say."""

MAX_COLUMNS = 1_000
MAX_ROWS = 2**20
"""Rows of a sheet, as Excel has it."""
MAX_CELLS = 10_000_000
"""Cells of one table, empty ones included: a few packed bytes may stand for any number."""

_Row = tuple[str, Sequence[str]]  # label, cells
_Table = tuple[Sequence[str], Iterable[_Row]]  # names of columns, rows


def read_csv(data: bytes, options: ReadOptions) -> Content:
    r"""Read a CSV file (RFC 4180) whose first row names its columns.

    Cells are parted by commas, tabs or semicolons, whichever the first line
    has most of. Rows are numbered as a spreadsheet does.

    Parameters
    ----------
    data : bytes
        The file as it came.
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
    decoded = decode(data, options.encoding)
    text = decoded.text
    delimiter = max(",\t;", key=text.partition("\n")[0].count)
    header, *rows = csv_rows(text, delimiter) or [[]]
    for number, row in enumerate(rows, 2):
        if any(cell.strip() for cell in row[len(header) :]):
            raise SourceError(
                f"row {number} has {len(row)} cells where the header has {len(header)}:"
                " put text that holds the separator in quotation marks"
            )
    return _speeches([(header, _numbered(rows, 2))], options, _frame(decoded))


def read_jsonl(data: bytes, options: ReadOptions) -> Content:
    """Read a file of JSON objects, one on each line; their keys are the columns.

    Parameters
    ----------
    data : bytes
        The file as it came.
    options : ReadOptions
        Which key is the text, title, date and speaker; the encoding.

    Returns
    -------
    Content
        Each object a speech; labels are its line in the file.

    Raises
    ------
    SourceError
        If a line is no JSON object, or a column is not there.
    """
    decoded = decode(data, options.encoding)
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
    return _speeches([(names, rows)], options, _frame(decoded))


def read_xlsx(data: bytes, options: ReadOptions) -> Content:
    """Read an Excel workbook: every sheet whose first row names a column of text.

    A formula counts as the value it last had.

    Parameters
    ----------
    data : bytes
        The file as it came.
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
    check_package(data, ".xlsx")
    sheets: dict[str, list[list[str]]] = {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and other things that are no text
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # a file may say fewer cells than it has
                sheets[sheet.title] = list(_sheet_rows(sheet.iter_rows(values_only=True)))
            book.close()
    except SourceError:
        raise
    except Exception as exc:  # on damaged bytes a foreign parser may raise anything
        raise broken(".xlsx", exc) from exc
    return _speeches(*_sheet_tables(sheets, options))


def read_parquet(data: bytes, options: ReadOptions) -> Content:
    """Read a Parquet file.

    Parameters
    ----------
    data : bytes
        The file as it came.
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
    rows: list[_Row] = []
    size = 0
    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        names = [str(name) for name in file.schema_arrow.names]
        _check_cells(file.metadata.num_rows * max(len(names), 1))
        # A few rows at a time: one packed page may stand for any number of long texts.
        for batch in file.iter_batches(batch_size=64, use_threads=False):
            size = _within_bounds(size + batch.nbytes)
            columns = [[_cell(value) for value in column.to_pylist()] for column in batch.columns]
            for row in zip(*columns, strict=True):
                rows.append((f"row {len(rows) + 1}", row))
    except SourceError:
        raise
    except Exception as exc:  # on damaged bytes a foreign parser may raise anything
        raise broken(".parquet", exc) from exc
    return _speeches([(names, rows)], options, Content((), "parquet"))


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


def _numbered(rows: Iterable[Sequence[str]], start: int, sheet: str = "") -> Iterator[_Row]:
    return ((f"{sheet}row {i}", row) for i, row in enumerate(rows, start))


def _sheet_rows(rows: Iterable[Sequence[Any]]) -> Iterator[list[str]]:
    """Yield the rows of a sheet, no more of them than its bounds allow."""
    n_cells = 0
    for number, row in enumerate(rows, 1):
        # Empty rows come too: a sheet may say that its one cell is in row 10**12.
        if number > MAX_ROWS:
            raise SourceError(f"has a cell below row {MAX_ROWS:,}, the last that a sheet can have")
        n_cells += len(row)
        _check_cells(n_cells)
        yield [_cell(value) for value in row]


def _sheet_tables(
    sheets: Mapping[str, list[list[str]]], options: ReadOptions
) -> tuple[list[_Table], ReadOptions, Content]:
    """Return the sheets that have a column of text as tables; the others are warned of."""
    tables: list[_Table] = []
    said: list[Message] = []
    errors: list[SourceError] = []
    filled = {title: rows for title, rows in sheets.items() if any(any(row) for row in rows)}
    for title, rows in filled.items():
        top = next(i for i, row in enumerate(rows) if any(row))
        try:
            _columns(rows[top], options)
        except SourceError as error:
            errors.append(error)
            said.append(Message("sheet_left_out", {"sheet": title, "reason": str(error)}))
            continue
        sheet = f"{title} " if len(filled) > 1 else ""
        tables.append((rows[top], _numbered(rows[top + 1 :], top + 2, sheet)))
    if errors and not tables:
        raise errors[0]
    return tables, options, Content((), "xlsx", warnings=tuple(said))


def _speeches(tables: Sequence[_Table], options: ReadOptions, content: Content) -> Content:
    """Gather the rows of tables; encoding and warnings are those of ``content``."""
    lines: list[str] = []
    labels: list[str] = []
    given: list[Given] = []
    empty: list[str] = []
    size = n_cells = 0
    for names, rows in tables:
        if len(names) > MAX_COLUMNS:
            raise SourceError(
                f"has {len(names):,} columns, above the {MAX_COLUMNS:,} that a table may have"
            )
        positions = _columns(names, options)
        for label, row in rows:
            n_cells += len(names)
            _check_cells(n_cells)
            cells = {role: row[i].strip() for role, i in positions.items() if i < len(row)}
            text = split_lines(cells.pop("text", ""))
            if not any(line.strip() for line in text):
                empty += [label] if any(row) else []
                continue
            size = _within_bounds(size + sum(map(len, row)))
            rest = _metadata(names, row, positions.values())
            given.append(Given(len(lines) + 1, **cells, metadata=rest))
            lines += text
            labels += [label] * len(text)
    if not lines:
        raise SourceError("holds no row with text")
    said = content.warnings
    if empty:
        few = ", ".join(empty[:5]) + (", …" if len(empty) > 5 else "")
        said = (*said, Message("rows_without_text", {"count": len(empty), "rows": few}))
    return replace(
        content,
        lines=tuple(lines),
        labels=tuple(labels),
        given=tuple(given),
        warnings=said,
    )


def _metadata(
    names: Sequence[str], row: Sequence[str], taken: Collection[int]
) -> tuple[tuple[str, str], ...]:
    """Return the columns without a role; one without a name is there where it is filled."""
    pairs = enumerate(zip_longest(names, row, fillvalue=""))
    return tuple(
        (name.strip() or f"column {i + 1}", cell)
        for i, (name, cell) in pairs
        if i not in taken and (name.strip() or cell)
    )


def _columns(header: Sequence[str], options: ReadOptions) -> dict[str, int]:
    """Return the position of each column that has a role."""
    names = [name.strip() for name in header]
    lower = [name.casefold() for name in names]
    there = ", ".join(name for name in names if name) or "none"
    positions: dict[str, int] = {}
    for role, usual in COLUMNS.items():
        wanted = options.columns.get(role)
        if wanted and wanted not in names:
            raise SourceError(
                f"has no column '{wanted}' for the {role}.{did_you_mean(wanted, names)}"
                f" Its columns are: {there}."
            )
        found = [names.index(wanted)] if wanted else [lower.index(u) for u in usual if u in lower]
        if found:
            positions[role] = found[0]
    if "text" not in positions:
        raise SourceError(
            f"has no column named {', '.join(COLUMNS['text'])}. Its columns are: {there}."
            " Say in the settings which of them is the text."
        )
    return positions


def _check_cells(n_cells: int) -> None:
    if n_cells > MAX_CELLS:
        raise SourceError(f"holds more than {MAX_CELLS:,} cells, the most of a table; split it")


def _within_bounds(size: int) -> int:
    if size > MAX_BYTES:
        raise SourceError(f"would unpack to more than {MAX_BYTES:,} bytes; split it")
    return size
