"""Attack the package: ``make attack``, or ``python -m tests.attack``.

Everything is drawn from a seed, so that the same attack can be repeated. The exit code is 1 if
any outcome was wrong; each such outcome is printed with what is needed to repeat it.
"""

from __future__ import annotations

import argparse
import faulthandler
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.attack.flips import flip_model, flip_run, flip_vectors
from tests.attack.forged import forge_runs
from tests.attack.given import Given
from tests.attack.heavy import HEAVY
from tests.attack.kills import kill_retrains, kill_runs
from tests.attack.measuring import explode
from tests.attack.mutants import mutate_files, mutate_folders
from tests.attack.payloads import FORMULAS, PAYLOADS, open_payloads, write_formulas
from tests.attack.wrong_calls import calls, refusal

__all__ = ["KINDS", "Row", "attack", "table"]

PATIENCE = 7200
"""Seconds after which an attack that hangs prints where, and ends."""


@dataclass(frozen=True)
class Row:
    """What one kind of attack gave.

    Attributes
    ----------
    kind : str
    tried, refused, same : int
        ``same``: read, or with the content that it had before.
    wrong : tuple of str
        Each wrong outcome.
    seconds : float
    note : str
    """

    kind: str
    tried: int
    refused: int
    same: int
    wrong: tuple[str, ...]
    seconds: float
    note: str = ""


Found = tuple[Mapping[str, int], str]
"""Outcomes and how often each was seen, with a note."""


def _counted(size: float, most: int) -> int:
    return max(1, round(size * most))


def _wrong_calls(size: float, seed: int) -> Found:
    with tempfile.TemporaryDirectory() as temporary:
        wrong = calls(Given(Path(temporary)))
        chosen = random.Random(seed).sample(wrong, _counted(min(size, 1), len(wrong)))
        answers = [f"{call.name}: {said}" for call in chosen if (said := refusal(call))]
    return {"refused": len(chosen) - len(answers), **dict.fromkeys(answers, 1)}, ""


def _heavy(size: float, seed: int) -> Found:
    names = random.Random(seed).sample(list(HEAVY), _counted(min(size, 1), len(HEAVY)))
    costs = explode(sorted(names))
    for cost in sorted(costs, key=lambda cost: -cost.seconds):
        shown = f"{cost.seconds:6.1f} s {cost.megabytes:6.0f} MB  {cost.name}: {cost.outcome}"
        print(shown[:200], file=sys.stderr, flush=True)
    outcomes = {
        "read": sum(cost.outcome == "read" for cost in costs),
        "refused": sum(cost.outcome.startswith("refused") for cost in costs),
    }
    wrong = [
        f"{c.name}: {c.seconds:.0f} s, {c.megabytes:.0f} MB, {c.outcome[:80]}"
        for c in costs
        if c.is_wrong
    ]
    for cost in costs:  # what is read or refused, but too late, counts once
        if cost.is_wrong and (end := cost.outcome.split(" ")[0]) in outcomes:
            outcomes[end] -= 1
    seconds, megabytes = (max(getattr(c, name) for c in costs) for name in ("seconds", "megabytes"))
    most = f"most: {seconds:.0f} s, {megabytes:.0f} MB"
    return {**outcomes, **dict.fromkeys(wrong, 1)}, most


def _kills(kill: Callable[[int, int], Mapping[str, int]], size: float, seed: int) -> Found:
    if os.name == "nt":
        return {}, "not on Windows"
    seen = kill(_counted(size, 200), seed)
    ends = {name: n for name, n in seen.items() if name.split(" ")[0].startswith("SIG")}
    faults = {name: n for name, n in seen.items() if name not in ends}
    # A run with two faults is one run.
    whole = max(sum(ends.values()) - sum(faults.values()), 0)
    return {"same": whole, **faults}, ", ".join(f"{n} {name}" for name, n in sorted(ends.items()))


def _payloads(size: float, seed: int) -> Found:
    seen = open_payloads(_counted(min(size, 1), len(PAYLOADS)))
    clicks = seen.pop("clicks", 0)
    return seen, f"{clicks} clicks" if seen else "no Chromium on the PATH"


def _folders(size: float, seed: int) -> Found:
    seen = mutate_folders(_counted(size, 2000), seed)
    folders = seen.pop("folders", 0)
    return seen, f"in {folders} folders, each with three whole files"


KINDS: dict[str, tuple[str, Callable[[float, int], Found]]] = {
    "mutants": (
        "mutated files, each given to its reader",
        lambda size, seed: (mutate_files(_counted(size, 8000), seed), ""),
    ),
    "folders": ("mutated files, read in folders", _folders),
    "kills": ("kills of `topics run`", partial(_kills, kill_runs)),
    "retrain": ("kills of `topics retrain`", partial(_kills, kill_retrains)),
    "run": (
        "changed files of a run",
        lambda size, seed: (flip_run(_counted(size, 1000), seed), ""),
    ),
    "model": (
        "changed files of a model",
        lambda size, seed: (flip_model(_counted(size, 500), seed), ""),
    ),
    "forged": (
        "runs changed together with their hashes, and used",
        lambda size, seed: (forge_runs(_counted(size, 1000), seed), ""),
    ),
    "vectors": (
        "changed files of cached embeddings",
        lambda size, seed: (flip_vectors(_counted(size, 500), seed), ""),
    ),
    "heavy": ("files that ask for much time or memory", _heavy),
    "calls": ("wrong calls in Python", _wrong_calls),
    "payloads": ("pages with payloads, opened in Chromium", _payloads),
    "formulas": (
        "cells of tables with formulas",
        lambda size, seed: (write_formulas(_counted(min(size, 1), len(FORMULAS))), ""),
    ),
}
"""The name of each attack, what it is, and the function that makes it of a size and a seed."""
RIGHT = {"refused": "refused", "same": "same", "read": "same"}


def attack(name: str, size: float = 1.0, seed: int = 1) -> Row:
    """Make one attack of `KINDS`; a ``size`` of 1 is the full one."""
    kind, make = KINDS[name]
    begin = time.monotonic()
    outcomes, note = make(size, seed)
    right = {"refused": 0, "same": 0}
    for outcome, count in outcomes.items():
        if outcome in RIGHT:
            right[RIGHT[outcome]] += count
    wrong = tuple(
        f"{name}: {outcome}" + (f" ({count} times)" if count > 1 else "")
        for outcome, count in outcomes.items()
        if outcome not in RIGHT and count
    )
    tried = sum(outcomes.values())
    return Row(kind, tried, right["refused"], right["same"], wrong, time.monotonic() - begin, note)


def table(rows: list[Row]) -> str:
    """Return the rows as a table in Markdown."""
    lines = [
        "| kind | tried | refused | same | wrong | seconds | |",
        "|---|--:|--:|--:|--:|--:|---|",
    ]
    lines += [
        f"| {row.kind} | {row.tried:,} | {row.refused:,} | {row.same:,} | {len(row.wrong)}"
        f" | {row.seconds:.0f} | {row.note} |"
        for row in rows
    ]
    return "\n".join(lines) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Attack as the command line asks; return the exit code."""
    parser = argparse.ArgumentParser(prog="make attack", description=__doc__)
    parser.add_argument("--size", type=float, default=1.0, help="1 is the full size")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", choices=list(KINDS), default=list(KINDS))
    parser.add_argument("--markdown", type=Path, help="write the table to this file too")
    chosen = parser.parse_args(arguments)
    rows = []
    for name in chosen.only:
        faulthandler.dump_traceback_later(PATIENCE, exit=True, file=sys.__stderr__)
        rows.append(attack(name, chosen.size, chosen.seed))
        print(table(rows[-1:]).splitlines()[-1], file=sys.stderr, flush=True)
        if chosen.markdown:  # each time, so that nothing is lost if a later one hangs
            chosen.markdown.write_text(table(rows), "utf-8")
    faulthandler.cancel_dump_traceback_later()
    print(table(rows))
    wrong = [line for row in rows for line in row.wrong]
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    # A process that an attack starts, in whichever folder, imports this copy of the package.
    os.environ["PYTHONPATH"] = str(Path(__file__).parents[2])
    sys.exit(main())
