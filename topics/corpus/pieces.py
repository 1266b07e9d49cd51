"""Pieces: runs of whole speeches of one source, as Arrow tables.

A piece is the one form in which a part of a corpus is kept, sent to another process and cached:
its blocks, speeches and repairs as three tables. Never pickled: Arrow IPC reads back on any
machine and runs no code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import accumulate

import pyarrow as pa
import pyarrow.ipc as ipc

from topics.corpus.columns import Paragraphs, Repairs, Speeches, to_batch
from topics.corpus.rows import Paragraph, Repair, Speech
from topics.errors import CorpusError

__all__ = ["MAX_CHARS", "VERSION", "Piece", "cut"]

MAX_CHARS = 4_000_000
"""Characters of text that a piece does not pass, unless one speech alone is longer."""
VERSION = 2
"""Version of the schemas of a piece; a change of columns takes the next number."""
_KEY = b"topics.piece"


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Some whole speeches of one source, and the blocks between them.

    Attributes
    ----------
    blocks, speeches, repairs : pyarrow.RecordBatch
        Columns as `Paragraphs.schema`, `Speeches.schema` and `Repairs.schema` say. The repairs
        are in the order of the blocks; ``first_repair`` and ``n_repairs`` say which belong to a
        block.
    """

    blocks: pa.RecordBatch
    speeches: pa.RecordBatch
    repairs: pa.RecordBatch

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Piece):
            return NotImplemented
        return all(a.equals(b) for a, b in zip(self._tables(), other._tables(), strict=True))

    def __hash__(self) -> int:
        return hash(tuple(self.blocks.column("id").to_pylist()))

    @classmethod
    def from_rows(cls, blocks: Sequence[Paragraph], speeches: Sequence[Speech] = ()) -> Piece:
        """Return a piece that holds some blocks, their repairs, and speeches."""
        own = [name for name in Paragraphs.schema.names if name not in _COUNTED]
        counts = [len(block.repairs) for block in blocks]
        firsts = list(accumulate(counts, initial=0))[:-1]
        columns = [[getattr(block, name) for block in blocks] for name in own]
        made = [repair for block in blocks for repair in block.repairs]
        return cls(
            to_batch(Paragraphs.schema, [*columns, firsts, counts]),
            to_batch(Speeches.schema, _columns(speeches, Speech)),
            to_batch(Repairs.schema, _columns(made, Repair)),
        )

    @property
    def paragraphs(self) -> Paragraphs:
        """Every block of the piece, in order."""
        return Paragraphs([self.blocks], [self.repairs])

    def with_speeches(self, speeches: Sequence[Speech]) -> Piece:
        """Return the piece with other rows for its speeches."""
        found = to_batch(Speeches.schema, _columns(speeches, Speech))
        return Piece(self.blocks, found, self.repairs)

    def to_ipc(self) -> bytes:
        """Return the piece as three Arrow IPC streams, one after the other."""
        sink = pa.BufferOutputStream()
        for table in self._tables():
            marked = table.replace_schema_metadata({_KEY: str(VERSION).encode()})
            with ipc.new_stream(sink, marked.schema) as writer:
                writer.write_batch(marked)
        return bytes(sink.getvalue())

    @classmethod
    def from_ipc(cls, data: bytes) -> Piece:
        """Return the piece that `to_ipc` wrote.

        Raises
        ------
        CorpusError
            If the bytes are damaged, or of another version.
        """
        stream = pa.BufferReader(data)
        try:
            return cls(*(_read(stream, kind.schema) for kind in (Paragraphs, Speeches, Repairs)))
        except (pa.ArrowException, OSError, StopIteration) as exc:
            raise CorpusError(
                f"A piece of a corpus is damaged ({exc}); delete it and read the seeds again."
            ) from exc

    def _tables(self) -> tuple[pa.RecordBatch, pa.RecordBatch, pa.RecordBatch]:
        return self.blocks, self.speeches, self.repairs


_COUNTED = ("first_repair", "n_repairs")


def _columns(rows: Sequence[object], kind: type) -> list[list[object]]:
    return [[getattr(row, field.name) for row in rows] for field in fields(kind)]


def _read(stream: pa.BufferReader, schema: pa.Schema) -> pa.RecordBatch:
    with ipc.open_stream(stream) as reader:
        found = reader.schema
        seen = (found.metadata or {}).get(_KEY, b"none").decode("utf-8", "replace")
        if seen != str(VERSION) or not found.equals(schema):
            raise CorpusError(
                f"A piece of a corpus has schema version {seen}; this version of topics reads"
                f" version {VERSION}. Read the seeds again."
            )
        batch = reader.read_next_batch()
        batch.validate(full=True)
        for _ in reader:
            raise CorpusError("A piece of a corpus holds more than one batch of a table.")
    return batch.replace_schema_metadata(None)


def cut(
    speeches: Iterable[tuple[Sequence[Paragraph], Sequence[Speech]]], max_chars: int = MAX_CHARS
) -> Iterator[Piece]:
    """Yield pieces of whole speeches; where they are cut depends on the texts alone.

    Parameters
    ----------
    speeches : iterable of (blocks, speeches)
        The blocks of one speech at a time, with the speech, in order.
    max_chars : int
        A piece is closed before it passes so many characters of text.
    """
    blocks: list[Paragraph] = []
    rows: list[Speech] = []
    size = 0
    for own, speech in speeches:
        n_chars = sum(len(block.text) for block in own)
        if blocks and size + n_chars > max_chars:
            yield Piece.from_rows(blocks, rows)
            blocks, rows, size = [], [], 0
        blocks += own
        rows += speech
        size += n_chars
    if blocks:
        yield Piece.from_rows(blocks, rows)
