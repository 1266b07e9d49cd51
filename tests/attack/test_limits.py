"""No bomb costs more than its limits, and files beside it are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.attack.limits import BOMBS, LARGE, Bomb
from topics.corpus.reading.read import read_sources

pytest.importorskip("pyarrow")


def check(folder: Path, bomb: Bomb) -> None:
    """Read a bomb beside a text: it is read, or skipped with its reason."""
    (folder / f"a{bomb.suffix}").write_bytes(bomb.make())
    (folder / "b.txt").write_text("今天开会。", "utf-8")
    decoded, skipped = read_sources(folder)
    assert decoded[-1].source.name == "b.txt"
    assert bool(skipped) == bool(bomb.reason)
    assert all(bomb.reason in one.reason for one in skipped), skipped


@pytest.mark.parametrize("name", BOMBS)
def test_small_bombs(tmp_path: Path, name: str) -> None:
    """Counts taken while a file is decoded refuse it early."""
    check(tmp_path, BOMBS[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", LARGE)
def test_large_bombs(tmp_path: Path, name: str) -> None:
    """Files that unpack to hundreds of megabytes are refused before they do."""
    check(tmp_path, LARGE[name])
