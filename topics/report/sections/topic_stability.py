"""How stable each topic is, from ``stability.csv`` and the columns of topics and their terms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from topics.report.labels import engine_name, engines, rows, text_of
from topics.report.sections.shared import number_of

__all__ = ["stability_of_topics", "start_notes"]

Tables = Mapping[str, pd.DataFrame]

N_WORDS = 10
"""Top words of a card."""


def stability_of_topics(tables: Tables) -> dict[tuple[str, int], dict[str, Any]]:
    """Return how often each topic is found again; empty if the run has no subsamples.

    By engine and topic: found, n_samples, low and high (range of its share, None if it is never
    found), words (those of its top words that are among them in less than half of the subsamples
    in which it is found).
    """
    if "found" not in tables["topics"].columns:
        return {}
    words = _passing_words(tables["topic_terms"])
    return {
        (r.engine, r.topic): {
            "found": int(r.found),
            "n_samples": int(r.n_samples),
            "low": number_of(r.share_low),
            "high": number_of(r.share_high),
            "words": words.get((r.engine, r.topic), [])[: N_WORDS if r.found else 0],
        }
        for r in rows(tables["topics"])
        if number_of(r.found) is not None
    }


def _passing_words(terms: pd.DataFrame) -> dict[tuple[str, int], list[str]]:
    """Return the top words of each topic that are rarely there; the first is there most often."""
    if "found" not in terms.columns:
        return {}
    top = terms[terms["rank"] <= N_WORDS]
    found: dict[tuple[str, int], list[str]] = {}
    most = top.groupby(["engine", "topic"])["found"].max().to_dict()
    for r in rows(top[top["found"].notna()]):
        if 2 * r.found < most[r.engine, r.topic]:
            found.setdefault((r.engine, r.topic), []).append(r.term)
    return found


def start_notes(tables: Tables) -> list[dict[str, Any]]:
    """Return from which starts the topics of each engine come.

    For each engine: engine, random_state and n_starts, seeded (the topics that started from the
    codebook's words), and the mean number of topics found again by kind of fit: subsample, start,
    random_start; None where there are none.
    """
    if "n_starts" not in tables["topics"].columns:
        return []
    notes = []
    for name in engines(tables["topics"]):
        own = tables["topics"][tables["topics"]["engine"] == name]
        notes.append(
            {
                "engine": engine_name(name),
                "random_state": int(own["random_state"].iloc[0]),
                "n_starts": int(own["n_starts"].iloc[0]),
                "n_topics": len(own),
                "seeded": [r.topic for r in rows(own) if text_of(r.start_words)],
                "unseeded": [r.topic for r in rows(own) if not text_of(r.start_words)],
                **_means(tables["stability"], name, int(own["random_state"].iloc[0])),
            }
        )
    return notes


def _means(table: pd.DataFrame, engine: str, random_state: int) -> dict[str, float | None]:
    """Return how many topics a fit of each kind has on average, the start shown left out."""
    kinds = ("subsample", "start", "random_start")
    if table.empty:
        return dict.fromkeys(kinds)
    own = table[table["engine"] == engine]
    own = own[(own["kind"] != "start") | (own["random_state"] != random_state)]
    means = own.groupby(["kind", "start"])["found"].sum().groupby("kind").mean()
    return {kind: number_of(means.get(kind)) for kind in kinds}
