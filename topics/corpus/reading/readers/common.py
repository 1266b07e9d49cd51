"""Functions that several readers share."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import BinaryIO

from topics.errors import SourceError
from topics.messages import Message

__all__ = [
    "MAX_LINES",
    "broken",
    "check_lines",
    "check_longest",
    "csv_rows",
    "line_ranges",
    "missing",
    "read_lines",
    "separate_blocks",
    "split_lines",
]

SENTENCE = re.compile(r"[。！？!?][”’」』）)]*\s*$")
"""The end of a line that ends a sentence."""
ENDED = re.compile(rf"{SENTENCE.pattern}|[；;：:…]\s*$")
"""The end of a line that is not broken in the middle of a clause."""
LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
"""A line of a text with any kind of line end."""
CHUNK = 1 << 24
"""Number of bytes of a text read at a time."""
MAX_RANGES = 10
MAX_LINES = 2_000_000
"""Maximum number of lines of a file: each takes some hundred bytes of memory."""


def missing(distribution: str, suffix: str) -> SourceError:
    """Return the error for a library of the extra ``readers`` that is not installed."""
    return SourceError(
        Message("refused_missing_library", {"suffix": suffix, "library": distribution})
    )


def broken(suffix: str, exc: Exception) -> SourceError:
    """Return the error for a file that its library could not read, for any exception."""
    said = " ".join(str(exc).split())[:120] or type(exc).__name__
    return SourceError(Message("refused_broken", {"suffix": suffix, "reason": said}))


def check_lines(n_lines: int) -> None:
    """Raise SourceError if a file has more lines than the limit."""
    if n_lines > MAX_LINES:
        raise SourceError(Message("refused_lines", {"count": n_lines, "allowed": MAX_LINES}))


def check_longest(lines: Sequence[str], longest: int) -> None:
    """Raise SourceError if a line has more characters than the limit."""
    for number, line in enumerate(lines, 1):
        if len(line) > longest:
            raise SourceError(
                Message(
                    "refused_long_line", {"line": number, "count": len(line), "allowed": longest}
                )
            )


def read_lines(file: BinaryIO, longest: int) -> bytes:
    """Return the bytes of a text; refuse lines far above the limit while reading.

    Parameters
    ----------
    file : binary file
    longest : int
        Maximum number of characters of a line.

    Raises
    ------
    SourceError
        If a line has more than four times as many bytes, before the rest is read.
    """
    chunks: list[bytes] = []
    since = 0  # bytes after the last line end
    while chunk := file.read(CHUNK):
        chunks.append(chunk)
        end = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        since = since + len(chunk) if end < 0 else len(chunk) - end
        if since > 4 * longest + CHUNK:
            raise SourceError(Message("refused_line", {"allowed": longest}))
    return b"".join(chunks)


def csv_rows(text: str, delimiter: str = ",", longest: int = 0) -> Iterator[list[str]]:
    """Yield the rows of a CSV text (RFC 4180).

    Parameters
    ----------
    text : str
    delimiter : str
    longest : int, optional
        Maximum number of characters of a cell; no limit by default.

    Raises
    ------
    SourceError
        If its quotation marks do not close, or a cell is longer.
    """
    # Not io.StringIO, which copies the text with four bytes per character.
    reader = csv.reader(
        (match[0] for match in LINE.finditer(text)), delimiter=delimiter, strict=True
    )
    limit = longest or max(len(text), 1)  # a speech may be longer than the default limit
    empty: list[str] = []  # one list for all, since a file may contain only line ends
    while True:
        before = csv.field_size_limit(limit)
        try:
            row = next(reader, None)
        except csv.Error as exc:
            if longest and "field larger" in str(exc):
                raise SourceError(Message("refused_long_cell", {"allowed": longest})) from exc
            raise SourceError(Message("refused_no_table", {"reason": str(exc)})) from exc
        finally:
            csv.field_size_limit(before)
        if row is None:
            return
        yield row or empty


def split_lines(text: str) -> list[str]:
    r"""Return the lines of a cell or a paragraph, with any kind of line end."""
    return re.split(r"\r\n?|\n", text) if "\r" in text else text.split("\n")


def separate_blocks(lines: Sequence[str], blocks: Sequence[int]) -> tuple[int, ...]:
    """Return the blocks of lines, split where a line end is the end of a paragraph.

    A line end inside a block (``<br>``, a line of Markdown) ends a paragraph after a whole
    sentence, if most lines of the block are whole sentences or shorter than the others. In a block
    whose lines break in the middle of sentences, line ends are ignored.

    Parameters
    ----------
    lines : sequence of str
    blocks : sequence of int
        The number of the block of each line; never decreasing.
    """
    numbers: list[int] = []
    number = 0
    for _, group in groupby(zip(blocks, lines, strict=True), lambda pair: pair[0]):
        block = [line for _, line in group]
        longest = max(map(len, block))
        inner = [line for line in block[:-1] if line]
        whole = sum(len(line) <= 0.6 * longest or bool(ENDED.search(line)) for line in inner)
        are_apart = 5 * whole >= 4 * len(inner)
        for line in block:
            numbers.append(number)
            number += are_apart and SENTENCE.search(line) is not None
        number += 1
    return tuple(numbers)


def line_ranges(lines: Sequence[int]) -> str:
    """Return line numbers as ranges, such as ``"3, 5-7, … (+2)"``."""
    ranges: list[list[int]] = []
    for line in lines:
        if ranges and ranges[-1][-1] == line - 1:
            ranges[-1].append(line)
        else:
            ranges.append([line])
    named = [str(r[0]) if len(r) == 1 else f"{r[0]}-{r[-1]}" for r in ranges[:MAX_RANGES]]
    more = sum(len(r) for r in ranges[MAX_RANGES:])
    return ", ".join(named) + (f", … (+{more})" if more else "")
