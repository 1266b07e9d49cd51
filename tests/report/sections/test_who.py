"""Speeches by themes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.report.conftest import Tables, build_manifest, build_tables
from topics.report.page import report_page
from topics.report.sections.base import Tables as RunTables
from topics.report.sections.quantities import carriers, quantities_of, shares_by_speech
from topics.report.sections.tree_order import tree_order
from topics.report.sections.who import speech_rows

STEPS = ["step", "left", "right", "distance", "n_speeches"]


def tree(*steps: tuple[int, int]) -> pd.DataFrame:
    """Return a table ``speech_tree`` of these joins."""
    rows = [(i, left, right, 0.1 * i, 2) for i, (left, right) in enumerate(steps, 1)]
    return pd.DataFrame(rows, columns=STEPS)


def test_a_tree_is_cut_where_most_clusters_are() -> None:
    """Two pairs, joined with speech 4; the cut leaves the pairs, and 4 alone opens a run."""
    order = tree_order(tree((2, 3), (0, 1), (5, 6), (7, 4)), 5)
    assert order.leaves == [0, 1, 2, 3, 4]
    assert order.opens == {2, 4}
    assert tree_order(tree((2, 3)), 4).leaves == [2, 3, 0, 1]
    assert tree_order(pd.DataFrame(), 3).leaves == [0, 1, 2]
    assert tree_order(tree((0, 1)), 1).leaves == [0]


@settings(max_examples=settings().max_examples // 4)
@given(st.integers(1, 20), st.randoms(use_true_random=False))
def test_the_order_has_every_speech_once(n: int, draw: Any) -> None:
    """Whatever the tree; the first row opens no block."""
    nodes, steps = list(range(n)), []
    for i in range(n - 1):
        draw.shuffle(nodes)
        steps.append((nodes.pop(), nodes.pop()))
        nodes.append(n + i)
    order = tree_order(tree(*steps), n)
    assert sorted(order.leaves) == list(range(n))
    assert order.leaves[0] not in order.opens


def test_frames_and_none_come_last(tables: Tables) -> None:
    """Themes by falling share, then the frame, then none, whatever their shares."""
    themes = tables["themes"].assign(
        share=[0.1, 0.3, 0.2, 0.05, 0.9, 0.8], frame=[False] * 4 + [True, False]
    )
    themes.loc[5, "theme"] = "none"
    run = RunTables({**tables, "themes": themes})
    assert [(q.id, q.kind) for q in quantities_of(run)][-3:] == [
        ("public_order", "theme"),
        ("organisation", "frame"),
        ("none", "none"),
    ]


def test_shares_of_topics_are_those_of_characters(tables: Tables) -> None:
    """Of speech 1, 30 characters are of topic 2 and 10 of topic 1."""
    paragraphs = tables["paragraphs"]
    paragraphs["lda_topic"] = pd.NA
    body = paragraphs.index[paragraphs["role"].eq("body") & paragraphs["speech"].eq(1)][:2]
    paragraphs.loc[body, "text"] = ["字" * 30, "字" * 10]
    paragraphs.loc[body, "lda_topic"] = [2, 1]
    columns = ["codebook", "fits"]
    run = RunTables({**tables, "codebook_fit": pd.DataFrame([("a", False)], columns=columns)})
    quantities = quantities_of(run)
    assert [q.id for q in quantities[:2]] == ["lda-1", "lda-2"]
    shares = shares_by_speech(run, quantities)
    assert shares[0].tolist() == [0.25, 0.75, 0.0, 0.0]
    assert not shares[1:].any()
    assert carriers(tables["speeches"], shares) == [1, 1, 0, 0]
    assert carriers(tables["speeches"].head(0), np.zeros((0, 2))) == [0, 0]


def test_an_uncertain_main_theme_is_not_claimed(tables: Tables) -> None:
    """Below a margin of 5% the row has none; a doubtful date has its proven range."""
    margins = [0.04, 0.05, 0.3, 0.3, 0.3, 0.3]
    speeches = tables["speeches"].assign(main_theme="sanitation", main_margin=margins)
    run = RunTables({**tables, "speeches": speeches})
    quantities = quantities_of(run)
    place = [q.id for q in quantities].index("sanitation")
    rows = sorted(speech_rows(run, quantities), key=lambda row: row["number"])
    assert [row["main"] for row in rows] == [-1, place, place, place, place, place]
    assert rows[0]["doubt"] == (
        "所标日期存疑：2012-01-01 至 2012-11-08",
        "printed date in doubt: 2012-01-01 to 2012-11-08",
    )
    assert rows[1]["doubt"] is None
    assert rows[0]["level"] == ("市级", "city")


def test_rows_are_sorted_and_cells_filter(
    tables: Tables, manifest: Any, visit: Callable[..., Any]
) -> None:
    """By keyboard: the order of titles; by mouse: a cell filters by speech and theme."""
    tables["speeches"]["title"] = ["丁", "丙", "乙", "甲", "戊", "己"]
    tables["speeches"]["date_iso"] = ["", "2020", "", "2019-02-03", "2024-05", "2021"]
    tables["speeches"][["date_clash", "earliest", "latest"]] = [False, "", ""]
    page = visit(report_page(tables, manifest), reduced_motion="reduce").page
    numbers = "() => [...document.querySelectorAll('#who-table tbody .n')].map((n) => n.innerText)"
    before = page.evaluate(numbers)
    button = page.locator("#who-sorts [data-by=title]")
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-pressed") == "true"
    # In the order of their sounds: bing, ding, ji, jia, wu, yi.
    assert page.evaluate(numbers) == ["2", "1", "6", "4", "5", "3"]
    page.locator("#who-sorts [data-by=date]").click()
    assert page.evaluate(numbers)[:4] == ["4", "2", "6", "5"]
    page.locator("#who-sorts [data-by=tree]").click()
    assert page.evaluate(numbers) == before
    cell = page.locator("#who-table tbody td a").first
    cell.click()
    assert cell.get_attribute("href") == f"#{page.url.partition('#')[2]}"
    assert cell.get_attribute("aria-current") == "true"
    assert "speech=" in page.url
    assert "theme=" in page.url


PLACE = """() => {
  const cell = document.activeElement.closest("td, th");
  return [cell.parentElement.rowIndex, cell.cellIndex];
}"""


def test_the_matrix_is_one_tab_stop(
    tables: Tables, manifest: Any, visit: Callable[..., Any]
) -> None:
    """Arrow keys move between cells that are links, also across cells that are none."""
    page = visit(report_page(tables, manifest), reduced_motion="reduce").page
    stops = page.locator('#who-table a:not([tabindex="-1"])')
    assert stops.count() == 1
    page.locator("#who-table tbody th a").first.focus()
    assert page.evaluate(PLACE) == [1, 0]
    page.keyboard.press("ArrowDown")
    assert page.evaluate(PLACE) == [2, 0]
    page.keyboard.press("ArrowRight")
    row, column = page.evaluate(PLACE)
    assert (row, column > 0, stops.count()) == (2, True, 1)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate(PLACE)[0] == 0
    page.keyboard.press("Tab")
    assert not page.evaluate(
        "document.getElementById('who-table').contains(document.activeElement)"
    )


def test_a_cell_without_a_paragraph_of_the_theme_is_no_link(tables: Tables, manifest: Any) -> None:
    """A speech may have a share of a theme that is the first of none of its paragraphs."""
    paragraphs = tables["paragraphs"]
    first = paragraphs["source"].eq("汇编_000.txt") & paragraphs["speech"].eq(1)
    paragraphs.loc[first & paragraphs["theme"].eq("sanitation"), "theme"] = "ritual"
    tables["speeches"]["sanitation"] = 0.37
    run = RunTables(tables)
    quantities = quantities_of(run)
    column = [q.id for q in quantities].index("sanitation")
    rows = {row["number"]: row for row in speech_rows(run, quantities)}
    assert (rows[1]["values"][column], rows[1]["read"][column]) == (37, False)
    html = report_page(tables, manifest)
    assert '"#theme=sanitation&amp;speech=1"' not in html[: html.index('<section id="reading"')]


@pytest.mark.slow
def test_many_speeches_are_shown_in_parts(visit: Callable[..., Any]) -> None:
    """Of 160 speeches 50 rows at a time; the page turns, sorts and changes its language."""
    tables = build_tables(32, 5, 5)
    page = visit(report_page(tables, build_manifest(tables))).page
    rows = page.locator("#who-table tbody tr")
    assert rows.count() == 50
    page.locator("#who-parts [data-step='1']").click()
    assert page.locator("#who-part").inner_text() == "51–100 / 160 篇"
    page.locator('[data-lang="en"]').click()
    assert page.locator("#who-part").inner_text() == "51–100 of 160 speeches"
    assert "date in doubt" in page.locator("#who-table tbody").inner_text()
    page.locator("#who-sorts [data-by=date]").click()
    assert page.locator("#who-part").inner_text().startswith("1–50")


CONTRASTS = """() => {
  const cells = [...Array(101).keys()].map((v) => {
    const cell = document.querySelector("#who-table tbody tr").insertCell();
    cell.className = "q";
    cell.style.setProperty("--v", v);
    return getComputedStyle(cell);
  });
  const paint = Object.assign(document.createElement("canvas"), { width: 1, height: 1 })
    .getContext("2d", { willReadFrequently: true });
  const luminance = (colour) => {
    paint.fillStyle = colour;
    paint.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...paint.getImageData(0, 0, 1, 1).data]
      .map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  return cells.map((cell) => {
    const [a, b] = [luminance(cell.backgroundColor), luminance(cell.color)];
    return Math.max(a, b) / Math.min(a, b);
  });
}"""


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_tone_of_a_cell_is_readable(
    scheme: str, tables: Tables, manifest: Any, visit: Callable[..., Any]
) -> None:
    """Text and background of cells from 0 to 100% have a contrast of 4.5 or more."""
    page = visit(report_page(tables, manifest), color_scheme=scheme).page
    contrasts = page.evaluate(CONTRASTS)
    assert len(contrasts) == 101
    assert min(contrasts) >= 4.5
