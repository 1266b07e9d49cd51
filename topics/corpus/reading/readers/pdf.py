"""PDF files with a text layer."""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from topics.corpus.reading.content import Content, ReadOptions
from topics.corpus.reading.readers.common import broken, missing
from topics.corpus.reading.readers.page_layout import PageLine, lay_out
from topics.corpus.reading.readers.pdf_columns import crossed_columns
from topics.corpus.reading.readers.pdf_objects import check_streams
from topics.corpus.reading.readers.pdf_pieces import find_pieces
from topics.errors import SourceError
from topics.messages import Message

if TYPE_CHECKING:
    import pypdfium2 as pdfium

__all__ = ["read_pdf"]

MAX_PAGES = 20_000
MAX_PAGE_CHARS = 200_000
"""Maximum number of characters of one page; a newspaper page has some 20,000."""
MAX_CHARS = 6_000_000
"""Maximum number of characters of all pages, with white space, before line layout."""

HYPHEN = "\u00ad"
LOST = "\ufffd"
WIDE = 0x2E80
"""From this code point on, characters are as wide as they are high."""


class _Char(NamedTuple):
    text: str
    left: float
    right: float
    base: float
    height: float
    made: bool  # added by pdfium for a gap: it is not in the file


def read_pdf(file: BinaryIO, options: ReadOptions) -> Content:  # noqa: ARG001
    """Read the text layer of a PDF file, its wrapped lines joined to paragraphs.

    Running heads, feet and page numbers are recognised by their repetition at the
    edge of pages, and kept as furniture. They come before a paragraph that continues on the next
    page, so that they do not interrupt its sentence.

    Parameters
    ----------
    file : binary file
        The file, seekable.
    options : ReadOptions
        A study's settings for its files.

    Returns
    -------
    Content
        One line per paragraph; labels such as ``"p. 3"`` give its first page.

    Raises
    ------
    SourceError
        If the file is damaged, cut off or protected by a password, contains no text, or pypdfium2
        is not installed.
    """
    try:
        import pypdfium2 as pdfium
        import pypdfium2.raw as raw
    except ImportError as exc:
        raise missing("pypdfium2", ".pdf") from exc
    check_streams(file)
    try:
        document = pdfium.PdfDocument(file)
    except pdfium.PdfiumError as exc:
        if exc.err_code == raw.FPDF_ERR_PASSWORD:
            raise SourceError(Message("refused_password")) from exc
        raise broken(".pdf", exc) from exc
    try:
        pages = list(_pages(document))
    except pdfium.PdfiumError as exc:
        raise broken(".pdf", exc) from exc
    finally:
        document.close()
    without = [number for number, lines in enumerate(pages, 1) if not lines]
    if len(without) == len(pages):
        raise SourceError(Message("refused_scanned"))
    blocks = lay_out(pages)
    roles = {i: "furniture" for i, block in enumerate(blocks, 1) if block.furniture}
    text = "".join(block.text for block in blocks)
    return Content(
        lines=tuple(block.text for block in blocks),
        encoding="pdf",
        labels=tuple(f"p. {block.page}" for block in blocks),
        roles=roles | {i + 1: "title" for i in find_pieces(blocks)},
        warnings=tuple(_doubts(without, crossed_columns(pages), text)),
    )


def _pages(document: pdfium.PdfDocument) -> Iterator[list[PageLine]]:
    """Yield the lines of each page; a small file may repeat one page many times."""
    if len(document) > MAX_PAGES:
        raise SourceError(Message("refused_pages", {"count": len(document), "allowed": MAX_PAGES}))
    left = MAX_CHARS
    for i in range(len(document)):
        lines, n_chars = _page_lines(document, i, left)
        left -= n_chars
        yield lines


def _check_chars(n_chars: int, left: int, number: int) -> None:
    """Raise SourceError if a page exceeds the limit per page or the remaining total."""
    if n_chars > MAX_PAGE_CHARS:
        raise SourceError(
            Message(
                "refused_page_characters",
                {"count": n_chars, "page": number, "allowed": MAX_PAGE_CHARS},
            )
        )
    if n_chars > left:
        raise SourceError(Message("refused_characters", {"allowed": MAX_CHARS}))


def _doubts(without: list[int], crossed: list[int], text: str) -> Iterator[Message]:
    if without:
        yield Message("pages_without_text", {"count": len(without), "pages": _few(without)})
    if crossed:
        yield Message("columns_line_by_line", {"count": len(crossed), "pages": _few(crossed)})
    if lost := text.count(LOST):
        yield Message("characters_without_code", {"count": lost, "sign": LOST})


def _few(pages: list[int]) -> str:
    return ", ".join(map(str, pages[:5])) + (", …" if len(pages) > 5 else "")


def _page_lines(document: pdfium.PdfDocument, index: int, left: int) -> tuple[list[PageLine], int]:
    """Return the lines of a page in the order in which the file draws them, and its characters."""
    page = document[index]
    try:
        textpage = page.get_textpage()
        try:
            n_chars = textpage.count_chars()
            _check_chars(n_chars, left, index + 1)
            chars = list(_chars(textpage))
        finally:
            textpage.close()
        height = page.get_height()
    finally:
        page.close()
    lines: list[PageLine] = []
    current: list[_Char] = []
    for char in [*chars, _Char("\n", 0, 0, 0, 0, True)]:
        inked = next((c for c in reversed(current) if not c.text.isspace()), None)
        if inked and (char.text == "\n" or _is_below(char, inked)):
            _add_line(lines, _line(current, index + 1, height))
            current = []
        if char.text != "\n":
            current.append(char)
    return lines, n_chars


def _is_below(char: _Char, last: _Char) -> bool:
    """Whether a character starts a line that pdfium did not detect, e.g. before a dash."""
    lower = last.base - char.base > 0.5 * last.height
    return lower and not char.text.isspace() and char.left < last.left


def _chars(textpage: pdfium.PdfTextPage) -> Iterator[_Char]:
    """Yield each character of a page with its position in points, the origin at the lower left."""
    import pypdfium2.raw as raw

    box = raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    high = 0
    for i in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(textpage, i)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        high = 0
        # pdfium generates only blanks and hyphens, and a call per character costs time.
        made = (code <= 0x20 or code == 0x2D) and raw.FPDFText_IsGenerated(textpage, i) == 1
        raw.FPDFText_GetLooseCharBox(textpage, i, box)
        raw.FPDFText_GetCharOrigin(textpage, i, x, y)
        if text := _shown(code):
            yield _Char(text, box.left, box.right, y.value, abs(box.top - box.bottom), made)


@cache
def _shown(code: int) -> str:
    """Return the character of a code, or the empty string for an invisible one."""
    if code == 0x2:  # how pdfium marks a hyphen at the end of a line
        return HYPHEN
    if code in (0x0, 0xFFFE, 0xFFFF):
        return LOST
    text = chr(code)
    return "" if unicodedata.category(text) == "Cc" and text not in "\n\t" else text


def _line(chars: list[_Char], page: int, page_height: float) -> PageLine:
    """Collect one line; its em is the width of a Chinese character in it."""
    inked = [c for c in chars if not c.text.isspace()]
    han = [
        c.right - c.left for c in inked if "\u3400" <= c.text < "\ufb00" or c.text > "\U0001ffff"
    ]
    wide = han or [c.right - c.left for c in inked if ord(c.text) >= WIDE]  # marks may be narrower
    em = median(wide) if wide else 0.8 * median(c.height for c in inked)
    kept = []
    for i, char in enumerate(chars):
        around = (*chars[max(i - 1, 0) : i], *chars[i + 1 : i + 2]) if char.made else ()
        if not (char.made and all(ord(c.text) >= WIDE for c in around)):
            kept.append(char.text)
    return PageLine(
        page=page,
        text="".join(kept).strip(),
        left=min(c.left for c in inked),
        right=max(c.right for c in inked),
        base=median(c.base for c in inked),
        em=max(em, 1.0),
        page_height=page_height,
        gutter=_gutter(inked, max(em, 1.0)),
    )


def _gutter(inked: Sequence[_Char], em: float) -> float:
    """Return where a line continues after a gap of more than a character, if it has only one."""
    after = [b.left for a, b in pairwise(inked) if b.left - a.right > em]
    return after[0] if len(after) == 1 else 0.0


def _add_line(lines: list[PageLine], line: PageLine) -> None:
    """Add a line; text printed next to the last line is added to it."""
    last = lines[-1] if lines else None
    beside = last and abs(last.base - line.base) < 0.3 * line.em and line.left >= last.right - 1
    if last is None or not beside:
        lines.append(line)
        return
    gap = "\t" if line.left - last.right > 1.5 * line.em else ""
    text = last.text + gap + line.text
    lines[-1] = last._replace(
        text=text, right=line.right, gutter=0.0 if last.gutter or line.gutter else line.left
    )
