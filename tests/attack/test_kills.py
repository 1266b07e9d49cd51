"""Killed commands: a few of those that ``python -m tests.attack.kills`` kills."""

from __future__ import annotations

import os

import pytest

from tests.attack.kills import kill_retrains, kill_runs


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_killed_command_loses_nothing() -> None:
    """A run is whole after each, nothing is left behind, and exit codes are right."""
    ends = {"SIGKILL", "SIGTERM", "SIGINT"}
    assert {seen.split()[0] for seen in kill_runs(6, 3)} <= ends


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.filterwarnings("ignore::topics.errors.TopicsWarning")
def test_a_killed_retraining_loses_nothing() -> None:
    """The earlier run is unchanged, the same command then makes the same run, nothing is left."""
    assert set(kill_retrains(20, 5)) <= {"SIGKILL -9", "SIGKILL 0"}
