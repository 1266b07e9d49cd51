"""The program: it ends at once, and loses neither output nor exit code."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("arguments", "code", "stream", "said"),
    [
        (["engines"], 0, "stdout", "hdp"),
        (["--help"], 0, "stdout", "recode"),
        (["run", "no such folder"], 2, "stderr", "there is no such folder"),
        (["no-such-command"], 2, "stderr", "No such command"),
    ],
)
def test_output_and_exit_code_arrive(
    arguments: list[str], code: int, stream: str, said: str
) -> None:
    """What is printed into a pipe comes out whole before the process ends, with its code."""
    done = subprocess.run(
        [sys.executable, "-m", "topics", *arguments], capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == code
    assert said in getattr(done, stream)
    assert getattr(done, stream).endswith("\n")
