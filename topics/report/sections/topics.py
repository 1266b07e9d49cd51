"""The topics of all engines: a map, one topic beside it, and a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from topics.report.html import data_block
from topics.report.labels import before_edits, engine_name, engines, rows, text_of, topic_names
from topics.report.sections.base import RunData, Section
from topics.report.sections.shared import number_of
from topics.report.sections.topic_details import topic_details
from topics.report.sections.topic_map import WIDTH, topic_map
from topics.report.sections.topic_stability import stability_of_topics

__all__ = ["SECTION"]

Tables = Mapping[str, pd.DataFrame]


def _listed(tables: Tables) -> list[dict[str, Any]]:
    """Return the rows of the list of all topics."""
    names = topic_names(tables["topics"], tables["themes"])
    stability = stability_of_topics(tables)
    return [
        {
            "key": f"{r.engine}-{r.topic}",
            "engine": r.engine,
            "number": r.topic,
            "zh": names[r.engine, r.topic][0],
            "en": names[r.engine, r.topic][1],
            "share": float(r.share),
            "stability": stability.get((r.engine, r.topic)),
            "words": text_of(r.top_terms),
            "npmi": number_of(r.npmi),
            "state": text_of(getattr(r, "state", "")),
            "edited": before_edits(r),
        }
        for r in rows(tables["topics"])
    ]


def _map(tables: Tables, engine: str) -> tuple[float, list[dict[str, Any]]]:
    topics, terms = tables["topics"], tables["topic_terms"]
    own = topics[topics["engine"] == engine]
    if len(terms):
        terms = terms[terms["engine"] == engine]
    names = topic_names(own, tables["themes"])
    return topic_map(own, terms, [names[engine, topic] for topic in own["topic"]])


def _hidden(run: RunData) -> list[dict[str, Any]]:
    """Return the number of topics of each engine that edits hide, and their share."""
    hidden = run.beside.hidden
    if hidden is None or hidden.empty:
        return []
    found = []
    for name in engines(hidden):
        own = hidden[hidden["engine"] == name]
        names = {"zh": engine_name(name), "en": engine_name(name, "en")}
        found.append({**names, "n": len(own), "share": float(own["share"].sum())})
    return found


def _view(run: RunData) -> dict[str, Any]:
    names = engines(run.tables["topics"])
    listed = _listed(run.tables)
    return {
        "engines": [
            {
                "id": name,
                "name": engine_name(name),
                "name_en": engine_name(name, "en"),
                "ldavis": run.ldavis.get(name, ""),
                "map": _map(run.tables, name),
            }
            for name in names
        ],
        "width": WIDTH,
        "listed": listed,
        "hidden": _hidden(run),
        "is_ranged": any(topic["stability"] for topic in listed),
        "is_explained": {"speeches", "paragraphs"} <= set(run.tables),
        "data": data_block(topic_details(run.tables)),
    }


SECTION = Section("topics", "话题", "Topics", ("topics", "themes"), _view)
