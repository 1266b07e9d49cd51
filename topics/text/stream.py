"""A stream of texts in, chunks of their words out, cut by one thread or by several.

Chunks are made of the texts alone and come back in their order, so the words
do not depend on how many threads there were. Threads, not processes: what is
compiled lets go of Python's lock, and nothing need be started or sent.
"""

from __future__ import annotations

import os
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count

import numpy as np
import numpy.typing as npt

from topics.text.chunks import Cutter, RawChunk

__all__ = ["TokenChunk", "cut_stream"]

CHUNK = 1_000_000
"""Characters of a chunk, at least; a text is never parted."""


@dataclass(frozen=True, slots=True, eq=False)
class TokenChunk:
    """The words of some consecutive texts of a stream.

    Attributes
    ----------
    new_terms : tuple of str
        Terms first used in these texts, in order of first use: their numbers go
        on from those of the chunks before.
    new_tags : tuple of str
        Part-of-speech tag of each; empty where none were asked for.
    term_ids : int32 array, shape (n_tokens,)
        Number of each token's term in the stream.
    spans : int32 array, shape (n_tokens, 2)
        Start and end of each token's surface in its text.
    indptr : int64 array, shape (n_texts + 1,)
        Tokens of the chunk's text ``i`` are ``indptr[i]:indptr[i + 1]``.
    """

    new_terms: tuple[str, ...]
    new_tags: tuple[str, ...]
    term_ids: npt.NDArray[np.int32]
    spans: npt.NDArray[np.int32]
    indptr: npt.NDArray[np.int64]


def cut_stream(
    texts: Iterable[str], cutter: Cutter, n_jobs: int | None = None
) -> Iterator[TokenChunk]:
    """Cut a stream of texts, numbering terms by first use in the whole stream.

    Parameters
    ----------
    texts : iterable of str
        Texts as shown.
    cutter : Cutter
    n_jobs : int, optional
        Threads; by default as many as there are processors.

    Yields
    ------
    TokenChunk
        Consecutive texts, in order.
    """
    numbers: defaultdict[str, int] = defaultdict(count().__next__)  # a new term has the next
    for raw in _raw_chunks(_pieces(texts), cutter, n_jobs or _n_processors()):
        known = len(numbers)
        of_term = np.fromiter(map(numbers.__getitem__, raw.terms), np.int32, len(raw.terms))
        new = np.flatnonzero(of_term >= known).tolist()
        yield TokenChunk(
            new_terms=tuple(raw.terms[i] for i in new),
            new_tags=tuple(raw.tags[i] for i in new) if raw.tags else (),
            term_ids=of_term[raw.term_ids],
            spans=raw.spans,
            indptr=raw.indptr,
        )


def _pieces(texts: Iterable[str]) -> Iterator[list[str]]:
    """Yield consecutive texts with `CHUNK` characters together."""
    piece: list[str] = []
    n_chars = 0
    for text in texts:
        piece.append(text)
        n_chars += len(text)
        if n_chars >= CHUNK:
            yield piece
            piece, n_chars = [], 0
    if piece:
        yield piece


def _raw_chunks(pieces: Iterator[list[str]], cutter: Cutter, n_threads: int) -> Iterator[RawChunk]:
    """Yield the chunks of all pieces in order, with few of them under way at once."""
    under_way: deque[Future[RawChunk]] = deque()
    pool = ThreadPoolExecutor(n_threads)
    try:
        for piece in pieces:
            under_way.append(pool.submit(cutter, piece))
            if len(under_way) > n_threads:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _n_processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
