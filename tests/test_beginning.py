"""A study is begun: its files are what later commands read, and nothing is overwritten."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import topics
from topics.beginning import init
from topics.cli import main
from topics.errors import OutputError
from topics.runs.files import folder_hashes

TEXT = "同志们：\n一、街道和公园要绿化，垃圾要清理，推进公园绿化。\n"


def test_a_study_has_what_later_commands_read(tmp_path: Path) -> None:
    """Settings and codebook are the defaults; the table of metadata names each seed file."""
    seeds = tmp_path / "study" / "seeds"
    (seeds / "2019").mkdir(parents=True)
    for name in ("甲.txt", "2019/乙.txt"):
        (seeds / name).write_text(TEXT, "utf-8")
    (seeds / ".hidden.txt").write_text("x")
    (seeds / "photo.png").write_text("x")
    told = CliRunner().invoke(main, ["init", str(tmp_path / "study")])
    assert told.exit_code == 0
    names = {Path(line).relative_to(tmp_path / "study").as_posix() for line in told.stdout.split()}
    assert names == {
        "settings.toml", "codebook.toml", "edits.toml", "seeds/metadata.csv",
        "study.ipynb", "README.md",
    }  # fmt: skip
    study = tmp_path / "study"
    assert topics.load_settings(study / "settings.toml") == topics.load_settings()
    own = topics.load_codebook(study / "codebook.toml")
    assert own.themes == topics.load_codebook().themes
    table = (seeds / "metadata.csv").read_text("utf-8-sig").splitlines()
    assert table == ["source,title,date,speaker", "2019/乙.txt,,,", "甲.txt,,,"]
    corpus = topics.read(seeds)
    assert [source.name for source in corpus.sources] == ["2019/乙.txt", "甲.txt"]


def test_the_notebook_is_whole_and_cleared(tmp_path: Path) -> None:
    """Its cells have ids and no outputs; those of code compile."""
    init(tmp_path / "study")
    notebook = json.loads((tmp_path / "study" / "study.ipynb").read_text("utf-8"))
    assert notebook["nbformat"] == 4
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids) == 5
    code = ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]
    assert len(code) == 3
    for source in code:
        compile(source, "cell", "exec")
    assert all(not cell.get("outputs") for cell in notebook["cells"])


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """What is there is kept, byte for byte; the rest is written."""
    (tmp_path / "codebook.toml").write_text("mine")
    first = init(tmp_path)
    assert tmp_path / "codebook.toml" not in first
    before = folder_hashes(tmp_path)
    assert init(tmp_path) == []
    assert folder_hashes(tmp_path) == before
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="cannot be written"):
        init(tmp_path / "file")


def test_an_empty_table_of_metadata_is_read(tmp_path: Path) -> None:
    """A study that is begun before its files are there reads them all the same."""
    init(tmp_path)
    (tmp_path / "seeds" / "甲.txt").write_text(TEXT, "utf-8")
    assert [source.name for source in topics.read(tmp_path / "seeds").sources] == ["甲.txt"]
