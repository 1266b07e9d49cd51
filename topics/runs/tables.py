"""Tables as CSV that opens correctly in Excel and pandas and reads back exactly.

UTF-8 with a byte-order mark; records, commas and quotes as in RFC 4180. A
text that a spreadsheet would run as a formula is written with an apostrophe
before it, as OWASP advises [1]_; a text that begins with an apostrophe gets
one more, so that reading removes exactly what writing added.

References
----------
.. [1] OWASP Foundation, "CSV Injection",
   https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from topics.errors import OutputError
from topics.parsing import MAX_INTEGER
from topics.runs.files import write_file
from topics.runs.schema import TABLES, Kind, Table

__all__ = ["read_table", "table_bytes", "write_table"]

# With Chinese input, spreadsheets read full-width signs as the plain ones, and some first strip
# white space. Tab and CR are on OWASP's list by themselves.
_FORMULA = re.compile(r"[\t\r]|[\s\x00-\x1f\ufeff]*[=+\-@＝＋－＠]")
_CELL = re.compile(r'(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r?\n|\Z)')
_DTYPES: dict[Kind, str] = {
    "text": "str",
    "section": "str",
    "integer": "int64",
    "number": "float64",
    "flag": "bool",
    "maybe": "boolean",
    "topic": "Int64",
}


def write_table(path: Path, frame: pd.DataFrame, table: Table | None = None) -> None:
    """Write one table of a run; the same frame gives the same bytes.

    Parameters
    ----------
    path : Path
        Its stem names the table in `topics.runs.schema.TABLES`, unless ``table`` is given.
    frame : DataFrame
        The table's columns in order, possibly more at the right. The index is
        not written.
    table : Table, optional
        What a table that is none of a run's holds.

    Raises
    ------
    OutputError
        If the file cannot be written, or a text cannot be written as UTF-8.
    ValueError
        If the columns are not the table's, or hold something else.
    """
    write_file(path, table_bytes(path, frame, table))


def table_bytes(path: Path, frame: pd.DataFrame, table: Table | None = None) -> bytes:
    """Return the bytes of one table of a run as `write_table` writes them."""
    table = table or _table(path)
    columns = [str(column) for column in frame.columns]
    table.check(columns)
    cells = [
        _encode_column(path, name, _ENCODE[table.kind(name)], frame.iloc[:, j].tolist())
        for j, name in enumerate(columns)
    ]
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([_encode_text(name) for name in columns])
    writer.writerows(zip(*cells, strict=True))
    return buffer.getvalue().encode("utf-8-sig")


def read_table(path: Path, table: Table | None = None) -> pd.DataFrame:
    """Read a table back as it was given to `write_table`.

    Parameters
    ----------
    path : Path
        Its stem names the table in `topics.runs.schema.TABLES`, unless ``table`` is given.
    table : Table, optional
        What a table that is none of a run's holds.

    Returns
    -------
    DataFrame
        Texts are ``str``, never missing; integers int64; numbers float64;
        flags bool; an engine's topics Int64, missing where nothing was counted; columns of true,
        false or missing values boolean.

    Raises
    ------
    OutputError
        If the file cannot be read, or does not contain the table of its name.
    """
    table = table or _table(path)
    try:
        header, *records = _records(path.read_bytes().decode("utf-8-sig"))
        columns = [_decode_text(name) for name in header]
        table.check(columns)
        cells = list(zip(*records, strict=True)) if records else [()] * len(columns)
        return pd.DataFrame(
            {
                name: _decode_column(name, table.kind(name), column)
                for name, column in zip(columns, cells, strict=True)
            }
        )
    except OSError as exc:
        raise OutputError(f"{path}: cannot be read ({exc.strerror}).") from exc
    except ValueError as exc:
        raise OutputError(f"{path}: is not a table of a run ({exc}).") from exc


def _records(text: str) -> list[list[str]]:
    """Split CSV according to RFC 4180.

    Pandas before 3.1 loses a text after a NUL, and Python's own reader stops
    at 131072 characters unless a limit for the whole process is raised.
    """
    records: list[list[str]] = []
    record: list[str] = []
    end = 0
    while end < len(text):
        cell = _CELL.match(text, end)
        if cell is None:
            raise ValueError(
                f"row {len(records)}, cell {len(record) + 1} is not as RFC 4180 has it"
            )
        quoted, plain, stop = cell.groups()
        record.append(plain if quoted is None else quoted.replace('""', '"'))
        end = cell.end()
        if stop != ",":
            records.append(record)
            record = []
    lengths = [len(record) for record in records]
    if not records or set(lengths) != {lengths[0]}:
        raise ValueError(f"its rows have {sorted(set(lengths))} cells")
    return records


def _table(path: Path) -> Table:
    if path.stem not in TABLES:
        raise ValueError(f"{path.name}: tables of a run are {', '.join(TABLES)}")
    return TABLES[path.stem]


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value))


def _encode_text(value: Any) -> str:
    if not isinstance(value, str):
        if _is_missing(value):
            return ""
        raise TypeError("is not text")
    value.encode("utf-8")
    return f"'{value}" if value.startswith("'") or _FORMULA.match(value) else value


def _encode_section(value: Any) -> str:
    text = _encode_text(value)
    return f"{text}." if text else ""


def _encode_integer(value: Any) -> str:
    if isinstance(value, bool) or _is_missing(value) or int(value) != value:
        raise TypeError("is not an integer")
    return str(int(value))


def _encode_number(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float | np.number):
        raise TypeError("is not a number")
    return repr(float(value))


def _encode_number_or_empty(value: Any) -> str:
    if type(value) is float:  # nearly all
        return repr(value) if value == value else ""
    return "" if _is_missing(value) else _encode_number(value)


def _encode_flag(value: Any) -> str:
    if not isinstance(value, bool | np.bool_):
        raise TypeError("is not true or false")
    return "true" if value else "false"


def _or_empty(encode: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda value: "" if _is_missing(value) else encode(value)


_ENCODE: dict[Kind, Callable[[Any], str]] = {
    "text": _encode_text,
    "section": _encode_section,
    "integer": _encode_integer,
    "number": _encode_number_or_empty,
    "flag": _encode_flag,
    "maybe": _or_empty(_encode_flag),
    "topic": _or_empty(_encode_integer),
}


def _encode_column(
    path: Path, name: str, encode: Callable[[Any], str], values: Sequence[Any]
) -> list[str]:
    with suppress(UnicodeEncodeError, TypeError, ValueError, OverflowError):
        return list(map(encode, values))
    cells = []  # a second pass, to find the position
    for i, value in enumerate(values, start=1):
        where = f"column {name!r}, row {i}"
        try:
            cells.append(encode(value))
        except UnicodeEncodeError as exc:
            raise OutputError(
                f"{path}: {where}: {value!r} contains half of a surrogate pair, which UTF-8 cannot"
                " write. The text or its file's name was decoded wrongly."
            ) from exc
        except (TypeError, ValueError, OverflowError) as exc:
            raise ValueError(f"{path.stem}: {where}: {value!r} {exc}") from exc
    return cells


def _decode_text(cell: str) -> str:
    return cell.removeprefix("'")


def _decode_integer(cell: str) -> int:
    if len(cell) > 20 or not -MAX_INTEGER - 1 <= (value := int(cell)) <= MAX_INTEGER:
        raise ValueError(f"{cell[:40]!r} is an integer beyond 64 bits")
    return value


def _decode_flag(cell: str) -> bool:
    if cell not in ("true", "false"):
        raise ValueError(f"{cell!r} is not true or false")
    return cell == "true"


_DECODE: dict[Kind, Callable[[str], Any]] = {
    "text": _decode_text,
    "section": lambda cell: _decode_text(cell).removesuffix("."),
    "integer": _decode_integer,
    "number": lambda cell: float(cell) if cell else np.nan,
    "flag": _decode_flag,
    "maybe": lambda cell: _decode_flag(cell) if cell else pd.NA,
    "topic": lambda cell: _decode_integer(cell) if cell else pd.NA,
}


def _decode_column(name: str, kind: Kind, cells: Sequence[str]) -> pd.Series[Any]:
    decode = _DECODE[kind]
    values = []
    for i, cell in enumerate(cells, start=1):
        try:
            values.append(decode(cell))
        except ValueError as exc:
            raise ValueError(f"column {name!r}, row {i}: {exc}") from exc
    return pd.Series(values, dtype=_DTYPES[kind])
