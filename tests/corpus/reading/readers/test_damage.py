"""Whatever happens to a file's bytes, a reader gives its content or our own error."""

from functools import cache
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.corpus.reading.readers.files import docx_of, html_of, parquet_of, pdf_of, xlsx_of, zip_of
from topics.corpus.reading.content import ReadOptions
from topics.corpus.reading.formats import READERS
from topics.corpus.reading.read import read_sources
from topics.errors import CorpusError, SourceError

LINES = ("同志们：", "今天我们召开全市创建文明城市工作动员大会，主要任务是统一思想。", "谢谢大家！")


@cache
def sample(suffix: str) -> bytes:
    """Return a whole file of a kind."""
    text = "\n".join(LINES)
    if suffix == ".pdf":
        return pdf_of(LINES)
    if suffix == ".docx":
        return docx_of(LINES)
    if suffix in (".html", ".htm", ".shtml"):
        return html_of(LINES, "<title>讲话</title>")
    if suffix == ".xlsx":
        return xlsx_of(a=[["title", "text"], ["讲话", text]])
    if suffix == ".parquet":
        return parquet_of(title=["讲话"], text=[text])
    if suffix == ".jsonl":
        return '{"text": "同志们：\\ud800", "title": "讲话"}\n'.encode()
    return f'text,title\n"{text}",讲话\n'.encode()


KINDS = list({reader: suffix for suffix, reader in reversed(READERS.items())}.values())
"""A suffix for each reader."""


@st.composite
def edits(draw: st.DrawFn) -> tuple[int, int, bytes]:
    """Draw where to cut a file, in millionths of it, and what to put there."""
    first, last = sorted(draw(st.tuples(*[st.integers(0, 1_000_000)] * 2)))
    near = draw(st.booleans())
    return first, min(first + 20, last) if near else last, draw(st.binary(max_size=8))


@pytest.mark.parametrize("suffix", KINDS)
@settings(suppress_health_check=list(HealthCheck))
@given(changes=st.lists(edits(), min_size=1, max_size=3))
def test_damaged_bytes_give_content_or_our_error(
    suffix: str, changes: list[tuple[int, int, bytes]]
) -> None:
    """Cut, overwritten and lengthened files of every kind."""
    data = sample(suffix)
    for first, last, new in changes:
        start, end = (len(data) * place // 1_000_000 for place in (first, last))
        data = data[:start] + new + data[end:]
    try:
        content = READERS[suffix](BytesIO(data), ReadOptions())
    except SourceError:
        return
    assert content.lines


@pytest.mark.parametrize("suffix", KINDS)
@settings(max_examples=settings().max_examples // 3, suppress_health_check=list(HealthCheck))
@given(data=st.binary(max_size=300))
def test_any_bytes_give_content_or_our_error(suffix: str, data: bytes) -> None:
    """A file of another kind under this suffix."""
    try:
        assert READERS[suffix](BytesIO(data), ReadOptions()).lines
    except SourceError:
        return


@settings(suppress_health_check=list(HealthCheck))
@given(change=edits())
def test_damaged_archives_give_members_or_reasons(
    tmp_path_factory: pytest.TempPathFactory, change: tuple[int, int, bytes]
) -> None:
    """What remains of an archive is read, and the rest has its reason."""
    data = zip_of({f"{i}.txt": text.encode() for i, text in enumerate(LINES)})
    start, end = (len(data) * place // 1_000_000 for place in change[:2])
    path = tmp_path_factory.mktemp("pile") / "pile.zip"
    path.write_bytes(data[:start] + change[2] + data[end:])
    try:
        decoded, skipped = read_sources(path)
    except CorpusError:
        return
    assert decoded
    assert all(row.reason for row in skipped)
