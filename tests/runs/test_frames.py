"""Pages in a notebook: in a frame, escaped, and never too large."""

import html
import re
from pathlib import Path

import pytest

import topics
from topics.errors import OutputError
from topics.runs import frames
from topics.runs.frames import Page

HOSTILE = 'a"><script>alert(1)</script>'


def test_a_frame_holds_the_whole_page_and_nothing_outside_it() -> None:
    """The page is one attribute; unescaped it is the page, with an address of its own."""
    page = Page(HOSTILE, f"<head></head><body>&amp; {HOSTILE}</body>", height=300)
    shown = page._repr_html_()
    assert re.fullmatch(r'<iframe( [\w-]+="[^"]*")+></iframe>', shown)
    assert "height:300px" in shown
    assert "allow-same-origin" not in shown
    source = html.unescape(shown.split('srcdoc="')[1].split('"')[0])
    assert source == page.html.replace("<head>", '<head>\n<base href="about:srcdoc">')


def test_a_page_too_large_for_a_notebook_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says how large the page is and where, escaped, and does not embed it."""
    monkeypatch.setattr(frames, "LARGEST", 10)
    shown = Page("report.html", "x" * 11, Path("<b>/report.html"))._repr_html_()
    assert "iframe" not in shown
    assert "&lt;b&gt;" in shown


def test_a_terminal_prints_the_path_or_how_to_save(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page on disk is its path; another says how to write it, in the reader's language."""
    assert repr(Page("r", "", Path("a") / "report.html")) == str(Path("a") / "report.html")
    assert ".save(" in repr(Page("map", ""))
    monkeypatch.setattr(topics.options, "language", "zh")
    assert "浏览器" in repr(Page("map", ""))


def test_a_page_is_saved_as_it_is(tmp_path: Path) -> None:
    """The file is the page, without what only a frame needs; a folder is refused."""
    page = Page("map", "<head></head>图")
    assert page.save(tmp_path / "a.html").read_text("utf-8") == page.html
    with pytest.raises(OutputError, match=r"page\.html"):
        page.save(tmp_path)
