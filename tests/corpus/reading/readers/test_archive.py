import io
import stat
import zipfile
from pathlib import Path

import pytest

from tests.corpus.reading.readers.files import docx_of, zip_of
from topics.corpus.reading.read import read_sources
from topics.corpus.reading.readers import archive
from topics.corpus.types import Skipped
from topics.errors import CorpusError


def read(folder: Path, data: bytes) -> tuple[dict[str, tuple[str, ...]], tuple[Skipped, ...]]:
    """Return the lines of each member of an archive by name, and what was skipped."""
    (folder / "good.txt").write_bytes("甲".encode())
    (folder / "pile.zip").write_bytes(data)
    decoded, skipped = read_sources(folder)
    return {d.source.name: d.content.lines for d in decoded}, skipped


def test_each_member_is_a_source(tmp_path: Path) -> None:
    """Members of every kind are read in order of name; hidden ones and folders are none.

    A table of metadata would be lost without a word, as would a member without a name.
    """
    lines, skipped = read(
        tmp_path,
        zip_of(
            {
                "b.txt": "乙".encode(),
                "a/x.docx": docx_of(["丙"]),
                "a/": b"",
                "__MACOSX/._b.txt": b"\x00",
                "metadata.csv": b"x",
                "nameless": b"x",
            }
        ).replace(b"nameless", b"\0ameless"),
    )
    assert lines == {
        "good.txt": ("甲",),
        "pile.zip/a/x.docx": ("丙",),
        "pile.zip/b.txt": ("乙",),
    }
    assert {one.source: one.reason[:28] for one in skipped} == {
        "pile.zip/": "there is no reader for '' fi",
        "pile.zip/metadata.csv": "is only read at the top leve",
    }


def test_an_archive_alone_is_a_pile(tmp_path: Path) -> None:
    """The path of a zip file may be given in place of a folder."""
    (tmp_path / "pile.zip").write_bytes(zip_of({"b.txt": "乙".encode()}))
    (decoded,), _ = read_sources(tmp_path / "pile.zip")
    assert decoded.source.name == "pile.zip/b.txt"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_without_the_flag_are_decoded(tmp_path: Path, encoding: str) -> None:
    """Windows packs names in its own code page, some packers in UTF-8 without saying so."""
    name = "讲话\\乗.txt".encode(encoding)  # the second byte of 乗 in GB18030 is a backslash
    data = zip_of({"x" * len(name): "乙".encode()}).replace(b"x" * len(name), name)
    assert list(read(tmp_path, data)[0]) == ["good.txt", "pile.zip/讲话/乗.txt"]


def test_names_in_big5_are_decoded(tmp_path: Path) -> None:
    """Hong Kong and Taiwan pack names in Big5, which GB18030 reads as other characters."""
    name = "立法會會議上的講話.txt".encode("big5")
    data = zip_of({"x" * len(name): "乙".encode()}).replace(b"x" * len(name), name)
    assert list(read(tmp_path, data)[0]) == ["good.txt", "pile.zip/立法會會議上的講話.txt"]


def bomb() -> bytes:
    """Return an archive with a member that unpacks 1000 to 1."""
    return zip_of({"a.txt": "乙".encode(), "x.txt": bytes(10_000_000)})


PACKED = zipfile.ZipFile(io.BytesIO(bomb())).getinfo("x.txt").compress_size


def link() -> bytes:
    """Return an archive with a symbolic link in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as pile:
        pile.writestr("a.txt", "乙".encode())
        info = zipfile.ZipInfo("x.txt")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        pile.writestr(info, "/etc/passwd")
    return buffer.getvalue()


def flagged(flag: int) -> bytes:
    """Return an archive whose second member has a flag set in both its headers."""
    data = bytearray(zip_of({"a.txt": "乙".encode(), "x.txt": b"secret"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.rindex(mark) + offset] |= flag
    return bytes(data)


OUT = "has a path that points outside its archive; pack it again"


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (zip_of({"a.txt": "乙".encode(), "../x.txt": b"x"}), "../x.txt", OUT),
        (zip_of({"a.txt": "乙".encode(), "/x.txt": b"x"}), "/x.txt", OUT),
        (zip_of({"a.txt": "乙".encode(), "C:\\x.txt": b"x"}), "C:/x.txt", OUT),
        (link(), "x.txt", "is a link inside an archive; pack the file itself"),
        (flagged(1), "x.txt", "is protected by a password; pack it again without one"),
        (
            zip_of({"a.txt": "乙".encode(), "x.zip": zip_of({"b.txt": b"b"})}),
            "x.zip",
            "there is no reader for '.zip' files; unpack the archive inside the archive first",
        ),
        (
            bomb(),
            "x.txt",
            f"would unpack from {PACKED:,} to 10,000,000 bytes, more than 200 to 1, as no"
            " ordinary document does; unpack it yourself if you trust it",
        ),
    ],
)
def test_a_member_that_is_refused_has_its_reason(
    tmp_path: Path, data: bytes, name: str, reason: str
) -> None:
    """The others go on."""
    lines, skipped = read(tmp_path, data)
    assert list(lines) == ["good.txt", "pile.zip/a.txt"]
    assert skipped == (Skipped(f"pile.zip/{name}", reason),)


def test_a_member_that_occurs_twice_is_read_once(tmp_path: Path) -> None:
    """One name is one source."""
    data = zip_of({"x.txt": "乙".encode(), "y.txt": "丙".encode()}).replace(b"y.txt", b"x.txt")
    lines, skipped = read(tmp_path, data)
    assert lines["pile.zip/x.txt"] == ("乙",)
    assert skipped == (
        Skipped("pile.zip/x.txt", "occurs twice in its archive; only the first is read"),
    )


def test_damage_inside_one_member_spares_the_others(tmp_path: Path) -> None:
    """A checksum that is wrong refuses its member alone."""
    data = bytearray(zip_of({"a.txt": "乙".encode(), "x.txt": b"secret"}))
    data[data.rindex(b"PK\x01\x02") + 16] ^= 0xFF
    lines, skipped = read(tmp_path, bytes(data))
    assert list(lines) == ["good.txt", "pile.zip/a.txt"]
    assert skipped == (
        Skipped(
            "pile.zip/x.txt",
            "is damaged in its archive (Bad CRC-32 for file 'x.txt'); pack it again",
        ),
    )


@pytest.mark.parametrize(
    ("bound", "value", "reason"),
    [
        (
            "MAX_MEMBERS",
            1,
            "has 2 files, above the limit of 1 for an archive; unpack it yourself if you trust it",
        ),
        (
            "MAX_BYTES",
            5,
            "would unpack to 6 bytes, above the limit of 5; split it, or unpack it yourself if you"
            " trust it",
        ),
    ],
)
def test_an_archive_beyond_bounds_is_refused_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str, value: int, reason: str
) -> None:
    """Bounds hold before anything is unpacked."""
    monkeypatch.setattr(archive, bound, value)
    lines, skipped = read(tmp_path, zip_of({"a.txt": b"123", "b.txt": b"456"}))
    assert (list(lines), skipped) == (["good.txt"], (Skipped("pile.zip", reason),))


def test_what_is_no_archive_or_an_empty_one(tmp_path: Path) -> None:
    """Each has its reason."""
    (tmp_path / "a.zip").write_bytes(b"PK")
    (tmp_path / "b.zip").write_bytes(zip_of({}))
    with pytest.raises(CorpusError) as error:
        read_sources(tmp_path)
    assert str(error.value).splitlines()[1:] == [
        "a.zip: is damaged or not a .zip file (File is not a zip file); pack it again",
        "b.zip: is an archive without files",
    ]
