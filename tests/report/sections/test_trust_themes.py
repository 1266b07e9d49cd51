"""How far shares of themes can be trusted, computed by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from topics.report.sections.base import Tables
from topics.report.sections.trust_themes import certainty, codebook_view, theme_rows


def made() -> Tables:
    """Return two speeches, five coded paragraphs of two themes and of none, and gold lines."""
    themes = pd.DataFrame(
        [
            ("a", "甲", "A", 0.3, 0.1, 0.35, 2),
            ("none", "不属于任何主题", "None of these", 0.4, 0.2, 0.6, 1),
            ("b", "乙", "", 0.2, 0.15, 0.25, 2),
            ("c", "丙", "C", 0.1, 0.05, 0.14, 0),
        ],
        columns=["theme", "zh", "en", "share", "low", "high", "n_paragraphs"],
    )
    speeches = pd.DataFrame(
        {"source": "x", "speech": [1, 2], "n_chars": 100, "a": [0.5, 0.5], "b": [0.1, 0.3]}
    )
    paragraphs = pd.DataFrame(
        [
            (1, 1, "body", "a", 0.9, "", True),
            (2, 2, "body", "a", 0.4, "", False),
            (3, 2, "body", "b", 0.6, "", True),
            (4, 2, "body", "b", 0.7, "", True),
            (5, 2, "body", "", np.nan, "", False),  # of no theme
            (6, 2, "body", "", np.nan, "", False),  # not counted
            (7, 1, "body", "a", 0.9, "x 1", True),  # a duplicate
            (8, 1, "heading", "", np.nan, "", False),
        ],
        columns=["paragraph", "speech", "role", "theme", "theme_share", "duplicate_of", "certain"],
    ).assign(source="x")
    coding = paragraphs.head(5)[["source", "paragraph"]]
    confusion = pd.DataFrame(
        [("a", "a", 6), ("a", "b", 2), ("b", "b", 1)], columns=["gold", "coded", "n"]
    )
    return Tables(
        themes=themes,
        speeches=speeches,
        paragraphs=paragraphs,
        coding=coding,
        confusion=confusion,
    )


def test_themes_come_by_share_with_all_that_bears_on_it() -> None:
    """Speeches, certain paragraphs, overlap with the next, none of them last."""
    found = theme_rows(made())
    assert [row["id"] for row in found] == ["a", "b", "c", "none"]
    numbers = [(row["n_speeches"], row["n_paragraphs"], row["n_certain"]) for row in found]
    assert numbers == [(2, 2, 1), (1, 2, 2), (0, 0, None), (1, 1, 0)]
    # a is 0.10 to 0.35 and b 0.15 to 0.25; c ends at 0.14, below b.
    assert [row["overlaps"] for row in found] == [True, False, None, None]
    assert found[1]["en"] == "乙"
    assert certainty(made()) == {"n": 3, "of": 5}


def test_a_speech_carries_a_theme_by_more_than_half() -> None:
    """Speech 2 has three quarters of b; of a each has half; c is in no column."""
    assert [row["carried_by"] for row in theme_rows(made())] == [0, 2, 0, 0]


def test_precision_and_recall_are_shares_of_gold_lines() -> None:
    """By Wilson: 6 of 8 lines of theme a were found, and all 6 coded with it are right."""
    first, second, third, _ = theme_rows(made())
    assert (first["recall"]["n"], first["recall"]["of"]) == (6, 8)
    assert (first["precision"]["n"], first["precision"]["of"]) == (6, 6)
    assert first["recall"]["low"] == pytest.approx(0.4093, abs=1e-4)
    assert first["recall"]["high"] == pytest.approx(0.9285, abs=1e-4)
    assert (second["precision"]["n"], second["precision"]["of"]) == (1, 3)
    assert third["precision"] is third["recall"] is None


def test_earlier_runs_know_less() -> None:
    """Without intervals, certainty and gold lines nothing is said of them."""
    tables = made()
    tables["themes"] = tables["themes"].drop(columns=["low", "high"])
    tables["paragraphs"] = tables["paragraphs"].drop(columns="certain")
    del tables["coding"], tables["confusion"]
    found = theme_rows(tables)
    assert {row["overlaps"] for row in found} == {None}
    assert {row["n_certain"] for row in found} == {None}
    assert certainty(tables) is None
    assert codebook_view(tables) is None


@pytest.mark.parametrize("unsupported", ["", "b gone"])
def test_the_fit_of_the_codebook_names_themes_without_support(unsupported: str) -> None:
    """In both languages; a theme that the table of themes does not have keeps its id."""
    fit: dict[str, Any] = {
        "codebook": "book.toml", "prior_none": 0.2, "none_share": 0.1, "evidence_per_100": 7.25,
        "unsupported": unsupported, "fits": True, "n_lines": 160,
    }  # fmt: skip
    view = codebook_view({**made(), "codebook_fit": pd.DataFrame([fit])})
    assert view is not None
    assert view["fits"]
    assert view["n_lines"] == 160
    assert view["unsupported_zh"] == ("乙、gone" if unsupported else "")
    assert view["unsupported_en"] == ("乙, gone" if unsupported else "")
