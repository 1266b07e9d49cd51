"""Interning: each distinct word of a stream gets an id, by order of first use.

Words are compared by their code points. Making a Python string of every token and looking it up
in a dictionary would take longer than segmentation itself.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from topics.caches import compiled
from topics.text.normalize import Codes, text_of

__all__ = ["Interner", "locate_words"]

Ints = npt.NDArray[np.int64]


class _Words(NamedTuple):
    """The words known so far, with spare capacity.

    Attributes
    ----------
    slots : int32 array, shape (2 ** k,)
        A hash table in open addressing with linear probing: a word's id, -1 where free.
    keys : uint64 array
        Hash of each word.
    ends : int64 array
        End of each word's code points; they start where those of the word before end.
    codes : uint32 array
        The words' code points, one word after the other.
    """

    slots: npt.NDArray[np.int32]
    keys: npt.NDArray[np.uint64]
    ends: Ints
    codes: Codes


class Interner:
    """Assigns ids to the words of a stream, from 0 in order of first use."""

    def __init__(self) -> None:
        empty = np.full(2, -1, np.int32), np.zeros(1, np.uint64), np.zeros(1, np.int64)
        self._words = _Words(*empty, np.zeros(1, np.uint32))
        self._n = 0

    def intern(
        self, codes: Codes, lengths: npt.NDArray[np.int32]
    ) -> tuple[npt.NDArray[np.int32], list[str]]:
        """Return the id of each word of a text, and the words that were new.

        Parameters
        ----------
        codes : uint32 array, shape (n,)
            The text's code points.
        lengths : int32 array, shape (n_words,)
            Lengths of its words; together ``n``.
        """
        known = self._n
        ids, self._n, self._words = _intern(codes, lengths, known, self._words)
        ends = self._words.ends[known : self._n].tolist()
        start = int(self._words.ends[known - 1]) if known else 0
        new = text_of(self._words.codes[start : ends[-1]]) if ends else ""
        bounds = pairwise([0, *(end - start for end in ends)])
        return ids, [new[i:j] for i, j in bounds]


_compiled = compiled()


@_compiled
def _intern(codes: Any, lengths: Any, n: int, words: _Words) -> Any:
    """Return the id of each word, the number of words known afterwards, and these words."""
    slots, keys, ends, known = words
    ids = np.empty(len(lengths), np.int32)
    start = 0
    for w in range(len(lengths)):
        size = lengths[w]
        key = _key(codes, start, size)
        slot = np.int64(key & np.uint64(len(slots) - 1))
        while slots[slot] >= 0:
            i = slots[slot]
            begin = ends[i - 1] if i else 0
            if (
                keys[i] == key
                and ends[i] - begin == size
                and _same(known, begin, codes, start, size)
            ):
                break
            slot = (slot + 1) & (len(slots) - 1)
        if slots[slot] < 0:
            if n == len(keys):
                keys, ends = _longer(keys, 2 * n), _longer(ends, 2 * n)
            end = (ends[n - 1] if n else 0) + size
            if end > len(known):
                known = _longer(known, 2 * end)
            for k in range(size):
                known[end - size + k] = codes[start + k]
            slots[slot], keys[n], ends[n] = n, key, end
            n += 1
            if 2 * n > len(slots):
                slots = _rehash(keys, n, 4 * len(slots))
            ids[w] = n - 1
        else:
            ids[w] = slots[slot]
        start += size
    return ids, n, _Words(slots, keys, ends, known)


@_compiled
def _key(codes: Any, start: int, size: int) -> Any:
    """Return a word's hash: FNV-1a over its code points (Fowler, Noll and Vo), mixed again."""
    key = np.uint64(0xCBF29CE484222325)
    for k in range(size):
        key = (key ^ np.uint64(codes[start + k])) * np.uint64(0x100000001B3)
    return key ^ (key >> np.uint64(29))


@_compiled
def _same(known: Any, begin: int, codes: Any, start: int, size: int) -> bool:
    k = 0
    while k < size and known[begin + k] == codes[start + k]:
        k += 1
    return k == size


@_compiled
def _longer(array: Any, size: int) -> Any:
    # Loops, here and below: Numba takes seconds to compile the assignment of a slice, because of
    # its error message with both shapes.
    longer = np.empty(size, array.dtype)
    for i in range(len(array)):
        longer[i] = array[i]
    return longer


@_compiled
def _rehash(keys: Any, n: int, size: int) -> Any:
    """Return a hash table of the first ``n`` distinct words."""
    slots = np.empty(size, np.int32)
    for k in range(size):
        slots[k] = -1
    for i in range(n):
        slot = np.int64(keys[i] & np.uint64(size - 1))
        while slots[slot] >= 0:
            slot = (slot + 1) & (size - 1)
        slots[slot] = i
    return slots


@_compiled
def locate_words(
    ids: Any, lengths: Any, term_of: Any, text_ends: Any, index: Any
) -> tuple[Any, Any, Any]:
    """Return the words that are kept, with their positions.

    Parameters
    ----------
    ids : int32 array, shape (n_words,)
        What `Interner.intern` returns.
    lengths, text_ends, index : arrays
        See `topics.text.segmentation.tokenizer.TokenizedTexts`.
    term_of : int64 array
        Term id of each word; -1 for words that are not kept.

    Returns
    -------
    term_ids : int32 array, shape (n_tokens,)
        Term of each token.
    spans : int32 array, shape (n_tokens, 2)
        Start and end in the text as shown.
    indptr : int64 array, shape (n_texts + 1,)
        Tokens of text ``i`` are ``indptr[i]:indptr[i + 1]``.
    """
    n_kept = 0
    for w in range(len(ids)):
        n_kept += term_of[ids[w]] >= 0
    term_ids, spans = np.empty(n_kept, np.int32), np.empty((n_kept, 2), np.int32)
    indptr = np.empty(len(text_ends) + 1, np.int64)
    indptr[0] = 0
    n = text = text_start = start = 0
    for w in range(len(ids)):
        end = start + lengths[w]
        if term_of[ids[w]] >= 0:
            first, last = (index[start], index[end - 1]) if len(index) else (start, end - 1)
            while first >= text_ends[text]:
                text_start = text_ends[text]
                text += 1
                indptr[text] = n
            term_ids[n] = term_of[ids[w]]
            spans[n, 0], spans[n, 1] = first - text_start, last + 1 - text_start
            n += 1
        start = end
    for rest in range(text + 1, len(indptr)):
        indptr[rest] = n
    return term_ids, spans, indptr
