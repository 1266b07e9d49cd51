"""The form of the page: readable by everyone, on a phone, in the dark and on paper."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from fontTools.ttLib import TTFont

from tests.report import axe
from topics.report.fonts import font_path
from topics.report.page import report_page
from topics.runs.store import Run

LIGHT = {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}}
DARK = {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}}
PHONE = {"color_scheme": "light", "viewport": {"width": 390, "height": 800}}


@pytest.fixture(scope="module")
def seeds_page(seeds_run: Run) -> str:
    """Return the report of the seeds."""
    return report_page(seeds_run.tables, seeds_run.manifest, {"lda": "ldavis.html"})


def characters(font: TTFont) -> set[str]:
    """Return the characters that a font has glyphs of."""
    return set(map(chr, font.getBestCmap()))


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("form", [LIGHT, DARK, PHONE], ids=["light", "dark", "phone"])
def test_axe_finds_no_barrier(
    seeds_page: str, language: str, form: dict[str, Any], visit: Callable[..., Any]
) -> None:
    """Nothing of moderate or more impact in either language, also once paragraphs are filtered."""
    if not axe.SCRIPT.exists():
        pytest.skip("axe-core is missing; `make axe` brings it")
    page = visit(seeds_page, reduced_motion="reduce", **form).page
    page.evaluate(f"location.hash = '#lang={language}&speech=3'")
    page.wait_for_selector(f"html[data-ui={language}]")
    page.evaluate("document.querySelectorAll('details').forEach((box) => (box.open = true))")
    assert axe.findings(page) == []


@pytest.mark.slow
def test_the_seeds_page_asks_for_nothing_and_fits_a_phone(
    seeds_page: str, visit: Callable[..., Any]
) -> None:
    """No request, no error, and at 360 px no sideways scroll in either language."""
    seen = visit(seeds_page, viewport={"width": 360, "height": 740})
    for language in ("zh", "en"):
        seen.page.evaluate(f"location.hash = '#lang={language}'")
        seen.page.wait_for_selector(f"html[data-ui={language}]")
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= 360
    assert len(seen.requests) == 1
    assert seen.errors == []


@pytest.mark.slow
def test_the_page_has_a_glyph_of_every_character_that_it_shows(
    seeds_page: str, visit: Callable[..., Any]
) -> None:
    """The font in the page has them all, but those that the whole font lacks."""
    encoded = re.search(r"base64,([^)]*)", seeds_page)
    assert encoded is not None
    small = TTFont(io.BytesIO(base64.b64decode(encoded[1])))
    page = visit(seeds_page).page
    shown = {c for c in page.evaluate("document.body.textContent") if ord(c) > 127}
    with TTFont(font_path(), lazy=True) as whole:
        assert shown & characters(whole) <= characters(small)
        assert len(shown - characters(whole)) < 10


@pytest.mark.slow
def test_the_seeds_page_is_small_and_the_same_twice(seeds_page: str, seeds_run: Run) -> None:
    """Under 1.5 MB, and the same bytes from the same tables."""
    assert len(seeds_page.encode()) < 1_500_000
    assert seeds_page == report_page(seeds_run.tables, seeds_run.manifest, {"lda": "ldavis.html"})


def test_a_printed_page_has_numbers_and_the_checksum(
    tables: Any, manifest: Any, visit: Callable[..., Any], tmp_path: Path
) -> None:
    """On paper the scheme is light, each page has its number and the hash, and nothing to click."""
    html = report_page(tables, manifest)
    page = visit(html, color_scheme="dark").page
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(23, 25, 28)"
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.locator("nav.contents").is_visible()
    page.emulate_media(media=None)
    digest = re.search(r"sha256 ([0-9a-f]{64})</p>", unescape(html))
    assert digest is not None
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    with pypdfium2.PdfDocument(tmp_path / "page.pdf") as document:
        texts = [sheet.get_textpage().get_text_range() for sheet in document]
    assert len(texts) > 1
    for number, text in enumerate(texts, start=1):
        assert f"{number} / {len(texts)}" in text
        assert digest[1][:16] in text
