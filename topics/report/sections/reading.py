"""Reading: the paragraphs that match the filters, with their themes and sources."""

from __future__ import annotations

from topics.report.sections.base import Section

__all__ = ["SECTION"]

SECTION = Section(
    "reading",
    "阅读原文",
    "Reading",
    ("speeches", "paragraphs", "themes", "topics"),
    lambda _run: {},
)
