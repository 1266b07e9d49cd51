"""Restore Chinese in UTF-8 that a program read as Latin-1 or Windows-1252 and saved again.

One paragraph of a text may be damaged in this way, or only its quotation marks. A sequence of
characters is restored if its bytes are valid UTF-8 and no correct text has such characters: either
two Chinese characters follow each other, or a sign is where none can be (``æ–‡``, ``â€œ``). What
could also be correct, such as ``é…”``, is restored only if the rest of its line and other lines of
the text are damaged.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain, pairwise
from types import MappingProxyType
from typing import NamedTuple

from topics.corpus.reading.content import Content, Given
from topics.corpus.reading.readers.common import line_ranges
from topics.corpus.reading.sequences import (
    BLANK,
    HAN,
    LETTER,
    Found,
    find,
    is_certain,
    may_be_damaged,
    undecoded,
)
from topics.messages import Message

__all__ = ["Damaged", "as_written", "restore", "restored"]


_ASCII = "".join(map(chr, range(0x80)))


class Damaged(NamedTuple):
    """A line with damaged characters.

    Attributes
    ----------
    line : str
        As it was read.
    text : str
        As it is restored.
    indices : array of int
        Positions of the restored characters in ``text``, in order.
    starts, ends : array of int
        Where each was in ``line``.
    is_whole : bool
        False if characters are left that lack bytes.
    """

    line: str
    text: str
    indices: array[int]
    starts: array[int]
    ends: array[int]
    is_whole: bool

    def column(self, index: int) -> int:
        """Return the column, in the line as read, of a character of the restored line."""
        i = bisect_left(self.indices, index)
        return self.ends[i - 1] + index - self.indices[i - 1] - 1 if i else index


class _Judged(NamedTuple):
    """A line with the sequences that may be damaged characters, and the evidence on them."""

    line: str
    found: Sequence[Found]
    certain: frozenset[int]  # positions of the sequences that are restored in any case
    is_proof: bool  # that the text is damaged, and Chinese
    may_be_whole: bool  # no Chinese was read correctly, and letters do not prevail
    is_covered: bool  # everything but ASCII is in a sequence
    is_twice: bool  # damaged twice


def as_written(content: Content) -> tuple[Content, Mapping[int, Damaged]]:
    """Return a content as it was before a program damaged it.

    Parameters
    ----------
    content : Content
        As its reader returns it.

    Returns
    -------
    content : Content
        With warnings that name the lines. The same object if nothing is restored.
    damaged : mapping of int to Damaged
        The lines that are restored, by number from 1.
    """
    found = {i + 1: damaged for i, damaged in restore(content.lines).items()}
    given = tuple(map(_given_as_written, content.given))
    if not found:
        return (content if given == content.given else replace(content, given=given)), found
    lines = list(content.lines)
    for n, damaged in found.items():
        lines[n - 1] = damaged.text
    count = sum(len(damaged.indices) for damaged in found.values())
    warnings = [Message("mojibake", {"lines": line_ranges(sorted(found)), "count": count})]
    if partly := [n for n, damaged in sorted(found.items()) if not damaged.is_whole]:
        warnings.append(Message("mojibake_left", {"lines": line_ranges(partly)}))
    said = (*content.warnings, *warnings)
    return replace(content, lines=tuple(lines), given=given, warnings=said), found


def _given_as_written(given: Given) -> Given:
    cells = chain.from_iterable(given.metadata)
    if not may_be_damaged("\n".join((given.title, given.date, given.speaker, *cells))):
        return given
    return replace(
        given,
        title=restored(given.title),
        date=restored(given.date),
        speaker=restored(given.speaker),
        metadata=tuple((restored(name), restored(cell)) for name, cell in given.metadata),
    )


def restored(text: str) -> str:
    """Return a text with its damaged lines restored."""
    if not may_be_damaged(text):
        return text
    lines = text.split("\n")
    found = restore(lines)
    return "\n".join(found[i].text if i in found else line for i, line in enumerate(lines))


def restore(lines: Sequence[str]) -> Mapping[int, Damaged]:
    """Find the damaged lines of a text.

    Parameters
    ----------
    lines : sequence of str
        All lines of a source: those that are certainly damaged are evidence on the others.

    Returns
    -------
    mapping of int to Damaged
        By position of the line, from 0. Empty unless some Chinese is certainly damaged.
    """
    # Lines are judged again in each pass: their sequences take far more memory than the text.
    suspects = [i for i, line in enumerate(lines) if may_be_damaged(line)]
    if not any(_judge(lines[i]).is_proof for i in suspects):
        return MappingProxyType({})
    twice = any("Ã" in lines[i] and _judge(lines[i]).is_twice for i in suspects)
    has_blanks = any(BLANK.search(lines[i]) for i in suspects)
    blanks = has_blanks and _lost_blanks_alone(_judge(lines[i], twice) for i in suspects)
    chosen = ((i, _chosen(_judge(lines[i], twice), blanks)) for i in suspects)
    return {i: _damaged(lines[i], taken) for i, taken in chosen if taken}


def _judge(line: str, twice: bool = False, is_read: bool = True) -> _Judged:
    again = _find_again(line, twice) if is_read else []
    found = again or find(line)
    certain = {f.start for f in found if is_certain(f, line)}
    for before, after in pairwise(f for f in found if f.kind == "wide"):
        if before.end == after.start:
            certain |= {before.start, after.start}
    n_restored = sum(HAN.fullmatch(f.char) is not None for f in found if f.kind != "blank")
    rest = _without(line, found)
    n_han = len(HAN.findall(rest))
    may_be_whole = not n_han and n_restored >= len(LETTER.findall(rest))
    is_chinese = any(f.start in certain and HAN.fullmatch(f.char) for f in found)
    proof = n_han if certain else 0
    proof += is_chinese and (may_be_whole or len(certain) > 1)
    return _Judged(
        line,
        found,
        certain=frozenset(certain | _beside(line, found, certain)),
        is_proof=proof > 0,
        may_be_whole=may_be_whole,
        is_covered=rest.isascii(),
        is_twice=bool(again),
    )


def _beside(line: str, found: Sequence[Found], certain: Collection[int]) -> set[int]:
    """Return the sequences with only ASCII, but not mostly letters, between them and certain ones.

    A damaged quotation inside a line of correct Chinese is such a stretch.
    """
    beside: set[int] = set()
    stretch: list[Found] = []
    n_letters = done = 0
    for f in [*found, None]:
        gap = line[done : f.start if f else len(line)]
        if f is None or not gap.isascii():
            n_letters += len(LETTER.findall(gap[: len(gap) - len(gap.lstrip(_ASCII))]))
            n_restored = sum(HAN.match(g.char) is not None for g in stretch)
            if n_restored >= n_letters and any(g.start in certain for g in stretch):
                beside.update(g.start for g in stretch)
            stretch, n_letters = [], 0
            gap = gap[len(gap.rstrip(_ASCII)) :]
        if f is not None:
            n_letters += len(LETTER.findall(gap))
            stretch.append(f)
            done = f.end
    return beside


def _find_again(line: str, twice: bool) -> list[Found]:
    """Return the sequences of a line that was damaged twice; empty if it was not.

    Without proof it was only if other lines were (``twice``).
    """
    if "Ã" not in line:
        return []
    if not (once := [f for f in find(line) if f.kind not in ("cut", "blank")]):
        return []
    read = _damaged(line, once)
    judged = _judge(read.text, is_read=False)
    is_like_others = twice and judged.is_covered and judged.may_be_whole
    if not judged.is_proof and not is_like_others:
        return []
    origins = dict(zip(read.indices, zip(read.starts, read.ends, strict=True), strict=True))
    again = [
        f._replace(start=origins[f.start][0], end=origins[f.end - 1][1])
        for f in _chosen(judged)
        if all(i in origins for i in range(f.start, f.end))
    ]
    inside = {i for f in again for i in range(f.start, f.end)}
    rest = [f for f in find(line) if f.start not in inside and f.end - 1 not in inside]
    return sorted([*again, *rest])


def _without(line: str, found: Sequence[Found]) -> str:
    ends = [0, *(f.end for f in found)]
    starts = [*(f.start for f in found), len(line)]
    return "".join(line[end:start] for end, start in zip(ends, starts, strict=True))


def _chosen(judged: _Judged, blanks: bool = False) -> list[Found]:
    """Return the sequences of a line that are restored, and those beside them with lost blanks."""
    line = judged.line
    whole = judged.is_covered and judged.may_be_whole
    taken: list[Found] = []
    n_open = 0  # quotation marks
    done = 0
    for f in judged.found:
        n_open += line.count("“", done, f.start) - line.count("”", done, f.start)
        done = f.end
        before = line[f.start - 1 : f.start]
        if f.kind == "blank":
            is_taken = False
        elif f.kind == "cut":
            is_taken = n_open > 0
        elif whole or f.start in judged.certain:
            is_taken = True
        elif f.kind == "pair":
            is_taken = not (before.isupper() and LETTER.match(before))
        elif f.kind == "wide":
            is_taken = judged.may_be_whole and not LETTER.match(before)
        else:
            is_taken = bool(taken) and taken[-1].end == f.start
        if is_taken:
            taken.append(f)
            n_open += (f.char == "“") - (f.char == "”")
    return _with_blanks(judged.found, taken) if blanks else taken


def _with_blanks(found: Sequence[Found], taken: list[Found]) -> list[Found]:
    """Return the sequences, with those beside them in which the byte A0 is a blank."""
    starts, ends = {f.start for f in taken}, {f.end for f in taken}
    blanks: list[Found] = []
    for f in found:
        if f.kind == "blank" and (f.start in ends or f.end in starts):
            ends.add(f.end)
            blanks.append(f)
    return sorted([*taken, *blanks])


def _lost_blanks_alone(lines: Iterable[_Judged]) -> bool:
    """Whether the only bytes that a text lost are A0, which became blanks.

    If other bytes are missing or A0 is not, a blank after an incomplete character may be one.
    """
    is_lost = False
    for judged in lines:
        line = judged.line
        taken = _chosen(judged)
        every = [*taken, *(f for f in judged.found if f.kind == "blank")]
        is_lost = is_lost or len(every) > len(taken)
        if any("\xa0" in line[f.start : f.end] for f in taken):
            return False
        if undecoded(line, every, len(line.rstrip())):
            return False
    return is_lost


def _damaged(line: str, taken: Sequence[Found]) -> Damaged:
    parts: list[str] = []
    indices = array("l")
    done = size = 0
    for f in taken:
        size += f.start - done
        parts += [line[done : f.start], f.char]
        indices.append(size)
        size, done = size + 1, f.end
    text = "".join([*parts, line[done:]])
    starts, ends = array("l", [f.start for f in taken]), array("l", [f.end for f in taken])
    return Damaged(line, text, indices, starts, ends, not undecoded(line, taken))
