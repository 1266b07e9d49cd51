"""Rows stored as Arrow columns: immutable sequences that create objects on access."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate, pairwise
from typing import Any, ClassVar, Generic, Self, TypeVar, overload

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from topics.corpus.rows import Paragraph, Repair, Speech
from topics.display.corpora import rows_view
from topics.display.view import shown

__all__ = ["METADATA", "Paragraphs", "Repairs", "Rows", "Speeches", "to_batch"]

METADATA = "meta_"
"""Prefix of the columns with a study's metadata."""

Row = TypeVar("Row")
ROWS_AT_ONCE = 1024
"""Number of rows converted to objects at a time; more would be only slightly faster."""
BATCHES_AT_ONCE = 64
"""Number of batches read together for a column: a corpus may have one per source."""

_NAME = pa.dictionary(pa.int8(), pa.string())  # few distinct values: sources, roles, rules
_TEXT, _INT = pa.string(), pa.int32()


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema([pa.field(name, kind, nullable=False) for name, kind in columns.items()])


@shown(rows_view)
class Rows(Sequence[Row], Generic[Row]):
    """A sequence of rows of one kind, stored as columns.

    It has a length and can be indexed, sliced, iterated and compared by value, also with a list
    or tuple of objects, so it has no hash. Slices and selections share the columns. Each access
    creates the objects anew: use `column` if you need one attribute of many rows.

    Parameters
    ----------
    batches : sequence of pyarrow.RecordBatch
        The columns, piece by piece, with the given `schema`.
    selection : range or int64 array, optional
        Which rows of the batches, in order; all by default.
    """

    kind: ClassVar[type]
    schema: ClassVar[pa.Schema]

    def __init__(
        self,
        batches: Sequence[pa.RecordBatch],
        selection: range | npt.NDArray[np.int64] | None = None,
    ) -> None:
        self._batches = tuple(batches)
        self._starts = list(accumulate((len(b) for b in self._batches), initial=0))
        self._selection = range(self._starts[-1]) if selection is None else selection

    def __len__(self) -> int:
        return len(self._selection)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Self: ...
    def __getitem__(self, index: int | slice) -> Row | Self:
        if isinstance(index, slice):
            return self._select(self._selection[index])
        number = int(self._selection[index])
        return next(self._select(range(number, number + 1)).__iter__())

    def __iter__(self) -> Iterator[Row]:
        for piece, part in self._parts():
            yield from self._objects(piece, part)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Rows):
            # Where the repairs of a block start in its piece is not a value of the block.
            names = [name for name in self.schema.names if name != "first_repair"]
            return (self.kind, len(self)) == (other.kind, len(other)) and all(
                self.column(name) == other.column(name) for name in names
            )
        if isinstance(other, tuple | list):
            return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def column(self, name: str) -> pa.ChunkedArray:
        """Return one attribute of every row, without creating objects.

        Parameters
        ----------
        name : str
            A name of ``schema``, such as ``"text"``.

        Returns
        -------
        pyarrow.ChunkedArray, shape (len(self),)
            ``to_pylist()`` and ``to_numpy()`` give Python and numpy values.
        """
        kind = self.schema.field(name).type
        at = self.schema.get_field_index(name)
        if (run := self._run()) is not None:
            parts = (part.column(at) for _, part in self._slices(run, None))
            if pa.types.is_dictionary(kind):
                kind, parts = kind.value_type, (part.dictionary_decode() for part in parts)
            return pa.chunked_array(list(parts), kind)
        found = [part for parts in self._gathered(at) for part in parts.chunks]
        return pa.chunked_array(found, kind.value_type if pa.types.is_dictionary(kind) else kind)

    def _gathered(self, at: int) -> Iterator[pa.ChunkedArray]:
        """Yield the selected values of a column, of some batches at a time."""
        numbers = np.asarray(self._selection, np.int64)
        starts = np.array(self._starts)
        groups = np.searchsorted(starts[:-1:BATCHES_AT_ONCE], numbers, side="right") - 1
        bounds = np.flatnonzero(np.diff(groups, prepend=-1, append=-1)).tolist()
        for low, high in pairwise(bounds):
            first = int(groups[low]) * BATCHES_AT_ONCE
            columns = [b.column(at) for b in self._batches[first : first + BATCHES_AT_ONCE]]
            if pa.types.is_dictionary(columns[0].type):
                columns = [column.dictionary_decode() for column in columns]
            whole = pa.chunked_array(columns)
            yield whole.take(pa.array(numbers[low:high] - starts[first]))

    def where(self, flags: Sequence[bool] | npt.NDArray[np.bool_]) -> Self:
        """Return the rows whose flag is true.

        Parameters
        ----------
        flags : bool array, shape (len(self),)
        """
        return self._select(np.asarray(self._selection, np.int64)[np.asarray(flags, bool)])

    def to_pandas(self, *names: str) -> pd.DataFrame:
        """Return some columns as a table; by default all columns of ``schema``."""
        columns = {}
        for name in names or self.schema.names:
            column = self.column(name)
            whole = pa.types.is_integer(column.type)
            columns[name] = column.to_numpy().astype(np.int64) if whole else column.to_pandas()
        return pd.DataFrame(columns)

    def _select(self, selection: range | npt.NDArray[np.int64]) -> Self:
        chosen = object.__new__(type(self))
        chosen.__dict__.update(self.__dict__)
        chosen._selection = selection
        return chosen

    def _parts(self, at_once: int | None = ROWS_AT_ONCE) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Yield the selected rows in order, of one batch at a time, with its number."""
        if (run := self._run()) is not None:
            yield from self._slices(run, at_once)
            return
        for piece, inside in self._chosen():
            size = at_once or len(inside)
            for first in range(0, len(inside), size):
                yield piece, self._batches[piece].take(pa.array(inside[first : first + size]))

    def _run(self) -> range | None:
        """Return the selected rows if they are consecutive."""
        chosen = self._selection
        return chosen if isinstance(chosen, range) and chosen.step == 1 else None

    def _chosen(self) -> Iterator[tuple[int, npt.NDArray[np.int64]]]:
        """Yield the number of each batch, and which of its rows are selected next."""
        numbers = np.asarray(self._selection, np.int64)
        starts = np.array(self._starts)
        pieces = np.searchsorted(starts, numbers, side="right") - 1
        bounds = np.flatnonzero(np.diff(pieces, prepend=-1, append=-1)).tolist()
        inside = numbers - starts[pieces]
        for first, end in pairwise(bounds):
            yield int(pieces[first]), inside[first:end]

    def _slices(self, numbers: range, at_once: int | None) -> Iterator[tuple[int, pa.RecordBatch]]:
        if not numbers:
            return
        first_piece = bisect_right(self._starts, numbers.start) - 1
        end_piece = bisect_left(self._starts, numbers.stop, lo=first_piece + 1)
        for piece in range(first_piece, end_piece):
            start, batch = self._starts[piece], self._batches[piece]
            first, stop = max(numbers.start - start, 0), min(numbers.stop - start, len(batch))
            size = at_once or max(stop - first, 1)
            for low in range(first, stop, size):
                yield piece, batch.slice(low, min(size, stop - low))

    def _objects(self, piece: int, part: pa.RecordBatch) -> Iterator[Row]:  # noqa: ARG002
        return map(self.kind, *map(_values, part.columns))


class Repairs(Rows[Repair]):
    """Repairs as columns."""

    kind = Repair
    schema = _schema(source=_NAME, line=_INT, column=_INT, rule=_NAME, before=_TEXT, after=_TEXT)


class Speeches(Rows[Speech]):
    """Speeches as columns."""

    kind = Speech
    schema = _schema(
        source=_NAME, speech=_INT, head=_TEXT, title=_TEXT, date=_TEXT, speaker=_TEXT,
        first_line=_INT, last_line=_INT, complete=pa.bool_(), cut=_TEXT, earliest=_TEXT,
        latest=_TEXT, date_clash=pa.bool_(), occasion=_TEXT, level=_TEXT, office=_TEXT,
        place=_TEXT, metadata=pa.map_(_TEXT, _TEXT), date_iso=_TEXT, date_precision=_TEXT,
        date_from=_TEXT,
    )  # fmt: skip

    def _objects(self, piece: int, part: pa.RecordBatch) -> Iterator[Speech]:  # noqa: ARG002
        columns = [_values(column) for column in part.columns]
        given = self.schema.get_field_index("metadata")
        columns[given] = [tuple(pairs) for pairs in columns[given]]
        return map(Speech, *columns)

    def metadata_names(self) -> list[str]:
        """Return the names of the study's metadata, in order of the first speech that has each."""
        keys = [chunk.keys for chunk in self.column("metadata").chunks]
        return list(pc.unique(pa.chunked_array(keys, _TEXT)).to_pylist())

    def to_pandas(self, *names: str) -> pd.DataFrame:
        """Return some columns as a table; by default all.

        The study's metadata become columns ``meta_<name>`` on the right.
        """
        table = super().to_pandas(*(names or (n for n in self.schema.names if n != "metadata")))
        if names:
            return table
        given = [dict(pairs) for pairs in self.column("metadata").to_pylist()]
        further = {
            f"{METADATA}{name}": [pairs.get(name, "") for pairs in given]
            for name in self.metadata_names()
        }
        return table.assign(**further)


class Paragraphs(Rows[Paragraph]):
    """Blocks as columns, with the repairs that belong to each.

    Parameters
    ----------
    batches, repairs : sequence of pyarrow.RecordBatch
        The blocks and the repairs of each piece, in the same order.
    """

    kind = Paragraph
    schema = _schema(
        source=_NAME, speech=_INT, paragraph=_INT, section=_TEXT, role=_NAME, heading=_TEXT,
        first_line=_INT, last_line=_INT, text=_TEXT, label=_TEXT, id=_TEXT, text_hash=_TEXT,
        column=_INT, speaker=_TEXT, first_repair=_INT, n_repairs=_INT,
    )  # fmt: skip

    def __init__(
        self, batches: Sequence[pa.RecordBatch], repairs: Sequence[pa.RecordBatch]
    ) -> None:
        super().__init__(batches)
        self._repairs = tuple(Repairs([batch]) for batch in repairs)

    def _objects(self, piece: int, part: pa.RecordBatch) -> Iterator[Paragraph]:
        *columns, firsts, counts = map(_values, part.columns)
        made = self._repairs[piece]
        for *values, first, n in zip(*columns, firsts, counts, strict=True):
            repairs = made[first : first + n] if n else ()
            yield Paragraph(*values, repairs)  # type: ignore[call-arg]


def _values(column: pa.Array) -> list[Any]:
    """Return Python values through numpy, which is several times faster than ``to_pylist``."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    is_map = pa.types.is_map(column.type)
    values = column if is_map else column.to_numpy(zero_copy_only=False)
    return list(values.to_pylist() if is_map else values.tolist())


@cache
def _empty(schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([], schema=schema)


def to_batch(schema: pa.Schema, columns: Sequence[Sequence[Any]]) -> pa.RecordBatch:
    """Return columns of Python values as one batch of a schema."""
    if not len(columns[0]):  # e.g. the repairs of most small files
        return _empty(schema)
    arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)
