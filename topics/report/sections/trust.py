"""The reliability of dates, shares, paragraphs, topics, engines and scores, with explanations."""

from __future__ import annotations

from typing import Any

from topics.report.labels import rows
from topics.report.sections.base import RunData, Section
from topics.report.sections.data_quality import doubtful_dates
from topics.report.sections.dates import contradicted, datings
from topics.report.sections.shared import codebook_state, number_of, shares_are_probabilities
from topics.report.sections.trust_models import agreements, stability_view
from topics.report.sections.trust_scores import confusion_view, score_table
from topics.report.sections.trust_themes import certainty, codebook_view, theme_rows
from topics.report.sensitivity_data import sensitivity_rows
from topics.themes.types import NONE

__all__ = ["SECTION"]


def _glance(view: dict[str, Any]) -> dict[str, Any]:
    """Return the numbers of the opening lines, explained by the blocks below."""
    ranked = [row for row in view["themes"] if row["id"] != NONE]
    known = [row["overlaps"] for row in ranked if row["overlaps"] is not None]
    first = ranked[0] if ranked and ranked[0]["low"] is not None else None
    return {
        "first": first,
        "n_neighbours": len(known),
        "n_overlap": sum(known),
        "n_ranked": len(ranked),
        "n_usable": sum(row["verdict"]["usable"] for row in ranked),
        "stable": [row for row in view["stability"] if row["n_samples"]],
    }


def _gold(run: RunData) -> dict[str, Any] | None:
    """Return the accuracy of the themes on gold lines with its interval; None without lines."""
    for row in rows(run.tables["scores"]):
        if row.name == "theme_accuracy":
            names = ("value", "low", "high", "n")
            return {name: number_of(getattr(row, name, None)) for name in names}
    return None


def _view(run: RunData) -> dict[str, Any]:
    tables, found = run.tables, run.beside.sensitivity
    continued = run.manifest.get("continued", ())
    view = {
        "state": codebook_state(tables),
        "codebook": codebook_view(tables),
        "are_probabilities": shares_are_probabilities(tables),
        "themes": theme_rows(tables) if codebook_state(tables) != "none" else [],
        "certainty": certainty(tables) if codebook_state(tables) != "none" else None,
        "doubts": doubtful_dates(tables),
        "contradicted": contradicted(datings(tables["speeches"])),
        "n_speeches": len(tables["speeches"]),
        "dates_known": "date_clash" in tables["speeches"],
        "stability": [
            {**row, "continued": row["engine"] in continued} for row in stability_view(tables)
        ],
        "agreements": agreements(tables),
        "scores": score_table(tables["scores"]),
        "gold": _gold(run),
        "confusion": confusion_view(tables),
        "choices": [] if found is None else sensitivity_rows(found),
        "stale": run.beside.stale,
    }
    return {**view, "glance": _glance(view)}


SECTION = Section(
    "trust",
    "结果是否可信",
    "How far to trust it",
    ("speeches", "paragraphs", "themes", "topics"),
    _view,
)
