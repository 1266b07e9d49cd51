"""Groups of speeches: the rows of ``themes_by`` or ``topics_by``, and their names."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import compress
from typing import Any

import pandas as pd

from topics.corpus.rows import LEVELS
from topics.grouping.columns import values_of
from topics.report.labels import LEVEL_NAMES, clip, rows, text_of
from topics.report.sections.base import Tables
from topics.report.sections.quantities import Quantity, read_by_speaker, read_by_speech
from topics.report.sections.shared import number_of

__all__ = ["Group", "Share", "column_names", "group_names", "groups_of", "level_rank"]

COLUMNS = {
    "year": ("年份", "year"),
    "level": ("层级", "level"),
    "source": ("来源", "source"),
    "office": ("职务", "office"),
    "speaker": ("讲话人", "speaker"),
}
SPEAKER = "speaker"
LONGEST = 40
"""Maximum number of characters shown of a group's name from the study's metadata."""


@dataclass(frozen=True, slots=True)
class Share:
    """The share of a theme or topic in a group, with its 95% interval.

    Attributes
    ----------
    share : float
    low, high : float or None
        None if there is no interval.
    carried_by : int
        Running number of the speech that has more than half of it in the group, else 0.
    """

    share: float
    low: float | None
    high: float | None
    carried_by: int


@dataclass(frozen=True, slots=True)
class Group:
    """The speeches that share a value of a column.

    Attributes
    ----------
    column, value : str
        The value is empty if it is unknown.
    zh, en : str
        Its names.
    n_speeches, n_paragraphs : int
    few : bool
        Whether it has fewer than five speeches.
    shares : dict of str to Share
        By the id of a `Quantity`.
    read : frozenset of str
        The ids of quantities with paragraphs in the group, which a click shows.
    """

    column: str
    value: str
    zh: str
    en: str
    n_speeches: int
    n_paragraphs: int
    few: bool
    shares: dict[str, Share]
    read: frozenset[str]

    @property
    def filter(self) -> dict[str, str]:
        """The value of the page's state that shows its paragraphs; nothing for unknown values."""
        return {f"by.{self.column}": self.value} if self.value else {}


def column_names(column: str) -> tuple[str, str]:
    """Return the Chinese and the English name of a column; one of the metadata has its own.

    In Chinese text, names in Latin letters are surrounded by spaces.
    """
    own = clip(" ".join(column.removeprefix("meta_").replace("_", " ").split()), LONGEST)
    before, after = (" " if end.isascii() else "" for end in (own[:1], own[-1:]))
    return COLUMNS.get(column, (f"{before}{own}{after}", own))


def group_names(column: str, value: str) -> tuple[str, str]:
    """Return the Chinese and the English name of a group."""
    if not value:
        return "未知", "unknown"
    if column == "level":
        return LEVEL_NAMES.get(value, (value, value))
    shown = clip(value, LONGEST)
    return (f"{value} 年", value) if column == "year" else (shown, shown)


def level_rank(level: str) -> int:
    """Return the rank of a level, 0 for the highest; an unknown one is last."""
    return LEVELS.index(level) if level in LEVELS else len(LEVELS)


def groups_of(tables: Tables, quantities: list[Quantity]) -> dict[str, list[Group]]:
    """Return the groups of each column in the order of the table; empty in earlier runs."""
    is_topic = bool(quantities) and quantities[0].key == "topic"
    table = tables["topics_by" if is_topic else "themes_by"]
    if table.empty:
        return {}
    if is_topic:
        table = table.assign(item=table["engine"] + "-" + table["topic"].astype(str))
    else:
        table = table.assign(item=table["theme"])
    table = table[table["item"].isin([q.id for q in quantities])]
    read = _read(tables, quantities, [str(column) for column in table["column"].unique()])
    found: dict[str, list[Group]] = {}
    for (column, value), own in table.groupby(["column", "group"], sort=False, dropna=False):
        key = str(column), text_of(value)
        found.setdefault(key[0], []).append(_group(*key, own, read.get(key, frozenset())))
    return found


def _read(
    tables: Tables, quantities: list[Quantity], columns: list[str]
) -> dict[tuple[str, str], frozenset[str]]:
    """Return the ids of the quantities with paragraphs in each group, by column and value."""
    by_speech = read_by_speech(tables, quantities)
    members: dict[tuple[str, str], list[int]] = {}
    for column in columns:
        for row, values in enumerate(values_of(tables["speeches"], column)):
            for value, _ in values:
                members.setdefault((column, text_of(value)), []).append(row)
    found = {group: by_speech[own].max(axis=0).tolist() for group, own in members.items()}
    if SPEAKER in columns:
        by_speaker = read_by_speaker(tables, quantities)
        found |= {(SPEAKER, name): own for name, own in by_speaker.items()}
    ids = [quantity.id for quantity in quantities]
    return {group: frozenset(compress(ids, own)) for group, own in found.items()}


def _group(column: str, value: str, own: pd.DataFrame, read: frozenset[str]) -> Group:
    first = next(rows(own))
    return Group(
        column,
        value,
        *group_names(column, value),
        int(first.n_speeches),
        int(first.n_paragraphs),
        bool(getattr(first, "few", first.n_speeches < 5)),
        {r.item: _share(r) for r in rows(own)},
        read,
    )


def _share(row: Any) -> Share:
    carrier = text_of(getattr(row, "carried_by", ""))
    return Share(
        float(row.share),
        number_of(row.low),
        number_of(row.high),
        int(carrier) if carrier.isdecimal() else 0,
    )
