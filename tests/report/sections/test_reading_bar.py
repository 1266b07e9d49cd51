"""Reading: search, filters, addresses and steps back, by keyboard and by mouse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browsing import until
from tests.report.conftest import Tables, build_manifest, build_tables
from tests.report.sections.test_reading import count, search, with_ids
from topics.report.page import report_page


@pytest.fixture
def page(tables: Tables, manifest: Any, visit: Callable[..., Any]) -> Any:
    """Return an open report of a made-up run."""
    seen = visit(report_page(with_ids(tables), manifest), viewport={"width": 1280, "height": 900})
    yield seen.page
    assert seen.errors == []


@pytest.mark.slow
def test_blanks_do_not_count_and_a_match_is_marked_whole(
    tables: Tables, manifest: Any, visit: Callable[..., Any]
) -> None:
    """Blanks and breaks, in what is typed and in a paragraph, and a deciding word inside it."""
    rows = with_ids(tables)["paragraphs"]
    at = rows.index[rows["role"] == "body"][2]
    rows.loc[at, "text"] = "前文“甲乙\n丙 丁”后文"
    tables["evidence"].loc[at, "word"] = "乙丙"
    page = visit(report_page(tables, manifest)).page
    for text in (" 甲乙丙丁 ", "甲 乙丙\u3000丁", '"甲乙丙丁"'):
        assert search(page, text) == 1
    assert page.locator("#paragraphs mark").all_inner_texts() == ["“甲乙\n丙 丁”"]
    assert page.locator("#paragraphs mark .decided").inner_text() == "乙\n丙"
    assert search(page, "甲.*丁") == 0


@pytest.mark.slow
def test_titles_headings_speakers_and_places_are_found(page: Any, tables: Tables) -> None:
    """Above the paragraph that follows them; Enter on a place opens its paragraph."""
    body = tables["paragraphs"].query("role == 'body'")
    n_speeches = len(tables["speeches"])
    assert search(page, "提高认识，统一思想") == n_speeches
    above = page.locator("#paragraphs .passage").first.locator(".above mark")
    assert above.inner_text() == "提高认识，统一思想"
    assert search(page, "在第1次创建动员大会") == 2
    assert search(page, "某市市长") == n_speeches
    first = body.iloc[0]
    assert search(page, f"s1：{first['first_line'] - 1}") == 1
    assert "统一思想" in page.locator("#paragraphs .above").inner_text()
    last = body.iloc[1]["first_line"]
    assert search(page, f"{first['source']}:{first['first_line']}–{last}") == 2
    assert search(page, "S9:1") == 0
    assert search(page, f"S1:{last}") == 1
    page.locator("#filters [name=q]").press("Enter")
    own = body["id"].iloc[1]
    assert page.url.endswith(f"#id={own}")
    assert page.evaluate("document.activeElement.id") == own


@pytest.mark.slow
def test_an_unknown_value_of_an_address_is_named(page: Any, tables: Tables) -> None:
    """Each has a button that removes it; a search that a filter empties is offered alone."""
    n = (tables["paragraphs"]["role"] == "body").sum()
    for state, said in {
        "theme=zzz": "此链接中的主题 zzz 不在本报告中",
        "topic=lda-99": "话题 lda-99",
        "speech=99": "讲话 99",
        "by.level=moon": "层级 moon",
        "by.tide=high": "tide high",
        "sure=maybe": "主题是否明确” maybe",
    }.items():
        page.evaluate("state => { location.hash = state; }", state)
        line = page.locator("#reading-head .unknown", has_text=said)
        line.wait_for()
        assert page.locator("#paragraphs > *").count() == 0
        line.get_by_role("button").press("Enter")
        assert count(page) == n
        assert page.evaluate("document.activeElement.name") == "q"
    page.evaluate("location.hash = 'theme=sanitation&q=招商&lang=en'")
    page.locator("#reading-head a", has_text="without other filters").click()
    assert "theme" not in page.url
    assert count(page) > 0


@pytest.mark.slow
def test_a_step_back_returns_to_what_was_opened(page: Any) -> None:
    """To the link, or to the paragraph in the list, however far down; never to nothing."""
    for _ in range(3):
        page.locator("#more").press("Enter")
    link = page.locator("#paragraphs .passage .at").nth(27)
    own = link.get_attribute("href").removeprefix("#id=")
    link.press("Enter")
    page.locator(".passage.target").wait_for()
    page.go_back()
    until(page, "id => document.activeElement.id === id", arg=own)
    cell = page.locator("#who tbody td a").first
    cell.click()
    until(page, "document.activeElement.id === 'reading'")
    page.go_back()
    until(page, "document.activeElement.closest('#who td') !== null")
    assert cell.evaluate("cell => cell === document.activeElement")
    page.evaluate("id => { location.hash = `id=${id}`; }", own)
    page.locator(".passage.target").wait_for()
    page.go_back()
    until(page, "id => document.activeElement.id === id", arg=own)


@pytest.mark.slow
def test_the_english_page_names_topics_and_itself_in_english(page: Any) -> None:
    """The title of the document, the options of topics and what a paragraph has."""
    page.locator("[data-lang=en]").click()
    assert page.title() == "The themes of the speeches · 6 speeches"
    assert "lda-2 Sanitation" in page.locator("[name=topic] option").all_inner_texts()
    assert page.locator("#paragraphs .meta a", has_text="LDA 2 Sanitation").count() > 0


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("width", "most"), [(390, 130), (1280, 90)])
def test_the_bar_is_low(
    width: int, most: int, language: str, tables: Tables, manifest: Any, visit: Callable[..., Any]
) -> None:
    """Also with several filters; further ones are in a panel over the list, which Escape closes."""
    html = report_page(with_ids(tables), manifest)
    page = visit(html, viewport={"width": width, "height": 800}).page
    state = "theme=ritual&by.level=city&speech=3&q=今天&sure=yes"
    page.evaluate("state => { location.hash = state; }", f"lang={language}&{state}")
    page.locator("#chips [data-key=sure]").wait_for()
    bar = page.locator("#filters")
    assert bar.bounding_box()["height"] < most
    search_box, found = (
        page.locator(f"#filters {at}").bounding_box() for at in ("[name=q]", "#found")
    )
    assert found["y"] - search_box["y"] < 60
    page.locator("#filters summary").press("Enter")
    assert page.locator("#filters [name=sort]").is_visible()
    assert bar.bounding_box()["height"] < most
    page.locator("#filters [name=sort]").press("Escape")
    assert not page.locator("#filters [name=sort]").is_visible()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.locator("#filters summary").click()
    page.mouse.click(width / 2, 780)
    assert not page.locator("#filters [name=sort]").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.slow
def test_paper_has_the_first_paragraphs_or_all_that_a_filter_leaves(
    page: Any, tables: Tables
) -> None:
    """Without a filter five and a line that says so, with one also those not shown yet."""
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    seen = page.locator("#paragraphs .passage:visible")
    assert seen.count() == 5
    assert page.locator("#printed-part").is_visible()
    page.evaluate("location.hash = 'by.level=city'")
    page.locator("#chips [data-key]").wait_for(state="attached")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert seen.count() == (tables["paragraphs"]["role"] == "body").sum()
    assert not page.locator("#printed-part").is_visible()


@pytest.mark.slow
def test_many_speeches_are_searched_for_by_name(visit: Callable[..., Any]) -> None:
    """A field that suggests a few of them takes the place of thousands of options."""
    tables = with_ids(build_tables(60, 3, 5))
    page = visit(report_page(tables, build_manifest(tables))).page
    field = page.locator("#filters [name=speech]")
    suggested = page.locator('datalist[id="options-speech"] option')
    field.fill("第2次")
    assert suggested.count() == 30
    field.press("Tab")
    assert "speech=" not in page.url
    assert field.input_value() == ""
    field.fill("150")
    name = suggested.first.get_attribute("value")
    field.press("Enter")
    assert "speech=150" in page.url
    assert field.input_value() == name
    page.locator("#chips [data-key=speech]").click()
    assert field.input_value() == ""
    field.fill(name)
    page.locator("#reading h2").click()
    assert "speech=150" in page.url


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 390])
def test_the_bar_folds_on_a_phone(
    width: int, tables: Tables, manifest: Any, visit: Callable[..., Any]
) -> None:
    """Fields are behind a summary, and nothing sticks out."""
    page = visit(
        report_page(with_ids(tables), manifest), viewport={"width": width, "height": 740}
    ).page
    fields = page.locator("#fields")
    assert not fields.is_visible()
    page.locator("#filters summary").press("Enter")
    assert fields.is_visible()
    page.locator("#filters [name=theme]").select_option("ritual")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.slow
def test_contents_arrive_past_a_list_that_grows_in_sight(visit: Callable[..., Any]) -> None:
    """A link of the contents shows the beginning of its section, also beyond the list."""
    tables = with_ids(build_tables(20, 5, 20))
    page = visit(report_page(tables, build_manifest(tables))).page
    for name in ("topics", "trust"):
        page.locator(f'.contents a[href="#{name}"]').click()
        top = "name => document.getElementById(name).getBoundingClientRect().top"
        until(page, f"name => ({top})(name) >= 0 && ({top})(name) < 100", arg=name)
    assert page.locator("#paragraphs > article").count() < 100  # it was passed, not shown whole


@pytest.mark.slow
def test_text_that_is_not_laid_out_is_found_and_typed_addresses_arrive(
    tables: Tables, manifest: Any, visit: Callable[..., Any]
) -> None:
    """The browser's own search opens far sections, and an address typed later leads to them."""
    seen = visit(report_page(with_ids(tables), manifest), as_loaded=True)
    page = seen.page
    at = "name => document.getElementById(name).getBoundingClientRect().top"
    assert page.evaluate("find('BibTeX', false, false, true)")
    assert page.evaluate("getSelection().anchorNode.parentElement.closest('section').id") == (
        "appendix"
    )
    for name in ("trust", "topics"):
        page.evaluate("name => { location.hash = name; }", name)
        until(page, f"name => Math.abs(({at})(name) - 60) < 40", arg=name)
    page.evaluate("location.hash = 'theme=sanitation'")
    until(page, f"() => ({at})('reading') > -40 && ({at})('reading') < 100")
    page.go_back()
    until(page, "() => !location.hash.includes('=')")
    assert seen.errors == []
