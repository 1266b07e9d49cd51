"""The scores, one row per measure and one column per engine."""

from __future__ import annotations

from typing import Any

import pandas as pd

from topics.report.labels import engine_name, rows, score_name, text_of
from topics.report.sections.base import Section
from topics.report.sections.shared import number_of

__all__ = ["SECTION", "score_table"]


def score_table(scores: pd.DataFrame) -> dict[str, Any]:
    """Return the scores with one row per measure and one column per engine."""
    columns = list(dict.fromkeys(scores["engine"]))
    value = {(r.name, r.engine): number_of(r.value) for r in rows(scores)}
    lines = [
        {
            "name": r.name,
            "zh": score_name(r.name),
            "up": bool(r.higher_is_better),
            "reference": text_of(r.reference),
            "values": [value.get((r.name, column)) for column in columns],
        }
        for r in rows(scores.drop_duplicates("name"))
    ]
    return {"columns": [engine_name(column) for column in columns], "rows": lines}


SECTION = Section(
    "scores", "评分", ("scores",), lambda run: {"scores": score_table(run.tables["scores"])}
)
