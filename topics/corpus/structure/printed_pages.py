"""Plain text from printed pages: running heads and page numbers between its lines.

A short line is a running head if it occurs repeatedly, ignoring digits, and mostly at the end of a
page: next to an increasing page number, with such a number in it, after a form feed, or in the
middle of a sentence. Page numbers on separate lines increase from one to the next; those in heads
are at the outer side of each page, on the left of one and on the right of the next.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from topics.corpus.reading.page_edges import PAGE_NUMBER, edge_key, edge_number, edge_side
from topics.corpus.repair.patterns import HAN
from topics.corpus.structure.continued import find_continued
from topics.corpus.structure.line_patterns import DATE, ended, is_byline, names_speech

__all__ = ["find_page_lines"]

LONGEST = 60
"""Maximum number of characters of a running head."""
FEWEST = 3
"""Minimum number of occurrences of a running head, unless each has a page number."""
MANY = 6
SHARE = 0.6
"""At least this share of the occurrences of a running head is next to a number or form feed,
if there are few each;"""
INSIDE_SHARE = 0.3
"""or this share is in the middle of a sentence, where a heading of a text never occurs."""
STEP = 4
"""The number in a running head grows by at most this from one occurrence to the next."""
LEAST_TEXT = 15
"""Minimum number of characters of a line in which a sentence is interrupted."""
SENTENCE = re.compile("[。！？!?；;，,：:、…][”’」』）)》】]*$")
CLAUSE = re.compile("[，。；：！？、,;:!?]")
SHORTER = 0.7
"""A head that occurs once has at most this share of the characters of the text before."""
LEAST_HEAD = 6
"""Maximum number of characters of a head that occurs once."""
INSIDE_CLAUSE = re.compile(rf"[，。；、].*[{HAN}]$")
"""A line of prose that ends between two words."""
_NUMERAL = r"[\d〇零一二三四五六七八九十百]+"
PERIODICAL = re.compile(
    rf"[^，。]{{1,16}}(?:[报報刊誌志訊讯]|[紀纪][錄录])[^，。]{{0,8}}第{_NUMERAL}[卷期號号][^，。]{{0,24}}"
    rf"|[^，。]{{2,16}}第{_NUMERAL}卷第{_NUMERAL}期[^，。]{{0,16}}"
)
"""A head with the number of a periodical; two pages of it are enough."""
STOPS = frozenset("。！？；，：、…")
"""The end of most lines of text, which need no further search."""
DIGIT = re.compile(r"\d")
WIDE = re.compile(r"^\d+(?:\u3000|\s{4})|(?:\u3000|\s{4})\s*\d+$")
YEARS = range(1900, 2101)


def find_page_lines(lines: Sequence[str]) -> frozenset[int]:
    r"""Return the lines, from 1, at the top or bottom of a printed page.

    Parameters
    ----------
    lines : sequence of str
        The decoded lines; a form feed (``\f``) starts a page.
    """
    shorts = {
        i: text for i, line in enumerate(lines, 1) if 0 < len(text := line.strip()) <= LONGEST
    }
    continued = find_continued(shorts)
    heads, numbers = _candidates(shorts)
    chained = _chained(numbers)
    heads = {key: found for key, found in heads.items() if len(found) > 1 and len(key) > 1}
    if not heads and not numbers:
        return frozenset(continued)
    found = _Found(lines, chained | {n for same in heads.values() for n in same})
    found.edges.update(continued, _turning(shorts))
    for _ in range(3):  # a head of two lines: the second is next to the first
        before = len(found.edges)
        for same in heads.values():
            if found.are_heads(same, chained, shorts):
                found.edges.update(same)
        if len(found.edges) == before:
            break
    found.edges.update(n for n, _ in numbers if n in chained and found.is_number(n, shorts[n]))
    for number, _ in numbers:
        found.edges.update(found.lone_head(number, shorts))
    return frozenset(found.edges)


def _candidates(
    shorts: Mapping[int, str],
) -> tuple[dict[str, list[int]], list[tuple[int, int]]]:
    """Return the lines that may be heads, by their key, and the lines that are numbers."""
    heads: dict[str, list[int]] = defaultdict(list)
    numbers: list[tuple[int, int]] = []
    for n, text in shorts.items():
        if text[-1] in STOPS:
            continue
        if DIGIT.search(text) and PAGE_NUMBER.fullmatch(text):
            numbers.append((n, edge_number(text) or 0))
        elif not SENTENCE.search(text):
            heads[edge_key(text)].append(n)
    return heads, numbers


def _turning(shorts: Mapping[int, str]) -> set[int]:
    """Return heads with page numbers at alternate sides, with one text at each side.

    Two pages have the same text at both sides; of different texts at least three pages are needed.
    """
    runs: dict[int, list[int]] = {}  # the lines that count up to each number
    for n, text in shorts.items():
        number = edge_number(text) if edge_side(text) else None
        if number is None or text[-1] in STOPS or SENTENCE.search(text):
            continue
        before = runs.get(number - 1, [])
        turns = bool(before) and edge_side(shorts[before[-1]]) != edge_side(text)
        runs[number] = [*before, n] if turns and n - before[-1] > FEWEST else [n]
    return {n for run in runs.values() if _is_turning([shorts[n] for n in run]) for n in run}


def _are_wide(texts: Sequence[str]) -> bool:
    """Whether wide blanks are between dated heads and their page numbers."""
    return all(WIDE.search(text) and DATE.search("".join(text.split())) for text in texts)


def _is_turning(texts: Sequence[str]) -> bool:
    left, right = ({edge_key(text) for text in texts[i::2]} for i in (0, 1))
    return len(left) == len(right) == 1 and (len(texts) >= FEWEST or left == right)


def _chained(numbers: Sequence[tuple[int, int]]) -> set[int]:
    """Return the lines of increasing page numbers, at least two of them."""
    last: dict[int, int] = {}  # line of the latest occurrence of each number
    found: set[int] = set()
    for line, number in numbers:
        if number - 1 in last:
            found |= {line, last[number - 1]}
        last[number] = line
    return found


class _Found:
    """The lines found so far, and the context of a line."""

    def __init__(self, lines: Sequence[str], candidates: Collection[int]) -> None:
        self.lines = lines
        self.candidates = candidates
        self.edges: set[int] = set()

    def are_heads(
        self, same: Sequence[int], chained: Collection[int], shorts: Mapping[int, str]
    ) -> bool:
        """Whether lines with one key are a running head."""
        numbers = [edge_number(shorts[n]) for n in same]
        steps = [b - a for a, b in pairwise(numbers) if a is not None and b is not None]
        counts_on = len(steps) == len(same) - 1 and all(0 < step <= STEP for step in steps)
        beside = sum(self._is_beside(n, chained) or self._opens_page(n) for n in same)
        inside = [self._interrupts(n) for n in same if self._text_before(n)]
        if self._is_periodical(same, shorts):
            return True
        texts = [shorts[n] for n in same]
        if counts_on and (len(same) >= FEWEST or any(inside) or _are_wide(texts)):
            return True
        if not counts_on and len(set(texts)) > 1 and names_speech(texts[0]):
            return False  # titles with the number of the meeting
        if len(same) < FEWEST:
            return beside == len(same) and any(inside)
        few = len(same) < MANY
        return beside >= len(same) * (1 if few else SHARE) or (
            sum(inside) >= max(2, INSIDE_SHARE * len(inside)) and self._are_apart(same)
        )

    def lone_head(self, number: int, shorts: Mapping[int, str]) -> set[int]:
        """Return a page number and the head next to it, if they are between words.

        A short text has only one end of a page. Neither line occurs again, so both must be present,
        in the middle of a clause or with a date.
        """
        for step in (-1, 1):
            head = self._next(number, step)
            text = "".join(shorts.get(head, "").split())
            if head in self.edges or len(text) < LEAST_HEAD:
                continue
            if CLAUSE.search(text) or PAGE_NUMBER.fullmatch(text) or is_byline(text):
                continue
            if names_speech(text):  # above the number of the next page
                continue
            before = self._next(min(number, head), -1)
            words = self.lines[before - 1].strip() if before else ""
            is_short = len(text) <= SHORTER * len(words) and number not in self.edges
            if DATE.search(text) or (is_short and INSIDE_CLAUSE.search(words)):
                return {number, head}
        return set()

    def is_number(self, n: int, text: str) -> bool:
        """Whether an increasing number is a page number."""
        is_year = text.isdecimal() and int(text) in YEARS
        if text.isdecimal() and (len(text) > 3 or is_year):
            return self._is_beside(n) or self._interrupts(n) or self._opens_page(n)
        return True

    def _is_beside(self, n: int, numbers: Collection[int] = ()) -> bool:
        near = self._next(n, -1), self._next(n, 1)
        return any(other in numbers or other in self.edges for other in near)

    def _is_periodical(self, same: Sequence[int], shorts: Mapping[int, str]) -> bool:
        """Whether lines name an issue of a periodical, once at least next to a page number."""
        if not PERIODICAL.fullmatch("".join(shorts[same[0]].split())):
            return False
        near = (shorts.get(self._next(n, step), "") for n in same for step in (-1, 1))
        return any(PAGE_NUMBER.fullmatch(text) for text in near)

    def _next(self, n: int, step: int) -> int:
        """Return the next non-empty line."""
        n += step
        while 1 <= n <= len(self.lines) and not self.lines[n - 1].strip():
            n += step
        return n

    def _opens_page(self, n: int) -> bool:
        return any("\f" in line for line in self.lines[self._next(n, -1) : n])

    def _text_before(self, n: int) -> str:
        n = self._next(n, -1)
        while n in self.candidates:
            n = self._next(n, -1)
        return self.lines[n - 1].strip() if n >= 1 else ""

    def _interrupts(self, n: int) -> bool:
        """Whether the text before a line ends in the middle of a sentence."""
        text = self._text_before(n)
        return (
            len(text) >= LEAST_TEXT
            and not ended(text)
            and re.search("[，。；、]", text) is not None
        )

    def _are_apart(self, same: Sequence[int]) -> bool:
        steps = sorted(b - a for a, b in pairwise(same))
        return steps[len(steps) // 2] >= FEWEST
