"""The report: one HTML file, built from the tables of a run alone."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from topics.report.html import fill, whole_page
from topics.report.palette import theme_colours
from topics.report.sections import RunData, Section, Tables, sections_of
from topics.report.sections.shared import report_title

__all__ = ["report_page"]


def report_page(
    tables: Mapping[str, pd.DataFrame],
    manifest: Mapping[str, Any],
    svgs: Mapping[str, str],
    ldavis: Mapping[str, str] | None = None,
) -> str:
    """Return the report of a run as one HTML file that needs no network.

    Every text from the tables is escaped: shown, never executed. The size of the
    page is limited: whole texts up to `sections.speeches.FULL_TEXT`
    characters, beyond that the beginning of each paragraph; long lists show their first
    rows and refer to the file with all of them.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        The tables of a run; ``themes`` in codebook order. A section is omitted if a
        table that it needs is missing.
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
    figures = {name: _image(svg) for name, svg in svgs.items()}
    run = RunData(Tables(tables), manifest, figures, ldavis or {})
    sections = sections_of(run.tables)
    body = fill(
        "report.html.j2",
        sections=sections,
        bodies=[_filled(section, run) for section in sections],
    )
    colours = theme_colours(run.tables["themes"])
    no_theme = colours.pop("")
    style = fill("report.css.j2", colours=list(colours.values()), no_theme=no_theme)
    title = f"{report_title(run.tables)} · {len(run.tables['speeches'])} 篇讲话"
    return whole_page(title, body, style, [fill("report.js")])


def _filled(section: Section, run: RunData) -> Markup:
    template = f"sections/{section.name}.html.j2"
    return fill(template, section=section, figures=run.figures, **section.view(run))


def _image(svg: str) -> str:
    # As an image an SVG can neither run a script nor clash with the ids of another.
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
