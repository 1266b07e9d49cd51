"""The reliability of topics: found again in subsamples and starts, and by another engine."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pandas as pd

from topics.report.labels import doubt, engine_name, engines, rows, text_of, topic_names
from topics.report.sections.base import Tables
from topics.report.sections.shared import number_of

__all__ = ["agreement_view", "agreements", "stability_view"]

Row = dict[str, Any]
Names = dict[tuple[str, int], tuple[str, str]]

KINDS = ("subsample", "start", "random_start")


def stability_view(tables: Tables) -> list[Row]:
    """Return how often the topics of each engine are found again.

    Returns
    -------
    list of dict
        By engine: engine, zh, en, n_topics, n_starts, random_state, seeded (whether topics start
        from seed words), n_samples and of_units (whether subsamples leave out units instead of
        speeches), the mean number of topics found in fits of each kind (None without any), and by
        their counts in the subsamples n_held (topics in at least nine of ten), n_most (in more
        than half) and weak (the others: topic, zh, en, found); empty if not recorded.
    """
    topics = tables["topics"]
    if "n_starts" not in topics:
        return []
    return [_of_engine(tables, name) for name in engines(topics)]


def _of_engine(tables: Tables, name: str) -> Row:
    topics, stability = tables["topics"], tables["stability"]
    names = topic_names(topics, tables["themes"])
    own = topics[topics["engine"] == name]
    fits = stability[stability["engine"] == name] if len(stability) else stability
    first = next(rows(own))
    shown = int(first.random_state)
    counted = [r for r in rows(own) if number_of(getattr(r, "found", None)) is not None]
    sampled = fits[fits["kind"] == "subsample"] if len(fits) else fits
    return {
        "engine": name,
        "zh": engine_name(name),
        "en": engine_name(name, "en"),
        "n_topics": len(own),
        "n_starts": int(first.n_starts),
        "random_state": shown,
        "seeded": bool(own["start_words"].map(text_of).ne("").any()),
        "n_samples": int(counted[0].n_samples) if counted else 0,
        "of_units": bool(len(sampled) and (sampled["sampled"] == "units").any()),
        **_means(fits, shown),
        "n_held": sum(10 * r.found >= 9 * r.n_samples for r in counted),
        "n_most": sum(2 * r.found > r.n_samples for r in counted),
        "weak": [
            {**_topic(r, names), "found": int(r.found)}
            for r in counted
            if 2 * r.found <= r.n_samples
        ],
    }


def _means(fits: pd.DataFrame, shown: int) -> dict[str, float | None]:
    """Return the mean number of topics of a fit of each kind, without the start that is shown."""
    if fits.empty:
        return dict.fromkeys(KINDS)
    others = fits[(fits["kind"] != "start") | (fits["random_state"] != shown)]
    means = others.groupby(["kind", "start"])["found"].sum().groupby("kind").mean()
    return {kind: number_of(means.get(kind)) for kind in KINDS}


def agreements(tables: Tables) -> list[Row]:
    """Return the agreement of each pair of engines that was compared."""
    table = tables["agreement"]
    compared = set(zip(table.get("engine_a", ()), table.get("engine_b", ()), strict=True))
    pairs = combinations(engines(tables["topics"]), 2)
    return [agreement_view(tables, *pair) for pair in pairs if pair in compared]


def agreement_view(tables: Tables, engine_a: str, engine_b: str) -> Row:
    """Return the agreement of two engines: their index, if scored, and their matched topics."""
    topics = {(r.engine, r.topic): r for r in rows(tables["topics"])}
    names = topic_names(tables["topics"], tables["themes"])
    pairs = [
        _pair(r, topics[engine_a, r.topic_a], topics[engine_b, r.topic_b], names)
        for r in rows(tables["agreement"])
        if (r.engine_a, r.engine_b) == (engine_a, engine_b) and r.matched
    ]
    scores = {
        r.engine: {name: number_of(getattr(r, name, None)) for name in ("value", "low", "high")}
        for r in rows(tables["scores"])
        if r.name.startswith("ari")
    }
    return {
        "a": _engine(engine_a, tables, scores),
        "b": _engine(engine_b, tables, scores),
        "ari": scores.get(f"{engine_a}+{engine_b}"),
        "tested": "p_value" in tables["agreement"],
        "n_differ": sum(pair["differ"] for pair in pairs),
        "pairs": sorted(pairs, key=lambda pair: -pair["jaccard"]),
    }


def _engine(name: str, tables: Tables, scores: dict[str, Row]) -> Row:
    own = tables["topics"][tables["topics"]["engine"] == name]
    return {
        "id": name,
        "zh": engine_name(name),
        "en": engine_name(name, "en"),
        "n_topics": len(own),
        "own_ari": scores.get(name, {}).get("value"),
        "seeded": "start_words" in own and bool(own["start_words"].map(text_of).ne("").any()),
    }


def _pair(row: Any, a: Any, b: Any, names: Names) -> Row:
    themes = text_of(a.theme), text_of(b.theme)
    return {
        "a": _topic(a, names),
        "b": _topic(b, names),
        "differ": all(themes) and themes[0] != themes[1],
        "similarity": number_of(getattr(row, "similarity", None)),
        "jaccard": float(row.jaccard),
        "p_value": number_of(getattr(row, "p_value", None)),
        "n_units": int(row.n_units),
        "words": text_of(row.shared_words).split()[:12],
    }


def _topic(row: Any, names: Names) -> Row:
    """Return number and name of a topic, marked if doubtful."""
    zh, en = names[row.engine, row.topic]
    return {"topic": row.topic, "zh": zh + doubt(row), "en": en + doubt(row, "en")}
