"""The formats of seed files: the reader of each suffix, and the process in which it runs."""

from __future__ import annotations

from pathlib import PurePosixPath

from topics.corpus.reading.content import Reader
from topics.corpus.reading.readers.docx import read_docx
from topics.corpus.reading.readers.html import read_html, read_mhtml
from topics.corpus.reading.readers.json_rows import read_json, read_jsonl
from topics.corpus.reading.readers.markdown import read_markdown
from topics.corpus.reading.readers.pdf import read_pdf
from topics.corpus.reading.readers.table import read_csv, read_parquet
from topics.corpus.reading.readers.text import read_text
from topics.corpus.reading.readers.xlsx import read_xlsx
from topics.errors import SourceError
from topics.messages import Message

__all__ = ["ADVICE", "IN_CHILD", "READERS", "STREAMED", "reader_of", "runs_apart"]

READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    **dict.fromkeys((".docx", ".docm", ".dotx", ".dotm"), read_docx),
    ".pdf": read_pdf,
    ".html": read_html,
    ".htm": read_html,
    ".shtml": read_html,
    ".mht": read_mhtml,
    ".mhtml": read_mhtml,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".tab": read_csv,
    ".xlsx": read_xlsx,
    ".json": read_json,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".parquet": read_parquet,
}
"""Reader by file suffix; a ``.zip`` is a folder of such files."""

ADVICE = {
    **dict.fromkeys((".doc", ".wps", ".rtf", ".odt"), Message("phrase_open_word")),
    **dict.fromkeys((".xls", ".et", ".ods"), Message("phrase_open_excel")),
    **dict.fromkeys((".rar", ".7z", ".gz", ".tar"), Message("phrase_unpack")),
    ".zip": Message("phrase_unpack_inner"),
}
"""Advice for files that can be converted."""

IN_CHILD = frozenset({read_docx, read_html, read_mhtml, read_parquet, read_pdf, read_xlsx})
"""Readers whose libraries parse documents. They run in a child process, because a hostile file may
crash them. Text, CSV and JSON are read with Python alone."""
SMALL = 2**16
"""Maximum size in bytes of a Markdown file that is read in the process itself, in at most 1.5 s:
sending it to a child would cost more than reading it. Larger files are read in a child."""

STREAMED = (".csv", ".tsv", ".tab", ".jsonl", ".ndjson", ".parquet")
"""Suffixes of files of any size: their rows are limited in size, but not in number."""


def runs_apart(reader: Reader, n_bytes: int) -> bool:
    """Whether a file is read in a child process, given its reader and size."""
    return reader in IN_CHILD or (reader is read_markdown and n_bytes > SMALL)


def reader_of(name: str) -> Reader:
    """Return the reader for a file's suffix; raise SourceError, with advice, if there is none."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in READERS:
        return READERS[suffix]
    if suffix in ADVICE:
        raise SourceError(
            Message("refused_other_format", {"suffix": suffix, "advice": ADVICE[suffix]})
        )
    shown = PurePosixPath(name).suffix or PurePosixPath(name).name
    raise SourceError(
        Message("refused_no_reader", {"suffix": shown, "suffixes": ", ".join(READERS)})
    )
