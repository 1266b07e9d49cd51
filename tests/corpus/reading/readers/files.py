"""Files of every kind that the readers' tests read, made on the spot."""

from __future__ import annotations

import io
import logging
import zipfile
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

import docx
import fpdf
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pylopdf_fonts_zh_cn

FONT = next(Path(pylopdf_fonts_zh_cn.__file__).parent.rglob("NotoSansSC-Regular.otf"))
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)


def squeeze(text: str) -> str:
    """Return a text without white space."""
    return "".join(text.split())


def docx_of(lines: Iterable[str]) -> bytes:
    """Return a Word file of paragraphs."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def saved(document: docx.document.Document) -> bytes:
    """Return a Word file's bytes."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def html_of(lines: Iterable[str], head: str = "", before: str = "", after: str = "") -> bytes:
    """Return a web page of paragraphs."""
    body = "\n".join(f"<p>{escape(line)}</p>" for line in lines)
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8">{head}</head><body>{before}'
        f'<div class="content">{body}</div>{after}</body></html>'
    ).encode()


def xlsx_of(**sheets: Sequence[Sequence[object]]) -> bytes:
    """Return a workbook of sheets given by rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def parquet_of(**columns: Sequence[object]) -> bytes:
    """Return a Parquet file of columns."""
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(columns), sink)
    return sink.getvalue().to_pybytes()


def zip_of(members: dict[str, bytes]) -> bytes:
    """Return an archive of files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


class Printer(fpdf.FPDF):
    """Prints paragraphs under a running head and above a page number."""

    def header(self) -> None:
        """Print the running head."""
        self.set_font("noto", size=9)
        self.cell(0, 8, "讲话汇编（一）", align="C", new_x="LMARGIN", new_y="NEXT")

    def footer(self) -> None:
        """Print the page's number."""
        self.set_y(-15)
        self.set_font("noto", size=9)
        self.cell(0, 8, f"— {self.page_no()} —", align="C")


def pdf_of(lines: Iterable[str], indent: str = "　　", gap: float = 0.0) -> bytes:
    """Return a PDF file of paragraphs, broken anywhere as Chinese text is."""
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    logging.getLogger("fpdf").setLevel(logging.ERROR)
    pdf = Printer(format="A4")
    pdf.add_font("noto", "", FONT)
    pdf.add_page()
    for line in lines:
        pdf.set_font("noto", size=12)
        pdf.multi_cell(
            0, 8, indent + line, align="L", wrapmode="CHAR", new_x="LMARGIN", new_y="NEXT"
        )
        pdf.ln(gap)
    return bytes(pdf.output())
