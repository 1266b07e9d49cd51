"""The tables of a run: their columns in order, and the kind of each."""

from __future__ import annotations

from collections.abc import Mapping

from topics.corpus.columns import METADATA
from topics.runs.coding_schema import CODING
from topics.runs.table_type import Kind, Table

__all__ = ["METADATA", "TABLES", "Kind", "Table"]

_SHARES: dict[str, Kind] = {
    "share": "number",
    "low": "number",
    "high": "number",
    "n_speeches": "integer",
    "n_paragraphs": "integer",
    "few": "flag",  # fewer than five speeches
    "carried_by": "text",  # number of the speech that has more than half
    "n_chars": "integer",
    "n_expected": "number",  # speeches, each with the probability that it is in the group
}

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
            "main_theme2": "text",
            "main_margin": "number",
            "none": "number",
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
        more={
            "label": "text",
            "formula_share": "number",
            "bundle_share": "number",
            "id": "text",
            "theme2": "text",
            "theme2_share": "number",
            "certain": "flag",
            "coded_by": "text",  # hand, or empty
            "theme_before": "text",  # the coder's theme, if it was coded by hand
            "speaker": "text",  # the speaker, if a text names several
        },
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
    Table(
        "skipped",
        {"source": "text", "reason": "text"},
        more={"code": "text", "values": "text"},  # of the message; values as JSON
    ),
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
            "theme_p": "number",
            "theme_hold": "number",
            "runner_up": "text",
            "state": "text",
            "x": "number",  # on the map of the engine's topics
            "y": "number",
            "edited": "text",  # name, theme, merged, split, hidden: by hand, with blanks
            "label_before": "text",
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
        more={
            "colour": "text",
            "low": "number",
            "high": "number",
            "seed_terms": "text",
            "frame": "flag",  # of openings and closings: no main theme where another has support
        },
    ),
    *CODING,
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
            "n": "number",
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
        more={
            "found": "topic",  # subsamples that have it among the ten top words of the topic
            "lift": "number",  # p(term | topic) / p(term)
        },
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
    Table(
        "themes_by",
        {"column": "text", "group": "text", "theme": "text", **_SHARES},
    ),
    Table(
        "topics_by",
        {"column": "text", "group": "text", "engine": "text", "topic": "integer", **_SHARES},
    ),
    Table("missing_seed_words", {"theme": "text", "word": "text", "kind": "text"}),
    Table(  # of a run that continues another
        "lineage",
        {
            "engine": "text",
            "parent": "topic",
            "child": "topic",
            "state": "text",
            "similarity": "number",
            "reseed_low": "number",
            "beyond_reseeding": "maybe",
            "share_before": "number",
            "share_after": "number",
            "came": "text",
            "went": "text",
        },
    ),
)

TABLES: Mapping[str, Table] = {table.name: table for table in _TABLES}
"""Every table of a run by name. Columns may be added at the right, never removed."""
