"""How commands end: errors nobody foresaw, and signals."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from topics.cli import main
from topics.errors import OutputError
from topics.exit_codes import report_of


def test_an_unforeseen_error_is_one_line_and_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Exit code 70: what to report on stderr, the traceback in a file, nothing on stdout."""

    def broken(*_: object) -> object:
        raise KeyError("a\nb")

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("topics.config.load_settings", broken)
    result = CliRunner().invoke(main, ["run", "seeds"])
    assert (result.exit_code, result.stdout) == (70, "")
    (line,) = result.stderr.splitlines()
    assert "KeyError" in line
    assert "report" in line
    (file,) = tmp_path.glob("topics-error-*.txt")
    assert str(file) in line
    assert "Traceback" in file.read_text("utf-8")


def test_a_traceback_that_cannot_be_saved_is_no_second_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The line says so."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    assert "could not be saved" in report_of(ValueError("x"))


def test_usage_errors_are_no_bugs() -> None:
    """A misspelt option is exit code 2."""
    result = CliRunner().invoke(main, ["run", "--sed"])
    assert result.exit_code == 2
    assert "bug" not in result.stderr


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyboardInterrupt(), 130, "interrupted"),
        (EOFError("x"), 70, "bug"),
        (RecursionError("x"), 70, "bug"),
        (MemoryError(), 2, "memory"),
        (BrokenPipeError(32, "x"), 70, "bug"),
        (OutputError("no"), 2, "no"),
        (SystemExit(143), 143, ""),
        (click.FileError("x", "y"), 2, "x"),
        (click.Abort(), 130, "interrupted"),
    ],
)
def test_every_end_has_its_exit_code(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: BaseException, code: int, said: str
) -> None:
    """No error of a command is taken for another one, whatever click makes of it."""

    def broken(*_: object) -> object:
        raise error

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("topics.config.load_settings", broken)
    result = CliRunner().invoke(main, ["run", "seeds"])
    assert result.exit_code == code
    assert said in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.thorough
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_output_that_cannot_be_written_is_a_failure(tmp_path: Path) -> None:
    """A full disk behind stdout is exit code 2 and said on stderr; behind stderr it is nothing."""
    command = [sys.executable, "-m", "topics", "--help"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, text=True, cwd=tmp_path, check=False
        )
        assert done.returncode == 2
        assert "standard output cannot be written" in done.stderr
        assert len(done.stderr.splitlines()) == 1
        done = subprocess.run(
            [*command[:-1], "no-such"], stdout=subprocess.PIPE, stderr=full, check=False
        )
        assert done.returncode == 2


@pytest.mark.thorough
@pytest.mark.skipif(os.name == "nt", reason="file descriptors of POSIX")
def test_streams_that_are_closed_are_no_errors(tmp_path: Path) -> None:
    """A command started without stdout and stderr ends as any other."""

    def close() -> None:
        os.close(1)
        os.close(2)

    command = [sys.executable, "-m", "topics", "--version"]
    assert subprocess.run(command, preexec_fn=close, cwd=tmp_path, check=False).returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["engines"], 0), (["--help"], 0), (["inspect", "pile"], 1), (["inspect", "missing"], 2)],
)
def test_a_reader_that_has_gone_changes_no_exit_code(
    tmp_path: Path, arguments: list[str], code: int
) -> None:
    """What cannot be printed is dropped; nothing is said of it, and done is not done with skips."""
    (tmp_path / "pile").mkdir()
    (tmp_path / "pile" / "a.txt").write_text("同志们：\n垃圾要清理，公园要绿化。\n", "utf-8")
    (tmp_path / "pile" / "bad.txt").write_bytes(b"\0")
    for also in ("stdout", "stderr"):
        reading, writing = os.pipe()
        os.close(reading)
        streams = {"stdout": writing, "stderr": subprocess.PIPE} | {also: writing}
        command = [sys.executable, "-m", "topics", *arguments]
        done = subprocess.run(command, cwd=tmp_path, **streams, check=False)
        os.close(writing)
        assert done.returncode == code
        assert b"Error" not in (done.stderr or b"")


def default_interrupt() -> None:
    """Undo that a shell lets its background jobs ignore SIGINT, this test session among them."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.thorough
@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize(
    ("number", "code"),
    [
        pytest.param(signal.SIGINT, 130, marks=pytest.mark.slow),
        (signal.SIGTERM, 143),
    ],
)
def test_a_signal_ends_a_run_and_leaves_nothing(
    seeds: Path, tmp_path: Path, number: int, code: int
) -> None:
    """Exit code 130 or 143, no traceback, no folder, no temporary folder."""
    command = [sys.executable, "-m", "topics", "run", str(seeds), "--out", str(tmp_path / "out")]
    with subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        preexec_fn=default_interrupt,
    ) as run:
        assert run.stderr is not None
        first = run.stderr.readline()
        assert re.match("read", first)
        run.send_signal(number)
        rest = run.stderr.read()
    assert run.returncode == code
    assert "Traceback" not in rest
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_error_that_a_swallowed_signal_led_to_is_no_bug(
    monkeypatch: pytest.MonkeyPatch, number: int, code: int
) -> None:
    """A library that swallows Ctrl-C may fail for what it has not done."""

    def broken(*_: object) -> object:
        with contextlib.suppress(BaseException):
            signal.raise_signal(number)
        raise ImportError("half a module")

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    monkeypatch.setattr("topics.config.load_settings", broken)
    result = CliRunner().invoke(main, ["run", "seeds"])
    signal.signal(signal.SIGINT, before)
    assert (result.exit_code, result.stderr) == (code, "topics: interrupted.\n")
