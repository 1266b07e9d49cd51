"""Verdicts on the shares of themes, each by the rule that the page states."""

from __future__ import annotations

from typing import Any

import pytest

from topics.report.sections.trust_verdicts import verdicts


def theme(**known: Any) -> dict[str, Any]:
    """Return a theme that nothing speaks against."""
    plain = {
        "id": "a", "share": 0.2, "low": 0.15, "high": 0.25, "n_speeches": 5, "overlaps": False,
        "carried_by": 0, "precision": None, "recall": None,
    }  # fmt: skip
    return {**plain, **known}


def gold(n: int, of: int) -> dict[str, Any]:
    """Return the lines that are right."""
    return {"n": n, "of": of, "value": n / of}


@pytest.mark.parametrize(
    ("known", "zh", "en"),
    [
        ({}, "可用", "usable"),
        ({"high": 0.351}, "慎用：区间宽度超过份额", "with care: interval wider than the share"),
        ({"high": 0.349}, "可用", "usable"),
        ({"low": None}, "慎用：没有区间", "with care: no interval"),
        ({"n_speeches": 4}, "慎用：只见于 4 篇", "with care: in 4 speeches only"),
        ({"n_speeches": 1}, "慎用：只见于 1 篇", "with care: in 1 speech only"),
        ({"carried_by": 3}, "慎用：一半以上出自第 3 篇", "with care: more than half in speech 3"),
        ({"precision": gold(7, 11)}, "慎用：查准率 7/11", "with care: precision 7/11"),
        ({"recall": gold(3, 4)}, "可用", "usable"),
        ({"recall": gold(1, 4)}, "可用", "usable"),  # too few lines
        ({"recall": gold(3, 5)}, "慎用：查全率 3/5", "with care: recall 3/5"),
    ],
)
def test_a_share_is_used_with_care_for_a_reason(known: dict[str, Any], zh: str, en: str) -> None:
    """Of interval, speeches and gold lines; three lines of four are right enough."""
    (found,) = verdicts([theme(**known)])
    assert (found["zh"], found["en"]) == (zh, en)
    assert found["usable"] == (zh == "可用")


def test_every_reason_is_given() -> None:
    """One after the other."""
    (found,) = verdicts([theme(high=0.9, n_speeches=2, carried_by=1)])
    assert found["zh"] == "慎用：区间宽度超过份额、只见于 2 篇、一半以上出自第 1 篇"


def test_a_rank_is_uncertain_beside_a_theme_with_an_overlapping_interval() -> None:
    """The first two overlap; none of the themes has no rank."""
    ids = ["a", "b", "c", "none"]
    overlaps = [True, False, None, None]
    rows = [theme(id=i, overlaps=o) for i, o in zip(ids, overlaps, strict=True)]
    assert [row["zh"] for row in verdicts(rows)] == [
        "可用；排名不能确定",
        "可用；排名不能确定",
        "可用",
        "可用",
    ]
