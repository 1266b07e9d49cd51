"""Small files that ask for much time or memory, each made when it is needed."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Callable

import pyarrow as pa
import pyarrow.parquet as pq

__all__ = ["HEAVY"]

TEXT = "今天开会，要统一思想。"
HELVETICA = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def _pdf(*objects: bytes) -> bytes:
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + head + rows + tail


def _stream(raw: bytes, more: bytes = b"") -> bytes:
    packed = zlib.compress(raw, 9)
    head = b"<<%s/Filter/FlateDecode/Length %d>>" % (more, len(packed))
    return head + b"stream\n" + packed + b"\nendstream"


def _pages(content: bytes, n: int = 1) -> bytes:
    """Return a file that shows one page ``n`` times."""
    kids = b" ".join([b"3 0 R"] * n)
    return _pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (n, kids),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>>>",
        content,
        HELVETICA,
    )


def _forms(n: int, times: int) -> bytes:
    """Return a page that shows a form, which shows another form, and so on."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
        b"/Resources<</XObject<</X 6 0 R>>/Font<</F 5 0 R>>>>>>",
        _stream(b"/X Do " * times),
        HELVETICA,
    ]
    for i in range(n):
        more = b"/Type/XObject/Subtype/Form/BBox[0 0 600 700]/Resources<<"
        more += b"/XObject<</X %d 0 R>>" % (i + 7) if i < n - 1 else b"/Font<</F 5 0 R>>"
        last = b"BT /F 9 Tf (text) Tj ET"
        objects.append(_stream(b"/X Do " * times if i < n - 1 else last, more + b">>"))
    return _pdf(*objects)


def _flate(n: int) -> bytes:
    """Return a page whose stream unpacks to ``n`` MiB of blanks."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * (1 << 20)) for _ in range(n)) + packer.flush()
    head = b"<</Filter/FlateDecode/Length %d>>stream\n" % len(packed)
    return _pages(head + packed + b"\nendstream")


def _parquet(texts: list[str]) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table({"text": texts}), sink, compression="zstd")
    return sink.getvalue()


def _zip(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def _workbook(rows: str, sheets: int) -> bytes:
    """Return a workbook whose sheets all have these rows."""
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["text"])
    for _ in range(sheets - 1):
        book.create_sheet().append(["text"])
    packed = io.BytesIO()
    book.save(packed)
    with zipfile.ZipFile(packed) as old:
        return _zip(
            {
                name: old.read(name).replace(b"</sheetData>", rows.encode() + b"</sheetData>")
                for name in old.namelist()
            }
        )


def _word(body: str, head: str = "") -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    link = f'<Relationship Id="r" Type="{office}" Target="word/document.xml"/>'
    document = f'{head}<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
    return _zip(
        {
            "_rels/.rels": f'<Relationships xmlns="{relations}">{link}</Relationships>'.encode(),
            "word/document.xml": document.encode(),
        }
    )


LAUGHS = "<!DOCTYPE a [<!ENTITY l0 '哈哈哈'>" + "".join(
    f"<!ENTITY l{i} '{f'&l{i - 1};' * 10}'>" for i in range(1, 10)
)
SHOW = b"(The city is civil today and so on) Tj 0 -1 Td "
FAR = "".join(f'<row r="{i}"><c r="XFD{i}"><v>1</v></c></row>' for i in range(2, 60))
RUN = "<w:p><w:r><w:t>一</w:t></w:r></w:p>"

HEAVY: dict[str, Callable[[], bytes]] = {
    "forms in forms.pdf": lambda: _forms(14, 1),
    "forms ten times.pdf": lambda: _forms(12, 10),
    "one page 19,000 times.pdf": lambda: _pages(_stream(b"BT /F 9 Tf " + SHOW * 3 + b"ET"), 19_000),
    "page of 10 M characters.pdf": lambda: _pages(
        _stream(b"BT /F 9 Tf 10 700 Td " + SHOW * 300_000 + b" ET")
    ),
    "flate to 2 GB.pdf": lambda: _flate(2048),
    "2 M paths.pdf": lambda: _pages(_stream(b"0 0 m 1 1 l S " * 2_000_000)),
    "text of 200 M.parquet": lambda: _parquet(["一" * 1_000_000] * 200),
    "one cell of 50 M.parquet": lambda: _parquet(["一" * 50_000_000]),
    "3 M rows.parquet": lambda: _parquet(["今天"] * 3_000_000),
    "cells in XFD.xlsx": lambda: _workbook(FAR, 30),
    "cell below the end.xlsx": lambda: _workbook('<row r="9999999"><c r="A9999999"/></row>', 1),
    "50,000 cells.html": lambda: f"<table><tr>{'<td>今</td>' * 50_000}</tr></table>".encode(),
    "100,000 attributes.html": lambda: (
        f"<body {' '.join(f'a{i}=1' for i in range(100_000))}><p>{TEXT * 9}</p>".encode()
    ),
    "1 M paragraphs.html": lambda: ("<body>" + "<p>今天。</p>" * 1_000_000).encode(),
    "100,000 deep.html": lambda: ("<div>" * 100_000 + TEXT * 9).encode(),
    "long paragraph.html": lambda: f"<body><p>{TEXT * 400_000}</p>".encode(),
    "9,000 files.zip": lambda: _zip(
        {f"{i}.txt": f"第{i}次会议。\n{TEXT * 20}".encode() for i in range(9000)}
    ),
    "160 MB of text.zip": lambda: _zip(
        {f"{i}.txt": (f"{TEXT}第{i}次。\n" * 250_000).encode() for i in range(16)}
    ),
    "laughs.docx": lambda: _word("<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>", f"{LAUGHS}]>"),
    "deep.docx": lambda: _word("<w:sdt>" * 50_000 + RUN),
    "1 M paragraphs.docx": lambda: _word(RUN * 1_000_000),
    "brackets.md": lambda: ("[" * 500_000 + "今天" + "](" * 100_000).encode(),
    "quotes.md": lambda: (">" * 10_000 + " 今天开会。\n").encode(),
    "lists.md": lambda: "".join(" " * 2 * i + "- 今天\n" for i in range(3000)).encode(),
    "wide table.md": lambda: (
        "|" + "a|" * 10_000 + "\n|" + "-|" * 10_000 + "\n" + "|今|\n" * 50_000
    ).encode(),
    "60,000 columns.csv": lambda: (
        "text," + ",".join(f"c{i}" for i in range(60_000)) + "\n今天\n"
    ).encode(),
    "short rows.csv": lambda: (
        "text," + ",".join(f"c{i}" for i in range(900)) + "\n" + "今\n" * 500_000
    ).encode(),
    "cell of 12 M.csv": lambda: ("text\n" + "一" * 12_000_000 + "\n").encode(),
    "keys that differ.jsonl": lambda: "\n".join(
        json.dumps({"text": "今天", f"k{i}": 1}) for i in range(50_000)
    ).encode(),
    "100,000 deep.json": lambda: ("[" * 100_000).encode(),
    "number of 5,000 digits.json": lambda: f'[{{"text": "今天", "n": {"9" * 5000}}}]'.encode(),
    "line of 5 M.txt": lambda: (TEXT * 450_000).encode(),
    "3 M lines.txt": lambda: "一\n".encode() * 3_000_000,
    "signs.txt": lambda: ("*" * 1_000_000 + "\n今天开会。\n<!--").encode(),
}
"""What a file is, with its suffix, and what makes it."""
