"""The section on trust: what it says at a glance, and where its marks lead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from tests.browsing import until
from tests.report.conftest import Tables
from tests.report.test_sensitivity import failed, row, summary
from topics.report.page import report_page
from topics.report.sections import Beside, RunData
from topics.report.sections import Tables as RunTables
from topics.report.sections.trust import SECTION

SENSITIVITY = summary(row("unit", "section", 0.6), failed("min_df", "1", "too many terms"))


def full(tables: Tables) -> Tables:
    """Return the tables of a run that knows everything that bears on trust."""
    fit = ["book.toml", 6, 0.2, 0.75, 7.25, "", False, 160, "0" * 16]
    names = (
        "codebook n_themes prior_none none_share evidence_per_100 unsupported fits n_lines coder"
    )
    confusion = [("sanitation", "sanitation", 3), ("sanitation", "ritual", 1)]
    ranked = tables["themes"].sort_values("share", ascending=False)["theme"].iloc[0]
    low = tables["themes"]["share"].where(tables["themes"]["theme"] == ranked, 0.0)
    return {
        **tables,
        "themes": tables["themes"].assign(low=low * 0.95, high=tables["themes"]["share"] * 1.05),
        "paragraphs": tables["paragraphs"].assign(certain=tables["paragraphs"]["speech"] == 1),
        "coding": pd.DataFrame({"source": [], "paragraph": [], "none": []}),
        "codebook_fit": pd.DataFrame([fit], columns=names.split()),
        "confusion": pd.DataFrame(confusion, columns=["gold", "coded", "n"]),
        "scores": tables["scores"].assign(low=0.6, high=0.8, n=4.0),
    }


def view_of(tables: Tables, manifest: Any, **beside: Any) -> dict[str, Any]:
    """Return what the template shows."""
    return SECTION.view(RunData(RunTables(tables), manifest, {}, "zh", Beside(**beside)))


def test_the_glance_has_the_numbers_of_the_blocks(tables: Tables, manifest: Any) -> None:
    """The largest theme, overlapping neighbours, doubtful dates, the accuracy on gold lines."""
    view = view_of(full(tables), manifest)
    shares = tables["themes"]["share"].sort_values(ascending=False).tolist()
    assert view["glance"]["first"]["share"] == shares[0]
    assert view["glance"]["n_neighbours"] == 5
    # Only the largest theme has a lower end: it overlaps if the second reaches it.
    assert view["glance"]["n_overlap"] == 4 + (shares[0] * 0.95 <= shares[1] * 1.05)
    assert len(view["doubts"]) == 2
    assert view["gold"] == {"value": 0.7121, "low": 0.6, "high": 0.8, "n": 4.0}
    assert view["certainty"] == {"n": 12, "of": 36}
    assert view["choices"] == []


def test_an_earlier_run_says_what_it_knows(tables: Tables, manifest: Any) -> None:
    """Without intervals, certainty or gold lines nothing is claimed of them."""
    tables["scores"] = tables["scores"].query("name != 'theme_accuracy'")
    page = report_page(tables, manifest)
    trust = page[page.index('id="trust"') :]
    assert "人工标注：未提供" in trust
    assert "not probabilities" in trust
    assert "95% 区间为" not in trust
    assert "主题明确" not in trust
    assert "未做敏感性分析" in trust


def test_without_a_codebook_nothing_is_said_of_certainty(tables: Tables, manifest: Any) -> None:
    """Not even of an earlier run, whose ``coding`` has every paragraph as one of no theme."""
    known = full(tables)
    coding = known["paragraphs"][["source", "paragraph"]].assign(none=1.0)
    known |= {"codebook_fit": known["codebook_fit"].head(0), "coding": coding}
    assert view_of(known, manifest)["certainty"] is None
    assert "主题明确" not in report_page(known, manifest)


def test_every_block_is_in_both_languages(
    tables: Tables, manifest: Any, visit: Callable[..., Any]
) -> None:
    """A misfit is said first; marks lead to paragraphs; numbers of gold lines are by theme."""
    beside = Beside(sensitivity=SENSITIVITY, stale=("sensitivity-old",))
    seen = visit(report_page(full(tables), manifest, beside=beside))
    page, trust = seen.page, seen.page.locator("#trust")
    assert trust.locator(".glance li").first.inner_text().startswith("编码本：不适合")
    assert "3/4" in trust.locator("tr", has_text="环境卫生").first.inner_text()
    assert "以章节为单位" in trust.inner_text()
    assert "sensitivity-old" in trust.inner_text()
    page.locator('[data-lang="en"]').click()
    said = trust.inner_text()
    for expected in ("does not fit", "higher is better", "units are sections", "too many terms"):
        assert expected in said or expected in trust.evaluate("e => e.textContent")
    assert not any("\u4e00" <= c <= "\u9fff" for c in trust.locator(".note").first.inner_text())
    link = trust.locator('a[href="#theme=sanitation&sure=no"]')
    link.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "reading"
    assert "sure=no" in page.url
    assert seen.errors == []


@pytest.mark.slow
def test_links_of_the_section_lead_somewhere(
    tables: Tables, manifest: Any, visit: Callable[..., Any]
) -> None:
    """Each mark with a state shows a paragraph; each anchor is in the page."""
    seen = visit(report_page(full(tables), manifest, beside=Beside(sensitivity=SENSITIVITY)))
    page = seen.page
    links = page.locator("#trust a").evaluate_all("a => a.map(l => l.getAttribute('href'))")
    for link in dict.fromkeys(links):
        if "=" not in link:
            assert page.locator(link).count() == 1
            continue
        page.evaluate("hash => { location.hash = hash; }", link)
        until(page, "hash => location.hash === hash", arg=link)
        assert page.locator("#found").inner_text().strip()
    assert seen.errors == []
