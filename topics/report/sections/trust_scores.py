"""The scores: one row per measure and one column per engine, and which differences count."""

from __future__ import annotations

from collections.abc import Mapping
from math import hypot, sqrt
from typing import Any

import pandas as pd

from topics.messages import Language
from topics.report.labels import engine_name, rows, score_name, text_of
from topics.report.sections.shared import number_of

__all__ = ["confusion_view", "higher", "score_table"]

Z = 1.96
"""Half-width of a 95% interval in standard errors."""
SPREAD = ("mean_starts", "sd_starts", "low", "high", "n")

_JOINED: tuple[tuple[str, Language], ...] = (("、", "zh"), (", ", "en"))

Cell = Mapping[str, float | None]


def score_table(scores: pd.DataFrame) -> dict[str, Any]:
    """Return the scores with one row per measure and one column per engine.

    Returns
    -------
    dict
        ``columns`` (zh, en) and ``rows`` (name, zh, en, up, reference, cells, verdict).
    """
    columns = list(dict.fromkeys(scores.get("engine", ())))
    cells = {(r.name, r.engine): _cell(r) for r in rows(scores)}
    lines = [
        {
            "name": r.name,
            "zh": score_name(r.name),
            "en": score_name(r.name, "en"),
            "up": bool(r.higher_is_better),
            "reference": text_of(r.reference),
            "cells": [cells.get((r.name, column)) for column in columns],
            "verdict": _verdict(r.name, {e: cell for (n, e), cell in cells.items() if n == r.name}),
        }
        for r in rows(scores.drop_duplicates("name") if len(scores) else scores)
    ]
    names = [{"zh": engine_name(e), "en": engine_name(e, "en")} for e in columns]
    return {"columns": names, "rows": lines}


def _cell(row: Any) -> Cell:
    """Return a score and its spread; runs of earlier versions have none."""
    spread = {name: number_of(getattr(row, name, None)) for name in SPREAD}
    return {"value": number_of(row.value), **spread}


def _verdict(name: str, cells: Mapping[str, Cell]) -> tuple[str, str] | None:
    """Return in both languages which engines are higher than the others; None for a single one.

    Also None for the agreement of engines with their own starts, which only sets the scale.
    """
    if len(cells) < 2 or name.startswith("ari"):
        return None
    found = higher(cells)
    if found is None:
        return "未估计波动", "spread not estimated"
    if not found:
        return "差别未超出波动范围", "no difference beyond the spread"
    zh, en = (join.join(engine_name(e, to) for e in found) for join, to in _JOINED)
    return f"{zh}较高，差别超出波动范围", f"{en} higher, beyond the spread"


def higher(cells: Mapping[str, Cell]) -> tuple[str, ...] | None:
    """Return the engines that are higher than all others beyond the spread.

    Engines are compared by the mean over their starts, or by the value if there is one start. A
    difference counts beyond 1.96 of its standard errors, which add up from the standard deviation
    over the starts and the standard error over the units of both.

    Parameters
    ----------
    cells : mapping of str to mapping
        By engine: value, mean_starts, sd_starts, low, high, each a number or None.

    Returns
    -------
    tuple of str, or None
        The highest, and those that differ from it within the spread; empty if these are all,
        None if the spread of one is unknown.
    """
    found = {engine: (_centre(cell), _error(cell)) for engine, cell in cells.items()}
    known = {
        e: (v, error) for e, (v, error) in found.items() if v is not None and error is not None
    }
    if len(known) < len(cells):
        return None
    most, its_error = max(known.values())
    alike = tuple(e for e, (v, error) in known.items() if most - v <= Z * hypot(its_error, error))
    return alike if len(alike) < len(cells) else ()


def _centre(cell: Cell) -> float | None:
    return cell["value"] if cell["mean_starts"] is None else cell["mean_starts"]


def _error(cell: Cell) -> float | None:
    """Return the standard error of a score; None if its spread is unknown."""
    low, high, of_starts = cell["low"], cell["high"], cell["sd_starts"]
    of_units = None if low is None or high is None else (high - low) / (2 * Z)
    known = [error for error in (of_units, of_starts) if error is not None]
    return sqrt(sum(error**2 for error in known)) if known else None


def confusion_view(tables: Mapping[str, pd.DataFrame]) -> dict[str, Any] | None:
    """Return the gold themes by the coded ones, without themes that occur in neither.

    None if there is no gold line.
    """
    table = tables.get("confusion", pd.DataFrame())
    if table.empty:
        return None
    seen = {*table["gold"], *table["coded"]}
    shown = [r for r in rows(tables["themes"]) if r.theme in seen]
    counts = {(r.gold, r.coded): int(r.n) for r in rows(table)}
    return {
        "columns": [{"zh": r.zh, "en": text_of(r.en) or r.zh} for r in shown],
        "rows": [
            {
                "zh": gold.zh,
                "en": text_of(gold.en) or gold.zh,
                "counts": [counts.get((gold.theme, coded.theme), 0) for coded in shown],
            }
            for gold in shown
        ],
        "n": sum(counts.values()),
    }
