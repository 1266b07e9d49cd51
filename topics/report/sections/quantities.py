"""The quantities of speeches: themes, or topics if no codebook fits the texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.report.html import state_link
from topics.report.labels import engine_name, engines, rows, text_of, topic_names
from topics.report.sections.base import Tables
from topics.report.sections.shared import codebook_state, coded_rows, number_of, numbered
from topics.themes.types import NONE

__all__ = [
    "Quantity",
    "carriers",
    "engine_of",
    "overlap",
    "quantities_of",
    "read_by_speaker",
    "read_by_speech",
    "shares_by_speech",
]

Floats = npt.NDArray[np.float64]

MOST = 0.5
"""A speech with more than this share of a theme carries it."""


class _Interval(Protocol):
    """A share with its 95% interval, whose bounds may be unknown."""

    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Quantity:
    """A theme or topic with its share of all texts.

    Attributes
    ----------
    key, id : str
        The value of the page's state that filters by it: ``theme`` and its id, or ``topic`` and
        e.g. ``"lda-4"``.
    kind : {"theme", "frame", "none", "topic"}
        Themes that frame a speech and none of the themes are shown apart.
    zh, en : str
        Its names.
    share : float
    low, high : float or None
        The 95% interval of the share of a theme.
    """

    key: str
    id: str
    kind: Literal["theme", "frame", "none", "topic"]
    zh: str
    en: str
    share: float
    low: float | None = None
    high: float | None = None

    def link(self, **more: Any) -> str:
        """Return the address that shows its paragraphs, those of a speech with ``speech=3``."""
        return state_link(**{self.key: self.id}, **more)


def quantities_of(tables: Tables) -> list[Quantity]:
    """Return the themes by falling share; frames and none of the themes come last.

    If there is no codebook, or it does not fit, these are the topics of the first engine.
    """
    found = _themes(tables) if codebook_state(tables) == "fits" else _topics(tables)
    order = ("theme", "topic", "frame", "none")
    return sorted(found, key=lambda q: (order.index(q.kind), -q.share))


def _themes(tables: Tables) -> list[Quantity]:
    found = []
    for r in rows(tables["themes"]):
        is_frame = bool(getattr(r, "frame", False))
        found.append(
            Quantity(
                "theme",
                text_of(r.theme),
                "none" if r.theme == NONE else "frame" if is_frame else "theme",
                text_of(r.zh),
                text_of(r.en) or text_of(r.zh),
                float(r.share),
                number_of(getattr(r, "low", None)),
                number_of(getattr(r, "high", None)),
            )
        )
    return found


def _topics(tables: Tables) -> list[Quantity]:
    topics, themes = tables["topics"], tables["themes"]
    first = engines(topics)[:1]
    names = topic_names(topics, themes if len(themes) else None)
    return [
        Quantity(
            "topic",
            f"{r.engine}-{r.topic}",
            "topic",
            f"{r.topic} {names[r.engine, r.topic][0]}",
            f"{r.topic} {names[r.engine, r.topic][1]}",
            float(r.share),
        )
        for r in (rows(topics[topics["engine"].isin(first)]) if first else ())
    ]


def engine_of(tables: Tables, quantities: Sequence[Quantity]) -> tuple[str, str] | None:
    """Return the name of the engine of topics; None for themes, and if there is only one engine."""
    names = engines(tables["topics"])
    if len(names) < 2 or not quantities or quantities[0].key != "topic":
        return None
    return engine_name(names[0]), engine_name(names[0], "en")


def shares_by_speech(tables: Tables, quantities: Sequence[Quantity]) -> Floats:
    """Return the share of each quantity in each speech.

    Shares of themes are in the table of speeches. The share of a topic is that of the characters in
    paragraphs whose main topic it is.

    Returns
    -------
    float64 array, shape (n_speeches, n_quantities)
    """
    speeches = tables["speeches"]
    if quantities and quantities[0].key == "topic":
        return _topic_shares(tables, [q.id for q in quantities])
    columns = [speeches[q.id].to_numpy(float) if q.id in speeches else None for q in quantities]
    empty = np.zeros(len(speeches))
    found = [empty if column is None else np.nan_to_num(column) for column in columns]
    return np.column_stack(found) if found else np.zeros((len(speeches), 0))


def _topic_shares(tables: Tables, ids: Sequence[str]) -> Floats:
    found = np.zeros((len(tables["speeches"]), len(ids)))
    name = f"{ids[0].rpartition('-')[0]}_topic"
    if name not in tables["paragraphs"]:
        return found
    blocks = numbered(tables)
    blocks = blocks[(blocks["number"] > 0) & blocks[name].notna()]
    column = {key.rpartition("-")[2]: i for i, key in enumerate(ids)}
    places = [column.get(str(int(topic)), -1) for topic in blocks[name]]
    known = np.array(places, np.int64) >= 0
    np.add.at(
        found,
        (blocks["number"].to_numpy()[known] - 1, np.array(places, np.int64)[known]),
        blocks["text"].str.len().to_numpy(float)[known],
    )
    sums = found.sum(axis=1, keepdims=True)
    shares: Floats = np.divide(found, sums, out=np.zeros_like(found), where=sums > 0)
    return shares


def read_by_speech(tables: Tables, quantities: Sequence[Quantity]) -> npt.NDArray[np.bool_]:
    """Return whether a speech has running paragraphs of each quantity, which a click shows.

    A speech may have a share of a theme that is not the first theme of any of its paragraphs.

    Returns
    -------
    bool array, shape (n_speeches, n_quantities)
    """
    blocks = _running(tables)
    found = np.zeros((len(tables["speeches"]), len(quantities)), bool)
    for i, own in enumerate(_is_first(tables, blocks, quantities)):
        found[blocks.loc[own, "number"].to_numpy() - 1, i] = True
    return found


def read_by_speaker(tables: Tables, quantities: Sequence[Quantity]) -> dict[str, list[bool]]:
    """Return the equivalent of `read_by_speech` for the speakers whom texts name.

    Returns
    -------
    dict of str to list of bool
        Empty if no text names its speakers.
    """
    blocks = _running(tables)
    if "speaker" not in blocks or not blocks["speaker"].map(text_of).any():
        return {}
    of_speech = tables["speeches"]["speaker"].map(text_of).to_numpy(object)
    inside = blocks["speaker"].map(text_of)
    names = inside.where(inside.ne(""), of_speech[blocks["number"].to_numpy() - 1])
    found = {name: [False] * len(quantities) for name in names.unique()}
    for i, own in enumerate(_is_first(tables, blocks, quantities)):
        for name in names[own].unique():
            found[name][i] = True
    return found


def _running(tables: Tables) -> pd.DataFrame:
    blocks = numbered(tables)
    return blocks[(blocks["number"] > 0) & blocks["role"].eq("body")]


def _is_first(
    tables: Tables, blocks: pd.DataFrame, quantities: Sequence[Quantity]
) -> Iterator[pd.Series]:
    """Yield for each quantity whether it is the first one of each paragraph."""
    themes = blocks["theme"].map(text_of).mask(~coded_rows(tables)[blocks.index], "?")
    for quantity in quantities:
        if quantity.key == "topic":
            engine, _, topic = quantity.id.rpartition("-")
            name = f"{engine}_topic"
            own = blocks[name].eq(int(topic)).fillna(False) if name in blocks else themes.eq("?")
        else:
            own = themes.eq("" if quantity.kind == "none" else quantity.id)
        yield own.astype(bool)


def overlap(one: _Interval, other: _Interval) -> bool:
    """Return whether two intervals overlap; True if one is unknown."""
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return True
    return one.low <= other.high and other.low <= one.high


def carriers(speeches: pd.DataFrame, shares: Floats) -> list[int]:
    """Return the number of the speech that has most of each quantity, 0 for none.

    Parameters
    ----------
    speeches : pandas.DataFrame
        The run's ``speeches`` table.
    shares : float64 array, shape (n_speeches, n_quantities)
        As from `shares_by_speech`.
    """
    amounts = shares * speeches["n_chars"].to_numpy(float)[:, None]
    sums = amounts.sum(axis=0)
    if not len(amounts):
        return [0] * shares.shape[1]
    most = amounts.argmax(axis=0)
    return [int(row) + 1 if amounts[row, i] > MOST * sums[i] else 0 for i, row in enumerate(most)]
