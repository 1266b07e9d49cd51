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
from contextlib import nullcontext, suppress
from dataclasses import asdict, replace
from pathlib import Path
from threading import Lock, Timer
from typing import Any, BinaryIO, NoReturn, TypeVar, cast

import pyarrow as pa

from topics.corpus.reading.child import (
    MAX_SECONDS,
    OUT_OF_MEMORY,
    read_message,
    write_message,
)
from topics.corpus.reading.content import Content, ReadOptions
from topics.corpus.reading.formats import READERS
from topics.corpus.reading.transfer import content_from
from topics.errors import SourceError
from topics.messages import Message, message_from

__all__ = ["ahead", "n_children", "read_in_child"]

T = TypeVar("T")
PATIENCE = 250 if sys.platform == "win32" else 1200
"""Seconds after which a child counts as hanging. A limit on processor time ends it earlier."""
LARGE = 2**26
"""Larger documents (in bytes) are read one at a time, so that only one is in memory."""
CHUNK = 2**20
PACKAGE = Path(__file__).absolute().parents[2] / "__init__.py"
CODE = (
    "import importlib.util as u, json, sys; path, init, parent = json.loads(sys.argv[1]);"
    " sys.path[:] = path; s = u.spec_from_file_location('topics', init);"
    " m = sys.modules['topics'] = u.module_from_spec(s); s.loader.exec_module(m);"
    " from topics.corpus.reading.child import main; main(parent)"
)
"""Imports this package, and nothing from the current folder (``-P``)."""
QUIET = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
}


def n_children() -> int:
    """Return the number of documents that are read at once."""
    return max(1, min(4, os.cpu_count() or 1))


class _KilledError(Exception):
    """A child was ended from outside while it read."""


class _Child:
    """One child process.

    Raises
    ------
    OSError
        If it cannot start, e.g. because of a limit of the machine.
    """

    def __init__(self) -> None:
        path = [str(Path(entry).absolute()) for entry in sys.path if entry]
        self.owner = os.getpid()
        self._hangs = False
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", CODE, json.dumps([path, str(PACKAGE), self.owner])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **QUIET},
        )
        if self._answer() is None:
            raise OSError(f"a child process ended at its start (exit code {self.end()})")

    def read(self, suffix: str, file: BinaryIO, size: int, options: ReadOptions) -> Content:
        """Return the content of a document, or raise SourceError."""
        request = {"suffix": suffix, "options": asdict(options)}
        watch = Timer(PATIENCE, self._stop)
        watch.daemon = True
        watch.start()
        try:
            write_message(self._stdin, request, size, _parts(file, size))
        except SourceError:  # from the file itself: the child waits for the rest
            self.end()
            raise
        except (OSError, ValueError):  # it ended before it received the file
            answer = None
        else:
            answer = self._answer()
        finally:
            watch.cancel()
        if answer is None:
            self._why_ended(self.end())
        message, streams = answer
        if "refused" in message:
            raise SourceError(message_from(message["refused"]))
        try:
            return content_from(streams)
        except (pa.ArrowException, MemoryError) as exc:
            raise SourceError(Message("refused_handover", {"reason": str(exc)})) from exc

    @property
    def _stdin(self) -> BinaryIO:
        return cast("BinaryIO", self._process.stdin)

    def _answer(self) -> tuple[dict[str, Any], bytes] | None:
        try:
            return read_message(cast("BinaryIO", self._process.stdout))
        except (OSError, ValueError):
            return None

    def _stop(self) -> None:
        self._hangs = True
        self._process.kill()

    def _why_ended(self, code: int) -> NoReturn:
        if self._hangs:
            raise SourceError(Message("refused_too_slow", {"seconds": PATIENCE}))
        if -code in (signal.SIGTERM, getattr(signal, "SIGKILL", -1)):
            raise _KilledError
        if -code == getattr(signal, "SIGXCPU", -1):
            raise SourceError(Message("refused_too_much_time", {"seconds": MAX_SECONDS}))
        if code == OUT_OF_MEMORY:
            raise SourceError(Message("refused_memory"))
        raise SourceError(Message("refused_reader_failed"))

    @property
    def is_alive(self) -> bool:
        """Whether it can answer, in this process."""
        return self.owner == os.getpid() and self._process.poll() is None

    def end(self) -> int:
        """End the process and return its exit code, negative for a signal."""
        if self.owner != os.getpid():  # after a fork: it belongs to the other process
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
_one_at_a_time = Lock()


def read_in_child(suffix: str, file: BinaryIO, size: int, options: ReadOptions) -> Content:
    """Read a document in a child process.

    Parameters
    ----------
    suffix : str
        A key of `topics.corpus.reading.formats.READERS`, which selects the reader.
    file : binary file
        The file, seekable.
    size : int
        Its size in bytes.
    options : ReadOptions

    Raises
    ------
    SourceError
        If the reader refuses the file, or if the process ended because it crashed or exceeded the
        limits of memory or time. A child that ends for another reason is replaced once.
    """
    with _one_at_a_time if size > LARGE else nullcontext():
        for _ in range(2):
            file.seek(0)
            try:
                child = _taken()
            except OSError:  # if no process can be started
                content = READERS[suffix](file, options)
                return replace(content, warnings=(*content.warnings, Message("read_in_process")))
            with suppress(_KilledError):
                return _read(child, suffix, file, size, options)
    raise SourceError(Message("refused_killed"))


def _read(child: _Child, suffix: str, file: BinaryIO, size: int, options: ReadOptions) -> Content:
    try:
        content = child.read(suffix, file, size, options)
    except SourceError:
        if child.is_alive:
            _idle.put(child)
        raise
    except BaseException:
        child.end()
        raise
    _idle.put(child)
    return content


def _parts(file: BinaryIO, size: int) -> Iterator[bytes]:
    """Yield the first ``size`` bytes of a file; refuse one that has become shorter."""
    while size:
        try:
            part = file.read(min(CHUNK, size))
        except OSError as exc:
            raise SourceError(
                Message("refused_unreadable", {"reason": str(exc.strerror or exc)})
            ) from exc
        if not part:
            raise SourceError(Message("refused_changed"))
        yield part
        size -= len(part)


def _taken() -> _Child:
    """Return a waiting child, or a new one."""
    with suppress(queue.Empty):
        while True:
            child = _idle.get_nowait()
            if child.is_alive:
                return child
    return _Child()


def ahead(calls: Iterator[tuple[bool, Callable[[], T]]]) -> Iterator[Callable[[], T]]:
    """Yield calls in order; those marked true are started ahead, in threads.

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
    most = 2 * n_children()
    pool = ThreadPoolExecutor(n_children(), thread_name_prefix="topics-reading")
    try:
        for in_child, call in calls:
            waiting.append(_result(pool.submit(call)) if in_child else call)
            if len(waiting) > most:
                yield waiting.pop(0)
        while waiting:
            yield waiting.pop(0)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _result(future: Future[T]) -> Callable[[], T]:
    return future.result


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
