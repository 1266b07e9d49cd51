"""The runs of a folder in order, what changed between them, and the page that shows it."""

from __future__ import annotations

import shutil
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner

import topics
from tests.chinese import english_in
from topics.cli import main
from topics.display.options import speaking
from topics.errors import OutputError
from topics.overview import runs
from topics.runs.files import folder_hashes, json_bytes
from topics.runs.manifest import read_manifest, write_manifest

GOLDEN = Path(__file__).parent / "runs" / "golden"


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """Return a folder with runs: one, a later one of more files, and two made from the first."""
    newest = sorted(path for path in GOLDEN.iterdir() if path.is_dir())[-1]
    folder = tmp_path / "reports"
    for name in ("seeds", "seeds-2", "seeds-10", "a-recoded"):
        shutil.copytree(newest, folder / name)
    (folder / "README.md").write_text("x")
    (folder / "seeds.analyses").mkdir()
    manifest = read_manifest(folder / "seeds")
    parent = sha256((folder / "seeds" / "run.json").read_bytes()).hexdigest()
    inputs = {**manifest["inputs"], "seeds/丙.txt": "0" * 64}
    settings = {**manifest["settings"], "n_components": 3}
    write_manifest(
        folder / "seeds-2",
        manifest | {"inputs": inputs, "settings": settings, "git_commit": "c" * 40},
    )
    write_manifest(folder / "a-recoded", manifest | {"parent": parent})
    write_manifest(folder / "seeds-10", manifest | {"parent": "f" * 64})
    return folder


def test_runs_come_in_order_with_what_changed(reports: Path) -> None:
    """Children after their parent, else by name and number; files and settings that changed."""
    before = folder_hashes(reports)
    found = runs(reports)
    names = [(entry.name, entry.depth, entry.previous) for entry in found.entries]
    assert names == [
        ("seeds", 0, ""),
        ("a-recoded", 1, "seeds"),
        ("seeds-2", 0, "seeds"),
        ("seeds-10", 0, "seeds-2"),
    ]
    changes = [what for _, _, what in found.entries[2].changes]
    assert changes[:2] == ["seeds/丙.txt", "n_components 2 → 3"]
    assert changes[2].endswith('→ "cccccccccccc"')
    assert [entry.n_speeches for entry in found.entries] == [3, 3, 3, 3]
    told = CliRunner().invoke(main, ["runs", str(reports)])
    assert told.exit_code == 0, told.stderr
    assert "file added: seeds/丙.txt" in told.stdout
    assert "made from ffffffffffff, which is not in this folder" in told.stdout
    after = folder_hashes(reports)
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == {"index.html"}


def test_the_list_is_in_the_language_of_the_reader(reports: Path) -> None:
    """Sizes, states, origins and changes are Chinese if asked for; the page is the same."""
    (reports / "a-recoded" / "themes.csv").unlink()
    english = runs(reports)
    page = english.page.read_bytes()
    with speaking("zh"):
        said = runs(reports).text()
    assert english.page.read_bytes() == page
    assert english_in(said) == []
    assert said.startswith("seeds：2 个来源，3 篇讲话；与所记一致\n")
    for words in (
        "有变动；来自",
        "! themes.csv：缺失",
        "（不在此文件夹中）",
        "新增文件：seeds/丙.txt",
    ):
        assert words in said
    lines = english.text().splitlines()
    assert lines[0] == "seeds: 2 sources, 3 speeches; as recorded"
    assert lines[1].startswith("  a-recoded: 2 sources, 3 speeches; CHANGED; made from")
    assert lines[2] == "    ! themes.csv: missing"


def test_the_page_is_the_same_each_time_and_escaped(reports: Path) -> None:
    """No time is in it, its names are text, it loads nothing; it is in both languages."""
    (reports / "seeds-2").rename(reports / "<b>&")
    page = runs(reports).page
    first = page.read_bytes()
    assert runs(reports).page.read_bytes() == first
    text = first.decode()
    assert "<b>&" not in text
    assert "&lt;b&gt;&amp;" in text
    assert "default-src 'none'" in text
    assert "All runs" in text
    assert "全部运行" in text


def test_comparisons_between_the_runs_are_linked(reports: Path) -> None:
    """Those of the runs as they are; not one that was changed, or whose other run is gone."""
    for a in ("seeds", "a-recoded"):
        topics.compare(reports / a, reports / "seeds-2").save()
    text = runs(reports).page.read_text("utf-8")
    for name in ("seeds", "a-recoded"):
        assert f'href="seeds-2.analyses/compare-{name}/compare.html"' in text
        assert f"Comparison with {name}" in text
    (reports / "seeds-2.analyses" / "compare-seeds" / "compare.html").write_text("x")
    shutil.rmtree(reports / "a-recoded")
    assert "compare.html" not in runs(reports).page.read_text("utf-8")


def test_a_run_that_is_not_as_recorded_is_said(reports: Path) -> None:
    """A changed table, a manifest of a later version: the others are listed all the same."""
    shutil.copytree(reports / "seeds", reports / "seeds-copy")
    (reports / "seeds" / "themes.csv").write_text("x")
    manifest = read_manifest(reports / "seeds-2")
    (reports / "seeds-2" / "run.json").write_bytes(json_bytes({**manifest, "format_version": 99}))
    found = {entry.name: entry for entry in runs(reports).entries}
    assert found["seeds"].problems[0][1].startswith("themes.csv: changed")
    assert "Install a newer" in found["seeds-2"].problems[0][1]
    assert found["a-recoded"].problems == ()
    assert len(found) == len(runs(reports).entries) == 5


def test_a_page_of_somebody_else_is_kept(reports: Path, tmp_path: Path) -> None:
    """An index.html that this command did not write is left alone; so is what is no folder."""
    (reports / "index.html").write_text("mine")
    with pytest.raises(OutputError, match="Move it away"):
        runs(reports)
    assert (reports / "index.html").read_text() == "mine"
    with pytest.raises(OutputError, match="not a folder"):
        runs(tmp_path / "missing")
