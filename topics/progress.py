"""Progress of a command: the event type, and its displays.

A terminal shows a bar, a log one line per stage and per tenth of a long one, a notebook an HTML
bar; scripts show nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from typing import Any

from topics.console import printable

__all__ = ["OnProgress", "Progress", "notebook_bar", "shown_on_stderr"]


@dataclass(frozen=True, slots=True)
class Progress:
    """A stage that begins, continues or has ended.

    Attributes
    ----------
    stage : str
        Such as ``"fit lda"``.
    done, total : int
        Number of stages that have ended, and of all stages.
    summary : str
        Result of the stage that has ended; empty before.
    items, n_items : int
        Number of items of the stage that are done, such as texts, and of all; 0 if it does not
        count any.
    """

    stage: str
    done: int
    total: int
    summary: str = ""
    items: int = 0
    n_items: int = 0

    @property
    def label(self) -> str:
        """The stage, with its items: ``"embed 3/40"``."""
        return f"{self.stage} {self.items}/{self.n_items}" if self.n_items else self.stage


OnProgress = Callable[[Progress], None]
"""Called as each stage begins and ends, and with each item that a stage counts."""


@contextmanager
def shown_on_stderr() -> Iterator[OnProgress]:
    """Yield a callback that draws a bar on a terminal and prints plain lines to a log."""
    # Importing rich takes 0.1 s, which the error of a misspelt option should not wait for.
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
            stage = literal(printable(event.label))
            bar.update(task, description=stage, completed=event.done, total=event.total)
            if event.summary:
                bar.console.print(f"[green]✓[/green] {stage}: {literal(printable(event.summary))}")

        yield draw


def _print_line(event: Progress) -> None:
    if event.summary:
        line = f"{printable(event.stage)}: {printable(event.summary)}"
        print(line, file=sys.stderr, flush=True)
    elif event.items and is_tenth(event):
        print(printable(event.label), file=sys.stderr, flush=True)


def is_tenth(event: Progress) -> bool:
    """Return whether the last item completed a tenth of all items."""
    before, now = ((event.items - i) * 10 // event.n_items for i in (1, 0))
    return now > before


def notebook_bar() -> OnProgress | None:
    """Return a callback that draws a bar below the running cell; None outside a notebook."""
    # In a kernel, IPython is already loaded; elsewhere it may not be installed.
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    screen: Any = sys.modules.get("IPython.display")
    if screen is None or not hasattr(shell, "kernel"):
        return None
    handle = screen.display(screen.HTML(""), display_id=True)
    return lambda event: handle.update(screen.HTML(bar_html(event)))


def bar_html(event: Progress) -> str:
    """Return a progress bar with its stage as HTML, every text escaped."""
    text = f"{event.stage}: {event.summary}" if event.summary else f"{event.label} …"
    return (
        f'<progress value="{event.done}" max="{event.total}"></progress>'
        f" {event.done}/{event.total} {escape(printable(text))}"
    )
