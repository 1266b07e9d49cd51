"""Read files that ask for too much, each in its own process: what it cost, and what came of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.attack.heavy import HEAVY

__all__ = ["MAX_MB", "MAX_SECONDS", "Cost", "explode", "measure"]

MAX_SECONDS = 60
MAX_MB = 1500
PATIENCE = 5
"""A process is ended after so many times `MAX_SECONDS`."""
CODE = """
import atexit, sys, warnings

def cost():  # of the process, and of its children, which ended before
    own = [line for line in open("/proc/self/status") if line.startswith("VmHWM")][0].split()[1]
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    most = int(own) + used[1].ru_maxrss
    seconds = sum(one.ru_utime + one.ru_stime for one in used)
    print("cost", most // 1024, seconds, flush=True)

if sys.platform == "linux":
    import resource
    atexit.register(cost)  # first, so that it runs after all others
warnings.simplefilter("ignore")
import topics
try:
    corpus = topics.read(sys.argv[1])
    names = {source.name for source in corpus.sources}
    reasons = [skipped.reason for skipped in corpus.skipped]
    print("neighbour" if "0.txt" not in names else f"refused {reasons[0]}" if reasons else "read")
except topics.TopicsError as error:
    print("neighbour", str(error).replace("\\n", " "))
"""


@dataclass(frozen=True)
class Cost:
    """What came of one file.

    Attributes
    ----------
    name : str
    outcome : str
        ``read``, ``refused`` with the reason, or what is wrong.
    seconds : float
        Processor time of all its processes, which a busy machine does not change.
    megabytes : float
        Most memory of the process and of its largest child together; 0 where it is not measured.
    """

    name: str
    outcome: str
    seconds: float
    megabytes: float

    @property
    def is_wrong(self) -> bool:
        """Whether the file cost too much, or had another end than being read or refused."""
        is_known = self.outcome.split(" ")[0] in ("read", "refused")
        return not is_known or self.seconds > MAX_SECONDS or self.megabytes > MAX_MB


def measure(name: str, data: bytes) -> Cost:
    """Read a folder of one file and a whole neighbour in a process of their own."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / name).write_bytes(data)
        (folder / "0.txt").write_text("同志们：\n今天开会，要统一思想。\n", "utf-8")
        command = [sys.executable, "-c", CODE, str(folder)]
        begin = time.monotonic()
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
            env={**os.environ, "PYTHONUTF8": "1"}, start_new_session=True,
        ) as process:  # fmt: skip
            try:
                out, err = process.communicate(timeout=PATIENCE * MAX_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)  # its children too
                process.communicate()
                return Cost(name, "hangs", time.monotonic() - begin, 0)
        seconds = time.monotonic() - begin
    said = out.splitlines()
    cost = [line.split()[1:] for line in said if line.startswith("cost ")]
    megabytes, used = map(float, cost[0]) if cost else (0.0, seconds)
    last = err.strip().splitlines()[-1:] or [f"exit code {process.returncode}"]
    outcome = said[0] if process.returncode == 0 and said else f"crashed: {last[0]}"
    return Cost(name, outcome, used, megabytes)


def explode(names: Iterable[str] = tuple(HEAVY)) -> list[Cost]:
    """Measure bombs by their names."""
    return [measure(name, HEAVY[name]()) for name in names]
