"""The recipe of an engine in CONTRIBUTING.md works as written."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.models.recipe import ROOT, code


@pytest.mark.slow
def test_the_engine_of_the_recipe_keeps_the_contract() -> None:
    """With its file and its entry in place, and nothing else, every test of the contract passes."""
    name, _, _ = code()
    command = [sys.executable, "-m", "pytest", "-q", "-o", "addopts=", "-p", "tests.models.recipe"]
    done = subprocess.run(
        [*command, "-p", "no:cacheprovider", "-k", name, "tests/models/test_contract.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    n_passed = re.search(r"(\d+) passed", done.stdout)
    assert n_passed is not None
    assert int(n_passed[1]) > 30
