"""Tables of Word files: rows of data, prose in columns, and translations beside a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from topics.messages import Message

__all__ = ["Block", "Cell", "lay_out"]

SENTENCE = re.compile(r"[。！？…；：.!?;:][”’」』）)\"']*$")
"""The end of a cell of running text."""
LONG = 40
"""A cell of this number of characters is running text, whatever its end."""
SHORTEST, SHORTEST_MEAN = 30, 8
"""Columns with fewer characters, or fewer in each cell, are not prose."""
LONGEST_LABEL = 4
"""Cells beside prose are no longer where the table only arranges text: 1, 原文, 问."""
HAN = re.compile("[㐀-䶿一-鿿豈-﫿𠀀-𲎯]")
NOT_CHINESE = re.compile("[ぁ-ヺ가-힣]")
HEADER = re.compile(
    r"(?:[中汉漢英法德俄日韩韓外原译譯今古][文语語]|原著|译本|chinese|english|french|german|russian"
    r"|japanese|korean|original|translation|source|target)\s*(?:原文|译文|譯文|版|version|text)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of a paragraph or of a row, its position, and its role in the format.

    Attributes
    ----------
    lines : tuple of str
    label : str
        Such as ``"paragraph 12"``.
    role : str
        One of the roles of a line, or ``""`` if the format states none.
    item : str
        List and level of an item with a number, or ``""``.
    level : int
        Level of a heading, from 1; 0 for a title.
    """

    lines: tuple[str, ...]
    label: str
    role: str = ""
    item: str = ""
    level: int = 0

    @property
    def text(self) -> str:
        """The lines joined, without white space at the ends."""
        return " ".join(line.strip() for line in self.lines if line.strip())


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table.

    Attributes
    ----------
    column : int
        Its first column, from 1.
    blocks : tuple of Block
        Its paragraphs that have text.
    """

    column: int
    blocks: tuple[Block, ...]

    @property
    def text(self) -> str:
        """Its paragraphs joined, separated by spaces."""
        return " ".join(block.text for block in self.blocks)


def lay_out(
    rows: Sequence[tuple[str, Sequence[Cell]]], table: int
) -> tuple[list[Block], list[Message]]:
    """Return the blocks of a table: rows of data, or paragraphs if it only arranges text.

    A row with text in one cell is split into its paragraphs, as is every row of a table with prose
    in several columns. Columns that translate a Chinese one are furniture. Any other row is one
    line, its cells separated by tabs.

    Parameters
    ----------
    rows : sequence of (str, sequence of Cell)
        The rows with their labels.
    table : int
        The number of the table in the file, for messages.

    Returns
    -------
    blocks : list of Block
    messages : list of Message
        One for each column omitted as a translation.
    """
    columns = _columns(rows)
    prose = {column for column, cells in columns.items() if _is_prose(cells)}
    foreign = _translations(columns, prose)
    labels = [cell for column in columns.keys() - prose for cell in columns[column]]
    is_short = all(len(cell.text) <= LONGEST_LABEL for cell in labels)
    is_prose = bool(foreign) or (len(prose) > 1 and is_short)
    blocks: list[Block] = []
    for label, cells in rows:
        filled = [cell for cell in cells if cell.blocks]
        if is_prose or len(filled) == 1:
            names = [cell.text for cell in filled if cell.column in prose]
            is_header = bool(foreign and names) and all(map(HEADER.fullmatch, names))
            left_out = set(columns) if is_header else foreign
            blocks += _paragraphs(filled, left_out, prose if is_prose else set(columns))
        elif filled:
            line = "\t".join(cell.text for cell in cells)
            blocks.append(Block((line,), label, "body" if len(rows) > 2 else ""))
    messages = [
        Message("word_translation", {"table": table, "column": c, "count": len(columns[c])})
        for c in sorted(foreign)
    ]
    return blocks, messages


def _paragraphs(cells: Sequence[Cell], left_out: set[int], prose: set[int]) -> Iterator[Block]:
    """Yield the paragraphs of the cells of a row, column by column.

    A number beside the text is furniture; any other label beside it is not a heading.
    """
    for cell in cells:
        is_label = len(cells) > 1 and cell.column not in prose
        for block in cell.blocks:
            role = block.role
            if is_label:
                role = "body" if any(map(str.isalpha, block.text)) else "furniture"
            if cell.column in left_out:
                role = "furniture"
            label = block.label if len(cells) == 1 else f"{block.label} column {cell.column}"
            yield replace(block, label=label, role=role)


def _columns(rows: Sequence[tuple[str, Sequence[Cell]]]) -> dict[int, list[Cell]]:
    """Return the cells with text of each column, from rows that have several."""
    columns: dict[int, list[Cell]] = {}
    for _, cells in rows:
        filled = [cell for cell in cells if cell.blocks]
        for cell in filled if len(filled) > 1 else ():
            columns.setdefault(cell.column, []).append(cell)
    return columns


def _is_prose(cells: Sequence[Cell]) -> bool:
    running = [c for c in cells if len(c.text) >= LONG or SENTENCE.search(c.text)]
    n_characters = sum(len(cell.text) for cell in cells)
    is_long = n_characters >= max(SHORTEST, SHORTEST_MEAN * len(cells))
    return is_long and 2 * len(running) >= len(cells)


def _translations(columns: dict[int, list[Cell]], prose: set[int]) -> set[int]:
    """Return the columns in another language, if a column beside them is Chinese prose."""
    shares = {column: _chinese(columns[column]) for column in prose}
    if not any(share > 0.5 for share in shares.values()):
        return set()
    return {column for column, share in shares.items() if share < 0.1}


def _chinese(cells: Sequence[Cell]) -> float:
    """Return the share of Chinese characters among letters; 0 for Japanese and Korean."""
    text = "".join(cell.text for cell in cells)
    letters = sum(map(str.isalpha, text))
    n_other = len(NOT_CHINESE.findall(text))
    return 0.0 if n_other * 10 > letters else len(HAN.findall(text)) / max(letters, 1)
