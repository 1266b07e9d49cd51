"""The lines of a web page as a browser shows them, with their roles on the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

__all__ = ["BLOCKS", "MARKUP", "PageLine", "page_lines", "words"]

BLOCKS = frozenset(
    re.findall(
        r"\w+",
        """address article aside blockquote body caption center dd details dialog div dl dt
        fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav
        noscript ol option p pre section select summary table tbody template textarea tfoot thead
        tr ul xmp""",
    )
)
"""Elements that start and end a line."""
MARKUP = frozenset({"script", "style", "head"})
"""Elements without text."""
VERBATIM = frozenset({"pre", "textarea", "xmp"})
"""Elements that keep white space."""
APART = frozenset({"nav", "menu", "footer", "button", "select"})
"""Elements without main text."""
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
SITE = re.compile(
    r"(?:^|[\s_-])(?:foot\w*|bottom\w*|copyright|comments?|commentlist|recommend\w*|related?"
    r"|menu\w*|nav\w*|breadcrumbs?|crumbs?|share\w*|qr_?code\w*|erweima|pop|popup\w*|popular|modal|dialog\w*|mask"
    r"|login\w*|toast|tooltip|cookie\w*|disclaimer|advert\w*|ads?|guanggao|rank\w*|hot|side-?bar\w*)"
    r"(?=$|[\s_-])",
    re.IGNORECASE,
)
"""Names that pages give to the elements around their text."""
NOTE_NAME = re.compile(r"footnote|endnote|\breferences\b|\breflist\b", re.IGNORECASE)
NOTE_ID = re.compile(
    r"(?:_?ftn|_?edn|fn|footnote|endnote|cite_note|note)[-_:.]?\d\S*", re.IGNORECASE
)
CELL = "\x1f"
MAX_CELL = 200
"""Maximum characters of a cell with elements or breaks; above it a row counts as layout."""
WIDE = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003134f"


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page.

    Attributes
    ----------
    text : str
    block : int
        Number of the block element; lines that only ``<br>`` separates share it.
    owner : element
        The innermost block element around the line.
    concealed : element or None
        The outermost concealed element around the line.
    n_words, n_linked : int
        Number of letters, digits and characters, and of those that are in links.
    role : str
        ``"heading"``, ``"note"`` or ``"body"``, by its elements.
    level : int
        Of a heading, from 1; else 0.
    is_site : bool
        Whether the name of an element around it shows that it surrounds the text.
    """

    text: str
    block: int
    owner: Any
    concealed: Any
    n_words: int
    n_linked: int
    role: str
    level: int
    is_site: bool


@dataclass(slots=True)
class _Pieces:
    """The pieces of a line that is not complete."""

    texts: list[str] = field(default_factory=list)
    n_linked: int = 0
    is_filled: bool = False  # a row may have many cells, and no cell should read all before it


def page_lines(tree: Any, concealed: Collection[Any]) -> list[PageLine]:
    """Return the lines of a page in order.

    A concealed line precedes the line that it interrupts.

    Parameters
    ----------
    tree : lxml element
    concealed : collection of elements
        Elements that a browser does not show.
    """
    return _Page(tree, concealed).read()


def words(text: str) -> str:
    """Return the letters, digits and characters of a text."""
    return "".join(re.findall(r"\w+", text))


class _Page:
    """Traverses the tree of a page once and collects its lines."""

    def __init__(self, tree: Any, concealed: Collection[Any]) -> None:
        self.tree = tree
        self.concealed = frozenset(concealed)
        self.lines: list[PageLine] = []
        self.shown, self.unseen = _Pieces(), _Pieces()
        self.block = 0
        self.gap = False  # whether the block has an empty line before its next one
        self.owners: list[Any] = [tree]
        self.inside: list[Any] = []  # number of concealed elements around
        self.depth = dict.fromkeys(("verbatim", "link", "heading", "note", "site", "row"), 0)
        self.around: list[list[bool]] = []  # the depth that each open element adds
        self.opened: list[int] = []  # number of lines at the start of each open paragraph

    def read(self) -> list[PageLine]:
        """Return the lines."""
        from lxml import etree

        walk = etree.iterwalk(self.tree, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            if event == "start":
                if element.tag in MARKUP:
                    walk.skip_subtree()
                else:
                    self._start(element)
            else:
                if event == "end" and element.tag not in MARKUP:
                    self._end(element)
                self._add(element.tail)
        self._break()
        return self.lines

    def _start(self, element: Any) -> None:
        if element.tag == "br":
            self._break_line()
        elif element.tag in BLOCKS and not self.depth["row"]:
            self._break()
            self.owners.append(element)
            if element.tag == "p":
                self.opened.append(len(self.lines))
        elif element.tag in ("td", "th"):
            self._start_cell()
        if element in self.concealed:
            self.inside.append(element)
        self.around.append([holds(element) for holds in DEPTHS.values()])
        for name, holds in zip(DEPTHS, self.around[-1], strict=True):
            self.depth[name] += holds
        self._add(element.text)

    def _start_cell(self) -> None:
        """Start a cell: after a tab in a row of data, as a block in the layout of a page."""
        if not self.depth["row"]:
            self._break()
        elif self._pieces().is_filled:
            self._pieces().texts.append(CELL)

    def _end(self, element: Any) -> None:
        around = dict(zip(DEPTHS, self.around.pop(), strict=True))
        self.depth["row"] -= around.pop("row")
        if element.tag in BLOCKS and not self.depth["row"]:
            self._break()
            # An empty paragraph is an empty line: it separates the lines around it.
            if element.tag == "p" and self.opened.pop() == len(self.lines) and not self.inside:
                self._append("", 0)
            self.owners.pop()
        if element in self.concealed:
            self._keep(self.unseen)
            self.inside.pop()
        for name, holds in around.items():  # its last line is still in it
            self.depth[name] -= holds

    def _pieces(self) -> _Pieces:
        return self.unseen if self.inside else self.shown

    def _add(self, text: str | None) -> None:
        if not text:
            return
        pieces = self._pieces()
        pieces.is_filled |= not text.isspace()
        if self.depth["link"]:
            pieces.n_linked += len(words(text))
        if not self.depth["verbatim"]:
            pieces.texts.append(text)
            return
        first, *rest = text.split("\n")
        pieces.texts.append(first)
        for line in rest:
            self._break_line()
            pieces.texts.append(line)

    def _break(self) -> None:
        """End the current block; inside a concealed element only the concealed line ends."""
        self._keep(self._pieces())
        self.block += 1
        self.gap = False

    def _break_line(self) -> None:
        """End the current line inside its block; an empty one separates the lines around it."""
        if self.depth["row"]:
            self._pieces().texts.append(" ")
        elif not self._keep(self._pieces()):
            self.gap = bool(self.lines) and self.lines[-1].block == self.block

    def _keep(self, pieces: _Pieces) -> bool:
        """Keep the current line; return whether it has any text."""
        line, n_linked = _collapse("".join(pieces.texts)), pieces.n_linked
        pieces.texts.clear()
        pieces.is_filled = False
        pieces.n_linked = 0
        if not line.strip():
            return False
        if self.gap:
            self._append("", 0)
            self.gap = False
        self._append(line, n_linked)
        return True

    def _append(self, text: str, n_linked: int) -> None:
        role = "note" if self.depth["note"] else "heading" if self.depth["heading"] else "body"
        concealed = self.inside[0] if self.inside else None
        n_words, is_site = len(words(text)), self.depth["site"] > 0
        level = 0
        if role == "heading":
            level = next(int(e.tag[1]) for e in reversed(self.owners) if e.tag in HEADINGS)
        self.lines.append(
            PageLine(
                text,
                self.block,
                self.owners[-1],
                concealed,
                n_words,
                n_linked,
                role,
                level,
                is_site,
            )
        )


def _is_note(element: Any) -> bool:
    if element.tag not in BLOCKS or element.tag in ("body", "html"):
        return False
    names = f"{element.get('class') or ''} {element.get('role') or ''}"
    return bool(NOTE_NAME.search(names) or NOTE_ID.fullmatch(element.get("id") or ""))


def is_site(element: Any) -> bool:
    """Whether the tag or name of an element shows that it surrounds the text of a page."""
    if element.tag in APART:
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return element.tag not in ("body", "html") and bool(SITE.search(names))


def _is_data_row(element: Any) -> bool:
    """Whether a row contains cells of data, each on one line, and not the layout of a page."""
    if element.tag != "tr":
        return False
    cells = [cell for cell in element if cell.tag in ("td", "th")]
    return (
        len(cells) > 1
        and element.find(".//table") is None
        and all(_is_one_line(cell) for cell in cells)
    )


def _is_one_line(cell: Any) -> bool:
    if not any(child.tag in BLOCKS or child.tag == "br" for child in cell.iter()):
        return True
    text = "".join(cell.itertext())
    return len(text) <= MAX_CELL and "。" not in text


DEPTHS: dict[str, Callable[[Any], bool]] = {
    "verbatim": lambda element: element.tag in VERBATIM,
    "link": lambda element: element.tag == "a" and element.get("href") is not None,
    "heading": lambda element: element.tag in HEADINGS,
    "note": _is_note,
    "site": is_site,
    "row": _is_data_row,
}
"""The context of a line, counted from the open elements."""


def _collapse(text: str) -> str:
    """Collapse white space as a browser does; drop line ends between Chinese characters."""
    text = re.sub(rf"(?<=[{WIDE}])[ \t\r\f]*\n\s*(?=[{WIDE}])", "", text)
    text = re.sub(r"[ \t\r\n\f]+", " ", text)
    return re.sub(f" ?{CELL} ?", "\t", text).strip(" \t")
