"""The kind of a column, and the type of a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from topics.corpus.columns import METADATA

__all__ = ["Kind", "Table"]

Kind = Literal["text", "section", "integer", "number", "flag", "maybe", "topic"]
"""The kind of a column.

``text`` is empty if unknown. A ``section`` is a text such as ``1.10``, written ``1.10.`` so that
no spreadsheet reads it as a number. An ``integer`` and a ``flag`` are never missing. A ``number``
may be missing; a ``maybe`` is true, false or missing. A ``topic`` is an integer, or missing if
nothing was counted.
"""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a run.

    Attributes
    ----------
    name : str
        Its file is ``name + ".csv"``.
    columns : mapping of str to Kind
        The columns of every run, in order.
    endings : mapping of str to Kind
        Further columns, one or more for each engine, identified by their endings.
    more : mapping of str to Kind
        Further columns by name, at the right.
    rest : Kind
        Kind of any other column at the right; `METADATA` columns hold text.
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
        """Raise ValueError unless ``columns`` begins with the table's own, each named once."""
        own = list(self.columns)
        if columns[: len(own)] != own:
            raise ValueError(f"{self.name}: columns must begin with {own}, are {columns}")
        if twice := sorted({c for c in columns if columns.count(c) > 1}):
            raise ValueError(f"{self.name}: columns are named twice: {', '.join(twice)}")
