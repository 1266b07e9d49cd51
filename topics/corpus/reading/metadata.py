"""``metadata.csv`` in a seed folder: further columns for speeches, by file and speech."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

from topics.corpus.reading.inputs import check_regular
from topics.corpus.reading.mojibake import restored
from topics.corpus.reading.readers.common import csv_rows
from topics.corpus.reading.readers.table import SEPARATOR_LINE, SEPARATORS
from topics.corpus.reading.readers.text import decode
from topics.corpus.types import Speech, Speeches
from topics.errors import CorpusError, SourceError, did_you_mean
from topics.messages import Message, warn

__all__ = ["METADATA_NAME", "add_metadata", "match_metadata", "metadata_file", "read_metadata"]

METADATA_NAME = "metadata.csv"
MAX_BYTES = 200_000_000
MAX_COLUMNS = 1_000
MAX_NAME = 200
"""Maximum number of characters of a column name; other names and cells have no limit."""
LONGEST_NUMBER = 9
"""Maximum number of digits of a speech number."""
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "source": ("source", "file", "filename", "file_name", "文件", "文件名", "檔名"),
    "speech": ("speech", "讲话序号", "講話序號"),
    "title": ("title", "标题", "標題", "题目", "題目"),
    "date": ("date", "日期", "讲话日期", "講話日期", "讲话时间"),
    "speaker": ("speaker", "讲话人", "講話人", "发言人", "演讲人", "作者"),
}
"""Names of columns with a role, the usual name first."""
FILLED = ("title", "date", "speaker")
"""Columns that replace the printed values."""
Key = tuple[str, int]  # source, and speech or 0 for all its speeches
Rows = dict[Key, tuple[tuple[str, str], ...]]


def metadata_file(seeds: str | Path) -> Path | None:
    """Return the ``metadata.csv`` of a seed folder, or None if it does not exist.

    Raises
    ------
    CorpusError
        If it is not a regular file, is a link out of the folder, or is larger than `MAX_BYTES`.
    """
    path = Path(seeds) / METADATA_NAME
    if not os.path.lexists(path):
        return None
    try:
        check_regular(path, Path(seeds))
        n_bytes = path.stat().st_size
    except (OSError, SourceError) as exc:
        raise CorpusError(f"{path}: {exc}.") from exc
    if n_bytes > MAX_BYTES:
        raise CorpusError(
            f"{path}: has {n_bytes:,} bytes, above the limit of {MAX_BYTES:,} for this table."
        )
    return path


def read_metadata(seeds: str | Path) -> Rows:
    """Read ``metadata.csv`` from a seed folder.

    It may be in any encoding, with commas, semicolons or tabs, as Excel saves it.

    Parameters
    ----------
    seeds : path-like
        The seed folder. Without such a file there is no metadata.

    Returns
    -------
    dict
        By source and speech (0: every speech of the source), the columns in order.

    Raises
    ------
    CorpusError
        If the file is not a table or has no column ``source``, if it names a column or a speech
        twice, if a speech is not a number, or a row has more cells than the header.
    """
    path = metadata_file(seeds)
    if path is None:
        return {}
    try:
        cells = _cells(restored(decode(path.read_bytes(), "").text))
    except (OSError, SourceError) as exc:
        raise CorpusError(f"{path}: {exc}.") from exc
    columns, roles = _header(path, cells[0] if cells else [])
    rows: Rows = {}
    for number, found in enumerate(cells[1:], 2):
        if any(found[len(columns) :]):
            raise CorpusError(
                f"{path}, row {number}: has {len(found)} cells, but the header has"
                f" {len(columns)}; put text that contains the separator in quotation marks."
            )
        if not any(cell.strip() for cell in found):
            continue
        row = dict(zip_longest(columns, (cell.strip() for cell in found), fillvalue=""))
        speech = row[roles["speech"]] if "speech" in roles else ""
        key = _key(path, number, row[roles["source"]], speech)
        if key in rows:
            raise CorpusError(f"{path}, row {number}: names {key[0]!r:.200} a second time.")
        taken = (roles["source"], roles.get("speech"))
        rows[key] = tuple((name, row[name]) for name in columns if name not in taken)
    return rows


def _cells(text: str) -> list[list[str]]:
    """Return the rows of a CSV text with any usual separator, numbered as Excel shows them."""
    first, _, rest = text.partition("\n")
    if stated := SEPARATOR_LINE.match(first):
        return list(csv_rows(rest, stated[1]))
    mark = max(SEPARATORS, key=lambda mark: (_names_source(first, mark), first.count(mark)))
    return list(csv_rows(text, mark))


def _names_source(header: str, separator: str) -> bool:
    names = (cell.strip(' "\r').casefold() for cell in header.split(separator))
    return any(name in COLUMNS["source"] for name in names)


def _header(path: Path, cells: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Return the column names, and which of them contain the source and the speech."""
    columns = [cell.strip() for cell in cells]
    while columns and not columns[-1]:
        columns.pop()
    if len(columns) > MAX_COLUMNS:
        raise CorpusError(
            f"{path}: has {len(columns):,} columns, above the {MAX_COLUMNS:,} that it may have."
        )
    if long := [name for name in columns if len(name) > MAX_NAME]:
        raise CorpusError(
            f"{path}: the name of a column has {len(long[0]):,} characters, above the {MAX_NAME}"
            f" that it may have: {long[0][:20]}…"
        )
    if twice := sorted({name for name in columns if columns.count(name) > 1}):
        raise CorpusError(f"{path}: names columns twice: {', '.join(twice)[:300]}.")
    roles = {
        role: name
        for name in reversed(columns)
        for role in ("source", "speech")
        if name.casefold() in COLUMNS[role]
    }
    if "source" not in roles:
        near = did_you_mean("source", columns)
        raise CorpusError(
            f"{path}: has no column 'source' that names the seed file of each row.{near} Its"
            f" columns are: {', '.join(columns)[:300]}."
        )
    return columns, roles


def _key(path: Path, number: int, source: str, speech: str) -> Key:
    if speech and not (speech.isdecimal() and len(speech) <= LONGEST_NUMBER):
        raise CorpusError(
            f"{path}, row {number}: speech = {speech!r:.60}; it must be a number from 1,"
            " or empty for every speech of the file."
        )
    return source, int(speech or 0)


def match_metadata(
    rows: Rows, speeches: Iterable[Speech], sources: Collection[str], skipped: Collection[str]
) -> Rows:
    """Return the rows by source name, as the sources were read.

    A path may have backslashes. Rows of files that were skipped, or in which no
    speech was found, are ignored with a warning, as the files are.

    Parameters
    ----------
    rows : dict
        From `read_metadata`.
    speeches : iterable of Speech
    sources, skipped : collection of str
        Names of the files that were read, and of those that could not be.

    Raises
    ------
    CorpusError
        If a row names a file or a speech that does not exist, or two rows name the same.
    """
    if not rows:
        return {}
    known = {(s.source, number) for s in speeches for number in (s.speech, 0)}
    files = {*skipped, *sources}
    names = {_plain_path(name): name for name in (*skipped, *sources)}
    matched: Rows = {}
    ignored: list[str] = []
    for (written, speech), columns in rows.items():
        source = names.get(_plain_path(written), written)
        if source in files and (source, 0) not in known:
            ignored.append(source)
            continue
        if (source, speech) not in known:
            what = f"{f'speech {speech} of ' if speech else ''}{written!r:.200}"
            near = "" if source in files else did_you_mean(written, sorted(files))
            raise CorpusError(f"{METADATA_NAME}: {what} was not read.{near}")
        if (source, speech) in matched:
            raise CorpusError(f"{METADATA_NAME}: names {source!r} a second time, as {written!r}.")
        matched[source, speech] = columns
    if ignored:
        few = ", ".join(ignored[:5]) + (", …" if len(ignored) > 5 else "")
        warn(Message("metadata_ignored", {"count": len(ignored), "names": few}))
    return matched


def add_metadata(speeches: Speeches, rows: Rows) -> Iterator[Speech]:
    """Yield the speeches with their columns; each has all columns, empty where not given.

    Columns named title, date and speaker also replace these attributes where they are filled.
    """
    names = dict.fromkeys(speeches.metadata_names())
    names.update(dict.fromkeys(name for columns in rows.values() for name, _ in columns))
    for speech in speeches:
        is_whole = not rows and [name for name, _ in speech.metadata] == [*names]
        yield speech if is_whole else _with_columns(speech, names, rows)


def _with_columns(speech: Speech, names: Mapping[str, None], rows: Rows) -> Speech:
    given = dict(rows.get((speech.source, 0), ()))
    own = rows.get((speech.source, speech.speech), ())
    filled: dict[str, Any] = {}
    for columns in (given, dict(own)):
        for name, cell in columns.items():
            role = next((r for r in FILLED if name.casefold() in COLUMNS[r]), "")
            if role and cell:
                filled[role] = cell
    every = {**dict(speech.metadata), **given, **dict(own)}
    metadata = tuple((n, every.get(n, "")) for n in names)
    return speech.with_values(metadata=metadata, **filled)


def _plain_path(name: str) -> str:
    return unicodedata.normalize("NFC", name).replace("\\", "/").removeprefix("./")
