"""Which words are called formula or substance."""

from __future__ import annotations

import numpy as np
import pandas as pd

from topics.report.formula_words import formula_words, substance_words


def terms_of(*measures: tuple[int, float, float, float]) -> pd.DataFrame:
    """Return terms 甲0, 甲1, ... of count, DP, expected DP and formula."""
    table = pd.DataFrame(measures, columns=["count", "dp", "dp_expected", "formula"])
    return table.assign(term=[f"甲{i}" for i in range(len(table))], n_speeches=2)


def test_formula_and_substance_words_by_hand() -> None:
    """The highest and the lowest among those whose count lets one tell; none is both."""
    table = terms_of(
        (90, 0.1, 0.1, 0.9), (50, 0.7, 0.2, 0.3), (9, 0.9, 0.5, 0.1), (2, 0.9, 0.8, 0.05)
    )
    assert list(formula_words(table, 2)["term"]) == ["甲0", "甲1"]
    assert list(formula_words(table, 1)["term"]) == ["甲0"]
    assert list(substance_words(table, 2)["term"]) == ["甲2"]
    unknown = table.assign(formula=np.nan)
    assert len(formula_words(unknown, 2)) == len(substance_words(unknown, 2)) == 0
