"""What the readers of tables share: columns that have a role, and rows that become speeches."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest

from topics.corpus.reading.content import Content, Given, ReadOptions
from topics.corpus.reading.readers.archive import MAX_BYTES
from topics.corpus.reading.readers.common import split_lines
from topics.errors import SourceError, did_you_mean
from topics.messages import Message

__all__ = [
    "COLUMNS",
    "Row",
    "Table",
    "check_cells",
    "check_size",
    "find_columns",
    "gather_speeches",
]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "正文", "内容", "內容"),
    "title": ("title", "标题", "標題"),
    "date": ("date", "日期"),
    "speaker": ("speaker", "讲话人", "講話人", "作者"),
}
"""What a column may be called where the study does not say."""

MAX_COLUMNS = 1_000
MAX_CELLS = 10_000_000
"""Cells of one table, empty ones included: a few packed bytes may expand to any number."""

Row = tuple[str, Sequence[str]]  # label, cells
Table = tuple[Sequence[str], Iterable[Row]]  # names of columns, rows


def gather_speeches(tables: Sequence[Table], options: ReadOptions, content: Content) -> Content:
    """Gather the rows of tables; encoding and warnings are those of ``content``."""
    lines: list[str] = []
    labels: list[str] = []
    blocks: list[int] = []
    given: list[Given] = []
    empty: list[str] = []
    size = n_cells = 0
    for names, rows in tables:
        if len(names) > MAX_COLUMNS:
            raise SourceError(
                f"has {len(names):,} columns, above the {MAX_COLUMNS:,} that a table may have"
            )
        positions = find_columns(names, options)
        for label, row in rows:
            n_cells += len(names)
            check_cells(n_cells)
            cells = {role: row[i].strip() for role, i in positions.items() if i < len(row)}
            text = split_lines(cells.pop("text", ""))
            if not any(line.strip() for line in text):
                empty += [label] if any(row) else []
                continue
            size = check_size(size + sum(map(len, row)))
            rest = _metadata(names, row, positions.values())
            given.append(Given(len(lines) + 1, **cells, metadata=rest))
            lines += text
            labels += [label] * len(text)
            blocks += [len(given)] * len(text)
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
        blocks=tuple(blocks),
        given=tuple(given),
        is_table=True,
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


def find_columns(header: Sequence[str], options: ReadOptions) -> dict[str, int]:
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


def check_cells(n_cells: int) -> None:
    """Raise SourceError if a table has more cells than are read."""
    if n_cells > MAX_CELLS:
        raise SourceError(f"holds more than {MAX_CELLS:,} cells, the most of a table; split it")


def check_size(size: int) -> int:
    """Return a number of unpacked bytes; raise SourceError if there are more than are read."""
    if size > MAX_BYTES:
        raise SourceError(f"would unpack to more than {MAX_BYTES:,} bytes; split it")
    return size
