"""Changes and omissions: repairs, skipped sources, blocks outside speeches, repetitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from topics.messages import message_from, render
from topics.repairs import REPAIR_NAMES
from topics.report.labels import ROLES, ROLES_EN, clip, rows, text_of
from topics.report.sections.shared import OUTSIDE, line_range, numbered

__all__ = ["duplicates", "left_out", "missing_words", "repair_rules", "skipped"]

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
        zh, en = REPAIR_NAMES.get(rule, (rule, rule))
        n = int(counts[rule])
        rules.append({"rule": rule, "zh": zh, "en": en, "n": n, "examples": examples})
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
            "zh": ROLES[r.role],
            "en": ROLES_EN[r.role],
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


def skipped(table: pd.DataFrame) -> list[dict[str, str]]:
    """Return the sources that were not read, with the reason in both languages.

    Runs of earlier versions have only an English sentence.
    """
    whys = [
        (text_of(r.source), message_from({**r._asdict(), "reason": text_of(r.reason)}))
        for r in rows(table.head(LONGEST_LIST))
    ]
    return [{"source": s, "zh": render(why, "zh"), "en": render(why, "en")} for s, why in whys]


def missing_words(table: pd.DataFrame, themes: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the seed words that are not terms of the model, by theme and kind."""
    if table.empty:
        return []
    names = {r.theme: {"zh": r.zh, "en": text_of(r.en) or r.zh} for r in rows(themes)}
    return [
        {
            **names.get(theme, {"zh": theme, "en": theme}),
            "absent": list(group.loc[group["kind"] == "absent", "word"]),
            "uncounted": list(group.loc[group["kind"] == "uncounted", "word"]),
        }
        for theme, group in table.groupby("theme", sort=False)
    ]
