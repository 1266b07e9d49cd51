"""Exit codes of the commands, and the report of unforeseen errors."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from types import FrameType
from typing import Any, TextIO

__all__ = [
    "DONE",
    "DONE_WITH_SKIPS",
    "EXIT_CODES",
    "FAILED",
    "INTERRUPTED",
    "TERMINATED",
    "UNFORESEEN",
    "report_of",
    "silent_when_unread",
    "terminable",
]

DONE, DONE_WITH_SKIPS, FAILED = 0, 1, 2
UNFORESEEN = 70
INTERRUPTED, TERMINATED = 130, 143
EXIT_CODES = (
    "Exit code 0: done. 1: done, but some sources were skipped. 2: could not start or finish."
    " 70: an unforeseen error. 130 or 143: stopped by a signal."
)


def report_of(error: Exception) -> str:
    """Write the traceback of an unforeseen error to a file; return one line of what to report."""
    kind = type(error).__name__
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", errors="backslashreplace", delete=False,
            prefix="topics-error-", suffix=".txt",
        ) as file:  # fmt: skip
            file.writelines(traceback.format_exception(error))
        where = f"with the traceback in {file.name}"
    except OSError as exc:
        where = f"though its traceback could not be saved ({exc.strerror})"
    said = " ".join(str(error).split())[:200]
    return f"unforeseen error ({kind}: {said}). This is a bug: please report it, {where}."


@contextmanager
def silent_when_unread() -> Iterator[None]:
    """Continue without printing when the reader of our output has closed it, e.g. ``head``.

    The command has the same effects and exit code as if all its output had been read.
    """
    out, err = map(_Unread, (sys.stdout, sys.stderr))
    with redirect_stdout(out), redirect_stderr(err):
        yield


class _Unread:
    """A stream that discards its output once its reader is gone."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        try:
            return self._stream.write(text)
        except BrokenPipeError:
            return self._close(len(text))

    def flush(self) -> None:
        try:
            self._stream.flush()
        except BrokenPipeError:
            self._close()

    def _close(self, n_chars: int = 0) -> int:
        """Send this and all later output nowhere, what is still in a buffer included."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._stream.fileno())
        os.close(nowhere)
        return n_chars


@contextmanager
def terminable() -> Iterator[None]:
    """End with `TERMINATED` on SIGTERM, after everything temporary is cleaned up."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _terminate(_number: int, _frame: FrameType | None) -> None:
    sys.exit(TERMINATED)
