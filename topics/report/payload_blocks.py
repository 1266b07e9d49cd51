"""The blocks of the speeches in the data of the page."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from topics.report.html import shown_length
from topics.report.labels import engines, text_of
from topics.report.sections.base import Tables
from topics.report.sections.shared import OUTSIDE, coded_rows, numbered
from topics.themes.types import NONE

__all__ = ["block_columns", "page_blocks"]

COLUMNS = ["id", "number", "source", "paragraph", "role", "text", "theme", "theme_share"]


def page_blocks(tables: Tables) -> pd.DataFrame:
    """Return the blocks that belong to a speech, in order.

    Returns
    -------
    pandas.DataFrame
        The columns of ``paragraphs`` and ``number``, the running number of the speech. Runs of
        earlier versions have no ``id``; source and paragraph replace it. The index is the row in
        ``paragraphs``.
    """
    if not {"paragraphs", "speeches"} <= set(tables):
        return pd.DataFrame(columns=COLUMNS)
    found = numbered(tables).reset_index(drop=True)
    found = found[(found["number"] > 0) & ~found["role"].isin(OUTSIDE)]
    if "id" not in found:
        found = found.assign(id=found["source"] + "#" + found["paragraph"].astype(str))
    return found.assign(text=[text_of(text) for text in found["text"]])


def block_columns(blocks: pd.DataFrame, tables: Tables) -> dict[str, Any]:
    """Return blocks as columns.

    Returns
    -------
    dict
        ``id``, ``speech`` (running number), ``paragraph``, ``role``, ``body`` (1 for running text),
        ``heading`` (length of the heading that the text opens with), ``first`` and ``last``
        (lines), ``text``, ``theme`` and ``theme2`` (rows of ``themes``, -1 for none), ``share``,
        ``share2``, ``certain`` (1 or 0; -1 if it was not coded), ``hand`` (of those coded by hand
        the row of the theme before, by row), and ``topics`` and
        ``topic_shares``, one list for each engine; topic 0 is none.
    """
    if blocks.empty:
        return {"id": [], "text": [], "topics": {}, "topic_shares": {}}
    positions = {theme: i for i, theme in enumerate(tables["themes"].get("theme", ()))}
    nothing = positions.get(NONE, -1)
    present = [e for e in engines(tables["topics"]) if f"{e}_topic" in blocks]

    def column(name: str, default: Any) -> pd.Series:
        return blocks[name] if name in blocks else pd.Series(default, blocks.index)

    def themes(name: str) -> list[int]:
        return [positions.get(text_of(v), nothing) for v in column(name, "")]

    coded = coded_rows(tables).reset_index(drop=True)[blocks.index]
    by_hand = column("coded_by", "").map(text_of)
    sure = column("certain", True).astype(bool).astype(int)
    return {
        "id": blocks["id"].tolist(),
        "speech": blocks["number"].tolist(),
        "paragraph": blocks["paragraph"].tolist(),
        "role": blocks["role"].tolist(),
        "body": blocks["role"].eq("body").astype(int).tolist(),
        "heading": [shown_length(text_of(heading)) for heading in column("heading", "")],
        "first": blocks["first_line"].tolist(),
        "last": blocks["last_line"].tolist(),
        "text": blocks["text"].tolist(),
        "theme": [t if c else -1 for t, c in zip(themes("theme"), coded, strict=True)],
        "share": _rounded(column("theme_share", np.nan)),
        "theme2": themes("theme2"),
        "share2": _rounded(column("theme2_share", np.nan)),
        "certain": sure.where(coded, -1).tolist(),
        "hand": {
            i: before
            for i, (by, before) in enumerate(zip(by_hand, themes("theme_before"), strict=True))
            if by
        },
        "topics": {e: blocks[f"{e}_topic"].fillna(0).astype(int).tolist() for e in present},
        "topic_shares": {e: _rounded(column(f"{e}_share", np.nan)) for e in present},
    }


def _rounded(values: pd.Series) -> list[float | None]:
    """Return numbers with three digits; a missing one is None."""
    numbers = pd.to_numeric(values).astype(float).round(3).tolist()
    return [None if number != number else number for number in numbers]
