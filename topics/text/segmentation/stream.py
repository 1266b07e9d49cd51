"""Segment a stream of texts into chunks of words, with one thread or several.

Chunks depend on the texts alone and come back in order, so the words do not depend on the number
of threads. Threads, not processes: compiled code releases Python's lock, and nothing needs to be
started or sent.
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
from topics.text.segmentation.interning import Interner, locate_words
from topics.text.segmentation.tokenizer import TokenizedTexts, Tokenizer

__all__ = ["TokenChunk", "tokenize_stream"]

CHUNK = 200_000
"""Minimum number of characters in a chunk; a text is never split. Larger chunks exceed the
processor's cache and allocate memory again and again; in smaller ones Python's overhead shows."""


@dataclass(frozen=True, slots=True, eq=False)
class TokenChunk:
    """The words of some consecutive texts of a stream.

    Attributes
    ----------
    new_terms : tuple of str
        Terms first used in these texts, in order of first use: their ids continue
        those of the chunks before.
    new_tags : tuple of str
        Part-of-speech tag of each; empty where no tags were asked for.
    term_ids : int32 array, shape (n_tokens,)
        Id of each token's term in the stream.
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


def tokenize_stream(
    texts: Iterable[str], tokenizer: Tokenizer, n_jobs: int | None = None
) -> Iterator[TokenChunk]:
    """Segment a stream of texts; terms get their ids by first use in the whole stream.

    Parameters
    ----------
    texts : iterable of str
        Texts as shown.
    tokenizer : Tokenizer
    n_jobs : int, optional
        Threads; one per processor by default.

    Yields
    ------
    TokenChunk
        Consecutive texts, in order.

    Raises
    ------
    CorpusError
        If a text is not a string.
    """
    interner = Interner()
    n_kept = 0
    term_of = np.zeros(0, np.int64)  # term id of each word, -1 for words that are not kept
    for batch in _tokenize_all(_batches(texts), tokenizer, n_jobs or _n_processors()):
        ids, words = interner.intern(batch.codes, batch.lengths)
        tags = [tokenizer.tag_if_kept(word, batch.tags) for word in words]
        new = [(word, tag) for word, tag in zip(words, tags, strict=True) if tag is not None]
        if words:
            is_kept = np.array([tag is not None for tag in tags])
            term_of = np.append(term_of, np.where(is_kept, np.cumsum(is_kept) - 1 + n_kept, -1))
            n_kept += len(new)
        located = locate_words(ids, batch.lengths, term_of, batch.text_ends, batch.index)
        yield TokenChunk(
            tuple(word for word, _ in new),
            tuple(tag for _, tag in new) if tokenizer.tagger else (),
            *located,
        )


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """Yield consecutive texts of at least `CHUNK` characters together."""
    batch: list[str] = []
    n_chars = 0
    for number, text in enumerate(texts, 1):
        if not isinstance(text, str):
            raise CorpusError(
                f"Text {number} of the stream is {type(text).__name__}, not a string. Leave out"
                ' rows without text, or give "".'
            )
        batch.append(text)
        n_chars += len(text)
        if n_chars >= CHUNK:
            yield batch
            batch, n_chars = [], 0
    if batch:
        yield batch


def _tokenize_all(
    batches: Iterator[list[str]], tokenizer: Tokenizer, n_threads: int
) -> Iterator[TokenizedTexts]:
    """Yield the batches in order, segmented, with few of them in progress at once."""
    if n_threads == 1:
        yield from map(tokenizer, batches)
        return
    in_progress: deque[Future[TokenizedTexts]] = deque()
    pool = ThreadPoolExecutor(n_threads)
    try:
        for batch in batches:
            in_progress.append(pool.submit(tokenizer, batch))
            if len(in_progress) > 2 * n_threads:
                yield in_progress.popleft().result()
        while in_progress:
            yield in_progress.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _n_processors() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
