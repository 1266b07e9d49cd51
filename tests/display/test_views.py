"""How objects show themselves: short in a terminal, calm and escaped in a notebook."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import topics
from tests.browsing import Visit
from topics.console import Section
from topics.corpus.columns import Rows
from topics.corpus.records import Records
from topics.corpus.rows import Paragraph, Speech
from topics.display.html import as_html
from topics.display.text import as_text
from topics.display.view import View, counted
from topics.edits.types import NO_EDITS
from topics.evaluate.stability import Stability, no_stability, stability
from topics.evaluate.types import Score
from topics.themes.coder import Coder
from topics.themes.types import Codebook, Theme

GOLDEN = Path(__file__).parent.parent / "runs" / "golden"
HOSTILE = '<script>alert("1")</script>\x1b[31m\u202e' + "长" * 5000
TEXTS = [
    ("讲话" + HOSTILE, "经济工作要抓好，城市管理要加强，环境卫生整治不能放松。\n" + HOSTILE),
    ("在动员大会上的讲话", "创建文明城市，整治环境卫生，加强城市管理，发展经济。\n垃圾要清理。"),
]


@pytest.fixture(scope="module")
def objects() -> dict[str, Any]:
    """Return an object of each public kind, with hostile texts where there are texts."""
    corpus = topics.read(TEXTS)
    tokens = topics.segment(corpus)
    matrix = topics.weigh(topics.count(tokens, min_df=1, max_df=1.0), "tfidf")
    model = topics.fit(matrix, "lda", n_components=2, n_init=2, random_state=1)
    book = Codebook((Theme("a", HOSTILE, HOSTILE, ("环境卫生", HOSTILE)),), HOSTILE, "")
    themes = topics.label(model, book)
    coded = topics.code(corpus, model, themes)
    run = topics.load_run(GOLDEN / "format-3")
    inference = topics.infer(model, TEXTS)
    found = {
        "Corpus": corpus,
        "Tokens": tokens,
        "DocTermMatrix": matrix,
        "TopicModel": replace(model, labels={1: HOSTILE}),
        "Codebook": book,
        "Themes": themes,
        "CodedParagraphs": coded,
        "ENGINES": topics.ENGINES,
        "LDA": topics.LDA(),
        "options": topics.options,
        "Lexicon": topics.load_lexicon(),
        "Run": run,
        "Settings": topics.load_settings(),
        "Audit": topics.inspect(corpus),
        "Inference": inference,
        "Comparison": topics.compare(GOLDEN / "format-1", GOLDEN / "format-2"),
        "Edits": NO_EDITS,
        "Stability": stability(model, matrix, n_samples=2),
        "Page": topics.show(run.models["lda"]),
    }
    parts = {
        "speeches": corpus.speeches,
        "paragraphs": corpus.paragraphs,
        "repairs": corpus.repairs,
        "sources": corpus.sources,
        "skipped": corpus.skipped,
        "units": tokens.units,
        "weighting": matrix.weighting,
        "starts": model.starts,
        "engine": topics.ENGINES["lda"],
        "theme": book.themes[0],
        "speech": corpus.speeches[0],
        "paragraph": corpus.paragraphs[1],
        "score": Score("c_v", 0.5, (0.123456789,) * 500, True, "Röder"),
        "run.tables": run.tables,
        "run.models": run.models,
    }
    return found | parts


def every() -> Iterator[str]:
    """Yield the public names that are no functions, errors or plain modules."""
    for name in topics.__all__:
        value = getattr(topics, name)
        is_error = isinstance(value, type) and issubclass(value, BaseException | Warning)
        if not is_error and (isinstance(value, type) or not callable(value)):
            yield name


def test_every_public_kind_is_looked_at(objects: dict[str, Any]) -> None:
    """A new public class is shown by the tests below, too."""
    assert set(every()) - {"plot"} <= set(objects)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_text_has_fewer_than_1000_characters(
    objects: dict[str, Any], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However large an object is, its text is short and obeys no control character."""
    monkeypatch.setattr(topics.options, "language", language)
    texts = {name: repr(value) for name, value in objects.items()}
    assert {name: len(text) for name, text in texts.items() if len(text) >= 1000} == {}
    assert [name for name, text in texts.items() if re.search("[\x1b\u202e]", text)] == []


class Elements(HTMLParser):
    """Collects the elements and attributes of HTML, and checks that elements are closed."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.open: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.seen.add(tag)
        self.open.append(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_endtag(self, tag: str) -> None:
        """Check that the element that ends is the last that was opened."""
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", ["zh", "en"])
def test_html_is_escaped_and_loads_nothing(
    objects: dict[str, Any], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only elements of text and tables occur, no address, and every element is closed."""
    monkeypatch.setattr(topics.options, "language", language)
    allowed = {"div", "style", "p", "strong", "span", "h4", "ul", "li", "table", "thead", "tbody"}
    shown = 0
    for name, value in objects.items():
        if name in ("LDA", "Page") or not hasattr(value, "_repr_html_"):
            continue
        html = value._repr_html_()
        parser = Elements()
        parser.feed(html)
        assert parser.open == []
        assert parser.seen <= allowed | {"tr", "th", "td"}, name
        assert parser.attributes <= {"class", "style"}, name
        assert "url(" not in html
        assert not re.search("[\x1b\u202e]", html), name
        assert len(html) < 60_000, name
        shown += 1
    assert shown > 20


def test_both_languages_say_the_same(
    objects: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Numbers, words and names of topics do not depend on the language."""
    model = objects["TopicModel"]
    monkeypatch.setattr(topics.options, "language", "zh")
    zh = repr(model), repr(objects["Corpus"])
    monkeypatch.setattr(topics.options, "language", "en")
    en = repr(model), repr(objects["Corpus"])
    assert "份额" in zh[0]
    assert "share" in en[0]
    assert "2 篇讲话" in zh[1]
    assert "2 speeches" in en[1]
    for text in (zh[0], en[0]):
        assert f"{model.share[0]:.1%}" in text


@pytest.mark.parametrize(
    ("n", "en", "text"),
    [(1, "source", "1 source"), (0, "source", "0 sources"), (1234, "speech", "1,234 speeches")],
)
def test_nouns_are_counted(n: int, en: str, text: str) -> None:
    """One is singular, all else plural."""
    assert counted(n, "个", en) == text


def test_bars_are_relative_to_the_largest_share() -> None:
    """The largest fills its cell; a missing share is empty."""
    section = Section("", "", ("a", "b"), (("x", 0.5), ("y", 0.25), ("z", float("nan"))))
    html = as_html(View("V", (), (section,)))
    assert re.findall(r"transparent ([\d.]+)%\)", html) == ["100.0", "50.0"]
    assert "25.0%" in as_text(View("V", (), (section,)))
    assert "nan" not in html


def test_a_long_view_ends_with_an_ellipsis() -> None:
    """Rows that have no room are not cut within a line."""
    rows = tuple((f"row {i}", "x" * 40) for i in range(100))
    text = as_text(View("V", ("f" * 2000,), (Section("", "note", ("a", "b"), rows),)))
    assert len(text) < 1000
    assert text.endswith("\n  …")
    assert {line[-40:] for line in text.split("\n")[2:-1]} == {"x" * 40}


def test_an_object_that_is_not_complete_shows_itself() -> None:
    """A debugger may look at one whose attributes are not set yet."""
    for kind in (topics.TopicModel, topics.Corpus, topics.Codebook, Stability, Coder):
        assert repr(object.__new__(kind)) == f"<{kind.__name__}: …>"
    assert repr(object.__new__(Speech)) == "Speech()"
    assert len(repr(Paragraph("a", 1, 1, "", "body", "", 1, 1, HOSTILE))) < 1000


def test_rows_become_tables_in_one_step(objects: dict[str, Any]) -> None:
    """All sequences of a corpus have to_pandas; an empty one has its columns."""
    corpus = objects["Corpus"]
    for name, table in corpus.to_pandas().items():
        rows = getattr(corpus, name)
        assert isinstance(rows, Rows | Records)
        if name != "paragraphs":  # which leaves out what only pieces need
            pd.testing.assert_frame_equal(rows.to_pandas(), table)
    assert list(corpus.skipped.to_pandas()) == ["source", "reason", "code", "values"]
    assert corpus.skipped == ()
    assert corpus.sources == tuple(corpus.sources)


def test_no_fits_are_no_stability() -> None:
    """A model that was not fitted again shows an empty table."""
    assert "0 topics" in repr(Stability(no_stability(), None))


@pytest.mark.slow
def test_no_column_shrinks_to_a_character(
    objects: dict[str, Any], visit: Callable[..., Visit]
) -> None:
    """Under a notebook's own rules and in a narrow window, no text is one character wide."""
    notebook = """<style>.jp td, .jp th { text-align: right; white-space: normal; max-width: none; }
        .jp table { table-layout: fixed; }</style><body class="jp" style="width: 420px">"""
    names = ("Corpus", "paragraphs", "TopicModel", "Codebook", "CodedParagraphs", "Run", "Audit")
    seen = visit(notebook + "".join(objects[name]._repr_html_() for name in names))
    widths = seen.page.eval_on_selector_all(
        "td.text, th, .facts span",
        "all => all.filter(e => e.textContent.length > 3).map(e => [e.textContent, e.offsetWidth])",
    )
    assert widths
    assert [text for text, width in widths if width < 26] == []
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert seen.errors == []


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        (("98%", "", "0.013"), "number"),
        (("1", "", "2"), "line"),
        (("2011-01-01 至 2012-11-08",), "line"),
        (("Openings and closings",), "phrase"),
        (("经济 城市管理 " * 9,), "text"),
        (("在全市创建全国文明城市动员大会上的讲话",), "text prose"),
    ],
)
def test_what_a_column_contains_decides_how_it_is_set(column: tuple[str, ...], kind: str) -> None:
    """Numbers are on the right, dates do not wrap, and words are not broken."""
    html = as_html(View("V", (), (Section("", "", ("a",), tuple((c,) for c in column)),)))
    assert f'<td class="{kind}">' in html


def test_themes_are_shown_with_their_ids(objects: dict[str, Any]) -> None:
    """Names are for reading, ids for the next line of code."""
    for name in ("Codebook", "CodedParagraphs"):
        assert '<td class="line">a</td>' in objects[name]._repr_html_()
    run = objects["Run"]
    assert f">{run.tables['themes']['theme'][0]}</td>" in run._repr_html_()
