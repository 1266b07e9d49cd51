"""Texts in memory: a DataFrame or a list of texts; each row or text is a speech."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from topics.corpus.reading.content import Content, ReadOptions
from topics.corpus.reading.readers.table_cells import Listed, cell_text
from topics.corpus.reading.readers.table_rows import Table, gather_speeches
from topics.errors import CorpusError

__all__ = ["Memory", "frame_rows", "is_frame", "read_memory", "text_rows"]


@dataclass(frozen=True, slots=True)
class Memory:
    """Rows from memory, in the form that is hashed and read.

    Attributes
    ----------
    name : str
        The name of the source.
    data : bytes
        UTF-8 text of JSON lines: the names of the columns, then the cells of each row. A cell is
        a string, or a list.
    is_named : bool
        Whether the columns have names given by the study.
    """

    name: str
    data: bytes
    is_named: bool


def is_frame(given: object) -> bool:
    """Whether an object is a table with named columns: a DataFrame of pandas, Arrow or Polars."""
    import pandas as pd

    return isinstance(given, pd.DataFrame) or (
        hasattr(given, "__arrow_c_stream__") and hasattr(given, "columns")
    )


def frame_rows(frame: Any) -> Memory:
    """Return the rows of a table with named columns.

    Parameters
    ----------
    frame : DataFrame
        Of pandas, or a table that Arrow can read. A named index is a column too.

    Raises
    ------
    CorpusError
        If it has no rows or no columns.
    """
    import pandas as pd
    import pyarrow as pa

    name = type(frame).__name__
    if isinstance(frame, pd.DataFrame):
        names, columns = _pandas_columns(frame)
    else:
        table = pa.table(frame)
        names = [str(column) for column in table.column_names]
        columns = [column.to_pylist() for column in table.columns]
    if not names or not len(columns[0]):
        raise CorpusError(
            f"The {name} has {len(columns[0]) if names else 0} rows and {len(names)} columns."
            " Pass one with a row for each speech and a column of texts."
        )
    return Memory(name, _lines(names, zip(*columns, strict=True)), is_named=True)


def _pandas_columns(frame: Any) -> tuple[list[str], list[list[Any]]]:
    index = frame.index
    levels = [(name, index.get_level_values(i)) for i, name in enumerate(index.names)]
    pairs = [(name, values) for name, values in levels if name is not None]
    pairs += [(name, frame.iloc[:, i]) for i, name in enumerate(frame.columns)]
    names = [_column_name(name) for name, _ in pairs]
    return names, [_values(column) for _, column in pairs]


def _values(column: Any) -> list[Any]:
    """Return the values of a column; None for NaN, NaT and NA."""
    pairs = zip(column.tolist(), column.isna().tolist(), strict=True)
    return [None if is_missing else value for value, is_missing in pairs]


def _column_name(name: Any) -> str:
    if isinstance(name, tuple):  # of a MultiIndex
        return ".".join(str(part) for part in name if str(part))
    return str(name)


def text_rows(texts: Sequence[Any]) -> Memory:
    """Return texts, or pairs of title and text, as rows.

    Parameters
    ----------
    texts : sequence of str, or of (str, str)
        A missing text (None, NaN) is an empty one.

    Raises
    ------
    CorpusError
        If there are none, or an item is neither a text nor a pair of title and text.
    """
    if not texts:
        raise CorpusError("The list of texts is empty. Pass at least one text.")
    is_pair = isinstance(texts[0], tuple | list)
    rows = [_row(i, item, is_pair) for i, item in enumerate(texts, 1)]
    return Memory("texts", _lines(["title", "text"] if is_pair else ["text"], rows), is_named=False)


def _row(number: int, item: Any, is_pair: bool) -> Sequence[Any]:
    cells = tuple(item) if is_pair and isinstance(item, tuple | list) else (item,)
    if len(cells) != 1 + is_pair or not all(map(_is_text, cells)):
        wanted = "a pair (title, text), as the first is" if is_pair else "a text (str)"
        raise CorpusError(
            f"Item {number} of the list is {_shown(item)}; it must be {wanted}. For objects or"
            " rows of several columns pass pandas.DataFrame(list)."
        )
    return cells


def _is_text(value: Any) -> bool:
    try:
        # NaN, in a list from pandas
        return isinstance(value, str) or value is None or bool(value != value)
    except (TypeError, ValueError):  # e.g. an array, which has no single truth value
        return False


def _shown(item: Any) -> str:
    said = repr(item)
    return f"{said[:40]}… ({type(item).__name__})" if len(said) > 40 else said


def _lines(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    lines = [_line(names), *(_line([_plain(value) for value in row]) for row in rows)]
    return "".join(lines).encode("utf-8", "surrogatepass")


def _line(cells: Sequence[Any]) -> str:
    return json.dumps(cells, ensure_ascii=False, default=str) + "\n"


def _plain(value: Any) -> Any:
    """Return a value as a string, or as a list that JSON can represent."""
    if isinstance(value, str | bytes) or not hasattr(value, "__len__"):
        return cell_text(value)
    if hasattr(value, "tolist"):  # an array
        value = value.tolist()
    if isinstance(value, set | frozenset):
        value = sorted(value, key=str)
    listed = cell_text(value)
    return json.loads(listed) if isinstance(listed, Listed) else listed


def read_memory(file: BinaryIO, options: ReadOptions) -> Content:
    """Read rows from memory.

    Parameters
    ----------
    file : binary file
        The bytes of a `Memory`.
    options : ReadOptions
        Which column is the text, title, date and speaker.

    Returns
    -------
    Content
        Each row is a speech; rows are numbered from 1.

    Raises
    ------
    SourceError
        If a column is missing, or no row has a text.
    """
    # Not str.splitlines, which splits at more line ends than JSON escapes.
    data = file.read()
    lines = data.decode("utf-8", "surrogatepass").split("\n")[:-1]
    names, *rows = map(json.loads, lines)
    labelled = ((f"row {i}", [cell_text(cell) for cell in row]) for i, row in enumerate(rows, 1))
    return gather_speeches(
        [Table(names, labelled, has_blanks=False)], options, Content((), "utf-8"), len(data)
    )
