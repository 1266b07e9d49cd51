"""Speeches by themes, or groups of speeches if there are many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from topics.report.html import data_block
from topics.report.labels import rows, speech_labels, text_of
from topics.report.sections.base import RunData, Section, Tables
from topics.report.sections.dates import Dating, datings, doubt_texts, span_texts
from topics.report.sections.groups import (
    Group,
    column_names,
    group_names,
    groups_of,
    level_rank,
)
from topics.report.sections.quantities import (
    Quantity,
    engine_of,
    quantities_of,
    read_by_speech,
    shares_by_speech,
)
from topics.report.sections.shared import codebook_state, number_of, shares_are_probabilities
from topics.report.sections.tree_order import tree_order

__all__ = ["SECTION", "first_groups", "speech_rows"]

MARGIN = 0.05
"""Below this difference of the first two shares the main theme of a speech is not claimed."""
PRINTED = 0.05
"""Minimum share that is printed; smaller ones are only tinted."""
MANY = 150
"""Maximum number of speeches in one table; more are shown in groups first, then in parts."""
MAX_CELLS = 3_000
"""Maximum number of cells of a table that is in the page as a whole."""
MAX_LISTED = 5_000
"""Maximum number of speeches in the parts, the longest; ``speeches.csv`` has all."""
MAX_COLUMNS = 24
"""Maximum number of columns of the table, the largest themes or topics."""
GROUPED = ("level", "year", "source")
"""Columns by which many speeches are grouped; the first available one is used."""


def speech_rows(tables: Tables, quantities: Sequence[Quantity]) -> list[dict[str, Any]]:
    """Return the speeches in the order of their tree.

    Each has: number, title, opens (whether it opens a block of the tree), date (for sorting) and
    shown_date, doubt (what is in doubt of its date in Chinese and English, else None), level
    (names), rank (of the level), values (whole percent, in the order of ``quantities``), read
    (whether it has paragraphs of each) and main (position of its main theme, -1 where that is
    uncertain).
    """
    speeches = tables["speeches"]
    shares = np.rint(100 * shares_by_speech(tables, quantities)).astype(int)
    read = read_by_speech(tables, quantities)
    order = tree_order(tables["speech_tree"], len(speeches))
    titles = [label.partition("\u3000")[2] for label in speech_labels(speeches, 60)]
    dates, found = datings(speeches), list(rows(speeches))
    position = {q.id: i for i, q in enumerate(quantities) if q.key == "theme"}
    return [
        {
            "number": i + 1,
            "title": titles[i],
            "opens": i in order.opens,
            "date": dates[i].iso,
            **_dated(dates[i]),
            "level": group_names("level", level) if level else ("", ""),
            "rank": level_rank(level),
            "values": shares[i].tolist(),
            "read": read[i].tolist(),
            "main": _main(found[i], position),
        }
        for i in order.leaves
        for level in [text_of(getattr(found[i], "level", ""))]
    ]


def _dated(dating: Dating) -> dict[str, Any]:
    """Return the date as shown, and the proven range of one that is in doubt."""
    span = span_texts(dating.earliest, dating.latest)
    is_doubtful = dating.state == "doubtful"
    proven = span if dating.state in ("proven", "unknown") and not dating.printed else ("", "")
    return {
        "printed": dating.printed,
        "doubt": doubt_texts(dating) if is_doubtful else None,
        "proven": proven,
    }


def _main(row: Any, position: dict[str, int]) -> int:
    """Return the position of the main theme; -1 if the second is too close."""
    margin = number_of(getattr(row, "main_margin", None))
    if margin is not None and margin < MARGIN:
        return -1
    return position.get(text_of(row.main_theme), -1)


def first_groups(tables: Tables, quantities: list[Quantity]) -> list[Group]:
    """Return the groups for many speeches: levels, years or sources.

    The first that is known for half of the speeches; no groups if there is none.
    """
    half = len(tables["speeches"]) / 2
    for column in GROUPED:
        groups = groups_of(tables, quantities).get(column, [])
        known = [group.n_speeches for group in groups if group.value]
        if len(known) > 1 and sum(known) >= half:
            return groups
    return []


def packed(tables: Tables, listed: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return rows as columns, for the script that shows them in parts; the longest only."""
    longest = np.argsort(-tables["speeches"]["n_chars"].to_numpy(), kind="stable")[:MAX_LISTED]
    kept = {int(i) + 1 for i in longest}
    shown = [row for row in listed if row["number"] in kept]
    names = ("number", "title", "date", "printed", "doubt", "proven", "level", "rank", "main")
    columns: dict[str, Any] = {name: [row[name] for row in shown] for name in names}
    # Only printed or tinted values of each speech: column, percent, and whether it is a link.
    columns["values"] = [
        [
            [i, value, int(is_read)]
            for i, (value, is_read) in enumerate(zip(row["values"], row["read"], strict=True))
            if value
        ]
        for row in shown
    ]
    return columns


def _view(run: RunData) -> dict[str, Any]:
    tables = run.tables
    every = quantities_of(tables)
    shown = every[:MAX_COLUMNS] if len(every) > MAX_COLUMNS else every
    listed = speech_rows(tables, shown)
    many = len(listed) > MANY or len(listed) * len(shown) > MAX_CELLS
    groups = first_groups(tables, shown) if many else []
    return {
        "columns": shown,
        "n_left_out": len(every) - len(shown),
        "rows": [] if many else listed,
        "packed": data_block(packed(tables, listed)) if many else None,
        "n_speeches": len(listed),
        "max_listed": MAX_LISTED,
        "groups": groups,
        "grouped_by": column_names(groups[0].column) if groups else None,
        "state": codebook_state(tables),
        "engine": engine_of(tables, shown),
        "are_probabilities": shares_are_probabilities(tables),
        "printed": round(100 * PRINTED),
        "margin": MARGIN,
        "has": {
            "tree": len(tables["speech_tree"]) > 1,
            "date": any(row["date"] for row in listed),
            "level": any(row["level"][0] for row in listed),
        },
    }


SECTION = Section(
    "who", "谁在谈什么", "Who speaks of what", ("speeches", "paragraphs", "themes", "topics"), _view
)
