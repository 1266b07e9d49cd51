"""Kill ``topics run`` and ``topics retrain`` at random moments: every run is always whole.

``python -m tests.attack.kills [--retrain] [N] [SEED]`` kills N commands.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.runs.golden_study import SET, SPEECH
from topics.errors import TopicsError, TopicsWarning
from topics.retraining import retrain
from topics.runs.files import PREFIX, folder_hashes
from topics.runs.store import load_run
from topics.runs.target import check_place
from topics.verification import verify

__all__ = ["kill_retrains", "kill_runs"]

START = "import os; os.write(2, b'started\\n'); from topics.__main__ import program; program()"
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
CODES = {signal.SIGTERM: 143, signal.SIGINT: 130}
PATIENCE = 60
SETTINGS = ("engines=['lda']", *SET)
RUN = ("run", "pile", "--out", "out", *(part for value in SETTINGS for part in ("--set", value)))
RETRAIN = ("retrain", "out", "more")
NEW = "企业投资项目，工厂招商，企业招商第{n}次。\n公园和街道，企业在{n}个工厂投资，清理垃圾。\n"


def kill_runs(n: int, seed: int) -> dict[str, int]:
    """Kill ``n`` runs that replace an earlier one, by SIGKILL, SIGTERM and Ctrl-C twice in turn.

    Returns
    -------
    dict of str to int
        How often each end was seen, e.g. ``"SIGINT 130"`` (``early``: before Python ran any of
        our code), and every fault: ``lost`` (neither run is whole), ``left`` (temporary folders,
        after a signal that can be caught, or after the next command), ``traceback`` with
        its end, ``stuck``.
    """
    chance = random.Random(seed)
    seen: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        took = _first_run(folder)
        for i in range(n):
            number = SIGNALS[i % len(SIGNALS)]
            seen.update(_kill(folder, RUN, number, chance.uniform(0, took)))
            seen.update(_faults(folder))
    return dict(seen)


def kill_retrains(n: int, seed: int) -> dict[str, int]:
    """Kill ``n`` commands that continue a run, by SIGKILL, and then let the same one finish.

    Returns
    -------
    dict of str to int
        How often a command was killed, or had ended before, and every fault: ``changed`` (a file of
        the earlier run), ``failed`` (the next command), ``other`` (it gave another run),
        ``left`` (what is beside the two runs, or missing there), ``differs`` (a run is not the same
        at the end).
    """
    chance = random.Random(seed)
    seen: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        _first_run(folder)
        shutil.copytree(folder / "pile", folder / "more")
        (folder / "more" / "b.txt").write_text(NEW.format(n=7) * 3, "utf-8")
        took = max(_finish(folder, RETRAIN) for _ in range(2))
        there = _names(folder)
        before, after = folder_hashes(folder / "out"), load_run(folder / "out-2").manifest
        for _ in range(n):
            seen.update(_kill(folder, RETRAIN, signal.SIGKILL, chance.uniform(0, took)))
            try:
                done = retrain(folder / "out", folder / "more")
            except TopicsError as error:
                seen[f"failed: {error}"] += 1
                continue
            seen["changed"] += folder_hashes(folder / "out") != before
            seen["other"] += done.folder.name != "out-2" or done.manifest != after
            seen.update(f"left: {name}" for name in {*_names(folder)} ^ {*there})
        seen["differs"] += not verify(folder / "out", folder / "pile").is_same
        seen["differs"] += not verify(folder / "out-2", folder / "more").is_same
    return {what: times for what, times in seen.items() if times}


def _names(folder: Path) -> list[str]:
    """Return what is in a folder, and in the caches of its runs."""
    paths = [*folder.iterdir(), *folder.glob("*.cache/*")]
    return sorted(path.relative_to(folder).as_posix() for path in paths)


def _first_run(folder: Path) -> float:
    """Make a run twice, since the first compiles and caches; return the seconds of the second."""
    (folder / "pile").mkdir()
    text = "".join(SPEECH.format(n=i) for i in range(1, 7))
    (folder / "pile" / "a.txt").write_text(text, "utf-8")
    return [_finish(folder, RUN) for _ in range(2)][-1]


def _finish(folder: Path, arguments: Sequence[str]) -> float:
    """Let a command finish; return the seconds from its first line on."""
    with _started(folder, arguments) as process:
        begin = time.monotonic()
        _, said = process.communicate()
    if process.returncode:
        raise RuntimeError(said)
    return time.monotonic() - begin


def _started(folder: Path, arguments: Sequence[str]) -> subprocess.Popen[str]:
    """Return a command whose first line has been read: Python runs our code."""
    process = subprocess.Popen(
        [sys.executable, "-c", START, *arguments],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(Path(__file__).parents[2]),
        },  # this copy of the package
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        # A shell lets its background jobs ignore SIGINT, this session among them.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert process.stderr is not None
    process.stderr.readline()
    return process


def _kill(
    folder: Path, arguments: Sequence[str], number: signal.Signals, seconds: float
) -> list[str]:
    """Kill one command after some seconds; return how it ended and what is wrong."""
    with _started(folder, arguments) as process:
        time.sleep(seconds)
        process.send_signal(number)
        if number == signal.SIGINT:  # pressed twice
            time.sleep(seconds % 0.05)
            process.send_signal(number)
        try:
            _, said = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return ["stuck"]
    code = process.returncode
    is_early = number != signal.SIGKILL and code == -number
    found = [f"{number.name} {'early' if is_early else code}"]
    if code not in (0, -number, CODES.get(number)):
        found.append(f"wrong code {code}")
    if "Traceback" in said and not is_early:
        found.append(f"traceback: {said[-300:]}")
    if number != signal.SIGKILL and any(folder.glob(f"{PREFIX}*")):
        found.append(f"left after {number.name}")
    return found


def _faults(folder: Path) -> list[str]:
    """Return what is wrong after the first step of the next command."""
    found = []
    check_place(folder / "out")  # what every command does first
    if any(folder.glob(f"{PREFIX}*")):
        found.append("left by the next command")
    try:
        load_run(folder / "out")
    except TopicsError:
        found.append("lost")
    return found


if __name__ == "__main__":
    given = [text for text in sys.argv[1:] if text != "--retrain"]
    number_of, first_seed = (int(text) for text in [*given, "60", "1"][:2])
    kill = kill_retrains if "--retrain" in sys.argv else kill_runs
    warnings.simplefilter("ignore", TopicsWarning)
    print(kill(number_of, first_seed))
