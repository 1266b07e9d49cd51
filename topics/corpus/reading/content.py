"""The result of a reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from topics.config import Settings
from topics.messages import Message

__all__ = ["Content", "Given", "ReadOptions", "Reader", "read_options"]


@dataclass(frozen=True, slots=True)
class Given:
    """What a format states about a speech, e.g. a row of a table or the date of a page.

    Attributes
    ----------
    first_line : int
        First line of the speech in the decoded text, from 1.
    title, date, speaker : str
        As given, or empty.
    metadata : tuple of (str, str)
        Further columns by name, in order.
    """

    first_line: int
    title: str = ""
    date: str = ""
    speaker: str = ""
    metadata: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    r"""The decoded text of a file, in the lines that its reader defines.

    Attributes
    ----------
    lines : tuple of str
        Without line ends; no line contains ``\n``.
    encoding : str
        Encoding of the bytes, or the name of the format if it defines the encoding.
    confidence : float
        Confidence in the encoding, in [0, 1].
    labels : tuple of str
        Position of each line in the file, such as ``"p. 3"`` or ``"row 12"``;
        empty where lines are the file's own.
    furniture : frozenset of int
        Lines, from 1, that the reader knows not to belong to a speech: running
        heads, page numbers, text around the main text of a web page.
    given : tuple of Given
        Speeches that the format itself separates, in order of line.
    warnings : tuple of Message
        Warnings about this file; the name of the source is added later.
    """

    lines: tuple[str, ...]
    encoding: str
    confidence: float = 1.0
    labels: tuple[str, ...] = ()
    furniture: frozenset[int] = frozenset()
    given: tuple[Given, ...] = ()
    warnings: tuple[Message, ...] = ()

    def __post_init__(self) -> None:
        if any("\n" in line for line in self.lines):
            raise ValueError("a line holds a line end")
        if self.labels and len(self.labels) != len(self.lines):
            raise ValueError(f"{len(self.labels)} labels for {len(self.lines)} lines")
        line_numbers = [*self.furniture, *(given.first_line for given in self.given)]
        if any(not 1 <= number <= len(self.lines) for number in line_numbers):
            raise ValueError(f"furniture and speeches must be in lines 1 to {len(self.lines)}")


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """A study's settings for its files.

    Attributes
    ----------
    encoding : str
        The encoding of plain text; detected from the bytes if empty.
    columns : mapping of str to str
        For tables: the columns of ``text``, ``title``, ``date`` and ``speaker``.
        All other columns are metadata.
    skip_repairs : tuple of str
        Names of repair rules not to apply.
    """

    encoding: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    skip_repairs: tuple[str, ...] = ()


def read_options(settings: Settings) -> ReadOptions:
    """Return the options in a study's settings."""
    return ReadOptions(settings.encoding, settings.columns, settings.skip_repairs)


Reader = Callable[[BinaryIO, ReadOptions], Content]
"""A binary file, open at its start and seekable, in; content out.

A reader raises SourceError, and nothing else, for a file it cannot read."""
