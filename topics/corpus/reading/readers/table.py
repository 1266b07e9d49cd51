"""Tables: each row is a speech."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, BinaryIO

from topics.corpus.reading.content import Content, ReadOptions
from topics.corpus.reading.readers.common import broken, csv_rows, missing, read_lines
from topics.corpus.reading.readers.table_cells import cell_text
from topics.corpus.reading.readers.table_names import HEADER_ROWS, find_header
from topics.corpus.reading.readers.table_rows import (
    MAX_CELL,
    Row,
    Table,
    check_cell,
    check_cells,
    check_columns,
    check_rows,
    check_size,
    gather_speeches,
    table_below,
)
from topics.corpus.reading.readers.text import Decoding, decode
from topics.errors import SourceError
from topics.messages import Message

__all__ = ["is_unicode_table", "plain_content", "read_csv", "read_parquet"]

SEPARATORS = ",\t;|"
SEPARATOR_LINE = re.compile(r"\"?sep=([,\t;|])\"?[,;\t ]*\r?$", re.IGNORECASE)
"""The first line where a table states its separator for Excel."""
HEAD = 1 << 16
"""Number of bytes of a text that show whether it is a table."""
BATCH = 8
"""Number of rows of a Parquet file that are unpacked at a time."""
UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def read_csv(file: BinaryIO, options: ReadOptions) -> Content:
    r"""Read a CSV file (RFC 4180) with the column names in one of its first rows.

    The separator is the comma, tab, semicolon or bar with which a row names a column of text; a
    first line ``sep=;`` states it. Rows are numbered as a spreadsheet does.

    Parameters
    ----------
    file : binary file
        The file, seekable.
    options : ReadOptions
        Which column is the text, title, date and speaker; the encoding.

    Returns
    -------
    Content
        Each row is a speech, with all other columns as metadata; labels such as
        ``"row 12"``.

    Raises
    ------
    SourceError
        If the bytes are not text, a row has more cells than the header, or a column is missing.
    """
    data = read_lines(file, MAX_CELL)
    decoded = decode(data, options.encoding)
    text, delimiter = _separator(decoded.text, options)
    # Rows are parsed twice, and never kept: first all are checked.
    _check_width(csv_rows(text, delimiter, MAX_CELL), options)
    table = table_below(csv_rows(text, delimiter, MAX_CELL), options)
    return gather_speeches([table], options, plain_content(decoded), len(data))


def _check_width(rows: Iterator[list[str]], options: ReadOptions) -> None:
    """Raise SourceError if a row has more cells than the header."""
    table = table_below(rows, options)
    width = len(table.names)
    for number, (_, row) in enumerate(table.rows, table.top + 2):
        if len(row) > width and any(cell.strip() for cell in row[width:]):
            raise SourceError(
                Message("refused_row_cells", {"row": number, "cells": len(row), "width": width})
            )


def _separator(text: str, options: ReadOptions) -> tuple[str, str]:
    """Return the table without a line that states its separator, and the separator."""
    first, end, rest = text.partition("\n")
    if end and (stated := SEPARATOR_LINE.match(first)):
        return rest, stated[1]
    common = max(SEPARATORS, key=first.count)
    for delimiter in (common, *(d for d in SEPARATORS if d != common)):
        if find_header(_first_rows(text, delimiter), options) is not None:
            return text, delimiter
    return text, common


def _first_rows(text: str, delimiter: str) -> list[list[str]]:
    """Return the first rows of a text, up to the first that is not valid CSV."""
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text[:HEAD], newline=""), delimiter=delimiter, strict=True)
    try:
        for row in islice(reader, 2 * HEADER_ROWS):
            rows.append(row)
    except csv.Error:
        return rows  # the cells have another separator, or one continues beyond the head
    return rows


def is_unicode_table(file: BinaryIO, options: ReadOptions) -> bool:
    """Whether a plain text was saved by Excel as Unicode text; the file is left at its start.

    Such a file is in UTF-16 with tabs, names a column of text, and has equally many cells in each
    row.
    """
    head = file.read(HEAD)
    file.seek(0)
    if head[:2] not in UTF16:
        return False
    rows = _first_rows(head[2:].decode(UTF16[head[:2]], "ignore"), "\t")
    header = find_header(rows, options)
    if header is None or header + 1 >= len(rows) or len(rows[header]) < 2:
        return False
    whole = rows if len(head) < HEAD else rows[:-1]
    return {len(row) for row in whole if any(row)} == {len(rows[header])}


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
        Each row is a speech; rows are numbered from 1.

    Raises
    ------
    SourceError
        If the file is damaged or not a Parquet file, a column is missing, or pyarrow is not
        installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as exc:
        raise missing("pyarrow", ".parquet") from exc
    n_bytes = file.seek(0, os.SEEK_END)
    try:
        table = pq.ParquetFile(pa.PythonFile(file, mode="r"))
        names = [str(name) for name in table.schema_arrow.names]
        _check_packed(table.metadata, n_bytes)
    except SourceError:
        raise
    except Exception as exc:  # on damaged bytes a foreign parser may raise anything
        raise broken(".parquet", exc) from exc
    rows = _parquet_rows(_batches(table), n_bytes)
    return gather_speeches([Table(names, rows)], options, Content((), "parquet"), n_bytes)


def _check_packed(metadata: Any, n_bytes: int) -> None:
    """Refuse a file that declares too many columns, cells or bytes for its size."""
    check_columns(metadata.num_columns)
    groups = [metadata.row_group(i) for i in range(metadata.num_row_groups)]
    chunks = [group.column(i) for group in groups for i in range(group.num_columns)]
    check_rows(metadata.num_rows, n_bytes)
    check_cells(metadata.num_rows * max(metadata.num_columns, 1), n_bytes)
    check_cells(sum(chunk.num_values for chunk in chunks), n_bytes)
    check_size(sum(chunk.total_uncompressed_size for chunk in chunks) // 3, n_bytes)


def _batches(table: Any) -> Iterator[tuple[int, list[list[Any]]]]:
    """Yield the size and the values of a few rows at a time.

    One packed page may expand to an unlimited number of long texts.
    """
    try:
        for batch in table.iter_batches(batch_size=BATCH, use_threads=False):
            yield batch.nbytes, [column.to_pylist() for column in batch.columns]
    except Exception as exc:
        raise broken(".parquet", exc) from exc


def _parquet_rows(batches: Iterable[tuple[int, list[list[Any]]]], n_bytes: int) -> Iterator[Row]:
    """Yield the rows of a file of some bytes."""
    size = 0
    number = 0
    for n_unpacked, columns in batches:
        size = check_size(size + n_unpacked // 3, n_bytes)
        for row in zip(*(map(cell_text, column) for column in columns), strict=True):
            number += 1
            check_cell(f"row {number}", row)
            yield f"row {number}", row


def plain_content(decoded: Decoding) -> Content:
    """Return a content without lines that records how the bytes were decoded."""
    return Content((), decoded.encoding, decoded.confidence, warnings=decoded.warnings)
