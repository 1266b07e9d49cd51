"""The page of a comparison of two runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from topics.report.html import fill, joined, whole_page

__all__ = ["compare_page"]


def compare_page(view: Mapping[str, Any]) -> str:
    """Return the page of a comparison: one HTML file in both languages, without network.

    Parameters
    ----------
    view : mapping
        Plain values, as `topics.comparison.view.view_of` returns them; every text is escaped.
    """
    body = fill("compare.html.j2", **view)
    style = joined("styles", "css", ["base", "findings", "compare"])
    title = f"{view['names'][0]} · {view['names'][1]}"
    return whole_page(
        f"topics compare · {title}", body, style, [joined("scripts", "js", ["switch"])]
    )
