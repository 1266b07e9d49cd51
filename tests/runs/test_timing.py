"""Timings: every stage in order, and nothing of a stage that failed."""

import json
from pathlib import Path

import pytest

from topics.runs import timing
from topics.runs.timing import Stopwatch


def test_stages_are_written_in_order_with_time_and_memory(tmp_path: Path) -> None:
    """Each stage has its seconds and the peak so far; the whole stands below."""
    watch = Stopwatch()
    for name in ("read", "fit"):
        with watch.stage(name):
            pass
    watch.write(tmp_path)
    told = json.loads((tmp_path / "timings.json").read_text("utf-8"))
    assert [stage["stage"] for stage in told["stages"]] == ["read", "fit"]
    assert all(stage["seconds"] >= 0 and stage["peak_mb"] > 1 for stage in told["stages"])
    assert told["total_seconds"] == pytest.approx(sum(s["seconds"] for s in told["stages"]))
    assert told["peak_mb"] == told["stages"][-1]["peak_mb"]


def test_a_stage_that_fails_is_not_counted() -> None:
    """An error goes through, and what it broke off is not given a time."""
    watch = Stopwatch()
    with pytest.raises(KeyError), watch.stage("fit"):
        raise KeyError
    assert watch.stages == []


def test_memory_is_missing_where_the_system_does_not_report_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows the peak is null, not a guess."""
    monkeypatch.setattr(timing, "resource", None)
    watch = Stopwatch()
    with watch.stage("read"):
        pass
    watch.write(tmp_path)
    assert json.loads((tmp_path / "timings.json").read_text("utf-8"))["peak_mb"] is None
