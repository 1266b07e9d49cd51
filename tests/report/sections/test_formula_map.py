"""The scatter of words by count and dispersion."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.report.test_formula_words import terms_of
from topics.report.sections.formula_map import BOTTOM, DOTS, LEFT, RIGHT, TOP, formula_map


def test_dots_are_at_the_logarithm_of_the_count_and_at_dp() -> None:
    """10, 100 and 1,000 are evenly spaced; DP 0 is at the bottom, 1 at the top."""
    view = formula_map(terms_of((1000, 0.0, 0.1, 0.9), (100, 0.5, 0.2, 0.5), (10, 1.0, 0.4, 0.1)))
    data = view["data"]
    assert data["x"] == [RIGHT, (LEFT + RIGHT) / 2, LEFT]
    assert data["y"] == [BOTTOM, (TOP + BOTTOM) / 2, TOP]
    assert data["kind"] == [1, 1, 2]
    assert all(data["label"][i] for i in (0, 2))
    assert [n for n, _ in view["counts"]] == [10, 20, 50, 100, 200, 500, 1000]
    assert [x for x, _ in view["line"]] == [LEFT, (LEFT + RIGHT) / 2, RIGHT]


def test_only_the_most_frequent_words_have_a_dot() -> None:
    """A word without a formula has none; the number of all is said."""
    many = terms_of(*((i, 0.5, 0.2, 0.5) for i in range(DOTS + 3, 0, -1)))
    many.loc[0, "formula"] = np.nan
    view = formula_map(many)
    assert (view["n_dots"], view["n_terms"]) == (DOTS, DOTS + 3)
    assert view["data"]["count"][0] == DOTS + 2


@pytest.mark.parametrize("n", [0, 1])
def test_few_words_have_a_scatter(n: int) -> None:
    """A single word is at the left; no word gives no dot and no warning."""
    view = formula_map(terms_of((7, 0.2, 0.2, 0.5)).head(n))
    assert view["data"]["x"] == [LEFT] * n
    assert isinstance(view["data"]["term"], list)
    assert (
        formula_map(
            pd.DataFrame(columns=["term", "count", "n_speeches", "dp", "dp_expected", "formula"])
        )["n_dots"]
        == 0
    )
