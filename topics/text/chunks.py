"""A chunk of texts in, its words as arrays out: what one process does with one piece of work.

Words are told apart by their characters' code points, not as Python strings:
looking each up in a dictionary would take as long as cutting it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.text.normalize import codes_of, normalize_all

__all__ = ["Cutter", "RawChunk"]

BATCH = 8_000
"""Characters cut at once: so few that their words stay in the processor's cache."""

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class RawChunk:
    """The words of some texts, numbered by first use among these texts alone.

    Attributes
    ----------
    terms, tags : str
        Distinct terms in order of first use, and their tags, a line each;
        ``tags`` is empty where none were asked for.
    term_ids : int32 array, shape (n_tokens,)
        Line in ``terms`` of each token.
    spans : int32 array, shape (n_tokens, 2)
        Start and end of each token's surface in its text.
    indptr : int64 array, shape (n_texts + 1,)
        Tokens of text ``i`` are ``indptr[i]:indptr[i + 1]``.
    """

    terms: str
    tags: str
    term_ids: npt.NDArray[np.int32]
    spans: npt.NDArray[np.int32]
    indptr: Ints


@dataclass(frozen=True, slots=True)
class Cutter:
    """A segmenter with the filter that its words pass.

    Attributes
    ----------
    cut : callable
        From a text to its words, which joined give the text.
    tag : callable or None
        From a text to the tag of each of its words.
    pos : tuple of str
        What a kept word's tag begins with.
    """

    cut: Callable[[str], list[str]]
    tag: Callable[[str], Mapping[str, str]] | None
    pos: tuple[str, ...]

    def __call__(self, texts: Sequence[str]) -> RawChunk:
        """Return the words of some texts."""
        counted, index = normalize_all(texts)
        starts, ends, tags = self._cut(counted)
        ids, first = _number(counted, starts, ends)
        begin, end = starts[first].tolist(), ends[first].tolist()
        terms = [counted[i:j] for i, j in zip(begin, end, strict=True)]
        kept = np.array([term.isalnum() or any(map(str.isalnum, term)) for term in terms], bool)
        tagged = [tags.get(term) or _plain_tag(term) for term in terms] if self.tag else []
        if self.tag:
            kept &= np.array([tag.startswith(self.pos) for tag in tagged], bool)
        here = kept[ids]
        starts, ends, ids = starts[here], ends[here], (np.cumsum(kept) - 1)[ids[here]]
        if index is not None:
            starts, ends = index[starts].astype(np.int64), index[ends - 1].astype(np.int64) + 1
        spans, indptr = _by_text(starts, ends, texts)
        return RawChunk(
            terms="\n".join(t for t, k in zip(terms, kept, strict=True) if k),
            tags="\n".join(t for t, k in zip(tagged, kept, strict=True) if k) if self.tag else "",
            term_ids=ids.astype(np.int32),
            spans=spans,
            indptr=indptr,
        )

    def _cut(self, counted: str) -> tuple[Ints, Ints, dict[str, str]]:
        """Return start and end of every word, and the tags of all where they are asked for."""
        lengths: list[npt.NDArray[np.int32]] = []
        tags: dict[str, str] = {}
        start = 0
        while start < len(counted):
            # No word has a blank within and none is read otherwise for one beside it.
            blank = counted.find(" ", start + BATCH)
            batch = counted[start : blank if blank >= 0 else None]
            words = self.cut(batch)
            lengths.append(np.fromiter(map(len, words), np.int32, len(words)))
            if self.tag:
                tags |= self.tag(batch)
            start += len(batch)
        joined = np.concatenate([np.zeros(0, np.int32), *lengths])
        ends = np.cumsum(joined, dtype=np.int64)
        return ends - joined, ends, tags


def _number(counted: str, starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """Return the number of each word by first use, and where each number stands first."""
    codes = codes_of(counted).astype(np.int64) + 1
    lengths = ends - starts
    # Up to three characters are told by their code points, 21 bits each.
    keys = codes[starts]
    for place in (1, 2):
        longer = np.flatnonzero(lengths > place)
        keys[longer] |= codes[starts[longer] + place] << 21 * place
    longer = np.flatnonzero(lengths > 3)
    seen: dict[str, int] = {}
    begin, end = starts[longer].tolist(), ends[longer].tolist()
    keys[longer] = [
        -1 - seen.setdefault(counted[i:j], len(seen)) for i, j in zip(begin, end, strict=True)
    ]
    ids, distinct = pd.factorize(keys)
    first = np.zeros(len(distinct), np.int64)
    first[ids[::-1]] = np.arange(len(ids) - 1, -1, -1)
    return ids, first


def _by_text(starts: Ints, ends: Ints, texts: Sequence[str]) -> tuple[npt.NDArray[np.int32], Ints]:
    """Return spans within each text, and how many stand before each text's end."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    opens = np.cumsum(lengths + 1) - lengths - 1
    indptr = np.append(np.searchsorted(starts, opens), len(starts)).astype(np.int64)
    offsets = np.repeat(opens, np.diff(indptr))
    return np.stack([starts - offsets, ends - offsets], axis=1).astype(np.int32), indptr


def _plain_tag(term: str) -> str:
    """Return the tag of a term that the tagger did not see as one word."""
    if not term.isascii():
        return "x"
    return "m" if not any(map(str.isalpha, term)) else "eng"
