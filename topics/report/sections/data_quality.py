"""Doubtful data: dates, hidden words, repeated speeches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from topics.corpus.evidence.masks import MASK_NAMES
from topics.report.labels import rows, speech_labels, text_of
from topics.report.sections.dates import DOUBTS, datings
from topics.report.sections.shared import speech_numbers

__all__ = ["doubtful_dates", "masks", "similar_speeches", "span"]

Tables = Mapping[str, pd.DataFrame]

WORDS_SHOWN = 6
"""Maximum number of bounds shown for a speech; ``bounds.csv`` contains all."""


def span(earliest: str, latest: str) -> str:
    """Return ``"2012-03-05 至 2012-11-08"``, ``"不早于 …"``, ``"不晚于 …"`` or nothing."""
    if earliest and latest:
        return f"{earliest} 至 {latest}"
    if earliest:
        return f"不早于 {earliest}"
    return f"不晚于 {latest}" if latest else ""


def doubtful_dates(tables: Tables) -> list[dict[str, Any]]:
    """Return the speeches with a date in doubt and the evidence in the text.

    ``printed`` is empty if no date is printed; ``doubt`` names the doubtful date.
    """
    speeches = tables["speeches"]
    labels = speech_labels(speeches)
    bounds_of = _by_speech(tables["bounds"])
    blocks = _blocks(tables) if len(tables["bounds"]) else {}
    found = []
    for number, (r, dating) in enumerate(zip(rows(speeches), datings(speeches), strict=True), 1):
        if dating.state != "doubtful":
            continue
        bounds = bounds_of.get((r.source, r.speech), tables["bounds"].head(0))
        found.append(
            {
                "number": number,
                "label": labels[number - 1],
                "printed": text_of(r.date),
                "doubt": DOUBTS[dating.doubt],
                "earliest": text_of(r.earliest),
                "latest": text_of(r.latest),
                "n_bounds": len(bounds),
                "bounds": [
                    {
                        "words": b.words,
                        "event": b.event,
                        "is_earliest": b.kind == "not_before",
                        "date": b.date,
                        "at": f"{b.source}:{b.line}",
                        "block": blocks.get((b.source, int(b.line)), ""),
                        "set_aside": _is_set_aside(b, text_of(r.earliest), text_of(r.latest)),
                    }
                    for b in rows(bounds.head(WORDS_SHOWN))
                ],
            }
        )
    return found


def _by_speech(bounds: pd.DataFrame) -> dict[Any, pd.DataFrame]:
    return dict(list(bounds.groupby(["source", "speech"], sort=False))) if len(bounds) else {}


def _blocks(tables: Tables) -> dict[tuple[str, int], str]:
    """Return the id of the block on each line; earlier runs have none."""
    paragraphs = tables["paragraphs"]
    if "id" not in paragraphs:
        return {}
    return {
        (r.source, line): r.id
        for r in rows(paragraphs[["source", "first_line", "last_line", "id"]])
        for line in range(int(r.first_line), int(r.last_line) + 1)
    }


def _is_set_aside(bound: Any, earliest: str, latest: str) -> bool:
    """Return whether the other bounds of a speech outweighed this one."""
    if bound.kind == "not_before":
        return bool(latest) and str(bound.date) > latest
    return bool(earliest) and str(bound.date) < earliest


def masks(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the number of masks of each kind, most frequent first, with their forms."""
    if table.empty:
        return []
    found = []
    for kind, group in table.groupby("kind", sort=False):
        zh, en = MASK_NAMES.get(str(kind), (str(kind), str(kind)))
        forms = group["text"].value_counts(sort=False)
        forms = forms.sort_values(ascending=False, kind="stable").head(8)
        found.append(
            {
                "zh": zh,
                "en": en,
                "n": len(group),
                "forms": [(str(text), int(n)) for text, n in forms.items()],
            }
        )
    return sorted(found, key=lambda row: -row["n"])


def similar_speeches(tables: Tables) -> list[dict[str, Any]]:
    """Return the speeches that repeat an earlier one, with the share of common text."""
    numbers = speech_numbers(tables["speeches"])
    labels = speech_labels(tables["speeches"])
    pairs = []
    for r in rows(tables["similar_speeches"]):
        later = numbers.get((r.source, r.speech), 0)
        earlier = numbers.get((r.of_source, r.of_speech), 0)
        if not later or not earlier:
            continue  # the tables are from different runs
        pairs.append(
            {
                "number": later,
                "label": labels[later - 1],
                "of_number": earlier,
                "of_label": labels[earlier - 1],
                "share": float(r.share),
            }
        )
    return pairs
