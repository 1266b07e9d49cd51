"""The pool of child processes that read documents, on the parent's side."""

from __future__ import annotations

import atexit
import json
import os
import queue
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, replace
from io import BytesIO
from pathlib import Path
from threading import Timer
from typing import TypeVar

import pyarrow as pa

from topics.corpus.reading.child import MAX_SECONDS, read_message, write_message
from topics.corpus.reading.content import Content, ReadOptions
from topics.corpus.reading.formats import READERS
from topics.corpus.reading.transfer import content_from
from topics.errors import SourceError
from topics.messages import Message

__all__ = ["ahead", "n_children", "read_in_child"]

T = TypeVar("T")
PATIENCE = 5
"""A child that answers later than so many times `MAX_SECONDS` hangs, on any machine."""
CODE = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]);"
    " from topics.corpus.reading.child import main; main()"
)
QUIET = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
}


def n_children() -> int:
    """Return how many documents are read at once."""
    return max(1, min(4, os.cpu_count() or 1))


class _Child:
    """One child process."""

    def __init__(self) -> None:
        path = json.dumps([str(Path(entry).absolute()) for entry in sys.path])
        self.owner = os.getpid()
        self._process = subprocess.Popen(
            [sys.executable, "-c", CODE, path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **QUIET},
        )

    def read(self, suffix: str, data: bytes, options: ReadOptions) -> Content:
        """Return the content of a document, or raise SourceError."""
        process = self._process
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("a child process without pipes")
        watch = Timer(PATIENCE * MAX_SECONDS, process.kill)
        watch.daemon = True
        watch.start()
        try:
            write_message(process.stdin, {"suffix": suffix, "options": asdict(options)}, data)  # type: ignore[arg-type]
            answer = read_message(process.stdout)  # type: ignore[arg-type]
        except (OSError, ValueError):  # it ended before it had read the file
            answer = None
        finally:
            watch.cancel()
        if answer is None:
            raise SourceError(_why_ended(self.end()))
        message, streams = answer
        if "refused" in message:
            raise SourceError(message["refused"])
        try:
            return content_from(streams)
        except (pa.ArrowException, MemoryError) as exc:
            raise SourceError(f"cannot be handed over by its reader ({exc}); split it") from exc

    @property
    def is_alive(self) -> bool:
        """Whether it can answer, in this process."""
        return self.owner == os.getpid() and self._process.poll() is None

    def end(self) -> int:
        """End the process and return its exit code, negative for a signal."""
        if self.owner != os.getpid():  # after a fork: it is the other's
            return 0
        with suppress(subprocess.TimeoutExpired):
            return self._ended(self._process.wait(timeout=0.5))
        self._process.kill()
        return self._ended(self._process.wait())

    def _ended(self, code: int) -> int:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        return code


_idle: queue.LifoQueue[_Child] = queue.LifoQueue()
"""Children that wait for a document; starting one takes half a second, so they stay."""


def read_in_child(suffix: str, data: bytes, options: ReadOptions) -> Content:
    """Read a document in a child process.

    Parameters
    ----------
    suffix : str
        A key of `topics.corpus.reading.formats.READERS`, which names the reader.
    data : bytes
        The file.
    options : ReadOptions

    Raises
    ------
    SourceError
        If the reader refuses the file, or the process ended: it crashed, or needed more memory
        or time than one file may.
    """
    try:
        child = _taken()
    except OSError:  # where no process may be started
        content = READERS[suffix](BytesIO(data), options)
        return replace(content, warnings=(*content.warnings, Message("read_in_process")))
    try:
        content = child.read(suffix, data, options)
    except SourceError:
        if child.is_alive:
            _idle.put(child)
        raise
    except BaseException:
        child.end()
        raise
    _idle.put(child)
    return content


def _taken() -> _Child:
    """Return a child that waits, or a new one."""
    with suppress(queue.Empty):
        while True:
            child = _idle.get_nowait()
            if child.is_alive:
                return child
    return _Child()


def ahead(calls: Iterator[tuple[bool, Callable[[], T]]]) -> Iterator[Callable[[], T]]:
    """Yield calls in order; those marked true are begun ahead, in threads.

    Parameters
    ----------
    calls : iterator of (bool, callable)
        Whether a call waits for a child process, and the call.

    Yields
    ------
    callable
        Returns what the call returns, or raises what it raises.
    """
    waiting: list[Callable[[], T]] = []
    pool = ThreadPoolExecutor(n_children(), thread_name_prefix="topics-reading")
    try:
        for in_child, call in calls:
            waiting.append(_result(pool.submit(call)) if in_child else call)
            if len(waiting) > 2 * n_children():
                yield waiting.pop(0)
        while waiting:
            yield waiting.pop(0)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _result(future: Future[T]) -> Callable[[], T]:
    return future.result


def _why_ended(code: int) -> str:
    if -code in (getattr(signal, "SIGXCPU", -1), signal.SIGTERM, getattr(signal, "SIGKILL", -1)):
        return (
            f"needs more than {MAX_SECONDS} seconds of processor time or more memory to read than a"
            " file may; split it"
        )
    return (
        "made its reader fail, as a damaged or hostile file does; open it in its own program and"
        " save it again, or save its text as .txt"
    )


@atexit.register
def _end_all() -> None:
    while True:
        try:
            child = _idle.get_nowait()
        except queue.Empty:
            return
        if child.owner == os.getpid():
            child._process.kill()
            child.end()
