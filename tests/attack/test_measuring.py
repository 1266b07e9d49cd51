"""Files that ask for too much: read or refused within a bound of time and memory."""

from __future__ import annotations

import pytest

from tests.attack import measuring
from tests.attack.heavy import HEAVY
from tests.attack.measuring import Cost, explode, measure

QUICK = ("laughs.docx", "60,000 columns.csv", "number of 5,000 digits.json", "quotes.md")


@pytest.mark.slow
def test_bombs_are_read_or_refused_beside_their_neighbour() -> None:
    """None ends the process, and the whole file beside each is read."""
    outcomes = {cost.name: cost.outcome.split(" ")[0] for cost in explode(QUICK)}
    assert set(outcomes.values()) <= {"read", "refused"}, outcomes


def test_what_costs_too_much_is_wrong() -> None:
    """More than the bound of time or memory, and any other end."""
    assert not Cost("a", "refused as it is too large", 1, 100).is_wrong
    assert Cost("a", "read", 61, 100).is_wrong
    assert Cost("a", "read", 1, 1501).is_wrong
    assert Cost("a", "crashed: exit code -9", 1, 100).is_wrong


@pytest.mark.slow
def test_a_process_that_ends_badly_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash and a hang each have their own outcome."""
    monkeypatch.setattr(measuring, "CODE", "import os; os.abort()")
    assert measure("a.txt", b"").outcome.startswith("crashed")
    monkeypatch.setattr(measuring, "MAX_SECONDS", 0.2)
    monkeypatch.setattr(measuring, "CODE", "import time; time.sleep(60)")
    assert measure("a.txt", b"").outcome == "hangs"


def test_every_bomb_has_a_suffix() -> None:
    """Names end in the suffix of a file that has a reader."""
    assert {name.rpartition(".")[2] for name in HEAVY} >= {"pdf", "docx", "xlsx", "html", "zip"}
