"""Signals: they end a command once, are never swallowed, and wait for a clean-up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from topics import signals
from topics.signals import end_if_stopped, shielded, stop_code, stoppable

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")


@pytest.fixture(autouse=True)
def _own_handlers() -> Iterator[None]:
    """Start from Python's own handlers, whatever the shell of this session ignores."""
    before = {n: signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM)}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_the_handlers_that_were_there_are_put_back() -> None:
    """A host program keeps its own answers to signals."""
    numbers = signal.SIGTERM, signal.SIGINT, signal.SIGALRM
    before = [signal.getsignal(number) for number in numbers]
    with stoppable():
        assert signal.getsignal(signal.SIGTERM) != before[0]
        with stoppable(), shielded():
            pass
    assert [signal.getsignal(number) for number in numbers] == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("number", "error"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, SystemExit)]
)
def test_a_signal_raises_once(number: int, error: type[BaseException]) -> None:
    """The second Ctrl-C does not interrupt what the first has begun to clean up."""
    cleaned = []

    def work() -> None:
        try:
            signal.raise_signal(number)
        finally:
            signal.raise_signal(number)
            cleaned.append(True)

    with pytest.raises(error), stoppable():
        work()
    assert cleaned


def test_a_signal_that_was_swallowed_is_raised_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that catches everything does not keep a command alive."""
    monkeypatch.setattr(signals, "_AGAIN", 0.05)

    def work() -> None:
        with suppress(BaseException):
            signal.raise_signal(signal.SIGINT)
        time.sleep(20)

    with pytest.raises(KeyboardInterrupt), stoppable():
        work()


def test_a_shield_delays_a_signal(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is inside is done whole, however often Ctrl-C is pressed; then the signal arrives."""
    monkeypatch.setattr(signals, "_AGAIN", 0.01)
    done = []

    def work() -> None:
        with shielded():
            for _ in range(3):
                signal.raise_signal(signal.SIGINT)
                time.sleep(0.02)
            done.append("whole")
        done.append("not reached")

    with pytest.raises(KeyboardInterrupt), stoppable():
        work()
    assert done == ["whole"]


def test_what_python_cannot_raise_is_not_shown(capfd: pytest.CaptureFixture[str]) -> None:
    """A signal in a destructor is raised again, so that there is nothing to report."""

    class Held:
        def __del__(self) -> None:
            signal.raise_signal(signal.SIGINT)

    def work() -> None:
        held = Held()
        del held
        end_if_stopped()

    hook = sys.unraisablehook
    with pytest.raises(KeyboardInterrupt), stoppable():
        work()
    assert sys.unraisablehook is hook
    assert capfd.readouterr().err == ""


def test_the_last_is_followed_by_silence() -> None:
    """A process about to end does not end otherwise."""
    with stoppable(is_last=True):
        pass
    signal.raise_signal(signal.SIGINT)
    signal.raise_signal(signal.SIGTERM)


def test_another_thread_has_no_handlers() -> None:
    """In a thread of a host program both do nothing."""
    done = []

    def work() -> None:
        with stoppable(), shielded():
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done


def test_a_signal_that_is_ignored_stays_ignored() -> None:
    """A job in the background of a shell is not ended by Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with stoppable(), shielded():
        signal.raise_signal(signal.SIGINT)


def test_ctrl_c_before_any_work_has_its_code() -> None:
    """Exit code 130 and no traceback while the command is still being imported."""
    program = (
        "import os, signal, sys, topics.__main__ as m; signal.signal(2, signal.default_int_handler)"
        "\nclass Stop:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'topics.cli': os.kill(os.getpid(), 2)\n"
        "sys.meta_path.insert(0, Stop()); m.program()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (130, b"")


@pytest.mark.parametrize(
    ("number", "code", "error"),
    [(signal.SIGINT, 130, KeyboardInterrupt), (signal.SIGTERM, 143, SystemExit)],
)
def test_a_signal_that_was_swallowed_is_remembered(
    number: int, code: int, error: type[BaseException]
) -> None:
    """Whoever is about to finish can ask; outside nothing is remembered."""
    assert stop_code() is None
    end_if_stopped()
    with suppress(error), stoppable():
        end_if_stopped()
        with suppress(BaseException):
            signal.raise_signal(number)
        with shielded():
            assert stop_code() is None, "a shield hides it"
        assert stop_code() == code
        with pytest.raises(error):
            end_if_stopped()
    assert stop_code() is None
