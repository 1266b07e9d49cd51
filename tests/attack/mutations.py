"""Seeded mutations of a file: of its bytes, its tags and numbers, and of the parts of a package."""

from __future__ import annotations

import io
import random
import re
import warnings
import zipfile
from collections.abc import Callable

from tests.attack.flips import mutated

__all__ = ["mutant", "packed_again"]

Change = Callable[[bytes, random.Random], bytes]
NUMBERS = (b"0", b"-1", b"65536", b"2147483648", b"9" * 19, b"1e999", b"9" * 5000)


def mutant(data: bytes, chance: random.Random) -> bytes:
    """Return a file with one to three changes; never the file itself."""
    is_package = data[:2] == b"PK"
    result = data
    for _ in range(chance.choice((1, 1, 2, 3))):
        inside = is_package and chance.random() < 0.7
        result = _repacked(result, chance) if inside else _changed(result, chance)
    return result if result != data else mutated(data, chance)


def _changed(data: bytes, chance: random.Random) -> bytes:
    return chance.choice(CHANGES)(data, chance)


def _chunk(data: bytes, chance: random.Random) -> tuple[int, int]:
    """Return where a chunk begins and ends, in half of the cases between characters of UTF-8."""
    start = chance.randrange(len(data) + 1)
    ends = [start, start + chance.choice((1, 8, 64, 512, 4096))]
    if chance.random() < 0.5:
        for i, end in enumerate(ends):
            while end < len(data) and data[end] & 0xC0 == 0x80:
                end += 1
            ends[i] = end
    return ends[0], ends[1]


def _duplicated(data: bytes, chance: random.Random) -> bytes:
    start, end = _chunk(data, chance)
    return data[:end] + data[start:end] * chance.choice((1, 2, 50)) + data[end:]


def _deleted(data: bytes, chance: random.Random) -> bytes:
    start, end = _chunk(data, chance)
    return data[:start] + data[end:]


def _inserted(data: bytes, chance: random.Random) -> bytes:
    start, _ = _chunk(data, chance)
    new = (b"\0", b"\xff\xfe", b"<", b"]]>", b"<!--", b'"', b"\n" * 100, b"\r", "〓\u202e".encode())
    put = chance.choice((*new, chance.randbytes(chance.randrange(1, 64))))
    return data[:start] + put + data[start:]


def _moved(data: bytes, chance: random.Random) -> bytes:
    start, end = _chunk(data, chance)
    rest = data[:start] + data[end:]
    at = chance.randrange(len(rest) + 1)
    return rest[:at] + data[start:end] + rest[at:]


def _without_a_tag(data: bytes, chance: random.Random) -> bytes:
    """Delete or double a tag, or what looks like one in a PDF file or a table."""
    found = list(re.finditer(rb"<[^<>]{1,200}>|/[A-Z]\w+|[{}\[\],\t]", data))
    if not found:
        return mutated(data, chance)
    start, end = chance.choice(found).span()
    return data[:start] + data[start:end] * chance.choice((0, 0, 2, 300)) + data[end:]


def _of_a_huge_number(data: bytes, chance: random.Random) -> bytes:
    found = list(re.finditer(rb"\d+", data))
    if not found:
        return mutated(data, chance)
    start, end = chance.choice(found).span()
    return data[:start] + chance.choice(NUMBERS) + data[end:]


CHANGES: tuple[Change, ...] = (
    mutated, mutated, _duplicated, _deleted, _inserted, _moved, _without_a_tag, _of_a_huge_number,
)  # fmt: skip


def _repacked(data: bytes, chance: random.Random) -> bytes:
    """Change one member of a package, swap two, or leave one out, and pack it again."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = [(name, package.read(name)) for name in package.namelist()]
    except Exception:  # an earlier change damaged the package
        return _changed(data, chance)
    if not members:
        return _changed(data, chance)
    i, j = (chance.randrange(len(members)) for _ in range(2))
    kind = chance.choice(("content", "content", "content", "content", "swap", "drop", "name"))
    if kind == "content":
        members[i] = (members[i][0], _changed(members[i][1], chance))
    elif kind == "swap":
        names = [name for name, _ in members]
        names[i], names[j] = names[j], names[i]
        members = [(name, content) for name, (_, content) in zip(names, members, strict=True)]
    elif kind == "drop":
        del members[i]
    else:
        members[i] = (chance.choice(("../a.txt", "/a.txt", "a\\b", "x" * 300)), members[i][1])
    return packed_again(members)


def packed_again(members: list[tuple[str, bytes]]) -> bytes:
    """Return a package of members, the same bytes on any day."""
    packed = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(packed, "w") as package:
        warnings.simplefilter("ignore")  # two members of one name are an attack, too
        for name, content in members:
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
