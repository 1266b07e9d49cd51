"""Formula and substance: what the figures draw and the page says."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report.conftest import Tables, build_tables
from topics.report.figures.formula_data import (
    LABEL_HEIGHT,
    MOST_LABELS,
    formula_by_speech_data,
    formula_terms_data,
)
from topics.report.formula_views import formula_view
from topics.report.formula_words import formula_words, substance_words


def terms_of(*measures: tuple[int, float, float, float]) -> pd.DataFrame:
    """Return terms 甲0, 甲1, ... of count, DP, expected DP and formula."""
    table = pd.DataFrame(measures, columns=["count", "dp", "dp_expected", "formula"])
    return table.assign(term=[f"甲{i}" for i in range(len(table))], n_speeches=2)


def test_formula_and_substance_words_by_hand() -> None:
    """The highest and the lowest among those whose count lets one tell; none is both."""
    table = terms_of(
        (90, 0.1, 0.1, 0.9), (50, 0.7, 0.2, 0.3), (9, 0.9, 0.5, 0.1), (2, 0.9, 0.8, 0.05)
    )
    assert list(formula_words(table, 2)["term"]) == ["甲0", "甲1"]
    assert list(formula_words(table, 1)["term"]) == ["甲0"]
    assert list(substance_words(table, 2)["term"]) == ["甲2"]
    unknown = table.assign(formula=np.nan)
    assert len(formula_words(unknown, 2)) == len(substance_words(unknown, 2)) == 0


def test_dots_of_the_same_place_are_drawn_once() -> None:
    """Unnamed terms of one count and DP are one dot; those with a name keep theirs."""
    rare = [(2, 0.9, 0.8, 0.05)] * 60
    table = terms_of((90, 0.1, 0.1, 0.9), (80, 0.9, 0.1, 0.1), *rare)
    data = formula_terms_data({"terms": table})
    assert list(data["label"][:2]) == ["甲0", "甲1"]
    assert list(data["kind"][:2]) == ["formula", "substance"]
    assert (data["count"] == 2).sum() == 1
    assert len(formula_terms_data({"terms": table.assign(formula=np.nan)})) == 0


POINTS = st.tuples(st.integers(1, 500), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))


@given(st.lists(POINTS, min_size=1, max_size=80))
def test_names_never_lie_over_each_other(points: list[tuple[int, float, float, float]]) -> None:
    """Two names at one height do not share a place, and there are only so many of each kind."""
    table = terms_of(*points).sort_values("formula", ascending=False, ignore_index=True)
    data = formula_terms_data({"terms": table})
    named = data[data["label"] != ""]
    assert (named["kind"] != "").all()
    assert named["kind"].value_counts().le(MOST_LABELS).all()
    for a, b in zip(named.index, named.index[1:], strict=False):
        same_place = named["count"][a] == named["count"][b]
        assert not same_place or abs(named["dp"][a] - named["dp"][b]) > LABEL_HEIGHT


def test_speeches_come_by_their_share(tables: Tables) -> None:
    """The most formulaic first, each with its own share and quantiles of its long paragraphs."""
    tables["paragraphs"]["text"] = "字" * 40
    data = formula_by_speech_data(tables)
    assert list(data["speech"]) == [3, 6, 2, 5, 1, 4]
    assert list(data["share"]) == sorted(tables["speeches"]["formula_share"], reverse=True)
    own = tables["paragraphs"].query("source == '汇编_000.txt' and speech == 3")["formula_share"]
    expected = np.quantile(own.dropna(), [0.1, 0.25, 0.75, 0.9])
    assert data.iloc[0][["p10", "p25", "p75", "p90"]].to_numpy(float) == pytest.approx(expected)
    tables["paragraphs"]["text"] = "字" * 39
    assert len(formula_by_speech_data(tables)) == 0


def test_the_view_names_paragraphs_at_both_ends(tables: Tables) -> None:
    """Three with the highest share, falling, and three with the lowest, rising; none is both."""
    tables["paragraphs"]["text"] = "字" * 40
    view = formula_view(tables)
    shares = tables["paragraphs"]["formula_share"].dropna().sort_values()
    assert [p["share"] for p in view["most"]] == list(shares[::-1][:3])
    assert [p["share"] for p in view["least"]] == list(shares[:3])
    assert view["bundles"] == [{"words": "把责任落实到", "n_speeches": 6}]


def test_one_speech_has_nothing_in_common() -> None:
    """Every list is empty, and no figure is drawn."""
    tables = build_tables(1, 1, 8)
    view = formula_view(tables)
    assert [view[name] for name in ("words", "substance", "bundles", "most", "least")] == [[]] * 5
    assert len(formula_terms_data(tables)) == len(formula_by_speech_data(tables)) == 0
