"""The report: everything from the tables, nothing run, nothing asked of the network."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.browsing import until
from tests.report.conftest import Tables, build_manifest, build_tables, poison
from topics.report.html import visible
from topics.report.page import report_page
from topics.report.payload import BUDGET

HOSTILE = "<script>alert(1)</script>{{7*7}}</style>\"'&amp;<!--]]>{% raw %}"


class Parsed(HTMLParser):
    """Elements of a page by name, the text of each paragraph in its data, all ids and links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.seeds: list[str] = []
        self.attributes: set[str] = set()
        self._is_data = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        found = dict(attrs)
        self.names.append(tag)
        self.attributes |= set(found)
        self.ids += [found["id"] or ""] if "id" in found else []
        self.links += [found["href"] or ""] if "href" in found else []
        self._is_data = found.get("id") == "data"

    def handle_data(self, data: str) -> None:
        """Take the texts from the data of the page."""
        if self._is_data:
            self.seeds = json.loads(data)["blocks"]["text"]
            self._is_data = False


def shown(tables: Tables) -> list[str]:
    """Return the texts the report must show, in order."""
    paragraphs = tables["paragraphs"]
    return list(paragraphs.loc[paragraphs["role"] != "furniture", "text"])


def test_every_text_of_a_speech_is_shown_whole(tables: Tables, manifest: Any) -> None:
    """The paragraphs in the page are those of the table, in order and to the letter."""
    assert Parsed(report_page(tables, manifest)).seeds == shown(tables)


def test_the_page_is_the_same_twice(tables: Tables, manifest: Any) -> None:
    """Same tables, same bytes."""
    assert report_page(tables, manifest) == report_page(tables, manifest, {})


def test_ids_are_unique_and_links_lead_somewhere(tables: Tables, manifest: Any) -> None:
    """Every link within the page has its target; the only other ones are the pyLDAvis pages."""
    page = Parsed(
        report_page(tables, manifest, {"lda": "ldavis.html", "kmeans": "ldavis-kmeans.html"})
    )
    inside = {link[1:] for link in page.links if link.startswith("#") and "=" not in link}
    outside = {link for link in page.links if not link.startswith("#")}
    assert len(page.ids) == len(set(page.ids))
    assert inside <= set(page.ids)
    assert outside == {"data:,", "ldavis.html", "ldavis-kmeans.html"}


def test_numbers_come_from_the_tables(tables: Tables, manifest: Any) -> None:
    """Counts, shares, scores, repairs and hashes are those of the tables and the manifest."""
    html = report_page(tables, manifest)
    body = (tables["paragraphs"]["role"] == "body").sum()
    for expected in (
        "6 篇讲话",
        f"{body} 段",
        "2 个来源",
        "调整兰德指数（ARI）为 <b>0.431</b>",
        "配成 <b>3</b> 对",
        "主题准确率（人工标注）",
        "0.712",
        "doi:10.1145/2684822.2685324",
        "<del>设臵</del> → <ins>设置</ins>",
        "<del>⏎</del> → <ins>∅</ins>",
        '<code>图片.bin</code><span class="zh">：不是文本</span>',
        "2 篇内容不完整",
        'title="90 次，6 篇，套话度 0.890"',
        'title="41 次，1 篇，套话度 0.050"',
        "把责任落实到</a>（6）",
        "n_components = 4",
        tables["sources"]["sha256"].iloc[1],
        manifest["git_commit"],
        manifest["warnings"][0],
    ):
        assert expected in html


def test_hostile_cells_are_text_everywhere(tables: Tables, manifest: Any) -> None:
    """Markup, templates and comments in any cell change nothing in the page's structure."""
    plain = Parsed(report_page(tables, manifest, {"lda": "lda.html"}))
    poison(tables, manifest, HOSTILE)
    html = report_page(tables, manifest, {"lda": "a'\"><script>.html"})
    page = Parsed(html)
    assert set(page.names) <= set(plain.names) | {"line"}  # long labels may be off their circles
    assert page.names.count("script") == plain.names.count("script")
    assert page.names.count("style") == 1
    assert page.attributes <= plain.attributes | {"x1", "x2", "y1", "y2"}
    assert "alert(1)</script>" not in html
    assert page.seeds == [HOSTILE] * len(page.seeds)


@settings(
    max_examples=settings().max_examples // 6,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=st.text(min_size=1, max_size=40), title=st.text(max_size=20))
def test_any_text_comes_out_as_it_went_in(text: str, title: str) -> None:
    """Whatever characters a seed holds, the page shows them, control characters made visible."""
    tables = build_tables(1, 1, 5)
    tables["paragraphs"]["text"] = text
    tables["paragraphs"]["heading"] = ""
    tables["speeches"]["title"] = title
    page = Parsed(report_page(tables, build_manifest(tables), {}))
    assert page.seeds == [visible(text)] * 5


@pytest.mark.slow
def test_a_large_corpus_is_shown_in_part() -> None:
    """At 100 files and 20,000 paragraphs the data of the page keeps its size."""
    tables = build_tables(100, 5, 40)
    tables["paragraphs"]["text"] *= 4
    html = report_page(tables, build_manifest(tables), {})
    data = re.search('<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert data is not None
    assert 0.8 * BUDGET < len(data[1].encode()) <= BUDGET


def test_an_empty_run_still_has_a_report() -> None:
    """Without repairs, duplicates, scores, warnings or a second engine the page is whole."""
    tables = build_tables(1, 1, 6)
    for name in ("repairs", "duplicates", "scores", "agreement", "skipped", "speech_tree"):
        tables[name] = tables[name].head(0)
    tables["topics"] = tables["topics"].query("engine == 'lda'")
    manifest = build_manifest(tables) | {"warnings": []}
    html = report_page(tables, manifest)
    for expected in (
        "所有文件都已读入",
        "人工标注：未提供",
        "含计数词的讲话不足两篇，无法判断哪些话为各篇所共有。",
    ):
        assert expected in html


def test_a_run_without_a_coded_paragraph_has_a_report(tables: Tables, manifest: Any) -> None:
    """Where the codebook fits nothing there is no finding about themes."""
    tables["paragraphs"] = tables["paragraphs"].assign(theme="", theme_share=np.nan)
    tables["themes"] = tables["themes"].assign(share=0.0, top_terms="", n_paragraphs=0)
    tables["speeches"] = tables["speeches"].assign(
        main_theme="", **dict.fromkeys(tables["themes"]["theme"], 0.0)
    )
    tables["topics"] = tables["topics"].assign(theme="", label="")
    html = report_page(tables, manifest)
    assert "篇幅最大的主题" not in html
    assert "谁在谈什么" in html


def test_a_package_that_is_not_installed_is_said_to_be_so(tables: Tables, manifest: Any) -> None:
    """An extra that the run did without has no version."""
    manifest["versions"]["torch"] = None
    html = report_page(tables, manifest)
    assert '<th scope="row">torch</th><td><span class="zh">未安装</span>' in html
    assert "None" not in html


def test_speeches_with_too_few_words_are_not_called_too_few_speeches(
    tables: Tables, manifest: Any
) -> None:
    """Six speeches whose every word is rare: the page says that of the words."""
    tables["terms"] = tables["terms"].assign(dp_expected=0.9)
    html = report_page(tables, manifest)
    assert "各词出现次数过少，无法判断哪些话为各篇所共有。" in html
    assert "不足两篇，无法判断" not in html


def test_a_coded_block_before_the_first_speech_is_listed_not_lost(
    tables: Tables, manifest: Any
) -> None:
    """Running text of no speech is listed as left out."""
    tables["paragraphs"].loc[0, ["role", "theme", "theme_share", "text"]] = [
        "body",
        "ritual",
        1.0,
        "孤句",
    ]
    assert '<span class="en" lang="en">paragraph</span></span> 孤句' in report_page(
        tables, manifest
    )


@pytest.fixture
def html(tables: Tables, manifest: Any) -> str:
    """Return a report."""
    return report_page(tables, manifest)


def test_the_browser_asks_for_nothing(html: str, visit: Callable[..., Any]) -> None:
    """The page opens without a request and without an error."""
    seen = visit(html, viewport={"width": 1280, "height": 900})
    assert seen.page.locator("html").get_attribute("data-ready") == "yes"
    assert len(seen.requests) == 1
    assert seen.requests[0].startswith("file:")
    assert seen.errors == []


def test_the_state_of_the_page_is_its_address(html: str, visit: Callable[..., Any]) -> None:
    """What is searched is in the address, and the address alone restores it."""
    seen = visit(html)
    seen.page.locator("#filters [name=q]").fill("招商")
    seen.page.locator("#chips [data-key=q]").wait_for()
    found = seen.page.locator("#found").inner_text()
    assert "#q=" in seen.page.url
    seen.page.locator('[data-lang="en"]').click()
    assert "paragraphs" in seen.page.locator("#found").inner_text()
    seen.page.go_back()
    seen.page.reload()
    assert seen.page.locator("#found").inner_text() == found


def test_far_sections_are_laid_out_when_the_reader_comes_near(
    html: str, visit: Callable[..., Any]
) -> None:
    """A link leads to a section of which the window had nothing; paper has them all."""
    page = visit(html, as_loaded=True).page
    heading = "document.getElementById('h-{}')"
    shown = f"{heading}.checkVisibility({{{{ contentVisibilityAuto: true }}}})"
    until(page, shown.format("who"))
    assert not page.evaluate(shown.format("formula"))
    page.locator(".contents a[href='#trust']").click()
    until(page, shown.format("trust"))
    there = f"Math.abs({heading}.getBoundingClientRect().top - innerHeight / 4) < innerHeight / 4"
    until(page, there.format("trust"))
    page.emulate_media(media="print")
    until(page, shown.format("who"))


@pytest.mark.parametrize("width", [390, 820, 1280])
def test_nothing_sticks_out_of_the_window(html: str, width: int, visit: Callable[..., Any]) -> None:
    """From phone to desktop the page itself never scrolls sideways."""
    seen = visit(html, viewport={"width": width, "height": 800})
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    "attack",
    [
        "<img src=x onerror=alert(1)><script>document.title='broken'</script>",
        "</script></style><!--{{ 7*7 }}{% raw %}\"'`${alert(1)}",
        pytest.param("甲\u202e乙\u2066丙" + "长" * 100_000, marks=pytest.mark.slow),
    ],
    ids=["markup", "ends", "long"],
)
def test_the_browser_runs_no_seed(
    attack: str, tables: Tables, manifest: Any, visit: Callable[..., Any]
) -> None:
    """A seed that is a script is read, not run, wherever the page shows it, found by search too."""
    tables["paragraphs"]["text"] = attack
    tables["paragraphs"]["heading"] = ""
    tables["speeches"]["title"] = attack
    tables["sources"]["source"] = tables["sources"]["source"].replace("汇编_000.txt", attack[:80])
    for name in ("speeches", "paragraphs", "repairs", "masks", "bounds"):
        old = tables[name]["source"]
        tables[name]["source"] = old.replace("汇编_000.txt", attack[:80])
    seen = visit(report_page(tables, manifest), viewport={"width": 390, "height": 800})
    for language in ("zh", "en"):
        state = urlencode({"lang": language, "q": visible(attack)[:20], "speech": 1})
        seen.page.evaluate("(state) => { location.hash = state; }", state)
        seen.page.wait_for_selector(f"html[data-ui={language}]")
        if len(attack) > 1_000:
            seen.page.locator("#paragraphs button.all").first.click()
        assert seen.page.locator("#paragraphs .seed").first.text_content() == visible(attack)
        assert visible(attack)[:20] in seen.page.locator("#who tbody th").first.inner_text()
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert seen.page.title() == "The themes of the speeches · 6 speeches"
    assert seen.errors == []
    assert len(seen.requests) == 1
