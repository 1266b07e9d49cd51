"""Codes of paragraphs by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from topics.corpus.references import Reference, resolve
from topics.corpus.types import Corpus
from topics.edits.types import HandCode
from topics.errors import close_to
from topics.evaluate.study_coding import StudyCoding
from topics.parsing import toml_value
from topics.themes.types import NONE

__all__ = ["BY_HAND", "coded_by_hand", "find_paragraphs", "not_counted"]

BY_HAND = "hand"
"""The kind of evidence of a code by hand, and its value of ``coded_by``."""
N_SHOWN = 3
LONGEST = 40
"""Maximum number of paragraphs that a message proposes, and of characters that it quotes."""
ENOUGH_CHARACTERS = 8
"""Number of leading characters that a text must share with a paragraph to propose it."""

Key = tuple[str, int]


def find_paragraphs(corpus: Corpus, codes: Sequence[HandCode]) -> tuple[dict[int, Key], list[str]]:
    """Find the paragraph of each code: by its id, else its hash, else the beginning of its text.

    Parameters
    ----------
    corpus : Corpus
    codes : sequence of HandCode

    Returns
    -------
    found : dict of int to (str, int)
        Source and number of the paragraph by the position of its code.
    problems : list of str
        One sentence or more for each code without a paragraph, with a proposal.
    """
    if not codes:
        return {}, []
    references = [Reference(code.id, code.text_hash) for code in codes]
    rows = resolve(corpus, references).rows
    column = {name: corpus.paragraphs.column(name).to_pylist() for name in _COLUMNS}
    found: dict[int, Key] = {}
    seen: set[Key] = set()
    problems = []
    for i, (code, row) in enumerate(zip(codes, rows, strict=True)):
        begins = [] if row is not None or not code.text else _beginning(code.text, column)
        if row is None and len(begins) == 1:
            row = begins[0]
        if row is None:
            problems.append(f"{code.where}: {_unknown(code, begins, column)}")
        elif column["role"][row] != "body":
            role = column["role"][row]
            problems.append(f"{code.where}: {code.id} is not a paragraph but has the role {role}.")
        elif (key := (column["source"][row], column["paragraph"][row])) in seen:
            problems.append(f"{code.where}: the paragraph is coded by an earlier edit. Keep one.")
        else:
            seen.add(key)
            found[i] = key
    return found, problems


_COLUMNS = ("id", "text", "role", "source", "paragraph")


def _beginning(text: str, column: Mapping[str, list[str]]) -> list[int]:
    return [
        i
        for i, (own, role) in enumerate(zip(column["text"], column["role"], strict=True))
        if role == "body" and own.startswith(text)
    ]


def _unknown(code: HandCode, begins: Sequence[int], column: Mapping[str, list[str]]) -> str:
    """Return the message that a code has no paragraph, with proposals."""
    given = " or ".join(
        f"{key} {toml_value(value[:LONGEST])}"
        for key, value in (("id", code.id), ("text_hash", code.text_hash), ("text", code.text))
        if value
    )
    if begins:
        said, rows = f"{len(begins)} paragraphs begin with {given}; give the id of one.", begins
    else:
        said, rows = f"no paragraph has the {given}.", _near(code, column)
    lines = [
        f"    id = {toml_value(column['id'][i])}  # {column['text'][i][:LONGEST]}"
        for i in rows[:N_SHOWN]
    ]
    return "\n".join(
        [f"{said} If it is one of these, paste its line:", *lines] if lines else [said]
    )


def _near(code: HandCode, column: Mapping[str, list[str]]) -> list[int]:
    """Return the paragraphs that begin like a code's text, or the one with a similar id."""
    start = code.text[:ENOUGH_CHARACTERS]
    if len(start) == ENOUGH_CHARACTERS and (rows := _beginning(start, column)):
        return rows
    near = close_to(code.id, column["id"]) if code.id else ""
    rows = [column["id"].index(near)] if near else []
    return [i for i in rows if column["role"][i] == "body"]


def not_counted(code: HandCode, key: Key) -> str:
    """Return the message that the paragraph of a code is not counted."""
    return (
        f"{code.where}: paragraph {key[1]} of {key[0]} is not counted: it repeats an earlier one"
        " or has no word of the vocabulary. Remove the edit, or code the paragraph that it repeats"
        " (duplicates.csv)."
    )


def coded_by_hand(
    coding: StudyCoding, corpus: Corpus, codes: Sequence[HandCode]
) -> tuple[StudyCoding, dict[Key, str], list[str]]:
    """Set the themes that a researcher gave paragraphs, each with probability 1.

    Scores of gold lines remain those of the coder.

    Parameters
    ----------
    coding : StudyCoding
    corpus : Corpus
    codes : sequence of HandCode
        With themes of the codebook, or none.

    Returns
    -------
    coding : StudyCoding
    before : dict of (str, int) to str
        The theme that the coder gave each of these paragraphs, or the empty string.
    problems : list of str
        One for each code without a paragraph, or with one that is not counted.
    """
    found, problems = find_paragraphs(corpus, codes)
    coded, counted = coding.coded, coding.coded.counted()
    row_of = {key: i for i, key in enumerate(coded.keys)}
    position = {theme: t for t, theme in enumerate(coded.codebook.ids())}
    themes, before = coded.themes(), {}
    shares, none = coded.shares.copy(), coded.none.copy()
    for i, key in found.items():
        code, row = codes[i], row_of[key]
        if not counted[row]:
            problems.append(not_counted(code, key))
            continue
        before[key] = themes[row]
        shares[row], none[row] = 0.0, float(code.theme == NONE)
        if code.theme != NONE:
            shares[row, position[code.theme]] = 1.0
    if not before:
        return coding, {}, problems
    texts = corpus.running_text().column("text").to_pylist()
    length = np.array([len(text) for text in texts], float) * counted
    changed = replace(
        coding,
        coded=replace(coded, shares=shares, none=none),
        none_share=float((none * length).sum()) / max(float(length.sum()), 1.0),
        evidence=_with_hands(coding.evidence, row_of, found, codes),
    )
    return changed, before, problems


def _with_hands(
    evidence: pd.DataFrame,
    row_of: Mapping[Key, int],
    found: Mapping[int, Key],
    codes: Sequence[HandCode],
) -> pd.DataFrame:
    """Return the evidence with a row for each code by hand, after the other rows of its paragraph.

    It has no weight, since it overrides all other evidence.
    """
    own = pd.DataFrame(
        {
            "source": [key[0] for key in found.values()],
            "paragraph": [key[1] for key in found.values()],
            "theme": [codes[i].theme for i in found],
            "kind": BY_HAND,
            "word": "",
            "weight": np.nan,
        }
    )
    table = pd.concat([evidence, own], ignore_index=True)
    rows = [row_of[key] for key in zip(table["source"], table["paragraph"], strict=True)]
    order = np.argsort(rows, kind="stable")
    return table.iloc[order].reset_index(drop=True).astype(evidence.dtypes.to_dict())
