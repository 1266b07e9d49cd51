"""Tables of a run that are inconsistent are rejected before a page is made."""

from pathlib import Path

import pandas as pd
import pytest

from topics.errors import OutputError
from topics.runs.references import check_references


def tables() -> dict[str, pd.DataFrame]:
    """Return tables that fit, with the columns that matter here."""
    return {
        "themes": pd.DataFrame(
            {"theme": ["a", "b"], "share": [0.5, 0.5], "colour": ["", "#0a0B0c"]}
        ),
        "speeches": pd.DataFrame({"main_theme": ["a", "", "b"], "a": 0.5, "b": 0.5}),
        "paragraphs": pd.DataFrame(
            {"role": ["body"], "theme": ["b"], "lda_topic": [1], "lda_share": [1.0]}
        ),
        "topics": pd.DataFrame({"engine": ["lda"], "topic": [1], "theme": [""]}),
        "topic_terms": pd.DataFrame({"engine": ["lda"], "topic": [1], "weight": [1.0]}),
        "speech_tree": pd.DataFrame({"left": [0, 2], "right": [1, 3]}),
        "themes_by": pd.DataFrame({"theme": ["a"], "share": [1.0], "carried_by": [""]}),
        "topics_by": pd.DataFrame({"engine": ["lda"], "topic": [1], "share": [1.0]}),
    }


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("speeches", "main_theme", "foreign"),
        ("paragraphs", "theme", "foreign"),
        ("paragraphs", "role", "foreign"),
        ("topics", "theme", "foreign"),
        ("topics", "engine", "foreign"),
        ("topic_terms", "engine", "foreign"),
        ("topic_terms", "topic", 2),
        ("topic_terms", "weight", float("inf")),
        ("themes_by", "theme", "foreign"),
        ("themes_by", "share", float("inf")),
        ("themes_by", "carried_by", "4"),
        ("topics_by", "engine", "foreign"),
        ("topics_by", "topic", 2),
        ("themes", "colour", "red"),
        ("themes", "colour", "#12"),
        ("themes", "theme", ""),
        ("themes", "theme", "b"),
        ("speech_tree", "left", 3),
        ("speech_tree", "right", -1),
    ],
)
def test_what_a_table_names_must_exist(table: str, column: str, value: object) -> None:
    """The error names the file and the column."""
    check_references(tables(), ["lda"], Path("run"))
    changed = tables()
    changed[table].loc[0, column] = value
    with pytest.raises(OutputError, match=rf"{table}\.csv.*'{column}'"):
        check_references(changed, ["lda"], Path("run"))


@pytest.mark.parametrize("table", ["topics", "themes"])
def test_a_row_that_occurs_twice_is_refused(table: str) -> None:
    """It would be counted twice, and figures have one place for it."""
    changed = tables()
    changed[table] = pd.concat([changed[table], changed[table].iloc[:1]])
    with pytest.raises(OutputError, match=rf"{table}\.csv.*(twice|earlier row)"):
        check_references(changed, ["lda"], Path("run"))


@pytest.mark.parametrize(("table", "column"), [("speeches", "b"), ("paragraphs", "lda_topic")])
def test_columns_of_themes_and_engines_must_exist(table: str, column: str) -> None:
    """A column that the page needs is named if it is missing."""
    changed = tables()
    changed[table] = changed[table].drop(columns=column)
    with pytest.raises(OutputError, match=rf"{table}\.csv.*'{column}'"):
        check_references(changed, ["lda"], Path("run"))


def test_a_table_that_the_page_needs_must_exist() -> None:
    """The error names the file."""
    changed = tables()
    del changed["themes"]
    with pytest.raises(OutputError, match=r"themes\.csv is missing"):
        check_references(changed, ["lda"], Path("run"))
