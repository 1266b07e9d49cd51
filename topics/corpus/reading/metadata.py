"""``metadata.csv`` in a seed folder: further columns for speeches, by file and speech."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

from topics.corpus.reading.content import ReadOptions
from topics.corpus.reading.readers.common import csv_rows
from topics.corpus.reading.readers.text import read_text
from topics.corpus.types import Speech
from topics.errors import CorpusError, SourceError, did_you_mean

__all__ = ["METADATA_NAME", "add_metadata", "metadata_file", "read_metadata"]

METADATA_NAME = "metadata.csv"
LONGEST_NUMBER = 9
"""Digits of a speech's number."""
Key = tuple[str, int]  # source, and speech or 0 for all its speeches
Rows = dict[Key, tuple[tuple[str, str], ...]]


def metadata_file(seeds: str | Path) -> Path | None:
    """Return the ``metadata.csv`` of a seed folder; None where there is none."""
    path = Path(seeds) / METADATA_NAME
    return path if path.is_file() else None


def read_metadata(seeds: str | Path) -> Rows:
    """Read ``metadata.csv`` from a seed folder.

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
        with path.open("rb") as file:
            text = "\n".join(read_text(file, ReadOptions()).lines)
        columns, *cells = csv_rows(text) or [[]]
    except (OSError, SourceError) as exc:
        raise CorpusError(f"{path}: {exc}.") from exc
    if "source" not in columns:
        near = did_you_mean("source", columns)
        raise CorpusError(
            f"{path}: has no column 'source' that names the seed file of each row.{near} Its"
            f" columns are: {', '.join(columns)}."
        )
    if twice := sorted({name for name in columns if columns.count(name) > 1}):
        raise CorpusError(f"{path}: names columns twice: {', '.join(twice)}.")
    rows: Rows = {}
    for number, found in enumerate(cells, 2):
        if any(found[len(columns) :]):
            raise CorpusError(
                f"{path}, row {number}: has {len(found)} cells where the header has"
                f" {len(columns)}; put text that holds a comma in quotation marks."
            )
        if not any(found):
            continue
        row = dict(zip_longest(columns, found[: len(columns)], fillvalue=""))
        key = _key(path, number, row)
        if key in rows:
            raise CorpusError(f"{path}, row {number}: names {row['source']!r} a second time.")
        rows[key] = tuple(
            (name, row[name].strip()) for name in columns if name not in ("source", "speech")
        )
    return rows


def _key(path: Path, number: int, row: Mapping[str, str]) -> Key:
    speech = row.get("speech", "").strip()
    if speech and not (speech.isdecimal() and len(speech) <= LONGEST_NUMBER):
        raise CorpusError(
            f"{path}, row {number}: speech = {speech!r}; it must be a number from 1, or empty for"
            " every speech of the file."
        )
    return row["source"].strip(), int(speech or 0)


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
