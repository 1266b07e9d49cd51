"""Tables that a page holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from topics.runs.downloads import held_tables


def test_the_smallest_tables_are_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Up to the limit of all together, in the order of the run."""
    monkeypatch.setattr("topics.runs.downloads.MAX_HELD", 60)
    for name, size in (("a", 50), ("b", 20), ("c", 40), ("d", 30)):
        (tmp_path / f"{name}.csv").write_bytes(b"x" * size)
    assert held_tables(tmp_path, ["d", "c", "b", "a"]) == {"d": b"x" * 30, "b": b"x" * 20}
    assert held_tables(tmp_path, []) == {}
