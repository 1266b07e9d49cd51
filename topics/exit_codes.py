"""Exit codes of the commands, output that cannot be printed, and unforeseen errors."""

from __future__ import annotations

import errno
import io
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from typing import Any, TextIO

from topics.signals import INTERRUPTED, TERMINATED

__all__ = [
    "DIFFERS",
    "DONE",
    "DONE_WITH_SKIPS",
    "EXIT_CODES",
    "FAILED",
    "INTERRUPTED",
    "TERMINATED",
    "UNFORESEEN",
    "Output",
    "printing",
    "report_of",
]

DONE, DONE_WITH_SKIPS, FAILED, DIFFERS = 0, 1, 2, 3
UNFORESEEN = 70
EXIT_CODES = (
    "Exit codes: 0 done; 1 done, but some sources were skipped; 2 could not start or finish;"
    " 3 found a difference (only commands that look for one); 70 unforeseen error;"
    " 130 or 143 stopped by a signal."
)


def report_of(error: BaseException) -> str:
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
def printing() -> Iterator[Output]:
    """Continue when output cannot be printed; files that a command writes are not affected.

    If the reader of the output has closed it, e.g. ``head``, nothing more is printed, and the
    exit code is the same as if everything had been read. Any other failure, e.g. a full disk,
    is recorded in ``failure``.

    Yields
    ------
    Output
        Standard output.
    """
    out, err = Output(sys.stdout), Output(sys.stderr)
    with redirect_stdout(out), redirect_stderr(err):
        yield out


class Output:
    """A stream that discards its output once it cannot be written.

    Attributes
    ----------
    failure : str
        Why it could not be written; empty if it could, or if its reader closed it.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream if stream is not None else io.StringIO()  # the reader closed it
        self.failure = ""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write text, or nothing."""
        try:
            return self._stream.write(text)
        except OSError as exc:
            self._close(exc)
            return len(text)

    def flush(self) -> None:
        """Write the rest of the buffer, or nothing."""
        try:
            self._stream.flush()
        except OSError as exc:
            self._close(exc)

    def _close(self, exc: OSError) -> None:
        """Discard this and all later output, including the rest of the buffer."""
        # Windows reports a closed pipe as an invalid argument.
        if not isinstance(exc, BrokenPipeError) and exc.errno != errno.EINVAL:
            self.failure = self.failure or exc.strerror or str(exc)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        with suppress(OSError, ValueError):
            os.dup2(nowhere, self._stream.fileno())
        os.close(nowhere)
