"""What the figures show, tested as tables."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from tests.report.conftest import THEMES, Tables, build_tables
from topics.report.figures import data as figure_data
from topics.report.palette import NO_THEME, THEME_COLOURS


def test_theme_shares_fall_and_keep_their_colour(tables: Tables) -> None:
    """Every theme is there, largest first, in the colour of its position in the codebook."""
    data = figure_data.theme_shares_data(tables)
    colours = {theme[0]: colour for theme, colour in zip(THEMES, THEME_COLOURS, strict=False)}
    assert data["share"].is_monotonic_decreasing
    assert dict(zip(data["theme"], data["colour"], strict=True)) == colours
    assert data["share"].sum() == pytest.approx(tables["themes"]["share"].sum())


def test_topic_words_are_those_of_the_engine(tables: Tables) -> None:
    """Each topic has its heaviest words first; one without theme is grey and called by its own."""
    data = figure_data.topic_words_data(tables, "lda", n_terms=3)
    first = data[data["topic"] == 1]
    assert list(first["term"]) == ["创建", "文明", "城市"]
    assert list(first["weight"]) == [0.12, 0.06, 0.04]
    assert set(first["heading"]) == {"1  文明城市创建  40.0%"}
    last = data[data["topic"] == 4]
    assert (set(last["colour"]), set(last["heading"])) == ({NO_THEME}, {"4  工作·要求  10.0%"})
    assert data.groupby("topic").size().to_dict() == {1: 3, 2: 3, 3: 3, 4: 3}


def test_theme_by_speech_holds_every_share(tables: Tables) -> None:
    """One row per speech and theme, each the cell of the speeches table."""
    data = figure_data.theme_by_speech_data(tables)
    wide = data.pivot(index="speech", columns="theme", values="share")
    expected = tables["speeches"][[t[0] for t in THEMES]]
    assert (wide[expected.columns].to_numpy() == expected.to_numpy()).all()


def test_theme_by_speech_keeps_the_longest_of_many() -> None:
    """Of 100 speeches the 60 longest are shown, in their order."""
    tables = build_tables(20, 5, 6)
    data = figure_data.theme_by_speech_data(tables)
    shown = list(dict.fromkeys(data["speech"]))
    lengths = tables["speeches"]["n_chars"].to_numpy()
    hidden = [i for i in range(100) if i + 1 not in shown]
    assert (len(shown), shown) == (60, sorted(shown))
    assert min(lengths[i - 1] for i in shown) >= max(lengths[i] for i in hidden)


def test_agreement_has_every_pair_once(tables: Tables) -> None:
    """Four topics by three, the matched ones marked; a pair not listed overlaps in nothing."""
    tables["agreement"] = tables["agreement"].iloc[:-1]
    data = figure_data.agreement_data(tables, "lda", "kmeans")
    marked = data[data["matched"]]
    assert len(data) == 12
    assert list(zip(marked["topic_a"], marked["topic_b"], strict=True)) == [(1, 1), (2, 2), (3, 3)]
    assert data["jaccard"].iloc[-1] == 0.0
    assert data["label_a"].iloc[-1] == "4  工作·要求"


def test_speech_tree_places_each_leaf_once() -> None:
    """A tree worked out by hand: leaves in drawing order, forks midway at their height."""
    tables = build_tables(1, 3, 5)
    tables["speech_tree"] = pd.DataFrame(
        [(0, 0, 2, 0.2, 2), (1, 1, 3, 0.5, 3)],
        columns=["step", "left", "right", "distance", "n_speeches"],
    )
    data = figure_data.speech_tree_data(tables).set_index("node")
    assert data["position"].to_dict() == {1: 0.0, 0: 1.0, 2: 2.0, 3: 1.5, 4: 0.75}
    assert data["height"].to_dict() == {1: 0.0, 0: 0.0, 2: 0.0, 3: 0.2, 4: 0.5}
    assert data.loc[0, "label"] == "1\u3000在第1次创建动员大会上的讲话"


def test_speech_tree_of_many_shows_branches() -> None:
    """Of 100 speeches the 60 topmost branches are leaves that account for all 100."""
    tables = build_tables(20, 5, 6)
    data = figure_data.speech_tree_data(tables)
    leaves = data[data["label"] != ""]
    sizes = [re.search(r" 等 (\d+) 篇$", label) for label in leaves["label"]]
    assert (len(leaves), sum(int(size[1]) if size else 1 for size in sizes)) == (60, 100)
