"""How far topics can be trusted, computed by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.report.conftest import Tables
from topics.report.sections.base import Tables as RunTables
from topics.report.sections.trust_models import agreement_view, agreements, stability_view


def some_tables() -> RunTables:
    """Return two topics: one found in four of four subsamples, one in one."""
    common = {"engine": "lda", "random_state": 7, "n_starts": 20, "n_samples": 4, "theme": ""}
    topics = pd.DataFrame(
        [
            {**common, "topic": 1, "found": 4, "start_words": "垃圾", "label": "卫生"},
            {**common, "topic": 2, "found": 1, "start_words": "", "label": "学校"},
        ]
    )
    rows = [
        {"engine": "lda", "kind": kind, "start": start, "random_state": state, "found": found}
        for kind, start, state, founds in (
            ("start", 1, 6, (True, True)),
            ("start", 2, 7, (False, False)),  # the one that is shown
            ("random_start", 1, 6, (True, False)),
            ("subsample", 1, 8, (True, False)),
            ("subsample", 2, 9, (True, True)),
        )
        for found in founds
    ]
    stability = pd.DataFrame(rows).assign(sampled="speeches")
    topics = topics.assign(frex_terms="", top_terms="")
    return RunTables(topics=topics, stability=stability, themes=pd.DataFrame())


def test_topics_that_are_rarely_found_are_named() -> None:
    """Means are over the fits of each kind, the start shown left out."""
    assert stability_view(some_tables()) == [
        {
            "engine": "lda", "zh": "LDA", "en": "LDA", "n_topics": 2, "n_starts": 20,
            "random_state": 7, "seeded": True, "n_samples": 4, "of_units": False,
            "subsample": 1.5, "start": 2.0, "random_start": 1.0, "n_held": 1, "n_most": 1,
            "weak": [{"topic": 2, "zh": "学校", "en": "学校", "found": 1}],
        }
    ]  # fmt: skip


def test_a_doubtful_name_is_marked() -> None:
    """Wherever topics are named in this section, in both languages."""
    tables = some_tables()
    tables["topics"] = tables["topics"].assign(state=["named", "doubtful"])
    (row,) = stability_view(tables)
    assert [(t["zh"], t["en"]) for t in row["weak"]] == [("学校（存疑）", "学校 (doubtful)")]


def test_runs_of_earlier_versions_know_nothing_of_stability(tables: Tables) -> None:
    """Their tables have no such columns; without subsamples the counts are left out."""
    assert stability_view(RunTables(tables)) == []
    fresh = some_tables()
    fresh["topics"] = fresh["topics"].assign(found=pd.NA, n_samples=pd.NA)
    fresh["stability"] = pd.DataFrame()
    (row,) = stability_view(fresh)
    assert (row["n_samples"], row["weak"], row["start"]) == (0, [], None)


def test_agreement_is_that_of_the_tables(tables: Tables) -> None:
    """Matched pairs by falling Jaccard, and the index where it was computed."""
    run = RunTables(tables)
    (view,) = agreements(run)
    assert [pair["jaccard"] for pair in view["pairs"]] == pytest.approx([0.6, 0.5, 0.4])
    assert view["ari"] == {"value": 0.4312, "low": None, "high": None}
    assert (view["a"]["n_topics"], view["b"]["n_topics"]) == (4, 3)
    assert view["pairs"][0]["a"] == {
        "topic": 1, "zh": "文明城市创建", "en": "Creating a civilised city",
    }  # fmt: skip
    assert view["b"]["own_ari"] is None
    more = tables["scores"].head(1).assign(engine="kmeans", name="ari_starts", value=0.437)
    run["scores"] = pd.concat([tables["scores"], more])
    run["topics"] = tables["topics"].assign(start_words="创建 文明")
    view = agreement_view(run, "lda", "kmeans")
    assert (view["b"]["own_ari"], view["b"]["seeded"]) == (0.437, True)
    run["scores"] = tables["scores"].head(0)
    assert agreement_view(run, "lda", "kmeans")["ari"] is None
    run["agreement"] = tables["agreement"].head(0)
    assert agreements(run) == []


def test_matched_topics_with_different_names_are_marked(tables: Tables) -> None:
    """Two themes differ; a topic that is called by its own words differs from none."""
    assert agreement_view(RunTables(tables), "lda", "kmeans")["n_differ"] == 0
    of_kmeans = tables["topics"]["engine"] == "kmeans"
    other = tables["topics"]["theme"].where(~of_kmeans, "elsewhere")
    renamed = RunTables({**tables, "topics": tables["topics"].assign(theme=other)})
    assert agreement_view(renamed, "lda", "kmeans")["n_differ"] == 3
    unnamed = RunTables({**tables, "topics": tables["topics"].assign(theme="")})
    assert agreement_view(unnamed, "lda", "kmeans")["n_differ"] == 0
