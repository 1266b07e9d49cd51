"""Whether a run is as it was written, and gives the same when it is made again."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.chinese import english_in
from tests.runs.golden_study import make
from topics.cli import main
from topics.display.options import speaking
from topics.errors import OutputError
from topics.reruns import recode
from topics.runs.files import PREFIX, folder_hashes, json_bytes
from topics.runs.manifest import read_manifest, run_outputs, write_manifest
from topics.runs.store import Run
from topics.signals import stoppable
from topics.verification import verify

pytestmark = pytest.mark.filterwarnings("ignore::topics.errors.TopicsWarning")
GOLDEN = Path(__file__).parent / "runs" / "golden"


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return a small run, with its seeds in ``pile`` beside."""
    return make(tmp_path_factory.mktemp("verified") / "study")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Return a copy of a run of the newest format, without pages and figures."""
    newest = sorted(path for path in GOLDEN.iterdir() if path.is_dir())[-1]
    return Path(shutil.copytree(newest, tmp_path / "run"))


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give each test its own folder of temporary files, and see that nothing is left in it."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert [path.name for path in folder.iterdir()] == []


def test_every_changed_byte_is_named(copied: Path) -> None:
    """A byte changed in any file but the timings makes a difference with the file's name."""
    files = [path for path in copied.rglob("*") if path.is_file() and path.name != "timings.json"]
    names = sorted(path.relative_to(copied).as_posix() for path in files)
    names.remove("run.json")
    for name in names:
        data = (copied / name).read_bytes()
        (copied / name).write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert [d.where for d in verify(copied).differences] == names
    manifest = (copied / "run.json").read_bytes()
    for i in (1, len(manifest) // 2, len(manifest) - 1):
        (copied / "run.json").write_bytes(
            manifest[:i] + bytes([manifest[i] ^ 1]) + manifest[i + 1 :]
        )
        assert [d.where for d in verify(copied).differences][:1] == ["run.json"]


def test_files_missing_added_and_linked_are_named(copied: Path, tmp_path: Path) -> None:
    """Each with its path; what file managers leave is nobody's."""
    (copied / "themes.csv").unlink()
    (copied / "inputs" / "mine.txt").write_text("x")
    (copied / ".DS_Store").write_text("x")
    (tmp_path / "elsewhere.csv").write_bytes((copied / "terms.csv").read_bytes())
    (copied / "terms.csv").unlink()
    (copied / "terms.csv").symlink_to(tmp_path / "elsewhere.csv")
    before = folder_hashes(copied)
    told = CliRunner().invoke(main, ["verify", str(copied)])
    assert told.exit_code == 3
    for name, what in (
        ("themes.csv", "missing"),
        ("inputs/mine.txt", "not of the run"),
        ("terms.csv", "a link"),
    ):
        assert any(name in line and what in line for line in told.stdout.splitlines()), name
    assert "DS_Store" not in told.stdout
    assert folder_hashes(copied) == before


def test_a_verification_is_in_the_language_of_the_reader(copied: Path) -> None:
    """Every difference, note and result is Chinese if asked for; English is as before."""
    (copied / "themes.csv").unlink()
    (copied / "mine.txt").write_text("x")
    found = verify(copied)
    with speaking("zh"):
        said = found.text()
    assert english_in(said) == []
    for words in ("与记录不同：", "缺失", "不属于这次运行", "因此没有重做", "有 2 处不同"):
        assert words in said
    english = found.text()
    assert "differs:" in english
    assert "note: nothing was repeated, since files are not those of the run" in english
    assert english.endswith(f"DIFFERS in 2 ({found.n_files} files; hashes checked).\n")
    assert not re.search("[\u4e00-\u9fff]", english)


def test_a_manifest_in_another_layout_is_a_change(copied: Path) -> None:
    """Its seal is of its content; the bytes are compared too."""
    path = copied / "run.json"
    path.write_bytes(path.read_bytes() + b" ")
    assert [d.where for d in verify(copied).differences] == ["run.json"]


def test_what_is_no_run_or_of_a_later_version_cannot_be_verified(
    copied: Path, tmp_path: Path
) -> None:
    """The error says what to do; exit code 2."""
    manifest = read_manifest(copied)
    (copied / "run.json").write_bytes(json_bytes({**manifest, "format_version": 99}))
    with pytest.raises(OutputError, match="Install a newer topics-zh"):
        verify(copied)
    told = CliRunner().invoke(main, ["verify", str(tmp_path)])
    assert told.exit_code == 2
    assert "topics run" in told.stderr


@pytest.mark.thorough
def test_a_run_made_again_is_the_same(done: Run) -> None:
    """From its seeds and from its tables, in every byte; the run is not changed."""
    before = folder_hashes(done.folder)
    pile = done.folder.with_name("pile")
    found = [verify(done.folder), verify(done.folder, pile)]
    assert [f.differences for f in found] == [(), ()]
    assert [f.made_again for f in found] == ["tables", "run"]
    assert folder_hashes(done.folder) == before


@pytest.mark.slow
def test_a_page_names_versions_that_are_not_these(
    done: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With another commit every byte is still the same; with another version numbers are."""
    monkeypatch.setattr("topics.runs.integrity.git_state", lambda: ("f" * 40, False))
    monkeypatch.setattr("topics.runs.manifest.git_state", lambda: ("f" * 40, False))
    found = verify(done.folder)
    assert [d.where for d in found.software] == ["git_commit"]
    assert found.is_same
    run = Path(shutil.copytree(done.folder, tmp_path / "run"))
    manifest = read_manifest(run)
    write_manifest(run, manifest | {"versions": manifest["versions"] | {"numpy": "0.1"}})
    found = verify(run)
    assert "numpy" in found.text().splitlines()[1]
    assert found.is_same


@pytest.mark.thorough
def test_other_numbers_are_named_by_column(done: Run, tmp_path: Path) -> None:
    """A table that was changed with its hash differs from the one made again."""
    run = Path(shutil.copytree(done.folder, tmp_path / "run"))
    path = run / "themes.csv"
    share = repr(float(done.tables["themes"]["share"][0]))
    path.write_bytes(path.read_bytes().replace(share.encode(), b"0.123", 1))
    manifest = read_manifest(run)
    write_manifest(run, manifest | {"outputs": run_outputs(run)})
    (found,) = [d.what for d in verify(run).differences if d.where == "themes.csv"]
    assert found.startswith("column share: 1 of 3 cells by up to 0.")


@pytest.mark.thorough
def test_other_seeds_are_named(done: Run, tmp_path: Path) -> None:
    """Files that are changed, missing or new; then nothing is made again."""
    pile = Path(shutil.copytree(done.folder.with_name("pile"), tmp_path / "pile"))
    (pile / "甲.txt").rename(pile / "丙.txt")
    (pile / "乙.txt").write_text("同志们：街道要绿化，公园要清理。", "utf-8")
    (pile / "bad.txt").write_bytes(b"\0")
    found = verify(done.folder, pile)
    assert {d.where: d.what.split()[0] for d in found.differences} == {
        "seeds/丙.txt": "not",
        "seeds/乙.txt": "changed",
        "seeds/甲.txt": "missing",
        "seeds/bad.txt": "not",
    }
    assert found.made_again == "nothing"


@pytest.mark.slow
def test_a_recoded_run_says_what_can_be_verified(done: Run, tmp_path: Path) -> None:
    """Its tables are made again; its models are those of its parent, which a note says."""
    book = done.folder / "inputs" / "codebook" / "book.toml"
    again = recode(done.folder, book, tmp_path / "recoded")
    found = verify(again.folder, done.folder.with_name("pile"))
    assert found.is_same
    assert found.made_again == "tables"
    assert json.loads((again.folder / "run.json").read_text())["parent"][:12] in found.notes[0][1]


@pytest.mark.thorough
def test_ctrl_c_leaves_nothing(done: Run, temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The temporary folder is removed; one of a killed command is removed by the next."""

    def stop(*_: object, **__: object) -> None:
        assert list(temporary.iterdir())
        os.kill(os.getpid(), signal.SIGINT)

    killed = temporary / f"{PREFIX}killed"
    (killed / "run").mkdir(parents=True)
    (killed / "lock").write_text('{"target": "topics-verify", "pid": 1, "host": ""}')
    monkeypatch.setattr("topics.verification.recode", stop)
    # A shell's background job ignores Ctrl-C.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with stoppable(), pytest.raises(KeyboardInterrupt):
            verify(done.folder)
    finally:
        signal.signal(signal.SIGINT, before)
