"""The seed words of the codebook that are not terms of the models."""

from __future__ import annotations

from typing import Any

import pandas as pd

__all__ = ["missing_words"]


def missing_words(table: pd.DataFrame, themes: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the seed words that are not terms of the model, by theme and kind.

    Parameters
    ----------
    table : pandas.DataFrame
        The run's ``missing_seed_words`` table, or an empty one.
    themes : pandas.DataFrame
        The run's ``themes`` table.

    Returns
    -------
    list of dict
        ``zh`` and ``en`` name of the theme, ``absent`` (words that occur nowhere) and
        ``uncounted`` (words that occur, but are not terms).
    """
    if table.empty:
        return []
    zh, en = (dict(zip(themes["theme"], themes[name], strict=True)) for name in ("zh", "en"))
    return [
        {
            "zh": zh.get(theme, theme),
            "en": en.get(theme) or zh.get(theme, theme),
            "absent": list(group.loc[group["kind"] == "absent", "word"]),
            "uncounted": list(group.loc[group["kind"] == "uncounted", "word"]),
        }
        for theme, group in table.groupby("theme", sort=False)
    ]
