"""Progress of a command: one event type, and its displays.

A terminal shows a bar, a log one line per stage, a notebook an HTML bar; scripts show nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from typing import Any

from topics.console import printable
from topics.runs.timing import Stopwatch

__all__ = ["OnProgress", "Progress", "Stages", "notebook_bar", "shown_on_stderr"]


@dataclass(frozen=True, slots=True)
class Progress:
    """A stage that begins or has ended.

    Attributes
    ----------
    stage : str
        Such as ``"fit lda"``.
    done, total : int
        Number of stages that have ended, and of all stages.
    summary : str
        Result of the stage that has ended; empty when it begins.
    """

    stage: str
    done: int
    total: int
    summary: str = ""


OnProgress = Callable[[Progress], None]
"""Called as each stage begins and ends."""


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
        said = ["done"]
        self._report(Progress(name, self.done, self.total))
        with self.watch.stage(name):
            yield lambda summary: said.append(summary)
        self.done += 1
        self._report(Progress(name, self.done, self.total, said[-1]))


@contextmanager
def shown_on_stderr() -> Iterator[OnProgress]:
    """Yield a callback that draws a bar on a terminal and prints plain lines to a log."""
    # rich takes a tenth of a second, which a misspelt option need not wait for.
    from rich import progress as bars
    from rich.console import Console
    from rich.markup import escape as literal

    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        yield _print_line
        return
    columns = bars.SpinnerColumn(), bars.TextColumn("{task.description}"), bars.BarColumn()
    with bars.Progress(*columns, bars.MofNCompleteColumn(), console=console, transient=True) as bar:
        task = bar.add_task("")

        def draw(event: Progress) -> None:
            stage = literal(printable(event.stage))
            bar.update(task, description=stage, completed=event.done, total=event.total)
            if event.summary:
                bar.console.print(f"[green]✓[/green] {stage}: {literal(printable(event.summary))}")

        yield draw


def _print_line(event: Progress) -> None:
    if event.summary:
        line = f"{printable(event.stage)}: {printable(event.summary)}"
        print(line, file=sys.stderr, flush=True)


def notebook_bar() -> OnProgress | None:
    """Return a callback that draws a bar below the running cell; None outside a notebook."""
    # Where a kernel runs, IPython is loaded already; elsewhere it need not be installed.
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    screen: Any = sys.modules.get("IPython.display")
    if screen is None or not hasattr(shell, "kernel"):
        return None
    handle = screen.display(screen.HTML(""), display_id=True)
    return lambda event: handle.update(screen.HTML(bar_html(event)))


def bar_html(event: Progress) -> str:
    """Return a progress bar with its stage as HTML, every text escaped."""
    text = f"{event.stage}: {event.summary}" if event.summary else f"{event.stage} …"
    return (
        f'<progress value="{event.done}" max="{event.total}"></progress>'
        f" {event.done}/{event.total} {escape(printable(text))}"
    )
