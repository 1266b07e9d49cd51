"""The speeches in the data of the page, and the columns that paragraphs are filtered by."""

from __future__ import annotations

from typing import Any

import pandas as pd

from topics.corpus.columns import METADATA
from topics.grouping.columns import YEAR, values_of
from topics.report.labels import rows, speech_labels, text_of
from topics.report.sections.base import Tables
from topics.report.sections.dates import datings
from topics.report.sections.shared import line_range, number_of
from topics.themes.types import NONE

__all__ = ["MARGIN", "speech_columns"]

MARGIN = 0.05
"""Below this difference of the first two shares the main theme of a speech is uncertain."""
LONGEST_VALUE = 200
"""Columns of metadata with longer values contain notes and are no filters."""
DATES = ("date_iso", "earliest", "latest")


def speech_columns(tables: Tables) -> dict[str, Any]:
    """Return every speech as columns, in order.

    Returns
    -------
    dict
        ``number`` from 1, ``label``, ``title``, ``source``, ``lines``, ``date`` (as printed),
        ``iso``, ``doubt`` (what the text contradicts, or empty), ``earliest``, ``latest``,
        ``speaker`` (with office), ``place``, ``complete``, ``n`` (paragraphs), ``chars``, ``main``
        and ``main2`` (rows of ``themes``, -1 for none), ``torn`` (1 if the main theme is
        uncertain), and ``columns``: ``year``, ``level``, ``office``, ``speaker`` and the study's
        own metadata where any speech has a value. ``source`` is a filter too. A year is a list of
        years where the date is in doubt, as in ``themes_by``.
    """
    speeches = tables["speeches"]
    found = list(rows(speeches))
    position = {theme: i for i, theme in enumerate(tables["themes"].get("theme", ()))}

    def texts(name: str) -> list[str]:
        return [text_of(v) for v in speeches[name]] if name in speeches else [""] * len(found)

    def themes(name: str) -> list[int]:
        return [position.get(theme, position.get(NONE, -1)) for theme in texts(name)]

    return {
        "number": list(range(1, len(found) + 1)),
        "label": speech_labels(speeches),
        "title": [text_of(r.title) or text_of(r.head) for r in found],
        "source": texts("source"),
        "lines": [line_range(r.first_line, r.last_line) for r in found],
        "date": texts("date"),
        "iso": texts("date_iso"),
        "doubt": [dating.doubt for dating in datings(speeches)],
        "earliest": texts("earliest"),
        "latest": texts("latest"),
        "speaker": [
            " ".join(filter(None, both))
            for both in zip(texts("office"), texts("speaker"), strict=True)
        ],
        "place": texts("place"),
        "complete": [int(bool(r.complete)) for r in found],
        "n": [int(r.n_paragraphs) for r in found],
        "chars": [int(r.n_chars) for r in found],
        "main": themes("main_theme"),
        "main2": themes("main_theme2"),
        "torn": [int(_is_torn(getattr(r, "main_margin", None))) for r in found],
        "columns": _filters(speeches),
    }


def _is_torn(margin: Any) -> bool:
    value = number_of(margin)
    return value is not None and value < MARGIN


def _filters(speeches: pd.DataFrame) -> dict[str, list[Any]]:
    """Return the columns that paragraphs are filtered by, under the names of ``themes_by``."""
    known = ("level", "office", "speaker")
    names = [str(c) for c in speeches if c in known or str(c).startswith(METADATA)]
    columns = {name: [text_of(value) for value in speeches[name]] for name in names}
    short = {
        name: values
        for name, values in columns.items()
        if any(values) and max(map(len, values)) <= LONGEST_VALUE
    }
    years = _years(speeches)
    return {YEAR: years, **short} if any(years) else {**short}


def _years(speeches: pd.DataFrame) -> list[str | list[str]]:
    """Return the year of each speech, empty if unknown, or the years that the text allows."""
    dates = {name: speeches[name].map(text_of) for name in DATES if name in speeches}
    found = [[year for year, _ in values] for values in values_of(speeches.assign(**dates), YEAR)]
    return [years[0] if len(years) == 1 else years for years in found]
