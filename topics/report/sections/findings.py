"""The opening of the report: its title, the texts, the findings, and the warnings of the run."""

from __future__ import annotations

from typing import Any

from topics.messages import message_from, render
from topics.report.labels import rows, text_of
from topics.report.sections import findings_data
from topics.report.sections.base import RunData, Section, Tables
from topics.report.sections.shared import codebook_state, report_title

__all__ = ["SECTION", "codebook_fit", "facts"]

MAX_WARNINGS = 100
"""Maximum number of warnings in the page; ``run.json`` has all."""


def facts(tables: Tables) -> dict[str, int]:
    """Return the counts of the report's first line."""
    paragraphs, speeches = tables["paragraphs"], tables["speeches"]
    return {
        "n_speeches": len(speeches),
        "n_paragraphs": int((paragraphs["role"] == "body").sum()),
        "n_chars": int(speeches["n_chars"].sum()),
        "n_sources": len(tables["sources"]),
        "n_duplicates": int(paragraphs["duplicate_of"].map(text_of).ne("").sum()),
        "n_skipped": len(tables["skipped"]),
        "n_incomplete": int((~speeches["complete"].astype(bool)).sum()),
    }


def codebook_fit(tables: Tables) -> dict[str, Any] | None:
    """Return how well the codebook fits the texts; None if unknown."""
    fit = tables["codebook_fit"]
    if fit.empty:
        return None
    row, topics, themes = next(rows(fit)), tables["topics"], tables["themes"]
    zh, en = (dict(zip(themes["theme"], themes[name], strict=True)) for name in ("zh", "en"))
    missing = text_of(row.unsupported).split()
    return {
        "codebook": row.codebook,
        "prior_none": float(row.prior_none),
        "none_share": float(row.none_share),
        "evidence": float(row.evidence_per_100),
        "unsupported": [(zh.get(t, t), en.get(t) or zh.get(t, t)) for t in missing],
        "n_lines": int(row.n_lines),
        "n_topics": len(topics),
        "n_unnamed": int(topics["theme"].map(text_of).eq("").sum()),
    }


def _view(run: RunData) -> dict[str, Any]:
    tables, state = run.tables, codebook_state(run.tables)
    found = findings_data.largest(tables) + findings_data.differences(tables)
    found += findings_data.doubtful_dates(tables) + findings_data.agreement(tables)
    # For topics, and for themes that do not fit, certainty has no meaning.
    found += findings_data.certainty(tables) if state == "fits" else []
    shown, withheld = findings_data.withheld_of(found)
    messages = [message_from(entry) for entry in run.manifest.get("warnings", [])]
    return {
        "title": (report_title(tables), report_title(tables, "en")),
        "facts": facts(tables),
        "state": state,
        "fit": codebook_fit(tables),
        "findings": shown,
        "withheld": withheld,
        "warnings": [(render(m, "zh"), render(m, "en")) for m in messages[:MAX_WARNINGS]],
        "n_warnings": len(messages),
    }


SECTION = Section(
    "findings",
    "主要发现",
    "Findings",
    ("sources", "speeches", "paragraphs", "themes", "topics"),
    _view,
)
"""It also shows the title of the page."""
