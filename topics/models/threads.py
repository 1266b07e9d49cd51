"""Limit libraries to one thread, and run independent fits in parallel."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from typing import TypeVar

from threadpoolctl import threadpool_limits

__all__ = ["in_order", "one_thread"]

T = TypeVar("T")

_IS_LIMITED: ContextVar[bool] = ContextVar("is_limited", default=False)


@contextmanager
def one_thread() -> Iterator[None]:
    """Limit BLAS and OpenMP to one thread; nested blocks do nothing more.

    Finding the libraries takes 10 ms, which many short fits share this way.
    """
    if _IS_LIMITED.get():
        yield
        return
    with threadpool_limits(1):
        token = _IS_LIMITED.set(True)
        try:
            yield
        finally:
            _IS_LIMITED.reset(token)


def in_order(calls: Sequence[Callable[[], T]], take: Callable[[T], object], n_threads: int) -> None:
    """Make independent calls in parallel, and pass on their results in order.

    Parameters
    ----------
    calls : sequence of callables
        The libraries that they use are loaded already.
    take : callable
        Called in this thread with what each call returns, so that not all of it is kept.
    n_threads : int
        How many run at a time. BLAS and OpenMP have one thread in each, so the results are the
        same for any number.

    Raises
    ------
    Exception
        Of the first call that raises, in their order; the others are not waited for.
    """
    if n_threads < 2 or len(calls) < 2:
        with one_thread():
            for call in calls:
                take(call())
        return
    # `catch_warnings` in one thread may end after that of another: this one restores the filters.
    with one_thread(), warnings.catch_warnings():
        # OpenMP is limited for each thread by itself.
        pool = ThreadPoolExecutor(n_threads, initializer=threadpool_limits, initargs=(1,))
        try:
            for waiting in [pool.submit(copy_context().run, call) for call in calls]:
                take(waiting.result())
        finally:
            pool.shutdown(cancel_futures=True)
