"""The lines of a Markdown file without markup, and their roles."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from topics.corpus.reading.readers.markdown_lists import item_lines, without_heads

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

__all__ = ["BREAK", "Lines", "mark_breaks"]

BREAK = "\u1680"
"""Marks the end of a source line in inline text. It must be a space that no text contains."""
MAX_DEPTH = 3
"""Maximum depth of nested fences read as text; deeper ones are unchanged."""
TAG = re.compile(r"</?[A-Za-z][^<>]*>")
UNSEEN = tuple(
    (re.compile(opening, re.IGNORECASE), re.compile(closing, re.IGNORECASE))
    for opening, closing in (
        ("<!--", "-->"),
        (r"<script\b", "</script>"),
        (r"<style\b", "</style>"),
    )
)
"""Start and end of invisible HTML."""
LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
PARAGRAPH = "\u3000\u3000"
"""The replacement of a ``<br>`` inside a line: the indent of a new paragraph."""
PREFIX = re.compile(r"[\s>]*(?:[-*+]\s+|#{1,6}\s+)?")
BOLD = re.compile(r"\*\*(?=[^\s*])([^*]*[^\s*])\*\*")
"""Bold that CommonMark does not resolve, because of a Chinese stop before the closing mark."""
PRODUCT = re.compile(r"(?<=\d)\*(?=\d)")
"""A star between digits, which is not emphasis."""
UNDERLINE = re.compile(r"\s*=+\s*")
TITLE = re.compile(r"[^。！？；：，,.!?;:]{1,40}")
"""A line that may be a heading if a rule of dashes or equals signs follows."""
LANGUAGE = re.compile(r"\s*[A-Za-z{][^\u0080-\U0010ffff]*")
"""The name of a language after a fence."""
TASK = re.compile(r"\[[ xX]\] +")
"""The checkbox of an item in a task list."""
HAN = re.compile("[\u3400-\u9fff]")


def mark_breaks(state: StateCore) -> None:
    """Mark the ends of source lines in the inline text of all blocks (a rule of markdown-it)."""
    for token in state.tokens:
        if token.type == "inline":
            content = PRODUCT.sub(r"\\*", token.content)
            token.content = content.replace("\n", BREAK + "\n")


def _without_unseen(text: str) -> str:
    """Return HTML without comments and scripts but with their line ends; unclosed ones are text."""
    for opening, closing in UNSEEN:
        pieces, end = [], 0
        while (start := opening.search(text, end)) and (stop := closing.search(text, start.end())):
            pieces += [
                text[end : start.start()],
                "\n" * text.count("\n", start.start(), stop.end()),
            ]
            end = stop.end()
        text = "".join([*pieces, text[end:]])
    return text


class Lines:
    """Renders the tokens of a file line by line.

    Parameters
    ----------
    md : MarkdownIt
    source : sequence of str
        The lines of the file.
    is_masked : bool
        Whether stars in the text are masks and not marks of emphasis.

    Attributes
    ----------
    texts : list of str
        One per source line.
    roles : dict of int to str
        ``"heading"``, ``"note"``, ``"furniture"``, ``"body"`` (items of lists), by line number
        from 1.
    levels : dict of int to int
        The levels of headings, by line number from 1.
    """

    def __init__(self, md: MarkdownIt, source: Sequence[str], is_masked: bool) -> None:
        self.md, self.source, self.is_masked = md, source, is_masked
        self.found: dict[int, str] = {}  # by line from 0
        self.roles: dict[int, str] = {}
        self.levels: dict[int, int] = {}
        self.starts: set[int] = set()  # lines from 0 that start a block
        self.items: set[int] = set()  # lines from 0 that are items of lists, and text
        self.marks: dict[int, str] = {}  # numbers of list items, labels of notes

    @property
    def texts(self) -> list[str]:
        """The text of each line; a line outside all blocks is unchanged."""
        return [
            self.found.get(n, PREFIX.sub("", raw, count=1) if re.search(r"\w", raw) else "")
            for n, raw in enumerate(self.source)
        ]

    @property
    def blocks(self) -> list[int]:
        """The number of the block of each line; each line outside all blocks has its own number."""
        numbers, number = [], 0
        for n in range(len(self.source)):
            number += n in self.starts or n not in self.found
            numbers.append(number)
        return numbers

    def read(self, tokens: Sequence[Token], offset: int = 0, depth: int = 0) -> None:
        """Add the lines of some tokens.

        Parameters
        ----------
        tokens : sequence of Token
        offset : int, default 0
            Number of source lines before the text of the tokens.
        depth : int, default 0
            Number of fences around them.
        """
        self.items.update(n + offset for n in item_lines(tokens))
        around: list[Token] = []
        for token in tokens:
            first = (token.map[0] if token.map else 0) + offset
            if token.nesting > 0:
                around.append(token)
                self._open(token, first)
            elif token.nesting < 0:
                around.pop()
            elif token.type == "inline":
                self._inline(token, first, around)
            elif token.type == "hr":
                self._rule(first)
            elif token.type == "fence":
                self._fence(token, first, depth)
            elif token.type == "html_block":
                self._html(token, first)
        if not depth:
            self._state_items()

    def _open(self, token: Token, first: int) -> None:
        """Start a note, list item or row."""
        if token.type == "footnote_reference_open":
            self.marks[first] = f"[{token.meta['label']}] "
        elif token.type == "list_item_open" and token.info:
            self.marks[first] = f"{self.marks.get(first, '')}{token.info}{token.markup} "
        elif token.type == "tr_open":
            self._row(first)

    def _add(self, n: int, text: str, role: str = "", level: int = 0) -> None:
        self.found[n] = text
        if role and text:
            self.roles[n + 1] = role
        if level and text:
            self.levels[n + 1] = level

    def _inline(self, token: Token, first: int, around: Sequence[Token]) -> None:
        """Add the lines of a paragraph, heading or list item."""
        types = [opened.type for opened in around]
        if "tr_open" in types:
            return
        notes = "footnote_reference_open" in types
        level = 0 if notes or types[-1] != "heading_open" else int(around[-1].tag[1])
        role = "note" if notes else "heading" if level else ""
        n_lines = token.content.count("\n") + 1
        texts, images = self._flat(token.children or [])
        if len(texts) != n_lines:  # markup with a line end in it, such as the title of a link
            texts = [PREFIX.sub("", raw) for raw in self.source[first : first + n_lines]]
        self.starts.add(first)
        for i, text in enumerate(texts):
            raw = self.source[first + i]
            mark = self.marks.pop(first + i, "")
            if "list_item_open" in types and i == 0:
                text = TASK.sub("", text)
            if i and UNDERLINE.fullmatch(text):
                self._underline(first + i, 1)
            elif not text and i in images:
                self._add(first + i, images[i], "furniture")
            elif types == ["paragraph_open"]:  # outside lists and quotes: its indent is kept
                self._add(first + i, raw[: len(raw) - len(raw.lstrip())] + text, role)
            else:
                self._add(first + i, (mark + text).rstrip(), role, level)

    def _underline(self, n: int, level: int) -> None:
        """Add a line under another, which is a heading if it is the first line of a title."""
        above = self.found.get(n - 1, "").strip()
        if n - 1 in self.starts and n not in self.roles and TITLE.fullmatch(above):
            self.roles[n], self.levels[n] = "heading", level
        self.starts.add(n)
        self.starts.add(n + 1)
        self._add(n, "")

    def _flat(self, children: Sequence[Token]) -> tuple[list[str], dict[int, str]]:
        """Return the text of each line of an inline token, and descriptions of images by line."""
        pieces: list[str] = []
        images: dict[int, str] = {}
        n = 0
        for child in children:
            piece = child.content
            if child.type == "html_inline":
                indent = PARAGRAPH if LINE_BREAK.fullmatch(piece) else ""
                piece = BREAK * piece.count(BREAK) + indent
            elif child.type == "image":
                images[n] = f"{images.get(n, '')} {piece.replace(BREAK, ' ')}".strip()
                piece = BREAK * piece.count(BREAK)
            elif child.type == "footnote_ref":
                piece = f"[{child.meta['label']}]"
            pieces.append(piece)
            n += piece.count(BREAK)
        text = "".join(pieces).replace("\n", "")
        lines = (text if self.is_masked else BOLD.sub(r"\1", text)).split(BREAK)
        return [line.strip().removesuffix("\\").rstrip() for line in lines], images

    def _row(self, n: int) -> None:
        """Add a row of a table with all cells, including those beyond the header."""
        cells = re.split(r"(?<!\\)\|", re.sub(r"^[\s>|]*|\|?\s*$", "", self.source[n]))
        texts = [" ".join(self._plain(cell).split(PARAGRAPH)) for cell in cells]
        self.starts.add(n)
        self._add(n, "\t".join(texts).rstrip())

    def _plain(self, text: str) -> str:
        """Return the text of one piece of inline markup."""
        children = [c for t in self.md.parseInline(text.strip()) for c in t.children or []]
        return "".join(self._flat(children)[0])

    def _rule(self, n: int) -> None:
        """Add a rule; one of dashes may underline a heading."""
        if set(self.source[n].strip(" \t>")) == {"-"}:
            self._underline(n, 2)
        self.starts.add(n)
        self._add(n, "")

    def _fence(self, token: Token, first: int, depth: int) -> None:
        """Add code as furniture; a pair of decorations around Chinese prose is not code."""
        content = token.content.removesuffix("\n").split("\n") if token.content else []
        letters = re.findall(r"\w", token.content + token.info)
        is_prose = 2 * len(HAN.findall(token.content + token.info)) > len(letters)
        is_named = LANGUAGE.fullmatch(token.info) is not None
        is_code = is_named or not is_prose
        self.starts.add(first)
        self._add(first, "" if is_named else token.info.strip("~` "))
        if is_code or depth == MAX_DEPTH:
            for i, text in enumerate(content, first + 1):
                self._add(i, text, "furniture" if is_code else "")
        else:
            self.read(self.md.parse(token.content), first + 1, depth + 1)
        last = (token.map[1] if token.map else 0) - (token.map[0] if token.map else 0) + first - 1
        if last > first + len(content):
            self._add(last, "")

    def _html(self, token: Token, first: int) -> None:
        """Add the text of a block of HTML."""
        text = LINE_BREAK.sub(PARAGRAPH, _without_unseen(token.content))
        text = TAG.sub(lambda match: "\n" * match[0].count("\n"), text)
        self.starts.add(first)
        for i, raw in enumerate(text.removesuffix("\n").split("\n")):
            heading = re.match(r"\s*<h([1-6])\b", self.source[first + i], re.IGNORECASE)
            role, level = ("heading", int(heading[1])) if heading else ("", 0)
            self._add(first + i, self._plain(raw), role, level)

    def _state_items(self) -> None:
        """State that the items of lists are text, except for lists of contents and heads."""
        for n in without_heads(self.items, self.found):
            if self.found.get(n):
                self.roles.setdefault(n + 1, "body")

    def furnish(self, ranges: Mapping[Any, Any] | Sequence[Any]) -> None:
        """Mark lines that are not text as furniture: front matter, targets of links."""
        for first, last in ranges:
            for n in range(first, last):
                self.starts.add(n)
                self._add(n, self.source[n].strip(), "furniture")
