"""Bundles: found by hand in small texts."""

from __future__ import annotations

import numpy as np
import pytest

from tests.text.speeches import tokens_of
from topics.text.formula.lexical_bundles import BUNDLE_SPEECHES, bundles


def test_bundles_by_hand() -> None:
    """Four words that stand in three speeches cover their words there, two speeches do not do."""
    phrase = ["以", "人", "为", "本"]
    speeches = [[["要", *phrase]], [[*phrase, "的", "城市"]], [[*phrase], ["为", "本"]]]
    table, shares = bundles(tokens_of(speeches, ["a.txt", "a.txt", "b.txt"]))
    assert shares == pytest.approx([4 / 5, 4 / 6, 1, 0])
    assert table.to_dict("records") == [
        {"bundle": "以 人 为 本", "count": 3, "n_speeches": 3, "n_sources": 2}
    ]
    table, shares = bundles(tokens_of([*speeches[:2], [["城市"]], [[]]]))
    assert shares == pytest.approx([0, 0, 0, np.nan], nan_ok=True)
    assert list(table.columns) == ["bundle", "count", "n_speeches", "n_sources"]
    assert len(table) == 0


def test_bundles_come_by_their_spread() -> None:
    """Those of most speeches first, then the most frequent, then by their words."""
    texts = [["一", "二", "三", "四"], ["丙", "丙", "丙", "丙"], ["乙", "乙", "乙", "乙"]]
    table, _ = bundles(tokens_of([[*texts, texts[1]], *([texts] * 2), [texts[0]]]))
    assert list(table["bundle"].str[0]) == ["一", "丙", "乙"]
    assert list(table["n_speeches"]) == [4, 3, 3]
    assert list(table["count"]) == [4, 4, 3]


def test_a_bundle_stays_in_its_paragraph() -> None:
    """Words on both sides of a paragraph's end are no run, and overlapping runs count once."""
    split = [["以", "人"], ["为", "本"]]
    assert bundles(tokens_of([split] * BUNDLE_SPEECHES))[1].tolist() == [0.0] * 6
    long = [["以", "人", "为", "本", "的", "城市"]]
    assert bundles(tokens_of([long] * BUNDLE_SPEECHES))[1].tolist() == [1.0] * 3


def test_repeating_oneself_makes_no_bundle() -> None:
    """A phrase said ten times in one speech is not common stock."""
    phrase = ["以", "人", "为", "本"]
    _, shares = bundles(tokens_of([[phrase] * 10, [["城市"]], [["文明"]]]))
    assert shares.tolist() == [0.0] * 12
