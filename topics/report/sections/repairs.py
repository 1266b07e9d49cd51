"""Changes and omissions: repairs, doubts, skipped files, repetitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from topics.repairs import REPAIR_NAMES
from topics.report.labels import ROLES, clip, rows, text_of
from topics.report.sections.base import RunData, Section
from topics.report.sections.data_quality import doubtful_dates, masks, similar_speeches
from topics.report.sections.shared import OUTSIDE, line_range, numbered

__all__ = ["SECTION", "duplicates", "left_out", "repair_rules"]

Tables = Mapping[str, pd.DataFrame]

EXAMPLES = 5
LONGEST_LIST = 100


def repair_rules(repairs: pd.DataFrame) -> list[dict[str, Any]]:
    """Return each repair rule, the most used first, with its count and first examples."""
    counts = repairs["rule"].value_counts(sort=False)
    rules = []
    for rule in sorted(counts.index, key=lambda name: (-counts[name], name)):
        examples = [
            {
                "before": _blanks(text_of(r.before)),
                "after": _blanks(text_of(r.after)),
                "source": r.source,
                "line": r.line,
                "column": r.column,
            }
            for r in rows(repairs[repairs["rule"] == rule].head(EXAMPLES))
        ]
        name = REPAIR_NAMES[rule].zh if rule in REPAIR_NAMES else ""
        rules.append({"rule": rule, "zh": name, "n": int(counts[rule]), "examples": examples})
    return rules


def _blanks(text: str) -> str:
    shown = text.translate({10: "⏎", 32: "␣", 9: "⇥", 0x3000: "␣␣", 0xA0: "⍽", 0xFEFF: "[U+FEFF]"})
    for invisible in "\u200b\u200c\u200d\u2060\u00ad":
        shown = shown.replace(invisible, f"[U+{ord(invisible):04X}]")
    return clip(shown, 60)


def left_out(tables: Tables) -> dict[str, Any]:
    """Return the blocks outside every speech: furniture, titles, text before the first."""
    paragraphs = numbered(tables)
    outside = paragraphs[(paragraphs["number"] == 0) | paragraphs["role"].isin(OUTSIDE)]
    shown = [
        {
            "role": ROLES[r.role],
            "text": clip(r.text, 120),
            "source": r.source,
            "lines": line_range(r.first_line, r.last_line),
        }
        for r in rows(outside.head(LONGEST_LIST))
    ]
    return {"n": len(outside), "rows": shown}


def duplicates(table: pd.DataFrame) -> dict[str, Any]:
    """Return the repeated paragraphs, the first of them in full."""
    return {"n": len(table), "rows": table.head(LONGEST_LIST).to_dict("records")}


def _view(run: RunData) -> dict[str, Any]:
    return {
        "n_repairs": len(run.tables["repairs"]),
        "repairs": repair_rules(run.tables["repairs"]),
        "doubts": doubtful_dates(run.tables),
        "masks": masks(run.tables["masks"]),
        "skipped": run.tables["skipped"].to_dict("records"),
        "left_out": left_out(run.tables),
        "duplicates": duplicates(run.tables["duplicates"]),
        "similar": similar_speeches(run.tables),
    }


SECTION = Section("repairs", "修补与跳过", "Repairs", ("repairs", "paragraphs", "speeches"), _view)
