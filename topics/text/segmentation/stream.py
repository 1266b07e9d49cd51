"""A stream of texts in, chunks of their words out, cut by one thread or by several.

Chunks are made of the texts alone and come back in their order, so the words
do not depend on how many threads there were. Threads, not processes: what is
compiled lets go of Python's lock, and nothing need be started or sent.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from topics.errors import CorpusError
from topics.text.segmentation.interning import Numbers, place_words
from topics.text.segmentation.tokenizer import CutPiece, Cutter

__all__ = ["TokenChunk", "cut_stream"]

CHUNK = 200_000
"""Characters of a chunk, at least; a text is never parted. Larger chunks leave the processor's
cache and ask the system for memory again and again; smaller ones pay for their Python."""


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

    Raises
    ------
    CorpusError
        If a text is no string.
    """
    numbers = Numbers()
    n_kept = 0
    number = np.zeros(0, np.int64)  # of each word among those kept, -1 for all others
    for piece in _cut_all(_pieces(texts), cutter, n_jobs or _n_processors()):
        ids, words = numbers.of(piece.codes, piece.lengths)
        tags = [cutter.tag_if_kept(word, piece.tags) for word in words]
        new = [(word, tag) for word, tag in zip(words, tags, strict=True) if tag is not None]
        if words:
            is_kept = np.array([tag is not None for tag in tags])
            number = np.append(number, np.where(is_kept, np.cumsum(is_kept) - 1 + n_kept, -1))
            n_kept += len(new)
        places = place_words(ids, piece.lengths, number, piece.closes, piece.index)
        yield TokenChunk(
            tuple(word for word, _ in new),
            tuple(tag for _, tag in new) if cutter.tag else (),
            *places,
        )


def _pieces(texts: Iterable[str]) -> Iterator[list[str]]:
    """Yield consecutive texts with `CHUNK` characters together."""
    piece: list[str] = []
    n_chars = 0
    for number, text in enumerate(texts, 1):
        if not isinstance(text, str):
            raise CorpusError(
                f"Text {number} of the stream is {type(text).__name__}, not a string. Leave out"
                ' what has no text, or give "".'
            )
        piece.append(text)
        n_chars += len(text)
        if n_chars >= CHUNK:
            yield piece
            piece, n_chars = [], 0
    if piece:
        yield piece


def _cut_all(pieces: Iterator[list[str]], cutter: Cutter, n_threads: int) -> Iterator[CutPiece]:
    """Yield the pieces in order, cut, with few of them under way at once."""
    if n_threads == 1:
        yield from map(cutter, pieces)
        return
    under_way: deque[Future[CutPiece]] = deque()
    pool = ThreadPoolExecutor(n_threads)
    try:
        for piece in pieces:
            under_way.append(pool.submit(cutter, piece))
            if len(under_way) > 2 * n_threads:
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
