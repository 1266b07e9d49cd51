"""Archives: list the members, and refuse dangerous ones before anything is unpacked."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from topics.corpus.reading.encoding import best_codec
from topics.corpus.reading.frequencies import BIG5
from topics.errors import SourceError
from topics.messages import Message

__all__ = ["MAX_BYTES", "check_package", "decode_name", "read_members"]

MAX_BYTES = 2**30
"""Maximum number of bytes of one file, and of all unpacked files of an archive."""
MAX_MEMBERS = 10_000
MAX_RATIO = 200
"""Maximum unpacked bytes per packed byte; text has a ratio of about 3:1, a bomb 1000:1."""
MAX_XML_BYTES = 2**27
"""Maximum bytes of markup in one office document; its tree takes many times as much memory."""
MAX_OBJECTS = {".docx": 2_000_000, ".xlsx": 16_000_000}
"""Maximum elements and attributes in it; workbooks are read by row, documents as one tree."""
FREE_BYTES = 2**26
MAX_EXPANSION = 30
"""Maximum total size of the unpacked members: 64 MiB, or 30 times the archive."""
CHUNK = 1 << 20

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED = 0x1
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)
"""Exceptions that `zipfile` raises for damaged bytes."""


def read_members(path: Path) -> Iterator[tuple[str, Callable[[], BinaryIO]]]:
    """Yield each file of a zip archive: its name, and a function that unpacks it.

    Parameters
    ----------
    path : Path
        The archive.

    Yields
    ------
    name : str
        The name in the archive, decoded; in order of name.
    load : callable
        Opens the member as a binary file, or raises SourceError for a member that is
        refused: a path out of the archive, a link, an encrypted or damaged
        member, one that would unpack to more than 200 times its size, and those
        beyond 64 MiB and 30 times the size of the archive in total.

    Raises
    ------
    SourceError
        If the archive is damaged or empty, contains more than 10,000 members, or
        would unpack to more than 1 GiB.
    """
    try:
        archive = zipfile.ZipFile(path)
    except DAMAGE as exc:
        raise SourceError(Message("refused_broken_archive", {"reason": str(exc)})) from exc
    # Not closed here: its members may be opened later. It is closed with the last of them.
    infos = [(_name(info), info) for info in archive.infolist()]
    infos = [(name, info) for name, info in infos if not name.endswith("/")]
    if not infos:
        raise SourceError(Message("refused_empty_archive"))
    if len(infos) > MAX_MEMBERS:
        raise SourceError(Message("refused_members", {"count": len(infos), "allowed": MAX_MEMBERS}))
    _check_total((info.file_size for _, info in infos), MAX_BYTES)
    seen: set[str] = set()
    room = max(FREE_BYTES, MAX_EXPANSION * path.stat().st_size)
    for name, info in sorted(infos, key=lambda pair: pair[0]):
        if info.file_size <= room:
            room -= info.file_size
            yield name, partial(_load, archive, info, name, name in seen)
        else:
            yield name, _refuse
        seen.add(name)


def _refuse() -> BinaryIO:
    raise SourceError(Message("refused_expansion", {"count": FREE_BYTES, "times": MAX_EXPANSION}))


def check_package(file: BinaryIO, suffix: str) -> None:
    """Refuse an office document that is not a package, is locked, or is a zip bomb.

    Parameters
    ----------
    file : binary file
        The file, seekable; it is left at its start.
    suffix : str
        ``".docx"`` or ``".xlsx"``, for the message.

    Raises
    ------
    SourceError
        With the reason.
    """
    is_old = file.read(len(OLE)) == OLE
    if is_old:
        if "EncryptedPackage".encode("utf-16-le") in file.read():
            raise SourceError(Message("refused_password"))
        raise SourceError(Message("refused_old_office", {"suffix": suffix}))
    try:
        with zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
    except DAMAGE as exc:
        raise SourceError(Message("refused_cut_off", {"suffix": suffix})) from exc
    markup = [info for info in infos if info.filename.lower().endswith((".xml", ".rels"))]
    for info in markup:
        _check_ratio(info)
    _check_total((info.file_size for info in infos), MAX_BYTES)
    _check_total((info.file_size for info in markup), MAX_XML_BYTES)
    _check_objects(file, [info.filename for info in markup], suffix)
    file.seek(0)


def _check_objects(file: BinaryIO, names: Sequence[str], suffix: str) -> None:
    """Refuse an office document whose parts have too many elements, or define entities."""
    most = MAX_OBJECTS[suffix]
    n_objects = 0
    try:
        with zipfile.ZipFile(file) as archive:
            for name in names:
                with archive.open(name) as part:
                    while chunk := part.read(CHUNK):
                        n_objects += chunk.count(b"<") - chunk.count(b"</") + chunk.count(b"=")
                        if n_objects > most:
                            raise SourceError(Message("refused_elements", {"allowed": most}))
                        if b"<!DOCTYPE" in chunk:
                            raise SourceError(Message("refused_entities"))
    except (*DAMAGE, RuntimeError) as exc:
        if isinstance(exc, SourceError):
            raise
        return  # the reader reports it if it needs the part


def decode_name(raw: bytes) -> str:
    """Return a file's name from its bytes: UTF-8, else Big5 or GB18030, else with escapes."""
    likely = "" if raw.isascii() else best_codec(raw, ("utf-8", "gb18030", *BIG5))
    for encoding in ("utf-8", likely or "gb18030", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("ascii", "backslashreplace")


def _name(info: zipfile.ZipInfo) -> str:
    """Return the name of a member; without the UTF-8 flag it is in an unknown code page."""
    name = info.orig_filename.partition("\0")[0]
    if not info.flag_bits & 0x800:
        name = decode_name(name.encode("cp437"))
    # Some Windows packers write backslashes. Replaced last: GBK characters may contain 0x5C.
    return name.replace("\\", "/")


def _load(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, repeated: bool) -> BinaryIO:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or name[1:2] == ":":
        raise SourceError(Message("refused_member_path"))
    if stat.S_ISLNK(info.external_attr >> 16):
        raise SourceError(Message("refused_member_link"))
    if repeated:
        raise SourceError(Message("refused_member_twice"))
    if info.flag_bits & ENCRYPTED:
        raise SourceError(Message("refused_member_password"))
    if info.compress_type not in METHODS:
        raise SourceError(Message("refused_method", {"method": info.compress_type}))
    _check_ratio(info)
    try:
        return io.BytesIO(archive.read(info))
    except DAMAGE as exc:
        raise SourceError(Message("refused_broken_member", {"reason": str(exc)})) from exc


def _check_ratio(info: zipfile.ZipInfo) -> None:
    if info.file_size > MAX_RATIO * max(info.compress_size, 1):
        raise SourceError(
            Message(
                "refused_ratio",
                {"packed": info.compress_size, "unpacked": info.file_size, "ratio": MAX_RATIO},
            )
        )


def _check_total(sizes: Iterator[int], allowed: int) -> None:
    total = sum(sizes)
    if total > allowed:
        raise SourceError(Message("refused_unpacked", {"count": total, "allowed": allowed}))
