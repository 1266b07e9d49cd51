"""A small whole file for every suffix that has a reader, and for archives."""

from __future__ import annotations

import io
import json
import re
import zipfile
from functools import cache

from tests.attack.mutations import packed_again
from tests.corpus.reading.readers.files import docx_of, html_of, parquet_of, pdf_of, xlsx_of, zip_of
from topics.corpus.reading.formats import READERS

__all__ = ["LINES", "SUFFIXES", "whole_file"]

TITLE = "在全市动员大会上的讲话"
LINES = (
    "同志们：",
    "今天我们召开全市创建文明城市工作动员大会，主要任务是统一思想。",
    "一、提高认识",
    "要把责任落实到人，每月督查，年底考核，2019年3月5日以前全部达标。",
    "谢谢大家！",
)
SUFFIXES = (*READERS, ".zip")
DAY = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
MADE = re.compile(rb"(?<=D:)\d{14}|(?<=<)[0-9A-F]{32}(?=>)")
"""When a file was made, and its name by that."""
MHTML = (
    "From: <Saved>\r\nMIME-Version: 1.0\r\nSubject: speech\r\n"
    'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
    '--b\r\nContent-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: 8bit\r\n'
    "Content-Location: http://example.org/a\r\n\r\n"
)


@cache
def whole_file(suffix: str) -> bytes:
    """Return the bytes of a speech as a file of this suffix, the same on any day."""
    data = _made(suffix)
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = [
                (name, DAY.sub(b"2020-01-01T00:00:00", package.read(name)))
                for name in package.namelist()
            ]
        return packed_again(members)
    return MADE.sub(lambda found: b"0" * len(found[0]), data) if suffix == ".pdf" else data


def _made(suffix: str) -> bytes:
    text = "\n".join(LINES)
    word = (".docx", ".docm", ".dotx", ".dotm")
    page = html_of(LINES, f"<title>{TITLE}</title>", "<nav>首页</nav>")
    row = {"title": TITLE, "text": text, "date": "2019-03-05", "n": 1}
    separator = "," if suffix == ".csv" else "\t"
    cells = [["title", "text", "date"], [TITLE, text.replace("\n", " "), "2019-03-05"]]
    if suffix in word:
        return docx_of([TITLE, *LINES])
    if suffix in (".html", ".htm", ".shtml"):
        return page
    if suffix in (".mht", ".mhtml"):
        return MHTML.encode() + page + b"\r\n--b--\r\n"
    if suffix in (".md", ".markdown"):
        return f"---\ntitle: {TITLE}\n---\n\n# {TITLE}\n\n{'  '.join(LINES)}\n\n1. 一\n".encode()
    if suffix in (".csv", ".tsv", ".tab"):
        return "\n".join(separator.join(row) for row in cells).encode()
    if suffix in (".jsonl", ".ndjson"):
        return (json.dumps(row, ensure_ascii=False) + "\n").encode() * 2
    makers = {
        ".pdf": lambda: pdf_of([TITLE, *LINES]),
        ".xlsx": lambda: xlsx_of(a=cells, b=[["x"], [1]]),
        ".parquet": lambda: parquet_of(title=[TITLE], text=[text]),
        ".json": lambda: json.dumps([row, row], ensure_ascii=False).encode(),
        ".zip": lambda: zip_of({f"{i}.txt": f"{text}\n{i}".encode() for i in range(3)}),
    }
    return makers.get(suffix, f"{TITLE}\n{text}\n".encode)()
