"""The data of the page: what its script filters, searches and shows, as plain columns.

Everything is addressed by position: a paragraph by its row in ``blocks``, a speech by its running
number from 1, a theme by its row in ``themes``. ``templates/scripts/filters.js`` reads it.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from topics.corpus.script import simplified
from topics.report.labels import engine_name, engines, rows, speech_labels, text_of, topic_name
from topics.report.sections.base import RunData, Tables
from topics.report.sections.shared import OUTSIDE, line_range, number_of, numbered
from topics.themes.types import NONE

__all__ = ["page_data"]

CJK = range(0x3400, 0xA000)


def page_data(run: RunData) -> dict[str, Any]:
    """Return the data of the page, ready for JSON.

    Returns
    -------
    dict
        ``language``, ``themes`` (columns, in codebook order), ``speeches`` (columns; ``columns``
        has one list of texts for each column that paragraphs can be filtered by), ``topics``
        (columns; ``key`` is ``"lda-4"``), ``blocks`` (columns, all blocks of the speeches in
        order) and ``fold`` (pairs of a traditional character and its simplified form).
    """
    tables = run.tables
    blocks = _blocks(tables)
    return {
        "language": run.language,
        "themes": _themes(tables),
        "speeches": _speeches(tables),
        "topics": _topics(tables),
        "blocks": blocks,
        "fold": _fold("".join(blocks["text"])),
    }


def _themes(tables: Tables) -> dict[str, list[Any]]:
    found = list(rows(tables["themes"]))
    return {
        "id": [text_of(r.theme) for r in found],
        "zh": [text_of(r.zh) for r in found],
        "en": [text_of(r.en) for r in found],
        "share": [float(r.share) for r in found],
    }


def _speeches(tables: Tables) -> dict[str, Any]:
    speeches = tables["speeches"]
    found = list(rows(speeches))
    return {
        "label": speech_labels(speeches),
        "title": [text_of(r.title) or text_of(r.head) for r in found],
        "source": [text_of(r.source) for r in found],
        "lines": [line_range(r.first_line, r.last_line) for r in found],
        "date": [text_of(r.date) for r in found],
        "columns": {
            name: [text_of(value) for value in speeches[name]]
            for name in ("source", "level", "office", "speaker")
            if name in speeches and speeches[name].map(text_of).any()
        },
    }


def _topics(tables: Tables) -> dict[str, list[Any]]:
    found = list(rows(tables["topics"]))
    return {
        "key": [f"{r.engine}-{r.topic}" for r in found],
        "engine": [engine_name(r.engine) for r in found],
        "name": [topic_name(r) for r in found],
        "share": [float(r.share) for r in found],
    }


def _blocks(tables: Tables) -> dict[str, Any]:
    if not {"paragraphs", "speeches"} <= set(tables):
        return {"id": [], "text": [], "topics": {}}
    shown = numbered(tables)
    shown = shown[(shown["number"] > 0) & ~shown["role"].isin(OUTSIDE)]
    positions = {theme: i for i, theme in enumerate(tables["themes"].get("theme", ()))}
    ids = shown["id"] if "id" in shown else shown["source"] + "#" + shown["paragraph"].astype(str)

    def themes(name: str) -> list[int]:
        values = shown[name] if name in shown else [""] * len(shown)
        return [positions.get(text_of(value), positions.get(NONE, -1)) for value in values]

    def shares(name: str) -> list[float | None]:
        values = shown[name] if name in shown else [None] * len(shown)
        return [None if (v := number_of(value)) is None else round(v, 3) for value in values]

    return {
        "id": ids.tolist(),
        "speech": shown["number"].tolist(),
        "paragraph": shown["paragraph"].tolist(),
        "role": shown["role"].tolist(),
        "body": shown["role"].eq("body").tolist(),
        "heading": [len(text_of(heading)) for heading in shown["heading"]],
        "first": shown["first_line"].tolist(),
        "last": shown["last_line"].tolist(),
        "text": [text_of(text) for text in shown["text"]],
        "theme": themes("theme"),
        "share": shares("theme_share"),
        "theme2": themes("theme2"),
        "share2": shares("theme2_share"),
        "certain": [bool(v) for v in shown.get("certain", pd.Series(True, shown.index))],
        "topics": {
            engine: [int(number_of(v) or 0) for v in shown[f"{engine}_topic"]]
            for engine in engines(tables["topics"])
            if f"{engine}_topic" in shown
        },
    }


def _fold(text: str) -> list[list[str]]:
    """Return the traditional characters whose simplified form occurs in a text, with that form."""
    found = set(simplified(text))
    return [[old, new] for old, new in _simplified_characters() if new in found]


@cache
def _simplified_characters() -> tuple[tuple[str, str], ...]:
    characters = [chr(code) for code in CJK]
    # Separated by line breaks no phrase of OpenCC's table is found.
    converted = simplified("\n".join(characters)).split("\n")
    return tuple((old, new) for old, new in zip(characters, converted, strict=True) if old != new)
