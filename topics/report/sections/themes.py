"""The themes by share, each with its words and the paragraphs that show it best."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from topics.report.labels import rows, speech_labels, text_of
from topics.report.sections.base import RunData, Section
from topics.report.sections.shared import numbered, quote, theme_positions

__all__ = ["SECTION", "theme_cards"]

Tables = Mapping[str, pd.DataFrame]

BEST_PARAGRAPHS = 3
BEST_CHARS = 40
"""Paragraphs of at least this length take precedence over shorter, less informative ones."""


def theme_cards(tables: Tables) -> list[dict[str, Any]]:
    """Return the themes by falling share, each with its words and best paragraphs."""
    positions = theme_positions(tables["themes"])
    best = _best_paragraphs(tables)
    cards = [
        {
            "position": positions[r.theme],
            "id": r.theme,
            "zh": r.zh,
            "en": r.en,
            "share": float(r.share),
            "words": text_of(r.top_terms).split(),
            "n_paragraphs": int(r.n_paragraphs),
            "best": best.get(r.theme, []),
        }
        for r in rows(tables["themes"])
    ]
    return sorted(cards, key=lambda card: -card["share"])


def _best_paragraphs(tables: Tables) -> dict[str, list[dict[str, Any]]]:
    labels, coded = speech_labels(tables["speeches"]), numbered(tables)
    coded = coded[coded["theme"].map(text_of).ne("") & coded["duplicate_of"].map(text_of).eq("")]
    coded = coded[coded["number"] > 0]
    length = coded["text"].str.len()
    coded = coded.assign(length=length, long=length >= BEST_CHARS)
    order = ["long", "theme_share", "length"]
    coded = coded.sort_values(order, ascending=False, kind="stable")
    best: dict[str, list[dict[str, Any]]] = {}
    for r in rows(coded.groupby("theme", sort=False).head(BEST_PARAGRAPHS)):
        best.setdefault(r.theme, []).append(quote(r, labels, r.theme_share))
    return best


def _view(run: RunData) -> dict[str, Any]:
    return {"themes": theme_cards(run.tables), "best_chars": BEST_CHARS}


SECTION = Section("themes", "主题", ("themes", "paragraphs", "speeches"), _view)
