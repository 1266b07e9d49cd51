"""The scatter of words: how often each occurs, and how unevenly it is spread over the speeches."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

import numpy as np
import pandas as pd

from topics.report.formula_words import formula_words, substance_words
from topics.report.label_placement import place_labels, text_width
from topics.report.labels import clip, rows, text_of

__all__ = ["DOTS", "formula_map"]

DOTS = 600
"""Maximum number of words shown, the most frequent; ``terms.csv`` has all."""
LABELS = 18
"""Maximum number of labelled words of each kind, if there is room."""
SIZE = (680.0, 410.0)
LEFT, RIGHT, TOP, BOTTOM = 44.0, 660.0, 14.0, 380.0
"""Edges of the field of dots."""
RADIUS = 3.2
KINDS = ("", "formula", "substance")
FONT_SIZE = 13.0
TICKS = tuple(n * 10**power for power in range(7) for n in (1, 2, 5))


def formula_map(terms: pd.DataFrame) -> dict[str, Any]:
    """Return the axes of the scatter, and its dots and labels as data of its script.

    Parameters
    ----------
    terms : DataFrame
        The table ``terms`` of a run.

    Returns
    -------
    dict
        size and edges of the field; line (points of the DP expected by chance); counts and dps
        (value and place of each tick); n_dots of n_terms; data: of each dot, for the script:
        term, count, speeches, dp, dp_expected, formula, x, y, kind (0, 1 for formula, 2 for
        substance) and label (its x and y, or None).
    """
    known = terms.dropna(subset="formula")
    shown = known.sort_values("count", ascending=False, kind="stable").head(DOTS)
    low, high = (np.log10(shown["count"].agg(f)) if len(shown) else 0.0 for f in ("min", "max"))

    def x_of(count: Any) -> Any:
        return LEFT + (np.log10(count) - low) / max(high - low, 1e-9) * (RIGHT - LEFT)

    def y_of(dp: Any) -> Any:
        return BOTTOM - np.clip(dp, 0, 1) * (BOTTOM - TOP)

    x, y = x_of(shown["count"].to_numpy(float)), y_of(shown["dp"].to_numpy(float))
    words = [text_of(term) for term in shown["term"]]
    kinds = _kinds(known)
    labels = _labels(words, x, y, kinds)
    expected = shown.sort_values("count", kind="stable").drop_duplicates("count")
    return {
        "size": SIZE,
        "edges": (LEFT, RIGHT, TOP, BOTTOM),
        "line": [
            (round(float(x_of(r.count)), 1), round(float(y_of(r.dp_expected)), 1))
            for r in rows(expected.dropna(subset="dp_expected"))
        ],
        "counts": [(n, round(float(x_of(n)), 1)) for n in TICKS if low <= np.log10(n) <= high],
        "dps": [(dp, float(y_of(dp))) for dp in (0.0, 0.25, 0.5, 0.75, 1.0)],
        "n_dots": len(words),
        "n_terms": len(terms),
        "data": {
            **_columns(shown, words),
            "x": np.round(x, 1).tolist(),
            "y": np.round(y, 1).tolist(),
            "kind": [KINDS.index(kinds.get(word, "")) for word in words],
            "label": [labels.get(word) for word in words],
        },
    }


def _kinds(known: pd.DataFrame) -> dict[str, str]:
    """Return the words of formula and those of substance, the most extreme first."""
    most = 3 * LABELS
    found = {text_of(term): "formula" for term in formula_words(known, most)["term"]}
    return found | {text_of(term): "substance" for term in substance_words(known, most)["term"]}


def _labels(
    words: Sequence[str], x: Any, y: Any, kinds: dict[str, str]
) -> dict[str, tuple[float, float]]:
    """Return the position of each label: the most extreme words of each kind that have room."""
    position = {word: i for i, word in enumerate(words)}
    dots = [(float(at), float(up), RADIUS) for at, up in zip(x, y, strict=True)]
    named = [word for word in kinds if word in position]
    # Interleaved, so that neither kind takes all the room.
    by_kind = [[w for w in named if kinds[w] == kind] for kind in KINDS[1:]]
    order = [w for pair in zip_longest(*by_kind) for w in pair if w is not None]
    sizes = [(text_width(clip(w, 10), FONT_SIZE) + 2, FONT_SIZE * 1.15) for w in order]
    boxes = place_labels([dots[position[w]] for w in order], sizes, SIZE, dots)
    placed: dict[str, tuple[float, float]] = {}
    left = dict.fromkeys(KINDS, LABELS)
    for word, box in zip(order, boxes, strict=True):
        if box is not None and left[kinds[word]]:
            left[kinds[word]] -= 1
            placed[word] = round(box[0] + 1, 1), round(box[3] - FONT_SIZE * 0.25, 1)
    return placed


def _columns(shown: pd.DataFrame, words: Sequence[str]) -> dict[str, list[Any]]:
    columns = ("dp", "dp_expected", "formula")
    return {
        "term": list(words),
        "count": shown["count"].astype(int).tolist(),
        "speeches": shown["n_speeches"].astype(int).tolist(),
        **{name: shown[name].astype(float).round(3).tolist() for name in columns},
    }
