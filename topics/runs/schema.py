"""The tables of a run: their columns in order, and the kind of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from topics.corpus.columns import METADATA

__all__ = ["METADATA", "TABLES", "Kind", "Table"]

Kind = Literal["text", "section", "integer", "number", "flag", "topic"]
"""The kind of a column.

``text`` is empty where nothing is known. A ``section`` is a text such as ``1.10``, written
``1.10.`` so that no spreadsheet reads it as a number. An ``integer`` and a ``flag`` are never
missing; a ``number`` may be; a ``topic`` is an integer, or missing where nothing was counted.
"""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a run.

    Attributes
    ----------
    name : str
        Its file is ``name + ".csv"``.
    columns : mapping of str to Kind
        The columns every run has, in order.
    endings : mapping of str to Kind
        Further columns, one or more for each engine, known by how they end.
    more : mapping of str to Kind
        Further columns by name, at the right.
    rest : Kind
        What any other column at the right holds; `METADATA` columns hold text.
    """

    name: str
    columns: Mapping[str, Kind]
    endings: Mapping[str, Kind] = field(default_factory=dict)
    more: Mapping[str, Kind] = field(default_factory=dict)
    rest: Kind = "text"

    def kind(self, column: str) -> Kind:
        """Return the kind of a column of this table."""
        named = {**self.columns, **self.more}
        if column in named:
            return named[column]
        if column.startswith(METADATA):
            return "text"
        return next((k for end, k in self.endings.items() if column.endswith(end)), self.rest)

    def check(self, columns: list[str]) -> None:
        """Raise ValueError unless ``columns`` opens with the table's own, each named once."""
        own = list(self.columns)
        if columns[: len(own)] != own:
            raise ValueError(f"{self.name}: columns must open with {own}, are {columns}")
        if twice := sorted({c for c in columns if columns.count(c) > 1}):
            raise ValueError(f"{self.name}: columns are named twice: {', '.join(twice)}")


_TABLES = (
    Table(
        "sources",
        {
            "source": "text",
            "sha256": "text",
            "encoding": "text",
            "encoding_confidence": "number",
            "n_bytes": "integer",
            "n_lines": "integer",
            "n_speeches": "integer",
        },
    ),
    Table(
        "speeches",
        {
            "source": "text",
            "speech": "integer",
            "head": "text",
            "title": "text",
            "date": "text",
            "speaker": "text",
            "first_line": "integer",
            "last_line": "integer",
            "complete": "flag",
            "n_paragraphs": "integer",
            "n_chars": "integer",
            "main_theme": "text",
        },
        more={
            "cut": "text",
            "earliest": "text",
            "latest": "text",
            "date_clash": "flag",
            "occasion": "text",
            "level": "text",
            "office": "text",
            "place": "text",
            "number": "integer",  # the running number from 1 that the report shows
            "formula_share": "number",
            "bundle_share": "number",
            "date_iso": "text",
            "date_precision": "text",
            "date_from": "text",
        },
        rest="number",  # the share of each theme
    ),
    Table(
        "paragraphs",
        {
            "source": "text",
            "speech": "integer",
            "paragraph": "integer",
            "section": "section",
            "role": "text",
            "heading": "text",
            "first_line": "integer",
            "last_line": "integer",
            "text": "text",
            "theme": "text",
            "theme_share": "number",
            "duplicate_of": "text",
        },
        endings={"_topic": "topic", "_share": "number"},
        more={"label": "text", "formula_share": "number", "bundle_share": "number", "id": "text"},
    ),
    Table(
        "repairs",
        {
            "source": "text",
            "line": "integer",
            "column": "integer",
            "rule": "text",
            "before": "text",
            "after": "text",
        },
    ),
    Table(
        "duplicates",
        {
            "source": "text",
            "paragraph": "integer",
            "of_source": "text",
            "of_paragraph": "integer",
            "similarity": "number",
        },
        more={"matched": "text"},
    ),
    Table(
        "similar_speeches",
        {
            "source": "text",
            "speech": "integer",
            "of_source": "text",
            "of_speech": "integer",
            "share": "number",
        },
    ),
    Table(
        "masks",
        {"source": "text", "line": "integer", "column": "integer", "kind": "text", "text": "text"},
    ),
    Table(
        "bounds",
        {
            "source": "text",
            "speech": "integer",
            "line": "integer",
            "words": "text",
            "event": "text",
            "kind": "text",
            "date": "text",
        },
    ),
    Table("skipped", {"source": "text", "reason": "text"}),
    Table(
        "topics",
        {
            "engine": "text",
            "topic": "integer",
            "theme": "text",
            "label": "text",
            "share": "number",
            "top_terms": "text",
            "frex_terms": "text",
            "npmi": "number",
            "c_v": "number",
            "exclusivity": "number",
        },
        more={
            "rank": "integer",
            "found": "topic",  # subsamples that have the topic, of n_samples; missing without any
            "n_samples": "topic",
            "share_low": "number",
            "share_high": "number",
            "random_state": "integer",  # of the likeliest of n_starts
            "n_starts": "integer",
            "start_words": "text",
        },
    ),
    Table(
        "themes",
        {
            "theme": "text",
            "zh": "text",
            "en": "text",
            "share": "number",
            "top_terms": "text",
            "n_paragraphs": "integer",
        },
        more={"colour": "text"},
    ),
    Table(
        "scores",
        {
            "engine": "text",
            "name": "text",
            "value": "number",
            "higher_is_better": "flag",
            "reference": "text",
        },
        more={
            "mean_starts": "number",
            "sd_starts": "number",
            "low": "number",
            "high": "number",
        },
    ),
    Table(
        "topic_terms",
        {
            "engine": "text",
            "topic": "integer",
            "rank": "integer",
            "term": "text",
            "weight": "number",
        },
        more={"found": "topic"},  # subsamples that have it among the ten top words of the topic
    ),
    Table(
        "stability",
        {
            "engine": "text",
            "start": "integer",
            "topic": "integer",
            "matched_topic": "topic",
            "similarity": "number",
            "share": "number",
        },
        more={
            "kind": "text",  # subsample, start, random_start
            "sampled": "text",
            "random_state": "integer",
            "objective": "number",
            "chance": "number",
            "found": "flag",
        },
    ),
    Table(
        "agreement",
        {
            "engine_a": "text",
            "topic_a": "integer",
            "engine_b": "text",
            "topic_b": "integer",
            "n_units": "integer",
            "jaccard": "number",
            "shared_words": "text",
            "matched": "flag",
        },
        more={"similarity": "number", "p_value": "number"},
    ),
    Table(
        "terms",
        {
            "term": "text",
            "count": "integer",
            "n_speeches": "integer",
            "n_sources": "integer",
            "n_paragraphs": "integer",
            "dp": "number",
            "dp_norm": "number",
            "dp_expected": "number",
            "burstiness": "number",
            "formula": "number",
        },
    ),
    Table(
        "bundles",
        {"bundle": "text", "count": "integer", "n_speeches": "integer", "n_sources": "integer"},
    ),
    Table(
        "speech_tree",
        {
            "step": "integer",
            "left": "integer",
            "right": "integer",
            "distance": "number",
            "n_speeches": "integer",
        },
    ),
    Table("missing_seed_words", {"theme": "text", "word": "text", "kind": "text"}),
)

TABLES: Mapping[str, Table] = {table.name: table for table in _TABLES}
"""Every table of a run by name. Columns may be added at the right, never removed."""
