"""The repairs of each paragraph, so that the page can show its original text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.corpus.identity import column_of
from topics.corpus.positions import PARTING_RULE
from topics.repairs import REPAIR_NAMES
from topics.report.html import shown_length
from topics.report.labels import rows, text_of

__all__ = ["APART", "UNKNOWN", "edits", "places", "repair_rows", "rule_names"]

UNKNOWN, APART = -1, -2
"""Values in place of the position of a change."""


def rule_names(repairs: pd.DataFrame) -> dict[str, list[str]]:
    """Return the Chinese and English name of each rule that was applied."""
    used = sorted(repairs["rule"].unique()) if len(repairs) else []
    return {rule: list(REPAIR_NAMES.get(rule, (rule, rule))) for rule in used}


def repair_rows(paragraphs: pd.DataFrame, repairs: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return the row in ``paragraphs`` of the block of each repair.

    A block has the repairs from its start to that of the next block; repairs before the
    first block of a source belong to that block. -1 where blocks have no ids, in earlier runs.
    """
    if repairs.empty or paragraphs.empty or "id" not in paragraphs:
        return np.full(len(repairs), -1, np.int64)
    starts = pd.DataFrame(
        {
            "source": paragraphs["source"].to_numpy(),
            "line": paragraphs["first_line"].to_numpy(np.int64),
            "column": np.fromiter(map(column_of, paragraphs["id"]), np.int64, len(paragraphs)),
            "row": np.arange(len(paragraphs)),
            "repair": -1,
        }
    )
    made = repairs[["source", "line", "column"]].assign(row=-1, repair=np.arange(len(repairs)))
    both = pd.concat([starts, made], ignore_index=True)
    both = both.sort_values(["source", "line", "column", "repair"], kind="stable")
    row = both["row"].where(both["row"] >= 0).groupby(both["source"], sort=False)
    both["row"] = row.ffill().groupby(both["source"], sort=False).bfill().fillna(-1)
    own = both[both["repair"] >= 0].sort_values("repair")
    return own["row"].to_numpy(np.int64)


def edits(
    blocks: pd.DataFrame, repairs: pd.DataFrame, owners: npt.NDArray[np.int64]
) -> dict[str, list[list[Any]]]:
    """Return the repairs of blocks by their position.

    Parameters
    ----------
    blocks : pandas.DataFrame
        Its index is the row in ``paragraphs``.
    repairs : pandas.DataFrame
    owners : int64 array, shape (n_repairs,)
        As `repair_rows` returns them.

    Returns
    -------
    dict
        A list for each repair: rule, line, column, before, after, and its place in the text as
        shown. If all positions are known, the original is the text with each ``after`` replaced by
        its ``before``.
    """
    own = repairs[np.isin(owners, blocks.index)] if len(owners) else repairs.head(0)
    rows_of = owners[np.isin(owners, blocks.index)] if len(owners) else owners
    position = {row: i for i, row in enumerate(blocks.index)}
    made: dict[int, list[Any]] = {}
    for row, repair in zip(rows_of.tolist(), rows(own), strict=True):
        made.setdefault(position[row], []).append(repair)
    found = {}
    for i, changes in sorted(made.items()):
        block = blocks.iloc[i]
        at = places(block["text"], int(block["first_line"]), column_of(block["id"]), changes)
        found[str(i)] = [
            [c.rule, int(c.line), int(c.column), text_of(c.before), text_of(c.after), place]
            for c, place in zip(changes, at, strict=True)
        ]
    return found


def places(text: str, line: int, column: int, changes: Sequence[Any]) -> list[int]:
    """Return the positions of changes in a repaired text, in JavaScript's code units.

    Parameters
    ----------
    text : str
        The repaired text of a block.
    line, column : int
        Where the block starts in the decoded source, before any repair.
    changes : sequence
        Rows of ``repairs`` that were made in the block, in order of position.

    Returns
    -------
    list of int
        `APART` for a change that separated the block from another; `UNKNOWN` for every change
        if the text is not their result.
    """
    at, found = 0, []
    for change in changes:
        before, after = text_of(change.before), text_of(change.after)
        if change.rule == PARTING_RULE:
            found.append(APART)
            continue
        while line < change.line and "\n" in text[at:]:
            at, line, column = text.index("\n", at) + 1, line + 1, 0
        at += change.column - column
        is_there = line == change.line and change.column >= column
        if not is_there or at > len(text) or not text.startswith(after, at):
            return [UNKNOWN] * len(changes)
        found.append(shown_length(text[:at]))
        at += len(after)
        line, column = _end_of(before, change.line, change.column)
    return found


def _end_of(text: str, line: int, column: int) -> tuple[int, int]:
    """Return the line and column after a text of the source."""
    end = text.rfind("\n")
    return (line, column + len(text)) if end < 0 else (line + text.count("\n"), len(text) - end - 1)
