"""The opening of the report."""

from __future__ import annotations

from typing import Any

from tests.report.conftest import Tables
from topics.messages import Message
from topics.report.page import report_page
from topics.report.sections.overview import overview


def test_counts_are_those_of_the_tables(tables: Tables) -> None:
    """Sources, speeches, body paragraphs, coded ones, speeches cut short."""
    view = overview(tables)
    assert (view["n_sources"], view["n_speeches"], view["n_incomplete"]) == (2, 6, 2)
    assert view["n_paragraphs"] == view["n_coded"] == (tables["paragraphs"]["role"] == "body").sum()
    assert view["engines"] == [
        {"name": "LDA", "n_topics": 4},
        {"name": "K-means 聚类", "n_topics": 3},
    ]


def test_warnings_are_in_chinese_and_older_ones_as_they_are(tables: Tables, manifest: Any) -> None:
    """A code is rendered from the catalogue; a sentence of an older run is shown as it is."""
    message = Message("few_units", {"n_units": 9, "n_topics": 4, "minimum": 5})
    manifest["warnings"] = [message.to_dict(), "An older sentence."]
    html = report_page(tables, manifest)
    assert "共有 9 个文本单位、4 个话题" in html
    assert "<li>An older sentence.</li>" in html
    assert "提醒 2 条" in html


def test_repeated_paragraphs_are_counted_in_the_opening(tables: Tables, manifest: Any) -> None:
    """The first sentence of the report says how many paragraphs repeat earlier ones, if any do."""
    none = {**tables, "paragraphs": tables["paragraphs"].assign(duplicate_of="")}
    assert "段重复，只计一次" not in report_page(none, manifest)
    body = tables["paragraphs"]["role"] == "body"
    some = none["paragraphs"].assign(duplicate_of=body.map({True: "甲.txt 1", False: ""}))
    html = report_page({**tables, "paragraphs": some}, manifest)
    assert f"（其中 <b>{body.sum()}</b> 段重复，只计一次）" in html
