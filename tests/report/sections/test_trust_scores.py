"""The scores in the section on trust."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.report.conftest import Tables
from topics.report.sections.base import Tables as RunTables
from topics.report.sections.trust_scores import confusion_view, higher, score_table


def test_a_measure_is_a_row_and_an_engine_a_column(tables: Tables) -> None:
    """Values are in the column of their engine, None where there is no value."""
    view = score_table(tables["scores"])
    assert [column["zh"] for column in view["columns"]] == [
        "LDA",
        "K-means 聚类",
        "LDA × K-means 聚类",
        "段落编码",
    ]
    assert view["columns"][3]["en"] == "coding of paragraphs"
    values = {row["name"]: [c and c["value"] for c in row["cells"]] for row in view["rows"]}
    assert values["c_v"] == [0.5612, 0.5234, None, None]
    assert values["theme_accuracy"] == [None, None, None, 0.7121]
    assert score_table(tables["scores"].head(0)) == {"columns": [], "rows": []}


def cell(value: float, **spread: float) -> dict[str, float | None]:
    """Return a score with what is known of its spread."""
    return dict.fromkeys(("mean_starts", "sd_starts", "low", "high")) | {"value": value} | spread


def test_only_differences_beyond_the_spread_count() -> None:
    """Means over the starts are compared, with the errors of starts and units added up."""
    lda = cell(0.523, mean_starts=0.501, sd_starts=0.02, low=0.48, high=0.566)
    kmeans = cell(0.494, mean_starts=0.541, sd_starts=0.01, low=0.46, high=0.528)
    assert higher({"lda": lda, "kmeans": kmeans}) == ()
    worse = cell(0.3, low=0.26, high=0.34)
    assert higher({"lda": lda, "nmf": worse, "kmeans": kmeans}) == ("lda", "kmeans")
    # 1.96 standard errors of the difference are 0.1 * sqrt(2).
    for value, found in ((0.141, ()), (0.142, ("a",))):
        pair = {
            "a": cell(value, low=value - 0.1, high=value + 0.1),
            "b": cell(0, low=-0.1, high=0.1),
        }
        assert higher(pair) == found


def test_without_a_spread_nothing_is_said() -> None:
    """One start and no bootstrap."""
    assert higher({"lda": cell(0.9), "kmeans": cell(0.1, low=0.0, high=0.2)}) is None


@pytest.mark.parametrize(
    ("low", "zh", "en"),
    [
        (0.55, "LDA较高，差别超出波动范围", "LDA higher, beyond the spread"),
        (0.4, "差别未超出波动范围", "no difference beyond the spread"),
        (None, "未估计波动", "spread not estimated"),
    ],
)
def test_the_page_says_which_differences_count(
    tables: Tables, low: float | None, zh: str, en: str
) -> None:
    """In both languages, by measure; a measure of one engine has nothing to compare."""
    scores = tables["scores"].assign(low=low, high=None if low is None else 0.5724)
    scores.loc[scores["engine"] == "kmeans", ["low", "high"]] = 0.52, 0.5268
    found = {row["name"]: row["verdict"] for row in score_table(scores)["rows"]}
    assert found["c_v"] == (zh, en)
    assert found["npmi"] is None
    assert found["theme_accuracy"] is None


def test_gold_and_coded_themes_are_crossed(tables: Tables) -> None:
    """Only themes that occur have a row and a column; without gold there is no table."""
    confusion = pd.DataFrame({"gold": ["ritual"], "coded": ["sanitation"], "n": [4]})
    view = confusion_view(RunTables({**tables, "confusion": confusion}))
    assert view is not None
    assert [row["en"] for row in view["rows"]] == ["Sanitation", "Ritual"]
    assert [row["counts"] for row in view["rows"]] == [[0, 0], [4, 0]]
    assert view["n"] == 4
    assert confusion_view(RunTables(tables)) is None
