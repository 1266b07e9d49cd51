"""The page of all runs in a folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from topics.report.html import fill, joined, whole_page

__all__ = ["MARK", "runs_page"]

MARK = 'data-page="topics-runs"'
"""Mark of pages of this package, which may be replaced."""


def runs_page(
    folder: str,
    runs: Sequence[Mapping[str, Any]],
    shares: Sequence[tuple[str, str, Sequence[float | None]]],
) -> str:
    """Return the page of all runs: one HTML file in both languages, without network.

    Parameters
    ----------
    folder : str
        Name of the folder.
    runs : sequence of mapping
        In order, each with ``name``, ``page``, ``depth``, ``n_sources``, ``n_speeches``,
        ``parent``, ``is_orphan``, ``previous``, ``problems``, ``changes``: in
        Chinese, in English, what; and ``comparisons``: name of the other run, page.
    shares : sequence of (str, str, sequence of float or None)
        Themes in Chinese and English, and the share in each run.
    """
    body = fill("runs.html.j2", folder=folder, runs=runs, shares=shares)
    style, switch = joined("styles", "css", ["base"]), joined("scripts", "js", ["switch"])
    return whole_page(f"topics runs · {folder}", body, style, [switch])
