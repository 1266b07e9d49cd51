"""``topics figures RUN``: the plots of a finished run as files, each with its table."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

import topics
from tests.runs.test_golden import GOLDEN
from topics.cli import main
from topics.errors import ModelError, OutputError
from topics.figure_files import figures
from topics.runs.store import load_run


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["figures", *map(str, arguments)], catch_exceptions=False)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """Return a copy of a small run."""
    shutil.copytree(GOLDEN / "format-3", tmp_path / "run")
    return tmp_path / "run"


@pytest.mark.thorough
def test_plots_and_tables_are_written_beside_the_run(run: Path) -> None:
    """Every plot has its table; the manifest has the run and the hash of each file."""
    done = call(run, "--format", "svg", "--width", "85mm", "--lang", "en")
    assert done.exit_code == 0
    folder = Path(done.stdout.strip())
    assert folder == run.with_name("run.analyses") / "figures" / "85mm-en"
    made = json.loads((folder / "figures.json").read_text("utf-8"))
    assert made["run"] == sha256((run / "run.json").read_bytes()).hexdigest()
    assert (made["language"], made["width_mm"]) == ("en", 85)
    names = {path.name for path in folder.iterdir()} - {"figures.json"}
    assert set(made["outputs"]) == names
    assert {name.partition(".")[0] for name in names} == set(made["titles"])
    for name, sha in made["outputs"].items():
        assert sha256((folder / name).read_bytes()).hexdigest() == sha
    stems = {name.removesuffix(".svg") for name in names if name.endswith(".svg")}
    assert {f"{stem}.csv" for stem in stems} == {name for name in names if name.endswith(".csv")}
    assert (folder / "ribbons.csv").read_bytes().startswith(b"\xef\xbb\xbfspeech,label,")
    shown = topics.plot.theme_shares(load_run(run), width="85mm", language="en")
    assert (folder / "theme_shares.svg").read_bytes() == shown.to_bytes("svg")


@pytest.mark.slow
def test_the_same_call_writes_the_same_bytes(run: Path) -> None:
    """Earlier plots are replaced, also of other formats; other files are left alone."""
    folder = figures(run, ["svg", "pdf"])
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    figures(run, ["svg", "pdf"])
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first
    figures(run, ["svg"])
    assert not list(folder.glob("*.pdf"))
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(OutputError, match="left alone"):
        figures(run, ["svg"])


def test_wrong_formats_and_widths_are_refused(run: Path) -> None:
    """Before anything is written, with what was meant."""
    for arguments, part in (
        (("--format", "pfd"), "Did you mean 'pdf'"),
        (("--format", ","), "formats: is empty"),
        (("--width", "85"), "Did you mean '85mm'"),
        (("--width", "85 m"), "must be one of mm, cm, in, pt"),
        (("--lang", "fr"), "'fr' is not one of"),
    ):
        done = call(run, *arguments)
        assert done.exit_code == 2
        assert part in done.stderr
    with pytest.raises(ModelError, match="format = 'tiff'"):
        figures(run, ["tiff"])
    assert not run.with_name("run.analyses").exists()


def test_a_cell_that_is_a_formula_is_written_safely(run: Path) -> None:
    """As in the tables of a run."""
    from topics.figure_files import _write_tables

    done = load_run(run)
    plot = topics.plot.theme_by_speech(done, language="zh")
    plot.table.loc[0, "label"] = "=1+1"
    _write_tables(run.parent, done, [plot], [])
    row = (run.parent / "theme_by_speech.csv").read_text("utf-8-sig").splitlines()[1]
    assert "'=1+1" in row
    assert np.isfinite(plot.table["share"]).all()
