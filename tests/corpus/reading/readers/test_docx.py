import io
import sys
import zipfile
from io import BytesIO

import docx
import pytest

from tests.corpus.reading.readers.files import OLE, docx_of, saved, squeeze
from topics.corpus.reading.content import ReadOptions
from topics.corpus.reading.readers.docx import read_docx
from topics.corpus.types import Corpus
from topics.errors import SourceError


def refusal(data: bytes) -> str:
    """Return why a file is refused."""
    with pytest.raises(SourceError) as error:
        read_docx(BytesIO(data), ReadOptions())
    return str(error.value)


def test_paragraphs_headings_and_tables_come_in_order() -> None:
    """One line per paragraph, soft line and row; headers and footers follow as furniture."""
    document = docx.Document()
    document.core_properties.title = "属性里的标题"
    document.sections[0].header.paragraphs[0].text = "内部资料"
    document.sections[0].footer.paragraphs[0].text = "第 1 页"
    document.add_heading("一、形势", 1)
    document.add_paragraph("第一行\n第二行\t后")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("甲", "乙", "独占", ""), strict=True):
        cell.text = text
    document.add_paragraph("")
    document.add_paragraph("谢谢大家！")
    content = read_docx(BytesIO(saved(document)), ReadOptions())
    assert list(zip(content.lines, content.labels, strict=True)) == [
        ("一、形势", "paragraph 1"),
        ("第一行", "paragraph 2"),
        ("第二行\t后", "paragraph 2"),
        ("甲\t乙", "table 1 row 1"),
        ("独占", "table 1 row 2"),
        ("", "paragraph 3"),
        ("谢谢大家！", "paragraph 4"),
        ("第 1 页", "footer"),
        ("内部资料", "header"),
    ]
    assert content.blocks == (1, 2, 2, 3, 4, 5, 6, 7, 8)
    assert content.roles == {1: "heading", 8: "furniture", 9: "furniture"}
    assert (content.encoding, content.confidence, content.warnings) == ("docx", 1.0, ())


def test_what_cannot_be_read_says_why() -> None:
    """A locked, an old, a cut-off and an empty file each get their own reason."""
    whole = docx_of(["同志们："])
    assert refusal(OLE + "EncryptedPackage".encode("utf-16-le")) == (
        "is protected by a password; open it and save it without one, then try again"
    )
    assert refusal(OLE) == "is an old Office file with a new suffix; open it and save it as .docx"
    for broken in (whole[: len(whole) // 2], b"PK\x03\x04", b"not a zip"):
        assert "is damaged, incomplete or not a .docx file" in refusal(broken)
    assert refusal(docx_of([])) == "contains no text"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("x.txt", "no document")
    assert refusal(buffer.getvalue()).startswith("is damaged or not a .docx file (")


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    """Mark-up packed 1000 to 1 is no document."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(10_000_000))
        packed = archive.infolist()[0].compress_size
    assert refusal(buffer.getvalue()) == (
        f"would unpack from {packed:,} to 10,000,000 bytes, more than 200 to 1, as no ordinary"
        " document does; unpack it yourself if you trust it"
    )


def test_the_line_to_install_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without lxml the reason says how to get it."""
    monkeypatch.setitem(sys.modules, "lxml", None)
    assert refusal(b"") == ("reading .docx files needs lxml: pip install 'topics-zh[readers]'")


def test_the_seeds_printed_to_word_read_the_same(corpus: Corpus) -> None:
    """Every block of the seeds comes back as one line, in order."""
    blocks = [p.text for p in corpus.paragraphs]
    content = read_docx(BytesIO(docx_of(blocks)), ReadOptions())
    assert [squeeze(line) for line in content.lines] == [squeeze(text) for text in blocks]
