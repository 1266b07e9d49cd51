"""The section on the scores."""

from __future__ import annotations

from tests.report.conftest import Tables
from topics.report.sections.scores import score_table


def test_a_measure_is_a_row_and_an_engine_a_column(tables: Tables) -> None:
    """Values are in the column of their engine, None where there is no value."""
    view = score_table(tables["scores"])
    assert view["columns"] == ["LDA", "K-means 聚类", "LDA × K-means 聚类", "段落编码"]
    rows = {row["name"]: row["values"] for row in view["rows"]}
    assert rows["c_v"] == [0.5612, 0.5234, None, None]
    assert rows["theme_accuracy"] == [None, None, None, 0.7121]
    assert score_table(tables["scores"].head(0)) == {"columns": [], "rows": []}
