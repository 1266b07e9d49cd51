"""A comparison as its page shows it: plain values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from topics.comparison.lineages import PairOfModels
from topics.comparison.paragraph_view import changed_view
from topics.comparison.sentences import KINDS, Sentence
from topics.comparison.sides import Side
from topics.models.lineage import N_WORDS
from topics.models.types import TopicModel
from topics.models.words import top_columns
from topics.report.labels import engine_name

__all__ = ["view_of"]

STATES = {
    "kept": ("延续", "Goes on"),
    "moved": ("延续", "Goes on"),
    "split": ("分出", "Split off"),
    "merged": ("并入", "Merged"),
    "born": ("新出现", "Born"),
    "dead": ("消失", "Dead"),
}
CHANGES = {
    "added": ("新增", "added"),
    "removed": ("去掉", "removed"),
    "changed": ("有变", "changed"),
    "renamed": ("改名", "renamed"),
}
TICKS = (0.01, 0.02, 0.05, 0.1, 0.2)
MOST_TICKS = 6


def view_of(
    sides: tuple[Side, Side],
    models: Sequence[PairOfModels],
    tables: Mapping[str, pd.DataFrame],
    findings: Sequence[Sequence[Sentence]],
    n_coded: int,
    pages: tuple[str, str],
    notes: Sequence[Sentence],
) -> dict[str, Any]:
    """Return the values of ``compare.html.j2``.

    Parameters
    ----------
    sides : tuple of two Side
    models : sequence of PairOfModels
    tables : mapping of str to DataFrame
        Those of the comparison.
    findings : sequence of sequences of (str, str)
        The sentences at the top, in groups.
    n_coded : int
        Paragraphs that were coded in both runs.
    pages : tuple of two str
        Addresses of the reports of the runs; empty if unknown.
    notes : sequence of (str, str)
    """
    return {
        "names": [side.name for side in sides],
        "runs": [_run(side, page) for side, page in zip(sides, pages, strict=True)],
        "findings": [[tuple(map(_unbroken, both)) for both in group] for group in findings],
        "notes": notes,
        "models": [_model(pair) for pair in models],
        "shares": _shares(tables["shares"]),
        "changed": changed_view(sides, tables["changed"], tables["changed_evidence"], pages[1])
        | {"n_coded": n_coded},
        "differences": _differences(tables["differences"]),
    }


def _unbroken(text: str) -> str:
    """Return a sentence whose numbers stay on one line with their signs."""
    return re.sub(" ([=→]) ", "\u00a0\\1\u00a0", text)


def _run(side: Side, page: str) -> dict[str, Any]:
    tables = side.run.tables
    return {
        "name": side.name,
        "page": page,
        "n_sources": len(tables["sources"]) if "sources" in tables else 0,
        "n_speeches": len(tables["speeches"]),
        "n_paragraphs": len(side.body),
    }


def _model(pair: PairOfModels) -> dict[str, Any]:
    rows = []
    for row in pair.lineage.table.to_dict("records"):
        state = str(row["state"])
        came, went = str(row["came"]).split(), str(row["went"]).split()
        beyond = None if pd.isna(row["beyond_reseeding"]) else bool(row["beyond_reseeding"])
        # Only topics that go on can gain or lose words.
        goes_on = state in ("kept", "moved")
        a = _topic(row["parent"], pair.names_a, pair.models[0], went if goes_on else [])
        b = _topic(row["child"], pair.names_b, pair.models[1], came if goes_on else [])
        zh, en = STATES[state]
        about = _about(row, state, beyond)
        first = (state in ("dead", "merged"), -(b or a or {"share": 0.0})["share"])
        rows.append((first, {"zh": zh, "en": en, "about": about, "a": a, "b": b,
                             "beyond": bool(beyond) and state != "moved"}))  # fmt: skip
    zh, en = (engine_name(pair.engine.replace("/", "+"), language) for language in ("zh", "en"))
    return {
        "zh": zh,
        "en": en,
        "rows": [row for _, row in sorted(rows, key=lambda one: one[0])],
        "is_same": pair.is_same,
        "no_more": pair.lineage.no_more_than_reseeding,
    }


def _about(row: Mapping[Any, Any], state: str, beyond: bool | None) -> Sentence | None:
    """Return the text below the state of a topic."""
    if state in ("kept", "moved"):
        alike = f"{row['similarity']:.2f}"
        if state == "moved":
            return (
                f"相似 {alike}，变化超出更换随机种子的影响",
                f"similarity {alike}, beyond reseeding",
            )
        return f"相似 {alike}", f"similarity {alike}"
    if beyond is None:
        return None
    if beyond:
        return "超出更换随机种子的影响", "beyond reseeding"
    return "更换随机种子也会如此", "no more than reseeding"


def _topic(
    topic: Any, names: Mapping[int, Sentence], model: TopicModel, marked: Sequence[str]
) -> dict[str, Any] | None:
    if pd.isna(topic):
        return None
    row = int(model.rows_of([int(topic)])[0])
    top = [model.vocabulary[j] for j in top_columns(model.topic_term[row : row + 1], N_WORDS)[0]]
    words = [(word, word in marked) for word in top]
    zh, en = names[int(topic)]
    return {"id": int(topic), "zh": zh, "en": en, "share": float(model.share[row]), "words": words}


def _shares(table: pd.DataFrame) -> dict[str, Any]:
    values = table[[f"{name}_{x}" for name in ("share", "low", "high") for x in "ab"]]
    greatest = float(values.max().max()) if len(table) else 0.0
    step = next((t for t in TICKS if greatest / t <= MOST_TICKS), TICKS[-1])
    n_steps = max(int(-(-greatest // step)), 1)
    top = n_steps * step

    def dot(row: Mapping[Any, Any], letter: str) -> dict[str, Any] | None:
        share, low, high = (row[f"{name}_{letter}"] for name in ("share", "low", "high"))
        if pd.isna(share):
            return None
        place = {"share": share, "x": round(100 * share / top, 2), "low": None, "high": None}
        if pd.isna(low):
            return place
        x_low, x_high = (round(100 * value / top, 2) for value in (low, high))
        width = round(x_high - x_low, 2)
        return place | {"low": low, "high": high, "x_low": x_low, "x_width": width}

    rows = [
        {
            "zh": row["zh"],
            "en": row["en"],
            "a": dot(row, "a"),
            "b": dot(row, "b"),
            **{n: None if pd.isna(row[n]) else row[n] for n in ("difference", "low", "high")},
            "outside": row["outside"],
        }
        for row in table.to_dict("records")
    ]
    ticks = [
        {"x": round(100 * i / n_steps, 2), "label": f"{i * step:.0%}"} for i in range(n_steps + 1)
    ]
    return {"rows": rows, "ticks": ticks}


def _differences(table: pd.DataFrame) -> list[dict[str, Any]]:
    groups = []
    for kind, (zh, en) in KINDS.items():
        rows = table[table["kind"] == kind].to_dict("records")
        if rows:
            own = [{**row, "change": CHANGES[row["change"]]} for row in rows]
            groups.append({"zh": zh, "en": en[:1].upper() + en[1:], "rows": own})
    return groups
