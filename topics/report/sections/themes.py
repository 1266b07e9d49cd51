"""The themes by share, each with its words and the paragraphs that show it best."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from topics.report.labels import rows, speech_labels, text_of
from topics.report.sections.base import RunData, Section
from topics.report.sections.shared import number_of, numbered, quote, theme_positions
from topics.themes.types import NONE

__all__ = ["SECTION", "none_row", "theme_cards"]

Tables = Mapping[str, pd.DataFrame]

BEST_PARAGRAPHS = 3
N_WORDS = 4
"""Words shown that decided for a paragraph's theme."""
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
            "low": number_of(getattr(r, "low", None)),
            "high": number_of(getattr(r, "high", None)),
            "words": text_of(r.top_terms).split(),
            "seeds": set(text_of(getattr(r, "seed_terms", "")).split()),
            "n_paragraphs": int(r.n_paragraphs),
            "best": best.get(r.theme, []),
        }
        for r in rows(tables["themes"])
        if r.theme != NONE
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
    shown = coded.groupby("theme", sort=False).head(BEST_PARAGRAPHS)
    evidence = tables.get("evidence", pd.DataFrame())
    if len(evidence):
        places = pd.MultiIndex.from_frame(shown[["source", "paragraph"]])
        evidence = evidence[
            pd.MultiIndex.from_frame(evidence[["source", "paragraph"]]).isin(places)
        ]
    words = _deciding_words(evidence)
    best: dict[str, list[dict[str, Any]]] = {}
    for r in rows(shown):
        found = quote(r, labels, r.theme_share)
        found["because"] = words.get((r.source, r.paragraph, r.theme), [])
        best.setdefault(r.theme, []).append(found)
    return best


def none_row(themes: pd.DataFrame) -> dict[str, Any] | None:
    """Return position, share and interval of none of the themes; None in earlier runs."""
    for position, row in enumerate(rows(themes)):
        if row.theme == NONE:
            return {
                "position": position,
                "share": float(row.share),
                "low": number_of(row.low),
                "high": number_of(row.high),
                "n_paragraphs": int(row.n_paragraphs),
            }
    return None


def _deciding_words(evidence: pd.DataFrame) -> dict[tuple[str, int, str], list[str]]:
    """Return the words that weigh most for each theme of each paragraph."""
    if evidence.empty:
        return {}
    named = evidence[evidence["word"].map(text_of).ne("")]
    keys = ["source", "paragraph", "theme"]
    words = named.groupby([*keys, "word"], sort=False)["weight"].sum().reset_index()
    best = words.sort_values("weight", ascending=False, kind="stable").groupby(keys).head(N_WORDS)
    found: dict[tuple[str, int, str], list[str]] = {}
    for r in rows(best):
        found.setdefault((r.source, r.paragraph, r.theme), []).append(r.word)
    return found


def _view(run: RunData) -> dict[str, Any]:
    themes = run.tables["themes"]
    return {
        "themes": theme_cards(run.tables),
        "rest": none_row(themes),
        "best_chars": BEST_CHARS,
        "has_intervals": "low" in themes and bool(themes["low"].notna().any()),
    }


SECTION = Section("themes", "主题", "Themes", ("themes", "paragraphs", "speeches"), _view)
