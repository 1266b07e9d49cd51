"""Similar texts: texts that repeat an earlier one which is not itself a repetition.

Texts are compared by their shingles, every run of `SHINGLE` characters [1]_. MinHash
signatures cut into bands [2]_ propose the pairs to compare, and the exact Jaccard
similarity of the shingles decides.

References
----------
.. [1] Broder (1997), "On the resemblance and containment of documents",
   doi:10.1109/SEQUEN.1997.666900
.. [2] Leskovec, Rajaraman, Ullman (2020), "Mining of Massive Datasets", 3rd ed.,
   chapter 3, doi:10.1017/9781108684163
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import rensa

__all__ = [
    "SHINGLE",
    "THRESHOLD",
    "Hashes",
    "band_hashes",
    "first_similar",
    "jaccard",
    "shared_buckets",
    "shingle",
]

SHINGLE = 3
"""Characters of a shingle: about two words."""
THRESHOLD = 0.7
"""Jaccard similarity from which a paragraph repeats another.

A changed character spoils three shingles at most, so a copy of n characters with e of them
changed keeps a similarity of at least (n - 2 - 3e) / (n - 2 + 3e): 0.71 or more for one in twenty,
wherever they are. (Shingles of five at 0.5 guarantee as much, but allow a third of a paragraph to
be another text: in 67 reports of seventy years they linked formulas down to a similarity of 0.1.)
"""

BANDS, ROWS = 32, 4
"""A pair of similarity s is proposed with probability 1 - (1 - s**4)**32: 0.9998 at 0.7."""
SEED = 1
MOST_PROPOSED = 20_000
"""Maximum number of kept texts proposed for one text, smallest buckets first; bounds the time."""
SKETCH = 2048
"""Bits of a sketch: each is the parity of the shingles that are hashed to it."""
MOST_DIFFERENT = (1 - THRESHOLD) / (1 + THRESHOLD)
"""Largest share of the shingles of two similar texts that only one of the two contains."""
CHUNK = 10_000
"""Maximum number of texts in memory."""

MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
"""Odd, with evenly spread bits: 2**64 over the golden ratio."""

_HALVES = [
    (np.uint64(1), np.uint64(0x5555555555555555)),
    (np.uint64(2), np.uint64(0x3333333333333333)),
    (np.uint64(4), np.uint64(0x0F0F0F0F0F0F0F0F)),
]
Hashes = npt.NDArray[np.uint64]
_Rows = npt.NDArray[np.int64]
_T = TypeVar("_T", np.uint64, np.int64)


def shingle(texts: Sequence[str]) -> list[Hashes]:
    """Return the hashes of each text's shingles, sorted, each once.

    Two shingles collide with probability 2**-64.

    Parameters
    ----------
    texts : sequence of str
        Each of at least `SHINGLE` characters.
    """
    return [hashes for chunk in _chunks(texts) for hashes in _shingle(chunk)]


def band_hashes(texts: Iterable[str]) -> Hashes:
    """Return a hash of each band of each text's signature, shape (n_texts, BANDS).

    Parameters
    ----------
    texts : iterable of str
        Each of at least `SHINGLE` characters; not more than `CHUNK` are in memory at once.
    """
    every = iter(texts)
    parts = [np.zeros((0, BANDS), np.uint64)]
    while chunk := list(islice(every, CHUNK)):
        signatures = _signatures(_shingle(chunk))
        bands = signatures.reshape(len(chunk), BANDS, ROWS)
        parts.append(_polynomial([bands[:, :, row] for row in range(ROWS)]))
    return np.concatenate(parts)


def first_similar(buckets: _Rows, shingles: Sequence[Hashes]) -> list[int]:
    """Return for each text the first kept text that it repeats, or itself if it is kept.

    A text is kept if its similarity to every earlier text that was kept is below `THRESHOLD`.

    Parameters
    ----------
    buckets : int64 array, shape (n_texts, BANDS)
        From `shared_buckets`: only texts that share a bucket are compared.
    shingles : sequence of ndarray of uint64
        Result of `shingle`.
    """
    kept = list(range(len(shingles)))
    sketches = _sketches(shingles)
    sizes = np.array([len(hashes) for hashes in shingles])
    holders: dict[int, array[int]] = defaultdict(lambda: array("q"))
    for text in kept[:]:
        own = [bucket for bucket in buckets[text].tolist() if bucket >= 0]
        near = _proposed([holders[bucket] for bucket in own if bucket in holders])
        # The number of differing bits is at most the number of shingles in only one of the two
        # texts, so no similar text is lost here, and few others remain to be compared.
        n_bits = _n_ones(sketches[near] ^ sketches[text])
        near = near[n_bits <= MOST_DIFFERENT * (sizes[near] + sizes[text]) + 1e-6]
        for earlier in near.tolist():
            if jaccard(shingles[earlier], shingles[text]) >= THRESHOLD:
                kept[text] = earlier
                break
        if kept[text] == text:
            for bucket in own:
                holders[bucket].append(text)
    return kept


def jaccard(a: Hashes, b: Hashes) -> float:
    """Return the Jaccard similarity of two sets given as sorted arrays."""
    both = len(np.intersect1d(a, b, assume_unique=True))
    return both / (len(a) + len(b) - both)


def _chunks(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    return (texts[i : i + CHUNK] for i in range(0, len(texts), CHUNK))


def _distinct(values: npt.NDArray[_T]) -> npt.NDArray[_T]:
    """Return values sorted, each once (``np.unique`` is slow for hashes)."""
    values = np.sort(values)
    return values[np.append(values[:-1] != values[1:], True)] if len(values) else values


def _polynomial(columns: Iterable[npt.NDArray[Any]]) -> Hashes:
    """Return one hash for each row of some integer columns."""
    hashes: Hashes = np.zeros(1, np.uint64)
    for column in columns:
        hashes = hashes * MULTIPLIER + column.astype(np.uint64)
    return hashes ^ (hashes >> np.uint64(32))


def _signatures(shingles: Sequence[Hashes]) -> npt.NDArray[np.uint32]:
    """Return MinHash signatures, shape (n_texts, BANDS * ROWS)."""
    offsets = np.cumsum([0, *map(len, shingles)]).astype(np.uint64)
    matrix = rensa.RMinHash.digest_matrix_from_flat_token_hashes(
        np.concatenate(shingles), offsets, BANDS * ROWS, SEED
    )
    return np.array(matrix.to_rows(), np.uint32)


def shared_buckets(bands: Hashes) -> _Rows:
    """Return the bucket of each text in each band, shape (n_texts, BANDS); -1 if it is alone.

    Parameters
    ----------
    bands : uint64 array, shape (n_texts, BANDS)
        From `band_hashes`.
    """
    found = np.full(bands.shape, -1)
    for band in range(BANDS):
        bucket = bands[:, band]
        order = np.argsort(bucket, kind="stable")
        bucket = bucket[order]
        opens = np.append(True, bucket[1:] != bucket[:-1])
        is_shared = ~opens | np.append(~opens[1:], False)
        first = np.maximum.accumulate(np.where(opens, np.arange(len(bucket)), 0))
        found[order[is_shared], band] = (band * len(bucket) + first)[is_shared]
    return found


def _sketches(shingles: Sequence[Hashes]) -> Hashes:
    """Return sketches of texts, shape (n_texts, SKETCH / 64)."""
    sketches = np.zeros((len(shingles), SKETCH // 64), np.uint64)
    for sketch, hashes in zip(sketches, shingles, strict=True):
        bits = np.bincount((hashes % np.uint64(SKETCH)).astype(np.intp), minlength=SKETCH)
        sketch[:] = np.packbits((bits & 1).astype(np.uint8)).view(np.uint64)
    return sketches


def _n_ones(bits: Hashes) -> npt.NDArray[np.int64]:
    """Return the number of ones in each row (``np.bitwise_count`` needs NumPy 2)."""
    for shift, mask in _HALVES:
        bits = (bits & mask) + ((bits >> shift) & mask)
    ones: npt.NDArray[np.int64] = (bits % np.uint64(255)).sum(axis=1, dtype=np.int64)
    return ones


def _proposed(holders: Sequence[array[int]]) -> _Rows:
    """Return the texts in some buckets, in order, each once; smallest buckets first if too many."""
    chosen: list[npt.NDArray[np.int64]] = [np.zeros(0, np.int64)]
    n_chosen = 0
    for bucket in sorted(holders, key=len):
        n_chosen += len(bucket)
        if n_chosen > MOST_PROPOSED and len(chosen) > 1:
            break
        chosen.append(np.frombuffer(bucket, np.int64)[:MOST_PROPOSED])
    return _distinct(np.concatenate(chosen))


def _shingle(texts: Sequence[str]) -> list[Hashes]:
    codes = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32)
    n_windows = len(codes) - SHINGLE + 1
    hashes = _polynomial([codes[i : i + n_windows] for i in range(SHINGLE)])
    ends = np.cumsum([len(text) for text in texts]) - SHINGLE + 1
    return [
        _distinct(hashes[end - len(text) + SHINGLE - 1 : end])
        for text, end in zip(texts, ends, strict=True)
    ]
