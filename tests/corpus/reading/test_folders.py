"""Folders that hold more than files: links, pipes and sockets are skipped, and never opened."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

import topics
from topics.corpus.reading.read import read_sources
from topics.errors import CorpusError

TEXT = "在大会上的讲话\n同志们：今天召开创建文明城市动员大会，主要任务是总结前一阶段工作。\n"
NAME = "metadata.csv"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a seed folder of one file, beside a file that is not in it."""
    (tmp_path / "secret.csv").write_text("secret:x:0,source\n", "utf-8")
    folder = tmp_path / "seeds"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT, "utf-8")
    return folder


def _socket(path: Path) -> None:
    before = Path.cwd()
    os.chdir(path.parent)  # the name of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as opened:
            opened.bind(path.name)
    finally:
        os.chdir(before)


def _too_deep(path: Path) -> None:
    before = Path.cwd()
    os.chdir(path.parent)
    try:
        for _ in range(25):
            os.mkdir("d" * 200)  # noqa: PTH102 - a Path would hold the whole name
            os.chdir("d" * 200)
    finally:
        os.chdir(before)


ODD: dict[str, tuple[Callable[[Path], object], str]] = {
    "itself": (lambda p: p.symlink_to(p.name), "leads back to itself"),
    "circle": (
        lambda p: (p.symlink_to("c"), (p.parent / "c").symlink_to(p.name)),
        "back to itself",
    ),
    "nowhere": (lambda p: p.symlink_to("nowhere"), "is a broken link"),
    "outside": (lambda p: p.symlink_to("../secret.csv"), "outside the seed folder"),
    "device": (lambda p: p.symlink_to("/dev/zero"), "outside the seed folder"),
    "pipe": (os.mkfifo, "not a regular file"),
    "socket": (_socket, "not a regular file"),
    "up": (lambda p: p.symlink_to("."), "is a link to a folder"),
    "deep": (_too_deep, "too long"),
}


@pytest.mark.parametrize("name", ["b.txt", "b.zip"])
@pytest.mark.parametrize("kind", ODD)
def test_what_is_no_file_is_skipped_with_its_reason(folder: Path, kind: str, name: str) -> None:
    """The other files are read."""
    make, reason = ODD[kind]
    make(folder / name)
    corpus = topics.read(folder)
    assert [source.name for source in corpus.sources] == ["a.txt"]
    assert reason in " ".join(skipped.reason for skipped in corpus.skipped)


@pytest.mark.parametrize("kind", [kind for kind in ODD if kind != "deep"])
def test_metadata_that_is_no_file_is_refused_unread(folder: Path, kind: str) -> None:
    """The message holds nothing of what a link leads to."""
    make, reason = ODD[kind]
    make(folder / NAME)
    with pytest.raises(CorpusError, match=reason) as error:
        topics.read(folder)
    assert "secret" not in str(error.value)


def test_a_link_inside_the_folder_is_metadata(folder: Path) -> None:
    """A table that the folder holds under another name is read."""
    (folder / "sub").mkdir()
    (folder / "sub" / NAME).write_text("source,x\na.txt,1\n", "utf-8")
    (folder / NAME).symlink_to(f"sub/{NAME}")
    assert topics.read(folder).speeches[0].metadata == (("x", "1"),)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("source," + ",".join(f"c{i}" for i in range(60_000)), "60,001 columns"),
        ("source," + "x" * 1_000_000, "name of a column has 1,000,000 characters"),
        ("source,x\n" + "a" * 1_000_000 + ",1\n", "was not read"),
        ("source,speech\na.txt," + "9" * 5000 + "\n", "must be a number from 1"),
        ("source,x\na.txt,1\0\n", "NUL"),
    ],
)
def test_metadata_beyond_the_limits_is_refused(folder: Path, text: str, key: str) -> None:
    """At once, in a short message."""
    (folder / NAME).write_text(text, "utf-8")
    with pytest.raises(CorpusError, match=key) as error:
        topics.read(folder)
    assert len(str(error.value)) < 700


def test_names_that_are_not_utf8_are_read(folder: Path) -> None:
    """Names in other encodings, with control characters, or that differ in case alone, are kept."""
    for name in (
        "讲话.txt".encode("gbk"),
        b"\xff\xfe.txt",
        b"a\nb.txt",
        b"A.TXT",
        b"x" * 240 + b".md",
    ):
        with open(os.fsencode(folder) + b"/" + name, "w", encoding="utf-8") as file:  # noqa: PTH123
            file.write(TEXT)
    names = [source.name for source in topics.read(folder).sources]
    assert len(set(names)) == 6
    assert "讲话.txt" in names
    assert all(name.encode() for name in names)


def _remove_deep(top: Path) -> None:
    """Remove a chain of folders ``d``; `shutil.rmtree` calls itself for each."""
    while top.exists():
        inner = top / "d"
        rest = inner.rename(top.with_name("e")) if inner.exists() else None
        for path in top.iterdir():
            path.unlink()
        top.rmdir()
        if rest is not None:
            rest.rename(top)


def test_a_folder_of_a_thousand_levels_is_read(folder: Path) -> None:
    """However deep: what is there is read, and a table of metadata below the top has its reason."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        for _ in range(1100):
            os.mkdir("d")  # noqa: PTH102 - as in `_too_deep`
            os.chdir("d")
        for name in ("b.txt", NAME):
            Path(name).write_text(TEXT, "utf-8")
        os.chdir(before)
        decoded, skipped = read_sources(folder)
    finally:
        os.chdir(before)
        _remove_deep(folder / "d")
    assert [source.source.name[-5:] for source in decoded] == ["a.txt", "b.txt"]
    assert [one.reason[:14] for one in skipped] == ["is only read a"]
