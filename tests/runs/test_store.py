"""A run's folder: whole or not at all, never at the cost of somebody's files."""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from topics.config import load_settings
from topics.errors import OutputError
from topics.models.storage import save_model
from topics.models.types import TopicModel
from topics.runs.manifest import build_manifest, write_manifest
from topics.runs.store import load_run, new_run, write_table
from topics.text.types import Unit, Units

CANNOT = "Name a folder in a place where you may write."


def write_run(out: Path, reason: str = "not text") -> None:
    """Write a small run to ``out``: a table, a model, timings and a manifest."""
    model = TopicModel(
        topic_term=np.array([[0.75, 0.25], [0.0, 1.0]]),
        doc_topic=np.array([[1.0, 0.0], [0.25, 0.75]]),
        share=np.array([0.625, 0.375]),
        term_counts=np.array([3.0, 5.0]),
        unit_counts=np.array([4.0, 4.0]),
        vocabulary=("城市", "文明"),
        units=Units.of([Unit("a.txt", 1, "", (2,)), Unit("a.txt", 1, "1", (3,))]),
        engine="kmeans",
        params={"n_components": 2},
        random_state=1,
        trace=(),
    )
    with new_run(out) as folder:
        write_table(folder / "skipped.csv", pd.DataFrame({"source": ["b"], "reason": [reason]}))
        (folder / "models" / "kmeans").mkdir(parents=True)
        save_model(model, folder / "models" / "kmeans")
        (folder / "timings.json").write_text("{}", "utf-8")
        write_manifest(folder, build_manifest(load_settings(), {}, folder))


def begin_run(out: Path, error: BaseException) -> None:
    """Write half a run to ``out``, then die of ``error``."""
    with new_run(out) as folder:
        (folder / "half.csv").write_bytes(b"half")
        raise error


def files(folder: Path) -> dict[str, bytes]:
    """Return every file below ``folder``, hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def refused(out: Path) -> str:
    """Return the sentence with which ``out`` is refused, before anything is done."""
    with pytest.raises(OutputError) as caught, new_run(out):
        pytest.fail("the work began")
    return str(caught.value)


def test_what_was_changed_after_loading_is_not_read(tmp_path: Path) -> None:
    """Another run in the same folder does not give its tables to the one that was loaded."""
    out = tmp_path / "run"
    write_run(out)
    first, second = load_run(out), load_run(out)
    assert first.tables["skipped"]["reason"].tolist() == ["not text"]
    write_run(out, reason="too long")
    assert first.tables["skipped"]["reason"].tolist() == ["not text"]
    with pytest.raises(OutputError, match="changed since"):
        second.tables["skipped"]
    assert len(second.models["kmeans"].units) == 2
    with pytest.raises(KeyError):
        second.tables["no table"]
    with pytest.raises(KeyError, match="Did you mean 'skipped'"):
        second.tables["skiped"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
@pytest.mark.parametrize("name", ["run.json", "skipped.csv", "models/kmeans", "models"])
def test_a_link_out_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    """Whatever the content: it is of whoever can write there. A link inside is a file."""
    out = tmp_path / "run"
    write_run(out)
    (tmp_path / "moved").mkdir()
    away = tmp_path / "moved" / "it"
    (out / name).rename(away)
    (out / name).symlink_to(away)
    with pytest.raises(OutputError, match="link out of the run's folder"):
        load_run(out)
    (out / name).unlink()
    inside = out / "it"
    away.rename(inside)
    (out / name).symlink_to(inside)
    (tmp_path / "latest").symlink_to(out)
    assert list(load_run(tmp_path / "latest").models["kmeans"].vocabulary) == ["城市", "文明"]


def test_a_run_reads_back_as_it_was_written(tmp_path: Path) -> None:
    """Tables and models come back; only what the run has is there."""
    write_run(tmp_path / "deep" / "run")
    run = load_run(tmp_path / "deep" / "run")
    assert run.folder == tmp_path / "deep" / "run"
    assert run.manifest["settings"] == load_settings().to_dict()
    assert list(run.tables) == ["skipped"]
    assert run.tables["skipped"].to_numpy().tolist() == [["b", "not text"]]
    assert list(run.models) == ["kmeans"]
    assert run.models["kmeans"].vocabulary == ("城市", "文明")
    np.testing.assert_array_equal(run.models["kmeans"].doc_topic, [[1.0, 0.0], [0.25, 0.75]])


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_a_run_has_the_mode_of_any_new_folder(tmp_path: Path) -> None:
    """Colleagues may read a run as they may read any folder made here."""
    write_run(tmp_path / "run")
    (tmp_path / "plain").mkdir()
    assert (tmp_path / "run").stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.parametrize("there", ["nothing", "an empty folder", "an earlier run", "litter"])
def test_a_run_replaces_nothing_or_an_earlier_one(tmp_path: Path, there: str) -> None:
    """The folder holds the new run alone, and nothing is left beside it."""
    out = tmp_path / "run"
    if there == "an empty folder":
        out.mkdir()
    elif there != "nothing":
        write_run(out, "the earlier one")
    if there == "litter":
        (out / ".DS_Store").write_bytes(b"finder")
    write_run(out)
    write_run(tmp_path / "fresh")
    assert files(out) == files(tmp_path / "fresh")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fresh", "run"]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ValueError("x"), OutputError("x")])
@pytest.mark.parametrize("earlier", [True, False])
def test_a_run_that_dies_leaves_what_was_there(
    tmp_path: Path, error: BaseException, earlier: bool
) -> None:
    """Whatever ends it, the earlier run stands untouched and nothing is left of the new one."""
    out = tmp_path / "deep" / "run"
    if earlier:
        write_run(out)
    before = files(tmp_path)
    with pytest.raises(type(error)):
        begin_run(out, error)
    assert files(tmp_path) == before
    assert [p.name for p in tmp_path.iterdir()] == (["deep"] if earlier else [])


def test_a_disk_that_fills_up_is_reported(tmp_path: Path) -> None:
    """An error of the system in mid-work is translated, and the earlier run stands."""
    out = tmp_path / "run"
    write_run(out)
    before = files(tmp_path)
    with pytest.raises(OutputError) as caught:
        begin_run(out, OSError(28, "No space left on device"))
    assert str(caught.value) == (
        f"{out}: the run could not be finished ([Errno 28] No space left on device); earlier"
        " files are untouched."
    )
    assert files(tmp_path) == before


def test_a_swap_that_fails_half_way_is_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the new run cannot be moved in, the earlier one is moved back."""
    out = tmp_path / "run"
    write_run(out)
    before = files(tmp_path)
    rename = Path.rename

    def fail_for_the_new_one(self: Path, target: Path) -> Path:
        if self.name == "run" and self != out:
            raise PermissionError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail_for_the_new_one)
    with pytest.raises(OutputError) as caught:
        write_run(out, "the new one")
    assert str(caught.value) == (
        f"{out}: the run could not be finished ([Errno 13] Permission denied); earlier files"
        " are untouched."
    )
    assert files(tmp_path) == before


def test_a_file_is_never_replaced_by_a_run(tmp_path: Path) -> None:
    """A file in the run's place, or above it, is told before any work and stays."""
    path = tmp_path / "notes.txt"
    path.write_text("mine", "utf-8")
    assert refused(path) == f"{path}: is a file. Name a folder for the run."
    below = path / "run"
    assert refused(below).endswith(f"Not a directory). {CANNOT}") or refused(below).endswith(
        f"File exists). {CANNOT}"
    )
    assert files(tmp_path) == {"notes.txt": b"mine"}


@pytest.mark.parametrize("manifest", [None, b"{}", b"not JSON"])
def test_somebodys_folder_is_never_replaced(tmp_path: Path, manifest: bytes | None) -> None:
    """A folder with files and no manifest of ours is left alone."""
    out = tmp_path / "thesis"
    out.mkdir()
    (out / "chapter.docx").write_bytes(b"years of work")
    if manifest is not None:
        (out / "run.json").write_bytes(manifest)
    before = files(tmp_path)
    why = "no run.json of ours" if manifest is None else "its run.json is not one of ours"
    assert refused(out).startswith(f"{out}: has files in it but is not a run ({why}")
    assert refused(out).endswith("so it is left alone. Name a new or an empty folder.")
    assert files(tmp_path) == before


def test_files_added_to_a_run_or_changed_in_it_are_never_lost(tmp_path: Path) -> None:
    """Notes laid into a run and a table annotated there hold up the next run."""
    out = tmp_path / "run"
    write_run(out)
    (out / "notes.docx").write_bytes(b"mine")
    with (out / "skipped.csv").open("ab") as file:
        file.write(b"mine,too\r\n")
    before = files(tmp_path)
    assert refused(out) == (
        f"{out}: has files that the run there did not write, or that were changed since:"
        " notes.docx, skipped.csv. Move them away, or name another folder."
    )
    assert files(tmp_path) == before


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no /proc here")
def test_a_place_that_cannot_be_written_is_reported_before_any_work() -> None:
    """Even root may not write there; the sentence gives the system's reason."""
    for out in (Path("/proc/topics"), Path("/proc/topics/run")):
        assert refused(out) == f"{out}: cannot be written (No such file or directory). {CANNOT}"
    assert refused(Path("/proc")) == (
        "/proc: is a mounted disk. Name a folder on it, such as /proc/run."
    )


def test_names_that_cannot_be_are_reported(tmp_path: Path) -> None:
    """A name too long and links that lead round in a circle are sentences, no tracebacks."""
    long = tmp_path / ("长" * 200)
    assert refused(long) == f"{long}: cannot be written (File name too long). {CANNOT}"
    circle = tmp_path / "circle"
    circle.symlink_to(circle)
    assert refused(circle) == f"{circle}: is a link that leads back to itself. Name a folder."


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    """The run goes to where the link points, as anybody would expect who set it."""
    (tmp_path / "disk").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "disk")
    write_run(tmp_path / "link")
    write_run(tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert "run.json" in files(tmp_path / "disk")


def test_a_run_that_was_changed_is_not_read(tmp_path: Path) -> None:
    """Files that are missing or not as they were written are all named."""
    out = tmp_path / "run"
    write_run(out)
    (out / "skipped.csv").write_bytes(b"source,reason\r\n")
    (out / "models" / "kmeans" / "model.json").unlink()
    with pytest.raises(OutputError) as caught:
        load_run(out)
    assert str(caught.value) == (
        f"{out}: is not as it was written (missing: models/kmeans/model.json; changed since:"
        " skipped.csv). Repeat the run."
    )


def test_files_beside_a_run_do_not_hinder_reading(tmp_path: Path) -> None:
    """Notes in the folder are none of the run's business."""
    out = tmp_path / "run"
    write_run(out)
    (out / "notes.txt").write_bytes(b"mine")
    assert list(load_run(str(out)).tables) == ["skipped"]


def test_a_folder_that_is_no_run_is_reported(tmp_path: Path) -> None:
    """Without a manifest there is nothing to read."""
    with pytest.raises(OutputError) as caught:
        load_run(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}: is not a run: there is no run.json in it. Name the folder that `topics run`"
        " wrote."
    )


def test_two_runs_are_the_same_to_the_byte(tmp_path: Path) -> None:
    """The same work in two places gives the same files."""
    write_run(tmp_path / "one")
    write_run(tmp_path / "two")
    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert "skipped.csv" in json.loads(files(tmp_path / "one")["run.json"])["outputs"]
