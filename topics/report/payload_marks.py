"""Marks in the paragraphs of the page: the words that decided, speakers, repetitions."""

from __future__ import annotations

from typing import Any

import pandas as pd

from topics.report.labels import text_of

__all__ = ["deciding_words", "duplicate_links", "turn_columns"]

KINDS = ("words", "heading")
"""Kinds of evidence that are words of the paragraph itself."""


def deciding_words(
    blocks: pd.DataFrame, evidence: pd.DataFrame
) -> tuple[list[str], dict[str, Any]]:
    """Return the words that decided for the first theme of each block.

    Returns
    -------
    words : list of str
        Every such word once, in order.
    columns : dict
        ``words``: rows of ``words`` by the position of the block, the strongest first. Blocks
        without any are missing.
    """
    if blocks.empty or evidence.empty:
        return [], {"words": {}}
    own = blocks[["source", "paragraph", "theme"]].assign(at=range(len(blocks)))
    words = evidence[evidence["kind"].isin(KINDS) & evidence["word"].fillna("").ne("")]
    found = words.merge(own, on=["source", "paragraph", "theme"])
    found = found.sort_values(["at", "weight", "word"], ascending=[True, False, True])
    found = found.drop_duplicates(["at", "word"])
    names = sorted(found["word"].unique())
    row = {name: i for i, name in enumerate(names)}
    marks: dict[str, list[int]] = {}
    for at, word in zip(found["at"], found["word"], strict=True):
        marks.setdefault(str(at), []).append(row[word])
    return names, {"words": marks}


def turn_columns(blocks: pd.DataFrame) -> tuple[list[str], dict[str, Any]]:
    """Return the speaker of each block of minutes and interviews.

    Returns
    -------
    speakers : list of str
        Every such name once, in order.
    columns : dict
        ``turn``: the row of ``speakers`` by block, -1 where no name applies; empty if no text
        names its speakers.
    """
    found = blocks["speaker"].map(text_of).tolist() if "speaker" in blocks else []
    names = sorted(set(found) - {""})
    row = {name: i for i, name in enumerate(names)}
    return names, {"turn": [row.get(name, -1) for name in found] if names else []}


def duplicate_links(shown: pd.DataFrame, blocks: pd.DataFrame) -> dict[str, list[str]]:
    """Return the blocks that are repeated: by position, ``source#paragraph`` and the id.

    The id is empty if the page does not have the block.
    """
    if shown.empty or "duplicate_of" not in shown:
        return {}
    named = shown["duplicate_of"].map(text_of).tolist()
    if not any(named):
        return {}
    own = set(shown["id"])
    keys = blocks["source"] + "#" + blocks["paragraph"].astype(str)
    ids = {key: name for key, name in zip(keys, blocks["id"], strict=True) if name in own}
    return {str(i): [of, ids.get(of, "")] for i, of in enumerate(named) if of}
