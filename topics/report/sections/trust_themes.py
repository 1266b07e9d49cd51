"""The reliability of the share of each theme: intervals, paragraphs, gold lines."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pandas as pd

from topics.evaluate.gold import proportion
from topics.report.labels import rows, text_of
from topics.report.sections.base import Tables
from topics.report.sections.quantities import carriers
from topics.report.sections.shared import counted_rows, number_of, numbered
from topics.report.sections.trust_verdicts import verdicts
from topics.themes.types import NONE

__all__ = ["certainty", "codebook_view", "theme_rows"]

Row = dict[str, Any]


def theme_rows(tables: Tables) -> list[Row]:
    """Return the facts about each theme, by falling share, with none of them last.

    Returns
    -------
    list of dict
        id, zh, en, share, low, high, n_speeches, n_paragraphs, n_certain (None where runs do not
        know it), overlaps (its interval with that of the next; None where either is unknown),
        carried_by (number of the speech that has more than half of it, else 0), precision and
        recall on the gold lines (n, of, value, low, high; None without lines), and verdict (as
        from `verdicts`).
    """
    counts, carried = _counts(tables), _carriers(tables)
    gold = _gold(tables.get("confusion", pd.DataFrame()))
    found = [
        {
            "id": text_of(r.theme),
            "zh": text_of(r.zh),
            "en": text_of(r.en) or text_of(r.zh),
            "share": float(r.share),
            "low": number_of(getattr(r, "low", None)),
            "high": number_of(getattr(r, "high", None)),
            "n_paragraphs": int(r.n_paragraphs),
            **counts.get(text_of(r.theme), {"n_speeches": 0, "n_certain": None}),
            "overlaps": None,
            "carried_by": carried.get(text_of(r.theme), 0),
            "precision": gold.get((r.theme, "coded")),
            "recall": gold.get((r.theme, "gold")),
        }
        for r in rows(tables["themes"])
    ]
    found.sort(key=lambda row: (row["id"] == NONE, -row["share"]))
    for row, after in pairwise(r for r in found if r["id"] != NONE):
        if row["low"] is not None and after["high"] is not None:
            row["overlaps"] = row["low"] <= after["high"]
    return [{**row, "verdict": said} for row, said in zip(found, verdicts(found), strict=True)]


def _carriers(tables: Tables) -> dict[str, int]:
    """Return the running number of the speech that has more than half of a theme, by theme."""
    speeches = tables["speeches"]
    known = [theme for theme in tables["themes"]["theme"] if theme in speeches]
    if not known or "n_chars" not in speeches:
        return {}
    shares = speeches[known].fillna(0.0).to_numpy(float)
    return dict(zip(known, carriers(speeches, shares), strict=True))


def _coded(tables: Tables) -> pd.DataFrame:
    """Return the coded paragraphs of speeches, ``"none"`` as the theme of those of no theme."""
    if not {"paragraphs", "speeches"} <= set(tables):
        return pd.DataFrame(columns=["theme", "number"])
    found = numbered(tables)[counted_rows(tables)]
    return found.assign(theme=found["theme"].map(text_of).replace("", NONE))


def _counts(tables: Tables) -> dict[str, Row]:
    """Return the number of speeches and of certain paragraphs by theme."""
    coded = _coded(tables)
    return {
        str(theme): {
            "n_speeches": int(group["number"].nunique()),
            "n_certain": int(group["certain"].sum()) if "certain" in group else None,
        }
        for theme, group in coded.groupby("theme", sort=False)
    }


def certainty(tables: Tables) -> Row | None:
    """Return the number of certain coded paragraphs: n, of. None if unknown."""
    coded = _coded(tables)
    if "certain" not in coded or coded.empty:
        return None
    return {"n": int(coded["certain"].sum()), "of": len(coded)}


def _gold(confusion: pd.DataFrame) -> dict[tuple[str, str], Row]:
    """Return precision and recall of each theme on the gold lines.

    By theme and column of the table: ``"coded"`` gives precision, ``"gold"`` recall.
    """
    found: dict[tuple[str, str], Row] = {}
    for column in ("coded", "gold"):
        for theme, group in confusion.groupby(column, sort=False) if len(confusion) else ():
            right = int(group.loc[group["gold"] == group["coded"], "n"].sum())
            of = int(group["n"].sum())
            score = proportion("theme_accuracy", right, of)
            found[str(theme), column] = {
                "n": right,
                "of": of,
                "value": score.value,
                "low": score.low,
                "high": score.high,
            }
    return found


def codebook_view(tables: Mapping[str, pd.DataFrame]) -> Row | None:
    """Return the fit of the codebook, its unsupported themes by name; None if it is unknown."""
    table = tables.get("codebook_fit", pd.DataFrame())
    if table.empty:
        return None
    (row,) = rows(table.head(1))
    themes = {r.theme: (r.zh, text_of(r.en) or r.zh) for r in rows(tables["themes"])}
    unsupported = [themes.get(t, (t, t)) for t in text_of(row.unsupported).split()]
    return {
        "name": text_of(row.codebook),
        "fits": bool(row.fits),
        "none_share": float(row.none_share),
        "prior_none": float(row.prior_none),
        "evidence": float(row.evidence_per_100),
        "n_lines": int(row.n_lines),
        "unsupported_zh": "、".join(zh for zh, _ in unsupported),
        "unsupported_en": ", ".join(en for _, en in unsupported),
    }
