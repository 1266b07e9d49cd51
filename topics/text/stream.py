"""A stream of texts in, chunks of their words out, cut in one process or in several.

Work goes to processes, not threads (those of rjieba are slower than one), and
only where there is so much of it that starting them pays. Texts go out and
words come back as joined strings and arrays. Chunks are made of the texts
alone and come back in their order, so the words do not depend on how many
processes there were.
"""

from __future__ import annotations

import os
import sys
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate, count
from multiprocessing import get_context, parent_process
from types import ModuleType

import numpy as np
import numpy.typing as npt

from topics.errors import CorpusError
from topics.text.chunks import Cutter, RawChunk

__all__ = ["TokenChunk", "cut_stream"]

CHUNK = 1_000_000
"""Characters of a chunk, at least; a text is never parted."""
ALONE = 10_000_000
"""Characters that are cut here before processes are started: a second's work, as they take."""


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
    texts: Iterable[str], make: Callable[[], Cutter], n_jobs: int | None = None
) -> Iterator[TokenChunk]:
    """Cut a stream of texts, numbering terms by first use in the whole stream.

    Parameters
    ----------
    texts : iterable of str
        Texts as shown.
    make : callable
        Makes a cutter; called once in each process that cuts.
    n_jobs : int, optional
        Processes; by default as many as there are processors for a long stream.

    Yields
    ------
    TokenChunk
        Consecutive texts, in order.

    Raises
    ------
    CorpusError
        If a process was ended from outside.
    """
    numbers: defaultdict[str, int] = defaultdict(count().__next__)  # a new term has the next
    for raw in _raw_chunks(_pieces(texts), make, n_jobs):
        terms = raw.terms.split("\n") if raw.terms else []
        tags = raw.tags.split("\n") if raw.tags else []
        known = len(numbers)
        of_term = np.fromiter(map(numbers.__getitem__, terms), np.int32, len(terms))
        new = np.flatnonzero(of_term >= known).tolist()
        yield TokenChunk(
            new_terms=tuple(terms[i] for i in new),
            new_tags=tuple(tags[i] for i in new) if tags else (),
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


def _raw_chunks(
    pieces: Iterator[list[str]], make: Callable[[], Cutter], n_jobs: int | None
) -> Iterator[RawChunk]:
    cutter = make()  # here too, so that a dictionary that cannot be used is known at once
    most = _n_processors() if n_jobs is None else n_jobs
    if most > 1 and not _may_start():
        most = 1
    alone = ALONE if n_jobs is None else 0
    for piece in pieces:
        if most > 1 and alone <= 0:
            yield from _in_processes(piece, pieces, make, most)
            return
        alone -= sum(map(len, piece))
        yield cutter(piece)


def _n_processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _may_start() -> bool:
    """Return whether this process may start others: one that was itself started may not."""
    return parent_process() is None


_CUTTER: list[Cutter] = []  # the cutter of a process that was started to cut


def _open(make: Callable[[], Cutter]) -> None:
    _CUTTER.append(make())


def _work(joined: str, ends: npt.NDArray[np.int64]) -> RawChunk:
    stops = ends.tolist()
    return _CUTTER[0]([joined[i:j] for i, j in zip([0, *stops], stops, strict=False)])


def _in_processes(
    first: list[str], rest: Iterator[list[str]], make: Callable[[], Cutter], n_processes: int
) -> Iterator[RawChunk]:
    """Yield the chunks of all pieces in order, with few of them under way at once."""
    # Spawned, for what is forked may hang on the locks of threads that were running.
    pool = ProcessPoolExecutor(
        n_processes, mp_context=get_context("spawn"), initializer=_open, initargs=(make,)
    )
    under_way: deque[Future[RawChunk]] = deque()
    try:
        with _main_hidden():
            under_way.append(_submit(pool, first))
        for piece in rest:
            under_way.append(_submit(pool, piece))
            if len(under_way) > n_processes + 2:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    except BrokenProcessPool as exc:
        raise CorpusError(
            f"One of {n_processes} processes that cut texts into words was ended from outside,"
            " perhaps for want of memory. Set n_jobs = 1, or fewer than now."
        ) from exc
    finally:
        pool.shutdown(cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, piece: list[str]) -> Future[RawChunk]:
    ends = np.fromiter(accumulate(map(len, piece)), np.int64, len(piece))
    return pool.submit(_work, "".join(piece), ends)


@contextmanager
def _main_hidden() -> Iterator[None]:
    """Keep processes that start now from running the user's script anew.

    They need nothing of it, and one without ``if __name__ == "__main__"`` would start its
    whole work again in each.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
