"""``topics export RUN --by``: the shares of a finished run in groups of any columns."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

import topics
from topics.cli import main
from topics.corpus.types import Corpus
from topics.errors import OutputError
from topics.reporting import _short_name, export
from topics.runs.store import Run, load_run
from topics.runs.tables import read_table

GOLDEN = Path(__file__).parent / "runs" / "golden" / "format-3"


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["export", *map(str, arguments)], catch_exceptions=False)


@pytest.fixture
def copied(seeds_run: Run, tmp_path: Path) -> Run:
    """Return a copy of the run of the seeds."""
    shutil.copytree(seeds_run.folder, tmp_path / "run")
    return load_run(tmp_path / "run")


def test_an_export_gives_the_tables_of_the_run(copied: Run) -> None:
    """By the column of a run's own table the same rows; the run is unchanged, its hash recorded."""
    done = call(copied.folder, "--by", "level")
    assert done.exit_code == 0
    folder = Path(done.stdout.strip())
    assert folder == copied.folder.with_name("run.analyses") / "by-level"
    for name in ("themes_by", "topics_by"):
        table = copied.tables[name]
        of_level = table[table["column"] == "level"].reset_index(drop=True)
        pd.testing.assert_frame_equal(read_table(folder / f"{name}.csv"), of_level)
    made = json.loads((folder / "by.json").read_text("utf-8"))
    assert made["columns"] == ["level"]
    assert made["run"] == sha256((copied.folder / "run.json").read_bytes()).hexdigest()
    for name, sha in made["outputs"].items():
        assert sha256((folder / name).read_bytes()).hexdigest() == sha
    load_run(copied.folder)


def test_crossed_columns_are_written_and_replaced(copied: Run, corpus: Corpus) -> None:
    """The same as in Python; a folder with other files is left alone."""
    folder = export(copied.folder, ["level", "year"])
    table = read_table(folder / "themes_by.csv")
    assert folder.name == "by-level-year"
    coded = topics.code(corpus, copied.coder())
    assert set(table["group"]) == set(coded.by(["level", "year"])["group"])
    first = (folder / "topics_by.csv").read_bytes()
    assert export(copied.folder, ["level", "year"]) == folder
    assert (folder / "topics_by.csv").read_bytes() == first
    (folder / "mine.txt").write_text("x")
    with pytest.raises(OutputError, match=r"files beside its own"):
        export(copied.folder, ["level", "year"])


def test_the_tables_of_a_run_know_what_is_thin(seeds_run: Run) -> None:
    """Few speeches have no interval, shares sum to 1, and doubtful dates count by probability."""
    for name, items in (("themes_by", ["theme"]), ("topics_by", ["engine", "topic"])):
        table = seeds_run.tables[name]
        assert not table.duplicated(["column", "group", *items]).any()
        assert table.loc[table["few"], ["low", "high"]].isna().all().all()
        assert (table["few"] == (table["n_expected"] < 5)).all()
        wholes = table.groupby(["column", "group", *items[:-1]])["share"].sum()
        assert wholes.tolist() == pytest.approx([1] * len(wholes))
    years = table[table["column"] == "year"].drop_duplicates("group")
    n_counted = len(seeds_run.tables["speeches"])
    assert years["n_expected"].sum() == pytest.approx(n_counted)
    assert years["n_speeches"].sum() > n_counted


def test_the_folder_is_named_after_the_columns() -> None:
    """Names that a file cannot have, or too long ones, are known by a hash."""
    assert _short_name(["level", "meta_省份"]) == "level-meta_省份"
    odd, other = _short_name(["meta_a/b"]), _short_name(["meta_a b"])
    assert odd.startswith("meta_a_b-")
    assert odd != other
    assert len(_short_name(["meta_" + "省" * 200]).encode()) < 255


def test_a_column_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """The error proposes the nearest and lists all; nothing is written."""
    shutil.copytree(GOLDEN, tmp_path / "run")
    said = call(tmp_path / "run", "--by", "year,ofice")
    assert said.exit_code == 2
    assert "'ofice' is not a column of the speeches. Did you mean 'office'?" in said.stderr
    assert "year, source, level" in said.stderr
    assert call(tmp_path / "run", "--by", " , ").exit_code == 2
    assert call(tmp_path / "run").exit_code == 2
    assert call(tmp_path / "none", "--by", "year").exit_code == 2
    said = call(tmp_path / "run", "--by", "year")
    assert said.exit_code == 2
    assert "has no coding.csv" in said.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
