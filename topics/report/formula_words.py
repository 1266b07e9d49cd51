"""Select the words of formula and of substance, for figures and page."""

from __future__ import annotations

import pandas as pd

__all__ = ["LONG", "formula_words", "substance_words"]

LONG = 40
"""Minimum number of characters of a paragraph to show its share; shorter ones vary by chance."""
FREQUENT = 0.5
"""A word is named only if its DP expected by chance is at most this."""


def formula_words(terms: pd.DataFrame, n: int) -> pd.DataFrame:
    """Return the ``n`` rows of highest formula, from the upper half of the frequent terms."""
    known = _frequent(terms)
    return known.head(min(n, (len(known) + 1) // 2))


def substance_words(terms: pd.DataFrame, n: int) -> pd.DataFrame:
    """Return the ``n`` rows of lowest formula, from the lower half of the frequent terms."""
    known = _frequent(terms)
    return known.tail(min(n, len(known) // 2)).iloc[::-1]


def _frequent(terms: pd.DataFrame) -> pd.DataFrame:
    """Return the terms that are frequent enough to be judged, by falling formula."""
    known = terms[(terms["dp_expected"] <= FREQUENT) & terms["formula"].notna()]
    return known.sort_values("formula", ascending=False, kind="stable")
