"""The topics of all engines, side by side, and the agreement of engines."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import pandas as pd

from topics.report.labels import engine_name, engines, rows, text_of, topic_name
from topics.report.sections.base import RunData, Section
from topics.report.sections.shared import number_of, theme_positions
from topics.report.sections.topic_stability import stability_of_topics, start_notes

__all__ = ["SECTION", "agreement_view", "aligned_topics"]

Tables = Mapping[str, pd.DataFrame]


def aligned_topics(tables: Tables) -> list[list[dict[str, Any] | None]]:
    """Return rows of topics, one cell per engine; matched topics share a row.

    The first engine's topics come in order, each with its matches beside it; topics
    of other engines without a match follow. An empty cell is None.
    """
    names = engines(tables["topics"])
    cards = _cards(tables)
    matches = _matches(tables["agreement"])
    grid: list[list[dict[str, Any] | None]] = []
    placed = set()
    for number in [number for engine, number in cards if engine == names[0]]:
        row: list[dict[str, Any] | None] = [cards[names[0], number]]
        for engine in names[1:]:
            found = matches.get((names[0], number, engine))
            key = (engine, found[0]) if found else None
            row.append(cards[key] if key else None)
            placed.add(key)
        grid.append(row)
    for engine, number in cards:
        if engine != names[0] and (engine, number) not in placed:
            grid.append([cards[engine, number] if name == engine else None for name in names])
    return grid


def _cards(tables: Tables) -> dict[tuple[str, int], dict[str, Any]]:
    positions = theme_positions(tables["themes"])
    # One scale for all engines, so that bars beside each other compare.
    largest = tables["topics"]["share"].max()
    stability = stability_of_topics(tables)
    return {
        (r.engine, r.topic): {
            "engine": engine_name(r.engine),
            "anchor": f"{r.engine}-{r.topic}",
            "number": r.topic,
            "position": positions.get(text_of(r.theme)),
            "label": topic_name(r),
            "is_doubtful": getattr(r, "state", "") == "doubtful",
            "share": float(r.share),
            "width": float(r.share / largest) if largest > 0 else 0.0,
            "words": text_of(r.top_terms).split(),
            "frex": text_of(r.frex_terms).split(),
            "npmi": number_of(r.npmi),
            "c_v": number_of(r.c_v),
            "exclusivity": number_of(r.exclusivity),
            "stability": stability.get((r.engine, r.topic)),
        }
        for r in rows(tables["topics"])
    }


def _matches(agreement: pd.DataFrame) -> dict[tuple[str, int, str], tuple[int, float]]:
    found: dict[tuple[str, int, str], tuple[int, float]] = {}
    if agreement.empty:
        return found
    for r in rows(agreement[agreement["matched"].astype(bool)]):
        found[r.engine_a, r.topic_a, r.engine_b] = (r.topic_b, float(r.jaccard))
        found[r.engine_b, r.topic_b, r.engine_a] = (r.topic_a, float(r.jaccard))
    return found


def agreement_view(tables: Tables, engine_a: str, engine_b: str) -> dict[str, Any]:
    """Return the agreement of two engines: their ARI, if scored, and their matched topics."""
    labels = {(r.engine, r.topic): topic_name(r) for r in rows(tables["topics"])}
    themes = {(r.engine, r.topic): text_of(r.theme) for r in rows(tables["topics"])}
    pairs = [
        {
            "topic_a": r.topic_a,
            "label_a": labels[engine_a, r.topic_a],
            "topic_b": r.topic_b,
            "label_b": labels[engine_b, r.topic_b],
            "differ": _differ(themes[engine_a, r.topic_a], themes[engine_b, r.topic_b]),
            "similarity": number_of(getattr(r, "similarity", None)),
            "jaccard": float(r.jaccard),
            "p_value": number_of(getattr(r, "p_value", None)),
            "n_units": int(r.n_units),
            "words": text_of(r.shared_words).split(),
        }
        for r in rows(tables["agreement"])
        if (r.engine_a, r.engine_b) == (engine_a, engine_b) and r.matched
    ]
    seeded = {r.engine for r in rows(tables["topics"]) if text_of(getattr(r, "start_words", ""))}
    ari = {r.engine: number_of(r.value) for r in rows(tables["scores"]) if r.name.startswith("ari")}
    return {
        "engine_a": engine_name(engine_a),
        "engine_b": engine_name(engine_b),
        "id_a": engine_a,
        "id_b": engine_b,
        "n_a": sum(engine == engine_a for engine, _ in labels),
        "n_b": sum(engine == engine_b for engine, _ in labels),
        "figure": f"agreement_{engine_a}_{engine_b}",
        "ari": ari.get(f"{engine_a}+{engine_b}"),
        "own": [(engine_name(e), ari[e], e in seeded) for e in (engine_a, engine_b) if e in ari],
        "tested": "p_value" in tables["agreement"],
        "pairs": sorted(pairs, key=lambda pair: -pair["jaccard"]),
    }


def _sampled(stability: pd.DataFrame) -> tuple[int, bool]:
    """Return the number of subsamples, and whether they are of units instead of speeches."""
    if stability.empty:
        return 0, False
    own = stability[stability["kind"] == "subsample"]
    return int(own["start"].max()) if len(own) else 0, bool((own["sampled"] == "units").any())


def _differ(theme_a: str, theme_b: str) -> bool:
    """Return whether two matched topics have the names of different themes."""
    return bool(theme_a and theme_b) and theme_a != theme_b


def _view(run: RunData) -> dict[str, Any]:
    names = engines(run.tables["topics"])
    return {
        "engines": [(name, engine_name(name), run.ldavis.get(name, "")) for name in names],
        "topic_rows": aligned_topics(run.tables),
        "starts": start_notes(run.tables),
        "sampled": _sampled(run.tables["stability"]),
        "agreements": [agreement_view(run.tables, a, b) for a, b in combinations(names, 2)],
    }


SECTION = Section("topics", "话题模型", "Topics", ("topics", "themes"), _view)
