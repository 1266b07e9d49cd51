"""The paragraphs whose theme changed, and the evidence that changed it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from topics.comparison.pairing import Pairing
from topics.comparison.schema import CHANGED, EVIDENCE
from topics.comparison.sides import Side
from topics.themes.types import NONE

__all__ = ["changed_tables", "coded_in_both"]

WORDS = ("words", "heading", "section")
"""Kinds of evidence that name a word."""
LEAST = 0.005
"""Smallest change of a weight that counts."""
N_WORDS = 10
"""Maximum number of words in each of ``came``, ``went`` and ``reweighed``."""
KEYS = ["theme", "kind", "word"]


def coded_in_both(a: Side, b: Side, pairing: Pairing) -> list[tuple[int, int]]:
    """Return the pairs of paragraphs that were counted in both runs."""
    coded = a.body["coded"].to_list(), b.body["coded"].to_list()
    return [(i, j) for i, j in pairing.links if coded[0][i] and coded[1][j]]


def changed_tables(a: Side, b: Side, pairing: Pairing) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the tables ``changed`` and ``changed_evidence``.

    Parameters
    ----------
    a, b : Side
    pairing : Pairing
        The paragraphs that they share.

    Returns
    -------
    changed : DataFrame
        A row for each paragraph that was counted in both runs and has another theme, in order of B.
    evidence : DataFrame
        The evidence for either theme in either run. ``push`` is the change of a weight towards the
        theme of B: for weights in log odds, the pushes of a paragraph add up to the change of the
        log odds between the two themes.
    """
    of_a, of_b = a.body["coded"].to_list(), b.body["coded"].to_list()
    changed = [(i, j) for i, j in coded_in_both(a, b, pairing) if of_a[i] != of_b[j]]
    before, after = _evidence(a, [i for i, _ in changed]), _evidence(b, [j for _, j in changed])
    rows, found = [], []
    for i, j in changed:
        own, other = b.body.iloc[j], a.body.iloc[i]
        themes = of_a[i], of_b[j]
        weighed = _weighed(before.get(i), after.get(j), themes)
        names = {"id": own["id"], "source": own["source"], "paragraph": own["paragraph"]}
        found.append(weighed.assign(**names))
        rows.append(
            names
            | {
                "id_a": other["id"],
                "source_a": other["source"],
                "paragraph_a": other["paragraph"],
                "text_changed": (i, j) in pairing.edited,
                "theme_a": themes[0],
                "theme_b": themes[1],
                "theme_a_in_a": a.chance(i, themes[0]),
                "theme_a_in_b": b.chance(j, themes[0]),
                "theme_b_in_a": a.chance(i, themes[1]),
                "theme_b_in_b": b.chance(j, themes[1]),
                "cause": _cause(
                    a,
                    b,
                    themes,
                    weighed,
                    is_by_hand=any(row.get("coded_by", "") for row in (own, other)),
                    is_edited=(i, j) in pairing.edited,
                ),
                **{name: " ".join(words) for name, words in _words(weighed)},
            }
        )
    evidence = pd.concat(found, ignore_index=True) if found else pd.DataFrame()
    return (
        pd.DataFrame(rows, columns=[*CHANGED.columns]),
        evidence.reindex(columns=[*EVIDENCE.columns]),
    )


def _evidence(side: Side, rows: list[int]) -> dict[int, pd.DataFrame]:
    """Return the rows of ``evidence`` of some paragraphs, by row of the running text."""
    if "evidence" not in side.run.tables or not rows:
        return {}
    names = ["source", "paragraph"]
    row_of = dict(
        zip(zip(*(side.body[n].iloc[rows] for n in names), strict=True), rows, strict=True)
    )
    table = side.run.tables["evidence"]
    found = [row_of.get(key, -1) for key in zip(*(table[n] for n in names), strict=True)]
    of_row = table.assign(row=found)
    return {row: of_row[of_row["row"] == row] for row in rows}


def _weighed(
    before: pd.DataFrame | None, after: pd.DataFrame | None, themes: tuple[str, str]
) -> pd.DataFrame:
    """Return the evidence for two themes in both runs, the strongest change first."""
    weights = [
        pd.Series(dtype=float, name=name)
        if table is None
        else table[table["theme"].isin(themes)].groupby(KEYS)["weight"].sum().rename(name)
        for name, table in (("weight_a", before), ("weight_b", after))
    ]
    known = [weight for weight in weights if len(weight)]
    if not known:
        return pd.DataFrame(columns=[*KEYS, "weight_a", "weight_b", "push"])
    table = pd.concat(known, axis=1).reindex(columns=["weight_a", "weight_b"])
    table = table.rename_axis(index=KEYS).reset_index()
    sign = np.where(table["theme"] == themes[1], 1.0, -1.0)
    push = sign * (table["weight_b"].fillna(0.0) - table["weight_a"].fillna(0.0))
    table["push"] = np.round(push, 6) + 0.0
    order = np.lexsort((table["word"], table["kind"], table["theme"], -table["push"].abs()))
    return table.iloc[order].reset_index(drop=True)


def _words(weighed: pd.DataFrame) -> Iterator[tuple[str, list[str]]]:
    """Yield came, went and reweighed with their words, each once."""
    rows = weighed[weighed["kind"].isin(WORDS)]
    in_a = set(rows.loc[rows["weight_a"].notna(), "word"])
    in_b = set(rows.loc[rows["weight_b"].notna(), "word"])
    moved = rows.loc[rows["push"].abs() >= LEAST, "word"]
    for name, words in (("came", in_b - in_a), ("went", in_a - in_b), ("reweighed", in_a & in_b)):
        yield name, [word for word in dict.fromkeys(moved) if word in words][:N_WORDS]


def _cause(
    a: Side,
    b: Side,
    themes: tuple[str, str],
    weighed: pd.DataFrame,
    *,
    is_by_hand: bool,
    is_edited: bool,
) -> str:
    """Return the cause of a changed theme as one word; empty if unknown."""
    if is_by_hand:
        return "hand"
    if themes[0] not in b.themes or themes[1] not in a.themes:
        return "codebook"
    if is_edited:
        return "text"
    words: dict[str, Any] = dict(_words(weighed))
    if words["came"] or words["went"]:
        return "words"
    if weighed.empty or float(weighed["push"].abs().max()) < LEAST:
        # For none and the same text, only the prior of the coder can have changed.
        return "prior" if NONE in themes and "evidence" in a.run.tables else ""
    return "neighbours" if weighed["kind"].iloc[0] == "neighbours" else "weights"
