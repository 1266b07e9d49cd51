"""Shares by date and in groups of speeches."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from tests.report.conftest import Tables, build_manifest, build_tables
from topics.report.page import report_page
from topics.report.sections.base import RunData
from topics.report.sections.base import Tables as RunTables
from topics.report.sections.dates import Dating, datings, span_texts
from topics.report.sections.groups import groups_of
from topics.report.sections.quantities import Quantity, quantities_of
from topics.report.sections.when import (
    SECTION,
    Scale,
    applies,
    largest_of,
    marks_of,
    medians,
    spread,
    year_marks,
)
from topics.runs.store import Run

THEME = Quantity("theme", "a", "theme", "甲", "A", 0.5)


def dated(tables: Tables, iso: list[str], **columns: Any) -> pd.DataFrame:
    """Return speeches with these dates and nothing in doubt."""
    empty = {"date_clash": False, "earliest": "", "latest": "", "date": ""}
    return tables["speeches"].assign(date_iso=iso, **{**empty, **columns})


def test_a_date_has_the_days_that_it_may_be(tables: Tables) -> None:
    """A year, a month, a day, a doubtful one, a proven one, and one that is unknown."""
    speeches = dated(
        tables,
        ["2024", "2024-02", "2024-08-07", "2024-08-07", "", ""],
        date=["", "", "", "2024年8月7日", "", ""],
        date_clash=[False, False, False, True, False, False],
        earliest=["", "", "", "2011-01-01", "2009-01-01", "2009-01-01"],
        latest=["", "", "", "2012-11-08", "2010-01-01", ""],
    )
    found = datings(speeches)
    assert [d.state for d in found] == [*["printed"] * 3, "doubtful", "proven", "unknown"]
    assert (found[0].first, found[0].last) == (date(2024, 1, 1), date(2024, 12, 31))
    assert (found[1].first, found[1].last) == (date(2024, 2, 1), date(2024, 2, 29))
    assert found[3].gap() == (date(2024, 8, 7) - date(2012, 11, 8)).days
    assert (found[3].iso, found[5].iso) == ("2011-01-01", "")
    assert [d.gap() for d in found if d.state != "doubtful"] == [0] * 5


@pytest.mark.parametrize(
    ("bounds", "zh", "en"),
    [
        (("2011", "2012"), "2011 至 2012", "2011 to 2012"),
        (("2011", ""), "不早于 2011", "not before 2011"),
        (("", "2012"), "不晚于 2012", "not after 2012"),
        (("", ""), "", ""),
    ],
)
def test_a_range_is_named_in_both_languages(bounds: tuple[str, str], zh: str, en: str) -> None:
    """With both bounds, one, or none."""
    assert span_texts(*bounds) == (zh, en)


def dating(state: Any, first: date | None, last: date | None) -> Dating:
    """Return a date between two days."""
    return Dating(state, "", "", "", first, last)


def test_dots_are_on_one_scale_and_doubtful_dates_are_lines() -> None:
    """2020 to 2024 is four fifths of 2020 to 2025; an unknown end is the right edge."""
    dates = [
        dating("printed", date(2020, 1, 1), date(2020, 1, 1)),
        dating("doubtful", date(2024, 1, 1), None),
        dating("unknown", None, None),
    ]
    scale = Scale([2020, 2024], 0.35)
    assert (scale.first, scale.last, scale.top) == (2020, 2025, 0.4)
    dot, line = marks_of(THEME, [0.4, 0.0, 0.1], dates, ["1", "2", "3"], scale)
    assert (dot["x"], dot["x2"], dot["y"], dot["doubtful"]) == (30.0, None, 8.0, False)
    assert (line["x"], line["x2"], line["y"], line["doubtful"]) == (209.2, 254.0, 98.0, True)
    assert (dot["link"], line["link"]) == ("#theme=a&speech=1", "#theme=a&speech=2")


def test_a_median_needs_three_printed_dates_of_a_year() -> None:
    """Those in doubt do not count."""
    year = (date(2020, 1, 1), date(2020, 12, 31))
    dates = [dating("printed", *year)] * 3 + [dating("doubtful", *year)]
    assert medians([0.1, 0.3, 0.2, 0.9], dates) == [(2020, 0.2)]
    assert medians([0.1, 0.3], dates[:2]) == []


NAMES = "column group theme share low high n_speeches n_paragraphs few carried_by"
BY = pd.DataFrame(
    [
        ("year", "2020", "ritual", 0.2, 0.1, 0.3, 6, 30, False, ""),
        ("year", "2021", "ritual", 0.4, None, None, 2, 9, True, "3"),
        ("level", "city", "ritual", 0.5, 0.4, 0.6, 8, 40, False, ""),
        ("level", "", "ritual", 0.1, None, None, 1, 4, True, "1"),
    ],
    columns=NAMES.split(),
)


def test_years_with_few_speeches_have_no_mark(tables: Tables) -> None:
    """The other one has its interval; groups have names in both languages."""
    run = RunTables({**tables, "themes_by": BY})
    quantities = quantities_of(run)
    groups = groups_of(run, quantities)
    assert [(g.zh, g.en, g.filter) for g in groups["level"]] == [
        ("市级", "city", {"by.level": "city"}),
        ("未知", "unknown", {}),
    ]
    ritual = next(q for q in quantities if q.id == "ritual")
    (mark,) = year_marks(ritual, groups["year"], Scale([2020], 0.4))
    assert mark["label"] == "2020 · 20% [10%, 30%] · n = 6"
    assert (mark["low"], mark["y"], mark["high"]) == (75.5, 53.0, 30.5)


def test_many_speeches_have_a_mark_for_each_year() -> None:
    """Shares with intervals from ``themes_by``; medians where there is no such table."""
    tables = build_tables(32, 5, 5)
    years = [str(2000 + i % 2) for i in range(160)]
    tables["speeches"] = dated(tables, years)
    view = SECTION.view(RunData(RunTables(tables), build_manifest(tables), {}))
    assert view["by_year"]
    assert not any(panel["marks"] for panel in view["panels"])
    assert [len(panel["line"]) for panel in view["panels"]] == [2] * 6
    tables["themes_by"] = BY.assign(group=BY["group"].replace("2021", "2001"))
    view = SECTION.view(RunData(RunTables(tables), build_manifest(tables), {}))
    assert [len(panel["marks"]) for panel in view["panels"] if panel["q"].id == "ritual"] == [1]
    assert not view["has_lines"]
    assert view["scale"]["top"] == 0.3


@pytest.mark.parametrize(("fits", "noun"), [(True, "主题"), (False, "话题")])
def test_panels_are_of_themes_or_of_topics(
    tables: Tables, manifest: Any, fits: bool, noun: str
) -> None:
    """The note above them says which, by the codebook."""
    known = {**tables, "speeches": dated(tables, ["2020", "2021", "2022", "2019", "", ""])}
    if not fits:
        known["codebook_fit"] = pd.DataFrame({"fits": []})
    page = report_page(known, manifest)
    assert re.search(f"每幅小图对应一个</span>.{{,80}}?<span[^>]*>{noun}<", page, re.DOTALL)


def test_without_dates_and_groups_there_is_no_section(tables: Tables, manifest: Any) -> None:
    """Two dates are too few; a table of one known group is none."""
    few = {**tables, "speeches": dated(tables, ["2020", "2021", "", "", "", ""])}
    assert not applies(RunTables({**few, "themes_by": BY}))
    assert 'id="when"' not in report_page(few, manifest)
    two = pd.concat([BY, BY.assign(group=BY["group"].replace("city", "county"))])
    assert applies(RunTables({**few, "themes_by": two}))
    few["speeches"]["level"] = ["city", "county"] * 3
    is_body = few["paragraphs"]["role"].eq("body")
    few["paragraphs"]["theme"] = few["paragraphs"]["theme"].mask(is_body, "ritual")
    page = report_page({**few, "themes_by": two}, manifest)
    assert 'href="#theme=ritual&amp;by.level=county"' in page
    assert "篇数过少" in page


def mark(x: float, x2: float | None, y: float) -> dict[str, Any]:
    """Return a mark with all that its place depends on."""
    return {"x": x, "x2": x2, "y": y}


def test_marks_that_would_cover_each_other_are_moved_apart() -> None:
    """One above the other by five, where there is room; a dot beside the line stays."""
    lines = [mark(50, 100, 90), mark(60, 110, 88), mark(120, None, 90), mark(70, 80, 87)]
    assert [m["y"] for m in spread(lines)] == [90, 85, 90, 80]
    crowd = [mark(50, 100, 90)] * 5
    assert sorted(m["y"] for m in spread(crowd)) == [75, 80, 85, 90, 95]


def test_a_table_says_which_theme_is_largest_and_how_surely(tables: Tables) -> None:
    """City: intervals overlap; county: they do not; the unit has too few speeches."""
    rows = [
        ("level", group, theme, share, share - 0.05, share + 0.05, n, 40, n < 5, carrier)
        for group, n, shares, carrier in (
            ("city", 8, (0.3, 0.38), ""),
            ("county", 6, (0.1, 0.5), "4"),
            ("unit", 2, (0.1, 0.5), ""),
        )
        for theme, share in zip(("sanitation", "economic_work"), shares, strict=True)
    ]
    run = RunTables({**tables, "themes_by": pd.DataFrame(rows, columns=NAMES.split())})
    quantities = quantities_of(run)
    found = largest_of(groups_of(run, quantities)["level"], quantities)
    assert [(f["group"].zh, f["q"].id, f["overlaps"], f["carried_by"]) for f in found] == [
        ("市级", "economic_work", True, 0),
        ("县级", "economic_work", False, 4),
    ]


def test_groups_come_first_and_own_columns_have_clean_names(tables: Tables, manifest: Any) -> None:
    """The level of a speech is asked for more often than its date."""
    two = pd.concat([BY, BY.assign(group=BY["group"].replace("city", "county"))])
    own = two.assign(column=two["column"].replace("level", "meta_region"), few=False)
    tables["themes_by"] = pd.concat([two, own])
    page = report_page(tables, manifest)
    when = page[page.index('<section id="when"') : page.index('<section id="reading"')]
    assert when.index("<table") < when.index("<svg")
    assert "按 region 分组" in when
    assert "by region" in when


def test_marks_are_one_tab_stop_and_the_nearest_is_clicked(
    tables: Tables, manifest: Any, visit: Callable[..., Any]
) -> None:
    """Arrow keys move between marks and panels; a click beside a thin mark is one on it."""
    page = visit(report_page(tables, manifest), reduced_motion="reduce").page
    stops = page.locator('#when .panels a:not([tabindex="-1"])')
    assert stops.count() == 1
    stops.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    first = page.locator("#when .panel").first.locator("svg a").first
    assert page.url.endswith(first.get_attribute("href") or "none")
    first.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('.panel').previousElementSibling !== null")
    assert stops.count() == 1
    box = page.locator("#when .panel").nth(1).locator("svg a").first.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] + 6)
    shown = page.locator("#when .panel").nth(1).locator("svg a")
    links = shown.evaluate_all("all => all.map((a) => a.getAttribute('href'))")
    assert f"#{page.url.partition('#')[2]}" in links


@pytest.mark.slow
def test_a_dot_shows_its_paragraphs(
    tables: Tables, manifest: Any, visit: Callable[..., Any]
) -> None:
    """By keyboard and by mouse; a line is as good as a dot."""
    page = visit(report_page(tables, manifest), reduced_motion="reduce").page
    page.locator("#when .panel svg a").first.focus()
    page.keyboard.press("Enter")
    assert "speech=1" in page.url
    # The last is drawn above those in the same place.
    last = page.locator("#when .panel").nth(1).locator("svg a").last
    last.click(force=True)
    assert page.url.endswith(last.get_attribute("href") or "none")


REACHED = """() => [...document.querySelectorAll("#when svg a")].map((mark) => {
  mark.scrollIntoView({ block: "center", behavior: "instant" });
  const { left, top, width, height } = mark.getBoundingClientRect();
  return document.elementFromPoint(left + width / 2, top + height / 2)?.closest("a") === mark;
})"""


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 390])
def test_every_mark_of_the_seeds_can_be_clicked(
    width: int, seeds_run: Run, visit: Callable[..., Any]
) -> None:
    """No mark covers the middle of another."""
    html = report_page(seeds_run.tables, seeds_run.manifest)
    reached = visit(html, viewport={"width": width, "height": 900}).page.evaluate(REACHED)
    assert reached
    assert all(reached)
