"""``metadata.csv`` in a seed folder: further columns for speeches, by file and speech."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from topics.corpus.content import ReadOptions
from topics.corpus.readers.text import read_text
from topics.corpus.types import Speech
from topics.errors import CorpusError, SourceError, did_you_mean

__all__ = ["METADATA_NAME", "add_metadata", "read_metadata"]

METADATA_NAME = "metadata.csv"
Key = tuple[str, int]  # source, and speech or 0 for all its speeches
Rows = dict[Key, tuple[tuple[str, str], ...]]


def read_metadata(seeds: str | Path) -> Rows:
    """Read ``metadata.csv`` from a seed folder.

    Parameters
    ----------
    seeds : path-like
        The seed folder; without such a file there is no metadata.

    Returns
    -------
    dict
        By source and speech (0: every speech of the source), the columns in order.

    Raises
    ------
    CorpusError
        If the file has no column ``source``, names a speech that is no number,
        or the same speech twice.
    """
    path = Path(seeds) / METADATA_NAME
    if not path.is_file():
        return {}
    try:
        text = "\n".join(read_text(path.read_bytes(), ReadOptions()).lines)
    except (OSError, SourceError) as exc:
        raise CorpusError(f"{path}: {exc}.") from exc
    reader = csv.DictReader(io.StringIO(text))
    columns = list(reader.fieldnames or ())
    if "source" not in columns:
        near = did_you_mean("source", columns)
        raise CorpusError(
            f"{path}: has no column 'source' that names the seed file of each row.{near} Its"
            f" columns are: {', '.join(columns)}."
        )
    rows: Rows = {}
    for number, row in enumerate(reader, 2):
        key = _key(path, number, row)
        if key in rows:
            raise CorpusError(f"{path}, row {number}: names {row['source']!r} a second time.")
        rows[key] = tuple(
            (name, (row[name] or "").strip())
            for name in columns
            if name not in ("source", "speech")
        )
    return rows


def _key(path: Path, number: int, row: Mapping[str, str | None]) -> Key:
    speech = (row.get("speech") or "").strip()
    if speech and not speech.isdecimal():
        raise CorpusError(
            f"{path}, row {number}: speech = {speech!r}; it must be a number from 1, or empty for"
            " every speech of the file."
        )
    return (row["source"] or "").strip(), int(speech or 0)


def add_metadata(speeches: Sequence[Speech], rows: Rows) -> tuple[Speech, ...]:
    """Return the speeches with their columns; each has all columns, empty where not given.

    Raises
    ------
    CorpusError
        If a row names a file or a speech that was not read.
    """
    known = {(s.source, s.speech) for s in speeches} | {(s.source, 0) for s in speeches}
    for source, speech in rows:
        if (source, speech) not in known:
            what = f"speech {speech} of {source!r}" if speech else repr(source)
            near = "" if speech else did_you_mean(source, {s.source for s in speeches})
            raise CorpusError(f"{METADATA_NAME}: {what} was not read.{near}")
    names = dict.fromkeys(
        name for columns in (*(s.metadata for s in speeches), *rows.values()) for name, _ in columns
    )
    if not names:
        return tuple(speeches)
    return tuple(replace(s, metadata=_columns(s, names, rows)) for s in speeches)


def _columns(speech: Speech, names: Mapping[str, None], rows: Rows) -> tuple[tuple[str, str], ...]:
    own = dict(speech.metadata)
    own |= dict(rows.get((speech.source, 0), ()))
    own |= dict(rows.get((speech.source, speech.speech), ()))
    return tuple((name, own.get(name, "")) for name in names)
