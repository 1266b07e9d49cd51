"""Web pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any, BinaryIO

from topics.corpus.reading.content import Content, Given, ReadOptions
from topics.corpus.reading.readers.common import broken, missing
from topics.corpus.reading.readers.text import decode
from topics.errors import SourceError
from topics.messages import Message

__all__ = ["read_html"]

MAX_PAGE = 2**26
"""Bytes of a page, whose tree takes many times as much memory."""

BLOCKS = frozenset(
    re.findall(
        r"\w+",
        """address article aside blockquote body br caption center dd details dialog div dl dt
        fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav
        ol option p pre section select summary table tbody textarea tfoot thead tr ul""",
    )
)
"""Elements that begin and end a line."""
MARKUP = frozenset({"script", "style", "template"})
"""Elements that hold no text."""
APART = ("nav", "aside", "menu")
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
CELL = "\x1f"
WIDE = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003134f"
DATES = {"extensive_search": False, "original_date": True, "max_date": "2100-12-31"}
"""No guesses from the whole page; a bound that does not move with the day of the run."""
SHORT = 10
"""A line of fewer characters is main text only where it is a line of that too."""


def read_html(file: BinaryIO, options: ReadOptions) -> Content:
    """Read a web page: its lines as a browser shows them, the main text separated from the rest.

    What trafilatura [1]_ leaves out is kept as furniture; the page gives title and date.

    Parameters
    ----------
    file : binary file
        The file, seekable.
    options : ReadOptions
        The encoding, where the study says it; else the bytes and the page do.

    Returns
    -------
    Content
        One line for each block or ``<br>``; the cells of a row are parted by tabs.

    Raises
    ------
    SourceError
        If there is no text, if it exceeds 64 MiB, or if trafilatura is not installed.

    References
    ----------
    .. [1] A. Barbaresi, ACL-IJCNLP 2021, https://doi.org/10.18653/v1/2021.acl-demo.15
    """
    try:
        from trafilatura import bare_extraction
        from trafilatura.settings import Document
    except ImportError as exc:
        raise missing("trafilatura", ".html") from exc
    data = file.read()
    if len(data) > MAX_PAGE:
        raise SourceError(f"holds {len(data):,} bytes, above the {MAX_PAGE:,} of a page; split it")
    decoded = decode(data, options.encoding, _declared(data))
    tree = _parse(decoded.text)
    lines, hidden = _Page(tree).read()
    if not lines:
        raise SourceError("holds no text")
    found = _extract(tree, bare_extraction)
    page = found if isinstance(found, Document) else Document()
    main = _main_lines(lines, hidden, (page.text or "").split("\n"))
    said = decoded.warnings
    if not main:
        main = set(range(1, len(lines) + 1)) - hidden
        said = (*said, Message("no_main_text"))
    return Content(
        tuple(lines),
        decoded.encoding,
        decoded.confidence,
        roles=dict.fromkeys(sorted(set(range(1, len(lines) + 1)) - main), "furniture"),
        given=_given(min(main, default=1), page.title or "", page.date or ""),
        warnings=said,
    )


def _parse(text: str) -> Any:
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        tree = html.document_fromstring(text.encode(), parser=parser)
    except (etree.LxmlError, ValueError) as exc:
        raise broken(".html", exc) from exc
    if any(error.level_name == "FATAL" for error in parser.error_log):
        # What comes after is not in the tree, and nobody would miss it.
        raise SourceError(
            "nests its elements too deep to be read whole; open it in a browser and save its text"
        )
    return tree


def _extract(tree: Any, bare_extraction: Callable[..., Any]) -> Any:
    """Return what trafilatura finds; what it cannot take apart is read whole, and said to be."""
    try:
        return bare_extraction(
            _shown(tree), include_comments=False, with_metadata=True, date_extraction_params=DATES
        )
    except Exception:  # on a damaged page a foreign parser may raise anything
        return None


def _given(line: int, title: str, date: str) -> tuple[Given, ...]:
    return (Given(line, title, date),) if title or date else ()


def _declared(data: bytes) -> str:
    """Return the encoding that a page says it is in, or the empty string."""
    match = CHARSET.search(data[:4096])
    return match[1].decode("ascii") if match else ""


class _Page:
    """Walks a page's tree once and gathers its lines."""

    def __init__(self, tree: Any) -> None:
        self.tree = tree
        self.lines: list[str] = []
        self.hidden: set[int] = set()
        self.shown: list[str] = []  # pieces of the line at hand
        self.unseen: list[str] = []  # pieces of a line that a style hides
        self.inside = 0  # elements around that hide
        self.verbatim = 0  # elements around that keep white space
        self.opened: list[int] = []  # how many lines there were as each open paragraph began

    def read(self) -> tuple[list[str], set[int]]:
        """Return the lines, and the numbers from 1 of those that a browser does not show."""
        from lxml import etree

        walk = etree.iterwalk(self.tree, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            if event == "start":
                self._start(element, walk)
            else:
                if event == "end":
                    self._end(element)
                self._add(element.tail)
        self._break()
        return self.lines, self.hidden

    def _start(self, element: Any, walk: Any) -> None:
        if element.tag in MARKUP or element.tag == "head":
            walk.skip_subtree()
            return
        if element.tag in BLOCKS:
            self._break()
            if element.tag == "p":
                self.opened.append(len(self.lines))
        elif element.tag in ("td", "th") and "".join(self.shown).strip():
            self.shown.append(CELL)
        if _is_hidden(element):
            self.inside += 1
        self.verbatim += element.tag in ("pre", "textarea")
        self._add(element.text)

    def _end(self, element: Any) -> None:
        if element.tag in MARKUP or element.tag == "head":
            return
        if element.tag in BLOCKS:
            self._break()
            # An empty paragraph is an empty line: it separates the lines around it.
            if element.tag == "p" and self.opened.pop() == len(self.lines) and not self.inside:
                self.lines.append("")
        if _is_hidden(element):
            self._break_hidden()
            self.inside -= 1
        self.verbatim -= element.tag in ("pre", "textarea")

    def _add(self, text: str | None) -> None:
        if not text:
            return
        pieces = self.unseen if self.inside else self.shown
        if not self.verbatim:
            pieces.append(text)
            return
        first, *rest = text.split("\n")
        pieces.append(first)
        for line in rest:
            self._break()
            pieces.append(line)

    def _break(self) -> None:
        """End the line at hand; inside what is hidden, only the hidden line ends."""
        if self.inside:
            self._break_hidden()
            return
        self._keep(self.shown)

    def _break_hidden(self) -> None:
        n_lines = len(self.lines)
        self._keep(self.unseen)
        self.hidden |= set(range(n_lines + 1, len(self.lines) + 1))

    def _keep(self, pieces: list[str]) -> None:
        line = _collapse("".join(pieces))
        pieces.clear()
        if line.strip():
            self.lines.append(line)


def _shown(tree: Any) -> Any:
    """Return a copy of a tree without what a style hides."""
    shown = deepcopy(tree)
    for element in [e for e in shown.iter() if isinstance(e.tag, str) and _is_hidden(e)]:
        if element.getparent() is not None:
            element.drop_tree()
    return shown


def _is_hidden(element: Any) -> bool:
    """Whether a browser does not show an element, or its name says that it is not main text."""
    if element.tag in APART:
        return True
    return element.get("hidden") is not None or bool(HIDDEN.search(element.get("style") or ""))


def _collapse(text: str) -> str:
    """Collapse white space as a browser does; a line end between Chinese characters is none."""
    text = re.sub(rf"(?<=[{WIDE}])[ \t\r\f]*\n\s*(?=[{WIDE}])", "", text)
    text = re.sub(r"[ \t\r\n\f]+", " ", text)
    return re.sub(f" ?{CELL} ?", "\t", text).strip(" \t")


def _main_lines(lines: Sequence[str], hidden: set[int], main: Sequence[str]) -> set[int]:
    """Return the numbers from 1 of the lines that are in the main text.

    Two programs part a page into lines differently: a long line is found
    anywhere in the main text, a short one must be a line of it. Only letters,
    digits and characters are compared.
    """
    words = [_words(line) for line in main]
    whole, text = set(words), "".join(words)
    found = set()
    for number, line in enumerate(lines, 1):
        key = _words(line)
        is_main = (key in text) if len(key) >= SHORT else (key in whole)
        if key and is_main and number not in hidden:
            found.add(number)
    # Between lines of the main text, a line without a word (a dash, dots) belongs to it.
    bare = {n for n, line in enumerate(lines, 1) if not _words(line) and n not in hidden}
    return found | {n for n in bare if n - 1 in found and n + 1 in found}


def _words(text: str) -> str:
    return "".join(re.findall(r"\w+", text))
