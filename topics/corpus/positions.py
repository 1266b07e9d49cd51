"""The source position of each character of a repaired text, derived from the repairs.

A text and its repairs together determine the position of every character in the decoded source.
Positions are therefore not stored: eight bytes per character would be more than the text itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Protocol

import numpy as np
import numpy.typing as npt

__all__ = ["MOJIBAKE", "PARTING_RULE", "Change", "offsets", "position"]

MOJIBAKE = "mojibake"
"""The repair that restores UTF-8 read as Latin-1: each character replaces its bytes."""
PARTING_RULE = "stuck_heading"
"""The repair that separates two blocks: its line end is between them and in neither text."""


class Change(Protocol):
    """A repair: ``before``, at ``line`` and ``column`` of the source, became ``after``."""

    @property
    def line(self) -> int:
        """Line of the decoded source, from 1."""

    @property
    def column(self) -> int:
        """Column in that line, from 0."""

    @property
    def rule(self) -> str:
        """Name of the rule."""

    @property
    def before(self) -> str:
        """Characters of the source."""

    @property
    def after(self) -> str:
        """Characters of the text."""


def offsets(text: str, line: int, column: int, repairs: Iterable[Change]) -> npt.NDArray[np.int32]:
    """Return the position of each character of a repaired text.

    Parameters
    ----------
    text : str
        The repaired text of a block.
    line, column : int
        Where the block starts in the decoded source, before any repair.
    repairs : iterable of Change
        The repairs made in the block, in order of position.

    Returns
    -------
    int32 array, shape (len(text), 2)
        Line (from 1) and column (from 0). A character that replaces others has the position of the
        one it replaces, or of the last one if there are fewer.
    """
    runs = np.array(list(_runs(text, line, column, repairs)), np.int64).reshape(-1, 4)
    starts, stops, rows, firsts = runs.T
    lengths = stops - starts
    found = np.empty((len(text), 2), np.int32)
    found[:, 0] = np.repeat(rows, lengths)
    found[:, 1] = np.arange(len(text)) - np.repeat(starts - firsts, lengths)
    return found


def position(
    index: int, text: str, line: int, column: int, repairs: Iterable[Change]
) -> tuple[int, int]:
    """Return line and column of one character; the other parameters are those of `offsets`.

    Raises
    ------
    IndexError
        If the text has no such character.
    """
    for start, stop, row, first in _runs(text, line, column, repairs):
        if start <= index < stop:
            return row, first + index - start
    raise IndexError(f"the text has {len(text)} characters and none with index {index}")


def _walk(text: str, line: int, column: int) -> tuple[int, int]:
    """Return line and column after a text that starts at ``line`` and ``column``."""
    end = text.rfind("\n")
    if end < 0:
        return line, column + len(text)
    return line + text.count("\n"), len(text) - end - 1


_Run = tuple[int, int, int, int]  # text[start:stop] was copied from this line and column


def _runs(text: str, line: int, column: int, repairs: Iterable[Change]) -> Iterator[_Run]:
    """Yield start, stop, line and column of each run copied or replaced together, in order."""
    at = 0
    for change in repairs:
        if change.rule == PARTING_RULE:
            continue
        while line < change.line:  # a line end that no rule removed
            stop = text.index("\n", at) + 1
            yield at, stop, line, column
            at, line, column = stop, line + 1, 0
        stop = at + change.column - column
        if stop > at:
            yield at, stop, line, column
        yield from _replaced(change, stop)
        at = stop + len(change.after)
        line, column = _walk(change.before, change.line, change.column)
    yield from _lines(text, at, len(text), at, line, column)


def _replaced(change: Change, at: int) -> Iterator[_Run]:
    """Yield the runs of the characters of ``after``, which starts at ``at``."""
    before, n_after = change.before, len(change.after)
    if change.rule == MOJIBAKE:
        sizes = [len(char.encode()) for char in change.after]
        if sum(sizes) != len(before):  # damaged twice, or a byte is lost
            sizes = [len(before) // n_after] * n_after
        columns = accumulate(sizes, initial=change.column)
        yield from ((at + i, at + i + 1, change.line, next(columns)) for i in range(n_after))
        return
    n_paired = min(len(before), n_after)
    yield from _lines(before, 0, n_paired, at, change.line, change.column)
    last = _walk(before[: max(len(before) - 1, 0)], change.line, change.column)
    yield from ((at + i, at + i + 1, *last) for i in range(n_paired, n_after))


def _lines(source: str, start: int, end: int, at: int, line: int, column: int) -> Iterator[_Run]:
    """Yield a run for each line of ``source[start:end]``, numbered from ``at``."""
    while start < end:
        stop = source.find("\n", start, end) + 1 or end
        yield at, at + stop - start, line, column
        at, start, line, column = at + stop - start, stop, line + 1, 0
