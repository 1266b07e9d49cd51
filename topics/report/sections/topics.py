"""The topics of all engines: a map, one topic beside it, a list, and the agreement of engines."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import pandas as pd

from topics.report.html import data_block
from topics.report.labels import engine_name, engines, rows, text_of, topic_name
from topics.report.sections.base import RunData, Section
from topics.report.sections.shared import number_of
from topics.report.sections.topic_details import topic_details, topic_names
from topics.report.sections.topic_map import WIDTH, topic_map
from topics.report.sections.topic_stability import stability_of_topics, start_notes

__all__ = ["SECTION", "agreement_view"]

Tables = Mapping[str, pd.DataFrame]


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


def _listed(tables: Tables) -> list[dict[str, Any]]:
    """Return the rows of the list of all topics."""
    names, stability = topic_names(tables), stability_of_topics(tables)
    return [
        {
            "key": f"{r.engine}-{r.topic}",
            "engine": r.engine,
            "engine_name": engine_name(r.engine),
            "number": r.topic,
            **names[r.engine, r.topic],
            "share": float(r.share),
            "stability": stability.get((r.engine, r.topic)),
            "words": text_of(r.top_terms),
            "npmi": number_of(r.npmi),
            "state": text_of(getattr(r, "state", "")),
        }
        for r in rows(tables["topics"])
    ]


def _map(tables: Tables, engine: str) -> tuple[float, list[dict[str, Any]]]:
    topics, terms = tables["topics"], tables["topic_terms"]
    own = topics[topics["engine"] == engine]
    if len(terms):
        terms = terms[terms["engine"] == engine]
    names = topic_names(tables)
    return topic_map(own, terms, [names[engine, topic] for topic in own["topic"]])


def _view(run: RunData) -> dict[str, Any]:
    names = engines(run.tables["topics"])
    listed = _listed(run.tables)
    return {
        "engines": [
            {
                "id": name,
                "name": engine_name(name),
                "ldavis": run.ldavis.get(name, ""),
                "map": _map(run.tables, name),
            }
            for name in names
        ],
        "width": WIDTH,
        "listed": listed,
        "is_ranged": any(topic["stability"] for topic in listed),
        "starts": start_notes(run.tables),
        "sampled": _sampled(run.tables["stability"]),
        "agreements": [agreement_view(run.tables, a, b) for a, b in combinations(names, 2)],
        "data": data_block(topic_details(run.tables)),
    }


SECTION = Section("topics", "话题", "Topics", ("topics", "themes"), _view)
