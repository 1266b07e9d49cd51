"""Figures drawn in another process: the same files and warnings, whatever goes wrong there."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from topics.errors import TopicsWarning
from topics.report import drawing_process as module
from topics.report.drawing_process import draw_here, drawing_process
from topics.report.figures import Figure, all_figures
from topics.runs.store import Run


def shares(name: str, label: str = "甲") -> Figure:
    """Return a small figure."""
    table = pd.DataFrame({"zh": [label, "乙"], "share": [0.25, 0.75], "colour": ["#c23531"] * 2})
    return Figure(name, "份额", table, "shares")


def test_every_figure_of_a_run_is_the_same(seeds_run: Run) -> None:
    """All figures of the seeds come back from the other process byte for byte."""
    figures = all_figures(seeds_run.tables)
    with drawing_process() as draw:
        files = draw(figures, ["svg"])()
    assert list(files) == [figure.name for figure in figures]
    assert {f"{name}.svg": kinds["svg"] for name, kinds in files.items()} == {
        path.name: path.read_bytes() for path in (seeds_run.folder / "figures").iterdir()
    }


def test_warnings_come_back() -> None:
    """A glyph that the font lacks is warned of here, as when the figure is drawn here."""
    figures = [shares("a", "🎉")]
    with pytest.warns(TopicsWarning, match="U\\+1F389"):
        expected = draw_here(figures, ["svg", "png"])()
    with drawing_process() as draw, pytest.warns(TopicsWarning, match="U\\+1F389"):
        files = draw(figures, ["svg", "png"])()
    assert files == expected
    assert set(files["a"]) == {"svg", "png"}


def test_what_cannot_be_sent_is_drawn_here() -> None:
    """A column of mixed types has no Arrow type; the figure is drawn all the same."""
    figure = shares("a")
    figure.table["note"] = [1, "x"]
    with drawing_process() as draw:
        assert draw([figure], ["svg"])() == draw_here([figure], ["svg"])()


def test_a_process_that_dies_or_never_starts_costs_no_figure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Figures are drawn here where the other process fails or cannot be started."""
    expected = draw_here([shares("a")], ["svg"])()
    monkeypatch.setattr(module, "__name__", "topics.no_such_module")
    with drawing_process() as draw:
        assert draw([shares("a")], ["svg"])() == expected
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with drawing_process() as draw:
        assert draw([shares("a")], ["svg"])() == expected


def test_the_process_ends_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error in between leaves no process behind."""
    started: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def start(*args: object, **options: object) -> subprocess.Popen[bytes]:
        started.append(popen(*args, **options))  # type: ignore[call-overload]
        return started[-1]

    monkeypatch.setattr(module.subprocess, "Popen", start)
    with pytest.raises(RuntimeError, match="stop"), drawing_process():
        raise RuntimeError("stop")
    assert started[0].poll() is not None


def test_nothing_comes_in_nothing_goes_out() -> None:
    """A command that ends before it has figures closes the pipe; nothing is drawn."""
    target = io.BytesIO()
    module._serve(io.BytesIO(), target)
    assert target.getvalue() == b""


def test_importing_the_launcher_loads_no_library() -> None:
    """The command line starts the process before it loads pandas and matplotlib itself."""
    code = "import sys, topics.report.drawing_process; print({'pandas', 'numpy'} & {*sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=_ROOT
    )
    assert done.stdout.strip() == "set()"


_ROOT = Path(__file__).parents[2]
