"""The folder of a sensitivity analysis; `tests.test_sensitivity` writes a real one."""

from __future__ import annotations

from pathlib import Path

import pytest

from topics.errors import OutputError
from topics.runs.sensitivity import FILES, check_sensitivity_folder


def refusal(out: Path) -> str:
    """Return why a folder is refused."""
    with pytest.raises(OutputError) as caught:
        check_sensitivity_folder(out)
    return str(caught.value)


def test_new_empty_and_earlier_folders_are_taken(tmp_path: Path) -> None:
    """Also an earlier analysis that was not finished."""
    check_sensitivity_folder(tmp_path / "new")
    check_sensitivity_folder(tmp_path)
    (tmp_path / FILES[0]).write_text("")
    check_sensitivity_folder(tmp_path)
    for name in (*FILES, "settings.json"):
        (tmp_path / name).write_text("")
    check_sensitivity_folder(tmp_path)


def test_other_peoples_files_are_left_alone(tmp_path: Path) -> None:
    """A file, a folder with something else, and an analysis with a reader's notes."""
    said = (
        f"{tmp_path}: has files in it but is not a sensitivity analysis (no sensitivity.csv, or"
        " files beside its own), so it is left alone. Name a new or an empty folder."
    )
    (tmp_path / "settings.json").write_text("{}")
    assert refusal(tmp_path) == said
    (tmp_path / FILES[0]).write_text("")
    (tmp_path / "notes.txt").write_text("")
    assert refusal(tmp_path) == said
    file = tmp_path / "notes.txt"
    assert refusal(file) == f"{file}: is a file. Name a folder for the analysis."
