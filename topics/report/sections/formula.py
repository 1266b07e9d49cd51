"""Formula and substance: the words, bundles and paragraphs of either kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from topics.report.formula_words import LONG, formula_words, substance_words
from topics.report.html import data_block
from topics.report.labels import clip, rows, speech_labels, text_of
from topics.report.sections.base import RunData, Section
from topics.report.sections.formula_map import formula_map
from topics.report.sections.shared import line_range, numbered

__all__ = ["SECTION", "formula_view"]

Tables = Mapping[str, pd.DataFrame]

WORDS_SHOWN = 30
BUNDLES_SHOWN = 20
PARAGRAPHS_SHOWN = 3
LONGEST_QUOTE = 110


def formula_view(tables: Tables) -> dict[str, Any]:
    """Return the words, bundles and paragraphs that are most and least formulaic.

    Every list may be empty: if there are too few speeches to have anything in common
    (then they are not ``comparable``), or if every word is too rare to measure.
    """
    terms, table = tables["terms"], tables["bundles"]
    most, least = _extreme_paragraphs(tables)
    return {
        "comparable": bool(terms["formula"].notna().any()),
        "words": _words(formula_words(terms, WORDS_SHOWN)),
        "substance": _words(substance_words(terms, WORDS_SHOWN)),
        "n_bundles": len(table),
        "bundles": [
            {
                "words": text_of(r.bundle).replace(" ", ""),
                "n_speeches": int(r.n_speeches),
            }
            for r in rows(table.head(BUNDLES_SHOWN))
        ],
        "most": most,
        "least": least,
        "long": LONG,
    }


def _words(found: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "term": text_of(r.term),
            "count": int(r.count),
            "n_speeches": int(r.n_speeches),
            "formula": float(r.formula),
        }
        for r in rows(found)
    ]


def _extreme_paragraphs(tables: Tables) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the most and the least formulaic of the longer paragraphs."""
    labels = speech_labels(tables["speeches"])
    table = numbered(tables).dropna(subset="formula_share")
    table = table[(table["number"] > 0) & (table["text"].str.len() >= LONG)]
    table = table.sort_values("formula_share", ascending=False, kind="stable")
    n = min(PARAGRAPHS_SHOWN, len(table) // 2)

    if "id" not in table:
        table = table.assign(id=table["source"] + "#" + table["paragraph"].astype(str))

    def shown(found: pd.DataFrame) -> list[dict[str, Any]]:
        return [
            {
                "id": r.id,
                "text": clip(text_of(r.text), LONGEST_QUOTE),
                "speech": labels[r.number - 1],
                "source": r.source,
                "lines": line_range(r.first_line, r.last_line),
                "share": float(r.formula_share),
            }
            for r in rows(found)
        ]

    return shown(table.head(n)), shown(table.tail(n).iloc[::-1])


def _view(run: RunData) -> dict[str, Any]:
    scatter = formula_map(run.tables["terms"])
    data = data_block(scatter.pop("data"))
    return {"formula": formula_view(run.tables), "map": scatter, "data": data}


SECTION = Section(
    "formula",
    "套话与实质",
    "Formula and substance",
    ("terms", "bundles", "paragraphs", "speeches"),
    _view,
)
