"""A report begins with what fits the texts: themes, or topics where the codebook does not."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.report.conftest import Tables
from topics.report.page import report_page
from topics.report.sections import sections_of
from topics.report.sections.base import Tables as RunTables
from topics.report.sections.findings import codebook_fit

NONE = ("none", "不属于任何主题", "None of these", 0.1, "", 3)


def fitted(tables: Tables, *, fits: bool) -> Tables:
    """Return the tables of a run that knows how far its codebook fits."""
    fit = ["book.toml", 6, 0.2, 0.1 if fits else 0.9, 7.25, "ritual", fits, 160, "0" * 16]
    names = (
        "codebook n_themes prior_none none_share evidence_per_100 unsupported fits n_lines coder"
    )
    themes = pd.concat(
        [tables["themes"], pd.DataFrame([NONE], columns=tables["themes"].columns)],
        ignore_index=True,
    ).assign(low=0.05, high=0.3)
    speeches = tables["speeches"].assign(none=0.1, main_margin=0.01, main_theme2="ritual")
    paragraphs = tables["paragraphs"].assign(theme2="ritual", theme2_share=0.2, certain=False)
    return {
        **tables,
        "themes": themes,
        "speeches": speeches,
        "paragraphs": paragraphs,
        "codebook_fit": pd.DataFrame([fit], columns=names.split()),
        "confusion": pd.DataFrame({"gold": ["ritual"], "coded": ["none"], "n": [4]}),
    }


@pytest.mark.parametrize("fits", [True, False])
def test_topics_lead_where_the_codebook_does_not_fit(
    tables: Tables, manifest: Any, fits: bool
) -> None:
    """The order of the sections, the title and the first paragraph say so."""
    tables = fitted(tables, fits=fits)
    names = [section.name for section in sections_of(RunTables(tables))]
    assert names[0] == "findings"
    assert (names.index("topics") == 1) != fits
    page = report_page(tables, manifest)
    assert ("本报告以话题代替主题" in page) != fits
    assert ('class="misfit"' in page) != fits
    assert ("篇幅最大的主题" in page) == fits
    assert ("篇幅最大的话题" in page) != fits
    assert ('<h1><span class="zh">讲话主题报告</span>' in page) == fits
    if fits:
        assert "没有段落归入的主题：礼仪用语。" in page
        assert "已按本研究的 160 段人工标注重新校准" in page
        assert "[5%, 30%]" in page
    else:
        assert "每百字只有 7.2 个种子词（加权计数）" in page


def test_without_a_codebook_topics_take_the_place_of_themes(tables: Tables, manifest: Any) -> None:
    """The page says so, and its table has a column for each topic of the first engine."""
    tables = fitted(tables, fits=True)
    tables["codebook_fit"] = tables["codebook_fit"].head(0)
    tables["themes"] = tables["themes"].head(0)
    page = report_page(tables, manifest)
    assert "未使用编码本" in page
    assert 'href="#topic=lda-4"' in page
    assert 'href="#theme=' not in page


def test_earlier_runs_have_no_fit(tables: Tables) -> None:
    """Their themes come first as they did."""
    assert codebook_fit(RunTables(tables)) is None
    assert [s.name for s in sections_of(RunTables(tables))][:2] == ["findings", "who"]
