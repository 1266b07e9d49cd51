"""Ten compilations made up by a colleague who labelled their lines before any program saw them."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pytest

from topics.corpus.corpus import read
from topics.corpus.types import Corpus
from topics.evaluate.gold import read_gold, role_score

PILES = Path(__file__).parent / "piles"


@pytest.fixture(scope="module")
def piles(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """Return the ten files, read once."""
    folder = tmp_path_factory.mktemp("piles")
    for path in PILES.glob("*.txt"):
        (folder / path.name).write_bytes(path.read_bytes())
    return read(folder)


def test_roles_of_other_compilations(piles: Corpus) -> None:
    """Numbering, bylines, wrapped lines and site dirt of other kinds than the seeds'."""
    assert role_score(piles, read_gold(PILES / "gold.jsonl")).value >= 0.97


def test_speeches_of_other_compilations(piles: Corpus) -> None:
    """Nearly every speech begins and ends where its labels say."""
    spans: dict[tuple[str, int], list[int]] = defaultdict(list)
    for row in map(json.loads, (PILES / "gold.jsonl").read_text("utf-8").splitlines()):
        if row["speech"]:
            spans[row["source"], row["speech"]].append(row["line"])
    right = {(source, min(lines), max(lines)) for (source, _), lines in spans.items()}
    seen = {(s.source, s.first_line, s.last_line) for s in piles.speeches}
    assert len(right) == 32
    assert len(right & seen) >= 28


def test_encodings_of_other_compilations(piles: Corpus) -> None:
    """No file of the pile is skipped, whatever its encoding."""
    assert piles.skipped == ()
    assert len(piles.sources) == 10
