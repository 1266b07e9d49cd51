"""The table of new words as a file."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from topics.errors import OutputError
from topics.runs.files import check_can_make, place_of, write_file
from topics.runs.schema import Table
from topics.runs.tables import write_table

__all__ = ["WORDS", "check_new_file", "write_dictionary", "write_words"]

WORDS = Table(
    "words",
    {
        "word": "text",
        "keep": "text",
        "count": "integer",
        "n_speeches": "integer",
        "n_sources": "integer",
        "score": "number",
        "pmi": "number",
        "left_entropy": "number",
        "right_entropy": "number",
        "example_1": "text",
        "example_2": "text",
        "example_3": "text",
    },
)
"""What `topics.text.lexicon.review.review_table` returns."""


def write_words(path: str | Path, table: pd.DataFrame) -> None:
    """Write a table of new words as CSV that opens correctly in Excel.

    Parameters
    ----------
    path : path-like
        A file that is not there yet.
    table : DataFrame
        What `review_table` returns.

    Raises
    ------
    OutputError
        If the file is there already, or cannot be written.
    """
    check_new_file(path)
    write_table(Path(path), table, WORDS)


def write_dictionary(path: str | Path, words: str) -> None:
    """Write a dictionary of kept words.

    Parameters
    ----------
    path : path-like
        A file that is not there yet.
    words : str
        What `topics.text.lexicon.review.dictionary_from` returns.

    Raises
    ------
    OutputError
        If the file is there already, or cannot be written.
    """
    check_new_file(path)
    write_file(Path(path), words.encode())


def check_new_file(path: str | Path) -> None:
    """Raise OutputError if a file exists or cannot be created.

    An existing file may contain a reviewer's work.
    """
    if place_of(path).exists():
        raise OutputError(
            f"{path}: is there already, and may be reviewed, so it is left alone. Name a new file."
        )
    if not place_of(path).parent.is_dir():
        raise OutputError(f"{path}: cannot be written (there is no folder for it). Make it first.")
    check_can_make(path)
