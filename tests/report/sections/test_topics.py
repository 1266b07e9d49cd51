"""The section on the topics of all engines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.report.conftest import Tables
from topics.report.page import report_page


def page_of(tables: Tables, manifest: Any, visit: Callable[..., Any], **options: Any) -> Any:
    """Open the report with these tables; every topic has words of three lifts."""
    tables["topic_terms"] = tables["topic_terms"].assign(lift=[1.0, 2.0, 40.0, 3.0, 5.0] * 7)
    return visit(report_page(tables, manifest, {"lda": "ldavis.html"}), **options)


def words_of(page: Any) -> list[str]:
    """Return the words of the topic shown, in order."""
    return page.locator(".terms tbody th").all_inner_texts()


def test_a_topic_is_selected_on_the_map_and_read_below(
    tables: Tables, manifest: Any, visit: Callable[..., Any]
) -> None:
    """By mouse on a circle and by keyboard in the list; neither leaves the section."""
    seen = page_of(tables, manifest, visit)
    page, title = seen.page, seen.page.locator("#topic-panel h3")
    assert title.inner_text().startswith("LDA 话题 1　文明城市创建")
    circle = page.locator('.topic-map a[href="#topic=lda-2"] circle').first
    circle.scroll_into_view_if_needed()
    before = circle.bounding_box()["y"]
    circle.click()
    # The list of paragraphs above is shorter now, and the reader's place has not moved.
    assert circle.bounding_box()["y"] == pytest.approx(before, abs=2)
    assert title.inner_text().startswith("LDA 话题 2　环境卫生")
    body = tables["paragraphs"].query("role == 'body'")
    n = int((body["lda_topic"] == 2).sum())
    assert page.locator("#found").inner_text().startswith(f"{n} 段")
    assert "#topic=lda-2" in page.url
    assert page.evaluate("document.activeElement.closest('#topics') !== null")
    current = page.locator("#topics [aria-current]")
    assert current.evaluate_all("all => all.map(a => a.getAttribute('href'))") == [
        "#topic=lda-2", "#topic=lda-2"
    ]  # fmt: skip
    page.locator('table.topics a[href="#topic=kmeans-3"]').focus()
    page.keyboard.press("Enter")
    assert title.inner_text().startswith("K-means 聚类话题 3　经济工作")
    assert page.evaluate("document.activeElement.id") == "topic-panel"
    assert page.locator(".topic-map:visible").get_attribute("data-engine") == "kmeans"
    page.locator("#topic-panel a", has_text="3 经济工作").click()  # its partner
    assert page.locator(".topic-map:visible").get_attribute("data-engine") == "lda"
    page.locator("#topic-panel a", has_text="Read its").or_(
        page.locator("#topic-panel a", has_text="阅读该话题的")
    ).click()
    assert page.evaluate("document.activeElement.id") == "reading"
    assert seen.errors == []


@pytest.mark.slow
def test_lambda_orders_the_words_by_relevance(
    tables: Tables, manifest: Any, visit: Callable[..., Any]
) -> None:
    """At 1 by probability, at 0 by lift; by keyboard and by mouse."""
    seen = page_of(tables, manifest, visit)
    page, slider = seen.page, seen.page.locator("#lambda")
    words = ["创建", "文明", "城市", "测评", "达标"]
    slider.focus()
    page.keyboard.press("End")
    assert words_of(page) == words
    page.keyboard.press("Home")
    assert words_of(page) == ["城市", "达标", "测评", "文明", "创建"]
    assert page.evaluate("document.activeElement.id") == "lambda"
    box = slider.bounding_box()
    slider.click(position={"x": box["width"] - 2, "y": box["height"] / 2})
    assert words_of(page) == words
    page.locator(".engines button").nth(1).click()
    assert slider.input_value() == "1"
    page.locator(".terms a").first.click()
    assert page.evaluate("new URLSearchParams(location.hash.slice(1)).get('topic')") == "kmeans-1"
    assert page.evaluate("new URLSearchParams(location.hash.slice(1)).get('q')") == "创建"
    assert seen.errors == []


@pytest.mark.thorough
@pytest.mark.parametrize("engine", ["lda", "kmeans"])
def test_one_engine_alone_has_no_buttons(
    engine: str, tables: Tables, manifest: Any, visit: Callable[..., Any]
) -> None:
    """Also without any agreement, lift or stability; the English page has English names."""
    tables["topics"] = tables["topics"].query("engine == @engine")
    tables["topic_terms"] = tables["topic_terms"].query("engine == @engine")
    tables["agreement"] = tables["agreement"].head(0)
    seen = visit(
        report_page(tables, manifest, language="en"), viewport={"width": 360, "height": 800}
    )
    assert seen.page.locator(".engines").count() == seen.page.locator("#lambda").count() == 0
    assert seen.page.locator("#topic-panel h3").inner_text().startswith("1 Creating a")
    assert seen.page.locator(".topic-map text:visible").all_inner_texts()
    assert seen.errors == []
