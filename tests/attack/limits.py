"""Bombs by the limit of the reader that they exceed, each with what is expected of it.

Each function returns the bytes of a file. `BOMBS` names them; `LARGE` those that take seconds.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from typing import NamedTuple

__all__ = ["BOMBS", "LARGE", "Bomb"]

TEXT = "今天开会，要统一思想。"


class Bomb(NamedTuple):
    """A file.

    Attributes
    ----------
    suffix : str
        Of the file.
    make : callable
        Returns its bytes.
    reason : str
        What the reason for skipping it contains; empty if it is read.
    """

    suffix: str
    make: Callable[[], bytes]
    reason: str


def pdf(*objects: bytes) -> bytes:
    """Return a PDF file of objects, numbered from 1; the first is the catalogue."""
    out, places = b"%PDF-1.7\n", []
    for number, item in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (len(objects) + 1, rows, end)


def stream(raw: bytes, entries: bytes = b"", times: int = 1) -> bytes:
    """Return a stream, packed some times."""
    for _ in range(times):
        raw = zlib.compress(raw, 9)
    filters = b"/FlateDecode" * times
    return b"<<%s/Filter[%s]/Length %d>>stream\n%s\nendstream" % (entries, filters, len(raw), raw)


def pages(content: bytes, kids: int = 1, *others: bytes) -> bytes:
    """Return a PDF file that shows one page some times; its form ``X`` is object 6."""
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (kids, b"3 0 R " * kids),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
        b"/Resources<</XObject<</X 6 0 R>>/Font<</F 5 0 R>>>>>>",
        content,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *others,
    )


def nested_forms(levels: int = 9, times: int = 10) -> bytes:
    """Return a PDF file whose forms each draw the next some times."""
    draw = b"/X Do " * times
    forms = [
        stream(
            draw,
            b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>"
            % (n + 7),
        )
        for n in range(levels)
    ]
    last = stream(b"BT /F 9 Tf (a) Tj ET", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    return pages(stream(draw), 1, *forms, last)


def same_page(kids: int = 19_000) -> bytes:
    """Return a PDF file that shows a page of a thousand characters thousands of times."""
    line = b"(The city is civil today, and so on.) Tj 0 -20 Td "
    return pages(stream(b"BT /F 9 Tf 10 780 Td " + line * 30 + b"ET"), kids)


def packed_stream(times: int) -> bytes:
    """Return a PDF file with a stream of 256 MiB, packed some times."""
    return pages(stream(bytes(2**28), times=times))


def office(folder: str, parts: dict[str, bytes]) -> bytes:
    """Return an office document of some parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(folder + name, data)
    return packed.getvalue()


def document(body: str, before: str = "") -> bytes:
    """Return a Word file with some mark-up as its body."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    text = f'{before}<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
    return office("word/", {"document.xml": text.encode()})


def wide_sheets(sheets: int = 30, rows: int = 100) -> bytes:
    """Return a workbook whose rows have a value in their first and in their last cell."""
    import openpyxl

    book, packed, whole = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    book.active.append(["text"])
    for number in range(1, sheets):
        book.create_sheet(f"s{number}").append(["text"])
    book.save(packed)
    added = "".join(
        f'<row r="{i}"><c r="XFD{i}"><v>1</v></c></row>' for i in range(2, rows + 2)
    ).encode()
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(b"</sheetData>", added + b"</sheetData>"))
    return whole.getvalue()


def parquet(texts: list[str], **options: object) -> bytes:
    """Return a Parquet file with a column of text."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    packed = io.BytesIO()
    pq.write_table(pa.table({"text": texts}), packed, compression="zstd", **options)
    return packed.getvalue()


def text_archive(members: int = 5, size: int = 2**25) -> bytes:
    """Return an archive of long texts that repeat a line."""
    line = "".join(chr(0x4E00 + 7919 * i % 20_000) for i in range(700)) + "。\n"
    data = line.encode() * (size // len(line.encode()))
    return office("", {f"{i}.txt": data for i in range(members)})


def page(inside: str, body: str = "") -> bytes:
    """Return a web page."""
    return f"<html><body {body}><p>{TEXT * 9}</p>{inside}</body></html>".encode()


BOMBS: dict[str, Bomb] = {
    "nested forms": Bomb(".pdf", nested_forms, "drawing instructions"),
    "many forms in a chain": Bomb(".pdf", lambda: nested_forms(60, 1), "nested more than"),
    "a stream packed ten times": Bomb(
        ".pdf", lambda: pages(stream(b"", times=10)), "is compressed"
    ),
    "a page of instructions": Bomb(
        ".pdf", lambda: pages(stream(b"0 0 m 1 1 l S " * 1_300_000)), "drawing instructions"
    ),
    "attributes": Bomb(
        ".html", lambda: page("", " ".join(f"a{i}=''" for i in range(100_000))), "attributes"
    ),
    "siblings": Bomb(".html", lambda: page("<p>今" * 150_000), "elements"),
    "entities": Bomb(
        ".docx",
        lambda: document("&a;", '<!DOCTYPE a [<!ENTITY a "今">]>'),
        "defines entities",
    ),
    "columns": Bomb(".csv", lambda: b"text" + b",a" * 100_000 + b"\n1\n", "columns"),
    "a long line": Bomb(".txt", lambda: b"a" * 30_000_000, "a line of more than"),
    "nested lists": Bomb(".json", lambda: b"[" * 100_000, "is not JSON"),
    "brackets": Bomb(".md", lambda: b"[" * 100_000, "brackets in one paragraph"),
    "columns of Markdown": Bomb(".md", lambda: b"|a" * 10_000 + b"\n" + b"|-" * 10_000, "bars"),
    "quotes": Bomb(".md", lambda: b">" * 10_000 + TEXT.encode(), ""),
}
"""Those that are refused, or read, in little time."""

LARGE: dict[str, Bomb] = {
    "elements of a document": Bomb(
        ".docx",
        lambda: document(f"<w:p a='{'今' * 9}'/>" * 2_600_000),
        "as no ordinary document does",
    ),
    "cells of a parquet": Bomb(
        ".parquet", lambda: parquet(["今" * 1_000_000] * 50), "would unpack to more than"
    ),
    "a cell of a parquet": Bomb(
        ".parquet", lambda: parquet(["今" * 11_000_000], use_dictionary=False), "cell of more than"
    ),
    "a page thousands of times": Bomb(".pdf", same_page, "characters, the limit for a file"),
    "a stream of 256 MiB": Bomb(".pdf", lambda: packed_stream(1), "would unpack to more than"),
    "a stream packed twice": Bomb(".pdf", lambda: packed_stream(2), "would unpack to more than"),
    "wide sheets": Bomb(".xlsx", wide_sheets, "cells, the limit for a workbook"),
    "rows of a parquet": Bomb(
        ".parquet", lambda: parquet(["今"] * 3_000_000), "rows, the limit for a table"
    ),
    "cells of a row": Bomb(".html", lambda: page(f"<table><tr>{'<td>今' * 50_000}</table>"), ""),
    "texts of an archive": Bomb(".zip", text_archive, "would unpack to more than"),
}
"""Those that take seconds."""
