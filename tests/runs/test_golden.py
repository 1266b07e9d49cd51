"""Runs of earlier formats load for ever: small ones are kept, as their versions wrote them."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.runs.golden_study import make
from topics.errors import OutputError, TopicsWarning
from topics.messages import message_from, render
from topics.report.page import report_page
from topics.report.sections.shared import shares_are_probabilities
from topics.reruns import recode
from topics.runs.manifest import FORMAT_VERSION
from topics.runs.store import Run, load_run

GOLDEN = Path(__file__).parent / "golden"
VERSIONS = range(1, FORMAT_VERSION + 1)


@pytest.fixture(params=VERSIONS, ids=lambda version: f"format-{version}")
def golden(request: pytest.FixtureRequest) -> Run:
    """Return each golden run, read back."""
    return load_run(GOLDEN / f"format-{request.param}")


def test_texts_and_themes_come_back(golden: Run) -> None:
    """Blocks, sections, roles, themes and shares are what was written."""
    assert all(len(table.columns) for table in golden.tables.values())
    paragraphs = golden.tables["paragraphs"]
    own = paragraphs[paragraphs["source"] == "甲.txt"]
    assert len(own) == 18
    row = own[own["first_line"] == 6].iloc[0]
    assert row["section"] == "1.1"
    assert row["text"] == "垃圾、公园、街道，1次清理垃圾，清理街道。"
    assert (row["role"], row["theme"]) == ("body", "city")
    assert paragraphs.loc[paragraphs["role"] == "salutation", "lda_topic"].isna().all()
    assert list(golden.tables["speeches"]["number"]) == [1, 2, 3]
    assert golden.tables["themes"]["theme"].tolist() == ["city", "school"]
    assert golden.tables["speeches"][["city", "school"]].sum(axis=1).to_list() == pytest.approx(
        [1, 1, 1]
    )


def test_models_come_back(golden: Run) -> None:
    """Both engines, with units that are paragraphs of the table."""
    assert list(golden.models) == ["lda", "kmeans"]
    paragraphs = golden.tables["paragraphs"]
    keys = set(zip(paragraphs["source"], paragraphs["paragraph"], strict=True))
    for engine, model in golden.models.items():
        topics = golden.tables["topics"]
        topics = topics[topics["engine"] == engine]
        assert list(topics["topic"]) == list(model.topics) == [1, 2]
        assert np.allclose(topics["share"], model.share)
        assert np.allclose(model.doc_topic.sum(axis=1), 1)
        assert {(u.source, number) for u in model.units for number in u.paragraphs} <= keys


def test_what_was_warned_of_can_be_shown(golden: Run) -> None:
    """Sentences of format 1 and codes of later ones are both rendered."""
    said = [render(message_from(entry), "zh") for entry in golden.manifest["warnings"]]
    assert said
    assert not any("seed words" in sentence for sentence in said)
    assert all("种子词" in sentence for sentence in said)


def test_a_page_says_what_its_shares_are(golden: Run) -> None:
    """Earlier runs have shares of evidence; a table with a column of none has probabilities."""
    assert not shares_are_probabilities(golden.tables)
    page = report_page(golden.tables, golden.manifest)
    assert "不是概率" in page
    assert "属于该主题的概率" not in page
    assert "框架主题" not in page
    chinese = re.sub('<span class="en".*?</span>', "", page)
    assert "do not occur in these texts" not in chinese
    coded = {**golden.tables, "coding": pd.DataFrame({"city": [0.4], "none": [0.6]})}
    assert shares_are_probabilities(coded)


def test_format_1_kept_no_inputs(tmp_path: Path) -> None:
    """It is loaded, but cannot be coded again; the message says what to do."""
    with pytest.raises(OutputError, match="format version 1"):
        recode(GOLDEN / "format-1", tmp_path / "book.toml", tmp_path / "out")


@pytest.mark.thorough
def test_todays_run_has_the_columns_of_its_format(tmp_path: Path) -> None:
    """A run of this version has every table and column of the golden one, in the same order."""
    with pytest.warns(TopicsWarning, match="seed words"):
        done = make(tmp_path)
    golden = load_run(GOLDEN / f"format-{FORMAT_VERSION}")
    for name, table in golden.tables.items():
        there = set(table.columns)
        assert [c for c in done.tables[name].columns if c in there] == list(table.columns), name
    assert list(done.models) == list(golden.models)
    inputs = {name for name in golden.manifest["outputs"] if name.startswith("inputs/")}
    assert inputs <= set(done.manifest["outputs"])
