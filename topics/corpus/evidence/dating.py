r"""Bounds on the date of a speech from its text, compared with the printed date.

Compilers overwrite years, often all of them: a speech "of 2024" that looks forward to the 18th
Party Congress was held in 2012. So a year in figures is weak evidence. Strong evidence is what a
compiler who searches for ``\d{4}年`` does not find: congresses, campaigns, formulas and offices
(``topics/defaults/events.toml``), five-year plans, anniversaries, years cut short (05年).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from topics.corpus.evidence.event_mentions import find_mentions
from topics.corpus.evidence.printed_dates import read_date, span_of
from topics.corpus.evidence.speech_dates import title_span
from topics.corpus.script import simplified
from topics.corpus.types import Bound, Paragraph

__all__ = ["Dating", "date_bounds", "judge_date", "one_year_ranges"]

WEAK = re.compile("[0-9]{4}年")
ONE_YEAR = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)年?[-—–－~～至到]{1,2}(?P=y)(?:年|(?=[)）度届]))"
)
"""A range of years that ends with the year it begins with (2024—2024年): both were overwritten."""


def one_year_ranges(block: Paragraph) -> list[tuple[int, str]]:
    """Return the line and the words of each range of a single year (2024—2024年).

    They result from overwriting every year; years in figures are then no evidence.
    """
    found = [(match.start(), match.group()) for match in ONE_YEAR.finditer(block.text)]
    lines = block.offsets[:, 0].tolist() if found else []
    return [(lines[start], words) for start, words in found]


@dataclass(frozen=True, slots=True)
class Dating:
    """The possible dates of a speech.

    Attributes
    ----------
    earliest, latest : str
        ISO dates, inclusive; empty if the text gives none.
    clash : bool
        Whether the printed date is outside these bounds, or they contradict each other.
    reasons : tuple of str
        A sentence for each clash, with the words and their line.
    """

    earliest: str
    latest: str
    clash: bool
    reasons: tuple[str, ...]


def date_bounds(blocks: Sequence[Paragraph], place: str = "") -> tuple[Bound, ...]:
    """Return the bounds on the date of a speech that its text implies.

    Parameters
    ----------
    blocks : sequence of Paragraph
        The blocks of one speech. Only running text and headings are
        searched: titles and bylines are often the compiler's.
    place : str, default ""
        Where the speech was held (`find_context`): 建市20多年 counts from its founding
        (``topics/defaults/cities.tsv``).

    Returns
    -------
    tuple of Bound
        In order of position; each event bounds each side once, by its first
        mention. Events mentioned as past are not taken as future.
    """
    spoken = [block for block in blocks if block.role in ("body", "heading")]
    # One text, so that each word is searched once; no mention extends past the end of a block.
    text = simplified("\n".join(block.text for block in spoken))
    starts = [0, *accumulate(len(block.text) + 1 for block in spoken)]
    found: dict[tuple[str, str, date], Bound] = {}
    for mention in find_mentions(text, simplified(place)):
        i = bisect_right(starts, mention.start) - 1
        block, start, end = spoken[i], mention.start - starts[i], mention.end - starts[i]
        key = mention.event, mention.kind, mention.date
        if end <= len(block.text) and key not in found:
            line, _ = block.position(start)
            found[key] = Bound(
                *(block.source, block.speech, line, block.text[start:end]),
                *(mention.event, mention.kind, mention.date.isoformat()),
            )
    return tuple(
        bound
        for (event, kind, day), bound in found.items()
        if kind == "not_before"
        or not any(e == event and k == "not_before" and d >= day for e, k, d in found)
    )


def judge_date(printed: str, title: str, bounds: Sequence[Bound]) -> Dating:
    """Compare a printed date with the bounds that the text implies.

    Contradictory strong bounds are resolved by majority vote: the period that most of them allow is
    kept, so that a single outlier does no harm. A tie gives no bound. Years in figures, which
    compilers overwrite, narrow the period of the strong bounds and never contradict it.

    Parameters
    ----------
    printed : str
        The date as printed, or empty. A masked year (20XX年) is no evidence.
    title : str
        The speech's title or heading; its year replaces a missing date.
    bounds : sequence of Bound
        From `date_bounds`, of one speech.

    Returns
    -------
    Dating
    """
    if not bounds:
        return Dating("", "", False, ())
    weak = [bound for bound in bounds if WEAK.fullmatch(bound.event)]
    strong = [bound for bound in bounds if not WEAK.fullmatch(bound.event)]
    low, high = _vote(strong)
    reasons = []
    if strong and not low and not high:
        last_start = max(b.date for b in strong if b.kind == "not_before")
        first_end = min(b.date for b in strong if b.kind == "not_after")
        at_odds = [b for b in strong if _excludes(b, last_start, first_end)]
        said = "; ".join(f"{_said(b)} {b.date}" for b in at_odds)
        reasons.append(f"the words of the text exclude each other: {said}")
    elif odd := [b for b in strong if _excludes(b, low, high)]:
        reasons += [f"{_said(b)} {b.date}, which most other words exclude" for b in odd]
    overruled = [b for b in weak if _excludes(b, low, high)]
    reasons += [f"{_said(b)} {b.date}, which the events of the text exclude" for b in overruled]
    low, high = _narrow(low, high, _vote([b for b in weak if b not in overruled]))
    date = read_date(printed)
    first, last = span_of(date.iso) if date else title_span(title) or ("", "")
    for bound in bounds:
        if bound.date == low and bound.kind == "not_before" and last and last < low:
            reasons.append(f"{_said(bound)} {low}, and the printed date is {printed or title}")
        if bound.date == high and bound.kind == "not_after" and first > high:
            reasons.append(f"{_said(bound)} {high}, and the printed date is {printed or title}")
    return Dating(low, high, bool(reasons), tuple(reasons))


def _vote(bounds: Sequence[Bound]) -> tuple[str, str]:
    """Return the only period that most bounds allow; empty ends if there is none."""
    votes = {(bound.event, bound.kind, bound.date) for bound in bounds}
    before = [day for _, kind, day in votes if kind == "not_before"]
    after = [day for _, kind, day in votes if kind == "not_after"]
    support: dict[tuple[str, str], int] = {}
    for day in before + after:
        lows, highs = [b for b in before if b <= day], [a for a in after if a >= day]
        support[max(lows, default=""), min(highs, default="")] = len(lows) + len(highs)
    most = max(support.values(), default=0)
    best = [span for span, votes_for in support.items() if votes_for == most]
    return best[0] if len(best) == 1 else ("", "")


def _narrow(low: str, high: str, span: tuple[str, str]) -> tuple[str, str]:
    narrowed = max(low, span[0]), min(high or span[1], span[1] or high)
    return (low, high) if narrowed[1] and narrowed[0] > narrowed[1] else narrowed


def _excludes(bound: Bound, low: str, high: str) -> bool:
    if bound.kind == "not_before":
        return bool(high) and bound.date > high
    return bound.date < low


def _said(bound: Bound) -> str:
    side = "not before" if bound.kind == "not_before" else "not after"
    return f"“{bound.words}” (line {bound.line}) says {side}"
