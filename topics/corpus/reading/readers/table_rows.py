"""Shared by the readers of tables: convert rows to speeches."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice

from topics.corpus.reading.content import Content, Given, ReadOptions
from topics.corpus.reading.readers.table_cells import (
    EXCEL_DAY_ZERO,
    date_of_number,
    one_line,
    paragraphs_of,
)
from topics.corpus.reading.readers.table_names import (
    HEADER_ROWS,
    SAMPLE_ROWS,
    YEARS,
    find_columns,
    find_header,
    first_rows,
    full_rows,
    is_called,
    shown_names,
    unique_names,
)
from topics.errors import SourceError
from topics.messages import Message

__all__ = [
    "MAX_COLUMNS",
    "Row",
    "Table",
    "check_cell",
    "check_cells",
    "check_columns",
    "check_rows",
    "check_size",
    "gather_speeches",
    "table_below",
]

MAX_COLUMNS = 1_000
FREE_CELLS = 2_000_000
FREE_CHARS = 20_000_000
FREE_ROWS = 400_000
CHARS_PER_BYTE = 30
BYTES_PER_ROW = 20
"""Limits of a small file. A larger one may have one cell and 30 characters per byte, and a row per
20 bytes, since a few packed bytes may expand without limit and each row takes a tenth of a
millisecond. Any number of rows that fits the size of the file is allowed."""
MAX_CELL = 10_000_000
"""Maximum number of characters of one cell."""
N_DATE = len("20230501")
FRACTION = re.compile(r"\.[0-9]*[1-9]")
"""A longer number, or one with a fraction, is more precise than a day and is kept as metadata."""

VALUE = re.compile(r"\W*(?:[0-9][0-9\W]*(?:e[-+]?[0-9]+)?|nan|inf|true|false)", re.IGNORECASE)
"""A number, date, time or truth value: what a column of texts never holds alone."""

Row = tuple[str, Sequence[str]]  # label, cells


@dataclass(frozen=True, slots=True)
class Table:
    """A table as read from its format.

    Attributes
    ----------
    names : sequence of str
        The row of column names.
    rows : iterable of (str, sequence of str)
        The label and the cells of each row below it.
    day_zero : date
        Day 0 of serial dates.
    above : sequence of str
        The labels of the non-empty rows above the names.
    has_blanks : bool
        Whether a row without cells is blank space, as in a spreadsheet, and not a missing text.
    top : int
        Number of rows above the names.
    """

    names: Sequence[str]
    rows: Iterable[Row]
    day_zero: datetime.date = EXCEL_DAY_ZERO
    above: Sequence[str] = ()
    has_blanks: bool = True
    top: int = 0


def table_below(
    rows: Iterable[Sequence[str]],
    options: ReadOptions,
    sheet: str = "",
    day_zero: datetime.date = EXCEL_DAY_ZERO,
) -> Table:
    """Return the table whose column names are in one of the first rows.

    Parameters
    ----------
    rows : iterable of sequence of str
        All rows, numbered from 1; the rows below the first ones are read lazily with the table.
    options : ReadOptions
        The study's own names.
    sheet : str, optional
        Prefix of the labels.
    day_zero : date
        Day 0 of serial dates.
    """
    every = iter(rows)
    first = list(first_rows(every))
    check_columns(max(map(len, first[:HEADER_ROWS]), default=0))
    if (top := find_header(first, options)) is None:
        top = next(iter(full_rows(first)), 0)
    above = [f"{sheet}row {i + 1}" for i in range(top) if any(first[i])]
    below = enumerate(chain(first[top + 1 :], every), top + 2)
    labelled = ((f"{sheet}row {i}", row) for i, row in below)
    return Table(first[top] if first else [], labelled, day_zero, above, top=top)


@dataclass(slots=True)
class _Gathered:
    """The lines of all rows so far, and the facts known about them."""

    lines: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    blocks: list[int] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    other_names: list[Message] = field(default_factory=list)
    read: list[tuple[str, Sequence[str]]] = field(default_factory=list)
    """The column of the texts, and all columns, of each table."""
    size: int = 0
    n_cells: int = 0
    n_rows: int = 0
    block: int = 0

    def add(self, label: str, paragraphs: Sequence[Sequence[str]]) -> None:
        for lines in paragraphs:
            self.block += 1
            self.lines += lines
            self.labels += [label] * len(lines)
            self.blocks += [self.block] * len(lines)


def gather_speeches(
    tables: Sequence[Table], options: ReadOptions, content: Content, n_bytes: int
) -> Content:
    """Return the rows of tables as speeches.

    Parameters
    ----------
    tables : sequence of Table
        In order.
    options : ReadOptions
        Which column is the text, title, date and speaker.
    content : Content
        Encoding and warnings of the result.
    n_bytes : int
        Size of the file, which limits its cells and characters.

    Returns
    -------
    Content
        Each row with text is a speech. Its lines are one block, except that paragraphs that
        a cell itself separates, e.g. by ``<p>``, are blocks.

    Raises
    ------
    SourceError
        If no column is the text, no row has text, all texts are numbers or dates, or there are
        more cells than are read.
    """
    found = _Gathered()
    for table in tables:
        found.above += table.above
        _gather(found, table, options, n_bytes)
    if not found.lines:
        raise SourceError(Message("refused_no_rows"))
    _check_words(found)
    said = (*content.warnings, *found.other_names)
    n_above, n_empty = len(found.above), len(found.empty)
    if n_above:
        few = _first(found.above)
        said = (*said, Message("rows_above_header", {"count": n_above, "rows": few}))
    if n_empty:
        few = _first(found.empty)
        said = (*said, Message("rows_without_text", {"count": n_empty, "rows": few}))
    return replace(
        content,
        lines=tuple(found.lines),
        labels=tuple(found.labels),
        blocks=tuple(found.blocks),
        given=tuple(found.given),
        is_table=True,
        warnings=said,
    )


def _check_words(found: _Gathered) -> None:
    """Raise SourceError if all texts are numbers or dates: another column is the text."""
    if all(VALUE.fullmatch(line.strip()) for line in found.lines):
        column, names = found.read[0]
        others = Message("phrase_name_text", {"columns": shown_names(names)})
        values = {
            "column": column,
            "example": found.lines[0].strip()[:40],
            "advice": others if len(names) > 1 else "",
        }
        raise SourceError(Message("refused_numbers", values))


def _first(labels: Sequence[str]) -> str:
    return ", ".join(labels[:5]) + (", …" if len(labels) > 5 else "")


def _gather(found: _Gathered, table: Table, options: ReadOptions, n_bytes: int) -> None:
    check_columns(len(table.names))
    rows = iter(table.rows)
    first = list(islice(rows, SAMPLE_ROWS))
    positions = find_columns(table.names, options, [row for _, row in first])
    found.other_names += _other_names(table.names, positions, options)
    text_column = positions["text"]
    header = table.names[text_column]  # may be repeated further down
    names = unique_names(table.names)
    found.read.append((names[text_column], names))
    others = [(role, i) for role, i in positions.items() if i != text_column]
    rest = _Rest(table.names, names, positions)
    for label, row in chain(first, rows):
        found.n_rows += 1
        found.n_cells += len(names)
        check_rows(found.n_rows, n_bytes)
        check_cells(found.n_cells, n_bytes)
        found.size = check_size(found.size + check_cell(label, row), n_bytes)
        paragraphs = paragraphs_of(row[text_column]) if text_column < len(row) else []
        if not paragraphs or (row[text_column] == header and [*row] == [*table.names]):
            found.empty += [label] if any(row) or not table.has_blanks else []
            continue
        cells = {role: one_line(row[i]) for role, i in others if i < len(row)}
        metadata = rest.of(row)
        if date := date_of_number(cells.get("date", ""), table.day_zero):
            if len(cells["date"].removesuffix(".0")) > N_DATE or FRACTION.search(cells["date"]):
                metadata = (*metadata, (names[positions["date"]], cells["date"]))
            cells["date"] = date
        found.given.append(Given(len(found.lines) + 1, **cells, metadata=metadata))
        found.add(label, paragraphs)


def _other_names(
    header: Sequence[str], positions: Mapping[str, int], options: ReadOptions
) -> Iterator[Message]:
    """Yield the columns that were used instead of one that the study names."""
    for role, i in positions.items():
        wanted = options.columns.get(role)
        if isinstance(wanted, str) and not is_called(unique_names(header)[i], wanted):
            yield Message("other_column", {"role": role, "wanted": wanted, "column": header[i]})


class _Rest:
    """The columns without a role; a column without a name is included if it is filled."""

    def __init__(
        self, header: Sequence[str], names: Sequence[str], positions: Mapping[str, int]
    ) -> None:
        taken = {i for role, i in positions.items() if role != "date" or not _is_year(names[i])}
        free = [i for i in range(len(names)) if i not in taken]
        self.n_names = len(names)
        self.named = [(i, names[i]) for i in free if header[i].strip()]
        self.unnamed = [(i, names[i]) for i in free if not header[i].strip()]

    def of(self, row: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """Return name and cell of each column."""
        n_cells = len(row)
        pairs = [(name, row[i] if i < n_cells else "") for i, name in self.named]
        pairs += [(name, row[i]) for i, name in self.unnamed if i < n_cells and row[i]]
        if n_cells > self.n_names:
            pairs += self._beyond(row)
        return tuple(pairs)

    def _beyond(self, row: Sequence[str]) -> Iterator[tuple[str, str]]:
        cells = enumerate(row[self.n_names :], self.n_names + 1)
        return ((f"column {i}", cell) for i, cell in cells if cell)


def _is_year(name: str) -> bool:
    return name.casefold() in YEARS


def check_cells(n_cells: int, n_bytes: int) -> None:
    """Raise SourceError if a table has too many cells for the size of its file."""
    if n_cells > FREE_CELLS + n_bytes:
        raise SourceError(
            Message("refused_cells", {"allowed": FREE_CELLS + n_bytes, "n_bytes": n_bytes})
        )


def check_rows(n_rows: int, n_bytes: int) -> None:
    """Raise SourceError if the rows of a large table are too short to be texts."""
    allowed = FREE_ROWS + n_bytes // BYTES_PER_ROW
    if n_rows > allowed:
        raise SourceError(Message("refused_rows", {"allowed": allowed, "n_bytes": n_bytes}))


def check_size(n_chars: int, n_bytes: int) -> int:
    """Return a number of characters; raise SourceError if it is too large for the file size."""
    allowed = FREE_CHARS + CHARS_PER_BYTE * n_bytes
    if n_chars > allowed:
        raise SourceError(
            Message("refused_table_characters", {"allowed": allowed, "n_bytes": n_bytes})
        )
    return n_chars


def check_columns(n_columns: int) -> None:
    """Raise SourceError if a table has more columns than the limit."""
    if n_columns > MAX_COLUMNS:
        raise SourceError(Message("refused_columns", {"count": n_columns, "allowed": MAX_COLUMNS}))


def check_cell(label: str, row: Sequence[str]) -> int:
    """Return the number of characters of a row; raise SourceError if a cell has too many."""
    if max(map(len, row), default=0) > MAX_CELL:
        raise SourceError(Message("refused_cell", {"row": label, "allowed": MAX_CELL}))
    return sum(map(len, row))
