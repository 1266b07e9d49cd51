r"""Repairs: named rules for the text of a block; every application is recorded.

A rule is a pure function from a block's raw text (its lines joined by ``\n``)
to the edits it proposes. Every rule reads the raw text; if two edit
the same characters, the rule that comes earlier in `REPAIR_NAMES` wins. So
``before`` is always in the source at the repair's line and column, and
undoing every repair restores the source.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from topics.corpus.repair.patterns import PAGE_LINE
from topics.corpus.repair.rules import RULES, Edit
from topics.corpus.rows import Repair
from topics.repairs import REPAIR_NAMES

__all__ = ["Mark", "repair"]

RUNNING_HEAD = "running_head"
"""The rule for whole lines, which the roles of lines decide; it comes first."""
_ORDER = [name for name in REPAIR_NAMES if name in RULES]
_SIGN = re.compile(f"[{''.join(signs for _, signs in RULES.values())}]")


class Mark(NamedTuple):
    """``line[start:end]`` was put there by a program; ``rule`` is the repair that removes it."""

    line: int
    start: int
    end: int
    rule: str


class _Called(dict[str, frozenset[str]]):
    """The rules that each character requires, cached on first use."""

    def __missing__(self, sign: str) -> frozenset[str]:
        found = frozenset(
            name for name, (_, signs) in RULES.items() if re.match(f"[{signs}]", sign)
        )
        self[sign] = found
        return found


_CALLED = _Called()


def repair(
    source: str,
    first_line: int,
    lines: Sequence[str],
    skip: Collection[str] = (),
    page_lines: Sequence[int] = (),
    marks: Sequence[Mark] = (),
) -> tuple[str, list[Repair]]:
    """Repair the text of one block.

    Parameters
    ----------
    source : str
        Name of the source, for the record.
    first_line : int
        Line number of ``lines[0]`` in the source, from 1.
    lines : sequence of str
        The block's lines as decoded.
    skip : collection of str
        Names of rules not to apply.
    page_lines : sequence of int
        Which of ``lines``, from 0 and in order, are running heads and page numbers.
    marks : sequence of Mark
        What a program put into the lines, numbered from 0, in order.

    Returns
    -------
    text : str
        The repaired text; `topics.corpus.positions` derives the origin of its characters.
    repairs : list of Repair
        In order of position.
    """
    raw = "\n".join(lines)
    decided: list[tuple[Edit, str]] = []
    if page_lines and RUNNING_HEAD not in skip:
        decided = [(edit, RUNNING_HEAD) for edit in _running_heads(lines, page_lines)]
    if marks:
        decided += [edit for edit in _marked(lines, marks) if edit[1] not in skip]
    edits = _choose_edits(raw, skip, decided)
    if not edits:
        return raw, []
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    parts: list[str] = []
    repairs: list[Repair] = []
    done = 0
    for edit, rule in edits:
        parts += [raw[done : edit.start], edit.after]
        i = bisect_right(starts, edit.start) - 1
        line, column = first_line + i, edit.start - starts[i]
        repairs.append(Repair(source, line, column, rule, raw[edit.start : edit.end], edit.after))
        done = edit.end
    return "".join([*parts, raw[done:]]), repairs


def _running_heads(lines: Sequence[str], page_lines: Sequence[int]) -> Iterator[Edit]:
    """Yield the edits that remove running heads and page numbers from inside a sentence."""
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    done = 0
    for n in page_lines:
        if n < done:
            continue
        before, after = n - 1, n + 1
        while not lines[before].strip():
            before -= 1
        while after in page_lines or not lines[after].strip():
            after += 1
        done = after
        if all(PAGE_LINE.fullmatch(line.strip()) for line in lines[n:after] if line.strip()):
            continue  # the rule for page numbers removes them
        left, right = lines[before].rstrip(), lines[after].lstrip()
        start = starts[before] + len(left)
        end = starts[after] + len(lines[after]) - len(right)
        around = left[-1:] + right[:1]
        yield Edit(start, end, " " if around.isascii() and around.isalpha() else "")


def _marked(lines: Sequence[str], marks: Sequence[Mark]) -> Iterator[tuple[Edit, str]]:
    """Yield the edits that remove marks; between Latin words the line end goes with the mark."""
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    for n, start, end, rule in marks:
        indent = len(lines[n]) - len(lines[n].lstrip()) if start == 0 else 0
        left = lines[n - 1].rstrip() if n and start == 0 else ""
        around = left[-1:] + lines[n][end : end + 1]
        if len(around) == 2 and around.isascii() and around.isalpha():
            yield Edit(starts[n - 1] + len(left), starts[n] + end, " "), rule
        else:
            yield Edit(starts[n] + start + min(indent, end), starts[n] + end, ""), rule


def _choose_edits(
    raw: str, skip: Collection[str], decided: Sequence[tuple[Edit, str]] = ()
) -> list[tuple[Edit, str]]:
    called = {name for sign in set(_SIGN.findall(raw)) for name in _CALLED[sign]}
    if not called and not decided:
        return []
    taken = bytearray(len(raw) + 1)
    chosen: list[tuple[Edit, str]] = []
    for edit, rule in decided:
        if 1 not in taken[edit.start : edit.end]:
            taken[edit.start : edit.end] = b"\1" * (edit.end - edit.start)
            chosen.append((edit, rule))
    for name in _ORDER:
        if name in skip or name not in called:
            continue
        for edit in RULES[name][0](raw):
            if 1 not in taken[edit.start : edit.end]:
                taken[edit.start : edit.end] = b"\1" * (edit.end - edit.start)
                chosen.append((edit, name))
    return sorted(chosen)
