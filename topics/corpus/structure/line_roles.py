"""The role of one line, from its form, its position and the lines around it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from topics.corpus.repair.patterns import HAN
from topics.corpus.structure.headings import is_lone_clause
from topics.corpus.structure.line_patterns import (
    CLOSERS,
    DATE,
    SIGNED,
    STOP,
    ended,
    is_addressees,
    is_byline,
    is_closing,
    is_imprint,
    is_name,
    is_salutation,
    is_title,
    names_speech,
)
from topics.corpus.structure.notes import opens_note
from topics.corpus.structure.outline import Marker, find_marker
from topics.corpus.structure.wrap import parts_pages

__all__ = ["Known", "Line", "continues", "role_of", "role_of_named"]

ADDRESSED = re.compile("(?:同志|各位|尊敬的|朋友|大家)")
"""The beginning of a speech without a salutation on a separate line."""
LATIN_SENTENCE = re.compile(r"[\"“'‘(]?[A-Z].*[,.;:!?][\"”'’)]?$")
"""A line of Latin words that starts and ends like a sentence."""
LABEL = 40
"""Minimum number of characters of running text below a label that make it a heading."""


@dataclass(frozen=True, slots=True)
class Line:
    """One non-empty line: its number from 1, its text stripped of page marks, and its role.

    ``role`` is one of the roles of a block, ``"continuation"``, or ``"page"`` for a running head
    or page number inside a paragraph; ``opens`` states whether a speech starts here; ``marker`` is
    the number at its beginning, ``speaker`` the name if it opens a turn.
    """

    number: int
    text: str
    role: str
    opens: bool
    marker: Marker | None
    speaker: str = ""


class Known(NamedTuple):
    """Facts known before the lines are classified one by one.

    Attributes
    ----------
    compiled : collection of int
        Compilers' headings.
    fixed : mapping of int to str
        Lines whose role is certain.
    named : mapping of int to int
        Titles or headings according to the format, with their levels; 0 if not stated.
    blocks : sequence of int
        The block of each line of the source, or empty.
    gap : int
        Maximum distance of the line in which a sentence may continue.
    is_row : bool
        Whether the lines are one speech, regardless of their content.
    title : str
        The title of the speech in the table.
    pages : collection of int
        Running heads and page numbers.
    lines : sequence of str
        All lines of the source.
    ends : mapping of int to int
        The last line of each paragraph of several lines, by its first.
    turns : mapping of int to str
        Lines that open a turn, with the names of the speakers.
    titles : collection of int
        The lines of ``compiled`` at which a speech starts according to the format.
    """

    compiled: Collection[int]
    fixed: Mapping[int, str]
    named: Mapping[int, int]
    blocks: Sequence[int]
    gap: int
    is_row: bool = False
    title: str = ""
    pages: Collection[int] = ()
    lines: Sequence[str] = ()
    ends: Mapping[int, int] = MappingProxyType({})
    turns: Mapping[int, str] = MappingProxyType({})
    titles: Collection[int] = ()

    def parts_pages(self, last: Line, number: int) -> bool:
        """Whether only the end of a page is between two lines."""
        between = range(self.ends.get(last.number, last.number) + 1, number)
        return parts_pages(between, self.lines, self.pages)


def role_of(
    number: int,
    text: str,
    later: Sequence[str],
    last: Line | None,
    started: bool,
    zone: bool,
    known: Known,
) -> tuple[str, bool]:
    """Return the role of a line inside or between speeches, and whether it starts one."""
    if is_salutation(text) or (zone and is_addressees(text)):
        return "salutation", not started
    if is_closing(text) and started and not zone:
        return "body", False
    ahead = not zone and not known.is_row and _new_speech_ahead(text, later, last)
    if zone or ahead:
        if role := _head_role(text, later, last, ahead, known):
            return role, not (started and zone)
    elif _signs(text, later, last):
        return "byline", False
    if _is_heading(text, later, last):
        return "heading", not started
    if not zone and continues(number, text, last, known):
        return "continuation", False
    return "body", not started


def _head_role(
    text: str, later: Sequence[str], last: Line | None, ahead: bool, known: Known
) -> str:
    """Return the role of a line above the text of a speech; empty if it belongs to the text."""
    if is_byline(text) or (not ahead and _is_bare_name(text, later, last)):
        return "byline"
    numbered = find_marker(text) is not None and not text.startswith("——") and not ahead
    if not is_title(text) or numbered:
        return ""
    if _may_be_title(text, later, known.title):
        return "speech_title"
    # It has no full stop, and a sentence follows.
    return "heading" if later and STOP.search(later[0]) else ""


def role_of_named(
    number: int,
    text: str,
    later: Sequence[str],
    last: Line | None,
    inside_head: bool,
    known: Known,
) -> tuple[str, bool]:
    """Return the role of a line that is a title or heading according to the format."""
    at_head = last is None or inside_head
    if at_head and is_byline(text):
        return "byline", last is None
    names = names_speech(text) and find_marker(text) is None
    beside = bool(later) and _is_short_title(later[0]) and not is_byline(later[0])
    if names and not at_head and not known.is_row and not beside:
        return "speech_title", True
    free = is_title(text) and find_marker(text) is None and _may_be_title(text, later, known.title)
    if at_head and free and not _begins_text(number, names, later, last, known):
        return "speech_title", last is None
    return "heading", last is None


def _begins_text(
    number: int, names: bool, later: Sequence[str], last: Line | None, known: Known
) -> bool:
    """Whether a heading below a title is the first of the text: deeper, or above running text."""
    if last is None or names:
        return False
    above = known.named.get(last.number, known.named[number])
    return above < known.named[number] or (bool(later) and len(later[0]) > LABEL)


def _is_short_title(text: str) -> bool:
    return len(text) <= LABEL and is_title(text)


def _may_be_title(text: str, later: Sequence[str], stated: str) -> bool:
    """Whether a line may be a title of a text for which a table states one."""
    same = "".join(text.split()) in "".join(stated.split())
    if not stated or same or names_speech(text) or (text.startswith("——") and "上" in text):
        return True
    return _addressed(later)


def _addressed(lines: Sequence[str]) -> bool:
    """Whether only titles and bylines are before a salutation."""
    for line in lines:
        if is_salutation(line):
            return True
        if not (is_title(line) or is_byline(line)):
            return False
    return False


def _is_bare_name(text: str, later: Sequence[str], last: Line | None) -> bool:
    """Whether a line is only a name at the beginning of a speech, next to a date or salutation."""
    if not is_name(text) or last is None or names_speech(text.strip("（()）")):  # 讲话
        return False
    beside = last.role == "byline" or (
        bool(later) and (is_byline(later[0]) or is_salutation(later[0]))
    )
    return beside and last.role in ("byline", "speech_title", "speech_head")


def _signs(text: str, later: Sequence[str], last: Line | None) -> bool:
    """Whether a line after the last words names speaker and date, or the publication."""
    if last is not None and (ended(last.text) or last.role == "byline") and is_imprint(text):
        return all(len(line) <= LABEL for line in later)
    if last is None or not is_title(text):
        return False
    if DATE.fullmatch(text.strip("（）() ")):
        return True
    if not (ended(last.text) or last.text[-1] in CLOSERS or last.role == "byline"):
        return False
    if DATE.search(text) and is_byline(text):
        return True
    dated_next = bool(later) and DATE.match(later[0].strip("（）() ")) is not None
    return dated_next and (SIGNED.fullmatch(text) is not None or is_name(text) or is_byline(text))


def _new_speech_ahead(text: str, later: Sequence[str], last: Line | None) -> bool:
    """Whether a line is a title that starts another speech.

    It names a speech, and a byline, a salutation or running text follows; or only titles and
    bylines are between it and a salutation.
    """
    if last is None or not is_title(text) or not later or not _done(last):
        return False
    first = later[0]
    if names_speech(text) and find_marker(text) is None:
        if is_byline(first) or is_salutation(first) or is_name(first):
            return True
        begins = len(first) >= 25 or ADDRESSED.match(first) or names_speech(first)
        begins = begins or first[-1] in "。！？"
        if begins and first[0] not in "，。、；》”）" and _over(last):
            return True
    if find_marker(text) or not (names_speech(text) or names_speech(text + first)):
        return False
    return _addressed(later)


def _over(last: Line) -> bool:
    """Whether a line has ended the speech."""
    return ended(last.text) or last.role in ("byline", "heading")


def _done(last: Line) -> bool:
    """Whether a speech can have ended with this line, possibly without its full stop."""
    return _over(last) or last.text[-1] not in "，,、；;《（“"


def _is_heading(text: str, later: Sequence[str], last: Line | None) -> bool:
    marker = find_marker(text)
    if marker is not None:
        return is_lone_clause(text, marker)
    if last is not None and last.role in ("body", "continuation") and not ended(last.text):
        return False
    label = re.fullmatch(r"[“‘《]?[^，。；！？、：:,;!?]{2,10}[”’》]?[：:]", text)
    if label and not re.search("要|如下|以下|做到|是", text):
        return True
    is_label = len(text) <= 24 and not re.search("[，。；！？：,;:!?]", text)
    return is_label and bool(later) and len(later[0]) > LABEL


def continues(number: int, text: str, last: Line | None, known: Known) -> bool:
    """Whether a line continues the unfinished sentence of the line before."""
    if last is None or last.role not in ("body", "continuation") or ended(last.text):
        return False
    if known.blocks and known.blocks[number - 1] != known.blocks[last.number - 1]:
        return False
    if find_marker(text) or opens_note(text) or text.startswith(("同志们", "同志們")):
        return False
    # Labels of a web page ("false", "Public domain") are not sentences.
    if not re.search(f"[{HAN}]", text + last.text) and len(text) < 40:
        return False
    if _changes_language(number, text, last):
        return False
    if known.parts_pages(last, number):
        return True
    # An empty line in between ends a paragraph, unless a comma comes before it.
    return number - last.number <= known.gap or last.text[-1] in "，,、"


def _changes_language(number: int, text: str, last: Line) -> bool:
    """Whether a line of a bilingual text is below a line in the other language.

    A line of Latin words continues a Chinese sentence only if it is directly below it and is no
    sentence of its own; a Chinese line continues one only inside such a sentence.
    """
    above, below = _is_latin(last.text), _is_latin(text)
    if above == below:
        return False
    if above:
        return last.role != "continuation" or last.text[-1] in ",.;:"
    return number - last.number > 1 or LATIN_SENTENCE.match(text) is not None


def _is_latin(text: str) -> bool:
    """Whether a line consists of at least three Latin words, or of one with its stop."""
    if re.search(f"[{HAN}]", text):
        return False
    n_words = len(re.findall("[A-Za-z]{2,}", text))
    return n_words > 2 or (n_words > 0 and text[-1] in ",.;:!?")
