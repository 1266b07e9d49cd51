"""The outline numbering of Chinese speeches: 壹、 > 一、 > （一） > 1、 > 一是 / 第一，."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

__all__ = [
    "LONGEST",
    "NUMERALS",
    "Marker",
    "Outline",
    "chinese_number",
    "find_marker",
    "next_section",
]

NUMERALS = "零〇一二三四五六七八九十百两兩"
_NUMBER = f"[{NUMERALS}]{{1,4}}"
_DIGITS = {char: n for n, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_FORMAL = dict(
    zip(
        "壹贰貳叁參叄参肆伍陆陸柒捌玖拾",
        (1, 2, 2, 3, 3, 3, 3, 4, 5, 6, 6, 7, 8, 9, 10),
        strict=True,
    )
)
_ORDINALS = {"首先": 1, "其次": 2, "再次": 3, "再者": 3, "最后": 9, "最後": 9}

_FIGURES = "0123456789０１２３４５６７８９"
_PATTERNS: tuple[tuple[int, str, str], ...] = (
    # (level, possible first characters, the pattern)
    (1, NUMERALS, rf"(?P<n>{_NUMBER})[、．.]"),
    (0, "".join(_FORMAL), rf"(?P<f>[{''.join(_FORMAL)}])、(?!.{{1,3}}、)"),  # not 陆、海、空
    (1, "第", rf"第(?P<n>{_NUMBER})[部个個](?:分|方面)[，,：:、]?"),
    (2, "(（", rf"[（(](?P<n>{_NUMBER})[)）][、，]?"),
    (2, "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩", r"(?P<c>[㈠-㈩])[、，]?"),
    (3, _FIGURES, r"(?P<n>\d{1,2})(?:、|[．.](?!\d))"),
    (3, "".join(map(chr, range(0x2488, 0x249C))), r"(?P<c>[⒈-⒛])"),
    (4, "(（", r"[（(](?P<n>\d{1,2})[)）][、，]?"),
    (4, _FIGURES, r"(?P<n>\d{1,2})[)）][、，]?"),
    (4, "".join(map(chr, range(0x2460, 0x2488))), r"(?P<c>[①-⑳⑴-⒇])[、，]?"),
    (
        5,
        "第首其再最",
        rf"(?:第(?P<n>{_NUMBER})(?:[，,、：:]|(?=[要是]))"
        "|(?P<o>首先|其次|再次|再者|最后|最後)[，,、：:])",
    ),
    (5, "其", rf"其(?P<n>{_NUMBER})[，,、：:]"),
    (5, NUMERALS, rf"(?P<n>{_NUMBER})(?:是|要|靠|抓)"),
    (5, "—", r"(?P<d>——)"),
)
_MARKERS = tuple((level, re.compile(pattern)) for level, _, pattern in _PATTERNS)
_BY_FIRST = {
    first: tuple(marker for marker, row in zip(_MARKERS, _PATTERNS, strict=True) if first in row[1])
    for first in {char for _, opens, _ in _PATTERNS for char in opens}
}
"""The patterns to try, by the first character of a line; most lines start with another."""
_ENUMERATED = re.compile(
    r"(?P<n>\d{1,2}|[二三四五六七八九十]{1,3})"
    "(?:号|月|期工程|标段|线|楼|级|类|组|班|季|栋|产业|等奖|把手|批次|车间|中全会)"
)
"""What follows a number that only counts together with the next: 1、2号楼, 一、二季度."""


LONGEST = 24
"""Number of characters at the beginning of a line that suffice to find its marker."""


INNER = 10
"""Added to the levels of numbers if the format states the levels of headings."""


class Marker(NamedTuple):
    """The outline marker at the start of a line.

    Attributes
    ----------
    level : int
        0 for 壹、, 1 for 一、, 2 for （一） and ㈠, 3 for 1、, 4 for (1), 1） and ①, 5 for 一是,
        第一，, 其一， and ——.
    number : int
        Its number; 0 for a dash, which is numbered by its position.
    end : int
        Position at which the text after it starts.
    """

    level: int
    number: int
    end: int


def chinese_number(text: str) -> int:
    """Return the value of a Chinese or Arabic integer below 1,000 (十二 is 12)."""
    if text.isdecimal():
        return int(text)
    total, digit = 0, 0
    for char in text:
        if char in "十百":
            total += max(digit, 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS.get(char, -1)
    return total + digit


def find_marker(text: str) -> Marker | None:
    """Return the marker at the start of a line, or None."""
    for level, pattern in _BY_FIRST.get(text[:1], ()):
        match = pattern.match(text)
        if match:
            number = _VALUE[str(match.lastgroup)](match[match.lastgroup or 0])
            also = _ENUMERATED.match(text, match.end()) if text[match.end() - 1] == "、" else None
            if also and chinese_number(also["n"]) == number + 1:
                return None
            return Marker(level, number, match.end())
    return None


_VALUE: dict[str, Callable[[str], int]] = {
    "n": chinese_number,
    "c": lambda char: int(unicodedata.numeric(char)),
    "f": _FORMAL.__getitem__,
    "o": _ORDINALS.__getitem__,
    "d": lambda _: 0,
}
"""The value of the number in a pattern's group."""


def next_section(path: tuple[tuple[int, int], ...], marker: Marker) -> tuple[tuple[int, int], ...]:
    """Return the path in the outline that a marker starts.

    Parameters
    ----------
    path : tuple of (level, number)
        The path before it, outermost first.
    marker : Marker
        The marker of the line.
    """
    kept = tuple(step for step in path if step[0] < marker.level)
    last = next((number for level, number in path if level == marker.level), 0)
    return (*kept, (marker.level, marker.number or last + 1))


class Outline:
    """Tracks the outline of a source, block by block.

    Parameters
    ----------
    styled : bool, default False
        Whether the format states the levels of headings. They are then above the numbers in running
        text, unless a heading of some level has numbers of the same kind: if one 一、 is a heading
        of level 2, every 一、 is.

    Attributes
    ----------
    section : str
        The current section, such as ``"1.2"``; empty outside sections.
    """

    def __init__(self, styled: bool = False) -> None:
        self._inner = INNER if styled else 0
        self._level_of: dict[int, int] = {}  # level of the headings with each kind of number
        self.reset()

    def reset(self) -> None:
        """Leave every section, as at the beginning of a speech."""
        self._path: tuple[tuple[int, int], ...] = ()
        self.section = ""

    def enter(self, text: str, level: int = 0) -> str:
        """Return the section of a heading or paragraph, such as ``"1.2"``.

        Parameters
        ----------
        text : str
            Its text, which may start with a number.
        level : int, default 0
            The level that the format states for a heading.
        """
        marker = find_marker(text)
        if level:
            last = max((n for at, n in self._path if at == level), default=0)
            number = marker.number if marker and marker.number > last else last + 1
            if marker:
                self._level_of.setdefault(marker.level, level)
            self._move(Marker(level, number, 0))
        elif marker:
            inner = self._level_of.get(marker.level, marker.level + self._inner)
            self._move(marker._replace(level=inner))
        return self.section

    def _move(self, marker: Marker) -> None:
        self._path = next_section(self._path, marker)
        self.section = ".".join(str(number) for _, number in self._path)
