"""The appendix: changes and omissions, files, settings, hashes."""

from __future__ import annotations

from typing import Any

from topics.report.html import exact_block
from topics.report.sections.appendix_run import manifest_view, source_rows
from topics.report.sections.appendix_tables import table_rows
from topics.report.sections.appendix_texts import (
    duplicates,
    left_out,
    missing_words,
    repair_rules,
    skipped,
)
from topics.report.sections.base import RunData, Section
from topics.report.sections.data_quality import masks, similar_speeches
from topics.report.sections.methods import methods_view

__all__ = ["SECTION"]


def _view(run: RunData) -> dict[str, Any]:
    tables = run.tables
    return {
        **methods_view(run),
        "repairs": repair_rules(tables["repairs"]),
        "masks": masks(tables["masks"]),
        "skipped": skipped(tables["skipped"]),
        "left_out": left_out(tables),
        "duplicates": duplicates(tables["duplicates"]),
        "similar": similar_speeches(tables),
        "missing_words": missing_words(tables["missing_seed_words"], tables["themes"]),
        "manifest": manifest_view(run.manifest),
        "sources": source_rows(tables["sources"]),
        "table_rows": table_rows(run),
        "csv": exact_block(_texts(run)) if run.beside.files else "",
    }


def _texts(run: RunData) -> dict[str, str]:
    """Return the tables in the page, each with its byte-order mark."""
    return {name: data.decode() for name, data in run.beside.files.items()}


SECTION = Section("appendix", "附录", "Appendix", ("sources", "speeches", "paragraphs"), _view)
