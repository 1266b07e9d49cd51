"""Tables of shares by group, for one column or several crossed columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from math import inf, isfinite, prod

import numpy as np
import pandas as pd

from topics.corpus.columns import METADATA
from topics.corpus.rows import LEVELS
from topics.grouping.columns import COLUMNS, YEAR, checked_columns, columns_of, values_of
from topics.grouping.estimates import Members, estimate
from topics.grouping.sums import SpeechSums

__all__ = ["MAX_GROUPS", "by_column", "grouped", "left_out_of"]

MAX_GROUPS = 50
"""Maximum number of groups of a column in the tables of a run."""
MAX_NUMBERS = 20
"""Maximum number of different values of a numeric column in the tables of a run."""
SINGLE = 5
"""From this number of values on, a column of the metadata with only distinct values identifies
speeches and is not a grouping."""
REPLACING = (f"{METADATA}date", f"{METADATA}title")
"""Columns of the metadata that the tables of a run do not group by: the date and title of each
speech already come from them."""
Group = tuple[str, ...]
Items = Mapping[str, Sequence[object]]


def grouped(sums: SpeechSums, columns: str | Sequence[str], items: Items) -> pd.DataFrame:
    """Return the shares of all groups of one or several columns.

    Parameters
    ----------
    sums : SpeechSums
    columns : str or sequence of str
        A column of the speeches, or several, which are crossed.
    items : mapping of str to sequence
        Columns that identify the items: ``theme``, or ``engine`` and ``topic``.

    Returns
    -------
    DataFrame
        As ``themes_by.csv``; crossed columns each have their own column at the right.

    Raises
    ------
    ModelError
        If a column does not exist.
    """
    names = checked_columns(sums.speeches, columns)
    sums = sums.of_columns(names)
    values = [values_of(sums.speeches, name) for name in names]
    members = {
        (row, tuple(value for value, _ in cell)): prod(chance for _, chance in cell)
        for row, of_speech in enumerate(zip(*values, strict=True))
        for cell in product(*of_speech)
    }
    return _table(sums, names, members, items)


def by_column(sums: SpeechSums, items: Items) -> pd.DataFrame:
    """Return the shares by each column that has a value for any speech, as a run writes them.

    Parameters
    ----------
    sums : SpeechSums
    items : mapping of str to sequence
        As in `grouped`.
    """
    tables = []
    for column in _usual(sums.speeches):
        of = sums.of_columns([column])
        values = values_of(of.speeches, column)
        names = _shown(of.speeches, column)
        members: dict[tuple[int, Group], float] = {
            (row, (name,)): chance
            for row, of_speech in enumerate(values)
            for name, chance in of_speech
            if name in names
        }
        if names - {""}:
            tables.append(_table(of, [column], members, items))
    return pd.concat(tables or [_table(sums, [YEAR], {}, items)], ignore_index=True)


def left_out_of(sums: SpeechSums) -> dict[str, int]:
    """Return for each column the number of groups that `by_column` omits, if any."""
    counts = {
        column: len({name for values in values_of(speeches, column) for name, _ in values} - shown)
        for column in _usual(sums.speeches)
        for speeches in [sums.of_columns([column]).speeches]
        for shown in [_shown(speeches, column)]
    }
    return {column: n for column, n in counts.items() if n}


def _usual(speeches: pd.DataFrame) -> list[str]:
    own = [c for c in columns_of(speeches) if c in COLUMNS or c.startswith(METADATA)]
    return [c for c in own if c not in REPLACING]


def _shown(speeches: pd.DataFrame, column: str) -> set[str]:
    """Return the groups of a column that are in the tables of a run."""
    counts: dict[str, int] = {}
    for values in values_of(speeches, column):
        for name, _ in values:
            counts[name] = counts.get(name, 0) + 1
    known = {name: n for name, n in counts.items() if name}
    if column.startswith(METADATA):
        numbers = all(_number(name) < inf for name in known)
        if (numbers and len(known) > MAX_NUMBERS) or (
            len(known) >= SINGLE and max(known.values()) == 1
        ):
            known = {}
    if len(known) > MAX_GROUPS:
        several = sorted((-n, name) for name, n in known.items() if n > 1)
        known = {name: -n for n, name in several[:MAX_GROUPS]}
    return {*known, *({""} & counts.keys())}


def _number(text: str) -> float:
    """Return a text as a number, infinity if it is not a number."""
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        return inf
    return value if isfinite(value) else inf


def _table(
    sums: SpeechSums, columns: list[str], members: Mapping[tuple[int, Group], float], items: Items
) -> pd.DataFrame:
    names = sorted({group for _, group in members}, key=lambda group: _order(columns, group))
    number = {group: i for i, group in enumerate(names)}
    of = Members(
        np.array([row for row, _ in members], np.int64),
        np.array([number[group] for _, group in members], np.int64),
        np.array(list(members.values()), np.float64),
        len(names),
    )
    found = estimate(sums.amounts, of)
    n_items = sums.amounts.shape[1]
    numbers = [*sums.speeches["number"].astype(str), ""]
    frame = {
        "column": pd.Series([",".join(columns)] * (len(names) * n_items), dtype="str"),
        "group": pd.Series(np.repeat([",".join(group) for group in names], n_items), dtype="str"),
        **{name: list(values) * len(names) for name, values in items.items()},
        "share": found.share.ravel(),
        "low": found.low.ravel(),
        "high": found.high.ravel(),
    }
    counts = {
        "n_speeches": np.ones(len(sums.speeches)),
        "n_paragraphs": sums.n_paragraphs,
        "n_chars": sums.n_chars,
    }
    whole = {
        name: np.repeat(of.sums(np.asarray(values, float)[of.speech]).astype(np.int64), n_items)
        for name, values in counts.items()
    }
    n_chars = whole.pop("n_chars")
    frame |= whole | {
        "few": np.repeat(found.few, n_items),
        "carried_by": pd.Series([numbers[i] for i in found.carried_by.ravel()], dtype="str"),
        "n_chars": n_chars,
        "n_expected": np.repeat(of.sums(of.chance), n_items),
    }
    if len(columns) > 1:
        cells = zip(*names, strict=True) if names else [()] * len(columns)
        frame |= {
            column: pd.Series(np.repeat(np.array(values, object), n_items), dtype="str")
            for column, values in zip(columns, cells, strict=True)
        }
    return pd.DataFrame(frame)


def _order(columns: list[str], group: Group) -> tuple[tuple[bool, int, float, str], ...]:
    """Return the key by which groups are sorted: levels by rank, numbers by size, empty last."""
    return tuple(
        (
            not name,
            LEVELS.index(name) if column == "level" and name in LEVELS else len(LEVELS),
            _number(name),
            name,
        )
        for column, name in zip(columns, group, strict=True)
    )
