"""Runs whose content was changed and hashed again: refused, or usable."""

from __future__ import annotations

import random
import warnings
from pathlib import Path

import pytest

from tests.attack import forged
from tests.attack.forged import forge, forge_runs, given, use
from topics.runs.store import load_run


@pytest.mark.parametrize("n", [4, pytest.param(400, marks=pytest.mark.slow)], ids=["few", "many"])
def test_a_forged_run_crashes_nothing(n: int) -> None:
    """Whatever was changed, loading, reporting, recoding and comparing raise our errors alone."""
    assert set(forge_runs(n, 5)) <= {"refused", "read"}


@pytest.mark.slow
def test_hashes_are_computed_again(tmp_path: Path) -> None:
    """What is attacked is what the hashes do not find: the run before its change can be used."""
    run = given(tmp_path)
    with warnings.catch_warnings(action="ignore"):
        use(run, random.Random(1))
    before = load_run(run).manifest["sha256"]
    for number in range(20):
        forge(given(tmp_path / str(number)), random.Random(number))
    after = [(tmp_path / str(n) / "run" / "run.json").read_text("utf-8") for n in range(20)]
    assert len({*after, before}) > 15


def test_a_crash_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another exception than ours counts as wrong, with what repeats it."""

    def broken(folder: Path, chance: random.Random) -> None:
        raise KeyError("a")

    monkeypatch.setattr(forged, "use", broken)
    assert all(outcome.startswith("crashed: 5 ") for outcome in forge_runs(2, 5))
