"""The opening of the report: the texts, the share of each theme, and the warnings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from topics.messages import message_from, render
from topics.report.labels import engine_name, engines, rows, text_of
from topics.report.sections.base import RunData, Section

__all__ = ["SECTION", "missing_words", "overview"]


def overview(tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """Return the opening counts of the report, and the overall share of each theme."""
    paragraphs, topics = tables["paragraphs"], tables["topics"]
    themes = [
        {"position": i, "zh": r.zh, "share": float(r.share)}
        for i, r in enumerate(rows(tables["themes"]))
    ]
    return {
        "n_sources": len(tables["sources"]),
        "n_speeches": len(tables["speeches"]),
        "n_paragraphs": int((paragraphs["role"] == "body").sum()),
        "n_duplicates": int(paragraphs["duplicate_of"].map(text_of).ne("").sum()),
        "n_coded": int(paragraphs["theme"].map(text_of).ne("").sum()),
        "n_chars": int(tables["speeches"]["n_chars"].sum()),
        "n_repairs": len(tables["repairs"]),
        "n_skipped": len(tables["skipped"]),
        "n_incomplete": int((~tables["speeches"]["complete"].astype(bool)).sum()),
        "engines": [
            {"name": engine_name(name), "n_topics": int((topics["engine"] == name).sum())}
            for name in engines(topics)
        ],
        "themes": sorted(themes, key=lambda theme: -theme["share"]),
    }


def missing_words(table: pd.DataFrame, themes: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the seed words that are not terms of the model, by theme and kind."""
    if table.empty:
        return []
    names = dict(zip(themes["theme"], themes["zh"], strict=True))
    return [
        {
            "theme": names.get(theme, theme),
            "absent": list(group.loc[group["kind"] == "absent", "word"]),
            "uncounted": list(group.loc[group["kind"] == "uncounted", "word"]),
        }
        for theme, group in table.groupby("theme", sort=False)
    ]


def _view(run: RunData) -> dict[str, Any]:
    warnings = run.manifest.get("warnings", [])
    return {
        **overview(run.tables),
        "warnings": [render(message_from(entry), "zh") for entry in warnings],
        "missing_words": missing_words(run.tables["missing_seed_words"], run.tables["themes"]),
    }


SECTION = Section(
    "overview", "概览", ("sources", "speeches", "paragraphs", "themes", "topics"), _view
)
