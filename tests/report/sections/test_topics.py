"""The section on the topics of all engines."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.report.conftest import Tables
from topics.report.sections.topics import agreement_view, aligned_topics


def test_bars_of_all_engines_have_one_scale(tables: Tables) -> None:
    """The largest topic of all fills its bar; any other is as long as its share of that one."""
    largest = tables["topics"]["share"].max()
    cells = [cell for row in aligned_topics(tables) for cell in row if cell]
    assert {cell["engine"] for cell in cells} == {"LDA", "K-means 聚类"}
    assert all(cell["width"] == pytest.approx(cell["share"] / largest) for cell in cells)


def test_an_unmatched_topic_has_a_row_of_its_own(tables: Tables) -> None:
    """Every topic is shown once: in the row of its match, else alone."""
    tables["agreement"]["matched"] = tables["agreement"]["topic_a"].eq(1) & tables["agreement"][
        "topic_b"
    ].eq(1)
    grid = [[cell and cell["anchor"] for cell in row] for row in aligned_topics(tables)]
    assert grid == [
        ["lda-1", "kmeans-1"],
        *[[f"lda-{t}", None] for t in (2, 3, 4)],
        *[[None, f"kmeans-{t}"] for t in (2, 3)],
    ]


def test_agreement_is_that_of_the_tables(tables: Tables) -> None:
    """Matched pairs by falling Jaccard, and the index where it was computed."""
    view = agreement_view(tables, "lda", "kmeans")
    assert [pair["jaccard"] for pair in view["pairs"]] == pytest.approx([0.6, 0.5, 0.4])
    assert (view["ari"], view["n_a"], view["n_b"]) == (0.4312, 4, 3)
    assert view["own"] == []
    more = tables["scores"].head(1).assign(engine="kmeans", name="ari_starts", value=0.437)
    tables["scores"] = pd.concat([tables["scores"], more])
    assert agreement_view(tables, "lda", "kmeans")["own"] == [("K-means 聚类", 0.437, False)]
    tables["topics"]["start_words"] = "创建 文明"
    assert agreement_view(tables, "lda", "kmeans")["own"] == [("K-means 聚类", 0.437, True)]
    tables["scores"] = pd.DataFrame(columns=tables["scores"].columns)
    assert agreement_view(tables, "lda", "kmeans")["ari"] is None


def test_matched_topics_with_different_names_are_marked(tables: Tables) -> None:
    """Two themes differ; a topic that is called by its own words differs from none."""
    assert not any(p["differ"] for p in agreement_view(tables, "lda", "kmeans")["pairs"])
    of_kmeans = tables["topics"]["engine"] == "kmeans"
    other = tables["topics"]["theme"].where(~of_kmeans, "elsewhere")
    renamed = {**tables, "topics": tables["topics"].assign(theme=other)}
    pairs = agreement_view(renamed, "lda", "kmeans")["pairs"]
    assert [p["differ"] for p in pairs] == [True] * len(pairs)
    unnamed = {**tables, "topics": tables["topics"].assign(theme="")}
    assert not any(p["differ"] for p in agreement_view(unnamed, "lda", "kmeans")["pairs"])


def test_topics_without_a_name_are_called_by_their_words(tables: Tables) -> None:
    """The card of a topic always has a label; a doubtful name is marked."""
    states = tables["topics"]["theme"].map(lambda theme: "doubtful" if theme else "none")
    doubtful = {**tables, "topics": tables["topics"].assign(state=states)}
    cards = [cell for row in aligned_topics(doubtful) for cell in row if cell]
    assert all(card["label"] for card in cards)
    assert {card["is_doubtful"] for card in cards if card["position"] is not None} == {True}
    assert {card["is_doubtful"] for card in cards if card["position"] is None} == {False}
