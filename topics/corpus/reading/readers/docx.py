"""Word files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from topics.corpus.reading.content import Content, ReadOptions
from topics.corpus.reading.readers.archive import check_package
from topics.corpus.reading.readers.common import broken, missing, split_lines
from topics.errors import SourceError
from topics.messages import Message

if TYPE_CHECKING:
    from docx.document import Document

__all__ = ["read_docx"]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
TEXT_BOX = f"{W}txbxContent"
UNSEEN = frozenset({f"{MC}Fallback", f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", f"{W}rt"})
"""Elements without text: second copies of drawings, deletions, properties, phonetic guides."""
MARKS = {
    f"{W}tab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
    f"{W}ptab": "\t",
}
BESIDE = ("header", "footer", "footnotes", "endnotes", "comments")
"""Parts other than the body, by how their content type ends."""

_Row = tuple[str, str, bool]  # text, label, whether it is furniture


def read_docx(file: BinaryIO, options: ReadOptions) -> Content:  # noqa: ARG001
    r"""Read a Word file: one line per paragraph and per row of a table, in order.

    A soft line break ends a line too. The cells of a row are parted by tabs;
    a row with text in one cell only gives that cell's paragraphs. Text boxes,
    headers, footers and notes follow the body as furniture. The title in the
    properties of the file is not text.

    Parameters
    ----------
    file : binary file
        The file, seekable.
    options : ReadOptions
        What a study says of its files.

    Returns
    -------
    Content
        Labels such as ``"paragraph 12"``, ``"table 1 row 3"``, ``"footer"``.

    Raises
    ------
    SourceError
        If the file is damaged, cut off, protected by a password or no .docx
        file, or python-docx is not there.
    """
    try:
        import docx
    except ImportError as exc:
        raise missing("python-docx", ".docx") from exc
    check_package(file, ".docx")
    try:
        document = docx.Document(file)
        rows = [*_body(document), *_beside(document)]
        numbers = [n.get(f"{W}val") for n in document.element.body.iter(f"{W}numId")]
    except Exception as exc:  # on damaged bytes a foreign parser may raise anything
        raise broken(".docx", exc) from exc
    if not any(text.strip() for text, _, _ in rows):
        raise SourceError("holds no text")
    numbered = sum(number != "0" for number in numbers)
    warning = Message("word_numbers", {"count": numbered})
    return Content(
        lines=tuple(text for text, _, _ in rows),
        encoding="docx",
        labels=tuple(label for _, label, _ in rows),
        roles={i: "furniture" for i, (_, _, beside) in enumerate(rows, 1) if beside},
        warnings=(warning,) if numbered else (),
    )


def _body(document: Document) -> Iterator[_Row]:
    """Yield the lines of the body, then those of its text boxes."""
    n_paragraphs = n_tables = 0
    body = document.element.body
    for block in _blocks(body):
        if block.tag == f"{W}p":
            n_paragraphs += 1
            for line in split_lines(_text(block)):
                yield line, f"paragraph {n_paragraphs}", False
        else:
            n_tables += 1
            for number, row in enumerate(_shown(block, f"{W}tr"), 1):
                for line in _row_lines(row):
                    yield line, f"table {n_tables} row {number}", False
    for box in _shown(body, TEXT_BOX):
        for line in _lines(box):
            yield line, "text box", True


def _beside(document: Document) -> Iterator[_Row]:
    """Yield the lines of headers, footers, notes and comments, each text once."""
    from lxml import etree

    seen = set()
    for part in sorted(document.part.package.iter_parts(), key=lambda part: str(part.partname)):
        kind = str(part.content_type).rpartition(".")[2].partition("+")[0]
        if kind in BESIDE:
            parser = etree.XMLParser(resolve_entities=False)
            for line in _lines(etree.fromstring(part.blob, parser)):
                if line.strip() and (kind, line) not in seen:
                    seen.add((kind, line))
                    yield line, kind, True


def _shown(root: Any, *tags: str) -> Iterator[Any]:
    """Yield the outermost elements of some tags that are shown, in order."""
    for child in root:
        if child.tag in tags:
            yield child
        elif child.tag not in UNSEEN:
            yield from _shown(child, *tags)


def _blocks(root: Any) -> Iterator[Any]:
    """Yield paragraphs and tables, also those inside content controls."""
    yield from _shown(root, f"{W}p", f"{W}tbl")


def _lines(root: Any) -> list[str]:
    lines: list[str] = []
    for block in _blocks(root):
        if block.tag == f"{W}p":
            lines += split_lines(_text(block))
        else:
            lines += [line for row in _shown(block, f"{W}tr") for line in _row_lines(row)]
    return lines


def _row_lines(row: Any) -> list[str]:
    cells = [[line for line in _lines(cell) if line.strip()] for cell in _shown(row, f"{W}tc")]
    filled = [cell for cell in cells if cell]
    if len(filled) == 1:
        return filled[0]
    return ["\t".join(" ".join(cell) for cell in cells)]


def _text(paragraph: Any) -> str:
    """Return a paragraph's text as shown, without that of its text boxes."""
    pieces = []
    for element in _shown(paragraph, f"{W}t", TEXT_BOX, *MARKS):
        if element.tag == f"{W}t":
            pieces.append(element.text or "")
        elif element.tag in MARKS and element.get(f"{W}type") not in ("page", "column"):
            pieces.append(MARKS[element.tag])
    return "".join(pieces)
