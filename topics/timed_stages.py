"""Stages of a command, timed and reported."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from topics.display.view import say
from topics.progress import OnProgress, Progress
from topics.runs.timing import Stopwatch

__all__ = ["Stages"]


class Stages:
    """Times the stages of a command and reports each as it begins and ends.

    Parameters
    ----------
    total : int
        Number of stages.
    progress : callable, optional
        Called with a `Progress`; without one nothing is reported.
    """

    def __init__(self, total: int, progress: OnProgress | None = None) -> None:
        self.watch = Stopwatch()
        self.total = total
        self.done = 0
        self._report = progress or (lambda _: None)

    @contextmanager
    def stage(self, name: str) -> Iterator[Callable[[str], None]]:
        """Run a stage inside ``with``; call the yielded function with its summary."""
        said = [say("完成", "done")]
        self._report(Progress(name, self.done, self.total))
        with self.watch.stage(name):
            yield lambda summary: said.append(summary)
        self.done += 1
        self._report(Progress(name, self.done, self.total, said[-1]))

    def report_items(self, event: Progress) -> None:
        """Report an event of a function that runs inside a stage."""
        self._report(replace(event, done=self.done, total=self.total))
