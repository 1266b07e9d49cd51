"""Helpers of several sections: numbers of speeches, ranges of lines, quotations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd

from topics.messages import Language
from topics.report.labels import rows, text_of

__all__ = [
    "OUTSIDE",
    "codebook_state",
    "coded_rows",
    "counted_rows",
    "line_range",
    "number_of",
    "numbered",
    "report_title",
    "shares_are_probabilities",
    "speech_numbers",
]

Tables = Mapping[str, pd.DataFrame]

OUTSIDE = ("furniture", "doc_title")
"""Roles that never belong to a speech."""


def codebook_state(tables: Tables) -> Literal["fits", "misfit", "none"]:
    """Return whether the codebook fits the texts, or there is none.

    This is unknown for runs of earlier versions, whose themes come first as before.
    """
    if "codebook_fit" not in tables:
        return "fits"
    fit = tables["codebook_fit"]
    return "none" if fit.empty else "fits" if bool(fit["fits"].iloc[0]) else "misfit"


def shares_are_probabilities(tables: Tables) -> bool:
    """Return whether shares of themes are probabilities, with "none of them" among them.

    Earlier runs have relative evidence instead: shares of the themes alone, which always sum to 1.
    """
    return "none" in tables.get("coding", pd.DataFrame()).columns


def report_title(tables: Tables, language: Language = "zh") -> str:
    """Return the title of the report: of themes, or of topics where the codebook does not fit."""
    fits = codebook_state(tables) == "fits"
    if language == "en":
        return f"The {'themes' if fits else 'topics'} of the speeches"
    return f"讲话{'主题' if fits else '话题'}报告"


def coded_rows(tables: Tables) -> pd.Series:
    """Return whether each row of ``paragraphs`` was coded.

    For earlier runs, whether it has a theme.
    """
    paragraphs = tables["paragraphs"]
    if "coding" not in tables:
        return paragraphs["theme"].map(text_of).ne("")
    coded = pd.MultiIndex.from_frame(tables["coding"][["source", "paragraph"]])
    rows_of = pd.MultiIndex.from_frame(paragraphs[["source", "paragraph"]])
    return pd.Series(rows_of.isin(coded), paragraphs.index)


def counted_rows(tables: Tables) -> pd.Series:
    """Return whether each row of ``paragraphs`` counts in shares.

    These are the running paragraphs of speeches that were coded or, without a codebook, all but
    those that repeat an earlier one.
    """
    paragraphs = tables["paragraphs"]
    is_first = paragraphs["duplicate_of"].map(text_of).eq("")
    running = paragraphs["role"].eq("body") & paragraphs["speech"].gt(0) & is_first
    is_coded = len(tables.get("coding", ())) or ("coding" not in tables)
    return running & coded_rows(tables) if is_coded else running


def number_of(value: Any) -> float | None:
    """Return a cell as a number, or None if it is missing."""
    return None if value is None or value is pd.NA or value != value else float(value)


def line_range(first_line: int, last_line: int) -> str:
    """Return ``"45"`` or ``"45–46"``."""
    return f"{first_line}" if first_line == last_line else f"{first_line}–{last_line}"


def speech_numbers(speeches: pd.DataFrame) -> dict[tuple[str, int], int]:
    """Return the running number of each (source, speech), from 1."""
    return {(r.source, r.speech): i for i, r in enumerate(rows(speeches), 1)}


def numbered(tables: Tables) -> pd.DataFrame:
    """Return the paragraphs with the running number of their speech, 0 for those of none."""
    paragraphs, numbers = tables["paragraphs"], speech_numbers(tables["speeches"])
    keys = zip(paragraphs["source"], paragraphs["speech"], strict=True)
    found = np.array([numbers.get(key, 0) for key in keys], np.int64)
    return paragraphs.assign(number=found)
