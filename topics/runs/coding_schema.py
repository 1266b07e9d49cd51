"""The tables that coding adds to a run."""

from __future__ import annotations

from topics.runs.table_type import Table

__all__ = ["CODING"]

CODING = (
    Table("coding", {"source": "text", "paragraph": "integer"}, rest="number"),
    Table(
        "evidence",
        {
            "source": "text",
            "paragraph": "integer",
            "theme": "text",
            "kind": "text",
            "word": "text",
            "weight": "number",
        },
    ),
    Table(
        "codebook_fit",
        {
            "codebook": "text",
            "n_themes": "integer",
            "prior_none": "number",
            "none_share": "number",
            "evidence_per_100": "number",
            "unsupported": "text",
            "fits": "flag",
            "n_lines": "integer",
            "coder": "text",
        },
        more={"prior_at_limit": "flag"},
    ),
    Table("confusion", {"gold": "text", "coded": "text", "n": "integer"}),
)
"""Probabilities, evidence, fit of the codebook, and the gold lines by coded theme."""
