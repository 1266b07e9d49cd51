"""Signatures of texts, kept so that several readings fold and hash a text only once."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b

import numpy as np
import pyarrow as pa

from topics.corpus.evidence.similarity import BANDS, Hashes, band_hashes

__all__ = ["SCHEMA", "Signatures"]

SIZE = 16
"""Bytes of the hash of a text."""
SCHEMA = pa.schema(
    [
        pa.field("text", pa.binary(SIZE), nullable=False),
        pa.field("compared", pa.binary(SIZE), nullable=False),
        pa.field("bands", pa.binary(8 * BANDS), nullable=False),
    ]
)


class Signatures:
    """The bands of distinct texts, by a hash of the text.

    Parameters
    ----------
    table : pyarrow.RecordBatch, optional
        As `SCHEMA` says: hash of a text, hash of what is compared of it, and its bands.
    """

    def __init__(self, table: pa.RecordBatch | None = None) -> None:
        self.table = pa.RecordBatch.from_pylist([], SCHEMA) if table is None else table

    def of(
        self, texts: Iterable[str], fold: Callable[[str], str], numbers: array[int]
    ) -> tuple[Hashes, Signatures]:
        """Return the bands of each distinct text, and its signatures for the next reading.

        Parameters
        ----------
        texts : iterable of str
        fold : callable
            Returns what is compared of a text; empty if it is not compared.
        numbers : array of int
            The index of each text among the distinct ones is appended; -1 if it is not compared.

        Returns
        -------
        bands : uint64 array, shape (n_distinct, BANDS)
            In order of first occurrence.
        signatures : Signatures
        """
        keys, compared = (self.table.column(i).to_pylist() for i in range(2))
        rows = {key: row for row, key in enumerate(keys)}
        seen: dict[bytes, int] = {}
        firsts: list[tuple[bytes, int]] = []  # hash of each distinct text, its row here or -1

        def new() -> Iterator[str]:
            for text in texts:
                key = _hash(text)
                row = rows.get(key, -1)
                folded = fold(text) if row < 0 else ""
                if row < 0 and not folded:
                    numbers.append(-1)
                    continue
                digest = _hash(folded) if row < 0 else compared[row]
                is_new = digest not in seen
                numbers.append(seen.setdefault(digest, len(seen)))
                if is_new:
                    firsts.append((key, row))
                if is_new and row < 0:
                    yield folded

        made = band_hashes(new())
        found = np.array([row for _, row in firsts], np.int64)
        bands = np.empty((len(found), BANDS), np.uint64)
        bands[found < 0] = made
        bands[found >= 0] = _bands(self.table)[found[found >= 0]]
        hashes = [pa.array(h, pa.binary(SIZE)) for h in ([key for key, _ in firsts], list(seen))]
        cells = pa.py_buffer(bands.astype("<u8", copy=False))
        packed = pa.Array.from_buffers(SCHEMA[2].type, len(bands), [None, cells])
        return bands, Signatures(pa.RecordBatch.from_arrays([*hashes, packed], schema=SCHEMA))


def _hash(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=SIZE).digest()


def _bands(table: pa.RecordBatch) -> Hashes:
    column = table.column(2)
    if not len(column):
        return np.zeros((0, BANDS), np.uint64)
    start = 8 * BANDS * column.offset
    values = np.frombuffer(column.buffers()[1], "<u8", len(column) * BANDS, start)
    return values.reshape(-1, BANDS).astype(np.uint64, copy=False)
