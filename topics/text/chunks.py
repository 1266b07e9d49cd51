"""A chunk of texts in, its words as arrays out.

Words are told apart by their characters' code points, not as Python strings:
looking each up in a dictionary would take longer than cutting it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from topics.text.normalize import codes_of, normalize_all
from topics.text.segmenters import Segmenter

__all__ = ["Cutter", "RawChunk"]

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class RawChunk:
    """The words of some texts, numbered by first use among these texts alone.

    Attributes
    ----------
    terms, tags : list of str
        Distinct terms in order of first use, and their tags; ``tags`` is empty
        where none were asked for.
    term_ids : int32 array, shape (n_tokens,)
        Place in ``terms`` of each token.
    spans : int32 array, shape (n_tokens, 2)
        Start and end of each token's surface in its text.
    indptr : int64 array, shape (n_texts + 1,)
        Tokens of text ``i`` are ``indptr[i]:indptr[i + 1]``.
    """

    terms: list[str]
    tags: list[str]
    term_ids: npt.NDArray[np.int32]
    spans: npt.NDArray[np.int32]
    indptr: Ints


@dataclass(frozen=True, slots=True)
class Cutter:
    """A segmenter with the filter that its words pass.

    Attributes
    ----------
    cut : Segmenter
    tag : callable or None
        From a text to the tag of each of its words.
    pos : tuple of str
        What a kept word's tag begins with.
    """

    cut: Segmenter
    tag: Callable[[str], Mapping[str, str]] | None
    pos: tuple[str, ...]

    def __call__(self, texts: Sequence[str]) -> RawChunk:
        """Return the words of some texts."""
        counted, index = normalize_all(texts)
        lengths = self.cut(counted)
        ids, starts, ends = _number(codes_of(counted), lengths)
        terms = [counted[i:j] for i, j in zip(starts.tolist(), ends.tolist(), strict=True)]
        kept = [term.isalnum() or any(map(str.isalnum, term)) for term in terms]
        tags = []
        if self.tag:
            known = self.tag(counted)
            tags = [known.get(term) or _plain_tag(term) for term in terms]
            kept = [k and tag.startswith(self.pos) for k, tag in zip(kept, tags, strict=True)]
        closes = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + 1)
        number = np.where(kept, np.cumsum(kept) - 1, -1)
        own_place = np.zeros(0, np.int32)
        places = _place(ids, lengths, number, closes, own_place if index is None else index)
        return RawChunk(list(compress(terms, kept)), list(compress(tags, kept)), *places)


_compiled = numba.njit(cache=True, nogil=True)


@_compiled
def _number(codes: Any, lengths: Any) -> tuple[Any, Any, Any]:
    """Return the number of each word by first use, and where each number first stands."""
    ids = np.empty(len(lengths), np.int32)
    starts, ends = np.empty(len(lengths), np.int64), np.empty(len(lengths), np.int64)
    keys = np.empty(len(lengths), np.uint64)
    table = np.full(1 << 12, -1, np.int32)
    n = start = 0
    for w in range(len(lengths)):
        end = start + lengths[w]
        key = _key(codes[start:end])
        slot = np.int64(key & np.uint64(len(table) - 1))
        while table[slot] >= 0:
            known = table[slot]
            size = ends[known] - starts[known]
            if (
                keys[known] == key
                and size == lengths[w]
                and _same(codes, starts[known], start, size)
            ):
                break
            slot = (slot + 1) & (len(table) - 1)
        if table[slot] < 0:
            table[slot], keys[n], starts[n], ends[n] = n, key, start, end
            n += 1
        ids[w] = table[slot]
        if 2 * n > len(table):
            table = _enter(keys[:n], 4 * len(table))
        start = end
    return ids, starts[:n].copy(), ends[:n].copy()


@_compiled
def _key(codes: Any) -> Any:
    """Return a word's hash: FNV-1a over its code points (Fowler, Noll and Vo), mixed once more."""
    key = np.uint64(0xCBF29CE484222325)
    for code in codes:
        key = (key ^ np.uint64(code)) * np.uint64(0x100000001B3)
    return key ^ (key >> np.uint64(29))


@_compiled
def _same(codes: Any, one: int, other: int, size: int) -> bool:
    k = 0
    while k < size and codes[one + k] == codes[other + k]:
        k += 1
    return k == size


@_compiled
def _enter(keys: Any, size: int) -> Any:
    """Return a hash table with a place for each of the words, which are all different."""
    table = np.full(size, -1, np.int32)
    for i in range(len(keys)):
        slot = np.int64(keys[i] & np.uint64(size - 1))
        while table[slot] >= 0:
            slot = (slot + 1) & (size - 1)
        table[slot] = i
    return table


@_compiled
def _place(ids: Any, lengths: Any, number: Any, closes: Any, index: Any) -> tuple[Any, Any, Any]:
    """Return the new number of each word that has one, its span in its text, and texts' ends."""
    n_kept = 0
    for w in range(len(ids)):
        n_kept += number[ids[w]] >= 0
    term_ids, spans = np.empty(n_kept, np.int32), np.empty((n_kept, 2), np.int32)
    indptr = np.zeros(len(closes) + 1, np.int64)
    n = text = opens = start = 0
    for w in range(len(ids)):
        end = start + lengths[w]
        if number[ids[w]] >= 0:
            first, last = (index[start], index[end - 1]) if len(index) else (start, end - 1)
            while first >= closes[text]:
                opens = closes[text]
                text += 1
                indptr[text] = n
            term_ids[n] = number[ids[w]]
            spans[n, 0], spans[n, 1] = first - opens, last + 1 - opens
            n += 1
        start = end
    indptr[text + 1 :] = n
    return term_ids, spans, indptr


def _plain_tag(term: str) -> str:
    """Return the tag of a term that the tagger did not see as one word."""
    if not term.isascii():
        return "x"
    return "m" if not any(map(str.isalpha, term)) else "eng"
