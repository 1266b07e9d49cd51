"""Rebuild the corpus of a run from its tables, to code it again without the seed files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import accumulate, groupby
from operator import itemgetter
from typing import Any

import pandas as pd

from topics.corpus.identity import column_of, text_hash
from topics.corpus.packing import cut
from topics.corpus.records import Records
from topics.corpus.types import (
    Corpus,
    Duplicate,
    Paragraph,
    Repair,
    SimilarSpeech,
    Source,
    Speech,
)
from topics.errors import OutputError
from topics.runs.schema import METADATA

__all__ = ["corpus_of"]


def corpus_of(tables: Mapping[str, pd.DataFrame]) -> Corpus:
    """Return the corpus of a run.

    Sources, speeches and blocks, with their texts, sections, repairs and near-duplicates, are as
    they were read, in the same pieces. Runs written before blocks had ids have no positions of
    single characters.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        The ``tables`` of `load_run`.

    Raises
    ------
    OutputError
        If the tables are inconsistent.
    """
    try:
        return _corpus(tables)
    except (KeyError, IndexError, OverflowError, TypeError, ValueError) as exc:
        said = f"{type(exc).__name__}: {exc}"
        raise OutputError(
            f"The tables of the run are inconsistent ({said:.200}). Repeat the run."
        ) from exc


def _corpus(tables: Mapping[str, pd.DataFrame]) -> Corpus:
    sources = tables["sources"].rename(columns={"source": "name"}).assign(reader="")
    speeches = tables["speeches"]
    names = [column for column in speeches.columns if column.startswith(METADATA)]
    given = [
        tuple((name.removeprefix(METADATA), row[name]) for name in names)
        for row in speeches[names].to_dict("records")
    ]
    blocks = _by_source(_blocks(tables))
    addresses = _by_source(_objects(speeches, Speech, metadata=given))
    return Corpus(
        pieces=tuple(
            piece
            for name in sources["name"]
            for piece in cut(_by_speech(blocks[name], addresses[name]))
        ),
        sources=Records.of(Source, _objects(sources, Source)),
        duplicates=Records.of(Duplicate, _objects(tables["duplicates"], Duplicate)),
        similar_speeches=Records.of(
            SimilarSpeech, _objects(tables["similar_speeches"], SimilarSpeech)
        ),
    )


def _by_source(rows: list[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.source].append(row)
    return found


def _by_speech(
    blocks: Sequence[Paragraph], speeches: Sequence[Speech]
) -> Iterator[tuple[list[Paragraph], list[Speech]]]:
    """Yield the blocks of each speech, with the speech, in the order in which they were read.

    Blocks that belong to no speech come with the one before them.
    """
    speech_of = {speech.speech: speech for speech in speeches}
    latest = accumulate((block.speech for block in blocks), max)
    for number, pairs in groupby(zip(latest, blocks, strict=True), key=itemgetter(0)):
        yield [block for _, block in pairs], [speech_of[number]] if number else []


def _blocks(tables: Mapping[str, pd.DataFrame]) -> list[Paragraph]:
    """Return every block with its repairs: those between its start and that of the next block."""
    table = tables["paragraphs"]
    hashes = [text_hash(text) for text in table["text"]]
    if "id" not in table:
        return _objects(table, Paragraph, text_hash=hashes)
    columns = [column_of(name) for name in table["id"]]
    starts = list(zip(table["source"], table["first_line"], columns, strict=True))
    made: list[list[Repair]] = [[] for _ in starts]
    i = 0
    for repair in _objects(tables["repairs"], Repair):
        while i + 1 < len(starts) and (
            starts[i][0] != repair.source
            or (
                starts[i + 1][0] == repair.source
                and starts[i + 1][1:] <= (repair.line, repair.column)
            )
        ):
            i += 1
        made[i].append(repair)
    return _objects(table, Paragraph, text_hash=hashes, column=columns, repairs=made)


def _objects(table: pd.DataFrame, kind: type, **more: list[Any]) -> list[Any]:
    """Return one object per row, from the columns that are its attributes and those in ``more``."""
    names = [field.name for field in fields(kind) if field.name in table]
    columns = {name: table[name].tolist() for name in names} | more
    rows = zip(*columns.values(), strict=True)
    return [kind(**dict(zip(columns, row, strict=True))) for row in rows]
