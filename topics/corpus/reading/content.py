"""The result of a reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import BinaryIO, TypeVar

from topics.config import Settings
from topics.messages import Message

__all__ = ["LINE_ROLES", "Content", "Given", "ReadOptions", "Reader", "read_options"]

T = TypeVar("T")
LINE_ROLES = ("body", "heading", "note", "furniture", "title")
"""The roles that a format can give a line."""
SPEECHES_AT_ONCE = 1000
"""Number of rows of a table that are split into blocks together."""


@dataclass(frozen=True, slots=True)
class Given:
    """Facts that a format states about a speech, e.g. a row of a table or the date of a page.

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

    def moved(self, n_lines: int) -> Given:
        """Return the same facts for a speech that starts some lines further down."""
        return Given(self.first_line + n_lines, self.title, self.date, self.speaker, self.metadata)


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
        empty if the lines are those of the file.
    blocks : tuple of int
        The block of each line in the format, as numbers that never decrease: a
        paragraph of a Word file, an element of a page, a row of a table. Lines of different
        blocks are never joined. Empty if the format does not separate blocks.
    roles : mapping of int to str
        The role of a line, from 1, according to the format: one of `LINE_ROLES`. ``"furniture"``
        does not belong to a speech: running heads, page numbers, text around the main text of a
        page; ``"heading"`` is a title or heading, and never continues a sentence; ``"note"`` is a
        footnote or endnote; ``"body"`` is running text, however short; ``"title"`` is the title at
        which a speech begins.
    levels : mapping of int to int
        The level of each line that is a heading by ``roles``, from 1 (outermost).
    given : tuple of Given
        What the format states about speeches, in order of line.
    is_table : bool
        Whether each of ``given`` is a whole speech and no line of it opens another, as in a
        table. Otherwise ``given`` is the title and date of the page, for its only speech.
    warnings : tuple of Message
        Warnings about this file; the name of the source is added later.
    """

    lines: tuple[str, ...]
    encoding: str
    confidence: float = 1.0
    labels: tuple[str, ...] = ()
    blocks: tuple[int, ...] = ()
    roles: Mapping[int, str] = field(default_factory=dict)
    levels: Mapping[int, int] = field(default_factory=dict)
    given: tuple[Given, ...] = ()
    is_table: bool = False
    warnings: tuple[Message, ...] = ()

    def __post_init__(self) -> None:
        if any("\n" in line for line in self.lines):
            raise ValueError("a line contains a line end")
        for name, values in (("labels", self.labels), ("blocks", self.blocks)):
            if values and len(values) != len(self.lines):
                raise ValueError(f"{len(values)} {name} for {len(self.lines)} lines")
        if any(a > b for a, b in pairwise(self.blocks)):
            raise ValueError("the numbers of blocks must not decrease")
        if odd := set(self.roles.values()).difference(LINE_ROLES):
            raise ValueError(f"roles of lines must be {', '.join(LINE_ROLES)}, not {sorted(odd)}")
        line_numbers = [*self.roles, *self.levels, *(given.first_line for given in self.given)]
        if any(not 1 <= number <= len(self.lines) for number in line_numbers):
            raise ValueError(f"roles and speeches must be in lines 1 to {len(self.lines)}")

    @property
    def furniture(self) -> frozenset[int]:
        """The lines that belong to no speech according to the format."""
        return frozenset(n for n, role in self.roles.items() if role == "furniture")

    def parts(self) -> Iterator[tuple[int, Content]]:
        """Yield the content, a table a thousand speeches at a time.

        Yields
        ------
        n_before : int
            Number of lines before the part.
        part : Content
            Its lines are numbered from 1. Content that is not a table is one part.
        """
        if not self.is_table or len(self.given) <= SPEECHES_AT_ONCE:
            yield 0, self
            return
        starts = [0, *(g.first_line - 1 for g in self.given[SPEECHES_AT_ONCE::SPEECHES_AT_ONCE])]
        for i, (start, end) in enumerate(pairwise([*starts, len(self.lines)])):
            given = self.given[i * SPEECHES_AT_ONCE : (i + 1) * SPEECHES_AT_ONCE]
            yield (
                start,
                replace(
                    self,
                    lines=self.lines[start:end],
                    labels=self.labels[start:end],
                    blocks=self.blocks[start:end],
                    roles=_within(self.roles, start, end),
                    levels=_within(self.levels, start, end),
                    given=tuple(g.moved(-start) for g in given),
                ),
            )


def _within(values: Mapping[int, T], start: int, end: int) -> dict[int, T]:
    if not values:
        return {}
    return {n - start: values[n] for n in range(start + 1, end + 1) if n in values}


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """A study's settings for its files.

    Attributes
    ----------
    encoding : str
        The encoding of plain text; detected from the bytes if empty.
    columns : mapping of str to str or sequence of str
        For tables: the columns of ``text``, ``title``, ``date`` and ``speaker``. If it is a list,
        the first name that a table has is used. All other columns are metadata.
    skip_repairs : tuple of str
        Names of repair rules not to apply.
    file_names : str
        A regular expression for the names of files, with groups ``date``, ``title`` and
        ``speaker``; if empty, the usual forms are recognised.
    """

    encoding: str = ""
    columns: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    skip_repairs: tuple[str, ...] = ()
    file_names: str = ""


def read_options(settings: Settings) -> ReadOptions:
    """Return the options in a study's settings."""
    return ReadOptions(
        settings.encoding, settings.columns, settings.skip_repairs, settings.file_names
    )


Reader = Callable[[BinaryIO, ReadOptions], Content]
"""A function that reads a seekable binary file from its start and returns its content.

A reader raises only SourceError for a file it cannot read."""
