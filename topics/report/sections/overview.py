"""The opening of the report: the texts, the share of each theme, and the warnings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from topics.messages import message_from, render
from topics.report.labels import engine_name, engines, rows, text_of, topic_name
from topics.report.sections.base import RunData, Section
from topics.report.sections.shared import codebook_state, report_title
from topics.themes.types import NONE

__all__ = ["SECTION", "codebook_fit", "overview"]


def overview(tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """Return the opening counts of the report, and the overall share of each theme."""
    paragraphs, topics = tables["paragraphs"], tables["topics"]
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
        "title": report_title(tables),
        "state": codebook_state(tables),
        "fit": codebook_fit(tables),
        "parts": _parts(tables),
    }


def _parts(tables: Mapping[str, pd.DataFrame]) -> list[dict[str, Any]]:
    """Return what the ribbon shows: the themes, or where they do not fit the first engine's topics.

    None of the themes comes last, whatever its share.
    """
    if codebook_state(tables) != "fits":
        found = tables["topics"]
        found = found[found["engine"].isin(engines(found)[:1])]
        return [
            {
                "anchor": f"{r.engine}-{r.topic}",
                "position": i,
                "zh": f"话题 {r.topic}　{topic_name(r)}",
                "share": float(r.share),
            }
            for i, r in enumerate(rows(found))
        ]
    parts = [
        {"anchor": f"theme-{i}", "position": i, "zh": r.zh, "share": float(r.share)}
        for i, r in enumerate(rows(tables["themes"]))
    ]
    last = [text_of(theme) == NONE for theme in tables["themes"]["theme"]]
    return [part for _, part in sorted(zip(last, parts, strict=True), key=_by_share)]


def _by_share(pair: tuple[bool, dict[str, Any]]) -> tuple[bool, float]:
    return pair[0], -pair[1]["share"]


def codebook_fit(tables: Mapping[str, pd.DataFrame]) -> dict[str, Any] | None:
    """Return how far the codebook fits the texts; None where it is not known."""
    fit = tables.get("codebook_fit", pd.DataFrame())
    if fit.empty:
        return None
    row, topics, themes = next(rows(fit)), tables["topics"], tables["themes"]
    names = dict(zip(themes["theme"], themes["zh"], strict=True))
    return {
        "codebook": row.codebook,
        "prior_none": float(row.prior_none),
        "none_share": float(row.none_share),
        "evidence": float(row.evidence_per_100),
        "unsupported": [names.get(theme, theme) for theme in text_of(row.unsupported).split()],
        "n_lines": int(row.n_lines),
        "n_topics": len(topics),
        "n_unnamed": int(topics["theme"].map(text_of).eq("").sum()),
    }


def _view(run: RunData) -> dict[str, Any]:
    warnings = run.manifest.get("warnings", [])
    return {
        **overview(run.tables),
        "warnings": [render(message_from(entry), "zh") for entry in warnings],
    }


SECTION = Section(
    "overview", "概览", "Findings", ("sources", "speeches", "paragraphs", "themes", "topics"), _view
)
