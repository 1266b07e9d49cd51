from __future__ import annotations

import errno
import hashlib
import os
from io import BytesIO
from pathlib import Path

import pytest

from topics.corpus.reading.content import Given, ReadOptions
from topics.corpus.reading.formats import READERS
from topics.corpus.reading.read import read_sources
from topics.corpus.reading.readers.text import read_text
from topics.errors import CorpusError, SourceError

SUFFIXES = ", ".join(READERS)


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_a_source_is_known_by_name_hash_and_size(tmp_path: Path) -> None:
    """A source's record holds what identifies the file."""
    data = "同志们：\n今天开会。\n".encode()
    write(tmp_path, "b/x.txt", data)
    (decoded,), skipped = read_sources(tmp_path)
    assert decoded.source.name == "b/x.txt"
    assert decoded.source.sha256 == hashlib.sha256(data).hexdigest()
    assert (decoded.source.n_bytes, decoded.source.n_lines) == (len(data), 2)
    assert (decoded.source.encoding, decoded.source.reader) == ("utf-8", "text")
    assert decoded.content.lines == ("同志们：", "今天开会。")
    assert skipped == ()


def test_lines_are_counted_by_line_feed_alone(tmp_path: Path) -> None:
    """Form feeds, carriage returns and Unicode line separators stay inside their line."""
    write(tmp_path, "x.txt", "甲\r\n乙\x0c丙\u2028丁\n\n戊".encode())
    (decoded,), _ = read_sources(tmp_path)
    assert decoded.content.lines == ("甲\r", "乙\x0c丙\u2028丁", "", "戊")


def test_a_byte_order_mark_is_no_text() -> None:
    """UTF-8 with a byte-order mark decodes to the text after it."""
    content = read_text(BytesIO(b"\xef\xbb\xbf\xe7\x94\xb2"), ReadOptions())
    assert (content.lines, content.encoding) == (("甲",), "utf-8-sig")


def test_sources_come_in_order_of_name_and_hidden_files_are_none(tmp_path: Path) -> None:
    """Order does not depend on the file system; hidden files and metadata.csv are not sources."""
    for name in ("b.txt", "a/z.md", "c.TXT", ".hidden.txt", "a/.git/x.txt", "metadata.csv"):
        write(tmp_path, name, "甲".encode())
    decoded, skipped = read_sources(tmp_path)
    assert [d.source.name for d in decoded] == ["a/z.md", "b.txt", "c.TXT"]
    assert skipped == ()


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("x.txt", b"", "is empty"),
        ("x.txt", b" \n\t\n", "is empty"),
        ("x.txt", b"ab\x00c", "is not text: byte 2 is NUL"),
        ("x.exe", b"MZ", f"there is no reader for '.exe' files; save it as one of {SUFFIXES}"),
        ("noname", b"x", f"there is no reader for 'noname' files; save it as one of {SUFFIXES}"),
        (
            "x.doc",
            b"",
            "there is no reader for '.doc' files; open it in Word and save it as .docx",
        ),
        (
            "x.txt",
            b"a\n" + b"b" * 1_000_001,
            "line 2 has 1,000,001 characters, above the limit of 1,000,000 for a line;"
            " if it is text, break it into lines",
        ),
    ],
)
def test_what_cannot_be_read_is_skipped_with_its_reason(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    """One bad file is skipped and named, the others go on."""
    write(tmp_path, "good.txt", "甲".encode())
    write(tmp_path, name, data)
    decoded, skipped = read_sources(tmp_path)
    assert [d.source.name for d in decoded] == ["good.txt"]
    assert [(s.source, s.reason) for s in skipped] == [(name, reason)]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    """A symbolic link to a place outside is skipped; one inside is read."""
    secret = write(tmp_path, "secret.txt", b"secret")
    write(tmp_path, "seeds/a.txt", "甲".encode())
    (tmp_path / "seeds" / "out.txt").symlink_to(secret)
    (tmp_path / "seeds" / "in.txt").symlink_to(tmp_path / "seeds" / "a.txt")
    decoded, skipped = read_sources(tmp_path / "seeds")
    assert [d.source.name for d in decoded] == ["a.txt", "in.txt"]
    assert [(s.source, s.reason) for s in skipped] == [
        ("out.txt", "is a link to a file outside the seed folder; copy the file itself here")
    ]


def test_what_the_system_keeps_closed_is_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file or a folder without permission is on record, and so is no file at all."""
    write(tmp_path, "a.txt", "甲".encode())
    write(tmp_path, "b.txt", "乙".encode())
    write(tmp_path, "closed/c.txt", "丙".encode())
    os.mkfifo(tmp_path / "pipe.txt")
    open_file, scandir = Path.open, os.scandir

    def refuse_b(path: Path, *mode: str) -> object:
        if path.name == "b.txt":
            raise PermissionError(errno.EACCES, "Permission denied")
        return open_file(path, *mode)

    def refuse_closed(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(Path, "open", refuse_b)
    monkeypatch.setattr(os, "scandir", refuse_closed)
    decoded, skipped = read_sources(tmp_path)
    assert [d.source.name for d in decoded] == ["a.txt"]
    assert [(s.source, s.reason) for s in skipped] == [
        ("b.txt", "cannot be opened (Permission denied)"),
        ("closed", "cannot be opened (Permission denied)"),
        ("pipe.txt", "is not a regular file"),
    ]


def test_a_file_above_the_bound_is_not_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One file has at most 1 GiB."""
    write(tmp_path, "a.txt", "甲".encode())
    with write(tmp_path, "b.txt", b"").open("wb") as file:
        file.truncate(2**30 + 1)
    _, skipped = read_sources(tmp_path)
    assert [(s.source, s.reason) for s in skipped] == [
        (
            "b.txt",
            "has 1,073,741,825 bytes, above the limit of 1,073,741,824 for a file; split it",
        )
    ]


def test_what_no_text_can_hold_is_shown_as_such(tmp_path: Path) -> None:
    """NUL and half a surrogate pair, as in JSON, become U+FFFD with a warning."""
    row = r'{"text": "\u0000甲\ud800", "title": "\udc00", "n": "\ud83d\ude00"}'
    write(tmp_path, "x.jsonl", row.encode())
    (decoded,), _ = read_sources(tmp_path)
    assert decoded.content.lines == ("\ufffd甲\ufffd",)
    assert decoded.content.given == (Given(1, "\ufffd", metadata=(("n", "😀"),)),)
    assert [message.code for message in decoded.content.warnings] == ["unsound_lines"]


def test_names_in_another_encoding_can_be_written(tmp_path: Path) -> None:
    """A file's name in GB18030, as old archives leave it, is decoded."""
    path = os.fsencode(tmp_path) + b"/" + "讲话.txt".encode("gb18030")
    with open(path, "wb") as file:  # noqa: PTH123
        file.write("甲".encode())
    (decoded,), _ = read_sources(tmp_path)
    assert decoded.source.name == "讲话.txt"


def test_a_single_file_is_a_pile_of_one(tmp_path: Path) -> None:
    """A file may be given in place of a folder."""
    path = write(tmp_path, "x.txt", "甲".encode())
    (decoded,), _ = read_sources(path)
    assert decoded.source.name == "x.txt"


def test_nothing_to_read_is_an_error(tmp_path: Path) -> None:
    """A missing folder, an empty one and one with nothing readable each say so."""
    with pytest.raises(CorpusError) as missing:
        read_sources(tmp_path / "none")
    assert str(missing.value) == (
        f"{tmp_path}/none: there is no such folder or file. Pass the folder of seed files."
    )
    with pytest.raises(CorpusError) as empty:
        read_sources(tmp_path)
    assert str(empty.value) == (
        f"{tmp_path}: it contains no seed files. Readable are files ending in {SUFFIXES} and .zip."
    )
    write(tmp_path, "x.txt", b"\x00")
    with pytest.raises(CorpusError) as unreadable:
        read_sources(tmp_path)
    assert str(unreadable.value) == (
        f"{tmp_path}: none of its files can be read. Readable are files ending in {SUFFIXES} and"
        " .zip.\n"
        "x.txt: is not text: byte 0 is NUL"
    )


def test_readers_raise_only_our_error() -> None:
    """Any bytes are either decoded or refused with a SourceError."""
    for reader in READERS.values():
        for data in (b"\xff\xfe", b"\x80", bytes(range(256)), "𠀀".encode()):
            try:
                content = reader(BytesIO(data), ReadOptions())
            except SourceError:
                continue
            assert content.lines
