"""Kill ``topics run`` at random moments: the earlier run, or the new one, is always whole.

``python -m tests.attack.kills [N] [SEED]`` kills N commands.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.runs.golden_study import SET, SPEECH
from topics.errors import TopicsError
from topics.runs.files import PREFIX
from topics.runs.store import load_run
from topics.runs.target import check_place

__all__ = ["kill_runs"]

START = "import os; os.write(2, b'started\\n'); from topics.__main__ import program; program()"
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
CODES = {signal.SIGTERM: 143, signal.SIGINT: 130}
PATIENCE = 60


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
        (folder / "pile").mkdir()
        text = "".join(SPEECH.format(n=i) for i in range(1, 7))
        (folder / "pile" / "a.txt").write_text(text, "utf-8")
        for _ in range(2):  # the first compiles and caches
            with _started(folder) as run:
                begin = time.monotonic()
                _, said = run.communicate()
            if run.returncode:
                raise RuntimeError(said)
        took = time.monotonic() - begin
        for i in range(n):
            number = SIGNALS[i % len(SIGNALS)]
            seen.update(_kill(folder, number, chance.uniform(0, took)))
    return dict(seen)


def _started(folder: Path) -> subprocess.Popen[str]:
    """Return a command whose first line has been read: Python runs our code."""
    settings = [part for value in SET for part in ("--set", value)]
    command = [sys.executable, "-c", START, "run", "pile", "--out", "out", *settings]
    process = subprocess.Popen(
        command,
        cwd=folder,
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


def _kill(folder: Path, number: signal.Signals, seconds: float) -> list[str]:
    """Kill one command after some seconds; return how it ended and what is wrong."""
    with _started(folder) as process:
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
    check_place(folder / "out")  # what every command does first
    if any(folder.glob(f"{PREFIX}*")):
        found.append("left by the next command")
    try:
        load_run(folder / "out")
    except TopicsError:
        found.append("lost")
    return found


if __name__ == "__main__":
    number_of, first_seed = (int(text) for text in [*sys.argv[1:], "60", "1"][:2])
    print(kill_runs(number_of, first_seed))
