"""Results of an earlier reading of each source, so that the same bytes are not read again.

Only results that depend on a single source are kept: its pieces, its masks, and the evidence on its
speeches from its text, its name and its rows of ``metadata.csv``. Results that depend on other
sources, such as duplicates, are computed again.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import accumulate, groupby, pairwise
from operator import attrgetter
from typing import Any, TypeVar

import pyarrow as pa

from topics.corpus.columns import Paragraphs, Repairs, Speeches, to_batch
from topics.corpus.packing import Packer, Shared, Span
from topics.corpus.pieces import Piece, read_batch, write_batch
from topics.corpus.rows import ROLES, Bound, Mask, Source
from topics.messages import Message, message_from
from topics.parsing import load_json

__all__ = ["Reading", "Readings", "key_of"]

Row = TypeVar("Row", Bound, Mask)


def key_of(suffix: str, sha256: str) -> str:
    """Return the key of a reading: the suffix and the hash of the bytes of a file."""
    return f"{suffix} {sha256}"


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of reading one source.

    Attributes
    ----------
    source : Source
    key : str
        See `key_of`.
    copy : int
        Index of the source among those with the same bytes, from 1.
    is_table : bool
    evidence : str
        Fingerprint of the evidence on its speeches besides its text.
    warnings : tuple of Message
        The warnings of its reader.
    bounds : tuple of Bound
    masks : tuple of Mask
    """

    source: Source
    key: str
    copy: int
    is_table: bool
    evidence: str
    warnings: tuple[Message, ...]
    bounds: tuple[Bound, ...] = ()
    masks: tuple[Mask, ...] = ()

    def named(self, name: str, copy: int) -> Reading:
        """Return the reading of a source with the same bytes and another name."""
        return replace(
            self,
            source=replace(self.source, name=name),
            copy=copy,
            bounds=tuple(replace(bound, source=name) for bound in self.bounds),
            masks=tuple(replace(mask, source=name) for mask in self.masks),
        )


class Readings:
    """The readings of some sources.

    Parameters
    ----------
    readings : sequence of Reading
        In order of source.
    shared : sequence of Shared
        The columns of all of them, in order.
    n_pieces : sequence of int
        Number of pieces of each source.
    signatures : pyarrow.RecordBatch, optional
        Of the texts that were compared; see `topics.corpus.evidence.signatures`.
    """

    def __init__(
        self,
        readings: Sequence[Reading] = (),
        shared: Sequence[Shared] = (),
        n_pieces: Sequence[int] = (),
        signatures: pa.RecordBatch | None = None,
    ) -> None:
        self.signatures = signatures
        self._readings, self._shared, self._n_pieces = readings, shared, n_pieces
        ends = [0, *accumulate(n_pieces)]
        self._pieces = [slice(start, end) for start, end in pairwise(ends)]
        self._spans = list(_spans(shared))
        if (len(self._pieces), ends[-1]) != (len(readings), len(self._spans)):
            raise ValueError("the pieces are not those of the sources")
        self._by_name = {(r.key, r.source.name): i for i, r in enumerate(readings)}
        self._by_key = {r.key: i for i, r in reversed([*enumerate(readings)])}

    @property
    def keys(self) -> Collection[str]:
        """The keys of the sources that need not be read again."""
        return self._by_key.keys()

    def kept(self, key: str, name: str, copy: int, packer: Packer) -> Reading:
        """Return the reading of a source, and add its pieces to a packer.

        Parameters
        ----------
        key : str
            One of `keys`.
        name : str
            The name of the source now.
        copy : int
            The new index of the source among those with the same bytes.
        packer : Packer
        """
        index = self._by_name.get((key, name), self._by_key[key])
        reading = self._readings[index]
        is_same = (reading.source.name, reading.copy) == (name, copy)
        pieces = []
        for span in self._spans[self._pieces[index]]:
            if not is_same:
                rows = Piece.joined([span.rows]).renamed(name, copy)
                span = Span(Shared(rows, [span.size], span.described), (0, 0, 0), span.size)
            pieces.append(span)
        packer.keep(pieces)
        return reading if is_same else reading.named(name, copy)

    def to_bytes(self) -> bytes:
        """Return the readings as Arrow IPC streams, one after the other."""
        sink = pa.BufferOutputStream()
        write_batch(sink, to_batch(_SOURCES, _columns(map(_cells, self._readings, self._n_pieces))))
        for kind, schema in _FOUND.items():
            name, values = kind.__name__.lower(), attrgetter(*schema.names[1:])
            rows = (
                (i, *values(row))
                for i, reading in enumerate(self._readings)
                for row in getattr(reading, f"{name}s")
            )
            write_batch(sink, to_batch(schema, _columns(rows)))
        write_batch(sink, to_batch(_ENDS, _columns(_end_cells(self._shared))))
        for shared in self._shared:
            sink.write(shared.rows.to_ipc())
            write_batch(sink, shared.described)
        write_batch(sink, self.signatures)
        return bytes(sink.getvalue())

    @classmethod
    def from_bytes(cls, data: bytes | pa.Buffer, signatures: pa.Schema) -> Readings:
        """Return the readings that `to_bytes` wrote, with signatures of the given schema.

        Raises
        ------
        CorpusError, ValueError, pyarrow.ArrowException, OSError
            If the bytes are damaged.
        """
        stream = pa.BufferReader(data)
        sources = read_batch(stream, _SOURCES).to_pylist()
        bounds = _by_owner(read_batch(stream, _FOUND[Bound]), Bound, sources)
        masks = _by_owner(read_batch(stream, _FOUND[Mask]), Mask, sources)
        ends = read_batch(stream, _ENDS).to_pylist()
        shared = []
        for _, cells in groupby(ends, lambda row: row["shared"]):
            tables = (read_batch(stream, kind.schema) for kind in (Paragraphs, Speeches, Repairs))
            rows = Piece(*tables)
            described = read_batch(stream, Speeches.schema)
            found = Shared(rows, [(c["block"], c["speech"], c["repair"]) for c in cells], described)
            _check(found)
            shared.append(found)
        readings = [
            Reading(
                Source(**{name: row[name] for name in _SOURCE}),
                **{name: row[name] for name in _OWN},
                warnings=_warnings(row["warnings"]),
                bounds=tuple(bounds.get(i, ())),
                masks=tuple(masks.get(i, ())),
            )
            for i, row in enumerate(sources)
        ]
        made = read_batch(stream, signatures)
        return cls(readings, shared, [row["n_pieces"] for row in sources], made)


_TEXT, _INT = pa.string(), pa.int32()
_SOURCE = tuple(f.name for f in fields(Source))
_OWN = ("key", "copy", "is_table", "evidence")


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema([pa.field(name, kind, nullable=False) for name, kind in columns.items()])


_SOURCES = _schema(
    name=_TEXT, sha256=_TEXT, encoding=_TEXT, encoding_confidence=pa.float64(), n_bytes=pa.int64(),
    n_lines=_INT, reader=_TEXT, key=_TEXT, copy=_INT, is_table=pa.bool_(), evidence=_TEXT,
    warnings=_TEXT, n_pieces=_INT,
)  # fmt: skip
_FOUND: Mapping[type[Any], pa.Schema] = {
    Bound: _schema(
        owner=_INT, speech=_INT, line=_INT, words=_TEXT, event=_TEXT, kind=_TEXT, date=_TEXT
    ),
    Mask: _schema(owner=_INT, line=_INT, column=_INT, kind=_TEXT, text=_TEXT),
}
_ENDS = _schema(shared=_INT, block=_INT, speech=_INT, repair=_INT)


def _columns(rows: Iterable[tuple[Any, ...]]) -> list[Sequence[Any]]:
    return list(zip(*rows, strict=True)) or [()]


def _cells(reading: Reading, n_pieces: int) -> tuple[Any, ...]:
    warnings = json.dumps([message.to_dict() for message in reading.warnings], ensure_ascii=False)
    source = (getattr(reading.source, name) for name in _SOURCE)
    own = (getattr(reading, name) for name in _OWN)
    return (*source, *own, warnings, n_pieces)


def _warnings(text: str) -> tuple[Message, ...]:
    return tuple(map(message_from, load_json(text, "cache"))) if text != "[]" else ()


def _end_cells(every: Sequence[Shared]) -> Iterator[tuple[int, ...]]:
    return ((i, *end) for i, shared in enumerate(every) for end in shared.ends)


def _spans(every: Iterable[Shared]) -> Iterator[Span]:
    for shared in every:
        for start, end in pairwise([(0, 0, 0), *shared.ends]):
            yield Span(shared, start, end)


def _by_owner(
    table: pa.RecordBatch, kind: type[Row], sources: Sequence[Mapping[str, Any]]
) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in table.to_pylist():
        owner = row.pop("owner")
        found.setdefault(owner, []).append(kind(source=sources[owner]["name"], **row))
    return found


def _check(shared: Shared) -> None:
    """Raise ValueError unless the columns are consistent, so that later use cannot fail."""
    rows, described = shared.rows, shared.described
    blocks, speeches, repairs = rows.blocks, rows.speeches, rows.repairs
    sizes = (len(blocks), len(speeches), len(repairs))
    steps = pairwise([(0, 0, 0), *shared.ends])
    if (
        shared.ends[-1] != sizes
        or any(a > b for start, end in steps for a, b in zip(start, end, strict=True))
        or described is None
        or len(described) != len(speeches)
        or sum(blocks.column("n_repairs").to_pylist()) != len(repairs)
        or not set(blocks.column("role").dictionary.to_pylist()) <= {*ROLES}
    ):
        raise ValueError("its columns do not fit together")
