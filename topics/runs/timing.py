"""Time and memory of each stage: the only file of a run that differs each time."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from topics.runs.files import write_json

try:
    import resource
except ImportError:  # not available on Windows
    resource = None  # type: ignore[assignment]

__all__ = ["TIMINGS_NAME", "Stage", "Stopwatch"]

TIMINGS_NAME = "timings.json"


@dataclass(frozen=True, slots=True)
class Stage:
    """One timed stage.

    Attributes
    ----------
    name : str
        Such as ``"segment"``.
    seconds : float
        Wall-clock time.
    peak_mb : float or None
        Peak memory of the process by the end of the stage, in MB of 10**6
        bytes; None if the system does not report it.
    """

    name: str
    seconds: float
    peak_mb: float | None


class Stopwatch:
    """Times the stages of a run one after the other.

    Attributes
    ----------
    stages : list of Stage
        The stages that have ended, in order.
    """

    def __init__(self) -> None:
        self.stages: list[Stage] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time the block of ``with``; a stage that fails is not recorded."""
        start = perf_counter()
        yield
        self.stages.append(Stage(name, round(perf_counter() - start, 4), _peak_mb()))

    def write(self, folder: Path) -> None:
        """Write ``timings.json`` into a run's folder.

        Raises
        ------
        OutputError
            If the file cannot be written.
        """
        stages = [
            {"stage": s.name, "seconds": s.seconds, "peak_mb": s.peak_mb} for s in self.stages
        ]
        total = round(sum(s.seconds for s in self.stages), 4)
        peak = max((s.peak_mb for s in self.stages if s.peak_mb is not None), default=None)
        write_json(
            folder / TIMINGS_NAME, {"stages": stages, "total_seconds": total, "peak_mb": peak}
        )


def _peak_mb() -> float | None:
    if resource is None:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    unit = 1 if sys.platform == "darwin" else 1024  # macOS counts bytes, Linux KiB
    return round(peak * unit / 1e6, 1)
