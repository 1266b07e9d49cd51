"""Headings in running text: run-in headings, headings stuck to a paragraph, lone clauses."""

from __future__ import annotations

import re

from topics.corpus.repair.patterns import BLANK, HAN
from topics.corpus.structure.line_patterns import STOP
from topics.corpus.structure.outline import LONGEST, Marker, find_marker

__all__ = ["find_all_markers", "is_lone_clause", "run_in_heading", "stuck_heading"]


def run_in_heading(text: str) -> str:
    """Return the heading at the start of a numbered paragraph, with its stop, or ``""``.

    ``1、确保时间到位。在做好…`` starts with ``1、确保时间到位。``.
    """
    marker = find_marker(text)
    if marker is None:
        return ""
    stop = re.search(rf"[。！？：:]|{BLANK}+(?=[{HAN}\d“])", text[marker.end : marker.end + 61])
    if stop is None or stop.start() < 2:
        return ""
    heading = text[: marker.end + stop.end()].rstrip()
    return "" if len(heading) >= len(text) else heading


def stuck_heading(text: str, following: str = "") -> int:
    """Return the start of a heading that is joined to the end of a paragraph, or 0.

    ``…提升个人品德。(二)工作实绩要良好。`` ends with the heading of the next section. An item of a
    list inside the paragraph, （一）…（二）…, is not a heading, unless its number follows the
    paragraph's own and running text without a number follows.

    Parameters
    ----------
    text : str
        A paragraph.
    following : str
        The paragraph after it; empty if that is not running text.
    """
    for stop in re.finditer("[。！？](?=[（(一二三四五六七八九十])", text[-60:]):
        cut = max(len(text) - 60, 0) + stop.end()
        marker = find_marker(text[cut:])
        if marker is None or marker.level > 2 or not is_lone_clause(text[cut:], marker):
            continue
        before = find_all_markers(text[:cut], marker.level)
        if marker.number > 1 and not before:
            return cut
        own, after = find_marker(text), find_marker(following)
        goes_on = len(following) >= 40 and (after is None or after.level > marker.level)
        is_next = marker.number == 1 and not before
        if own is not None and own.level == marker.level and cut >= 100:
            is_next = marker.number == own.number + 1 and len(before) == 1
        if goes_on and is_next:
            return cut
    return 0


def find_all_markers(text: str, level: int) -> list[Marker]:
    """Return the markers of one level that start a sentence anywhere in a text."""
    openings = [0, *(m.end() for m in re.finditer("[。！？：:；;]", text))]
    found = (find_marker(text[start : start + LONGEST]) for start in openings)
    return [marker for marker in found if marker is not None and marker.level == level]


def is_lone_clause(text: str, marker: Marker) -> bool:
    """Whether a numbered line is a heading: one clause, not too long for its level."""
    rest = text[marker.end :]
    if not rest or len(rest) > 70 or STOP.search(rest[:-1]) or re.search(r"\s{2}", rest):
        return False
    if re.search(rf"[{HAN}]{BLANK}[{HAN}]", rest) and len(rest) > 40:
        return False
    if rest[-1] in "，,、；;":
        return False
    stopped = rest[-1] in "。！？!?"
    if marker.level <= 2:
        return len(rest) <= (30 if stopped else 70)
    if marker.level <= 4:
        return len(rest) <= (20 if stopped else 40)
    return not stopped and rest[-1] not in "：:" and len(rest) <= 30
