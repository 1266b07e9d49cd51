"""Compute the unpacked size of a PDF file before a page is loaded.

pdfium unpacks streams and draws forms within forms without a limit: a page of a few hundred bytes
ends the process, in `FPDF_LoadPage`, before any of its objects can be counted. So the objects of
the file are scanned here, roughly and without its cross-reference table. This finds what ordinary
PDF writers produce. The limits of the process cover anything hidden from it.
"""

from __future__ import annotations

import re
import zlib
from base64 import a85decode
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from topics.errors import SourceError
from topics.messages import Message

__all__ = ["check_streams"]

MAX_STREAM = 2**26
"""Maximum unpacked bytes of one stream other than a picture."""
MAX_STREAMS = 2**30
"""Maximum unpacked bytes of all of them."""
MAX_DRAWN = 2**24
"""Maximum bytes of drawing instructions of one page, counting a form each time it is drawn."""
MAX_DEPTH = 30
"""Maximum depth of nested forms."""
MAX_CHAIN = 4
"""Maximum number of compression filters of one stream."""
CHUNK = 1 << 20

OBJECT = re.compile(rb"(\d{1,10})\s+\d{1,5}\s+obj\b")
STREAM = re.compile(rb"stream\r?\n|endobj\b")
TEXTUAL = re.compile(rb"/Filter\s*\[?\s*/(ASCIIHex|ASCII85)Decode\b")
PICTURE = re.compile(rb"/Subtype\s*/Image\b|/Type\s*/EmbeddedFile\b|/FontFile")
CONTENTS = re.compile(rb"/Contents\s*(\[[^\]]*\]|\d+\s+\d+\s+R)")
REFERENCE = re.compile(rb"(\d{1,10})\s+\d{1,5}\s+R\b")
NAMED = re.compile(rb"/([^\s/<>\[\](){}%]+)\s+(\d{1,10})\s+\d{1,5}\s+R\b")
DRAWS = re.compile(rb"/([^\s/<>\[\](){}%]+)\s+Do\b")
FORM = re.compile(rb"/Subtype\s*/Form\b")
PACKED = re.compile(rb"/Type\s*/ObjStm\b")
PAGE = re.compile(rb"/Type\s*/Page\b")


@dataclass(slots=True)
class _Drawing:
    """A content stream: its size, and how often it draws each form."""

    size: int = 0
    forms: Counter[bytes] = field(default_factory=Counter)


def check_streams(file: BinaryIO) -> None:
    """Refuse a PDF file whose unpacked size exceeds the limits.

    Parameters
    ----------
    file : binary file
        The file, seekable; it is left at its start.

    Raises
    ------
    SourceError
        If a stream, all streams, or the forms that a page draws exceed what is allowed.
    """
    data = file.read()
    file.seek(0)
    dictionaries: dict[int, bytes] = {}
    drawings: dict[int, _Drawing] = {}
    drawn = {int(n) for m in CONTENTS.finditer(data) for n in REFERENCE.findall(m[1])}
    total = 0
    for number, head, start in _objects(data):
        dictionaries[number] = dictionaries.get(number, b"") + head
        if start < 0 or (PICTURE.search(head) and number not in drawn):
            continue
        unpacked = _unpack(data, start, head)
        total += len(unpacked)
        if total > MAX_STREAMS:
            raise SourceError(Message("refused_pdf_streams", {"allowed": MAX_STREAMS}))
        if number in drawn or FORM.search(head):
            drawing = drawings.setdefault(number, _Drawing())
            drawing.size = max(drawing.size, len(unpacked))
            drawing.forms |= Counter(DRAWS.findall(unpacked))
        elif PACKED.search(head):
            dictionaries.update(_packed(unpacked))
    _Pages(dictionaries, drawings).check()


def _objects(data: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Yield number and dictionary of each object, and where its stream starts, or -1."""
    place = 0
    while (found := OBJECT.search(data, place)) is not None:
        end = STREAM.search(data, found.end())
        place = len(data) if end is None else end.end()
        is_stream = end is not None and end[0].startswith(b"stream")
        head = data[found.end() : len(data) if end is None else end.start()]
        yield int(found[1]), head, place if is_stream else -1
        if is_stream:
            closed = data.find(b"endstream", place)
            place = closed if closed >= 0 else place


def _packed(data: bytes) -> dict[int, bytes]:
    """Return the objects in an object stream: pairs of number and offset, then the objects."""
    head = re.match(rb"[\d\s]*", data)
    numbers = [int(n) for n in (head[0] if head else b"").split() if len(n) <= 10]
    first = head.end() if head else 0
    pairs = list(zip(numbers[::2], numbers[1::2], strict=False))
    ends = [place for _, place in pairs[1:]] + [len(data) - first]
    return {
        number: data[first + place : first + end]
        for (number, place), end in zip(pairs, ends, strict=True)
    }


def _unpack(data: bytes, start: int, head: bytes) -> bytes:
    """Return the bytes of a stream, unpacked where they are Flate, whatever its filters say.

    Other filters cannot expand as much, and are not decoded.
    """
    unpacked: bytes | memoryview = memoryview(data)[start:]
    if kind := TEXTUAL.search(head):
        unpacked = _from_text(bytes(unpacked[: data.find(b"endstream", start) - start]), kind[1])
    n_packed = 0
    while _is_flate(unpacked):
        if (n_packed := n_packed + 1) > MAX_CHAIN:
            raise SourceError(Message("refused_packed_stream", {"times": n_packed}))
        unpacked = _inflate(unpacked)
    if n_packed or kind:
        return bytes(unpacked)
    return data[start : max(data.find(b"endstream", start), start)]


def _is_flate(packed: bytes | memoryview) -> bool:
    """Whether bytes start like `zlib` output."""
    head = bytes(packed[:2])
    return len(head) == 2 and head[0] & 15 == 8 and int.from_bytes(head, "big") % 31 == 0


def _from_text(data: bytes, kind: bytes) -> bytes:
    """Return bytes encoded as digits or letters; empty if they are damaged."""
    try:
        bare = b"".join(data.split())
        if kind == b"ASCIIHex":
            return bytes.fromhex(bare.partition(b">")[0].decode("ascii"))
        return a85decode(bare.removeprefix(b"<~").partition(b"~>")[0])
    except ValueError:
        return b""


def _inflate(packed: bytes | memoryview) -> bytes:
    """Return the unpacked stream, up to its end or the first damaged byte."""
    inflater = zlib.decompressobj()
    pieces: list[bytes] = []
    size = 0
    for start in range(0, len(packed), CHUNK):
        rest: bytes | memoryview = packed[start : start + CHUNK]
        while rest and not inflater.eof:
            try:
                pieces.append(inflater.decompress(rest, CHUNK))
            except zlib.error:
                return b"".join(pieces)
            rest = inflater.unconsumed_tail
            if (size := size + len(pieces[-1])) > MAX_STREAM:
                raise SourceError(Message("refused_pdf_stream", {"allowed": MAX_STREAM}))
        if inflater.eof:
            break
    return b"".join(pieces)


class _Pages:
    """The drawing instructions of each page, including those of its forms."""

    def __init__(self, dictionaries: Mapping[int, bytes], drawings: Mapping[int, _Drawing]) -> None:
        self.dictionaries, self.drawings = dictionaries, drawings
        self.sizes: dict[int, int] = {}
        self.names: dict[bytes, set[int]] = {}  # of forms, in any dictionary of resources
        for head in dictionaries.values():
            for name, number in NAMED.findall(head):
                if int(number) in drawings:
                    self.names.setdefault(name, set()).add(int(number))

    def check(self) -> None:
        """Raise SourceError if a page draws more than is allowed."""
        for head in self.dictionaries.values():
            if PAGE.search(head):
                contents = (n for m in CONTENTS.finditer(head) for n in REFERENCE.findall(m[1]))
                self._check(sum(self._size(int(n), head, 0) for n in contents))
        for number in self.drawings:  # contents through an array that is an object, and others
            self._check(self._size(number, b"", 0))

    def _check(self, size: int) -> None:
        if size > MAX_DRAWN:
            raise SourceError(Message("refused_drawing", {"allowed": MAX_DRAWN}))

    def _size(self, number: int, around: bytes, depth: int) -> int:
        """Return the number of bytes that a stream draws; a cycle is followed once."""
        if number in self.sizes:
            return self.sizes[number]
        if depth > MAX_DEPTH:
            raise SourceError(Message("refused_nested_forms", {"allowed": MAX_DEPTH}))
        drawing = self.drawings.get(number)
        if drawing is None:
            return 0
        self.sizes[number] = drawing.size  # for a form that draws itself
        own = self._own(self.dictionaries.get(number, b"") + around)
        size = drawing.size
        for name, count in drawing.forms.items():
            inner = own.get(name) or self.names.get(name) or set[int]()
            size += count * max((self._size(n, b"", depth + 1) for n in inner), default=0)
        self.sizes[number] = min(size, MAX_DRAWN + 1)
        return self.sizes[number]

    def _own(self, head: bytes) -> dict[bytes, set[int]]:
        """Return the forms by name in a dictionary, directly or through one or two references."""
        found: dict[bytes, set[int]] = {}
        heads = [head]
        for _ in range(2):
            pairs = [pair for text in heads for pair in NAMED.findall(text)]
            for name, number in pairs:
                if int(number) in self.drawings:
                    found.setdefault(name, set()).add(int(number))
            heads = [
                self.dictionaries.get(int(number), b"")
                for name, number in pairs
                if name in (b"Resources", b"XObject")
            ]
        return found
