"""The how-to guides do what they say: their commands and code are run, in both languages."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parent.parent
GUIDES = sorted(p for p in (ROOT / "docs" / "howto").glob("*.md") if p.stem != "index")
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
SAVED = re.compile(r"`([^`\n]+\.(?:csv|toml|txt))`")
"""Names of files; what a block shows is the last one before it."""


def blocks(path: Path) -> list[tuple[str, str]]:
    """Return the language and text of each block of a page."""
    return BLOCK.findall(path.read_text("utf-8"))


def keep_the_first_word(table: Path) -> None:
    """Do what the reader does in Excel: write yes in the column keep."""
    words = pd.read_csv(table, dtype=str, keep_default_na=False)
    words.loc[0, "keep"] = "yes"
    words.to_csv(table, index=False, encoding="utf-8-sig")


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_a_guide_has_the_same_blocks_in_chinese(path: Path) -> None:
    """A Chinese reader types what an English one does, and so what is run below."""
    assert blocks(path)
    assert blocks(ROOT / "docs" / "zh" / path.name) == blocks(path)


@pytest.mark.slow
@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_a_guide_runs_from_top_to_bottom(path: Path, tmp_path: Path) -> None:
    """Each file of a guide is written, each command and each line of Python succeeds."""
    for name, files in (("speeches", "00[01]*"), ("more_speeches", "00[0-2]*")):
        (tmp_path / name).mkdir()
        for file in (ROOT / "seeds").glob(files):
            shutil.copy(file, tmp_path / name)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    text = path.read_text("utf-8")
    for match in BLOCK.finditer(text):
        language, block = match.groups()
        if language == "sh":
            commands = [
                [sys.executable, "-m", *shlex.split(line)] for line in block.splitlines() if line
            ]
        elif language == "python":
            commands = [[sys.executable, "-c", block]]
        else:
            saved = SAVED.findall(text[: match.start()])[-1]
            (tmp_path / saved).write_text(block, "utf-8")
            continue
        for command in commands:
            if "--reviewed" in command:
                keep_the_first_word(tmp_path / command[command.index("--reviewed") + 1])
            done = subprocess.run(
                command, cwd=tmp_path, env=environment, capture_output=True, text=True
            )
            assert done.returncode == 0, f"{command[-1]}\n{done.stderr}"
