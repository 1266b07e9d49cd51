"""Reading: the list of paragraphs, by keyboard and by mouse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pypdfium2
import pytest

from tests.browsing import until
from tests.report.conftest import Tables, build_manifest, build_tables
from topics.report.page import report_page

HOSTILE = "<script>alert(1)</script>{{7*7}}\"'&amp;\u202eabc\x07"


def with_ids(tables: Tables) -> Tables:
    """Return the tables with ids, evidence, a second theme, certainty and two repairs."""
    rows = tables["paragraphs"]
    ids = [
        f"{s[-7:-4]}-{line}-0" for s, line in zip(rows["source"], rows["first_line"], strict=True)
    ]
    certain = rows["theme_share"].fillna(1.0) > 0.5
    tables["paragraphs"] = rows.assign(
        id=ids, theme2="ritual", theme2_share=0.1, certain=certain, lda_share=0.4
    )
    body = rows[rows["role"] == "body"]
    tables["evidence"] = pd.DataFrame(
        {
            "source": body["source"],
            "paragraph": body["paragraph"],
            "theme": body["theme"],
            "kind": "words",
            "word": body["text"].str[:2],
            "weight": 0.5,
        }
    )
    source, line = body.iloc[0][["source", "first_line"]]
    change = (source, line, 1, "wrong_glyph", "臵", body.iloc[0]["text"][1])
    columns = ["source", "line", "column", "rule", "before", "after"]
    tables["repairs"] = pd.DataFrame([change], columns=columns)
    return tables


@pytest.fixture
def page(tables: Tables, manifest: Any, visit: Callable[..., Any]) -> Any:
    """Return an open report of a made-up run."""
    seen = visit(report_page(with_ids(tables), manifest), viewport={"width": 1280, "height": 900})
    assert seen.errors == []
    yield seen.page
    assert seen.errors == []


def count(page: Any) -> int:
    """Return the number of paragraphs that the page says it shows."""
    said = str(page.locator("#found").inner_text())
    return 0 if said.startswith(("没有找到", "Nothing found")) else int(said.split()[0])


def search(page: Any, text: str) -> int:
    """Search for a text and return the number of paragraphs found."""
    page.locator("#filters [name=q]").fill(text)
    until(page, "q => new URLSearchParams(location.hash.slice(1)).get('q') === q", arg=text)
    return count(page)


def test_filters_search_and_links_show_the_same_paragraphs(page: Any, tables: Tables) -> None:
    """A filter by field, a search in the other script, a chip, a ribbon: counts are the table's."""
    body = tables["paragraphs"].query("role == 'body'")
    assert count(page) == len(body)
    page.locator("#filters [name=theme]").select_option("sanitation")
    assert count(page) == (body["theme"] == "sanitation").sum()
    assert "环境卫生" in page.locator("#reading-head h3").inner_text()
    assert page.locator("#reading-head .terms a").first.inner_text() == "卫生"
    assert page.locator("#paragraphs .passage .decided").count() > 0
    page.locator("#chips [data-key=theme]").press("Enter")
    assert count(page) == len(body)
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("責任ＡＢＣ")
    page.locator("#found", has_text="没有找到").wait_for()
    assert search(page, "責任") == body["text"].str.contains("责任").sum()
    assert page.locator("#paragraphs mark").first.inner_text() == "责任"
    page.locator("#chips .clear").click()
    assert count(page) == len(body)
    assert "=" not in page.url
    walk = page.locator("#paragraphs .walk").first.locator("a")
    walk.first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    own = body["id"].iloc[1]
    assert page.url.endswith(f"#id={own}")
    assert page.evaluate("document.activeElement.id") == own
    assert page.locator(".passage.target .context .near").count() > 1


@pytest.mark.thorough
def test_every_field_filters(page: Any, tables: Tables) -> None:
    """Topic, speech, metadata, certainty, and the order."""
    body = tables["paragraphs"].query("role == 'body'")
    page.locator("#filters summary").press("Enter")
    expected = {
        "topic": ("lda-2", (body["lda_topic"] == 2).sum()),
        "speech": ("3", ((body["source"] == "汇编_000.txt") & (body["speech"] == 3)).sum()),
        "by.level": ("city", len(body)),
        "by.source": ("汇编_001.txt", (body["source"] == "汇编_001.txt").sum()),
        "sure": ("no", (~body["certain"]).sum()),
    }
    for name, (value, n) in expected.items():
        page.locator(f'#filters [name="{name}"]').select_option(value)
        assert count(page) == n
        assert page.locator("#chips .chip").count() == 1
        page.locator("#chips .clear").click()
    page.locator("#filters [name=sort]").select_option("length")
    lengths = [len(t) for t in page.locator("#paragraphs .words-of > .seed").all_inner_texts()]
    assert lengths == sorted(lengths, reverse=True)
    page.locator("#filters [name=sort]").select_option("share")
    first = page.locator("#paragraphs .theme").first.inner_text()
    assert f"{body['theme_share'].max():.0%}" in first


@pytest.mark.thorough
def test_heads_say_what_is_shown(page: Any) -> None:
    """A topic has its name and words, a speech its date with doubt, numbers and ribbon."""
    page.evaluate("location.hash = 'topic=lda-1'")
    page.locator("#reading-head h3", has_text="lda-1").wait_for()
    page.evaluate("location.hash = 'speech=1'")
    head = page.locator("#reading-head")
    head.locator("h3", has_text="在第1次").wait_for()
    for text in ("所标日期存疑", "2012-01-01 至 2012-11-08", "汇编_000.txt:2", "6 段", "甲市"):
        assert text in head.inner_text()
    assert head.locator(".ribbon a").count() == 6


@pytest.mark.thorough
def test_repairs_context_and_citation_are_shown_on_demand(page: Any, tables: Tables) -> None:
    """The repair and the original; blocks around; a citation with file, lines and hash."""
    row = tables["paragraphs"].query("role == 'body'").iloc[0]
    first = page.locator("#paragraphs .passage").first
    first.get_by_role("button", name="修复（1 处）与原文").press("Enter")
    assert "误字" in first.locator(".changes").inner_text()
    original = row["text"][0] + "臵" + row["text"][2:]
    assert first.locator(".original").inner_text() == original
    first.get_by_role("button", name="上下文").click()
    assert first.locator(".near").count() > 2
    first.get_by_role("button", name="上下文").click()
    assert first.locator(".near").count() == 0
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(Error('no')); }")
    first.get_by_role("button", name="复制引用").click()
    first.locator(".to-copy").wait_for()
    cited = first.locator(".to-copy").input_value()
    sha256 = tables["sources"]["sha256"].iloc[0]
    for part in (row["text"], f"汇编_000.txt:{row['first_line']}", sha256, "0.1.0", row["id"]):
        assert part in cited
    page.evaluate("() => { navigator.clipboard.writeText = (text) => { window.copied = text; }; }")
    first.get_by_role("button", name="复制引用").click()
    first.get_by_text("已复制").wait_for()
    assert page.evaluate("window.copied") == cited


@pytest.mark.slow
def test_a_long_list_is_shown_in_parts(visit: Callable[..., Any]) -> None:
    """More on scroll and by a button; the page never has more nodes than it may."""
    tables = with_ids(build_tables(20, 5, 20))
    page = visit(report_page(tables, build_manifest(tables))).page
    assert page.locator("#paragraphs > article").count() == 8
    page.locator("#more").scroll_into_view_if_needed()
    page.locator("#paragraphs > article:nth-child(9)").wait_for(state="attached")
    for _ in range(200):
        if "下一批" in page.locator("#more").inner_text():
            break
        page.locator("#more").press("Enter")
    n = page.locator("#paragraphs > article").count()
    assert (
        page.evaluate("document.getElementById('paragraphs').querySelectorAll('*').length") < 9500
    )
    following = page.locator("#paragraphs .at").last.get_attribute("href")
    page.locator("#more").press("Enter")
    assert page.locator("#paragraphs > article").count() < n
    assert page.locator("#paragraphs .at").first.get_attribute("href") != following
    page.locator("#earlier").press("Enter")
    assert count(page) == (tables["paragraphs"]["role"] == "body").sum()


@pytest.mark.slow
def test_a_long_hostile_paragraph_is_text(tables: Tables, visit: Callable[..., Any]) -> None:
    """It shows its beginning, then all of it, every character visible; nothing in it runs."""
    rows = with_ids(tables)["paragraphs"]
    rows.loc[rows["role"] == "body", "text"] = HOSTILE + "文" * 100_000
    seen = visit(report_page(tables, build_manifest(tables)))
    first = seen.page.locator("#paragraphs .passage").first
    shown = first.locator(".words-of > .seed")
    assert shown.inner_text().startswith("<script>alert(1)</script>{{7*7}}\"'&amp;[U+202E]abc␇文")
    assert len(shown.inner_text()) < 2_000
    first.get_by_role("button", name="显示全部").press("Enter")
    assert len(shown.inner_text()) > 100_000
    assert seen.errors == []


@pytest.mark.thorough
def test_a_link_opens_a_paragraph_and_prints_its_source(
    tables: Tables, manifest: Any, visit: Callable[..., Any]
) -> None:
    """From the address alone: the paragraph in its context, and on paper with file and lines."""
    seen = visit(report_page(with_ids(tables), manifest))
    row = tables["paragraphs"].query("role == 'body'").iloc[3]
    seen.page.goto(seen.page.url + f"#id={row['id']}")
    seen.page.reload()
    text = seen.page.locator(f'[id="{row["id"]}"]')
    assert text.inner_text() == row["text"]
    seen.page.emulate_media(media="print")
    cited = seen.page.locator(".passage .cited")
    assert cited.is_visible()
    assert f"{row['source']}:{row['first_line']}" in cited.inner_text()
    seen.page.emulate_media(media="screen")
    seen.page.goto(seen.page.url.partition("#")[0] + "#id=nowhere")
    seen.page.locator("#found", has_text="paragraphs.csv").wait_for()


@pytest.mark.slow
def test_a_printed_head_is_followed_by_its_paragraph(page: Any, tmp_path: Path) -> None:
    """However far down the sheet the section begins: heading, theme and text are on one sheet."""
    text = page.locator("#paragraphs .seed").first.inner_text()[:12]
    theme = page.locator("#paragraphs .theme").first.inner_text().split()[0]
    page.evaluate("document.getElementById('reading').before(document.createElement('div'))")
    for height in range(0, 1000, 110):
        page.evaluate(
            "h => { document.getElementById('reading').previousElementSibling.style.height = h; }",
            f"{height}px",
        )
        page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
        with pypdfium2.PdfDocument(tmp_path / "page.pdf") as document:
            sheets = [sheet.get_textpage().get_text_range() for sheet in document]
        (sheet,) = (sheet for sheet in sheets if "阅读原文" in sheet.splitlines())
        after = sheet[sheet.index("阅读原文") :]
        assert theme in after
        assert text in after.replace("\r\n", "")
