"""Which folder a run goes to: no run of other seeds or settings is lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from topics.config import load_settings
from topics.corpus.types import Skipped
from topics.errors import OutputError
from topics.runs.manifest import build_manifest, read_manifest, run_outputs, write_manifest
from topics.runs.target import check_writable, choose_target, numbered

SETTINGS = load_settings()
OTHER = replace(SETTINGS, n_components=7)
INPUTS = {"seeds/a.txt": "00", "defaults/settings.toml": "11"}


def made(folder: Path, parent: str = "") -> None:
    """Write a run of one file."""
    folder.mkdir(parents=True)
    (folder / "skipped.csv").write_text("source,reason\n")
    manifest = build_manifest(
        SETTINGS, INPUTS, folder, origin={"parent": parent} if parent else None
    )
    write_manifest(folder, manifest | {"outputs": run_outputs(folder)})


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder; return where default runs go."""
    monkeypatch.chdir(tmp_path)
    return Path("reports")


def test_the_default_folder_is_the_first_that_may_be_used(reports: Path) -> None:
    """A free one; the same run again; with other settings or seeds the next number."""
    assert choose_target(reports / "seeds", None, SETTINGS, INPUTS) == reports / "seeds"
    made(reports / "seeds")
    assert choose_target(reports / "seeds", None, SETTINGS, INPUTS) == reports / "seeds"
    assert choose_target(reports / "seeds", None, OTHER, INPUTS) == reports / "seeds-2"
    assert (
        choose_target(reports / "seeds", None, SETTINGS, {"seeds/a.txt": "01"})
        == reports / "seeds-2"
    )
    made(reports / "seeds-2")
    (reports / "seeds" / "notes.txt").write_text("mine")
    assert choose_target(reports / "seeds", None, SETTINGS, INPUTS) == reports / "seeds-2"
    assert choose_target(reports / "seeds", None, OTHER, INPUTS) == reports / "seeds-3"


def test_the_packages_own_lists_are_no_choice_of_the_study(reports: Path) -> None:
    """An upgrade alone makes no other run."""
    made(reports / "seeds")
    inputs = INPUTS | {"defaults/settings.toml": "22"}
    assert choose_target(reports / "seeds", None, SETTINGS, inputs) == reports / "seeds"


def test_a_recoded_run_is_another_one(reports: Path) -> None:
    """What was made from a run is not replaced by a run."""
    made(reports / "seeds", parent="00")
    assert choose_target(reports / "seeds", None, SETTINGS, INPUTS) == reports / "seeds-2"


def test_a_named_folder_with_another_run_needs_leave(reports: Path) -> None:
    """The message names the option; with it the folder is taken."""
    made(reports / "x")
    assert choose_target(reports / "seeds", "reports/x", SETTINGS, INPUTS) == reports / "x"
    with pytest.raises(OutputError, match="--replace"):
        choose_target(reports / "seeds", "reports/x", OTHER, INPUTS)
    assert (
        choose_target(reports / "seeds", "reports/x", OTHER, INPUTS, replace=True) == reports / "x"
    )


def test_a_place_that_cannot_be_written_is_found_out_first(tmp_path: Path) -> None:
    """Below a file nothing can be made; below folders that do not exist yet it can."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="cannot be written"):
        check_writable(tmp_path / "file" / "out")
    check_writable(tmp_path / "new" / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_numbers_begin_at_two(tmp_path: Path) -> None:
    """The plain name first."""
    assert numbered(tmp_path / "a", "-b") == tmp_path / "a-b"
    (tmp_path / "a-b").mkdir()
    assert numbered(tmp_path / "a", "-b") == tmp_path / "a-b-2"


def test_settings_that_an_earlier_version_did_not_have_are_compared(reports: Path) -> None:
    """A run of before a setting was made with its default; another value is another run."""
    made(reports / "x")
    manifest = read_manifest(reports / "x")
    for name in ("engine", "figure_formats"):
        del manifest["settings"][name]
    write_manifest(reports / "x", manifest)
    assert choose_target(reports / "seeds", "reports/x", SETTINGS, INPUTS) == reports / "x"
    for changed in (
        replace(SETTINGS, engine={"lda": {"learn_priors": True}}),
        replace(SETTINGS, figure_formats=("svg", "pdf")),
    ):
        with pytest.raises(OutputError, match="--replace"):
            choose_target(reports / "seeds", "reports/x", changed, INPUTS)


def test_another_skipped_file_makes_another_run(reports: Path) -> None:
    """A file that cannot be read is part of what a run was made of, with the reason."""
    made(reports / "x")
    bad = Skipped("bad.txt", "is not text")
    with pytest.raises(OutputError, match="--replace"):
        choose_target(reports / "seeds", "reports/x", SETTINGS, INPUTS, [bad])
    (reports / "x" / "skipped.csv").write_text("source,reason\nbad.txt,is not text\n")
    manifest = read_manifest(reports / "x")
    write_manifest(reports / "x", manifest | {"outputs": run_outputs(reports / "x")})
    assert choose_target(reports / "seeds", "reports/x", SETTINGS, INPUTS, [bad]) == reports / "x"
    with pytest.raises(OutputError, match="--replace"):
        choose_target(
            reports / "seeds", "reports/x", SETTINGS, INPUTS, [replace(bad, reason="is empty")]
        )
