"""The tables of a comparison."""

from __future__ import annotations

from topics.runs.lineages import LINEAGE
from topics.runs.table_type import Table

__all__ = [
    "CHANGED",
    "COMPARISON",
    "DIFFERENCES",
    "EVIDENCE",
    "MANIFEST",
    "PAGE",
    "SHARES",
    "TABLES",
]

SHARES = Table(
    "shares",
    {
        "theme": "text",
        "zh": "text",
        "en": "text",
        "share_a": "number",  # missing if the theme is not in the run's codebook
        "low_a": "number",
        "high_a": "number",
        "share_b": "number",
        "low_b": "number",
        "high_b": "number",
        "difference": "number",  # of share_b and share_a, with its 95% interval
        "low": "number",
        "high": "number",
        "outside": "flag",  # whether the interval of the difference excludes 0
    },
)
CHANGED = Table(
    "changed",
    {
        "id": "text",  # in B
        "source": "text",
        "paragraph": "integer",
        "id_a": "text",
        "source_a": "text",
        "paragraph_a": "integer",
        "text_changed": "flag",
        "theme_a": "text",
        "theme_b": "text",
        "theme_a_in_a": "number",  # probability of A's theme in A
        "theme_a_in_b": "number",
        "theme_b_in_a": "number",
        "theme_b_in_b": "number",
        "cause": "text",  # hand, codebook, text, words, neighbours, weights, prior or unknown
        "came": "text",  # words of evidence that only B has, the strongest change first
        "went": "text",
        "reweighed": "text",
    },
)
EVIDENCE = Table(
    "changed_evidence",
    {
        "id": "text",
        "source": "text",
        "paragraph": "integer",
        "theme": "text",
        "kind": "text",
        "word": "text",
        "weight_a": "number",  # missing if the run has no such evidence
        "weight_b": "number",
        "push": "number",  # log odds by which it moved the paragraph towards B's theme
    },
)
DIFFERENCES = Table(
    "differences",
    {"kind": "text", "name": "text", "change": "text", "a": "text", "b": "text"},
)
TABLES = {table.name: table for table in (LINEAGE, SHARES, CHANGED, EVIDENCE, DIFFERENCES)}
MANIFEST = "compare.json"
"""What was compared; the last file to be written."""
PAGE = "compare.html"
COMPARISON = ("a comparison", (*(f"{name}.csv" for name in TABLES), PAGE, MANIFEST))
"""What the folder holds, and the files that may be in it."""
