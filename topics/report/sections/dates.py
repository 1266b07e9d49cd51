"""The dates of speeches: as printed or, if in doubt, as proven by the text."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd

from topics.corpus.evidence.printed_dates import read_date, span_of
from topics.corpus.evidence.speech_dates import title_span
from topics.report.labels import clip, rows, text_of

__all__ = ["DOUBTS", "Dating", "contradicted", "datings", "doubt_texts", "span_texts"]

Doubt = Literal["", "printed", "title", "text"]
DOUBTS = {
    "printed": ("所标日期存疑", "printed date in doubt"),
    "title": ("标题年份存疑", "year of the title in doubt"),
    "text": ("文内日期互相矛盾", "dates in the text disagree"),
}
"""Names of doubtful dates, by what the text contradicts."""
CONTRADICTED = {
    "printed": ("所标日期与正文矛盾", "the text contradicts the printed date"),
    "title": ("标题年份与正文矛盾", "the text contradicts the year in the title"),
    "text": ("文内日期互相矛盾", "dates in the text disagree"),
}
"""The same in a sentence."""

LONGEST = 40
"""Maximum number of characters shown of a printed date."""


@dataclass(frozen=True, slots=True)
class Dating:
    """The date of a speech.

    Attributes
    ----------
    state : {"printed", "doubtful", "proven", "unknown"}
        Printed and not contradicted; contradicted by the text; not printed, but the text has both
        bounds; neither.
    printed : str
        The printed date in ISO form, as it is printed, or empty.
    earliest, latest : str
        Dates that the text proves, in ISO form; each may be empty.
    first, last : date or None
        The days between which the speech was given; of a doubtful date, those that the text proves.
    doubt : {"", "printed", "title", "text"}
        What the text of a speech with a doubtful date contradicts: the date printed over or under
        it, else the year in its title, else itself.
    """

    state: Literal["printed", "doubtful", "proven", "unknown"]
    printed: str
    earliest: str
    latest: str
    first: date | None
    last: date | None
    doubt: Doubt = ""

    @property
    def iso(self) -> str:
        """The first possible day, by which speeches are sorted; empty if the date is unknown."""
        known = None if self.state == "unknown" else self.first or self.last
        return known.isoformat() if known else ""

    def gap(self) -> int:
        """Return the number of days between the printed date and the bounds; 0 if unknown."""
        printed = _days(self.printed)
        if printed is None or self.doubt != "printed":
            return 0
        after = (printed[0] - self.last).days if self.last else 0
        before = (self.first - printed[1]).days if self.first else 0
        return max(after, before, 0)


def datings(speeches: pd.DataFrame) -> list[Dating]:
    """Return the date of each speech; earlier runs record less."""
    return [_dating(r) for r in rows(speeches)]


def _dating(row: Any) -> Dating:
    iso = text_of(getattr(row, "date_iso", ""))
    earliest, latest = (text_of(getattr(row, name, "")) for name in ("earliest", "latest"))
    printed = iso or clip(text_of(row.date), LONGEST)
    proven = (_day(earliest), _day(latest))
    if bool(getattr(row, "date_clash", False)):
        return Dating("doubtful", printed, earliest, latest, *proven, _doubt(row, earliest, latest))
    if days := _days(iso):
        return Dating("printed", printed, earliest, latest, *days)
    is_proven = None not in proven and proven[0] <= proven[1]  # type: ignore[operator]
    return Dating("proven" if is_proven else "unknown", printed, earliest, latest, *proven)


def _doubt(row: Any, earliest: str, latest: str) -> Doubt:
    """Return what the text contradicts; without a printed date, the title was compared."""
    found = read_date(text_of(row.date))
    title = text_of(row.title) or text_of(row.head)
    first, last = span_of(found.iso) if found else title_span(title) or ("", "")
    is_outside = bool(first) and (last < earliest or (latest != "" and first > latest))
    return "text" if not is_outside else "printed" if found else "title"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _days(iso: str) -> tuple[date, date] | None:
    """Return the first and last day of ``"2024"``, ``"2024-08"`` or ``"2024-08-07"``."""
    parts = iso.split("-")
    try:
        numbers = [int(part) for part in parts]
        if len(numbers) == 1:
            return date(numbers[0], 1, 1), date(numbers[0], 12, 31)
        if len(numbers) == 2:
            year, month = numbers
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        year, month, day = numbers
        return date(year, month, day), date(year, month, day)
    except ValueError:
        return None


def contradicted(dates: Sequence[Dating]) -> list[tuple[str, str, list[int]]]:
    """Return what the texts contradict, in both languages, with the numbers of the speeches."""
    numbers = {kind: [i for i, d in enumerate(dates, 1) if d.doubt == kind] for kind in DOUBTS}
    return [(*CONTRADICTED[kind], own) for kind, own in numbers.items() if own]


def doubt_texts(dating: Dating) -> tuple[str, str]:
    """Return in Chinese and English what is in doubt, and what the text proves instead."""
    spans = span_texts(dating.earliest, dating.latest)
    zh, en = DOUBTS[dating.doubt]
    return (f"{zh}：{spans[0]}", f"{en}: {spans[1]}") if spans[0] else (zh, en)


def span_texts(earliest: str, latest: str) -> tuple[str, str]:
    """Return the proven range in Chinese and English, such as ``"not before 2011"``."""
    if earliest and latest:
        return f"{earliest} 至 {latest}", f"{earliest} to {latest}"
    if earliest:
        return f"不早于 {earliest}", f"not before {earliest}"
    return (f"不晚于 {latest}", f"not after {latest}") if latest else ("", "")
