"""The report: one HTML file that shows what a run's tables say, and nothing else."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from itertools import combinations
from typing import Any

import pandas as pd

from topics.messages import message_from, render
from topics.report import data_quality, speech_views, topic_views, views
from topics.report.formula_views import formula_view
from topics.report.html import fill, whole_page
from topics.report.labels import engine_name, engines
from topics.report.palette import theme_colours

__all__ = ["report_page"]


def report_page(
    tables: Mapping[str, pd.DataFrame],
    manifest: Mapping[str, Any],
    svgs: Mapping[str, str],
    ldavis: Mapping[str, str] | None = None,
) -> str:
    """Return the report of a run as one HTML file that asks nothing of the network.

    Every text from the tables is escaped; what they hold is shown, never run. The
    page grows in step with the corpus: whole texts up to `speech_views.FULL_TEXT`
    characters, beyond that the opening of each paragraph; lists that could be long
    show their first rows and say how many there are in which file.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        The tables of a run; ``themes`` in codebook order.
    manifest : mapping
        The content of ``run.json``.
    svgs : mapping of str to str
        SVG source of each of the run's figures by name; each is shown as an image.
    ldavis : mapping of str to str, optional
        File name of the pyLDAvis page of each engine that has one.

    Returns
    -------
    str
    """
    colours = theme_colours(list(tables["themes"]["theme"]))
    no_theme = colours.pop("")
    style = fill("report.css.j2", colours=list(colours.values()), no_theme=no_theme)
    body = fill(
        "report.html.j2",
        **_views(tables),
        warnings=[render(message_from(entry), "zh") for entry in manifest["warnings"]],
        manifest=views.manifest_view(manifest),
        engines=[
            (name, engine_name(name), (ldavis or {}).get(name, ""))
            for name in engines(tables["topics"])
        ],
        figures={name: _image(svg) for name, svg in svgs.items()},
    )
    title = f"讲话主题报告 · {len(tables['speeches'])} 篇讲话"
    return whole_page(title, body, style, [fill("report.js")])


def _views(tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    pairs = combinations(engines(tables["topics"]), 2)
    return {
        "overview": views.overview(tables),
        "themes": views.theme_cards(tables),
        "best_chars": views.BEST_CHARS,
        "speeches": speech_views.speech_cards(tables),
        "clipped": speech_views.text_limit(tables["paragraphs"]),
        "topic_rows": topic_views.aligned_topics(tables),
        "agreements": [topic_views.agreement_view(tables, a, b) for a, b in pairs],
        "formula": formula_view(tables),
        "sources": views.source_rows(tables),
        "repairs": views.repair_rules(tables["repairs"]),
        "left_out": views.left_out(tables),
        "skipped": tables["skipped"].to_dict("records"),
        "duplicates": views.duplicates(tables["duplicates"]),
        "doubts": data_quality.doubtful_dates(tables),
        "masks": data_quality.masks(tables["masks"]),
        "similar": data_quality.similar_speeches(tables),
        "scores": views.score_table(tables["scores"]),
    }


def _image(svg: str) -> str:
    # As an image an SVG can neither run a script nor clash with the ids of another.
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
