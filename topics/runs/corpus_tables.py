"""The corpus of a run, from its tables: what coding it again needs, without the seed files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd

from topics.corpus.types import Corpus, Duplicate, Paragraph, SimilarSpeech, Source, Speech
from topics.runs.schema import METADATA

__all__ = ["corpus_of"]


def corpus_of(tables: Mapping[str, pd.DataFrame]) -> Corpus:
    """Return the corpus that a run was made of.

    Sources, speeches and blocks, with their texts, sections and near-duplicates, are as they
    were read. Repairs are in the run's own table and not in the corpus, so that positions of
    single characters in the seed files are not known.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        What `load_run` returns as ``tables``.
    """
    sources = tables["sources"].rename(columns={"source": "name"}).assign(reader="")
    speeches, blocks = tables["speeches"], tables["paragraphs"]
    names = [column for column in speeches.columns if column.startswith(METADATA)]
    given = [
        tuple((name.removeprefix(METADATA), row[name]) for name in names)
        for row in speeches[names].to_dict("records")
    ]
    nowhere = [np.zeros((len(text), 2), np.int32) for text in blocks["text"]]
    return Corpus(
        sources=tuple(_objects(sources, Source)),
        speeches=tuple(_objects(speeches, Speech, metadata=given)),
        paragraphs=tuple(_objects(blocks, Paragraph, offsets=nowhere)),
        repairs=(),
        skipped=(),
        duplicates=tuple(_objects(tables["duplicates"], Duplicate)),
        similar_speeches=tuple(_objects(tables["similar_speeches"], SimilarSpeech)),
        masks=(),
        bounds=(),
    )


def _objects(table: pd.DataFrame, kind: type, **more: list[Any]) -> list[Any]:
    """Return one object a row, from the columns that are its attributes and ``more`` of them."""
    names = [field.name for field in fields(kind) if field.name in table]
    columns = {name: table[name].tolist() for name in names} | more
    rows = zip(*columns.values(), strict=True)
    return [kind(**dict(zip(columns, row, strict=True))) for row in rows]
