"""The list of sections: each is in the page once, and none needs a table that it does not name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.report.conftest import Tables, build_tables
from topics.report import html
from topics.report.html import tr
from topics.report.page import report_page
from topics.report.sections import SECTIONS, Section

TABLE_NAMES = (*build_tables(1, 1, 5), "missing_seed_words")


def test_sections_are_registered_once_with_module_and_template() -> None:
    """The modules and templates are those of the list, and no other."""
    names = [section.name for section in SECTIONS]
    assert len(set(names)) == len(names)
    assert len({section.title for section in SECTIONS}) == len(names)
    folder = Path(html.__file__).parent
    templates = {p.name.removesuffix(".html.j2") for p in (folder / "templates/sections").iterdir()}
    sources = {p.stem: p.read_text("utf-8") for p in (folder / "sections").glob("*.py")}
    assert templates == set(names)
    assert {name for name, text in sources.items() if "\nSECTION = " in text} == set(names)


def test_the_page_has_every_section_in_order(tables: Tables, manifest: Any) -> None:
    """Contents and page follow the list."""
    page = report_page(tables, manifest)
    links = [
        page.index(f'<li><a href="#{s.name}">{tr(s.title, s.title_en)}</a></li>') for s in SECTIONS
    ]
    parts = [page.index(f' id="{s.name}"') for s in SECTIONS]
    assert links == sorted(links)
    assert parts == sorted(parts)


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
def test_a_section_is_left_out_without_its_tables(
    section: Section, tables: Tables, manifest: Any
) -> None:
    """Neither the page nor its contents has it; the others are there."""
    for missing in section.needs:
        rest = {name: table for name, table in tables.items() if name != missing}
        page = report_page(rest, manifest)
        assert f'id="{section.name}"' not in page
        assert f'href="#{section.name}"' not in page
        for other in SECTIONS:
            assert (f' id="{other.name}"' in page) == (missing not in other.needs)


@pytest.mark.parametrize("name", TABLE_NAMES)
def test_a_table_without_rows_makes_a_page(name: str, tables: Tables, manifest: Any) -> None:
    """A run may have nothing to say in any table, and then the sections say so."""
    if name in tables:
        tables[name] = tables[name].head(0)
    page = report_page(tables, manifest)
    always = [section for section in SECTIONS if section.name != "when"]
    assert all(f' id="{section.name}"' in page for section in always)
    assert (' id="when"' in page) == (name not in ("speeches", "themes"))


def test_a_run_without_any_rows_makes_a_page(tables: Tables, manifest: Any) -> None:
    """Also where every table is empty at once."""
    page = report_page({name: t.head(0) for name, t in tables.items()}, manifest, {})
    assert all((f' id="{s.name}"' in page) == (s.name != "when") for s in SECTIONS)


def test_a_run_without_tables_makes_a_page(manifest: Any) -> None:
    """The page of nothing is a page."""
    page = report_page({}, manifest)
    assert "0 篇讲话" in page
