"""The shares of themes in two runs, and the interval of their difference."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.comparison.pairing import Pairing, pair_speeches
from topics.comparison.schema import SHARES
from topics.comparison.sides import Side
from topics.grouping.estimates import difference

__all__ = ["shares_table"]

Floats = npt.NDArray[np.float64]

ROUNDING = 1e-6
"""A difference up to this counts as 0: probabilities are stored with six digits."""


def shares_table(a: Side, b: Side, pairing: Pairing) -> pd.DataFrame:
    """Return the table ``shares``: a row for each theme of either run and, last, for none.

    Parameters
    ----------
    a, b : Side
    pairing : Pairing
        The paragraphs that they share, by which speeches are matched.
    """
    names = b.theme_names()
    names |= {theme: both for theme, both in a.theme_names().items() if theme not in names}
    themes = sorted(names, key="none".__eq__)
    low, high = _intervals(a, b, pairing, themes)
    table = pd.DataFrame({"theme": themes})
    table["zh"], table["en"] = ([names[theme][i] for theme in themes] for i in (0, 1))
    for letter, side in (("a", a), ("b", b)):
        own = side.run.tables["themes"].set_index("theme").reindex(themes)
        for column in ("share", "low", "high"):
            known = own[column].to_numpy(float) if column in own else np.nan
            table[f"{column}_{letter}"] = known
    table["difference"] = table["share_b"] - table["share_a"]
    missing = table["difference"].isna()
    table["low"], table["high"] = np.where(missing, np.nan, low), np.where(missing, np.nan, high)
    table["outside"] = (table["low"] > ROUNDING) | (table["high"] < -ROUNDING)
    return table[[*SHARES.columns]].astype(dict.fromkeys(("theme", "zh", "en"), "str"))


def _intervals(a: Side, b: Side, pairing: Pairing, themes: list[str]) -> tuple[Floats, Floats]:
    """Return the interval of the difference of each theme, over the speeches of both runs."""
    before, after = a.amounts(), b.amounts()
    other = pair_speeches(a.body, b.body, pairing)
    # A speech of A has the key of its twin in B; any other gets a key that B does not have.
    before.index = pd.MultiIndex.from_tuples(
        [("b", *other[key]) if key in other else ("a", *key) for key in before.index],
        names=["side", "source", "speech"],
    )
    after.index = pd.MultiIndex.from_tuples(
        [("b", *key) for key in after.index], names=before.index.names
    )
    speeches = before.index.union(after.index)
    aligned = (
        frame.reindex(index=speeches, columns=themes, fill_value=0.0).to_numpy(float)
        for frame in (before, after)
    )
    return difference(*aligned)
