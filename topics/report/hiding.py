"""Topics that a researcher hid: pages and figures omit them, tables keep them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from topics.edits.topic_edits import HIDDEN

__all__ = ["hidden_topics", "without_hidden"]

KEYS = {
    "topics": (("engine", "topic"),),
    "topic_terms": (("engine", "topic"),),
    "topics_by": (("engine", "topic"),),
    "agreement": (("engine_a", "topic_a"), ("engine_b", "topic_b")),
}
"""Columns that name a topic, by table."""


def hidden_topics(topics: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a table ``topics`` that edits hide."""
    if "edited" not in topics:
        return topics.head(0)
    return topics[[HIDDEN in str(kinds).split() for kinds in topics["edited"]]]


def without_hidden(tables: Mapping[str, pd.DataFrame]) -> Mapping[str, pd.DataFrame]:
    """Return the tables of a run for pages, without the topics that edits hide.

    Shares are those of all topics. A paragraph whose largest topic is hidden has none.

    Parameters
    ----------
    tables : mapping of str to DataFrame
    """
    hidden = hidden_topics(tables.get("topics", pd.DataFrame()))
    if hidden.empty:
        return tables
    keys = pd.MultiIndex.from_frame(hidden[["engine", "topic"]])
    shown = {name: tables[name] for name in tables}
    for name, pairs in KEYS.items():
        for pair in pairs if name in shown else ():
            table = shown[name]
            is_hidden = pd.MultiIndex.from_frame(table[list(pair)]).isin(keys)
            shown[name] = table[~is_hidden].reset_index(drop=True)
    paragraphs = shown["paragraphs"]
    for engine, topics in hidden.groupby("engine")["topic"]:
        names = [f"{engine}_{end}" for end in ("topic", "share")]
        if names[0] in paragraphs:
            is_hidden = paragraphs[names[0]].isin(topics).to_numpy(bool)
            masked = {name: paragraphs[name].mask(is_hidden) for name in names}
            paragraphs = paragraphs.assign(**masked)
    return shown | {"paragraphs": paragraphs}
