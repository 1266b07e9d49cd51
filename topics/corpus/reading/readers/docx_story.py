"""The blocks of a story of a Word file: its body, a text box, a note, a header."""

from __future__ import annotations

import re
from collections.abc import Collection, Generator, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from topics.corpus.reading.readers.common import split_lines
from topics.corpus.reading.readers.docx_numbering import Numbering, numbered
from topics.corpus.reading.readers.docx_package import W, first, is_on, value
from topics.corpus.reading.readers.docx_styles import Styles
from topics.corpus.reading.readers.docx_tables import Block, Cell, lay_out
from topics.corpus.reading.readers.docx_text import (
    PAGE,
    WORD_ART,
    ParagraphReader,
    shown,
)
from topics.messages import Message

__all__ = ["Story"]

PARAGRAPH, TABLE = f"{W}p", f"{W}tbl"
INSERTED = f"{W}altChunk"
LONGEST_HEADING = 80
"""A longer paragraph is running text, whatever its style."""
LONGEST_SENTENCES = 30
"""So is a paragraph of several sentences of at least this length."""
OPEN = "：:！!"
"""Ends of salutations and closings (同志们：, 谢谢大家！), whose style says nothing of them."""
PAGE_NUMBER = re.compile(
    r"[-—–\s]*(?:第\s*)?\d{1,4}\s*页?(?:[\s，,]*[/共]\s*\d{1,4}\s*页?)?[-—–\s]*"
)


@dataclass
class Story:
    """Reads the stories of a file in order, since lists and fields continue from one to the next.

    Attributes
    ----------
    styles : Styles
    numbering : Numbering
    paragraphs : ParagraphReader
    printed : collection of str
        The lines of headers and footers; a text box that repeats one is furniture.
    messages : list of Message
        Messages about tables.
    n_tables : int
        Number of tables read, without nested ones.
    """

    styles: Styles
    numbering: Numbering
    paragraphs: ParagraphReader
    printed: Collection[str] = ()
    messages: list[Message] = field(default_factory=list)
    n_tables: int = 0

    def read(self, root: Any, label: str = "", table: int = 0) -> Iterator[Block]:
        """Yield the blocks below an element.

        Parameters
        ----------
        root : element
        label : str
            The label of all blocks; by default ``"paragraph 3"``, ``"table 1 row 2"``.
        table : int
            The number of the table that the element is in, 0 outside tables.
        """
        carried, n_paragraphs = "", 0
        for element in shown(root, PARAGRAPH, TABLE, INSERTED):
            if element.tag == PARAGRAPH:
                n_paragraphs += 1
                where = label or f"paragraph {n_paragraphs}"
                carried = yield from self._paragraph(element, where, carried)
                continue
            if carried:
                yield Block((carried,), label or f"paragraph {n_paragraphs}")
                carried = ""
            if element.tag == TABLE:
                yield from self._table(element, label, table)
            else:
                self.paragraphs.counts["inserted"] += 1
        if carried:
            yield Block((carried,), label or f"paragraph {n_paragraphs}")

    def _paragraph(self, element: Any, label: str, carried: str) -> Generator[Block, None, str]:
        """Yield the blocks of a paragraph and of its text boxes.

        Returns the text that belongs to the next paragraph because the mark in between is deleted
        or a drop cap is a separate paragraph.
        """
        found = self.paragraphs.read(element)
        text = carried + found.text
        passed_on = ""
        if _joins_next(element) and PAGE not in text:
            passed_on = text
        else:
            role = self._role(element, text, found.is_contents)
            number = None if _is_unseen(element, text) else self.numbering.next_number(element)
            if number is not None and text.strip():
                text = numbered(number.text, text)
                role = role or ("" if number.text else "body")
            for part in text.split(PAGE):
                item = number.item if number is not None and not role else ""
                level = self.styles.level(element) if role == "heading" else 0
                yield Block(tuple(split_lines(part)), label, role, item, level)
        for box in found.boxes:
            yield from self._box(box)
        return passed_on

    def _role(self, element: Any, text: str, is_contents: bool) -> str:
        role = self.styles.role(element)
        if is_contents or role == "furniture" or _is_in_gallery(element):
            return "furniture"
        plain = " ".join(text.split())
        if role != "heading" or not plain or plain[-1] in OPEN:
            return ""
        n_stops = len(re.findall("[。！？]", plain[:-1]))
        is_long = len(plain) > (LONGEST_SENTENCES if n_stops else LONGEST_HEADING)
        return "body" if is_long else role

    def _box(self, box: Any) -> Iterator[Block]:
        """Yield the blocks of a text box; one that repeats a header or footer is furniture."""
        if box.tag == WORD_ART:
            blocks = [Block((line,), "text box") for line in split_lines(box.get("string", ""))]
        else:
            blocks = list(self.read(box, "text box"))
        blocks = [block for block in blocks if block.text]
        whole = " ".join(block.text for block in blocks)
        if PAGE_NUMBER.fullmatch(whole) or {block.text for block in blocks} <= set(self.printed):
            blocks = [replace(block, role="furniture") for block in blocks]
        yield from blocks

    def _table(self, element: Any, label: str, table: int) -> Iterator[Block]:
        if not table:
            self.n_tables += 1
            table = self.n_tables
        rows = []
        for number, row in enumerate(shown(element, f"{W}tr"), 1):
            where = label or f"table {table} row {number}"
            if first(row, "trPr/del") is None:
                rows.append((where, list(self._cells(row, where, table))))
        blocks, messages = lay_out(rows, table)
        self.messages += messages
        yield from blocks

    def _cells(self, row: Any, label: str, table: int) -> Iterator[Cell]:
        column = 1
        for cell in shown(row, f"{W}tc"):
            blocks = self.read(cell, label, table)
            yield Cell(column, tuple(block for block in blocks if block.text))
            span = value(cell, "tcPr/gridSpan") or "1"
            column += int(span) if span.isascii() and span.isdecimal() and len(span) < 4 else 1


def _joins_next(paragraph: Any) -> bool:
    """Whether a paragraph's text continues in the next one: its mark is deleted, or a drop cap."""
    mark = first(paragraph, "pPr/rPr")
    deleted = first(mark, "del") is not None or first(mark, "moveFrom") is not None
    frame = first(paragraph, "pPr/framePr")
    return deleted or (frame is not None and frame.get(f"{W}dropCap", "none") != "none")


def _is_unseen(paragraph: Any, text: str) -> bool:
    """Whether a paragraph is hidden with its mark, so that no list counts it."""
    return not text.strip() and bool(is_on(paragraph, "pPr/rPr/vanish"))


def _is_in_gallery(paragraph: Any) -> bool:
    """Whether a paragraph is in a table of contents inserted from Word's gallery."""
    galleries = (
        value(control, "sdtPr/docPartObj/docPartGallery")
        for control in paragraph.iterancestors(f"{W}sdt")
    )
    return any(gallery == "Table of Contents" for gallery in galleries)
