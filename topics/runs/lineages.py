"""The table ``lineage``: how the topics of a run descend from those of another run."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from topics.models.lineage import Lineage
from topics.runs.table_type import Table

__all__ = ["LINEAGE", "lineage_table"]

LINEAGE = Table(
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
)
"""The columns of `topics.models.lineage.Lineage.table` after the engine; a topic that was born has
no parent, one that is dead no child."""


def lineage_table(found: Mapping[str, Lineage]) -> pd.DataFrame:
    """Return the table ``lineage``.

    Parameters
    ----------
    found : mapping of str to Lineage
        By engine, in order; it may be empty.
    """
    parts = [one.table.assign(engine=engine) for engine, one in found.items()]
    columns = [*LINEAGE.columns]
    if not parts:
        return pd.DataFrame(columns=columns)
    return pd.concat(parts, ignore_index=True)[columns]
