"""The appendix in a browser: texts are copied, tables are saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browsing import until
from tests.report.conftest import Tables
from topics.report.page import report_page
from topics.report.sections import Beside, RunData
from topics.report.sections import Tables as RunTables
from topics.report.sections.appendix_tables import NAMES, table_rows
from topics.runs.schema import TABLES
from topics.runs.store import Run

CSV = '\ufeffsource,text\r\na,"\u202e</script> <b>\x7f\x85"\r\nb,\'=1+1\r\n'.encode()


def test_every_table_has_a_name_in_both_languages() -> None:
    """Also the next one."""
    assert set(NAMES) == set(TABLES)


def test_tables_are_listed_with_the_way_to_their_files(tables: Tables, manifest: Any) -> None:
    """Held for download, a file beside the run, or named alone."""
    manifest["outputs"] = {"themes.csv": "0" * 64}
    beside = Beside(folder="../run/", files={"themes": CSV})
    rows = {
        r["name"]: r for r in table_rows(RunData(RunTables(tables), manifest, {}, "zh", beside))
    }
    assert (rows["themes"]["is_held"], rows["themes"]["file"]) == (True, "../run/themes.csv")
    assert (rows["masks"]["is_held"], rows["masks"]["file"]) == (False, "")
    assert rows["masks"]["n"] == 2
    assert set(rows) == set(tables)


def test_every_table_of_a_run_has_a_file_beside_the_page(seeds_run: Run) -> None:
    """Those that the page holds for download, and those that are too large for it."""
    run = RunData(RunTables(seeds_run.tables), seeds_run.manifest, {})
    assert [row["file"] for row in table_rows(run)] == [f"{name}.csv" for name in run.tables]
    assert all((seeds_run.folder / row["file"]).is_file() for row in table_rows(run))


def opened(tables: Tables, manifest: Any, visit: Callable[..., Any], **options: Any) -> Any:
    """Open a report that holds one table."""
    page = report_page(tables, manifest, beside=Beside(files={"themes": CSV}))
    return visit(page, **options)


def test_a_table_is_saved_to_the_byte_and_a_text_copied(
    tables: Tables, manifest: Any, visit: Callable[..., Any]
) -> None:
    """By mouse and keyboard, from a page that may load nothing; a hostile cell stays text."""
    seen = opened(tables, manifest, visit, permissions=["clipboard-read", "clipboard-write"])
    page = seen.page
    page.locator("#appendix-tables > summary").click()
    with page.expect_download() as saved:
        page.locator('[data-csv="themes"]').press("Enter")
    assert saved.value.suggested_filename == "themes.csv"
    assert saved.value.path().read_bytes() == CSV
    page.locator("#appendix-methods > summary").click()
    page.locator('[data-copy="methods-bibtex"]').click()
    until(page, "document.querySelector('#appendix-methods pre + p .copied').textContent")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator(
        "#methods-bibtex"
    ).evaluate("e => e.textContent")
    assert len(seen.requests) == 1 + sum(url.startswith("blob:") for url in seen.requests)
    assert seen.errors == []


@pytest.mark.thorough
def test_a_text_is_selected_where_copying_is_refused(
    tables: Tables, manifest: Any, visit: Callable[..., Any]
) -> None:
    """The page says which key copies it."""
    seen = opened(tables, manifest, visit)
    seen.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject('no'); }")
    seen.page.locator("#appendix-settings > summary").click()
    seen.page.locator('[data-copy="settings-toml"]').click()
    until(seen.page, "getSelection().toString().includes('n_components')")
    assert "Ctrl+C" in seen.page.locator("#appendix-settings .copied").inner_text()
