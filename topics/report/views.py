"""From the run's tables to what the report's template shows: plain values, no markup."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from topics.defaults import default_path
from topics.report.labels import (
    ROLES,
    RULES,
    clip,
    engine_name,
    engines,
    rows,
    score_name,
    speech_labels,
    text_of,
)

__all__ = [
    "BEST_CHARS",
    "OUTSIDE",
    "duplicates",
    "left_out",
    "manifest_view",
    "number_of",
    "numbered",
    "overview",
    "place",
    "quote",
    "repair_rules",
    "score_table",
    "source_rows",
    "speech_numbers",
    "theme_cards",
    "theme_places",
]

Tables = Mapping[str, pd.DataFrame]

BEST_PARAGRAPHS = 3
BEST_CHARS = 40
"""Paragraphs of at least so many characters go before shorter ones, which say little."""
EXAMPLES = 5
LONGEST_LIST = 100
OUTSIDE = ("furniture", "doc_title")
"""Roles that are no part of a speech wherever they stand."""


def number_of(value: Any) -> float | None:
    """Return a cell as a number, or None where it is missing."""
    return None if value is None or value is pd.NA or value != value else float(value)


def place(first_line: int, last_line: int) -> str:
    """Return ``"45"`` or ``"45–46"``."""
    return f"{first_line}" if first_line == last_line else f"{first_line}–{last_line}"


def theme_places(themes: pd.DataFrame) -> dict[str, int]:
    """Return the place of each theme in the codebook, which is its colour."""
    return {theme: i for i, theme in enumerate(themes["theme"])}


def speech_numbers(speeches: pd.DataFrame) -> dict[tuple[str, int], int]:
    """Return the running number of each (source, speech), from 1."""
    return {(r.source, r.speech): i for i, r in enumerate(rows(speeches), 1)}


def overview(tables: Tables) -> dict[str, Any]:
    """Return the counts the report opens with, and each theme's share of the whole."""
    paragraphs, topics = tables["paragraphs"], tables["topics"]
    themes = [
        {"place": i, "zh": r.zh, "share": float(r.share)}
        for i, r in enumerate(rows(tables["themes"]))
    ]
    return {
        "n_sources": len(tables["sources"]),
        "n_speeches": len(tables["speeches"]),
        "n_paragraphs": int((paragraphs["role"] == "body").sum()),
        "n_coded": int(paragraphs["theme"].map(text_of).ne("").sum()),
        "n_chars": int(tables["speeches"]["n_chars"].sum()),
        "n_repairs": len(tables["repairs"]),
        "n_skipped": len(tables["skipped"]),
        "n_incomplete": int((~tables["speeches"]["complete"].astype(bool)).sum()),
        "engines": [
            {"name": engine_name(name), "n_topics": int((topics["engine"] == name).sum())}
            for name in engines(topics)
        ],
        "themes": sorted(themes, key=lambda theme: -theme["share"]),
    }


def theme_cards(tables: Tables) -> list[dict[str, Any]]:
    """Return the themes by falling share, each with its words and best paragraphs."""
    places = theme_places(tables["themes"])
    best = _best_paragraphs(tables)
    cards = [
        {
            "place": places[r.theme],
            "id": r.theme,
            "zh": r.zh,
            "en": r.en,
            "share": float(r.share),
            "words": text_of(r.top_terms).split(),
            "n_paragraphs": int(r.n_paragraphs),
            "best": best.get(r.theme, []),
        }
        for r in rows(tables["themes"])
    ]
    return sorted(cards, key=lambda card: -card["share"])


def _best_paragraphs(tables: Tables) -> dict[str, list[dict[str, Any]]]:
    labels, coded = speech_labels(tables["speeches"]), numbered(tables)
    coded = coded[coded["theme"].map(text_of).ne("") & coded["duplicate_of"].map(text_of).eq("")]
    coded = coded[coded["number"] > 0]
    length = coded["text"].str.len()
    coded = coded.assign(length=length, long=length >= BEST_CHARS)
    order = ["long", "theme_share", "length"]
    coded = coded.sort_values(order, ascending=False, kind="stable")
    best: dict[str, list[dict[str, Any]]] = {}
    for r in rows(coded.groupby("theme", sort=False).head(BEST_PARAGRAPHS)):
        best.setdefault(r.theme, []).append(quote(r, labels, r.theme_share))
    return best


def numbered(tables: Tables) -> pd.DataFrame:
    """Return the paragraphs with the running number of their speech, 0 for those of none."""
    paragraphs, numbers = tables["paragraphs"], speech_numbers(tables["speeches"])
    places = zip(paragraphs["source"], paragraphs["speech"], strict=True)
    found = np.array([numbers.get(key, 0) for key in places], np.int64)
    return paragraphs.assign(number=found)


def quote(row: Any, labels: Sequence[str], share: float) -> dict[str, Any]:
    """Return the opening of a numbered paragraph, where it stands, and the share it is shown for.

    ``labels`` are those of all speeches, in order.
    """
    return {
        "text": clip(row.text, 110),
        "share": float(share),
        "anchor": f"p{row.number}-{row.paragraph}",
        "speech": labels[row.number - 1],
        "source": row.source,
        "lines": place(row.first_line, row.last_line),
    }


def source_rows(tables: Tables) -> list[dict[str, Any]]:
    """Return the sources as read."""
    return [
        {
            "source": r.source,
            "encoding": text_of(r.encoding),
            "confidence": number_of(r.encoding_confidence),
            "n_bytes": int(r.n_bytes),
            "n_lines": int(r.n_lines),
            "n_speeches": int(r.n_speeches),
            "sha256": r.sha256,
        }
        for r in rows(tables["sources"])
    ]


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
        name = RULES.get(rule, "")
        rules.append({"rule": rule, "zh": name, "n": int(counts[rule]), "examples": examples})
    return rules


def _blanks(text: str) -> str:
    shown = text.translate({10: "⏎", 32: "␣", 9: "⇥", 0x3000: "␣␣", 0xA0: "⍽", 0xFEFF: "[U+FEFF]"})
    for invisible in "\u200b\u200c\u200d\u2060\u00ad":
        shown = shown.replace(invisible, f"[U+{ord(invisible):04X}]")
    return clip(shown, 60)


def left_out(tables: Tables) -> dict[str, Any]:
    """Return the blocks of no speech's text: furniture, compilers' titles, what stands before."""
    paragraphs = numbered(tables)
    outside = paragraphs[(paragraphs["number"] == 0) | paragraphs["role"].isin(OUTSIDE)]
    shown = [
        {
            "role": ROLES[r.role],
            "text": clip(r.text, 120),
            "source": r.source,
            "lines": place(r.first_line, r.last_line),
        }
        for r in rows(outside.head(LONGEST_LIST))
    ]
    return {"n": len(outside), "rows": shown}


def duplicates(table: pd.DataFrame) -> dict[str, Any]:
    """Return the repeated paragraphs, the first of them in full."""
    return {"n": len(table), "rows": table.head(LONGEST_LIST).to_dict("records")}


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


def _command(inputs: Mapping[str, str]) -> str:
    """Return what to type to make the run again, with the study's own files where it had any."""
    command = "topics run 来源文件夹 --settings settings.toml"
    for kind in ("codebook", "gold"):
        names = [name.removeprefix(f"{kind}/") for name in inputs if name.startswith(f"{kind}/")]
        for name in names:
            if (kind, name) != ("codebook", default_path("themes.toml").name):
                command += f" --{kind} {shlex.quote(name)}"
    return command


def manifest_view(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return what it takes to cite the run and to run it again."""
    settings = manifest["settings"]
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in settings.items()]
    return {
        "command": _command(manifest["inputs"]),
        "format_version": manifest["format_version"],
        "settings": "\n".join(lines),
        "seed": settings.get("random_state", "—"),
        "inputs": list(manifest["inputs"].items()),
        "versions": [(k, v or "未安装") for k, v in sorted(manifest["versions"].items())],
        "version": manifest["versions"].get("topics-zh", "—"),
        "commit": text_of(manifest["git_commit"]),
        "modified": bool(manifest.get("git_modified")),
    }
