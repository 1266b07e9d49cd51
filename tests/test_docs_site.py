"""The documentation is built from the code, without a warning and without a network."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

import topics
from topics.runs.schema import TABLES

ROOT = Path(__file__).parent.parent
LOADED = re.compile(
    r"<(?:script|img|iframe|source|link)\b[^>]*?(?:src|href)=\"(?:https?:)?//[^\"]+\"|"
    r"url\([\"']?(?:https?:)?//|@import\s+[\"']?(?:https?:)?//|\bfrom [\"']https?://"
)
"""What a browser would load from a network as soon as it shows a page."""
PICTURE = re.compile(r'<img[^>]*?\ssrc="(\.\./_images/[^"]+)"')
"""The picture that a cell of a notebook drew."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site as ``make docs`` does; a warning ends it with 1."""
    out = tmp_path_factory.mktemp("docs")
    command = [sys.executable, str(ROOT / "docs" / "site" / "build.py"), "--out", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
    return out / "html"


@pytest.mark.slow
def test_every_public_name_table_and_notebook_has_its_place(site: Path) -> None:
    """The pages list each public name, table and notebook, and each document is a page."""
    generated = site / "docs" / "reference" / "generated"
    assert {p.stem.removeprefix("topics.") for p in generated.glob("*.html")} >= set(topics.__all__)
    tables = (site / "docs" / "reference" / "tables.html").read_text("utf-8")
    assert [name for name in TABLES if f"{name}.csv" not in tables] == []
    documents = [p for p in (ROOT / "docs").rglob("*.md") if "site" not in p.parts]
    documents += (ROOT / "notebooks").glob("*.ipynb")
    pages = [site / p.relative_to(ROOT).with_suffix(".html") for p in documents]
    assert [str(page) for page in pages if not page.is_file()] == []
    chinese = (site / "docs" / "zh" / "index.html").read_text("utf-8")
    assert '<html lang="zh-CN"' in chinese
    assert all(p.stem in chinese for p in (ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.slow
def test_notebooks_show_their_results(site: Path) -> None:
    """A notebook was executed: its page has the tables of its cells."""
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        page = (site / "notebooks" / path.with_suffix(".html").name).read_text("utf-8")
        assert page.count("cell_output") > 3, path.name
        assert "Traceback" not in page, path.name


@pytest.mark.slow
def test_nothing_is_loaded_from_a_network(site: Path) -> None:
    """No page or style names a script, style, font or picture of another host."""
    files = [p for p in site.rglob("*") if p.suffix in {".html", ".css"}]
    assert len(files) > 60
    found = [
        f"{path.relative_to(site)}: {match[0]}"
        for path in files
        for match in LOADED.finditer(path.read_text("utf-8"))
    ]
    assert found == []
    assert (site / "_static" / "chinese.woff2").stat().st_size > 10_000


@pytest.mark.slow
def test_notebooks_show_their_charts(site: Path) -> None:
    """A page has a picture for each cell that draws one, and the files are in the site."""
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        cells = nbformat.read(path, as_version=4).cells
        drawn = sum(cell.cell_type == "code" and "topics.plot." in cell.source for cell in cells)
        page = site / "notebooks" / path.with_suffix(".html").name
        pictures = PICTURE.findall(page.read_text("utf-8"))
        assert len(pictures) >= drawn, path.name
        for name in pictures:
            content = (page.parent / name).read_bytes()
            assert content.startswith(b"\x89PNG"), name
            assert len(content) > 5_000, name
