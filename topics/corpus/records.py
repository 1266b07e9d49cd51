"""Tuples of records of one kind that become a table in one step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any, TypeVar

import pandas as pd

from topics.display.corpora import records_view
from topics.display.view import shown

__all__ = ["Records"]

Row = TypeVar("Row")


@shown(records_view)
class Records(tuple[Row, ...]):
    """A tuple of records of one kind, e.g. the sources of a corpus."""

    kind: type

    @classmethod
    def of(cls, kind: type[Row], rows: Iterable[Row]) -> Records[Row]:
        """Return some records.

        Parameters
        ----------
        kind : type
            Their dataclass, also where there are none.
        rows : iterable of that type
        """
        made = cls(rows)
        made.kind = kind
        return made

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the fields, which are the columns of the table."""
        return tuple(field.name for field in fields(self.kind))

    def to_pandas(self) -> pd.DataFrame:
        """Return one row per record, one column per field."""
        columns: dict[str, list[Any]] = {
            name: [getattr(row, name) for row in self] for name in self.names
        }
        return pd.DataFrame(columns)
