"""The section on what was done to the texts and what was left out."""

from __future__ import annotations

import pandas as pd

from tests.report.conftest import Tables
from topics.report.sections.repairs import (
    EXAMPLES,
    LONGEST_LIST,
    duplicates,
    left_out,
    repair_rules,
)


def test_rules_come_by_their_use_with_the_first_examples(tables: Tables) -> None:
    """The most used rule first; invisible characters of an example are named."""
    repairs = tables["repairs"]
    many = repairs.iloc[[1] * (EXAMPLES + 2)].assign(before="\u200b\u3000", after="")
    found = repair_rules(pd.concat([many, repairs.iloc[[2]]], ignore_index=True))
    assert [(rule["rule"], rule["n"]) for rule in found] == [("strip_space", 7), ("wrong_glyph", 1)]
    assert [e["before"] for e in found[0]["examples"]] == ["[U+200B]␣␣"] * EXAMPLES
    assert found[1]["zh"] == "误字"
    assert repair_rules(repairs.head(0)) == []


def test_blocks_outside_every_speech_are_listed(tables: Tables) -> None:
    """Furniture is listed with its role and lines; long lists show their first rows."""
    view = left_out(tables)
    assert view["n"] == len(view["rows"]) == 2
    assert view["rows"][0] == {
        "role": "网页附带文字",
        "text": "来源：网络",
        "source": "汇编_000.txt",
        "lines": "1",
    }
    tables["paragraphs"] = tables["paragraphs"].iloc[[0] * (LONGEST_LIST + 1)]
    view = left_out(tables)
    assert (view["n"], len(view["rows"])) == (LONGEST_LIST + 1, LONGEST_LIST)


def test_repetitions_are_counted_and_shown_in_part(tables: Tables) -> None:
    """The number is that of the table, however many rows are shown."""
    view = duplicates(tables["duplicates"].iloc[[0] * (LONGEST_LIST + 5)])
    assert (view["n"], len(view["rows"])) == (LONGEST_LIST + 5, LONGEST_LIST)
