"""What a reader makes of a file's bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from topics.config import Settings
from topics.messages import Message

__all__ = ["Content", "Given", "ReadOptions", "Reader", "read_options"]


@dataclass(frozen=True, slots=True)
class Given:
    """What a format itself says of a speech: a row of a table, a page's own date.

    Attributes
    ----------
    first_line : int
        Line of the decoded text that the speech opens with, from 1.
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
        Without line ends; no line holds a ``\n``.
    encoding : str
        What the bytes were decoded with; the format's name where it says so itself.
    confidence : float
        In [0, 1]: how sure the encoding is.
    labels : tuple of str
        Position of each line in the file, such as ``"p. 3"`` or ``"row 12"``;
        empty where lines are the file's own.
    furniture : frozenset of int
        Lines, from 1, that the reader knows to be no text of a speech: running
        heads, page numbers, what a web page shows around its main text.
    given : tuple of Given
        Speeches that the format itself separates, in order of line.
    warnings : tuple of Message
        What a researcher should know of this file; the name of the source is added later.
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
    """What a study says of its files.

    Attributes
    ----------
    encoding : str
        The encoding of plain text; detected from the bytes if empty.
    columns : mapping of str to str
        For tables: which column is ``text``, ``title``, ``date``, ``speaker``.
        All other columns are metadata.
    skip_repairs : tuple of str
        Names of repair rules not to apply.
    """

    encoding: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    skip_repairs: tuple[str, ...] = ()


def read_options(settings: Settings) -> ReadOptions:
    """Return what a study's settings say of its files."""
    return ReadOptions(settings.encoding, settings.columns, settings.skip_repairs)


Reader = Callable[[BinaryIO, ReadOptions], Content]
"""A binary file, open at its start and seekable, in; content out.

A reader raises SourceError, and nothing else, for what it cannot read."""
