"""Check that the tables of a run are consistent: themes, roles and engines that they name exist."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

import pandas as pd

from topics.corpus.rows import ROLES
from topics.errors import OutputError
from topics.parsing import shown
from topics.runs.schema import TABLES

__all__ = ["check_references"]

_COLOUR = re.compile("(#[0-9a-fA-F]{6})?")
_NEEDED = ("themes", "speeches", "paragraphs", "topics", "topic_terms")
_FINITE = (*_NEEDED, "agreement", "speech_tree", "coding", "themes_by", "topics_by")
_UNIQUE = {
    "sources": ["source"],
    "speeches": ["source", "speech"],
    "paragraphs": ["source", "paragraph"],
    "topics": ["engine", "topic"],
    "agreement": ["engine_a", "topic_a", "engine_b", "topic_b"],
    "themes_by": ["column", "group", "theme"],
    "topics_by": ["column", "group", "engine", "topic"],
}
"""Columns whose values identify the rows of a table."""
_N_NAMED = 20
"""Maximum number of allowed values that an error names."""


def check_references(
    tables: Mapping[str, pd.DataFrame], engines: Collection[str], folder: Path
) -> None:
    """Check that everything that the tables of a run name exists, before a page is made from them.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        The tables of a run by name.
    engines : collection of str
        The engines of the run.
    folder : Path
        The run's folder, named in the error.

    Raises
    ------
    OutputError
        If a table is missing, a row occurs twice, a theme, role, topic or engine in a table is not
        one of the run's, a colour is not ``#rrggbb``, a share is infinite, or the tree of speeches
        is not a tree. The message names the file and the column.
    """
    if missing := [name for name in _NEEDED if name not in tables]:
        raise OutputError(
            f"{folder}: is not a complete run ({missing[0]}.csv is missing). Repeat the run."
        )
    for table, column, problem in _problems(tables, engines):
        raise OutputError(
            f"{folder / table}.csv: is invalid (column {column!r}{problem}). Repeat the run."
        )


def _problems(
    tables: Mapping[str, pd.DataFrame], engines: Collection[str]
) -> Iterator[tuple[str, str, str]]:
    """Yield table, column and problem."""
    themes = list(tables["themes"]["theme"])
    if "" in themes or len(set(themes)) < len(themes):
        yield "themes", "theme", ": is empty or occurs twice"
    numbers = [str(number) for number in tables["speeches"].get("number", ())]
    known: dict[tuple[str, str], Collection[str]] = {
        ("speeches", "main_theme"): ("", *themes),
        ("paragraphs", "theme"): ("", *themes),
        ("paragraphs", "role"): tuple(ROLES),
        ("topics", "theme"): ("", *themes),
        ("topics", "engine"): engines,
        ("topic_terms", "engine"): engines,
        ("agreement", "engine_a"): engines,
        ("agreement", "engine_b"): engines,
        ("topics_by", "engine"): engines,
        ("themes_by", "theme"): themes,
        **{(name, "carried_by"): ("", *numbers) for name in ("themes_by", "topics_by")},
    }
    for (table, column), allowed in known.items():
        names = ", ".join([name for name in allowed if name][:_N_NAMED])
        yield from _wrong(tables, table, column, set(allowed).__contains__, f"one of {names}")
    yield from _wrong(tables, "themes", "colour", _COLOUR.fullmatch, 'like "#c67004"')
    needed = [("speeches", theme) for theme in themes] + [
        ("paragraphs", f"{engine}_{end}") for engine in engines for end in ("topic", "share")
    ]
    yield from (
        (table, name, ": is missing") for table, name in needed if name not in tables[table]
    )
    for table, key in _UNIQUE.items():
        rows = tables.get(table, pd.DataFrame())
        if set(key) <= set(rows) and (twice := rows.duplicated(key)).any():
            yield table, key[-1], f", row {twice.argmax() + 1}: repeats an earlier row"
    for table in ("topic_terms", "topics_by"):
        yield from _topic_problems(tables["topics"], table, tables.get(table, pd.DataFrame()))
    for table in _FINITE:
        yield from _infinite(table, tables.get(table, pd.DataFrame()))
    if "speech_tree" in tables:
        yield from _tree_problems(tables["speech_tree"], len(tables["speeches"]))


def _wrong(
    tables: Mapping[str, pd.DataFrame],
    table: str,
    column: str,
    is_allowed: Callable[[str], object],
    allowed: str,
) -> Iterator[tuple[str, str, str]]:
    values = tables[table].get(column, ()) if table in tables else ()
    for row, value in enumerate(values, start=1):
        if not is_allowed(value):
            yield table, column, f", row {row}: {shown(value)} is not {allowed}"


def _topic_problems(
    topics: pd.DataFrame, name: str, table: pd.DataFrame
) -> Iterator[tuple[str, str, str]]:
    known = set(zip(topics["engine"], topics["topic"], strict=True))
    keys = zip(table.get("engine", ()), table.get("topic", ()), strict=True)
    for row, (engine, topic) in enumerate(keys, 1):
        if (engine, topic) not in known:
            yield name, "topic", f", row {row}: {topic} is not a topic of {engine}"


def _infinite(name: str, table: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    for column in table:
        if TABLES[name].kind(str(column)) == "number" and table[column].abs().max() == float("inf"):
            yield name, str(column), ": contains an infinite number"


def _tree_problems(tree: pd.DataFrame, n_leaves: int) -> Iterator[tuple[str, str, str]]:
    """Yield nodes with two parents, or used before they are defined: such a tree has no end."""
    seen: set[int] = set()
    for i, pair in enumerate(zip(tree["left"], tree["right"], strict=True)):
        for column, node in zip(("left", "right"), pair, strict=True):
            if node in seen or not 0 <= node < n_leaves + i:
                yield (
                    "speech_tree",
                    column,
                    f", row {i + 1}: {node} is not an earlier node without a parent",
                )
            seen.add(node)
