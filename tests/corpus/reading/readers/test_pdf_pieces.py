"""Books whose running heads name each piece, and columns that are drawn line by line."""

from __future__ import annotations

import logging
from io import BytesIO
from pathlib import Path

import fpdf
import pytest

from tests.corpus.reading.readers.files import FONT
from topics.corpus.corpus import read
from topics.corpus.reading.content import ReadOptions
from topics.corpus.reading.readers.page_layout import Block, PageLine, lay_out
from topics.corpus.reading.readers.pdf import read_pdf
from topics.corpus.reading.readers.pdf_columns import crossed_columns
from topics.corpus.reading.readers.pdf_pieces import find_pieces
from topics.messages import Message

PIECES = (
    ("关于十个问题的谈话", 3),
    ("在农村工作会议上的讲话", 4),
    ("论调查研究", 1),
    ("总结经验", 3),
)
TEXT = "要把话说清楚，把道理讲明白，让大家都能听懂。" * 3


class Book(fpdf.FPDF):
    """A book whose heads name the book on even pages, the piece on odd ones."""

    piece = ""
    first = 0

    def header(self) -> None:
        """Print the running head, except on the first page of a piece."""
        self.set_font("noto", size=9)
        number = self.page_no()
        even, odd = f"{number}    某某文选", f"{self.piece}    {number}"
        text = even if number % 2 == 0 else odd
        shown = "" if not self.piece or number == self.first else text
        self.cell(0, 8, shown, align="R", new_x="LMARGIN", new_y="NEXT")

    def print(self, text: str, size: int = 12) -> None:
        """Print a paragraph."""
        self.set_font("noto", size=size)
        self.multi_cell(0, 8, text, align="L", wrapmode="CHAR", new_x="LMARGIN", new_y="NEXT")


def printer() -> Book:
    """Return an empty book."""
    for name in ("fontTools", "fpdf"):
        logging.getLogger(name).setLevel(logging.ERROR)
    book = Book(format=(148, 160))
    book.add_font("noto", "", FONT)
    book.add_page()
    return book


def book_of(contents: bool) -> bytes:
    """Return a book of four pieces, with or without a table of contents."""
    book = printer()
    book.print("某某文选", 20)
    if contents:
        for title, n_pages in PIECES:
            book.print(f"{title}………{n_pages}")
    for title, n_pages in PIECES:
        book.piece, book.first = title, book.page_no() + 1
        book.add_page()
        book.print(title, 16)
        number = 0
        while book.page_no() < book.first + n_pages - 1 or not number:
            number += 1
            book.print(f"　　{title}之{number}：{TEXT}")
    return bytes(book.output())


@pytest.mark.parametrize("contents", [True, False])
def test_running_heads_split_a_book(contents: bool, tmp_path: Path) -> None:
    """Each piece is a speech; one of a single page has no head and needs the contents."""
    path = tmp_path / "book.pdf"
    path.write_bytes(book_of(contents))
    corpus = read(path)
    titles = [title for title, n_pages in PIECES if contents or n_pages > 1]
    assert [speech.title for speech in corpus.speeches] == titles
    texts = [p.text for p in corpus.running_text()]
    assert all(text.endswith(TEXT) for text in texts if text not in dict(PIECES))
    assert not any("某某文选" in text for text in texts)


def blocks_of(*pages: tuple[str, list[str]]) -> list[Block]:
    """Return the blocks of pages: the head of each, and its text."""
    blocks = []
    for number, (head, texts) in enumerate(pages, 1):
        blocks += [Block(head, number, True)] if head else []
        blocks += [Block(text, number, False) for text in texts]
    return blocks


@pytest.mark.parametrize(
    ("heads", "n_pieces"),
    [
        (["", "甲篇谈话", "甲篇谈话", "", "乙篇讲话", "乙篇讲话"], 2),
        (["", "甲篇谈话", "甲篇谈话", "乙篇讲话", "乙扁讲话", "乙篇讲话"], 2),
        (["文选 1", "文选 2", "文选 3", "文选 4", "文选 5", "文选 6"], 0),
        (["", "甲篇谈话", "", "", "", ""], 0),
        (["", "甲篇谈话", "乙篇讲话", "甲篇谈话", "乙篇讲话", "甲篇谈话"], 0),
        (["", "丙", "丙", "", "丁", "丁"], 0),
    ],
)
def test_which_heads_name_pieces(heads: list[str], n_pieces: int) -> None:
    """Heads on pages of their own, that are also lines of the text, and at least two of them."""
    texts = [["甲篇谈话", TEXT], [TEXT], [TEXT], ["乙篇讲话", TEXT], [TEXT], [TEXT]]
    blocks = blocks_of(*zip(heads, texts, strict=True))
    found = find_pieces(blocks)
    assert [blocks[i].text for i in found] == ["甲篇谈话", "乙篇讲话"][:n_pieces]


def columns(
    n_lines: int, indent: int = 5, left: str = "左" * 20, right: str = "右" * 20
) -> list[PageLine]:
    """Return lines made of two, the right one indented now and then."""
    lines = []
    for i in range(n_lines):
        at = 300.0 + (20 if i % indent == 0 else 0)
        end = at + 10 * len(right)
        lines.append(PageLine(1, left + right, 50.0, end, 700 - 15 * i, 10.0, 800.0, at))
    return lines


def test_columns_drawn_line_by_line_are_seen() -> None:
    """Two wide parts at one place on most lines; cells of a table are not that wide."""
    plain = [PageLine(1, "字" * 40, 50.0, 450.0, 700 - 15 * i, 10.0, 800.0) for i in range(12)]
    assert crossed_columns([plain, columns(12), [*plain, *columns(8)]]) == [2]
    assert crossed_columns([columns(12, right="三百元")]) == []


def test_a_short_page_of_columns_is_seen() -> None:
    """Few lines are enough if they are prose; rows of a table are no prose."""
    left, right = "今天的会议开得及时，开得有分量，", "第二个问题是服务。游客走了，口碑没了"
    title = PageLine(1, "在旅游工作会议上的讲话", 180.0, 388.0, 760.0, 16.0, 800.0)
    lines = [line._replace(right=500.0) for line in columns(6, left=left, right=right)]
    assert crossed_columns([[title, *lines]]) == [1]
    assert crossed_columns([[title, *lines[:4]]]) == []
    assert crossed_columns([[title, *(line._replace(text="字" * 40) for line in lines)]]) == []
    ragged = [line._replace(right=500.0 - 20 * i) for i, line in enumerate(lines)]
    assert crossed_columns([[title, *ragged]]) == []


def page(number: int, head: str, size: float, first: float = 790.0) -> list[PageLine]:
    """Return a page of a head and text of 12 points."""
    lines = [PageLine(number, head, 90.0, 90 + size * len(head), first, size, 842.0)]
    for i in range(6):
        text = chr(0x5000 + 10 * number + i) * 30
        lines.append(PageLine(number, text, 90.0, 450.0, 720 - 20 * i, 12.0, 842.0))
    return lines


@pytest.mark.parametrize(
    ("size", "last", "n_found"), [(9.0, 790.0, 3), (12.0, 790.0, 0), (9.0, 760.0, 2)]
)
def test_heads_that_differ_on_every_page(size: float, last: float, n_found: int) -> None:
    """Lines above the text are heads if they are smaller than it and at one height."""
    heads = ("在甲会上的讲话", "领导讲话选编（2018）", "在乙会上的讲话")
    heights = (790.0, 790.0, last)
    pages = [
        page(i, head, size, at) for i, (head, at) in enumerate(zip(heads, heights, strict=True), 1)
    ]
    assert [block.text for block in lay_out(pages) if block.furniture] == list(heads[:n_found])


def test_a_book_with_another_head_on_every_page(tmp_path: Path) -> None:
    """Cover and heads are no part of the titles of pieces that have one page each."""
    titles = ("在春耕动员会上的讲话", "在护林工作会议上的讲话", "在防汛工作会议上的讲话")
    pdf = printer()
    pdf.set_font("noto", size=20)
    pdf.text(30, 60, "青山县领导讲话选编")
    pdf.set_font("noto", size=12)
    pdf.text(30, 120, "青山县人民政府办公室编")
    for i, title in enumerate(titles):
        pdf.add_page()
        pdf.set_font("noto", size=8)
        pdf.text(20, 14, title if i % 2 == 0 else "青山县领导讲话选编")
        pdf.set_font("noto", size=16)
        pdf.text(40, 32, title)
        pdf.set_y(42)
        pdf.print("同志们：")
        pdf.print(f"　　{TEXT[4 * i :] * 3}")
    path = tmp_path / "book.pdf"
    path.write_bytes(bytes(pdf.output()))
    assert [speech.title for speech in read(path).speeches] == list(titles)


def test_columns_drawn_line_by_line_are_reported() -> None:
    """The warning names the pages, and the file is read."""
    pdf = printer()
    pdf.set_font("noto", size=10)
    for row in range(10):
        pdf.text(10, 20 + row * 7, "左栏的文字要先读完再读右栏")
        pdf.text(75, 20 + row * 7, "右栏的文字在左栏之后才读到")
    content = read_pdf(BytesIO(bytes(pdf.output())), ReadOptions())
    assert content.warnings == (Message("columns_line_by_line", {"count": 1, "pages": "1"}),)
