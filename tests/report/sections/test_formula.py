"""The section on formula and substance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.report.conftest import Tables, build_tables
from topics.report.page import report_page
from topics.report.sections.formula import formula_view


def test_the_view_names_paragraphs_at_both_ends(tables: Tables) -> None:
    """Three with the highest share, falling, and three with the lowest, rising; none is both."""
    tables["paragraphs"]["text"] = "字" * 40
    view = formula_view(tables)
    shares = tables["paragraphs"]["formula_share"].dropna().sort_values()
    assert [p["share"] for p in view["most"]] == list(shares[::-1][:3])
    assert [p["share"] for p in view["least"]] == list(shares[:3])
    assert view["bundles"] == [{"words": "把责任落实到", "n_speeches": 6}]


def test_one_speech_has_nothing_in_common() -> None:
    """Every list is empty."""
    tables = build_tables(1, 1, 8)
    view = formula_view(tables)
    assert [view[name] for name in ("words", "substance", "bundles", "most", "least")] == [[]] * 5


def test_words_are_found_by_mouse_keyboard_and_search(
    tables: Tables, manifest: Any, visit: Callable[..., Any]
) -> None:
    """A dot shows its numbers under the mouse and in focus, arrow keys move, a link searches."""
    seen = visit(report_page(tables, manifest))
    page, said = seen.page, seen.page.locator("#formula-word")
    dot = page.locator('.formula-map a[aria-label="公厕"]')
    dot.locator("circle").hover()
    assert "公厕 41 次，1 篇，离散度 0.80（随机分布时为 0.15），套话度 0.05" in said.inner_text()
    page.locator('.formula-map a[tabindex="0"]').focus()
    assert said.inner_text().startswith("工作 90 次")
    page.keyboard.press("ArrowLeft")
    assert said.inner_text().startswith("落实 40 次")
    assert page.locator('.formula-map a[tabindex="0"]').count() == 1
    page.locator("#formula-search").fill("廁")
    assert page.locator(".formula-map .hit").get_attribute("aria-label") == "公厕"
    page.locator("#formula-search").fill("没有的词")
    assert "terms.csv" in page.locator("#formula-found").inner_text()
    page.locator("#formula-search").fill("公")
    page.locator("#formula-found a").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("new URLSearchParams(location.hash.slice(1)).get('q')") == "公厕"
    assert page.evaluate("document.activeElement.id") == "reading"
    dot.locator("circle").click()
    assert page.evaluate("new URLSearchParams(location.hash.slice(1)).get('q')") == "公厕"
    assert seen.errors == []
