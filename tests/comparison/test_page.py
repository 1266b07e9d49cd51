"""The page of a comparison: both languages, nothing run, nothing asked of the network."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import topics
from tests.comparison.made_up import TEXTS, made_run
from tests.report import axe
from topics.comparison.paragraph_view import LONGEST, _edited, _marked

HOSTILE = "<script>alert(1)</script>{{7*7}}</style>\"'&amp;<!--]]>"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """Return a page with a changed, an edited and a hostile text."""
    texts = [TEXTS[0], TEXTS[1] + "又加了一句。", *TEXTS[2:]]
    hostile = [HOSTILE + text for text in TEXTS[:1]]
    before = [(0, "city", "words", "城市", 2.0), (0, "city", "neighbours", "", 0.5)]
    after = [(0, "city", "words", "城市", 1.0), (0, "school", "words", HOSTILE, 2.0)]
    a = made_run(tmp_path / "a", texts=[*hostile, *TEXTS[1:]], evidence=before)
    b = made_run(
        tmp_path / "<b>b",
        texts=[*hostile, *texts[1:]],
        sha="b" * 64,
        evidence=after,
        city={0: 0.1, 1: 0.2},
        settings={"min_df": 9, "unit": HOSTILE},
    )
    return topics.compare(a, b).save() / "compare.html"


def test_the_page_is_escaped_and_the_same_each_time(page: Path) -> None:
    """Texts, words and names of folders are shown, never run; both languages are in it."""
    html = page.read_text("utf-8")
    assert "<script>alert" not in html
    assert "<b>b<" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "default-src 'none'" in html
    assert len(re.findall("<script", html)) == 1
    for words in ("两次运行对照", "Two runs compared", "逐词相同", "两个模型相同", "又加了一句"):
        assert words in html, words
    assert "<ins>又加了一句。</ins>" in html
    assert "<mark>城市</mark>" in html


def test_edits_are_marked() -> None:
    """What was deleted and what is new; a long text whole, in both versions."""
    assert _edited("要搞好卫生", "要搞好环境卫生") == [
        ("", "要搞好"),
        ("ins", "环境"),
        ("", "卫生"),
    ]
    assert _edited("旧" * LONGEST, "新" * (LONGEST + 1))[0] == ("del", "旧" * LONGEST)
    assert _marked("卫生与环境卫生", "卫生 环境卫生") == [
        ("mark", "卫生"),
        ("", "与"),
        ("mark", "环境卫生"),
    ]
    assert _marked("卫生", " ") == [("", "卫生")]


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_fits_and_switches(
    page: Path,
    visit: Callable[..., Any],
    scheme: str,
    width: int,
) -> None:
    """No request, no error, no sideways scroll; one language at a time; axe finds no barrier."""
    size = {"width": width, "height": 800}
    seen = visit(page.read_text("utf-8"), viewport=size, color_scheme=scheme)
    for language, shown, hidden in (("zh", "话题", "Topics"), ("en", "Topics", "话题")):
        seen.page.click(f"[data-lang={language}]")
        heading = seen.page.inner_text("#h-topics")
        assert shown in heading
        assert hidden not in heading
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        if axe.SCRIPT.exists():
            assert axe.findings(seen.page) == []
    assert seen.errors == []
    assert [url for url in seen.requests if not url.startswith(("file:", "data:"))] == []
