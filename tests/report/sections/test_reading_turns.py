"""Reading minutes and interviews: who speaks in a paragraph."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.report.conftest import Tables
from tests.report.sections.test_reading import count, search, with_ids
from topics.report.page import report_page
from topics.report.sections.base import Tables as RunTables
from topics.report.sections.quantities import quantities_of, read_by_speaker

NAMES = ["", "王国兴议员", "任总"]


@pytest.fixture
def minutes(tables: Tables) -> Tables:
    """Return tables in whose first speech three paragraphs each are of nobody and of two."""
    rows = with_ids(tables)["paragraphs"]
    inside = (rows["source"] == "汇编_000.txt") & (rows["speech"] == 1)
    names = rows.groupby("speech").cumcount().floordiv(3).map(dict(enumerate(NAMES)))
    tables["paragraphs"] = rows.assign(speaker=names.where(inside, "").fillna(""))
    return tables


def test_the_speaker_of_a_turn_is_shown_found_and_a_filter(
    minutes: Tables, manifest: Any, visit: Callable[..., Any]
) -> None:
    """A name beside the lines leads to all paragraphs of the speaker; the search finds it."""
    seen = visit(report_page(minutes, manifest), viewport={"width": 1280, "height": 900})
    page = seen.page
    body = minutes["paragraphs"].query("role == 'body'")
    of_speech = minutes["speeches"].at[0, "speaker"]
    n = int((body["speaker"] == "任总").sum())
    assert n > 1
    assert search(page, "任總") == n
    assert page.locator("#paragraphs .above mark").first.inner_text() == "任总"
    page.locator("#paragraphs .aside .turn").first.click()
    assert count(page) == n
    assert page.locator("#chips .chip").inner_text().startswith("讲话人 任总")
    page.evaluate("location.hash = 'speech=1'")
    head = page.locator("#reading-head p", has_text="发言")
    assert f"任总 {n}" in head.inner_text()
    page.evaluate(f"location.hash = 'by.speaker={of_speech}'")
    page.locator("#chips .chip", has_text=of_speech).wait_for()
    assert count(page) == int((body["speaker"] == "").sum())
    assert seen.errors == []


def test_what_a_speaker_can_be_read_on(minutes: Tables) -> None:
    """The themes of a speaker's paragraphs, by the name inside the text where there is one."""
    quantities = quantities_of(RunTables(minutes))
    body = minutes["paragraphs"].query("role == 'body'")
    expected = set(body.loc[body["speaker"] == "任总", "theme"])
    found = read_by_speaker(RunTables(minutes), quantities)["任总"]
    assert {q.id for q, own in zip(quantities, found, strict=True) if own} == expected


def test_no_names_no_speakers(tables: Tables) -> None:
    """Of runs without turns nothing is known of speakers inside texts."""
    assert read_by_speaker(RunTables(tables), []) == {}
