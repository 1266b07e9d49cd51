"""The columns that group speeches, and the values of each speech."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from topics.corpus.columns import METADATA
from topics.errors import ModelError, check_texts, did_you_mean

__all__ = ["COLUMNS", "YEAR", "Values", "checked_columns", "columns_of", "values_of"]

YEAR = "year"
COLUMNS = (YEAR, "source", "level", "office", "speaker")
"""Columns by which every run groups, if a speech has a value; columns of the metadata are added."""
FURTHER = ("place", "occasion")
"""Columns by which a user may group."""
Values = list[tuple[tuple[str, float], ...]]
"""The values of each speech with the probability of each; these sum to 1."""


def columns_of(speeches: pd.DataFrame) -> list[str]:
    """Return every column by which speeches can be grouped."""
    metadata = [name for name in speeches.columns if name.startswith(METADATA)]
    return [*COLUMNS, *FURTHER, *metadata]


def checked_columns(speeches: pd.DataFrame, columns: str | Sequence[str]) -> list[str]:
    """Return the columns that a user names, each once.

    Parameters
    ----------
    speeches : DataFrame
    columns : str or sequence of str
        Names; one of the metadata with or without ``meta_``.

    Raises
    ------
    ModelError
        If no column is given, or one is not a column of the speeches.
    """
    if isinstance(columns, str):
        columns = [columns]
    check_texts("columns", columns, '["level", "year"]')
    allowed = columns_of(speeches)
    names = [name if name in allowed else f"{METADATA}{name}" for name in columns]
    for given, name in zip(columns, names, strict=True):
        if name not in allowed:
            near = did_you_mean(given, allowed)
            raise ModelError(
                f"{given!r:.200} is not a column of the speeches.{near} Columns are:"
                f" {', '.join(allowed)}."
            )
    if not names:
        raise ModelError(f"columns is empty: name at least one of {', '.join(allowed)}.")
    return list(dict.fromkeys(names))


def values_of(speeches: pd.DataFrame, column: str) -> Values:
    """Return the values of a column: one for each speech, empty if unknown.

    A speech whose date is in doubt may have several years.
    """
    if column == YEAR:
        return _years(speeches)
    values = speeches[column].tolist() if column in speeches else [""] * len(speeches)
    return [((value, 1.0),) for value in values]


def _years(speeches: pd.DataFrame) -> Values:
    """Return the years of each speech.

    A date is in doubt if the text contradicts it, or there is none. Then all days between the
    bounds that the text proves are equally probable; without both bounds the year is unknown.
    """
    names = ("date_iso", "earliest", "latest", "date_clash")
    columns = [speeches[n].tolist() if n in speeches else [""] * len(speeches) for n in names]
    found: Values = []
    for iso, earliest, latest, clash in zip(*columns, strict=True):
        is_known = bool(iso) and not clash
        found.append(((iso[:4], 1.0),) if is_known else _between(earliest, latest))
    return found


def _between(earliest: str, latest: str) -> tuple[tuple[str, float], ...]:
    """Return the years between two dates, each with its share of the days."""
    try:
        first, last = date.fromisoformat(earliest), date.fromisoformat(latest)
    except ValueError:  # without bounds
        return (("", 1.0),)
    if last < first:
        return (("", 1.0),)
    n_days = (last - first).days + 1
    years = range(first.year, last.year + 1)
    days = [
        (min(last, date(year, 12, 31)) - max(first, date(year, 1, 1))).days + 1 for year in years
    ]
    return tuple((f"{year:04}", n / n_days) for year, n in zip(years, days, strict=True))
