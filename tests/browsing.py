"""A browser to look at pages with, one for all tests of a worker."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Open headless Chromium; tests that look at a page are skipped where there is none."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not on the PATH; install it to look at the pages")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        yield opened
        opened.close()


ALL_LAID_OUT = """
const sheet = new CSSStyleSheet();
sheet.replaceSync("main > section { content-visibility: visible !important; }");
document.adoptedStyleSheets = [sheet];
"""


class Visit:
    """An open page, every request it made and every error it logged."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.requests: list[str] = []
        self.errors: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on(
            "console",
            lambda said: (
                self.errors.append(said.text) if said.type in ("error", "warning") else None
            ),
        )


def until(page: Any, expression: str, arg: Any = None) -> None:
    """Wait until an expression is true, at most ten seconds.

    Playwright's own ``wait_for_function`` calls eval in the page, which its policy forbids.
    """
    for _ in range(200):
        if page.evaluate(expression, arg):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"is not true within ten seconds: {expression}")


@pytest.fixture
def visit(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Visit]]:
    """Open HTML from a file as a reader would; closes the page afterwards.

    All sections are laid out at once, so that a test may ask for any text or width, unless it
    asks for ``as_loaded``.
    """
    contexts = []

    def opened(html: str, as_loaded: bool = False, **options: Any) -> Visit:
        path = tmp_path / "page.html"
        path.write_text(html, encoding="utf-8")
        contexts.append(browser.new_context(**options))
        seen = Visit(contexts[-1].new_page())
        if not as_loaded:
            seen.page.add_init_script(ALL_LAID_OUT)
        seen.page.goto(path.as_uri())
        return seen

    yield opened
    for context in contexts:
        context.close()
