"""Printed dates, in ISO form and with their precision."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from topics.corpus.structure.outline import chinese_number

__all__ = [
    "PRECISIONS",
    "PrintedDate",
    "common_date",
    "find_dates",
    "plain",
    "read_date",
    "span_of",
]

LONGEST = 500
"""Characters of a text searched for a date; no title or byline is longer."""
PRECISIONS = ("year", "month", "day")

_ZERO = "〇零○◯Oo0"
_HAN_YEAR = f"(?:一[八九]|二[{_ZERO}])[一二三四五六七八九{_ZERO}]{{2}}"
_YEAR = rf"(?P<y>(?:1[89]|20)\d\d|{_HAN_YEAR})"
_HAN = "一二三四五六七八九十廿卅〇零"
_MONTH = rf"(?P<m>\d{{1,2}}|[{_HAN}]{{1,3}}|元)"
_DAY = rf"(?P<d>\d{{1,2}}|[{_HAN}]{{1,3}})"
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = (
    r"(?P<m>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_NTH = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?\b"
_ALONE = r"(?<![0-9A-Za-z])"
_UNITS = (
    r"年(?!代|[之以]?[前后後来來]|底前|远景|遠景)"  # 1950年代, 1978年以来, 2035年远景目标
    rf"(?:\s*{_MONTH}\s*月(?:份?\s*(?:{_DAY}\s*[日号號]"
    r"|(?P<d2>\d{1,2})(?=\s*(?:$|[-—–~至到、和,，。)\]】]))))?)?"
)
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\d){_YEAR}\s*{_UNITS}",  # 2015年1月1日, 二〇一五年一月
        r"民[国國]\s*(?P<roc>\d{1,3}|[一二三四五六七八九十百零〇○◯]{1,5})\s*" + _UNITS,
        rf"{_ALONE}{_YEAR}\s?(?P<s>[-/.·・—–])\s?{_MONTH}(?!\d)"
        rf"(?:\s?(?P=s)\s?{_DAY}(?!\d))?",  # 2023-05-01, 2023/5, 2023.5.1
        rf"{_ALONE}(?P<y>(?:1[89]|20)\d\d)(?P<m>0[1-9]|1[0-2])"
        r"(?:(?P<d>0[1-9]|[12]\d|3[01])(?:[T ]?[0-2]\d[0-5]\d(?:[0-5]\d)?Z?)?)?(?![0-9A-Za-z])",
        rf"{_ALONE}{_NTH}[\s.-]*(?:of\s+)?{_NAME},?[\s-]*{_YEAR}(?!\d)",  # 1 May 2023
        rf"{_ALONE}{_NAME}\s*(?:{_NTH},?\s*)?(?:of\s+|,\s*)?{_YEAR}(?!\d)",  # May 1, 2023
        rf"{_ALONE}{_NTH}-{_NAME}-(?P<yy>\d\d)(?!\d)",  # 1-May-23, as English Excel shows it
        rf"{_ALONE}{_YEAR}[\s-]{_NAME}(?:[\s-]{_NTH})?",  # 2023-May-01
        r"(?<!\d)(?P<a>\d{1,2})(?P<s>[-/.])(?P<b>\d{1,2})(?P=s)" + rf"{_YEAR}(?!\d)",  # 31/5/2023
        rf"(?<![0-9A-Za-z.]){_YEAR}(?![0-9A-Za-z]|\.\d|年|\s*[人元万亿个名多余米吨户亩字号公%])",
    )
)
"""Forms of dates, the more certain first; every match has a year of four digits, except `1-May-23`
and years of the Republic (民国)."""
_SIGN = re.compile(rf"(?:1[89]|20)\d\d|年|{_HAN_YEAR}|[A-Za-z]{{3}}-\d\d")
"""A pattern that every date matches; most texts do not match and are not searched further."""
_PLAIN = {
    code: normal
    for code in (*range(0x2E80, 0x2FE0), 0x3000, *range(0xFF01, 0xFF5F))
    if len(normal := unicodedata.normalize("NFKC", chr(code))) == 1
}
_PIVOT = 30
"""Two-digit years below it are in the 2000s, others in the 1900s, as in Excel."""


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date that occurs in a text.

    Attributes
    ----------
    iso : str
        ``2023-05-01``, ``2023-05`` or ``2023``.
    start, end : int
        Its position in the text.
    """

    iso: str
    start: int = 0
    end: int = 0

    @property
    def precision(self) -> str:
        """``"day"``, ``"month"`` or ``"year"``."""
        return PRECISIONS[self.iso.count("-")]


def plain(text: str) -> str:
    """Return a text with full-width forms and radicals replaced (１ by 1), of the same length."""
    return text if text.isascii() else text.translate(_PLAIN)


def find_dates(text: str) -> tuple[PrintedDate, ...]:
    """Return every date in a text, in order.

    A date needs a year; a masked year (20XX年) does not count. An impossible month or day
    (2023-13-45) is omitted, and the date is less precise. In 5/1/2023 only the year is certain.

    Parameters
    ----------
    text : str
        A short text, e.g. a title, a byline or a file name, in either script.
    """
    return _find(text[:LONGEST])


@lru_cache(maxsize=1024)
def _find(text: str) -> tuple[PrintedDate, ...]:
    text = plain(text)
    if _SIGN.search(text) is None:
        return ()
    found: list[PrintedDate] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if all(end <= other.start or start >= other.end for other in found):
                found.append(PrintedDate(_iso(match), start, end))
    return tuple(sorted(found, key=lambda date: date.start))


def read_date(text: str) -> PrintedDate | None:
    """Return the first date in a text, or None."""
    return next(iter(find_dates(text)), None)


def common_date(dates: Sequence[PrintedDate]) -> PrintedDate | None:
    """Return the common part of the most precise of some dates, or None.

    2015-03-05 and 2015-03-15 have the month in common, 2016 and 2020 nothing.
    """
    if not dates:
        return None
    finest = max(date.iso.count("-") for date in dates)
    best = [date for date in dates if date.iso.count("-") == finest]
    parts = list(_common([date.iso.split("-") for date in best]))
    return PrintedDate("-".join(parts), best[0].start, best[0].end) if parts else None


def span_of(iso: str) -> tuple[str, str]:
    """Return the first and the last day of an ISO date, which may be a month or a year."""
    first, last = ("-01-01", "-12-31") if len(iso) == 4 else ("-01", "-31")
    return (iso, iso) if iso.count("-") == 2 else (iso + first, iso + last)


def _common(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for values in zip(*rows, strict=True):
        if len(set(values)) > 1:
            return
        yield values[0]


def _iso(match: re.Match[str]) -> str:
    """Return the date of a match, without a month or day that does not exist."""
    parts = match.groupdict()
    month, day = _number(parts.get("m")), _number(parts.get("d") or parts.get("d2"))
    if "a" in parts:
        month, day = _month_and_day(int(parts["a"]), int(parts["b"]))
    year = _year(parts)
    if not 1 <= month <= 12:
        return f"{year:04}"
    if not 1 <= day <= monthrange(year, month)[1]:
        return f"{year:04}-{month:02}"
    return f"{year:04}-{month:02}-{day:02}"


def _year(parts: dict[str, str | None]) -> int:
    if roc := parts.get("roc"):
        return 1911 + _count(re.sub("[○◯]", "〇", roc))
    if short := parts.get("yy"):
        return int(short) + (2000 if int(short) < _PIVOT else 1900)
    year = re.sub(f"[{_ZERO}]", "0", parts["y"] or "")
    return int("".join(str(chinese_number(char)) for char in year))


def _number(text: str | None) -> int:
    """Return the value of a month or day in figures, Chinese numerals or English; 0 if invalid."""
    if not text:
        return 0
    if text[:3].lower() in _NAMES:
        return _NAMES.index(text[:3].lower()) + 1
    if text == "元":
        return 1
    return _count(text.replace("廿", "二十").replace("卅", "三十"))


def _count(text: str) -> int:
    """Return the value of a numeral, also one of bare digits: 一五日, 民国一〇八年."""
    if text.isdecimal() or set(text) & {"十", "百"}:
        return chinese_number(text)
    return int("".join(str(chinese_number(char)) for char in text))


def _month_and_day(a: int, b: int) -> tuple[int, int]:
    """Return month and day of ``a/b/2023`` if only one order is possible, else zeros."""
    if a == b or b > 12 >= a:
        return a, b
    return (b, a) if a > 12 >= b else (0, 0)
