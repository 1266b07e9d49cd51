"""What the figures of a run show, tested as tables."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from tests.report.conftest import THEMES, Tables, build_tables
from topics.report.figures import Plot, all_figures
from topics.report.figures.tree_data import tree_table
from topics.themes.types import NONE


def figure(tables: Tables, name: str) -> Plot:
    return next(made for made in all_figures(tables) if made.name == name)


def test_theme_shares_fall(tables: Tables) -> None:
    """Every theme is there, largest first; none of them is last."""
    data = figure(tables, "theme_shares").table
    ordered = data[data["theme"] != NONE]
    assert ordered["share"].is_monotonic_decreasing
    assert set(ordered["theme"]) == {theme[0] for theme in THEMES}
    assert data["share"].sum() == pytest.approx(tables["themes"]["share"].sum())


def test_topic_words_are_those_of_the_engine(tables: Tables) -> None:
    """Each topic has its heaviest words first; one without theme is called by its own."""
    tables["topics"]["state"] = "named"
    tables["topics"].loc[tables["topics"]["topic"] == 2, "state"] = "doubtful"
    data = figure(tables, "topic_words_lda").table
    first = data[data["topic"] == 1]
    assert list(first["term"][:3]) == ["创建", "文明", "城市"]
    assert list(first["weight"][:3]) == [0.12, 0.06, 0.04]
    assert set(first["zh"]) == {"文明城市创建"}
    assert set(first["share"]) == {0.4}
    assert set(data.loc[data["topic"] == 4, "zh"]) == {"工作·要求"}
    assert data.groupby("topic")["doubt"].first().to_dict() == {1: "", 2: "doubtful", 3: "", 4: ""}


def test_theme_by_speech_holds_every_share(tables: Tables) -> None:
    """One row per speech and theme, each the cell of the speeches table."""
    data = figure(tables, "theme_by_speech").table
    wide = data.pivot(index="speech", columns="theme", values="share")
    expected = tables["speeches"][[t[0] for t in THEMES]]
    assert (wide[expected.columns].to_numpy() == expected.to_numpy()).all()


def test_theme_by_speech_keeps_the_longest_of_many() -> None:
    """Of 100 speeches the 40 longest are shown, in their order, and the titles say so."""
    tables = build_tables(20, 5, 6)
    made = figure(tables, "theme_by_speech")
    shown = list(dict.fromkeys(made.table["speech"]))
    lengths = tables["speeches"]["n_chars"].to_numpy()
    hidden = [i for i in range(100) if i + 1 not in shown]
    assert (len(shown), shown) == (40, sorted(shown))
    assert min(lengths[i - 1] for i in shown) >= max(lengths[i] for i in hidden)
    assert made.titles[0] == "各篇讲话的主题构成（100 篇中最长的 40 篇）"
    assert made.titles[1] == "Themes of each speech (longest 40 of 100)"


def test_agreement_has_every_pair_once(tables: Tables) -> None:
    """Four topics by three, the matched ones marked; a pair not listed overlaps in nothing."""
    tables["agreement"] = tables["agreement"].iloc[:-1]
    data = figure(tables, "agreement_lda_kmeans").table
    marked = data[data["matched"]]
    assert len(data) == 12
    assert list(zip(marked["topic_a"], marked["topic_b"], strict=True)) == [(1, 1), (2, 2), (3, 3)]
    assert data["jaccard"].iloc[-1] == 0.0
    assert data["zh_a"].iloc[-1] == "工作·要求"


def test_speech_tree_places_each_leaf_once() -> None:
    """A tree worked out by hand: leaves in drawing order, forks midway at their height."""
    tables = build_tables(1, 3, 5)
    tables["speech_tree"] = pd.DataFrame(
        [(0, 0, 2, 0.2, 2), (1, 1, 3, 0.5, 3)],
        columns=["step", "left", "right", "distance", "n_speeches"],
    )
    data = tree_table(tables).set_index("node")
    assert data["position"].to_dict() == {1: 0.0, 0: 1.0, 2: 2.0, 3: 1.5, 4: 0.75}
    assert data["height"].to_dict() == {1: 0.0, 0: 0.0, 2: 0.0, 3: 0.2, 4: 0.5}
    assert data.loc[0, "label"] == "1\u3000在第1次创建动员大会上的讲话"


def test_speech_tree_of_many_shows_branches() -> None:
    """Of 100 speeches the 40 topmost branches are leaves that account for all 100."""
    tables = build_tables(20, 5, 6)
    data = tree_table(tables)
    leaves = data[data["label"] != ""]
    sizes = [re.search(r" 等 (\d+) 篇$", label) for label in leaves["label"]]
    assert (len(leaves), sum(int(size[1]) if size else 1 for size in sizes)) == (40, 100)
