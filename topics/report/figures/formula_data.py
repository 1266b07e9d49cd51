"""The data of the two figures of formula and substance."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from topics.report.figures.plot_tables import longest
from topics.report.formula_words import LONG, formula_words, substance_words
from topics.report.labels import speech_labels

__all__ = ["QUANTILES", "formula_by_speech_table", "formula_terms_table"]

Tables = Mapping[str, pd.DataFrame]

QUANTILES = {"p10": 0.1, "p25": 0.25, "p75": 0.75, "p90": 0.9}
MOST_TERMS = 1000
"""Maximum number of terms shown, the most frequent; ``terms.csv`` contains all."""
MOST_NAMED = 60
"""Maximum number of words of each kind that may be named."""


def formula_terms_table(tables: Tables) -> pd.DataFrame:
    """Return one row per dot: term, count, dp, dp_expected, kind.

    ``kind`` is ``formula`` or ``substance`` of the words to name, the most extreme of each kind
    first, otherwise empty. Of other terms with the same count and DP one is kept.
    """
    terms = tables["terms"]
    known = terms.dropna(subset="formula")
    shown = known.sort_values("count", ascending=False, kind="stable").head(MOST_TERMS)
    shown = shown.set_index("term")[["count", "dp", "dp_expected"]]
    kinds: dict[str, str] = {}
    for kind, find in (("formula", formula_words), ("substance", substance_words)):
        kinds |= {term: kind for term in find(known, MOST_NAMED)["term"] if term in shown.index}
    named = shown.loc[[*kinds]].assign(kind=[*kinds.values()])
    others = shown.drop(index=[*kinds]).drop_duplicates(["count", "dp"]).assign(kind="")
    return pd.concat([named, others]).rename_axis("term").reset_index()


def formula_by_speech_table(tables: Tables) -> pd.DataFrame:
    """Return one row per speech, the most formulaic first: speech, label, share, p10 to p90.

    ``share`` is the speech's own; the others are quantiles of its paragraphs of at
    least `LONG` characters. Of many speeches the longest are kept.
    """
    speeches, paragraphs = tables["speeches"], tables["paragraphs"]
    long = paragraphs[paragraphs["text"].str.len() >= LONG].dropna(subset="formula_share")
    groups = dict(list(long.groupby(["source", "speech"], sort=False)["formula_share"]))
    labels = speech_labels(speeches, 40)
    found = []
    for i in longest(speeches):
        row = speeches.iloc[i]
        shares = groups.get((row["source"], row["speech"]))
        if shares is not None and row["formula_share"] == row["formula_share"]:
            quantiles = np.quantile(shares, list(QUANTILES.values()))
            found.append((int(i) + 1, labels[i], row["formula_share"], *quantiles))
    data = pd.DataFrame(found, columns=["speech", "label", "share", *QUANTILES])
    return data.sort_values("share", ascending=False, kind="stable", ignore_index=True)
