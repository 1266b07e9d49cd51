"""The dated events that texts mention, ready to look up.

They are in ``topics/defaults/events.toml``, the foundings of places in ``cities.tsv``.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from topics.defaults import default_path

__all__ = [
    "EVENT_KINDS",
    "FOUNDING_KINDS",
    "Anniversary",
    "Congress",
    "Event",
    "Events",
    "load_events",
    "load_foundings",
]

FOUNDING_KINDS = (
    "city",
    "prefecture",
    "zone",
    "province",
    "municipality",
    "region",
    "district",
)
EVENT_KINDS = ("meeting", "formula", "span", "term")
CARRY = timedelta(days=180)
"""Time after the next congress in which texts may still carry out the spirit of the last."""


@dataclass(frozen=True, slots=True)
class Event:
    """An entry of the table; the file explains its ``kind``.

    Attributes
    ----------
    name : str
        Its name in the evidence.
    words, not_words : tuple of str
        Words that count as mentions, and longer words that do not.
    kind : {"meeting", "formula", "span", "term"}
        How a mention bounds the date.
    announced, first : date
        Before these dates nobody mentions it at all, or as past.
    last : date or None
        After this date nobody mentions it as present.
    carried : date or None
        After this date nobody mentions carrying out its spirit as a task.
    """

    name: str
    words: tuple[str, ...]
    not_words: tuple[str, ...]
    kind: str
    announced: date
    first: date
    last: date | None = None
    carried: date | None = None


@dataclass(frozen=True, slots=True)
class Congress:
    """A national congress of the Party and the plenums of its committee, as events."""

    number: int
    congress: Event
    plenums: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Anniversary:
    """An event from which years are counted."""

    name: str
    words: tuple[str, ...]
    date: date


@dataclass(frozen=True, slots=True)
class Events:
    """The whole table; congresses by number."""

    congresses: dict[int, Congress]
    events: tuple[Event, ...]
    anniversaries: tuple[Anniversary, ...]


@lru_cache(maxsize=1)
def load_events() -> Events:
    """Return the package's table of events."""
    table = tomllib.loads(default_path("events.toml").read_text("utf-8"))
    opened = {row["number"]: row["first"] for row in table["congress"]}
    return Events(
        congresses={
            row["number"]: _congress(
                row["number"],
                row["first"],
                row["last"],
                row["plenums"],
                opened[row["number"] + 1] + CARRY if row["number"] + 1 in opened else None,
            )
            for row in table["congress"]
        },
        events=tuple(
            Event(
                name=row["name"],
                words=tuple(row["words"]),
                not_words=tuple(row.get("not", ())),
                kind=row["kind"],
                announced=row.get("announced", row["first"]),
                first=row["first"],
                last=row.get("last"),
            )
            for row in table["event"]
        ),
        anniversaries=tuple(
            Anniversary(row["name"], tuple(row["words"]), row["date"])
            for row in table["anniversary"]
        ),
    )


@lru_cache(maxsize=1)
def load_foundings() -> dict[str, dict[str, tuple[int, int]]]:
    """Return the years between which places were founded, by place and by kind of founding."""
    found: dict[str, dict[str, tuple[int, int]]] = {}
    lines = default_path("cities.tsv").read_text("utf-8").splitlines()
    for line in [line for line in lines if not line.startswith("#")][1:]:
        place, kind, first, last = line.split("\t")[:4]
        found.setdefault(place, {})[kind] = int(first), int(last)
    return found


def _congress(
    number: int, first: date, last: date, plenums: list[date], carried: date | None
) -> Congress:
    """Return the events of one congress; its eve begins with the year before."""
    eve = date(first.year - 1, 1, 1)
    name = _numeral(number)
    return Congress(
        number,
        Event(f"党的{name}大", (), (), "meeting", eve, first, last, carried),
        tuple(
            # The Politburo announces a plenum some weeks ahead.
            Event(
                f"{name}届{_numeral(k)}中全会",
                *((), (), "meeting", day - timedelta(days=90), day, day, carried),
            )
            for k, day in enumerate(plenums, 1)
        ),
    )


def _numeral(number: int) -> str:
    """Return an integer below 100 as texts write it (12 is 十二)."""
    tens, ones = divmod(number, 10)
    digits = "零一二三四五六七八九"
    head = "" if tens == 0 else ("" if tens == 1 else digits[tens]) + "十"
    return head + (digits[ones] if ones else "")
