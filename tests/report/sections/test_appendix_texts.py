"""The appendix on what was done to the texts and what was left out."""

from __future__ import annotations

import pandas as pd

from tests.report.conftest import Tables
from topics.report.sections.appendix_texts import (
    EXAMPLES,
    LONGEST_LIST,
    duplicates,
    left_out,
    missing_words,
    repair_rules,
    skipped,
)


def test_rules_come_by_their_use_with_the_first_examples(tables: Tables) -> None:
    """The most used rule first; invisible characters of an example are named."""
    repairs = tables["repairs"]
    many = repairs.iloc[[1] * (EXAMPLES + 2)].assign(before="\u200b\u3000", after="")
    found = repair_rules(pd.concat([many, repairs.iloc[[2]]], ignore_index=True))
    assert [(rule["rule"], rule["n"]) for rule in found] == [("strip_space", 7), ("wrong_glyph", 1)]
    assert [e["before"] for e in found[0]["examples"]] == ["[U+200B]␣␣"] * EXAMPLES
    assert (found[1]["zh"], found[1]["en"]) == ("误字", "wrong glyphs")
    assert found[0]["zh"] == found[0]["en"] == "strip_space"
    assert repair_rules(repairs.head(0)) == []


def test_blocks_outside_every_speech_are_listed(tables: Tables) -> None:
    """Furniture is listed with its role and lines; long lists show their first rows."""
    view = left_out(tables)
    assert view["n"] == len(view["rows"]) == 2
    assert view["rows"][0] == {
        "zh": "网页附带文字",
        "en": "web page furniture",
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


MISSING = pd.DataFrame(
    [
        ("sanitation", "除四害", "uncounted"),
        ("sanitation", "卫生县城", "absent"),
        ("sanitation", "旱厕", "uncounted"),
        ("unknown", "甲", "absent"),
    ],
    columns=["theme", "word", "kind"],
)


def test_missing_seed_words_are_gathered_by_theme(tables: Tables) -> None:
    """One row per theme, absent words apart from uncounted ones; an unknown theme keeps its id."""
    first, second = missing_words(MISSING, tables["themes"])
    assert (first["zh"], first["en"]) == ("环境卫生", "Sanitation")
    assert (first["absent"], first["uncounted"]) == (["卫生县城"], ["除四害", "旱厕"])
    assert (second["zh"], second["absent"], second["uncounted"]) == ("unknown", ["甲"], [])
    assert missing_words(MISSING.head(0), tables["themes"]) == []


def test_reasons_are_in_both_languages_where_the_run_has_codes(tables: Tables) -> None:
    """A code is rendered from the catalogue; a sentence of an earlier run is shown as it is."""
    (earlier,) = skipped(tables["skipped"])
    assert earlier == {"source": "图片.bin", "zh": "不是文本", "en": "不是文本"}
    values = '{"n_units": 9, "n_topics": 4, "minimum": 5}'
    (coded,) = skipped(tables["skipped"].assign(code="few_units", values=values))
    assert "9 个文本单位" in coded["zh"]
    assert "9 units" in coded["en"]
    (damaged,) = skipped(tables["skipped"].assign(code="few_units", values='{"n_units"'))
    assert damaged == earlier
