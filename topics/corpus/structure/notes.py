"""Footnotes and endnotes in plain text: lines that start with a mark cited in the text before.

A mark alone does not make a note, since lists use the same signs. The line is a note
if the text before cites the mark (会议[1]指出), if it follows a heading such as 注释, or if its
mark is in brackets, no text follows and it reads like a note.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping

from topics.corpus.repair.patterns import HAN
from topics.corpus.structure.line_patterns import ended, is_closing, is_salutation
from topics.corpus.structure.outline import find_marker

__all__ = ["find_notes", "opens_note"]

Mark = tuple[str, int]  # kind of sign, number
_LABEL = r"(?:注释?[:：]?\s?)?"
_BRACKETED = r"[\[［〔【]\s?(?:注释?\s?)?(?P<b>\d{1,3})\s?[\]］〕】]"
_CIRCLED = "(?P<c>[①-⑳])"
_RAISED = "(?P<r>[¹²³⁴⁵⁶⁷⁸⁹][⁰¹²³⁴⁵⁶⁷⁸⁹]?)"
_STAR = "(?P<s>[*＊※†])"
OPENING = re.compile(rf"(?:{_LABEL}(?:{_BRACKETED}|{_CIRCLED})|{_RAISED}|{_STAR})\s*(?=\S)")
"""The beginning of a note."""
CITED = re.compile(
    rf"(?<=\S)(?:{_BRACKETED}|{_CIRCLED})"
    rf"|(?<=[{HAN}》”’」』）)，。；]){_RAISED}|(?<=[{HAN}》”]){_STAR}$"
)
"""A citation inside a line, if the line does not use such signs for enumeration."""
COUNTING = re.compile("[：:；;，,、（(][①-⑳](?!$)|[①-⑳][^，。；;！？]*[①-⑳]")
"""A line that counts by circled numbers: 要做到①有人管，②有人查; 垃圾①河道②公厕."""
SIGNS = re.compile("[\\[［〔【①-⑳¹²³⁴-⁹*＊※†]")
"""One of these is in every line that cites a note."""
NUMBERED = re.compile(r"(?:注释?\s?)?(?:[（(]?\d{1,3}[)）、.．\s]|\d{1,3}(?=[《“「]))")
"""Further beginnings of notes below a heading."""
HEADING = re.compile(
    "[【\\[（(]?(?:注释|注解|脚注|尾注|附注|引文注释|注|参考文献|参考资料)[】\\]）)]?[:：]?"
)
"""A heading above notes."""
NOTE_LIKE = re.compile(
    "《|参见|详见|同上|出版社|年版|第[0-9一二三四五六七八九十百]+[卷版页頁]|[这這](?:是|里|次)|[这這]裡|^[指即见見]|本文|本篇|由.{1,16}提供"
)
"""Words that occur in notes but not in list items."""


def find_notes(texts: Mapping[int, str]) -> set[int]:
    """Return the lines that are footnotes or endnotes, with the heading above them.

    Parameters
    ----------
    texts : mapping of int to str
        The stripped lines, by number, in order.
    """
    order = list(texts)
    cited: set[Mark] = set()
    found: set[int] = set()
    under_heading = False
    for i, number in enumerate(order):
        text = texts[number]
        if _is_heading(text) and _opens_note(texts, order, i + 1):
            found.add(number)
            under_heading = True
            continue
        mark = _mark(text)
        listed = under_heading and (mark or NUMBERED.match(text))
        if (
            listed
            or mark in cited
            or (mark and i and _beside(mark, text, order[i - 1], texts, found))
        ):
            cited.discard(mark or ("", 0))
            found.add(number)
        elif _goes_on(texts, order, i, found):
            found.add(number)
        else:
            under_heading = False
            if SIGNS.search(text):
                cited.update(_citations(text))
    return found | _last_notes(texts, order, found)


def _is_heading(text: str) -> bool:
    return len(text) <= 8 and HEADING.fullmatch("".join(text.split())) is not None


def _beside(
    mark: Mark, text: str, before: int, texts: Mapping[int, str], found: Collection[int]
) -> bool:
    """Whether the line before shows that a line with a mark is a note.

    It is the next note, or it names a source where the end of a page interrupts a sentence.
    """
    if before in found:
        kind, number = mark
        return _mark(texts[before]) == (kind, number - 1)
    return not ended(texts[before]) and NOTE_LIKE.search(_body(text)) is not None


def opens_note(text: str) -> bool:
    """Whether a line starts with a mark like a note; list items may do so too."""
    return OPENING.match(text) is not None


def _mark(text: str) -> Mark | None:
    match = OPENING.match(text)
    return _mark_of(match) if match else None


def _mark_of(match: re.Match[str]) -> Mark:
    kind = str(match.lastgroup)
    digits = unicodedata.normalize("NFKC", match[kind])
    return kind, int(digits) if digits.isdecimal() else 0


def _citations(text: str) -> Iterator[Mark]:
    counts = COUNTING.search(text) is not None
    found = map(_mark_of, CITED.finditer(text))
    return (mark for mark in found if mark[0] != "c" or not counts)


def _opens_note(texts: Mapping[int, str], order: list[int], i: int) -> bool:
    """Whether line ``i`` exists and starts like a note."""
    if i >= len(order):
        return False
    text = texts[order[i]]
    return opens_note(text) or NUMBERED.match(text) is not None


def _goes_on(texts: Mapping[int, str], order: list[int], i: int, found: set[int]) -> bool:
    """Whether a line continues the sentence of a note on the line before."""
    if not i or order[i - 1] not in found or order[i] != order[i - 1] + 1:
        return False
    before = texts[order[i - 1]]
    is_sentence = not ended(before) and HEADING.fullmatch(before) is None
    return is_sentence and find_marker(texts[order[i]]) is None and len(before) >= 20


def _last_notes(texts: Mapping[int, str], order: list[int], found: set[int]) -> set[int]:
    """Return uncited notes: lines in brackets at the end of a text."""
    last: list[int] = []
    i = len(order)
    while (
        i and (mark := _mark(texts[order[i - 1]])) and mark[0] in "bs" and order[i - 1] not in found
    ):
        i -= 1
        last.insert(0, order[i])
    if not i or not last:
        return set()
    before = texts[order[i - 1]]
    if not ended(before) or before[-1] in "：:" or is_salutation(before):
        return set()
    alike = sum(NOTE_LIKE.search(_body(texts[n])) is not None for n in last)
    return set(last) if is_closing(before) or 2 * alike > len(last) else set()


def _body(text: str) -> str:
    """Return a note without its mark."""
    match = OPENING.match(text)
    return text[match.end() :] if match else text
