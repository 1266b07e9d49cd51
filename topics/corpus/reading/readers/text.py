"""Plain text."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from topics.corpus.reading.content import Content, ReadOptions
from topics.corpus.reading.encoding import best_codec, detect, excess
from topics.corpus.reading.frequencies import CODECS
from topics.corpus.reading.readers.common import check_lines, line_ranges, read_lines
from topics.corpus.reading.sequences import SEQUENCE
from topics.errors import SourceError
from topics.messages import Message, near_miss

__all__ = ["Decoding", "decode", "read_text"]

ENCODINGS = (*CODECS, "gbk", "gb2312", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
"""Allowed values of the setting."""

MAX_LINE = 1_000_000
"""Maximum number of characters of a line; a whole book has fewer."""
LOW_CONFIDENCE = 0.9
"""Confidence below which the guess is reported. In measurements, texts of 20 characters are above
it."""

LONE_RETURN = re.compile(r"\r(?!\r*\n)")
"""The line end of old Macintosh files; carriage returns before a line feed belong to it."""
SEPARATORS = re.compile(f"({SEQUENCE})|[\x85\u2028\u2029]")
"""Line ends that editors do not count, in a file that has no other; NEL may be the byte 85 of a
damaged character."""
PAGE = re.compile(r"\s*<(?:!doctype html|html)\b", re.IGNORECASE)
"""How a whole web page begins."""

SUSPECT = 10.0
"""A line less likely than random bytes by this many nats is tried in the other encodings."""

BLOCK = 1 << 12
HEAD = 1 << 10
"""Number of lines scored at a time, and of characters of each, so that memory stays bounded."""


@dataclass(frozen=True, slots=True)
class Decoding:
    """A decoded text and information about its encoding.

    Attributes
    ----------
    text : str
        Without a byte-order mark.
    encoding : str
        Name of a Python codec.
    confidence : float
        In [0, 1].
    warnings : tuple of Message
        Warnings of low confidence and of lines in another encoding.
    """

    text: str
    encoding: str
    confidence: float
    warnings: tuple[Message, ...] = ()


def read_text(file: BinaryIO, options: ReadOptions) -> Content:
    r"""Decode plain text in UTF-8, UTF-16, GB18030 or Big5.

    Parameters
    ----------
    file : binary file
        The file, seekable.
    options : ReadOptions
        ``encoding`` overrides detection.

    Returns
    -------
    Content
        Lines end with LF, CR LF or CR, as editors count them, whichever the file has, and are
        otherwise unchanged. If it has none of these, they end with NEL, U+2028 or U+2029.

    Raises
    ------
    SourceError
        If the bytes are not text, or some of them cannot be decoded.
    """
    decoding = decode(_with_line_feeds(read_lines(file, MAX_LINE)), options.encoding)
    if not decoding.text:
        raise SourceError(Message("refused_empty"))
    text = LONE_RETURN.sub("\n", decoding.text) if "\r" in decoding.text else decoding.text
    text = text if "\n" in text else SEPARATORS.sub(lambda m: m[1] or "\n", text)
    check_lines(text.count("\n"))
    lines = text.split("\n")
    # A file that ends with a line end has no further line after it.
    return Content(
        tuple(lines[:-1] if lines[-1] == "" else lines),
        decoding.encoding,
        decoding.confidence,
        warnings=(*decoding.warnings, *[Message("page_as_text")] * bool(PAGE.match(text))),
    )


def _with_line_feeds(data: bytes) -> bytes:
    """Replace lone carriage returns before decoding, which goes line by line and counts lines.

    No character of several bytes has one, except in UTF-16, which has NUL bytes at line ends.
    """
    if data.count(b"\r") == data.count(b"\r\n") or b"\x00" in data:
        return data
    return re.sub(rb"\r(?!\r*\n)", b"\n", data)


def decode(data: bytes, encoding: str = "", declared: str = "") -> Decoding:
    """Decode the bytes of a text completely, or raise.

    Parameters
    ----------
    data : bytes
        The whole file.
    encoding : str, default ""
        The encoding from the settings; detected from the bytes if empty.
    declared : str, default ""
        The encoding that the file declares; used as evidence only.

    Returns
    -------
    Decoding
        Lines in another encoding than the rest are decoded with their own, with a warning.

    Raises
    ------
    SourceError
        If the encoding is unknown, the bytes are not text, or some of them cannot be decoded.
    """
    return _decode_as(data, encoding) if encoding else _detected(data, declared)


def _detected(data: bytes, declared: str) -> Decoding:
    guess = detect(data, declared)
    warnings = []
    if guess.confidence < LOW_CONFIDENCE:
        next_one = f", {guess.runner_up}" if guess.runner_up else ""
        candidates = f"{guess.encoding} ({guess.confidence:.2f}){next_one}"
        warnings.append(Message("encoding_guess", {"candidates": candidates}))
    if guess.encoding in CODECS or guess.encoding == "utf-8-sig":
        text, strangers = _decode_lines(data, guess.encoding)
        warnings += [
            Message(
                "other_encoding",
                {"lines": line_ranges(lines), "codec": codec, "encoding": guess.encoding},
            )
            for codec, lines in strangers.items()
        ]
    else:
        text = _decode_whole(data, guess.encoding, Message("phrase_cut_off"))
    return Decoding(text, guess.encoding, guess.confidence, tuple(warnings))


def _decode_as(data: bytes, encoding: str) -> Decoding:
    try:
        codec = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        codec = ""
    if codec not in ENCODINGS:
        raise SourceError(
            Message(
                "refused_encoding_name",
                {
                    "encoding": f"{encoding:.60}",
                    "near": near_miss(encoding.lower(), ENCODINGS),
                    "encodings": ", ".join(ENCODINGS),
                },
            )
        )
    if codec == "utf-8" and data.startswith(codecs.BOM_UTF8):
        codec = "utf-8-sig"
    text = _decode_whole(data, codec, Message("phrase_detect"))
    if codec in ("utf-16-le", "utf-16-be"):
        text = text.removeprefix("\ufeff")
    return Decoding(text, codec, 1.0)


def _decode_whole(data: bytes, codec: str, advice: Message) -> str:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as exc:
        line = data[: exc.start].decode(codec, "ignore").count("\n") + 1
        raise SourceError(
            Message(
                "refused_byte",
                {
                    "codec": codec,
                    "line": line,
                    "byte": f"{data[exc.start]:02x}",
                    "position": exc.start + 1,
                    "advice": advice,
                },
            )
        ) from exc
    if (nul := text.find("\x00")) >= 0:
        raise SourceError(
            Message("refused_nul", {"codec": codec, "line": text.count(chr(10), 0, nul) + 1})
        )
    return text


def _decode_lines(data: bytes, main: str) -> tuple[str, dict[str, list[int]]]:
    """Decode a text line by line where necessary.

    Returns
    -------
    text : str
    strangers : dict of str to list of int
        Lines that are in another codec than `main`.
    """
    try:
        text = data.decode(main)
    except UnicodeDecodeError:
        text = ""
    if text and main.startswith("utf-8"):
        return text, {}
    if main == "utf-8-sig":
        data, main = data.removeprefix(codecs.BOM_UTF8), "utf-8"
    raw = data.split(b"\n")
    lines = text.split("\n") if text else []
    strangers: dict[str, list[int]] = {}
    offset = 0
    for i, line in enumerate(raw):
        if not text:
            lines.append(_decode_line(line, i + 1, offset, main, strangers))
            offset += len(line) + 1
    if main in CODECS[1:]:
        for i in _suspects(lines, main):
            codec = best_codec(raw[i])
            if codec and codec != main:
                lines[i] = raw[i].decode(codec)
                strangers.setdefault(codec, []).append(i + 1)
    return "\n".join(lines), {codec: sorted(found) for codec, found in strangers.items()}


def _decode_line(
    line: bytes, number: int, offset: int, main: str, strangers: dict[str, list[int]]
) -> str:
    try:
        return line.decode(main)
    except UnicodeDecodeError as exc:
        codec = best_codec(line, tuple(c for c in CODECS if c != main))
        if codec:
            strangers.setdefault(codec, []).append(number)
            return line.decode(codec)
        raise SourceError(
            Message(
                "refused_bad_line",
                {
                    "codec": main,
                    "line": number,
                    "byte": f"{line[exc.start]:02x}",
                    "position": offset + exc.start + 1,
                },
            )
        ) from exc


def _suspects(lines: Sequence[str], main: str) -> Iterator[int]:
    """Yield the lines, from 0, that decode but do not look like text."""
    for start in range(0, len(lines), BLOCK):
        heads = [line[:HEAD] for line in lines[start : start + BLOCK]]
        found = excess(heads, main) > SUSPECT
        yield from (start + int(i) for i in found.nonzero()[0])
