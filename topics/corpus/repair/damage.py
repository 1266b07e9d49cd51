"""Record what was restored, and give all repairs their positions in the lines as they were read.

Every stage after reading sees the restored lines, so that a damaged text has the same paragraphs as
the text it was. Only the record is in terms of the source.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from topics.corpus.positions import MOJIBAKE, PARTING_RULE
from topics.corpus.reading.mojibake import Damaged
from topics.corpus.rows import Repair

__all__ = ["as_read"]


class _Before(NamedTuple):
    """A block before its repairs: its restored text, and where in it each repair was made."""

    text: str
    edits: Sequence[tuple[int, int, Repair]]


class _Restored(NamedTuple):
    """A restored character: where it is in the block, in its line as read, and what it was."""

    at: int
    line: int
    start: int
    char: str
    before: str


def as_read(
    source: str,
    text: str,
    start: tuple[int, int],
    repairs: Sequence[Repair],
    damaged: Mapping[int, Damaged],
) -> tuple[int, list[Repair]]:
    """Return the column and the repairs of a block in the lines of its source.

    Parameters
    ----------
    source : str
        Name of the source.
    text : str
        The repaired text of the block.
    start : tuple of int
        Line and column of the block in the restored lines.
    repairs : sequence of Repair
        Those of the restored text.
    damaged : mapping of int to Damaged
        The lines that were restored.

    Returns
    -------
    column : int
    repairs : list of Repair
        In order of position. A run of restored characters is one repair, ``mojibake``; it ends
        where another rule edits the restored text. What that rule replaces is then the damaged
        text.
    """
    block = _before(text, *start, repairs)
    restored = list(_restored(block.text, *start, damaged))
    read = {char.at: char.before for char in restored}
    made = [_moved(r, damaged) for r in repairs if r.rule == PARTING_RULE]
    edited: set[int] = set()
    for first, end, repair in block.edits:
        before = "".join(read.get(i, block.text[i]) for i in range(first, end))
        made.append(replace(_moved(repair, damaged), before=before))
        edited.update(range(first, end))
    cuts = {end for _, end, _ in block.edits} | {first for first, _, _ in block.edits}
    kept = [char for char in restored if char.at not in edited]
    made += [
        Repair(source, run[0].line, run[0].start, MOJIBAKE, *_changed(run))
        for run in _runs(kept, cuts)
    ]
    made.sort(key=_order)
    return _column(*start, damaged), made


def _before(text: str, line: int, column: int, repairs: Sequence[Repair]) -> _Before:
    """Undo the repairs of a block."""
    parts: list[str] = []
    edits: list[tuple[int, int, Repair]] = []
    at = size = 0
    for r in repairs:
        if r.rule == PARTING_RULE:
            continue
        stop = at
        while line < r.line:  # a line end that no rule removed
            stop = text.index("\n", stop) + 1
            line, column = line + 1, 0
        stop += r.column - column
        parts += [text[at:stop], r.before]
        size += stop - at
        edits.append((size, size + len(r.before), r))
        size += len(r.before)
        at = stop + len(r.after)
        line, column = r.line + r.before.count("\n"), r.column + len(r.before)
        if "\n" in r.before:
            column = len(r.before) - r.before.rindex("\n") - 1
    return _Before("".join([*parts, text[at:]]), edits)


def _restored(
    text: str, line: int, column: int, damaged: Mapping[int, Damaged]
) -> Iterator[_Restored]:
    """Yield the restored characters of a block that starts at a line and column."""
    start = 0
    for number, part in enumerate(text.split("\n"), line):
        if (found := damaged.get(number)) is not None:
            first = bisect_left(found.indices, column)
            for i in range(first, bisect_left(found.indices, column + len(part))):
                index = start + found.indices[i] - column
                before = found.line[found.starts[i] : found.ends[i]]
                yield _Restored(index, number, found.starts[i], text[index], before)
        start, column = start + len(part) + 1, 0


def _runs(restored: Sequence[_Restored], cuts: Collection[int]) -> Iterator[list[_Restored]]:
    """Yield the runs of characters that follow each other, cut where other repairs are."""
    run: list[_Restored] = []
    for char in restored:
        if run and (char.at != run[-1].at + 1 or char.at in cuts):
            yield run
            run = []
        run.append(char)
    if run:
        yield run


def _changed(run: Sequence[_Restored]) -> tuple[str, str]:
    return "".join(char.before for char in run), "".join(char.char for char in run)


def _moved(repair: Repair, damaged: Mapping[int, Damaged]) -> Repair:
    return replace(repair, column=_column(repair.line, repair.column, damaged))


def _column(line: int, column: int, damaged: Mapping[int, Damaged]) -> int:
    """Return the column of a character in its line as read."""
    return damaged[line].column(column) if line in damaged else column


def _order(repair: Repair) -> tuple[int, int, int]:
    """Sort by position; what was restored follows the end of the block before."""
    kind = 1 if repair.rule == PARTING_RULE else 2 * bool(repair.after)
    return repair.line, repair.column, kind
