"""The data that the script of the page filters, searches and shows, as plain columns.

A paragraph is addressed by its row in ``blocks``, a theme by its row in ``themes``, a speech by its
running number. ``templates/scripts/filters.js`` reads it. Its size is limited: for a larger corpus
it has a sample of paragraphs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from topics.report.folding import fold_table
from topics.report.labels import LEVEL_NAMES, engine_name, rows, text_of, topic_names
from topics.report.payload_blocks import block_columns, page_blocks
from topics.report.payload_marks import deciding_words, duplicate_links, turn_columns
from topics.report.payload_repairs import edits, repair_rows, rule_names
from topics.report.payload_sampling import json_size, sample, text_sizes
from topics.report.payload_speeches import speech_columns
from topics.report.sections.base import RunData, Tables
from topics.report.sections.dates import DOUBTS
from topics.report.sections.shared import number_of, report_title

__all__ = ["BUDGET", "page_data"]

BUDGET = 3_200_000
"""Maximum size of the data in bytes of UTF-8."""
RESERVE = 60_000
"""Bytes reserved for the characters and words that depend on the chosen paragraphs."""
BLOCK_BYTES, REPAIR_BYTES = 190, 40
"""Bytes of a paragraph besides its text, and of a repair besides its characters."""


def page_data(run: RunData, budget: int = BUDGET) -> dict[str, Any]:
    """Return the data of the page, ready for JSON.

    Parameters
    ----------
    run : RunData
    budget : int
        Maximum size in bytes of the JSON text.

    Returns
    -------
    dict
        ``language``; ``title`` in Chinese and English; ``run`` (version and hash, for citations);
        ``themes``, ``topics`` (``key`` is ``"lda-4"``), ``sources``, ``speeches`` (``columns`` has
        one list of texts for each column that paragraphs can be filtered by, ``number`` is the
        running number) and ``blocks``, all as columns; ``words``, those that decided;
        ``speakers``, those inside texts; ``levels``, ``rules`` and ``doubts``, the names of their
        values in both languages; ``fold``, characters and what they are searched as, two texts of
        the same length; and ``sample``, None or how many of how many paragraphs the data has.
    """
    tables = run.tables
    fixed = {
        "language": run.language,
        "title": _titles(tables),
        "run": _identity(run.manifest),
        "themes": _themes(tables),
        "topics": _topics(tables),
        "levels": {level: list(names) for level, names in LEVEL_NAMES.items()},
        "rules": rule_names(tables["repairs"]),
        "doubts": {kind: list(names) for kind, names in DOUBTS.items()},
    }
    blocks, speeches = page_blocks(tables), speech_columns(tables)
    owners = repair_rows(tables["paragraphs"], tables["repairs"])
    sizes = _sizes(blocks, tables["repairs"], owners)
    kept = sample(blocks, sizes, _row_sizes(speeches), budget - json_size(fixed) - RESERVE)
    shown = blocks.iloc[kept]
    is_sample = len(shown) < len(blocks)
    if is_sample:
        own = np.isin(speeches["number"], shown["number"].unique())
        speeches = _rows_of(speeches, own)
    words, marks = deciding_words(shown, tables["evidence"])
    speakers, turns = turn_columns(shown)
    searched = [*shown["text"], *speeches["title"], *speeches["speaker"], *speakers]
    return fixed | {
        "sources": _sources(tables, set(speeches["source"])),
        "speeches": speeches,
        "words": words,
        "speakers": speakers,
        "blocks": block_columns(shown, tables)
        | marks
        | turns
        | {
            "copies": duplicate_links(shown, blocks),
            "repairs": edits(shown, tables["repairs"], owners),
        },
        "fold": fold_table("".join(searched)) if len(shown) else ["", ""],
        "sample": _sample(blocks, shown) if is_sample else None,
    }


def _titles(tables: Tables) -> list[str]:
    n = len(tables["speeches"])
    return [
        f"{report_title(tables)} · {n} 篇讲话",
        f"{report_title(tables, 'en')} · {n} speech{'' if n == 1 else 'es'}",
    ]


def _identity(manifest: Mapping[str, Any]) -> dict[str, str]:
    versions = manifest.get("versions") or {}
    return {
        "version": text_of(versions.get("topics-zh")),
        "sha256": text_of(manifest.get("sha256")),
    }


def _themes(tables: Tables) -> dict[str, list[Any]]:
    found = list(rows(tables["themes"]))
    return {
        "id": [text_of(r.theme) for r in found],
        "zh": [text_of(r.zh) for r in found],
        "en": [text_of(r.en) for r in found],
        "share": [float(r.share) for r in found],
        "low": [number_of(getattr(r, "low", None)) for r in found],
        "high": [number_of(getattr(r, "high", None)) for r in found],
        "n": [int(r.n_paragraphs) for r in found],
        "words": [text_of(r.top_terms).split() for r in found],
        "seeds": [text_of(getattr(r, "seed_terms", "")).split() for r in found],
    }


def _topics(tables: Tables) -> dict[str, list[Any]]:
    found = list(rows(tables["topics"]))
    names = topic_names(tables["topics"], tables["themes"])
    return {
        "key": [f"{r.engine}-{r.topic}" for r in found],
        "engine": [engine_name(r.engine) for r in found],
        "engine_en": [engine_name(r.engine, "en") for r in found],
        "name": [names[r.engine, r.topic][0] for r in found],
        "en": [names[r.engine, r.topic][1] for r in found],
        "share": [float(r.share) for r in found],
        "words": [text_of(r.top_terms).split() for r in found],
    }


def _sources(tables: Tables, names: set[str]) -> dict[str, list[Any]]:
    """Return number (from 1, as in ``S1:77``), name and hash of the sources of some speeches."""
    found = [(i, r) for i, r in enumerate(rows(tables["sources"]), 1) if r.source in names]
    return {
        "number": [i for i, _ in found],
        "name": [text_of(r.source) for _, r in found],
        "sha256": [text_of(r.sha256) for _, r in found],
    }


def _sizes(blocks: pd.DataFrame, repairs: pd.DataFrame, owners: np.ndarray) -> np.ndarray:
    """Return the bytes that each block takes in the data, with its repairs."""
    sizes = text_sizes(blocks["text"]) + BLOCK_BYTES if len(blocks) else np.zeros(0, np.int64)
    if len(owners) and len(blocks):
        own = REPAIR_BYTES + text_sizes(repairs["before"]) + text_sizes(repairs["after"])
        placed = owners >= 0
        n_rows = int(max(owners.max(), blocks.index.max())) + 1
        total = np.bincount(owners[placed], own[placed], n_rows)
        sizes = sizes + total[blocks.index].astype(np.int64)
    return sizes


def _row_sizes(speeches: Mapping[str, Any]) -> dict[int, int]:
    """Return the bytes that each speech takes in the data, by running number."""
    lists = [speeches[name] for name in speeches if name != "columns"]
    lists += list(speeches["columns"].values())
    return {row[0]: json_size(row) for row in zip(*lists, strict=True)}


def _rows_of(columns: Mapping[str, Any], chosen: np.ndarray) -> dict[str, Any]:
    return {
        name: _rows_of(values, chosen)
        if isinstance(values, Mapping)
        else [value for value, own in zip(values, chosen, strict=True) if own]
        for name, values in columns.items()
    }


def _sample(blocks: pd.DataFrame, shown: pd.DataFrame) -> dict[str, int]:
    return {
        "shown": len(shown),
        "of": int(blocks["role"].eq("body").sum()),
        "speeches": int(shown["number"].nunique()),
    }
