"""The texts of a finished run, by source and paragraph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

__all__ = ["TextsOfRun"]


@dataclass(frozen=True, slots=True)
class TextsOfRun:
    """Reads the texts of paragraphs from the tables of a run, which load when first needed.

    Attributes
    ----------
    tables : mapping of str to DataFrame
    """

    tables: Mapping[str, pd.DataFrame]

    def texts_of(self, keys: Sequence[tuple[str, int]]) -> list[str]:
        """Return the texts of paragraphs, by source and number; empty if there is none."""
        table = self.tables["paragraphs"]
        near = table[table["paragraph"].isin([number for _, number in keys])]
        found = dict(
            zip(zip(near["source"], near["paragraph"], strict=True), near["text"], strict=True)
        )
        return [str(found.get(key, "")) for key in keys]
