"""Edits in the page: marked, hidden, counted, and offered as lines to copy."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.report.conftest import Tables
from tests.report.sections.test_reading import with_ids
from topics.edits.loading import load_edits
from topics.report.hiding import without_hidden
from topics.report.labels import doubt, topic_names
from topics.report.page import report_page


@pytest.fixture
def edited(tables: Tables) -> Tables:
    """Return tables in which a topic has a name by hand, one is hidden, a paragraph is coded."""
    topics = tables["topics"].assign(edited="", label_before="")
    named = (topics["engine"] == "lda") & (topics["topic"] == 1)
    topics.loc[named, ["label", "edited", "label_before"]] = [
        "我的话题",
        "merged name",
        "1 甲 + 9 乙",
    ]
    hidden = (topics["engine"] == "kmeans") & (topics["topic"] == 3)
    topics.loc[hidden, ["edited", "label_before"]] = ["hidden", "经济工作"]
    paragraphs = tables["paragraphs"].assign(coded_by="", theme_before="")
    first = paragraphs.index[paragraphs["role"] == "body"][0]
    theme = tables["themes"]["theme"].iloc[1]
    paragraphs.loc[first, ["coded_by", "theme_before"]] = ["hand", theme]
    terms = tables["topic_terms"].assign(lift=1.0)
    return Tables({**tables, "topics": topics, "paragraphs": paragraphs, "topic_terms": terms})


def test_hidden_topics_leave_the_page_alone(edited: Tables) -> None:
    """Their rows go from every table that names topics; a paragraph of theirs has no topic."""
    shown = without_hidden(edited)
    assert len(shown["topics"]) == len(edited["topics"]) - 1
    assert not (shown["topic_terms"].query("engine == 'kmeans'")["topic"] == 3).any()
    assert 3 not in shown["paragraphs"]["kmeans_topic"].dropna().tolist()
    assert 3 in shown["paragraphs"]["lda_topic"].dropna().tolist()
    kept = shown["topics"].set_index(["engine", "topic"])["share"]
    pd.testing.assert_series_equal(
        kept, edited["topics"].set_index(["engine", "topic"])["share"][kept.index]
    )
    assert without_hidden(shown) is shown


def test_a_name_by_hand_is_the_same_in_both_languages(edited: Tables) -> None:
    """It replaces that of the theme, and is marked where doubtful names are."""
    names = topic_names(edited["topics"], edited["themes"])
    assert names["lda", 1] == ("我的话题", "我的话题")
    row = next(edited["topics"].itertuples())
    assert (doubt(row), doubt(row, "en")) == ("（手工）", " (by hand)")


def test_the_page_says_what_was_edited(edited: Tables, manifest: Any) -> None:
    """How many topics are hidden; methods name the file and what it changed."""
    inputs = {**manifest["inputs"], "edits/edits.toml": "0" * 64}
    page = report_page(edited, {**manifest, "inputs": inputs})
    assert "另有 1 个话题已手工隐藏" in page
    assert "其后按 edits.toml 手工改动 2 个话题的名称或范围、1 段的编码" in page
    assert '"kmeans-3"' not in page


@pytest.mark.thorough
def test_the_page_offers_edits_as_lines(
    edited: Tables, manifest: Any, visit: Callable[..., Any], tmp_path: Path
) -> None:
    """What is copied for a topic and a paragraph is a file of edits."""
    edited = with_ids(edited)
    seen = visit(report_page(edited, manifest))
    page = seen.page
    page.evaluate("() => { navigator.clipboard.writeText = (text) => { window.copied = text; }; }")
    assert "手工改动；原为 1 甲 + 9 乙" in page.locator("#topic-panel").inner_text()
    page.locator("#topic-panel").get_by_role("button", name="复制修改行").click()
    page.locator("#topic-panel").get_by_text("已复制").wait_for()
    lines = page.evaluate("window.copied")
    passage = page.locator("#paragraphs .passage").first
    assert "手工" in passage.inner_text()
    passage.get_by_role("button", name="复制修改行").click()
    passage.get_by_text("已复制").wait_for()
    lines += page.evaluate("window.copied")
    (tmp_path / "edits.toml").write_text(lines, "utf-8")
    edits = load_edits(tmp_path / "edits.toml", ["lda", "kmeans"], edited["themes"]["theme"])
    topic, code = edits.topics[0], edits.codes[0]
    assert (topic.engine, topic.topic, topic.name) == ("lda", 1, "我的话题")
    others = re.sub(
        "^# ", "", lines.replace("[1, 0]", "[1, 2]").replace('""', '"公厕"'), flags=re.M
    )
    (tmp_path / "edits.toml").write_text(others, "utf-8")
    edits = load_edits(tmp_path / "edits.toml", ["lda", "kmeans"], edited["themes"]["theme"])
    assert (edits.merges[0].topics, edits.splits[0].containing) == ((1, 2), ("公厕",))
    assert (edits.topics[0].hide, edits.merges[0].words[0]) == (True, topic.words)
    terms = edited["topic_terms"].query("engine == 'lda' and topic == 1").sort_values("rank")
    assert topic.words == tuple(terms["term"].head(10))
    row = edited["paragraphs"].query("role == 'body'").iloc[0]
    assert code.id == row["id"]
    assert row["text"].startswith(code.text)
    assert re.fullmatch("[a-z_]+", code.theme)
    assert seen.errors == []
