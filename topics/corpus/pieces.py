"""Pieces: runs of whole speeches of one source, as Arrow tables.

A piece is the only form in which a part of a corpus is stored, sent to another process and cached:
its blocks, speeches and repairs as three tables. It is never pickled. Arrow IPC can be read on any
machine and runs no code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import accumulate
from operator import attrgetter
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.ipc as ipc

from topics.corpus.columns import Paragraphs, Repairs, Speeches, to_batch
from topics.corpus.identity import with_copy
from topics.corpus.rows import Paragraph, Repair, Speech
from topics.errors import CorpusError

__all__ = ["VERSION", "Counts", "Piece", "concatenated", "read_batch", "write_batch"]

VERSION = 3
"""Version of the schemas of a piece; increment it when the columns change."""
_KEY = b"topics.piece"


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Some complete speeches of one source, and the blocks between them.

    Attributes
    ----------
    blocks, speeches, repairs : pyarrow.RecordBatch
        Columns of `Paragraphs.schema`, `Speeches.schema` and `Repairs.schema`. The repairs
        are in the order of the blocks; ``first_repair`` and ``n_repairs`` say which belong to a
        block.
    """

    blocks: pa.RecordBatch
    speeches: pa.RecordBatch
    repairs: pa.RecordBatch

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Piece):
            return NotImplemented
        return (
            self.paragraphs == other.paragraphs
            and Speeches([self.speeches]) == Speeches([other.speeches])
            and Repairs([self.repairs]) == Repairs([other.repairs])
        )

    def __hash__(self) -> int:
        return hash(tuple(self.blocks.column("id").to_pylist()))

    @classmethod
    def from_rows(cls, blocks: Sequence[Paragraph], speeches: Sequence[Speech] = ()) -> Piece:
        """Return a piece that contains some blocks, their repairs, and speeches."""
        counts = [len(block.repairs) for block in blocks]
        firsts = list(accumulate(counts, initial=0))[:-1]
        made = [repair for block in blocks for repair in block.repairs]
        return cls(
            to_batch(Paragraphs.schema, [*_columns(blocks, _BLOCK), firsts, counts]),
            to_batch(Speeches.schema, _columns(speeches, _SPEECH)),
            to_batch(Repairs.schema, _columns(made, _REPAIR)),
        )

    @classmethod
    def joined(cls, parts: Sequence[Piece]) -> Piece:
        """Return a piece with the rows of several parts, each with its own repairs."""
        if len(parts) == 1:
            return parts[0]._numbered()
        tables = zip(*(part._tables() for part in parts), strict=True)
        return cls(*map(concatenated, tables))._numbered()

    def slice(self, start: Counts, end: Counts) -> Piece:
        """Return a piece of some of the rows, sharing the columns.

        Parameters
        ----------
        start, end : (int, int, int)
            The first block, speech and repair, and the ones after the last.
        """
        part = self.part(start, end)
        return part._numbered() if start[2] and end[2] > start[2] else part

    def part(self, start: Counts, end: Counts) -> Piece:
        """Return rows as `slice` does, for `joined`: repairs start where they do in the whole."""
        parts = zip(self._tables(), start, end, strict=True)
        return Piece(*(table.slice(a, b - a) for table, a, b in parts))

    def _numbered(self) -> Piece:
        """Return the piece with the number of the first repair of each block."""
        counts = self.blocks.column("n_repairs").to_numpy()
        firsts = pa.array(np.cumsum(counts) - counts, pa.int32())
        return Piece(_replaced(self.blocks, "first_repair", firsts), self.speeches, self.repairs)

    def renamed(self, source: str, copy: int) -> Piece:
        """Return the piece for a source with the same bytes and another name.

        Parameters
        ----------
        source : str
        copy : int
            Index of the source among those with the same bytes, for the ids of its blocks.
        """
        ids = [with_copy(name, copy) for name in self.blocks.column("id").to_pylist()]
        blocks, *others = (
            _replaced(table, "source", pa.array([source] * len(table), table.schema[0].type))
            for table in self._tables()
        )
        return Piece(_replaced(blocks, "id", pa.array(ids, pa.string())), *others)

    @property
    def paragraphs(self) -> Paragraphs:
        """Every block of the piece, in order."""
        return Paragraphs([self.blocks], [self.repairs])

    def with_speeches(self, speeches: Sequence[Speech]) -> Piece:
        """Return the piece with other rows for its speeches."""
        found = to_batch(Speeches.schema, _columns(speeches, _SPEECH))
        return Piece(self.blocks, found, self.repairs)

    def to_ipc(self) -> bytes:
        """Return the piece as three Arrow IPC streams, one after the other."""
        sink = pa.BufferOutputStream()
        for table in self._tables():
            write_batch(sink, table)
        return bytes(sink.getvalue())

    @classmethod
    def from_ipc(cls, data: bytes) -> Piece:
        """Return the piece that `to_ipc` wrote.

        Raises
        ------
        CorpusError
            If the bytes are damaged, or have another version.
        """
        stream = pa.BufferReader(data)
        try:
            kinds = (Paragraphs, Speeches, Repairs)
            return cls(*(read_batch(stream, kind.schema) for kind in kinds))
        except (pa.ArrowException, OSError) as exc:
            raise CorpusError(
                f"A piece of a corpus is damaged ({exc}); delete it and read the seeds again."
            ) from exc

    def _tables(self) -> tuple[pa.RecordBatch, pa.RecordBatch, pa.RecordBatch]:
        return self.blocks, self.speeches, self.repairs


Counts = tuple[int, int, int]
"""Numbers of blocks, speeches and repairs."""
_BLOCK = attrgetter(*Paragraphs.schema.names[:-2])
_SPEECH, _REPAIR = (attrgetter(*(f.name for f in fields(kind))) for kind in (Speech, Repair))


def _columns(rows: Sequence[object], values: attrgetter[tuple[Any, ...]]) -> list[Sequence[Any]]:
    return list(zip(*map(values, rows), strict=True)) or [()]


def _replaced(table: pa.RecordBatch, name: str, values: pa.Array) -> pa.RecordBatch:
    at = table.schema.get_field_index(name)
    return table.set_column(at, table.schema.field(at), values)


def concatenated(tables: Sequence[pa.RecordBatch]) -> pa.RecordBatch:
    """Return the rows of several tables, with only the names that occur in them.

    A slice has all names of its table; those of many slices would not fit into a byte.
    """
    columns = []
    for at, field in enumerate(tables[0].schema):
        parts = [table.column(at) for table in tables]
        is_names = pa.types.is_dictionary(field.type)
        whole = pa.concat_arrays([p.dictionary_decode() for p in parts] if is_names else parts)
        columns.append(whole.dictionary_encode().cast(field.type) if is_names else whole)
    return pa.RecordBatch.from_arrays(columns, schema=tables[0].schema)


def write_batch(sink: pa.NativeFile, table: pa.RecordBatch) -> None:
    """Write a table as an Arrow IPC stream, with the version of the schemas."""
    marked = table.replace_schema_metadata({_KEY: str(VERSION).encode()})
    with ipc.new_stream(sink, marked.schema) as writer:
        writer.write_batch(marked)


def read_batch(stream: pa.NativeFile, schema: pa.Schema) -> pa.RecordBatch:
    """Read the next table that `write_batch` wrote.

    Raises
    ------
    CorpusError
        If it has another version, other columns, or not one batch.
    pyarrow.ArrowException, OSError
        If the bytes are damaged.
    """
    with ipc.open_stream(stream) as reader:
        found = reader.schema
        seen = (found.metadata or {}).get(_KEY, b"none").decode("utf-8", "replace")
        if seen != str(VERSION) or not found.equals(schema):
            raise CorpusError(
                f"A piece of a corpus has schema version {seen}; this version of topics reads"
                f" version {VERSION}. Read the seeds again."
            )
        batch = next(reader, None)
        if batch is None:
            raise CorpusError("A piece of a corpus contains no batch of a table.")
        batch.validate(full=True)
        for _ in reader:
            raise CorpusError("A piece of a corpus contains more than one batch of a table.")
    return batch.replace_schema_metadata(None)
