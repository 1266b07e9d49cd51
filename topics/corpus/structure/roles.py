r"""Assign a role to each line of a source: furniture, title, salutation, heading or running text.

A line is judged by its form, by its position (before the first speech, at the
beginning of one, or inside), and by the line before it. Nothing is changed
here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from topics.corpus.repair.patterns import BLANK, HAN, NEAR, PAGE_MARK
from topics.corpus.structure.compiler_headings import find_compiler_headings, preamble
from topics.corpus.structure.line_patterns import (
    DATE,
    SIGNED,
    STOP,
    ended,
    is_byline,
    is_closing,
    is_furniture,
    is_name,
    is_page_line,
    is_salutation,
    is_title,
    names_speech,
)
from topics.corpus.structure.outline import LONGEST, Marker, find_marker
from topics.corpus.structure.rights_notices import find_rights_notice
from topics.corpus.structure.wrap import unwrap

__all__ = ["Line", "classify", "find_all_markers", "run_in_heading", "stuck_heading"]

MARK_ENDS = frozenset("—–―-页頁")
"""What a page mark ends with."""
ADDRESSED = re.compile("(?:同志|各位|尊敬的|朋友|大家)")
"""How a speech begins that has no salutation on a separate line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One non-empty line: its number from 1, its text stripped of page marks, and its role.

    ``role`` is one of the roles of a block or ``"continuation"``; ``opens`` says
    whether a speech begins here; ``marker`` is the number it opens with.
    """

    number: int
    text: str
    role: str
    opens: bool
    marker: Marker | None


def classify(
    lines: Sequence[str], furniture: Collection[int] = (), starts: Collection[int] = ()
) -> list[Line]:
    r"""Assign a role to each non-empty line of a source.

    Parameters
    ----------
    lines : sequence of str
        The decoded lines, without ``\n``.
    furniture : collection of int
        Lines, from 1, that the reader knows to be furniture.
    starts : collection of int
        Lines, from 1, that the reader knows to open a speech.

    Returns
    -------
    list of Line
        In order; empty lines are omitted.
    """
    texts = {i: bare for i, line in enumerate(lines, 1) if (bare := _bare(line))}
    known = [i for i in texts if i in furniture]
    spoken = {i: text for i, text in texts.items() if i not in furniture}
    groups = unwrap(spoken, lines, starts)
    whole = {n: "".join(spoken[i] for i in group) for n, group in groups.items()}
    headings = find_compiler_headings(whole)
    left_out = [*known, *find_rights_notice(whole, headings)]
    fixed = {**preamble(whole, headings), **dict.fromkeys(left_out, "furniture")}
    whole = dict(sorted({**whole, **{i: texts[i] for i in known}}.items()))
    judged: list[Line] = []
    for line in _judge(whole, headings, fixed, starts, _gap(list(whole))):
        rest = groups.get(line.number, [line.number])[1:]
        judged.append(line)
        judged += [Line(n, texts[n], "continuation", False, None) for n in rest]
    return judged


def _judge(
    texts: Mapping[int, str],
    headings: Collection[int],
    fixed: Mapping[int, str],
    starts: Collection[int],
    gap: int,
) -> list[Line]:
    every = list(texts.values())
    judged: list[Line] = []
    last: Line | None = None  # the last line that is not furniture
    zone, started = True, False  # the zone is the head of a speech: titles, bylines
    for position, (number, text) in enumerate(texts.items(), 1):
        if number in starts:
            started, zone, last = False, True, None
        later = every[position : position + 5]
        opens = False
        if number in headings:
            role, opens = "speech_head", True
        elif number in fixed:
            role = fixed[number]
        elif is_furniture(text):
            within = is_page_line(text) and _continues(number, "", last, gap)
            role = "continuation" if within else "furniture"
        else:
            role, opens = _role(number, text, later, last, started, zone, gap)
        opens = opens or number in starts
        if role == "continuation" and judged[-1] is not last:
            role = "body"  # a line in between has ended the sentence
        line = Line(number, text, role, opens, find_marker(text))
        judged.append(line)
        started = started or opens
        if role != "furniture":
            last = line
            head_role = role in ("speech_head", "speech_title", "doc_title")
            zone = head_role or (role == "byline" and (zone or opens))
    return judged


def _gap(numbers: Sequence[int]) -> int:
    """Return how far the next line of a paragraph can be: 2 where an empty line follows each."""
    steps = [b - a for a, b in pairwise(numbers)]
    return 2 if len(steps) >= 10 and steps.count(2) >= 0.85 * len(steps) else 1


def run_in_heading(text: str) -> str:
    """Return the heading that a numbered paragraph opens with, its stop included, or ``""``.

    ``1、确保时间到位。在做好…`` opens with ``1、确保时间到位。``.
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
    """Return where a heading that is stuck to a paragraph's end begins, or 0.

    ``…提升个人品德。(二)工作实绩要良好。`` ends with the heading of the next section. An
    item of a list that the paragraph itself counts, （一）…（二）…, is none, unless it is the next
    number to the paragraph's own and running text without a number follows.

    Parameters
    ----------
    text : str
        A paragraph.
    following : str
        The paragraph after it, or empty where that is no running text.
    """
    for stop in re.finditer("[。！？](?=[（(一二三四五六七八九十])", text[-60:]):
        cut = max(len(text) - 60, 0) + stop.end()
        marker = find_marker(text[cut:])
        if marker is None or marker.level > 2 or not _is_lone_clause(text[cut:], marker):
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
    """Return the markers of one level that open a sentence anywhere in a text."""
    openings = [0, *(m.end() for m in re.finditer("[。！？：:；;]", text))]
    found = (find_marker(text[start : start + LONGEST]) for start in openings)
    return [marker for marker in found if marker is not None and marker.level == level]


def _bare(line: str) -> str:
    text = line.strip().strip("\ufeff\u200b").strip()
    if text[-1:] not in MARK_ENDS:
        return text
    return (text[:-NEAR] + PAGE_MARK.sub("", text[-NEAR:])).strip() or text


def _role(
    number: int,
    text: str,
    later: Sequence[str],
    last: Line | None,
    started: bool,
    zone: bool,
    gap: int,
) -> tuple[str, bool]:
    """Return the role of a line inside or between speeches, and whether it opens one."""
    if is_salutation(text):
        return "salutation", not started
    if is_closing(text) and started and not zone:
        return "body", False
    ahead = not zone and _new_speech_ahead(text, later, last)
    if zone or ahead:
        opens = not (started and zone)
        if is_byline(text) or (zone and _is_bare_name(text, later, last)):
            return "byline", opens
        marker = find_marker(text)
        if is_title(text) and (marker is None or text.startswith("——") or ahead):
            return "speech_title", opens
    elif _signs(text, later, last):
        return "byline", False
    if _is_heading(text, later, last):
        return "heading", not started
    if not zone and _continues(number, text, last, gap):
        return "continuation", False
    return "body", not started


def _is_bare_name(text: str, later: Sequence[str], last: Line | None) -> bool:
    """Whether a line is a name alone at the beginning of a speech, next to a date or salutation."""
    if not is_name(text) or last is None:
        return False
    beside = last.role == "byline" or (
        bool(later) and (is_byline(later[0]) or is_salutation(later[0]))
    )
    return beside and last.role in ("byline", "speech_title", "speech_head")


def _signs(text: str, later: Sequence[str], last: Line | None) -> bool:
    """Whether a line after the last words names speaker and date."""
    if last is None or not is_title(text):
        return False
    if DATE.fullmatch(text.strip("（）() ")):
        return True
    if not (ended(last.text) or last.role == "byline"):
        return False
    if DATE.search(text) and is_byline(text):
        return True
    dated_next = bool(later) and DATE.fullmatch(later[0].strip("（）() ")) is not None
    return dated_next and (SIGNED.fullmatch(text) is not None or is_name(text) or is_byline(text))


def _new_speech_ahead(text: str, later: Sequence[str], last: Line | None) -> bool:
    """Whether a line is a title that opens another speech.

    It says that it is a speech's, and a byline, a salutation or running text
    follows; or only titles and bylines part it from a salutation.
    """
    if last is None or not is_title(text) or not later or not _done(last):
        return False
    first = later[0]
    if names_speech(text) and find_marker(text) is None:
        if is_byline(first) or is_salutation(first) or is_name(first):
            return True
        begins = len(first) >= 25 or ADDRESSED.match(first) or names_speech(first)
        if begins and first[0] not in "，。、；》”）" and _over(last):
            return True
    if find_marker(text) or not (names_speech(text) or names_speech(text + first)):
        return False
    for line in later:
        if is_salutation(line):
            return True
        if not (is_title(line) or is_byline(line)):
            return False
    return False


def _over(last: Line) -> bool:
    """Whether a line has ended what was said."""
    return ended(last.text) or last.role in ("byline", "heading")


def _done(last: Line) -> bool:
    """Whether a speech can have ended with this line, its last stop perhaps lost."""
    return _over(last) or last.text[-1] not in "，,、；;《（“"


def _is_heading(text: str, later: Sequence[str], last: Line | None) -> bool:
    marker = find_marker(text)
    if marker is not None:
        return _is_lone_clause(text, marker)
    if last is not None and last.role in ("body", "continuation") and not ended(last.text):
        return False
    label = re.fullmatch(r"[“‘《]?[^，。；！？、：:,;!?]{2,10}[”’》]?[：:]", text)
    if label and not re.search("要|如下|以下|做到|是", text):
        return True
    is_label = len(text) <= 24 and not re.search("[，。；！？：,;:!?]", text)
    return is_label and bool(later) and len(later[0]) > 40


def _is_lone_clause(text: str, marker: Marker) -> bool:
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


def _continues(number: int, text: str, last: Line | None, gap: int) -> bool:
    """Whether a line continues the sentence that the line before left open."""
    if last is None or last.role not in ("body", "continuation") or ended(last.text):
        return False
    if find_marker(text) is not None or text.startswith(("同志们", "同志們")):
        return False
    # Labels of a web page ("false", "Public domain") are no sentence.
    if not re.search(f"[{HAN}]", text + last.text) and len(text) < 40:
        return False
    # An empty line in between ends a paragraph, unless a comma says that it does not.
    return number - last.number <= gap or last.text[-1] in "，,、"
