"""The data of the two figures of formula and substance."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from topics.report.formula_words import LONG, formula_words, substance_words
from topics.report.labels import clip, rows, speech_labels

__all__ = ["QUANTILES", "formula_by_speech_data", "formula_terms_data"]

Tables = Mapping[str, pd.DataFrame]

QUANTILES = {"p10": 0.1, "p25": 0.25, "p75": 0.75, "p90": 0.9}
MOST_TERMS = 1000
"""Maximum number of terms shown, the most frequent; ``terms.csv`` contains all."""
MOST_SPEECHES = 60
MOST_LABELS = 18
"""Maximum number of labelled words of each kind."""
LABEL_WIDTH, LABEL_HEIGHT = 0.0165, 0.034
"""Size of a character, as shares of the picture's width and height."""


def formula_terms_data(tables: Tables) -> pd.DataFrame:
    """Return one row per dot: term, count, dp, dp_expected, kind, label.

    ``kind`` is ``formula``, ``substance`` or empty; ``label`` is the term, or empty
    where it would cover another. Terms with the same count and DP share one dot.
    """
    terms = tables["terms"]
    known = terms.dropna(subset="formula")
    shown = known.sort_values("count", ascending=False, kind="stable").head(MOST_TERMS)
    named = {"formula": formula_words(known, 60), "substance": substance_words(known, 60)}
    labels = _labels(shown, named)
    kinds = {term: kind for kind, found in named.items() for term in found["term"]}
    data = shown[["term", "count", "dp", "dp_expected"]].assign(
        kind=[kinds.get(term, "") if term in labels else "" for term in shown["term"]],
        label=[clip(term, 10) if term in labels else "" for term in shown["term"]],
    )
    # Labelled terms come first, so that none of them is dropped for a neighbour.
    data = data.sort_values("label", ascending=False, key=lambda s: s != "", kind="stable")
    plain = data["label"] == ""
    return data[~(plain & data.duplicated(["count", "dp"]))].reset_index(drop=True)


def _labels(shown: pd.DataFrame, named: Mapping[str, pd.DataFrame]) -> set[str]:
    """Return the terms whose labels fit, the most extreme first."""
    if not len(shown):
        return set()
    low, high = np.log10(shown["count"].min()), np.log10(shown["count"].max())
    there = set(shown["term"])
    boxes: list[tuple[float, float, float]] = []
    placed: set[str] = set()
    for found in named.values():
        n_left = MOST_LABELS
        for r in rows(found):
            x = (np.log10(r.count) - low) / max(high - low, 1e-9)
            right = x + LABEL_WIDTH * (len(clip(r.term, 10)) + 1)
            free = all(
                right < left or end < x or abs(y - r.dp) > LABEL_HEIGHT for left, end, y in boxes
            )
            if n_left and free and r.term in there and r.term not in placed:
                boxes.append((x, right, r.dp))
                placed.add(r.term)
                n_left -= 1
    return placed


def formula_by_speech_data(tables: Tables) -> pd.DataFrame:
    """Return one row per speech, the most formulaic first: speech, label, share, p10 to p90.

    ``share`` is the speech's own; the others are quantiles of its paragraphs of at
    least `LONG` characters. If there are more than `MOST_SPEECHES`, the longest are kept.
    """
    speeches, paragraphs = tables["speeches"], tables["paragraphs"]
    long = paragraphs[paragraphs["text"].str.len() >= LONG].dropna(subset="formula_share")
    groups = dict(list(long.groupby(["source", "speech"], sort=False)["formula_share"]))
    longest = np.argsort(-speeches["n_chars"].to_numpy(), kind="stable")[:MOST_SPEECHES]
    labels = speech_labels(speeches)
    found = []
    for i in np.sort(longest):
        row = speeches.iloc[i]
        shares = groups.get((row["source"], row["speech"]))
        if shares is not None and row["formula_share"] == row["formula_share"]:
            quantiles = np.quantile(shares, list(QUANTILES.values()))
            found.append((int(i) + 1, labels[i], row["formula_share"], *quantiles))
    data = pd.DataFrame(found, columns=["speech", "label", "share", *QUANTILES])
    return data.sort_values("share", ascending=False, kind="stable", ignore_index=True)
