"""The words of texts that were segmented before, so that only new texts are segmented.

The words of a text depend on the text, the segmenter and the lexicon alone, not on the texts
around it. Terms are numbered by first use in a corpus, so they are numbered anew each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from topics.corpus.pieces import read_batch, write_batch
from topics.text.segmentation.stream import TokenChunk

__all__ = ["KnownWords", "Words", "by_first_use", "text_key"]

SIZE = 16
_KEYS, _TERMS, _WORDS = (
    pa.schema([pa.field(name, kind, nullable=False) for name, kind in columns.items()])
    for columns in (
        {"text": pa.binary(SIZE), "n_words": pa.int32()},
        {"term": pa.string()},
        {"term": pa.int32(), "gap": pa.int32(), "length": pa.int32()},
    )
)


def text_key(text: str) -> bytes:
    """Return the hash under which the words of a text are stored."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=SIZE).digest()


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words of some texts, in order; attributes as in `topics.text.types.Tokens`."""

    terms: tuple[str, ...]
    term_ids: npt.NDArray[np.int32]
    spans: npt.NDArray[np.int32]
    indptr: npt.NDArray[np.int64]

    @classmethod
    def of(cls, chunks: Sequence[TokenChunk]) -> Words:
        """Return the words of consecutive chunks of a stream."""
        lengths = [np.diff(chunk.indptr) for chunk in chunks]
        return cls(
            terms=tuple(term for chunk in chunks for term in chunk.new_terms),
            term_ids=np.concatenate([np.zeros(0, np.int32), *(c.term_ids for c in chunks)]),
            spans=np.concatenate([np.zeros((0, 2), np.int32), *(c.spans for c in chunks)]),
            indptr=np.concatenate([np.zeros(1, np.int64), *lengths]).cumsum(),
        )


@dataclass(frozen=True, eq=False)
class KnownWords:
    """The words of texts, by the key of each.

    Attributes
    ----------
    keys : sequence of bytes
        `text_key` of each text.
    words : Words
        Their words.
    """

    keys: Sequence[bytes] = ()
    words: Words = Words.of([])  # noqa: RUF009

    @cached_property
    def rows(self) -> Mapping[bytes, int]:
        """The number of each text by its key."""
        return {key: row for row, key in enumerate(self.keys)}

    def joined(self, keys: Iterable[bytes], new: Words) -> Words:
        """Return the words of some texts, as if all of them were segmented together.

        Parameters
        ----------
        keys : iterable of bytes
            `text_key` of each text.
        new : Words
            The words of those that are not in ``rows``, in order.
        """
        known = self.words
        row = np.array([self.rows.get(key, -1) for key in keys], np.int64)
        number = {term: i for i, term in enumerate(known.terms)}
        renumbered = [number.setdefault(term, len(number)) for term in new.terms]
        every = np.array(renumbered, np.int32)[new.term_ids] if renumbered else new.term_ids
        is_new = row < 0
        starts, lengths = np.empty(len(row), np.int64), np.empty(len(row), np.int64)
        starts[~is_new] = known.indptr[row[~is_new]]
        lengths[~is_new] = np.diff(known.indptr)[row[~is_new]]
        starts[is_new] = new.indptr[:-1] + len(known.term_ids)
        lengths[is_new] = np.diff(new.indptr)
        indptr = np.concatenate([np.zeros(1, np.int64), lengths]).cumsum()
        taken = np.repeat(starts - indptr[:-1], lengths) + np.arange(indptr[-1])
        every = np.concatenate([known.term_ids, every])[taken]
        order, term_ids = by_first_use(len(number), every)
        names = list(number)
        terms = tuple(names[i] for i in order)
        return Words(terms, term_ids, np.concatenate([known.spans, new.spans])[taken], indptr)

    def to_bytes(self) -> bytes:
        """Return the words as Arrow IPC streams, one after the other."""
        flat = self.words.spans.ravel()
        steps = np.diff(flat, prepend=np.zeros(min(1, len(flat)), np.int32)).reshape(-1, 2)
        counts = np.diff(self.words.indptr).astype(np.int32)
        sink = pa.BufferOutputStream()
        for schema, columns in (
            (_KEYS, (self.keys, counts)),
            (_TERMS, (self.words.terms,)),
            (_WORDS, (self.words.term_ids, steps[:, 0], steps[:, 1])),
        ):
            arrays = [pa.array(c, field.type) for c, field in zip(columns, schema, strict=True)]
            write_batch(sink, pa.RecordBatch.from_arrays(arrays, schema=schema))
        return bytes(sink.getvalue())

    @classmethod
    def from_bytes(cls, data: bytes | pa.Buffer) -> KnownWords:
        """Return what `to_bytes` wrote.

        Raises
        ------
        CorpusError, ValueError, pyarrow.ArrowException, OSError
            If the bytes are damaged.
        """
        stream = pa.BufferReader(data)
        keys, terms, words = (read_batch(stream, schema) for schema in (_KEYS, _TERMS, _WORDS))
        term_ids, gaps, sizes = (column.to_numpy() for column in words.columns)
        spans = np.stack([gaps, sizes], axis=1).ravel().cumsum(dtype=np.int32).reshape(-1, 2)
        counts = keys.column(1).to_numpy()
        found = Words(
            terms=tuple(terms.column(0).to_pylist()),
            term_ids=term_ids,
            spans=spans,
            indptr=np.concatenate([np.zeros(1, np.int64), counts]).cumsum(),
        )
        is_sound = (
            (counts >= 0).all()
            and found.indptr[-1] == len(term_ids)
            and (spans >= 0).all()
            and ((term_ids >= 0) & (term_ids < len(found.terms))).all()
        )
        if not is_sound:
            raise ValueError("its columns do not fit together")
        return cls(keys.column(0).to_pylist(), found)


def by_first_use(
    n_terms: int, term_ids: npt.NDArray[np.int32]
) -> tuple[list[int], npt.NDArray[np.int32]]:
    """Return the numbers of the terms that are used, in order of first use, and the new ids."""
    first = np.full(n_terms, len(term_ids))
    first[term_ids[::-1]] = np.arange(len(term_ids))[::-1]  # the last assignment is the first use
    order = np.argsort(first, kind="stable")[: int((first < len(term_ids)).sum())]
    number = np.empty(n_terms, np.int32)
    number[order] = np.arange(len(order), dtype=np.int32)
    return order.tolist(), number[term_ids]
