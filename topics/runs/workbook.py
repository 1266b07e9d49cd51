"""A run's tables as one Excel workbook: a sheet for each, every value kept, the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from topics.errors import OutputError, check_path_type
from topics.runs.files import write_file
from topics.runs.schema import TABLES, Kind

__all__ = ["write_workbook"]

MAX_ROWS = 1_048_576
"""Maximum number of rows of a sheet, including the header."""
MAX_UNITS = 32_767
"""Maximum number of UTF-16 code units of a cell."""
LONG = "long_texts"
"""Sheet with the texts that are too long for a cell, in parts."""
WIDTHS: Mapping[Kind, int] = {"text": 24, "section": 9, "flag": 9, "maybe": 9}
WIDE = {"text": 80, "top_terms": 50, "frex_terms": 50, "seed_terms": 50, "reference": 50}
MOMENT = datetime(2020, 1, 1)
"""Fixed creation date of the workbook, so that the same run gives the same bytes."""
ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)
# XML has no control characters, so Excel writes them as _x0007_, and _x005F_ where a text has
# such a code already.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")
_NEAR_FORMULAS = tuple("=+-@#＝＋－＠")
"""Beginnings of texts that Excel or openpyxl could read as a formula or an error."""
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def write_workbook(path: str | Path, tables: Mapping[str, pd.DataFrame]) -> Path:
    """Write tables of a run to one Excel workbook.

    Texts are cells of text, so nothing that looks like a formula is run. A section is written
    ``1.10.``, as in the CSV files. A text too long for a cell is cut there and complete, in parts,
    in the sheet ``long_texts``.

    Parameters
    ----------
    path : path-like
        Ends in ``.xlsx``. An earlier file is replaced when the new one is complete.
    tables : mapping of str to DataFrame
        By name, as `topics.load_run` returns them.

    Returns
    -------
    Path

    Raises
    ------
    OutputError
        If openpyxl is not installed, the file cannot be written, or a table has more rows than a
        sheet.
    """
    check_path_type("path", path)
    target = Path(path)
    if target.suffix.lower() != ".xlsx":
        raise OutputError(f"{path}: must end in .xlsx, e.g. {target.stem or 'run'}.xlsx.")
    for name, table in tables.items():
        if len(table) >= MAX_ROWS:
            raise OutputError(
                f"{path}: the table {name} has {len(table):,} rows; a sheet of Excel has at most"
                f" {MAX_ROWS - 1:,}. Use {name}.csv of the run's folder."
            )
    write_file(target, _fixed(_workbook(tables)))
    return target


def _workbook(tables: Mapping[str, pd.DataFrame]) -> bytes:
    try:
        from openpyxl import Workbook
    except ImportError as exc:
        raise OutputError(
            "to_excel needs openpyxl, which is not installed. Install it with:"
            " pip install 'topics-zh[excel]'"
        ) from exc
    book = Workbook(write_only=True)
    book.properties.creator = "topics"
    book.properties.created = MOMENT
    long: list[tuple[str, int, str, int, str]] = []
    for name, frame in tables.items():
        columns = [str(column) for column in frame.columns]
        kinds = [TABLES[name].kind(column) for column in columns]
        cells = [
            _column(kind, frame.iloc[:, j].tolist(), (name, columns[j]), long)
            for j, kind in enumerate(kinds)
        ]
        _add_sheet(book, name, columns, kinds, zip(*cells, strict=True))
    if long:
        header = ["table", "row", "column", "part", "text"]
        kinds = ["text", "integer", "text", "integer", "text"]
        _add_sheet(book, LONG, header, kinds, iter(long))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _add_sheet(
    book: Any, name: str, columns: list[str], kinds: list[Any], rows: Iterator[tuple[Any, ...]]
) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for j, (column, kind) in enumerate(zip(columns, kinds, strict=True), 1):
        width = WIDE.get(column, WIDTHS.get(kind, 12))
        sheet.column_dimensions[get_column_letter(j)].width = max(width, len(column) + 2)

    def cell(value: Any) -> Any:
        if isinstance(value, float) and float(f"{value:.16g}") != value:
            made = WriteOnlyCell(sheet, value=repr(value))
            made.data_type = "n"  # openpyxl itself writes 16 digits, a float may need 17
            return made
        if not isinstance(value, str) or value[:1] not in _NEAR_FORMULAS:
            return value
        made = WriteOnlyCell(sheet, value=value)
        made.data_type = "s"  # else openpyxl reads a formula
        made.quotePrefix = True  # it stays a text when someone edits the cell
        return made

    header = [WriteOnlyCell(sheet, value=_text(column)) for column in columns]
    for one in header:
        one.data_type, one.font = "s", Font(bold=True)
    sheet.append(header)
    for row in rows:
        sheet.append(list(map(cell, row)))


def _column(
    kind: Kind,
    values: list[Any],
    where: tuple[str, str],
    long: list[tuple[str, int, str, int, str]],
) -> list[Any]:
    """Return the cells of a column; append the parts of texts that are too long for one."""
    if kind not in ("text", "section"):
        return [None if pd.isna(value) else value for value in values]
    cells = []
    for row, value in enumerate(values, 2):
        text = "" if pd.isna(value) else f"{value}." if kind == "section" and value else value
        parts = list(map(_text, _parts(text)))
        if len(parts) > 1:
            long += [(where[0], row, where[1], i, part) for i, part in enumerate(parts, 1)]
        cells.append(parts[0] if text else None)
    return cells


def _text(value: str) -> str:
    """Return a text as Excel writes it in XML."""
    return _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", value)


def _parts(text: str) -> Iterator[str]:
    """Yield a text in parts that fit cells."""
    longest = 7 if _UNWRITABLE.search(text) else 2 if max(text, default="") > "\uffff" else 1
    step = MAX_UNITS // longest
    if len(text) <= step:
        yield text
        return
    for start in range(0, len(text), step):
        yield text[start : start + step]


def _fixed(workbook: bytes) -> bytes:
    """Return a workbook without the time at which it was saved."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as saved,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as fixed,
    ):
        for name in sorted(saved.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            data = saved.read(name)
            if name == "docProps/core.xml":
                data = _MODIFIED.sub(
                    rb"\g<1>" + MOMENT.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), data
                )
            entry = zipfile.ZipInfo(name, ZIP_MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            fixed.writestr(entry, data)
    return buffer.getvalue()
