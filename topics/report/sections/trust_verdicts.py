"""Verdicts on the reliability of the share of a theme, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from topics.themes.types import NONE

__all__ = ["FEWEST_LINES", "FEWEST_SPEECHES", "RIGHT", "verdicts"]

FEWEST_SPEECHES = 5
FEWEST_LINES = 5
"""Minimum number of gold lines of a theme for precision and recall to count."""
RIGHT = 0.75
"""Precision and recall below which a share is used with care."""

Texts = tuple[str, str]


def verdicts(themes: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the verdict on each theme.

    A share is used with care if its interval is wider than the share, one speech has more than half
    of it, it has fewer than five speeches, or less than three quarters of five or more gold lines
    are right. The rank of a theme is uncertain if its interval overlaps with that of the
    theme before or after it.

    Parameters
    ----------
    themes : sequence of mapping
        As from `theme_rows`, by falling share.

    Returns
    -------
    list of dict
        usable (bool), zh and en.
    """
    ranked = [row for row in themes if row["id"] != NONE]
    after = {row["id"]: row["overlaps"] for row in ranked}
    before = {row["id"]: other["overlaps"] for other, row in pairwise(ranked)}
    return [_verdict(row, (before.get(row["id"]), after.get(row["id"]))) for row in themes]


def _verdict(row: Mapping[str, Any], overlaps: tuple[bool | None, bool | None]) -> dict[str, Any]:
    reasons = _reasons(row)
    zh = f"慎用：{'、'.join(zh for zh, _ in reasons)}" if reasons else "可用"
    en = f"with care: {', '.join(en for _, en in reasons)}" if reasons else "usable"
    if any(overlaps):
        zh, en = f"{zh}；排名不能确定", f"{en}; rank uncertain"
    return {"usable": not reasons, "zh": zh, "en": en}


def _reasons(row: Mapping[str, Any]) -> list[Texts]:
    low, high, found = row["low"], row["high"], list[Texts]()
    if low is None or high is None:
        found.append(("没有区间", "no interval"))
    elif high - low > row["share"]:
        found.append(("区间宽度超过份额", "interval wider than the share"))
    if row["n_speeches"] < FEWEST_SPEECHES:
        n = row["n_speeches"]
        found.append((f"只见于 {n} 篇", f"in {n} {'speech' if n == 1 else 'speeches'} only"))
    if number := row["carried_by"]:
        found.append((f"一半以上出自第 {number} 篇", f"more than half in speech {number}"))
    for name, zh, en in (("precision", "查准率", "precision"), ("recall", "查全率", "recall")):
        gold = row[name]
        if gold and gold["of"] >= FEWEST_LINES and gold["value"] < RIGHT:
            found.append((f"{zh} {gold['n']}/{gold['of']}", f"{en} {gold['n']}/{gold['of']}"))
    return found
