"""Ctrl-C and SIGTERM: a command always ends, and never in the middle of a clean-up."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

__all__ = [
    "INTERRUPTED",
    "TERMINATED",
    "end_if_stopped",
    "shielded",
    "stop_code",
    "stoppable",
]

INTERRUPTED, TERMINATED = 130, 143
_STOPS = (signal.SIGINT, signal.SIGTERM)
_AGAIN = 1.0
"""Seconds until a signal is raised again if the command still works: a destructor, a callback
from C or a bare ``except`` of a library may have swallowed the exception."""


@contextmanager
def stoppable(*, is_last: bool = False) -> Iterator[None]:
    """Raise KeyboardInterrupt on Ctrl-C and SystemExit on SIGTERM inside, until one arrives.

    Further signals only repeat the first, so pressing Ctrl-C twice does not interrupt what the
    first has begun. A signal that the process ignores, as in a shell's background jobs, stays
    ignored.

    Parameters
    ----------
    is_last : bool, default False
        Whether signals are ignored afterwards, since the process is about to end; else the
        handlers that were there before are restored.
    """
    if _current() is not None or threading.current_thread() is not threading.main_thread():
        yield
        return
    stop = _Stop()
    before = {n: h for n in _STOPS if (h := signal.getsignal(n)) not in (None, signal.SIG_IGN)}
    alarm = signal.getsignal(signal.SIGALRM) if hasattr(signal, "SIGALRM") else None
    hook = sys.unraisablehook

    def report(unraisable: sys.UnraisableHookArgs) -> None:
        """Report an error that Python could not raise, except those of signals."""
        if stop.number is None or not issubclass(
            unraisable.exc_type, KeyboardInterrupt | SystemExit
        ):
            hook(unraisable)

    try:
        sys.unraisablehook = report
        for number in before:
            signal.signal(number, stop.on_signal)
        if alarm is not None:
            signal.signal(signal.SIGALRM, stop.on_alarm)
        yield
    finally:
        stop.is_over = True
        if alarm is not None:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, alarm)
        for number, handler in before.items():
            signal.signal(number, signal.SIG_IGN if is_last else handler)
        sys.unraisablehook = hook


def stop_code() -> int | None:
    """Return the exit code of the signal that has arrived inside `stoppable`, or None.

    A library that swallows the exception may fail later, because its work is incomplete.
    """
    stop = _current()
    if stop is None or stop.number is None:
        return None
    return TERMINATED if stop.number == signal.SIGTERM else INTERRUPTED


def end_if_stopped() -> None:
    """Raise the exception of a signal that has arrived inside `stoppable` once more."""
    stop = _current()
    if stop is not None and stop.number is not None:
        stop.end()


def _current() -> _Stop | None:
    """Return the state of `stoppable`, or None outside."""
    for number in _STOPS:
        found = getattr(signal.getsignal(number), "__self__", None)
        if isinstance(found, _Stop):
            return found
    return None


class _Stop:
    """The first signal of a command, raised again until the command ends."""

    def __init__(self) -> None:
        self.number: int | None = None
        self.is_over = False

    def on_signal(self, number: int, _frame: FrameType | None) -> None:
        if self.number is None:
            self.number = number
            self._raise()

    def on_alarm(self, _number: int, _frame: FrameType | None) -> None:
        if signal.getsignal(self.number or signal.SIGINT) != self.on_signal:
            self._again()  # shielded: a clean-up is under way
        elif self.number is not None:
            self._raise()

    def _raise(self) -> None:
        if self.is_over:
            return
        self._again()
        self.end()

    def end(self) -> NoReturn:
        if self.number == signal.SIGTERM:
            sys.exit(TERMINATED)
        raise KeyboardInterrupt

    def _again(self) -> None:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, _AGAIN)


@contextmanager
def shielded() -> Iterator[None]:
    """Delay Ctrl-C and SIGTERM until the end of ``with``, so that the block is completed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    arrived: list[int] = []
    before = {n: h for n in _STOPS if (h := signal.getsignal(n)) not in (None, signal.SIG_IGN)}
    try:
        for number in before:
            signal.signal(number, lambda number, _frame: arrived.append(number))
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if arrived:
            signal.raise_signal(arrived[0])
