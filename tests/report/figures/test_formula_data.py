"""What the two figures of formula and substance show."""

from __future__ import annotations

import numpy as np
import pytest

from tests.report.conftest import Tables, build_tables
from tests.report.test_formula_words import terms_of
from topics.report.figures.formula_data import (
    formula_by_speech_table,
    formula_terms_table,
)


def test_dots_of_the_same_place_are_drawn_once() -> None:
    """Unnamed terms of one count and DP are one dot; those with a name keep theirs."""
    rare = [(2, 0.9, 0.8, 0.05)] * 60
    table = terms_of((90, 0.1, 0.1, 0.9), (80, 0.9, 0.1, 0.1), *rare)
    data = formula_terms_table({"terms": table})
    assert list(data["term"][:2]) == ["甲0", "甲1"]
    assert list(data["kind"][:2]) == ["formula", "substance"]
    assert (data["count"] == 2).sum() == 1
    assert len(formula_terms_table({"terms": table.assign(formula=np.nan)})) == 0


def test_speeches_come_by_their_share(tables: Tables) -> None:
    """The most formulaic first, each with its own share and quantiles of its long paragraphs."""
    tables["paragraphs"]["text"] = "字" * 40
    data = formula_by_speech_table(tables)
    assert list(data["speech"]) == [3, 6, 2, 5, 1, 4]
    assert list(data["share"]) == sorted(tables["speeches"]["formula_share"], reverse=True)
    own = tables["paragraphs"].query("source == '汇编_000.txt' and speech == 3")["formula_share"]
    expected = np.quantile(own.dropna(), [0.1, 0.25, 0.75, 0.9])
    assert data.iloc[0][["p10", "p25", "p75", "p90"]].to_numpy(float) == pytest.approx(expected)
    tables["paragraphs"]["text"] = "字" * 39
    assert len(formula_by_speech_table(tables)) == 0


def test_one_speech_has_no_figure_of_formula() -> None:
    """There is nothing that one speech could have in common with others."""
    tables = build_tables(1, 1, 8)
    assert len(formula_terms_table(tables)) == len(formula_by_speech_table(tables)) == 0
