"""When, and at which level: the share of each theme by date, and in groups of speeches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from statistics import median
from typing import Any

from topics.report.labels import speech_labels
from topics.report.sections.base import RunData, Section, Tables
from topics.report.sections.dates import Dating, datings
from topics.report.sections.groups import Group, column_names, groups_of
from topics.report.sections.quantities import (
    Floats,
    Quantity,
    overlap,
    quantities_of,
    read_by_speech,
    shares_by_speech,
)
from topics.report.sections.who import MANY, first_groups

__all__ = ["SECTION", "Scale", "applies", "marks_of", "medians", "spread", "year_marks"]

LEAST_DATED = 3
"""Minimum number of speeches with a date for panels."""
LEAST_OF_YEAR = 3
"""Minimum number of speeches of a year for a median."""
MAX_MARKS = 1_500
"""Maximum number of dots of all panels; with more, each year has one mark."""
MAX_PANELS = 16
MAX_GROUPS = 30
"""Maximum number of rows of a table of groups; ``themes_by.csv`` has all."""
MAX_TABLES = 4
NOT_TABLES = ("year", "source", "meta_date", "meta_title")
"""Columns without a table: the panels show years, the reading list sources and titles."""
WIDTH, HEIGHT = 260, 120
LEFT, RIGHT, TOP, BOTTOM = 30, 254, 8, 98
"""The area of the dots in a panel."""
RADIUS, SHORTEST = 3.5, 3.0
"""Of a dot, and of a line of a day."""
APART, FURTHEST = 5.0, 15.0
"""Minimum distance of marks, and maximum displacement of a mark."""
MAX_NAMED = 8
"""Groups whose largest theme is named over their table."""
STATES = ("printed", "proven", "doubtful")
"""The states of a date that is drawn."""
STEPS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)
"""Possible maxima of the scale."""
LABELS = 4
"""Approximate number of years on the scale."""


class Scale:
    """The scale that all panels share.

    Parameters
    ----------
    years : sequence of int
        Years in its range.
    most : float
        The largest share.
    """

    def __init__(self, years: Sequence[int], most: float) -> None:
        self.first, self.last = min(years, default=0), max(years, default=0) + 1
        self.top = next((step for step in STEPS if step >= most), 1.0)

    def x(self, day: date | None, end: bool = False) -> float:
        """Return the position of a day; unknown ones are left or, as ``end``, right."""
        if day is None:
            return float(RIGHT if end else LEFT)
        within = (day - date(day.year, 1, 1)).days / 366
        return self._x(day.year + within)

    def year(self, year: int) -> float:
        """Return the position of the middle of a year."""
        return self._x(year + 0.5)

    def _x(self, years: float) -> float:
        span = self.last - self.first
        return round(LEFT + (years - self.first) / span * (RIGHT - LEFT), 1)

    def y(self, share: float) -> float:
        """Return the position of a share."""
        return round(BOTTOM - min(share / self.top, 1.0) * (BOTTOM - TOP), 1)

    def years(self) -> list[tuple[int, float]]:
        """Return the years on the scale, with the position of their first day."""
        step = max(1, -(-(self.last - self.first) // LABELS))
        return [(year, self._x(year)) for year in range(self.first, self.last + 1, step)]


def _is_drawn(dating: Dating) -> bool:
    if dating.state == "doubtful":
        return dating.first is not None or dating.last is not None
    return dating.state in ("printed", "proven")


def marks_of(
    quantity: Quantity,
    shares: Sequence[float],
    dates: Sequence[Dating],
    labels: Sequence[str],
    scale: Scale,
) -> list[dict[str, Any]]:
    """Return a mark for each speech with a date, from left to right.

    A mark is a dot, or a line of possible dates. Each has number (of its speech), link, label, x
    and y; a line also x2 and whether the date is in doubt.
    """
    found = []
    for i, (share, dating, label) in enumerate(zip(shares, dates, labels, strict=True)):
        if not _is_drawn(dating):
            continue
        x, x2 = scale.x(dating.first), scale.x(dating.last, end=True)
        is_range = dating.state != "printed"
        found.append(
            {
                "number": i + 1,
                "link": quantity.link(speech=i + 1),
                "label": f"{label} · {_shown(dating)} · {share:.0%}",
                "x": x if is_range else round((x + x2) / 2, 1),
                "x2": x2 if is_range else None,
                "y": scale.y(share),
                "doubtful": dating.state == "doubtful",
            }
        )
    return sorted(found, key=lambda mark: mark["x"])


def spread(marks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return marks in their order, stacked if they would cover each other.

    A mark that would move by more than `FURTHEST` stays in place.
    """
    placed: list[tuple[float, float, float]] = []
    height = {}
    for i in sorted(range(len(marks)), key=lambda i: -marks[i]["y"]):
        left, right = _reach(marks[i])
        beside = [y for x, x2, y in placed if x <= right and left <= x2]
        own = marks[i]["y"]
        places = [own, *(round(y + step, 1) for y in beside for step in (-APART, APART))]
        free = [
            y
            for y in places
            if y <= BOTTOM and abs(y - own) <= FURTHEST and all(abs(y - b) >= APART for b in beside)
        ]
        y = min(((abs(y - own), y) for y in free), default=(0.0, own))[1]
        placed.append((left, right, y))
        height[i] = y
    return [{**mark, "y": height[i]} for i, mark in enumerate(marks)]


def _reach(mark: Mapping[str, Any]) -> tuple[float, float]:
    """Return the left and right end of a mark."""
    if mark["x2"] is None:
        return mark["x"] - RADIUS, mark["x"] + RADIUS
    return mark["x"], max(mark["x2"], mark["x"] + SHORTEST)


def _shown(dating: Dating) -> str:
    if dating.state == "printed":
        return dating.printed
    return f"{dating.earliest}–{dating.latest}"


def medians(shares: Sequence[float], dates: Sequence[Dating]) -> list[tuple[int, float]]:
    """Return the median share of each year with three printed dates or more, by year."""
    by_year: dict[int, list[float]] = {}
    for share, dating in zip(shares, dates, strict=True):
        if dating.state == "printed" and dating.first is not None:
            by_year.setdefault(dating.first.year, []).append(share)
    return [
        (year, median(found))
        for year, found in sorted(by_year.items())
        if len(found) >= LEAST_OF_YEAR
    ]


def year_marks(quantity: Quantity, years: Sequence[Group], scale: Scale) -> list[dict[str, Any]]:
    """Return a mark for each year: the share with its interval, as in ``themes_by``."""
    found = []
    for group in years:
        share = group.shares.get(quantity.id)
        if share is None or group.few or not group.value.isdecimal():
            continue
        has = share.low is not None and share.high is not None
        found.append(
            {
                "link": quantity.link(**group.filter),
                "label": f"{group.value} · {share.share:.0%}"
                + (f" [{share.low:.0%}, {share.high:.0%}]" if has else "")
                + f" · n = {group.n_speeches}",
                "x": scale.year(int(group.value)),
                "y": scale.y(share.share),
                "low": scale.y(share.low) if share.low is not None else None,
                "high": scale.y(share.high) if share.high is not None else None,
                "x2": None,
                "doubtful": False,
            }
        )
    return found


def _panels(tables: Tables, quantities: list[Quantity], shares: Floats) -> dict[str, Any]:
    """Return the panels, or nothing if too few speeches have a date."""
    dates = datings(tables["speeches"])
    drawn = [dating for dating in dates if _is_drawn(dating)]
    if len(drawn) < LEAST_DATED or not quantities:
        return {"panels": []}
    shown = [q for q in quantities if q.kind != "none"][:MAX_PANELS]
    own = {q.id: shares[:, i].tolist() for i, q in enumerate(quantities) if q in shown}
    lines = {q.id: medians(own[q.id], dates) for q in shown}
    unread: dict[str, list[dict[str, Any]]] = {}
    by_year = len(drawn) > MANY or len(drawn) * len(shown) > MAX_MARKS
    if by_year:
        years = [g for g in groups_of(tables, quantities).get("year", []) if not g.few]
        lines = {} if years else lines  # medians only if shares of years are unknown
        scale = _scale_of_years(years, shown, lines)
        marks = {q.id: year_marks(q, years, scale) for q in shown}
    else:
        days = [day for d in drawn for day in (d.first, d.last) if day]
        dated = [i for i, dating in enumerate(dates) if _is_drawn(dating)]
        most = max(own[q.id][i] for q in shown for i in dated) if shown else 0.0
        scale = Scale([day.year for day in days], most)
        labels = speech_labels(tables["speeches"], 30)
        marks = {q.id: marks_of(q, own[q.id], dates, labels, scale) for q in shown}
        read = read_by_speech(tables, shown)
        unread = {
            q.id: [m for m in marks[q.id] if not read[m["number"] - 1, i]]
            for i, q in enumerate(shown)
        }
        marks = {q.id: spread([m for m in marks[q.id] if m not in unread[q.id]]) for q in shown}
    points = {id_: [(scale.year(y), scale.y(v)) for y, v in line] for id_, line in lines.items()}
    # A single year is not a line.
    drawn_lines = {id_: line for id_, line in points.items() if len(line) > 1}
    return {
        "panels": [
            {
                "q": q,
                "marks": marks[q.id],
                "unread": [(m["x"], _reach(m)[1], m["y"]) for m in unread.get(q.id, ())],
                "line": drawn_lines.get(q.id),
            }
            for q in shown
        ],
        "by_year": by_year,
        "has_lines": bool(drawn_lines),
        "scale": {"years": scale.years(), "top": scale.top},
        "counts": {state: sum(d.state == state for d in drawn) for state in STATES},
        "n_undated": len(dates) - len(drawn),
    }


def _scale_of_years(
    years: Sequence[Group],
    shown: Sequence[Quantity],
    lines: Mapping[str, Sequence[tuple[int, float]]],
) -> Scale:
    """Return the scale of the shares of years and of medians by id of their quantity."""
    known = [int(group.value) for group in years if group.value.isdecimal()]
    known += [year for line in lines.values() for year, _ in line]
    found = [group.shares[q.id] for group in years for q in shown if q.id in group.shares]
    tops = [share.high or share.share for share in found]
    tops += [value for line in lines.values() for _, value in line]
    return Scale(known, max(tops, default=0.0))


def _group_tables(tables: Tables, quantities: list[Quantity]) -> list[dict[str, Any]]:
    """Return the tables of groups: level, office, speaker and metadata, if there are several."""
    above = first_groups(tables, quantities)[:1] if len(tables["speeches"]) > MANY else []
    hidden = {*NOT_TABLES, *(group.column for group in above)}
    found = []
    for column, own in groups_of(tables, quantities).items():
        known = [group for group in own if group.value]
        # For columns other than the level, groups of single speeches show nothing.
        n_shown = len(known) if column == "level" else sum(not group.few for group in known)
        if column not in hidden and n_shown > 1:
            zh, en = column_names(column)
            n_left_out = max(len(own) - MAX_GROUPS, 0)
            found.append(
                {"zh": zh, "en": en, "groups": own[:MAX_GROUPS], "n_left_out": n_left_out}
                | {"largest": largest_of(own, quantities)}
            )
    return found[:MAX_TABLES]


def largest_of(groups: Sequence[Group], quantities: Sequence[Quantity]) -> list[dict[str, Any]]:
    """Return the largest theme or topic of the groups that have enough speeches.

    Each has ``group``, ``q``, ``carried_by`` (as in `Share`) and ``overlaps``: whether its interval
    overlaps with that of the second.
    """
    found = []
    for group in groups:
        known = [q for q in quantities if q.kind in ("theme", "topic") and q.id in group.shares]
        known.sort(key=lambda q: -group.shares[q.id].share)
        if group.few or not group.value or len(known) < 2:
            continue
        first, second = (group.shares[q.id] for q in known[:2])
        found.append(
            {"group": group, "q": known[0], "carried_by": first.carried_by}
            | {"overlaps": overlap(first, second)}
        )
    return found[:MAX_NAMED]


def applies(tables: Tables) -> bool:
    """Return whether any speech has a date, or speeches are grouped."""
    quantities = quantities_of(tables)
    dated = sum(_is_drawn(dating) for dating in datings(tables["speeches"]))
    has_panels = dated >= LEAST_DATED and bool(quantities)
    return has_panels or bool(_group_tables(tables, quantities))


def _view(run: RunData) -> dict[str, Any]:
    tables = run.tables
    quantities = quantities_of(tables)
    shares = shares_by_speech(tables, quantities)
    return {
        "by_year": False,
        **_panels(tables, quantities, shares),
        "columns": quantities[:MAX_PANELS],
        "tables": _group_tables(tables, quantities),
        "size": {"width": WIDTH, "height": HEIGHT, "left": LEFT, "right": RIGHT, "top": TOP}
        | {"bottom": BOTTOM},
    }


SECTION = Section(
    "when",
    "时间与层级",
    "When, and at which level",
    ("speeches", "paragraphs", "themes", "topics"),
    _view,
)
