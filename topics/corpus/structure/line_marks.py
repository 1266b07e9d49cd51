"""Marks that a program put into plain text: quoting of mail, time codes, Markdown.

Nothing is changed here: the repairs ``line_mark`` and ``markup`` remove them on record.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from topics.corpus.repair.apply import Mark

__all__ = ["find_marks", "of_block", "without"]

QUOTED = re.compile(r"\s*>[>\s]*")
_DAY = r"(?:20\d\d[-/.]\d{1,2}[-/.]\d{1,2}\s+)?"
TIME_CODE = re.compile(
    rf"\s*(?:[\[［(（【<]{_DAY}(?:\d{{1,2}}[:：])?\d{{1,2}}[:：]\d\d(?:[.,]\d{{1,3}})?[\]］)）】>]"
    rf"|{_DAY}\d{{1,2}}:\d\d:\d\d(?:[.,]\d{{1,3}})?(?:\s*-+>\s*\d{{1,2}}:\d\d:\d\d(?:[.,]\d{{1,3}})?)?)\s*"
)
"""The time of a recording, in brackets or with seconds: 9:00 alone may be that of an agenda."""
CLOCK = re.compile(r"\s*\d{1,2}[:：]\d\d\s{1,4}(?=[^\s\d：:，。！？]{1,20}[：:].*[。！？!?])")
"""A time before a speaker and a sentence, in which an agenda has none: 14:32 主持人：…。"""
HEADING = re.compile(r"\s{0,3}#{1,6}\s+(?=\S)")
BOLD = re.compile(r"\*\*([^*\s](?:[^*\n]{0,200}[^*\s])?)\*\*(?!\*)")
MASKED = re.compile(r"\d\*+[年月日]")
ANY = re.compile(
    r"^[^\S\n]*(?:>|#|\*\*|[\[［(（【<]?(?:\d{1,2}[:：]\d|20\d\d[-/.]\d))", re.MULTILINE
)
FEWEST = 3
"""Lines of a text that a program marked."""


def find_marks(lines: Sequence[str]) -> dict[int, list[Mark]]:
    """Return the marks in each line of plain text, from 0.

    Parameters
    ----------
    lines : sequence of str
        Those of plain text; a format that separates blocks has no marks of this kind.

    Returns
    -------
    dict of int to list of Mark
        In order of position. Three lines one after the other are quoted with ``>``, or three
        lines and a third of all have time codes, in brackets or with seconds.
    """
    if not ANY.search("\n".join(lines)):
        return {}
    found: dict[int, list[Mark]] = {}
    for i in _quoted(lines):
        found[i] = [Mark(i, 0, _end(QUOTED, lines[i]), "line_mark")]
    n_lines = sum(1 for line in lines if line.strip())
    times = {i: m.end() for i, line in enumerate(lines) if (m := _time(line))}
    if len(times) >= FEWEST and 3 * len(times) >= n_lines:
        for i, end in times.items():
            found.setdefault(i, [Mark(i, 0, end, "line_mark")])
    if HEADING.search("\n".join(lines)) or "**" in "".join(lines):
        for i, marks in _markdown(lines).items():
            found.setdefault(i, marks)
    return found


def _time(line: str) -> re.Match[str] | None:
    return TIME_CODE.match(line) or CLOCK.match(line)


def _end(pattern: re.Pattern[str], line: str) -> int:
    match = pattern.match(line)
    return match.end() if match else 0


def _quoted(lines: Sequence[str]) -> list[int]:
    """Return the quoted lines: those of runs of at least three, empty lines aside."""
    found: list[int] = []
    run: list[int] = []
    for i, line in enumerate([*lines, "."]):
        if line.lstrip().startswith(">"):
            run.append(i)
        elif line.strip():
            found += run if len(run) >= FEWEST else []
            run = []
    return found


def _markdown(lines: Sequence[str]) -> dict[int, list[Mark]]:
    """Return the marks of headings and of emphasis, unless stars replace names and years."""
    found: dict[int, list[Mark]] = {}
    is_bold = _is_bold(lines)
    for i, line in enumerate(lines):
        head = _end(HEADING, line)
        marks = [Mark(i, 0, head, "markup")] if head else []
        for match in BOLD.finditer(line, head) if is_bold and "**" in line else ():
            (start, end), (inner, outer) = match.span(), match.span(1)
            marks += [Mark(i, start, inner, "markup"), Mark(i, outer, end, "markup")]
        if marks:
            found[i] = marks
    return found


def _is_bold(lines: Sequence[str]) -> bool:
    """Whether stars are emphasis: in pairs, around several characters, first in most lines."""
    starred = [line for line in lines if "**" in line]
    pairs = [match[1] for line in starred for match in BOLD.finditer(line)]
    opening = sum(BOLD.match(line.lstrip()) is not None for line in starred)
    return (
        len(pairs) > 1
        and min(map(len, pairs)) > 1
        and 2 * opening >= len(starred)
        and all(line.count("**") % 2 == 0 and not MASKED.search(line) for line in starred)
    )


def without(line: str, marks: Sequence[Mark]) -> str:
    """Return a line without its marks."""
    for _, start, end, _ in reversed(marks):
        line = line[:start] + line[end:]
    return line


def of_block(marks: Mapping[int, Sequence[Mark]], first: int, last: int) -> list[Mark]:
    """Return the marks of the lines of a block, whose lines are numbered from 0."""
    if not marks:
        return []
    found = ((n - first, mark) for n in range(first, last + 1) for mark in marks.get(n - 1, ()))
    return [mark._replace(line=line) for line, mark in found]
