"""The opening of the report: its findings, each computed by hand from small tables."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.report.conftest import Tables
from topics.messages import Message
from topics.report.page import report_page
from topics.report.sections import findings_data as findings
from topics.report.sections.base import Tables as RunTables
from topics.report.sections.findings import facts


def with_shares(tables: Tables, shares: dict[str, list[float]], **columns: Any) -> RunTables:
    """Return tables whose speeches of 100 characters have these shares of three themes."""
    speeches = tables["speeches"].assign(n_chars=100, **shares, **columns)
    themes = tables["themes"].iloc[:3].copy()
    themes["share"] = [sum(shares[t]) / len(speeches) for t in themes["theme"]]
    return RunTables({**tables, "speeches": speeches, "themes": themes})


EVEN = {
    "city_creation": [0.5, 0.4, 0.6, 0.5, 0.4, 0.6],
    "sanitation": [0.1, 0.2, 0.1, 0.2, 0.1, 0.2],
    "economic_work": [0.0, 0.0, 0.0, 0.0, 1.0, 0.1],
}


def test_facts_are_those_of_the_tables(tables: Tables) -> None:
    """Sources, speeches, body paragraphs, repeated ones, files not read, incomplete speeches."""
    tables["speeches"]["n_chars"] = 10
    counted = facts(RunTables(tables))
    n_body = int((tables["paragraphs"]["role"] == "body").sum())
    assert counted == {
        "n_speeches": 6,
        "n_paragraphs": n_body,
        "n_chars": 60,
        "n_sources": 2,
        "n_duplicates": 0,
        "n_skipped": 1,
        "n_incomplete": 2,
    }


def test_the_largest_themes_without_the_one_that_a_speech_carries(tables: Tables) -> None:
    """Economy has 18%, of which speech 5 has 1.0 of 1.1; sanitation has 15%."""
    run = with_shares(tables, EVEN)
    run["themes"] = run["themes"].assign(low=[0.4, 0.1, 0.0], high=[0.6, 0.2, 0.6], frame=False)
    (first,) = findings.largest(run)
    ((carried, speech),) = first.values["carried"]
    assert [q.id for q in first.values["items"]] == ["city_creation", "sanitation"]
    assert first.values["ordered"] is True
    assert (first.link, first.values["n_speeches"]) == ("#theme=city_creation", 6)
    assert (carried.id, speech) == ("economic_work", 5)


@pytest.mark.parametrize(("low", "ordered"), [(0.21, True), (0.2, False), (None, None)])
def test_the_order_of_two_themes_is_certain_only_apart(
    tables: Tables, low: float | None, ordered: bool | None
) -> None:
    """The interval of the first is above that of the second, or overlaps it, or is unknown."""
    run = with_shares(tables, EVEN)
    run["themes"] = run["themes"].assign(low=[low, 0.1, 0.0], high=[low and 0.6, 0.2, 0.6])
    assert findings.largest(run)[0].values["ordered"] is ordered


def by(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    """Return a table ``themes_by`` of one theme."""
    names = "column group theme share low high n_speeches n_paragraphs few carried_by"
    return pd.DataFrame(
        [(c, g, "city_creation", s, lo, hi, n, 50, n < 5, by) for c, g, s, lo, hi, n, by in rows],
        columns=names.split(),
    )


CITY = ("level", "city", 0.30, 0.25, 0.35, 9, "")
COUNTY = ("level", "county", 0.10, 0.05, 0.15, 7, "")
UNIT = ("level", "unit", 0.90, None, None, 2, "")
OFFICE = ("office", "书记", 0.95, 0.9, 0.99, 9, "")


def test_the_greatest_difference_of_groups_with_five_speeches(tables: Tables) -> None:
    """City 30%, county 10%; two units do not count, nor does a column that is not compared."""
    tables["themes_by"] = by([CITY, COUNTY, UNIT, OFFICE])
    (found,) = findings.differences(RunTables(tables))
    assert found.kind == "difference"
    assert found.link == "#theme=city_creation&by.level=city"
    assert (found.values["high"][0].zh, found.values["low"][0].en) == ("市级", "county")
    assert found.values["n_compared"] == 1


def test_a_difference_is_withheld_where_a_speech_carries_it(tables: Tables) -> None:
    """The greater difference by year rests on speech 4; the next one is shown."""
    carried = ("year", "2020", 0.80, 0.70, 0.90, 6, "4")
    other = ("year", "2021", 0.05, 0.01, 0.09, 6, "")
    tables["themes_by"] = by([CITY, COUNTY, carried, other])
    found, withheld = findings.differences(RunTables(tables))
    assert (found.values["zh"], withheld.kind, withheld.values["speech"]) == ("层级", "carried", 4)


def test_both_groups_of_a_withheld_difference_are_links(tables: Tables, manifest: Any) -> None:
    """Each opens its own paragraphs, as those of a difference that is shown."""
    carried = ("level", "city", 0.80, 0.70, 0.90, 6, "4")
    tables["themes_by"] = by([carried, COUNTY])
    tables["speeches"]["level"] = ["city"] * 3 + ["county"] * 3
    html = report_page(tables, manifest)
    opening = html[: html.index("</header>")]
    for level in ("city", "county"):
        assert f'href="#theme=city_creation&amp;by.level={level}"' in opening
    # Without a paragraph of the theme the group is shown as a whole.
    tables["paragraphs"]["theme"] = tables["paragraphs"]["theme"].where(
        tables["paragraphs"]["source"].ne("汇编_001.txt"), "ritual"
    )
    html = report_page(tables, manifest)
    assert 'href="#by.level=county"' in html[: html.index("</header>")]


def test_a_difference_must_be_beyond_chance_among_all_compared(tables: Tables) -> None:
    """Apart by 2.9 standard errors: beyond chance alone (p = .004), not among 36 pairs of years."""
    bounds = [(0.25, 0.35), (0.15, 0.24)]
    years = [("year", str(2000 + i), 0.2, 0.1, 0.4, 9, "") for i in range(7)]
    pair = [
        ("level", name, (low + high) / 2, low, high, 9, "")
        for name, (low, high) in zip(("city", "county"), bounds, strict=True)
    ]
    tables["themes_by"] = by(pair)
    assert [f.kind for f in findings.differences(RunTables(tables))] == ["difference"]
    tables["themes_by"] = by([*pair, *years])
    assert [f.kind for f in findings.differences(RunTables(tables))] == ["overlap"]


def test_none_of_the_themes_is_mentioned_where_it_is_much(tables: Tables) -> None:
    """From a tenth of the characters on."""
    run = with_shares(tables, EVEN)
    run["themes"] = run["themes"].assign(theme=["city_creation", "sanitation", "none"])
    assert findings.largest(run)[0].values["none"].id == "none"
    run["themes"] = run["themes"].assign(share=[0.5, 0.15, 0.09])
    assert findings.largest(run)[0].values["none"] is None


def test_intervals_that_overlap_make_no_difference(tables: Tables) -> None:
    """What was compared is named; a run without groups has nothing to withhold."""
    wide = ("level", "county", 0.10, 0.0, 0.26, 7, "")
    tables["themes_by"] = by([CITY, wide])
    (found,) = findings.differences(RunTables(tables))
    assert (found.kind, found.values["columns"]) == ("overlap", [("层级", "level")])
    assert findings.differences(RunTables({**tables, "themes_by": by([])})) == []
    tables.pop("themes_by")
    assert findings.differences(RunTables(tables)) == []


def doubtful(tables: Tables, **columns: list[str]) -> RunTables:
    """Return tables whose second, fourth and sixth speech have a date in doubt."""
    clash = [False, True, False, True, False, True]
    empty = {"date": "", "date_iso": "", "earliest": "", "latest": ""}
    speeches = tables["speeches"].assign(date_clash=clash, **{**empty, **columns})
    return RunTables({**tables, "speeches": speeches})


def test_the_strongest_date_in_doubt_is_the_furthest(tables: Tables) -> None:
    """Printed in 2024 and proven until 2012, against printed in 2020 and proven until 2019."""
    iso = ["2020", "2020-05", "2020", "2024-08-07", "", ""]
    latest = ["", "2019-12-31", "", "2012-11-08", "", "2012-01-01"]
    run = doubtful(tables, date=iso, date_iso=iso, latest=latest)
    (found,) = findings.doubtful_dates(run)
    values = found.values
    assert (found.link, values["n"], values["n_speeches"]) == ("#trust-dates", 3, 6)
    assert values["strongest"] == {
        "number": 4, "link": "#speech=4", "title": "在第1次创建动员大会上的讲话",
        "printed": "2024-08-07", "earliest": "", "latest": "2012-11-08",
    }  # fmt: skip
    sure = {**run, "speeches": run["speeches"].assign(date_clash=False)}
    assert findings.doubtful_dates(RunTables(sure)) == []


def test_a_date_is_in_doubt_for_what_the_text_contradicts(tables: Tables, manifest: Any) -> None:
    """A printed date, the year in a title, or the text itself; only the first can be clearest."""
    dates = ["", "2024年8月7日", "", "", "", ""]
    titles = ["甲", "乙", "丙", "2024年动员讲话", "戊", "己"]
    latest = ["", "2012-11-08", "", "2018-12-31", "", ""]
    iso = ["", "2024-08-07", "", "", "", ""]
    run = doubtful(tables, date=dates, date_iso=iso, title=titles, latest=latest)
    (found,) = findings.doubtful_dates(run)
    assert [(zh, numbers) for zh, _, numbers in found.values["kinds"]] == [
        ("所标日期与正文矛盾", [2]), ("标题年份与正文矛盾", [4]), ("文内日期互相矛盾", [6]),
    ]  # fmt: skip
    assert found.values["strongest"]["number"] == 2
    html = report_page(run, manifest)
    assert '而据正文推定应不晚于 <span class="day">2012-11-08</span>。' in html
    assert "标题年份存疑：不晚于 2018-12-31" in html
    assert '<span class="torn"><span class="zh">文内日期互相矛盾</span>' in html
    unprinted = doubtful(tables, title=titles, latest=latest)
    (found,) = findings.doubtful_dates(unprinted)
    assert found.values["strongest"] is None
    assert "最明显的是" not in report_page(unprinted, manifest)


def test_engines_and_starts_agree_as_scored(tables: Tables) -> None:
    """ARI of the engines, of the starts of each, and the topic that the fewest subsamples have."""
    tables["scores"] = pd.DataFrame(
        [("lda", "ari_starts", 0.7, None, None), ("lda+kmeans", "ari_lda_kmeans", 0.4, 0.3, 0.5)],
        columns=["engine", "name", "value", "low", "high"],
    )
    topics = tables["topics"].assign(found=[19, 20, 3, 11, 20, 20, 20], n_samples=20, n_starts=8)
    tables["topics"] = topics
    (found,) = findings.agreement(RunTables(tables))
    pair, weakest = found.values["pair"], found.values["weakest"]
    assert (pair["ari"], pair["low"], pair["n_matched"], pair["n_topics"]) == (0.4, 0.3, 3, 3)
    assert found.values["starts"] == [(("LDA", "LDA"), 0.7, 8)]
    assert (weakest["topic"], weakest["found"], weakest["n_steady"]) == (3, 3, 6)
    assert found.link == "#topic=lda-3"
    empty = {"scores": tables["scores"].head(0), "topics": topics.drop(columns="found")}
    assert findings.agreement(RunTables({**tables, **empty})) == []


def test_uncertain_paragraphs_are_counted(tables: Tables) -> None:
    """Two of the coded ones; runs without the column have no such finding."""
    body = tables["paragraphs"]["role"].eq("body")
    certain = ~body | (body.cumsum() > 2)
    tables["paragraphs"] = tables["paragraphs"].assign(certain=certain)
    (found,) = findings.certainty(RunTables(tables))
    assert (found.link, found.values) == (
        "#sure=no", {"n": 2, "n_paragraphs": int(body.sum())},
    )  # fmt: skip
    tables["paragraphs"] = tables["paragraphs"].drop(columns="certain")
    assert findings.certainty(RunTables(tables)) == []


def test_the_page_says_what_was_found_and_withheld_in_both_languages(
    tables: Tables, manifest: Any
) -> None:
    """Findings with their links, repeated paragraphs, and warnings by code or as recorded."""
    message = Message("few_units", {"n_units": 9, "n_topics": 4, "minimum": 5})
    manifest["warnings"] = [message.to_dict(), "An older sentence."]
    body = tables["paragraphs"]["role"] == "body"
    some = tables["paragraphs"].assign(duplicate_of=body.map({True: "甲.txt 1", False: ""}))
    tables["themes_by"] = by([CITY, COUNTY])
    html = report_page({**tables, "paragraphs": some}, manifest)
    assert '<a href="#theme=city_creation&amp;by.level=city">市级 30%</a>' in html
    assert "differs most" in html
    assert f"{body.sum()} 段重复（只计一次）" in html
    assert "共有 9 个文本单位、4 个话题" in html
    assert "An older sentence." in html
    assert "运行警告（2 条）" in html
    assert '<details class="warnings">' in html
