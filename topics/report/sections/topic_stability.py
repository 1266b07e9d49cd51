"""How stable each topic is, from ``stability.csv`` and the columns of topics and their terms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from topics.report.labels import rows
from topics.report.sections.shared import number_of

__all__ = ["stability_of_topics"]

Tables = Mapping[str, pd.DataFrame]

N_WORDS = 10
"""Number of top words of a card."""


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
    """Return the top words of each topic that are rarely found, the most frequent first."""
    if "found" not in terms.columns:
        return {}
    top = terms[terms["rank"] <= N_WORDS]
    found: dict[tuple[str, int], list[str]] = {}
    most = top.groupby(["engine", "topic"])["found"].max().to_dict()
    for r in rows(top[top["found"].notna()]):
        if 2 * r.found < most[r.engine, r.topic]:
            found.setdefault((r.engine, r.topic), []).append(r.term)
    return found
