"""The data of the page."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.report.conftest import THEMES, Tables, build_manifest, build_tables
from topics.report.html import data_block, shown_length, visible
from topics.report.payload import page_data
from topics.report.payload_marks import deciding_words, duplicate_links
from topics.report.sections.base import RunData
from topics.report.sections.base import Tables as RunTables


def data_of(tables: Tables, **options: Any) -> dict[str, Any]:
    """Return the data of a page as its script reads it."""
    run = RunData(RunTables(tables), build_manifest(tables), {})
    parsed: dict[str, Any] = json.loads(str(data_block(page_data(run, **options))))
    return parsed


def test_blocks_are_the_rows_of_the_table(tables: Tables) -> None:
    """Each block of a speech in order, with the row of its theme and the number of its speech."""
    found = data_of(tables)
    rows = tables["paragraphs"].query("role != 'furniture'")
    blocks = found["blocks"]
    assert blocks["text"] == rows["text"].tolist()
    assert blocks["first"] == rows["first_line"].tolist()
    assert [sum(n == s for s in blocks["speech"]) for n in range(1, 7)] == [9] * 6
    names = [theme[0] for theme in THEMES]
    assert [names[i] if i >= 0 else "" for i in blocks["theme"]] == rows["theme"].tolist()
    assert blocks["topics"]["lda"] == rows["lda_topic"].fillna(0).astype(int).tolist()
    assert found["sources"]["number"] == [1, 2]
    assert found["sources"]["sha256"] == tables["sources"]["sha256"].tolist()
    assert found["sample"] is None


def test_speeches_have_the_columns_that_paragraphs_are_filtered_by(tables: Tables) -> None:
    """Year of the ISO date, known columns and the study's own; one of notes is left out.

    A speech with a date in doubt has the years that its text leaves.
    """
    speeches = tables["speeches"].assign(
        date_iso="2019-03-05", meta_district=["东", "西"] * 3, meta_notes="长" * 201, meta_empty=""
    )
    found = data_of({**tables, "speeches": speeches})["speeches"]
    assert set(found["columns"]) == {"year", "level", "office", "speaker", "meta_district"}
    assert found["columns"]["year"] == ["2012", *["2019"] * 2, "2012", *["2019"] * 2]
    assert found["columns"]["meta_district"] == ["东", "西"] * 3
    assert found["doubt"] == ["printed", "", "", "printed", "", ""]
    assert found["complete"] == [1, 1, 0] * 2
    assert found["number"] == [1, 2, 3, 4, 5, 6]


def test_an_uncertain_main_theme_is_marked(tables: Tables) -> None:
    """Shares that differ by less than five points do not decide."""
    margins = [0.049, 0.05, None, 0.3, 0.0, 1.0]
    speeches = tables["speeches"].assign(main_margin=margins, main_theme2="ritual")
    found = data_of({**tables, "speeches": speeches})["speeches"]
    assert found["torn"] == [1, 0, 0, 0, 1, 0]
    assert found["main2"] == [5] * 6


def test_deciding_words_are_those_of_the_first_theme() -> None:
    """The strongest first, each once; other themes, neighbours and sections are left out."""
    blocks = pd.DataFrame({"source": "a", "paragraph": [4, 5], "theme": ["x", "y"]})
    evidence = pd.DataFrame(
        [
            ("a", 4, "x", "words", "创建", 0.1),
            ("a", 4, "x", "words", "文明", 0.2),
            ("a", 4, "x", "heading", "文明", 0.5),
            ("a", 4, "y", "words", "招商", 0.9),
            ("a", 4, "x", "section", "卫生", 0.9),
            ("a", 4, "x", "neighbours", "", 0.9),
        ],
        columns=["source", "paragraph", "theme", "kind", "word", "weight"],
    )
    words, columns = deciding_words(blocks, evidence)
    assert [[words[i] for i in own] for own in columns["words"].values()] == [["文明", "创建"]]
    assert list(columns["words"]) == ["0"]


def test_a_copy_names_the_block_that_it_repeats() -> None:
    """With its id where the page has that block."""
    blocks = pd.DataFrame({"source": "a", "paragraph": [1, 2, 3], "id": ["i", "j", "k"]})
    blocks["duplicate_of"] = ["", "a#1", "b#9"]
    assert duplicate_links(blocks, blocks) == {"1": ["a#1", "i"], "2": ["b#9", ""]}
    assert duplicate_links(blocks.iloc[1:], blocks) == {"0": ["a#1", ""], "1": ["b#9", ""]}


@settings(max_examples=settings().max_examples // 4)
@given(text=st.text(min_size=1, max_size=60), heading=st.text(max_size=8))
def test_any_text_comes_back_visible(text: str, heading: str) -> None:
    """Whatever a seed has, the script reads it, and nothing ends the element that holds it."""
    tables = build_tables(1, 1, 5)
    tables["paragraphs"]["text"] = heading + text
    tables["paragraphs"]["heading"] = heading
    run = RunData(RunTables(tables), build_manifest(tables), {})
    written = str(data_block(page_data(run)))
    blocks = json.loads(written)["blocks"]
    assert blocks["text"] == [visible(heading + text)] * 5
    assert not set("<>&") & set(written)
    units = blocks["text"][0].encode("utf-16-le", "surrogatepass")
    length = 2 * blocks["heading"][0]
    assert units[:length].decode("utf-16-le", "surrogatepass") == visible(heading)
    assert length == 2 * shown_length(heading)


def test_a_large_corpus_is_sampled_within_the_budget() -> None:
    """Every speech keeps its most certain paragraph; headings are left out."""
    tables = build_tables(4, 5, 12)
    budget = 130_000
    found = data_of(tables, budget=budget)
    written = json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
    assert len(written) <= budget
    rows = tables["paragraphs"].query("role == 'body'")
    assert found["sample"] == {"shown": len(found["blocks"]["id"]), "of": len(rows), "speeches": 20}
    assert 20 < found["sample"]["shown"] < len(rows)
    assert set(found["blocks"]["role"]) == {"body"}
    best = rows.loc[rows.groupby(["source", "speech"])["theme_share"].idxmax()]
    names = {f"{s}#{p}" for s, p in zip(best["source"], best["paragraph"], strict=True)}
    assert names <= set(found["blocks"]["id"])


def test_a_speech_that_no_paragraph_is_shown_of_is_left_out() -> None:
    """With bytes for a few paragraphs alone, only their speeches are in the data."""
    found = data_of(build_tables(4, 5, 12), budget=66_000)
    numbers = set(found["blocks"]["speech"])
    assert 0 < len(numbers) < 20
    assert set(found["speeches"]["number"]) == numbers
    assert len(found["speeches"]["columns"]["level"]) == len(numbers)
    assert set(found["sources"]["name"]) == set(found["speeches"]["source"])


def test_a_run_without_tables_has_data() -> None:
    """The data of nothing is data."""
    run = RunData(RunTables(), {}, {})
    found = json.loads(str(data_block(page_data(run))))
    assert found["blocks"]["id"] == []
    assert found["speeches"]["number"] == []
