"""How a command ends: its exit code, and what it says of an error that nobody foresaw."""

from __future__ import annotations

import errno
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = [
    "DONE",
    "DONE_WITH_SKIPS",
    "EXIT_CODES",
    "FAILED",
    "INTERRUPTED",
    "TERMINATED",
    "UNFORESEEN",
    "is_broken_pipe",
    "report_of",
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


def is_broken_pipe(error: Exception) -> bool:
    """Return whether the reader of our output has gone, as ``head`` does; no error of ours."""
    return isinstance(error, OSError) and error.errno == errno.EPIPE


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
