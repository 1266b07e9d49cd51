"""Seventy years of government reports, where they are at hand: real dirt that we did not make.

The texts themselves stay outside; what was judged by eye is kept as ids and hashes.
"""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import pytest

from topics.corpus.corpus import read
from topics.corpus.types import Corpus

ROOT = Path(__file__).parents[2]
REPORTS = ROOT.parent / "shared" / "corpora" / "prc_reports_wikisource"
JUDGED = Path(__file__).parent / "judged_joins.csv"

pytestmark = pytest.mark.skipif(not REPORTS.is_dir(), reason="the reports are not on this machine")


@pytest.fixture(scope="module")
def pile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with one text file for each report."""
    folder = tmp_path_factory.mktemp("reports")
    for path in sorted(REPORTS.glob("*.jsonl")):
        for row in path.read_text("utf-8").splitlines():
            report = json.loads(row)
            text = f"{report['title']}\n{report['content']}"
            (folder / f"{report['id']}.txt").write_bytes(text.encode())
    return folder


@pytest.fixture(scope="module")
def reports(pile: Path) -> Corpus:
    """Return the reports, read once."""
    return read(pile)


def test_each_report_is_one_speech(reports: Corpus) -> None:
    """Nothing in a report looks like a second speech's title."""
    assert len(reports.sources) == 67
    assert len(reports.speeches) == 67


def test_joins_judged_by_eye_are_still_made(reports: Corpus, pile: Path) -> None:
    """A hundred joins, drawn at random and each found right, have not changed."""
    joined = {(r.source, r.line) for r in reports.repairs if r.rule == "broken_line"}
    rows = list(csv.DictReader(JUDGED.read_text("utf-8").splitlines()))
    assert len(rows) == 100
    for row in rows:
        source, number = row["source"], int(row["line"])
        lines = (pile / source).read_bytes().decode().split("\n")
        following = next(line for line in lines[number:] if line.strip())
        text = f"{lines[number - 1].strip()[-18:]}|{following.strip()[:18]}"
        assert hashlib.sha256(text.encode()).hexdigest()[:16] == row["sha256_16"]
        assert row["verdict"] == "right"
        assert (source, number) in joined


def test_nothing_of_the_reports_is_lost(reports: Corpus, pile: Path) -> None:
    """Every line with something to see is in a block."""
    for source in reports.sources:
        lines = (pile / source.name).read_bytes().decode().split("\n")
        used = {
            line
            for block in reports.paragraphs
            if block.source == source.name
            for line in range(block.first_line, block.last_line + 1)
        }
        filled = {
            i for i, line in enumerate(lines, 1) if line.strip().strip("\u200b\ufeff").strip()
        }
        assert filled <= used
