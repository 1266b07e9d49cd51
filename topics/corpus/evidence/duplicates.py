"""Paragraphs that repeat an earlier one, word for word or nearly, and the speeches they make up.

Texts are compared by their shingles, every run of `SHINGLE` characters [1]_.
MinHash signatures cut into bands [2]_ propose the pairs worth a look, and the
exact Jaccard similarity of the shingles decides. What compilers change from
copy to copy does not count: punctuation, white space, script, digits, numerals
and the masks that replace them.

References
----------
.. [1] Broder (1997), "On the resemblance and containment of documents",
   doi:10.1109/SEQUEN.1997.666900
.. [2] Leskovec, Rajaraman, Ullman (2020), "Mining of Massive Datasets", 3rd ed.,
   chapter 3, doi:10.1017/9781108684163
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import rensa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from topics.corpus.script import simplified
from topics.corpus.types import Duplicate, Paragraph, SimilarSpeech

__all__ = ["find_duplicates", "similar_speeches"]

MIN_CHARS = 20
"""Paragraphs with fewer letters (谢谢大家！) are formulaic and may occur in every speech."""
SHINGLE = 3
"""Characters of a shingle: about two words."""
THRESHOLD = 0.7
"""Jaccard similarity from which a paragraph repeats another.

A changed character spoils three shingles at most, so a copy of n characters with e of them
changed keeps a similarity of at least (n - 2 - 3e) / (n - 2 + 3e): 0.71 or more for one in twenty,
however they fall. (Shingles of five at 0.5 promise as much, but let a third of a paragraph be
another text: in 67 reports of seventy years they linked formulas down to a similarity of 0.1.)
"""
SPEECH_SHARE = 0.5
"""Share of a speech's compared characters from which it repeats an earlier speech."""

BANDS, ROWS = 32, 4
"""A pair of similarity s is proposed with probability 1 - (1 - s**4)**32: 0.9998 at 0.7."""
SEED = 1
NEIGHBOURS = 16
"""A band proposes a paragraph with the first that shares it and with so many before it at most."""
UNLIKELY = 0.5
"""Five standard errors below the threshold: no pair that signatures put there needs a look."""
LONGEST_SEARCHED = 20_000
"""Characters in which the longest match is looked for; the time grows as their square."""
CHUNK = 10_000
"""Texts or pairs in memory at once."""

MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
"""Odd, with its bits well spread: 2**64 over the golden ratio."""

_VARYING = frozenset("〇零一二三四五六七八九十百千万亿某x×✕*_□○")
_Hashes = npt.NDArray[np.uint64]
_Pairs = npt.NDArray[np.int64]


def find_duplicates(paragraphs: Iterable[Paragraph]) -> tuple[Duplicate, ...]:
    """Return the running-text paragraphs that repeat an earlier one, in order.

    Paragraphs that are linked by such pairs form a group, and all point to the
    first of their group; at the end of a long chain of small edits
    ``similarity`` may therefore be below the threshold. ``matched`` is the
    longest run of compared characters that both hold, as the later has it.

    Parameters
    ----------
    paragraphs : iterable of Paragraph
        All blocks, in corpus order.
    """
    blocks: list[Paragraph] = []
    ids: list[int] = []  # which distinct text each block has
    distinct: dict[str, int] = {}
    for block in paragraphs:
        if block.role == "body" and len(folded := _fold(block.text)) >= MIN_CHARS:
            blocks.append(block)
            ids.append(distinct.setdefault(folded, len(distinct)))
    texts = list(distinct)
    shingles = [hashes for chunk in _chunks(texts) for hashes in _shingle(chunk)]
    group = _groups(shingles)
    first: dict[int, int] = {}
    found: list[Duplicate] = []
    for i, (block, text) in enumerate(zip(blocks, ids, strict=True)):
        origin = first.setdefault(group[text], i)
        if origin == i:
            continue
        earlier, same = blocks[origin], ids[origin] == text
        found.append(
            Duplicate(
                *(block.source, block.paragraph, earlier.source, earlier.paragraph),
                similarity=1.0 if same else _jaccard(shingles[text], shingles[ids[origin]]),
                matched=block.text if same else _matched(block.text, texts[ids[origin]]),
            )
        )
    return tuple(found)


def similar_speeches(
    paragraphs: Iterable[Paragraph], duplicates: Iterable[Duplicate]
) -> tuple[SimilarSpeech, ...]:
    """Return the speeches that are mostly in an earlier one, in order.

    Each points to the earlier speech that holds most of it, the first where
    several hold as much.

    Parameters
    ----------
    paragraphs : iterable of Paragraph
        All blocks, in corpus order.
    duplicates : iterable of Duplicate
        What `find_duplicates` found in them.

    Returns
    -------
    tuple of SimilarSpeech
        ``share`` is that of the characters in running text long enough to be
        compared.
    """
    group = {(d.source, d.paragraph): (d.of_source, d.of_paragraph) for d in duplicates}
    holders_of: dict[tuple[str, int], dict[tuple[str, int], None]] = defaultdict(dict)
    sizes: dict[tuple[str, int], int] = defaultdict(int)
    held: dict[tuple[str, int], dict[tuple[str, int], int]] = {}
    for block in paragraphs:
        if block.role != "body" or not block.speech or not _is_compared(block.text):
            continue
        key, speech = (block.source, block.paragraph), (block.source, block.speech)
        sizes[speech] += len(block.text)
        shared = held.setdefault(speech, defaultdict(int))
        holders = holders_of[group.get(key, key)]
        for earlier in holders:
            if earlier != speech:
                shared[earlier] += len(block.text)
        holders[speech] = None
    order = {speech: i for i, speech in enumerate(held)}
    found = []
    for speech, shared in held.items():
        best = min(shared, key=lambda e: (-shared[e], order[e]), default=None)
        if best is not None and shared[best] >= SPEECH_SHARE * sizes[speech]:
            found.append(SimilarSpeech(*speech, *best, share=shared[best] / sizes[speech]))
    return tuple(found)


class _Folding(dict[int, str]):
    """What is compared of each character, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKC", simplified(chr(code))).lower()
        signs = ("0" if c.isdigit() or c in _VARYING else c for c in plain)
        self[code] = "".join(c for c in signs if c.isalnum())
        return self[code]


_FOLDING = _Folding()


def _fold(text: str) -> str:
    """Return what is compared: letters alone, simplified; numbers and masks as one ``0``."""
    return re.sub("00+", "0", text.translate(_FOLDING))


def _is_compared(text: str) -> bool:
    """Whether a text is long enough; most are by their beginning."""
    return any(len(_fold(part)) >= MIN_CHARS for part in (text[: 4 * MIN_CHARS], text))


def _chunks(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    return (texts[i : i + CHUNK] for i in range(0, len(texts), CHUNK))


def _shingle(texts: Sequence[str]) -> list[_Hashes]:
    """Return the hashes of each text's shingles, sorted, each once.

    Two shingles with one hash are as rare as one in 2**64.
    """
    codes = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32)
    n_windows = len(codes) - SHINGLE + 1
    hashes = _polynomial([codes[i : i + n_windows] for i in range(SHINGLE)])
    ends = np.cumsum([len(text) for text in texts]) - SHINGLE + 1
    return [
        _distinct(hashes[end - len(text) + SHINGLE - 1 : end])
        for text, end in zip(texts, ends, strict=True)
    ]


def _distinct(hashes: _Hashes) -> _Hashes:
    """Return hashes sorted, each once (``np.unique`` goes by a table that is slow for these)."""
    hashes = np.sort(hashes)
    return hashes[np.append(hashes[:-1] != hashes[1:], True)] if len(hashes) else hashes


def _polynomial(columns: Iterable[npt.NDArray[Any]]) -> _Hashes:
    """Return one hash for each row of some columns of whole numbers."""
    hashes: _Hashes = np.zeros(1, np.uint64)
    for column in columns:
        hashes = hashes * MULTIPLIER + column.astype(np.uint64)
    return hashes ^ (hashes >> np.uint64(32))


def _groups(shingles: Sequence[_Hashes]) -> list[int]:
    """Return the number of each text's group: texts that pairs of similar ones link."""
    n = len(shingles)
    if n == 0:
        return []
    pairs = [
        (a, b)
        for a, b in _candidates(_signatures(shingles)).tolist()
        if _jaccard(shingles[a], shingles[b]) >= THRESHOLD
    ]
    rows, columns = np.array(pairs, np.int64).reshape(-1, 2).T
    links = coo_array((np.ones(len(rows), bool), (rows, columns)), shape=(n, n))
    _, labels = connected_components(links, directed=False)
    return [int(label) for label in labels]


def _signatures(shingles: Sequence[_Hashes]) -> npt.NDArray[np.uint32]:
    """Return MinHash signatures, shape (n_texts, BANDS * ROWS)."""
    parts = []
    for i in range(0, len(shingles), CHUNK):
        part = shingles[i : i + CHUNK]
        offsets = np.cumsum([0, *map(len, part)]).astype(np.uint64)
        matrix = rensa.RMinHash.digest_matrix_from_flat_token_hashes(
            np.concatenate(part), offsets, BANDS * ROWS, SEED
        )
        parts.append(np.array(matrix.to_rows(), np.uint32))
    return np.concatenate(parts)


def _candidates(signatures: npt.NDArray[np.uint32]) -> _Pairs:
    """Return pairs of texts that share a band, shape (n_pairs, 2), each once, in order."""
    n = len(signatures)
    proposed: _Hashes = np.zeros(0, np.uint64)
    for band in range(BANDS):
        bucket = _polynomial(signatures[:, band * ROWS : (band + 1) * ROWS].T)
        order = np.argsort(bucket, kind="stable").astype(np.uint64)
        bucket = np.sort(bucket)
        opens = np.append(True, bucket[1:] != bucket[:-1])
        first = np.maximum.accumulate(np.where(opens, np.arange(n), 0))[~opens]
        found = [proposed, order[first] * np.uint64(n) + order[~opens]]
        for step in range(1, NEIGHBOURS + 1):
            same = bucket[step:] == bucket[:-step]
            if not same.any():
                break
            found.append(order[:-step][same] * np.uint64(n) + order[step:][same])
        proposed = _distinct(np.concatenate(found))
    pairs = np.column_stack(np.divmod(proposed.astype(np.int64), n))
    likely = [
        (signatures[chunk[:, 0]] == signatures[chunk[:, 1]]).mean(axis=1) >= UNLIKELY
        for chunk in (pairs[i : i + CHUNK] for i in range(0, len(pairs), CHUNK))
    ]
    return pairs[np.concatenate(likely)] if likely else pairs


def _jaccard(a: _Hashes, b: _Hashes) -> float:
    """Return the Jaccard similarity of two sets given as sorted arrays."""
    both = len(np.intersect1d(a, b, assume_unique=True))
    return both / (len(a) + len(b) - both)


def _matched(text: str, earlier: str) -> str:
    """Return the longest part of ``text`` that occurs, folded, in the folded ``earlier``.

    Of a text that is longer than any paragraph only the beginning is searched.
    """
    signs, bounds = _signs(text[:LONGEST_SEARCHED])
    earlier = earlier[: 2 * LONGEST_SEARCHED]
    longest = end = 0
    # Only a longer match is of interest, so the window grows and never shrinks: one search of
    # `earlier`, at the speed of C, for each sign.
    for stop in range(1, len(signs) + 1):
        if signs[stop - longest - 1 : stop] in earlier:
            longest, end = longest + 1, stop
    return text[bounds[end - longest] : bounds[end]]


def _signs(text: str) -> tuple[str, list[int]]:
    """Return a folded text and its bounds: sign ``i`` is ``text[bounds[i] : bounds[i + 1]]``."""
    signs: list[str] = []
    bounds: list[int] = []
    for i, char in enumerate(text):
        for sign in _FOLDING[ord(char)]:
            if sign != "0" or signs[-1:] != ["0"]:
                signs.append(sign)
                bounds.append(i)
    return "".join(signs), [0, *bounds[1:], len(text)]
