"""One topic: its words, paragraphs, partner, and why its name is doubtful."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.report.conftest import Tables
from topics.report.labels import rows
from topics.report.sections import topic_details as details
from topics.report.sections.base import Tables as RunTables
from topics.report.sections.topic_details import partners, topic_details, why


def test_a_topic_has_its_words_paragraphs_and_themes(tables: Tables) -> None:
    """Words with both numbers, running paragraphs alone, the surest of them first."""
    tables["topic_terms"] = tables["topic_terms"].assign(lift=2.0)
    data = topic_details(RunTables(tables))
    assert list(data["topics"]) == [f"lda-{t}" for t in range(1, 5)] + [
        f"kmeans-{t}" for t in range(1, 4)
    ]
    one = data["topics"]["lda-1"]
    assert [data["words"][word] for word, _, _ in one["terms"]] == [
        "创建",
        "文明",
        "城市",
        "测评",
        "达标",
    ]
    assert [term[1:] for term in one["terms"][:2]] == [[0.12, 2.0], [0.06, 2.0]]
    body = tables["paragraphs"]
    body = body[(body["role"] == "body") & (body["lda_topic"] == 1)]
    assert one["n"] == len(body) == sum(n for _, n in one["themes"])
    shares = [quote[3] for quote in one["quotes"]]
    assert shares == sorted(body["lda_share"], reverse=True)[:3]
    assert (one["zh"], one["en"]) == ("文明城市创建", "Creating a civilised city")
    assert data["topics"]["lda-4"]["en"] == data["topics"]["lda-4"]["zh"] == "工作·要求"


def test_many_topics_have_fewer_words_each(tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of them the likeliest, half those of the largest lift, in the order of the table."""
    monkeypatch.setattr(details, "MOST_TERMS", 0)
    monkeypatch.setattr(details, "FEWEST_TERMS", 3)
    tables["topic_terms"] = tables["topic_terms"].assign(lift=[1.0, 2.0, 40.0, 3.0, 5.0] * 7)
    terms = topic_details(RunTables(tables))["topics"]["lda-1"]["terms"]
    assert [lift for _, _, lift in terms] == [1.0, 2.0, 40.0]


def test_runs_without_lift_have_none(tables: Tables) -> None:
    """Tables of earlier versions have probabilities alone; a word of no weight is not listed."""
    tables["topic_terms"].loc[0, "weight"] = 0.0
    terms = topic_details(RunTables(tables))["topics"]["lda-1"]["terms"]
    assert [lift for _, _, lift in terms] == [None] * 4


def test_a_partner_is_the_matched_topic_of_the_other_engine(tables: Tables) -> None:
    """Both have each other, and whether their names differ."""
    found = partners(RunTables(tables))
    jaccard = 0.6
    assert found["lda", 1] == [
        {"key": "kmeans-1", "similarity": jaccard, "of_words": False, "differ": False}
    ]
    assert found["kmeans", 1][0]["key"] == "lda-1"
    assert ("lda", 4) not in found
    tables["agreement"] = tables["agreement"].assign(similarity=0.5)
    tables["topics"].loc[tables["topics"]["engine"] == "kmeans", "theme"] = "ritual"
    (one,) = partners(RunTables(tables))["lda", 1]
    assert (one["similarity"], one["of_words"], one["differ"]) == (0.5, True, True)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"state": "named"}, []),
        ({"state": "doubtful", "theme_hold": 0.7}, ["70%", "环境卫生"]),
        ({"state": "doubtful", "found": 9}, ["20 个子样本中只有 9 个"]),
        ({"state": "doubtful"}, ["词语或段落"]),
        ({"state": "none", "theme_p": 0.0625}, ["最接近的是环境卫生", "0.06"]),
        ({"state": "none", "theme_p": 0.001}, ["最接近的是环境卫生", "不足以支持"]),
        ({"state": "none", "runner_up": ""}, []),
    ],
)
def test_a_doubtful_name_says_why(
    changes: dict[str, object], expected: list[str], tables: Tables
) -> None:
    """Each failed test in words, else that words or paragraphs do not show the theme."""
    row = {"state": "named", "theme_p": 0.01, "theme_hold": 0.9, "runner_up": "sanitation"}
    topics = pd.DataFrame([row | {"found": 19, "n_samples": 20} | changes])
    reasons = why(next(rows(topics)), tables["themes"])
    assert bool(reasons) == bool(expected)
    said = "；".join(zh for zh, _ in reasons)
    assert all(part in said for part in expected)


def test_groups_are_those_of_year_and_level(tables: Tables) -> None:
    """Other columns of ``topics_by`` are left to the table."""
    names = ["column", "group", "engine", "topic", "share", "low", "high", "few"]
    by = [
        ("level", "city", "lda", 1, 0.5, 0.4, 0.6, False),
        ("speaker", "甲", "lda", 1, 1, 1, 1, True),
    ]
    tables["topics_by"] = pd.DataFrame(by, columns=names)
    topics = topic_details(RunTables(tables))["topics"]
    assert topics["lda-1"]["groups"] == [["level", "city", "市级", "city", 0.5, 0.4, 0.6, False]]
    assert topics["lda-2"]["groups"] == []
