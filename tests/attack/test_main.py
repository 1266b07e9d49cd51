"""``make attack``: the table that it prints, and its exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.attack.__main__ import KINDS, attack, main, table


def test_a_small_attack_prints_its_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Size and seed are arguments; the table is written as Markdown on request."""
    place = tmp_path / "table.md"
    arguments = ["--size", "0.01", "--seed", "7", "--only", "model", "vectors"]
    assert main([*arguments, "--markdown", str(place)]) == 0
    printed = capsys.readouterr().out
    assert place.read_text("utf-8") in printed
    assert printed.count("\n| changed files of") == 2


def test_a_wrong_outcome_is_printed_and_gives_exit_code_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever is neither refused nor the same is wrong."""
    outcomes = {"refused": 3, "read": 2, "same": 1, "lost: a.txt": 2}
    monkeypatch.setitem(KINDS, "run", ("runs", lambda size, seed: (outcomes, "a note")))
    row = attack("run")
    assert (row.tried, row.refused, row.same, row.wrong) == (
        8,
        3,
        3,
        ("run: lost: a.txt (2 times)",),
    )
    assert "| runs | 8 | 3 | 3 | 1 |" in table([row])
    assert main(["--only", "run"]) == 1
    assert "run: lost: a.txt" in capsys.readouterr().out
