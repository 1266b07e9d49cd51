"""Single files: whole or not at all."""

import json
import sys
from pathlib import Path

import pytest

from topics.errors import OutputError, TopicsError
from topics.runs.files import (
    LITTER,
    check_apart,
    check_can_make,
    check_folder,
    file_hash,
    folder_hashes,
    make_folder,
    write_file,
    write_json,
)

OWN = ("an audit", ("audit.txt", "sources.csv"))


def test_a_file_is_replaced_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    """The new bytes stand there, the old ones do not, and no part is left."""
    path = tmp_path / "a.csv"
    write_file(path, b"old")
    write_file(path, b"new")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a.csv", b"new")]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_in_place_of_a_file_is_not_followed(tmp_path: Path) -> None:
    """What it leads to, perhaps a file of the user, stays as it is."""
    (tmp_path / "own.txt").write_bytes(b"mine")
    for name in ("page.html", ".page.html.part"):
        (tmp_path / name).symlink_to(tmp_path / "own.txt")
    write_file(tmp_path / "page.html", b"page")
    assert (tmp_path / "page.html").read_bytes() == b"page"
    assert (tmp_path / "own.txt").read_bytes() == b"mine"


def test_a_file_that_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    """A folder in the file's place is not touched, and no part is left."""
    path = tmp_path / "a.csv"
    (path / "inside").mkdir(parents=True)
    with pytest.raises(OutputError) as caught:
        write_file(path, b"new")
    assert str(caught.value) == f"{path}: cannot be written (Is a directory)."
    assert list(tmp_path.iterdir()) == [path]
    below = tmp_path / "missing" / "a.csv"
    with pytest.raises(OutputError) as caught:
        write_file(below, b"new")
    assert str(caught.value) == f"{below}: cannot be written (No such file or directory)."


def test_json_is_sorted_readable_and_ends_with_a_newline(tmp_path: Path) -> None:
    """Keys are sorted and Chinese stays Chinese; a name that is not UTF-8 comes back as it was."""
    path = tmp_path / "a.json"
    write_json(path, {"b": "文明", "a": [1]})
    assert path.read_text("utf-8") == '{\n  "a": [\n    1\n  ],\n  "b": "文明"\n}\n'
    write_json(path, {"name": "b\udc80"})
    assert json.loads(path.read_text("utf-8")) == {"name": "b\udc80"}


def test_hashes_are_sha256_by_path_with_forward_slashes(tmp_path: Path) -> None:
    """Every file below a folder is hashed, sorted by its path."""
    (tmp_path / "models" / "lda").mkdir(parents=True)
    (tmp_path / "models" / "lda" / "model.json").write_bytes(b"")
    (tmp_path / "b.csv").write_bytes(b"abc")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert file_hash(tmp_path / "b.csv") == abc
    assert list(folder_hashes(tmp_path).items()) == [
        ("b.csv", abc),
        ("models/lda/model.json", empty),
    ]


def test_a_place_beside_the_seeds_is_apart(tmp_path: Path) -> None:
    """Also one whose name begins alike, and any place where the seeds are a single file."""
    (tmp_path / "seeds").mkdir()
    (tmp_path / "a.txt").write_text("")
    check_apart(tmp_path / "seeds2", tmp_path / "seeds")
    check_apart(tmp_path / "out", tmp_path / "a.txt")
    with pytest.raises(OutputError):
        check_apart(str(tmp_path / "seeds"), str(tmp_path / "seeds"))


def refusal(out: Path) -> str:
    """Return why a folder is refused."""
    with pytest.raises(OutputError) as caught:
        check_folder(out, *OWN)
    return str(caught.value)


def test_new_empty_and_earlier_folders_are_taken(tmp_path: Path) -> None:
    """Also one that was not finished, and one that a file manager looked into."""
    assert make_folder(tmp_path / "deep" / "new", *OWN).is_dir()
    for name in (*LITTER, *OWN[1]):
        (tmp_path / "deep" / "new" / name).write_text("")
        assert make_folder(str(tmp_path / "deep" / "new"), *OWN) == tmp_path / "deep" / "new"


def test_other_peoples_files_are_left_alone(tmp_path: Path) -> None:
    """A file, a folder with something else, and an earlier one with a reader's notes."""
    said = (
        f"{tmp_path}: has files in it but is not an audit (no audit.txt, or files beside its own),"
        " so it is left alone. Name a new or an empty folder."
    )
    (tmp_path / "sources.csv").write_text("")
    assert refusal(tmp_path) == said
    (tmp_path / "audit.txt").write_text("")
    (tmp_path / "notes.txt").write_text("")
    assert refusal(tmp_path) == said
    file = tmp_path / "notes.txt"
    assert refusal(file) == f"{file}: is a file. Name a folder for an audit."


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    """One below a file, and one whose name cannot be."""
    with pytest.raises(OutputError, match="File name too long"):
        make_folder(tmp_path / ("长" * 200), *OWN)
    (tmp_path / "file").write_text("x")
    out = tmp_path / "file" / "audit"
    with pytest.raises(OutputError) as caught:
        make_folder(out, *OWN)
    assert str(caught.value) == (
        f"{out}: cannot be written (Not a directory). Name a folder in a place where you may write."
    )


def test_whether_files_can_be_made_is_known_before_any_work(tmp_path: Path) -> None:
    """Beside a path, or in the folder that is there; nothing is left by the check."""
    check_can_make(tmp_path / "a" / "b")
    check_can_make(tmp_path, inside=True)
    (tmp_path / "file").write_text("x")
    for out in (tmp_path / "file" / "a", tmp_path / ("x" * 300), tmp_path / "a\0b"):
        with pytest.raises(TopicsError):
            check_can_make(out)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
