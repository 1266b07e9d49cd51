"""The tree of speeches: which speeches use the same words."""

from __future__ import annotations

from topics.report.sections.base import Section

__all__ = ["SECTION"]

SECTION = Section("clusters", "讲话聚类", ("speech_tree",), lambda _run: {})
