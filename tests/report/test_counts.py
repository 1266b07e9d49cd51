"""The counts that the page prints are those of the paragraphs that a click shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import pandas as pd
import pytest

from tests.report.conftest import Tables
from topics.report.html import state_link
from topics.report.page import report_page
from topics.report.payload import page_data
from topics.report.sections.base import RunData
from topics.report.sections.base import Tables as RunTables
from topics.report.sections.findings_data import certainty
from topics.report.sections.groups import groups_of
from topics.report.sections.quantities import quantities_of
from topics.report.sections.topic_details import topic_details
from topics.report.sections.trust_themes import theme_rows
from topics.runs.store import Run


class Claim(NamedTuple):
    """What the page prints beside a link; None where it does not print it."""

    link: str
    n_paragraphs: int | None = None
    n_speeches: int | None = None


def claims(tables: RunTables) -> Iterator[Claim]:
    """Yield what findings, groups, the table of shares and the topics print."""
    for finding in certainty(tables):
        yield Claim(finding.link, finding.values["n"])
    for groups in groups_of(tables, quantities_of(tables)).values():
        for group in groups:
            if group.filter:
                yield Claim(state_link(**group.filter), None, group.n_speeches)
    for row in theme_rows(tables):
        yield Claim(state_link(theme=row["id"]), row["n_paragraphs"], row["n_speeches"])
        if row["n_certain"] is not None:
            n = row["n_paragraphs"] - row["n_certain"]
            yield Claim(state_link(theme=row["id"], sure="no"), n)
    for key, topic in topic_details(tables)["topics"].items():
        yield Claim(state_link(topic=key), topic["n"])
        for theme, n in topic["themes"]:
            yield Claim(state_link(topic=key, theme=theme), n)


def shown(data: Mapping[str, Any], link: str) -> list[int]:
    """Return the speech of each paragraph that a link shows, as ``scripts/filters.js`` does."""
    blocks, speeches = data["blocks"], data["speeches"]
    found = [i for i, is_body in enumerate(blocks["body"]) if is_body]
    for key, value in parse_qsl(link.lstrip("#")):
        if key == "theme":
            cells, wanted = blocks["theme"], data["themes"]["id"].index(value)
        elif key == "topic":
            cells, wanted = blocks["topics"][value.split("-")[0]], int(value.split("-")[1])
        elif key == "speech":
            cells, wanted = blocks["speech"], int(value)
        elif key == "sure":
            cells, wanted = blocks["certain"], int(value == "yes")
        else:
            columns = {**speeches["columns"], "source": speeches["source"]}
            cells, wanted = (
                [columns[key.removeprefix("by.")][n - 1] for n in blocks["speech"]],
                value,
            )
        found = [i for i in found if wanted == cells[i] or wanted in _several(cells[i])]
    return [blocks["speech"][i] for i in found]


def _several(cell: Any) -> list[str]:
    """Return the years of a speech whose date is in doubt."""
    return cell if isinstance(cell, list) else []


def check(claim: Claim, n_paragraphs: int, n_speeches: int) -> None:
    """Compare what is printed with what is shown."""
    if claim.n_paragraphs is not None:
        assert n_paragraphs == claim.n_paragraphs, claim
    if claim.n_speeches is not None:
        assert n_speeches == claim.n_speeches, claim


def test_repeated_and_uncoded_paragraphs_are_counted_nowhere(
    tables: Tables, manifest: dict[str, Any]
) -> None:
    """One repeats another, one is too short to be coded, one is coded as none of the themes."""
    paragraphs = tables["paragraphs"].assign(certain=True)
    body = paragraphs.index[paragraphs["role"].eq("body")]
    repeated, short, none = body[:3]
    paragraphs.loc[repeated, "duplicate_of"] = "汇编_000.txt#9"
    paragraphs.loc[[repeated, short, none], "theme"] = ""
    paragraphs.loc[[repeated, short], ["theme_share"]] = float("nan")
    paragraphs.loc[[repeated, short, *body[4:7]], "certain"] = False
    coded = paragraphs.loc[body.drop([repeated, short]), ["source", "paragraph"]]
    counts = paragraphs.loc[body, "theme"].value_counts()
    themes = tables["themes"].assign(n_paragraphs=tables["themes"]["theme"].map(counts).fillna(0))
    last = themes.tail(1).assign(
        theme="none", zh="不属于任何主题", en="None of these", n_paragraphs=1
    )
    themes = pd.concat([themes, last], ignore_index=True)
    run = RunTables({**tables, "paragraphs": paragraphs, "themes": themes, "coding": coded})
    data = page_data(RunData(run, manifest, {}))
    found = list(claims(run))
    assert (found[0].n_paragraphs, len(found) > 10) == (3, True)
    for claim in found:
        speeches = shown(data, claim.link)
        check(claim, len(speeches), len(set(speeches)))


def test_every_count_is_that_of_the_paragraphs_a_click_shows(seeds_run: Run) -> None:
    """Of findings, groups by year and level, themes and topics of the seeds."""
    tables = RunTables(seeds_run.tables)
    data = page_data(RunData(tables, seeds_run.manifest, {}))
    found = list(claims(tables))
    assert any("by.year" in claim.link for claim in found)
    for claim in found:
        speeches = shown(data, claim.link)
        check(claim, len(speeches), len(set(speeches)))
    html = report_page(seeds_run.tables, seeds_run.manifest)
    opening = html[html.index('<header id="findings">') : html.index("</header>")]
    links = [unescape(link) for link in re.findall(r'href="(#[^"]*=[^"]*)"', opening)]
    assert links
    assert all(shown(data, link) for link in links)


FOLLOW = """(link) => new Promise((done) => {
  addEventListener("popstate", () => setTimeout(done), { once: true });
  location.hash = link;
})"""


@pytest.mark.slow
def test_the_page_shows_as_many_as_it_prints(seeds_run: Run, visit: Callable[..., Any]) -> None:
    """In the browser: the line over the list has the printed numbers."""
    page = visit(report_page(seeds_run.tables, seeds_run.manifest)).page
    for claim in claims(RunTables(seeds_run.tables)):
        page.evaluate(FOLLOW, claim.link)
        counted = [int(n) for n in re.findall(r"\d+", page.locator("#found").inner_text())]
        check(claim, *(counted or [0, 0]))
