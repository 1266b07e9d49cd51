"""Files of others in a run's place: whenever they come, they stay, and no run is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.runs.test_store import begin_run, files, write_run
from topics.config import load_settings
from topics.errors import MachineWarning, OutputError, TopicsError
from topics.runs.files import PREFIX, temporary_prefix
from topics.runs.holders import Holder, recover
from topics.runs.manifest import build_manifest, write_manifest
from topics.runs.store import load_run
from topics.runs.target import check_place, check_writable
from topics.runs.writing import new_run

PROGRAM = """
import os, sys
from pathlib import Path
from tests.runs.test_store import write_run
rename, n_left = Path.rename, [int(sys.argv[2])]
def rename_or_die(self, target):
    if not n_left[0]:
        os.kill(os.getpid(), 9)
    n_left[0] -= 1
    return rename(self, target)
Path.rename = rename_or_die
write_run(Path(sys.argv[1]), "the new one")
"""


def write_while(out: Path, meanwhile: Callable[[], object]) -> None:
    """Write a run of one file to ``out``, and do something just before it is moved there."""
    with new_run(out) as folder:
        (folder / "report.html").write_bytes(b"page")
        write_manifest(folder, build_manifest(load_settings(), {}, folder))
        meanwhile()


def put_a_link(out: Path) -> None:
    """Put a link into the run's folder that leads nowhere."""
    (out / "link").symlink_to("nowhere")


STRANGERS = {
    "notes.docx": lambda out: (out / "notes.docx").write_bytes(b"mine"),
    "skipped.csv": lambda out: (out / "skipped.csv").write_bytes(b"annotated"),
    "run.json": lambda out: (out / "run.json").write_bytes(b"{}"),
    "models/mine": lambda out: (out / "models" / "mine").mkdir(),
    "link": put_a_link,
}


@pytest.mark.parametrize("name", STRANGERS)
def test_what_others_put_there_meanwhile_stays(tmp_path: Path, name: str) -> None:
    """The folder is left as it is, the run goes to the next free name, and the error says so."""
    out = tmp_path / "run"
    write_run(out)
    (tmp_path / "run-2").mkdir()
    before = []

    def meanwhile() -> None:
        STRANGERS[name](out)
        before.append(files(out))

    with pytest.raises(OutputError) as caught:
        write_while(out, meanwhile)
    assert name in str(caught.value)
    assert str(tmp_path / "run-3") in str(caught.value)
    assert files(out) == before[0]
    assert os.path.lexists(out / name)
    assert list(files(tmp_path / "run-3")) == ["report.html", "run.json"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run", "run-2", "run-3"]


def test_files_put_into_an_empty_folder_stay(tmp_path: Path) -> None:
    """A folder that was empty, or was not there, may be another one's by the end."""
    out = tmp_path / "run"
    out.mkdir()
    with pytest.raises(OutputError, match="run-2"):
        write_while(out, lambda: (out / "a.txt").write_bytes(b"mine"))
    assert files(out) == {"a.txt": b"mine"}
    other = tmp_path / "other"
    with pytest.raises(OutputError, match="other-2"):
        write_while(other, lambda: other.write_bytes(b"mine"))
    assert other.read_bytes() == b"mine"
    load_run(tmp_path / "other-2")


def test_another_run_written_meanwhile_stays(tmp_path: Path) -> None:
    """A run of other texts is not replaced by one that began before; the same run is."""
    out = tmp_path / "run"
    with pytest.raises(OutputError, match="another run"):
        write_while(out, lambda: write_run(out))
    assert list(load_run(out).tables) == ["skipped"]
    load_run(tmp_path / "run-2")
    write_while(tmp_path / "new", lambda: write_while(tmp_path / "new", lambda: None))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "run", "run-2"]


@pytest.mark.thorough
@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("n_renames", [0, 1, 2])
def test_a_kill_within_the_swap_loses_nothing(tmp_path: Path, n_renames: int) -> None:
    """Before it, between its two moves and after it: the next command finds a whole run."""
    out = tmp_path / "run"
    write_run(out, "the earlier one")
    earlier = files(out)
    command = [sys.executable, "-c", PROGRAM, str(out)]
    done = subprocess.run([*command, str(n_renames)], check=False)
    assert done.returncode == (-9 if n_renames < 2 else 0)
    if n_renames == 1:
        assert not out.exists()
        with pytest.raises(OutputError, match="earlier"):
            load_run(out)
        with pytest.warns(MachineWarning, match="is back in"):
            check_writable(out)
    check_place(out)
    if n_renames < 2:
        assert files(out) == earlier
    assert load_run(out).tables["skipped"]["reason"].tolist() == [
        "the new one" if n_renames == 2 else "the earlier one"
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_a_run_moved_aside_never_replaces_what_came_since(tmp_path: Path) -> None:
    """It is put back under the next free name."""
    out = tmp_path / "run"
    write_run(out)
    holder = Holder(out)
    holder.make()
    out.rename(holder.earlier)
    out.mkdir()
    (out / "mine").write_bytes(b"mine")
    recover(tmp_path)
    assert holder.earlier.exists(), "its process lives"
    assert holder._lock is not None
    holder._lock.close()
    with pytest.warns(MachineWarning, match="run-2"):
        recover(tmp_path)
    assert files(out) == {"mine": b"mine"}
    load_run(tmp_path / "run-2")


def test_leftovers_of_the_dead_are_removed_and_of_the_living_kept(tmp_path: Path) -> None:
    """A folder whose process lives is not touched, nor one that is just being made."""
    living, dead = Holder(tmp_path / "a"), Holder(tmp_path / "b")
    for holder in (living, dead):
        holder.make()
        (holder.fresh / "half.csv").write_bytes(b"half")
    assert dead._lock is not None
    dead._lock.close()
    (tmp_path / f"{PREFIX}young").mkdir()
    (tmp_path / f"{PREFIX}old" / "run").mkdir(parents=True)
    os.utime(tmp_path / f"{PREFIX}old", (0, 0))
    (tmp_path / f"{PREFIX}file").write_bytes(b"mine")
    write_run(tmp_path / "run")
    there = {path.name for path in tmp_path.iterdir()}
    assert there == {living.folder.name, f"{PREFIX}young", f"{PREFIX}file", "run"}
    living.remove()
    assert not living.folder.exists()


@pytest.mark.skipif(os.name == "nt", reason="processes are not known by their number there")
def test_what_was_killed_before_it_could_lock_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty folder named by a process that has ended goes; of one that runs it stays."""
    (tmp_path / f"{temporary_prefix()}living").mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(os, "getpid", lambda: 999_999_999)
        (tmp_path / f"{temporary_prefix()}dead").mkdir()
    recover(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [f"{temporary_prefix()}living"]


def test_two_processes_do_not_write_one_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second is told which process is there; when that one is dead its lock counts no more."""
    out, other = tmp_path / "run", Holder(tmp_path / "run")
    with monkeypatch.context() as patch:
        patch.setattr(os, "getpid", lambda: 999_999_999)
        other.make()
    for check in (check_writable, write_run):
        with pytest.raises(OutputError, match=r"process 999999999 .*--out"):
            check(out)
    write_run(tmp_path / "elsewhere")
    assert other.folder.exists()
    assert other._lock is not None
    other._lock.close()
    write_run(out)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["elsewhere", "run"]


def test_an_earlier_run_that_cannot_be_moved_back_is_not_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error says where it is, and the next command puts it back."""
    out = tmp_path / "run"
    write_run(out)
    before = files(out)
    rename = Path.rename

    def only_aside(self: Path, target: Path) -> Path:
        if self.name in ("run", "earlier") and self != out:
            raise PermissionError(13, "Permission denied")
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", only_aside)
        with pytest.raises(OutputError, match="earlier; move it back"):
            write_run(out, "the new one")
    assert not out.exists()
    with pytest.warns(MachineWarning, match="is back in"):
        check_place(out)
    assert files(out) == before


@pytest.mark.parametrize("out", ["a\0b", "a\udc80b", "x" * 300])
def test_names_that_no_folder_can_have_are_refused_first(tmp_path: Path, out: str) -> None:
    """NUL, half a character and too many characters are sentences."""
    for check in (check_writable, check_place, lambda path: begin_run(path, ValueError())):
        with pytest.raises(TopicsError, match=r"cannot be written|is not the name|without NUL"):
            check(tmp_path / out)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("linked", ["holder", "run", "earlier", "lock"])
def test_no_link_in_a_leftover_is_followed(tmp_path: Path, linked: str) -> None:
    """What a folder of that name links to belongs to others: nothing is moved or deleted."""
    own = tmp_path / "own"
    (own / "run").mkdir(parents=True)
    (own / "run" / "imp").write_bytes(b"imp")
    (own / "lock").write_text('{"target": "foo"}', "utf-8")
    place, holder = tmp_path / "place", tmp_path / "place" / f"{PREFIX}x"
    place.mkdir()
    if linked == "holder":
        holder.symlink_to(own)
    else:
        for name in ("run", "earlier"):
            (holder / name).mkdir(parents=True)
        (holder / "lock").write_text('{"target": "foo"}', "utf-8")
        path = holder / linked
        path.unlink() if linked == "lock" else path.rmdir()
        path.symlink_to(own / "lock" if linked == "lock" else own / "run")
        os.utime(holder, (0, 0))
    before = files(own)
    write_run(place / "out")
    assert files(own) == before
    assert {path.name for path in place.iterdir()} == {"out", holder.name}


@pytest.mark.parametrize(
    "lock",
    ["[" * 200_000, "[]", '{"target": 1}', "{", " " * 20_000]
    + [f'{{"target": "{name}"}}' for name in ("", ".", "..", "a/b", "/a", "a\\u0000", "a\\ud800")],
)
def test_a_lock_that_names_no_folder_beside_is_left_alone(tmp_path: Path, lock: str) -> None:
    """Whatever is written in it, nothing is moved to another place and no error is raised."""
    holder = tmp_path / "place" / f"{PREFIX}x"
    for name in ("run", "earlier"):
        (holder / name).mkdir(parents=True)
    (holder / "earlier" / "imp").write_bytes(b"imp")
    (holder / "lock").write_text(lock, "utf-8")
    os.utime(holder, (0, 0))
    recover(holder.parent)
    assert (holder / "earlier" / "imp").read_bytes() == b"imp"
    assert [path.name for path in tmp_path.iterdir()] == ["place"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes")
def test_a_pipe_as_a_lock_is_never_opened(tmp_path: Path) -> None:
    """It would block for ever."""
    (tmp_path / f"{PREFIX}x").mkdir()
    os.mkfifo(tmp_path / f"{PREFIX}x" / "lock")
    recover(tmp_path)
    with pytest.raises(OutputError):
        load_run(tmp_path / "none")
    assert (tmp_path / f"{PREFIX}x" / "lock").is_fifo()
