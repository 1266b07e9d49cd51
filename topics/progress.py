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
from topics.display.view import say

__all__ = ["OnProgress", "Progress", "notebook_bar", "shown_on_stderr"]

STAGES = {
    "read": "读取",
    "segment": "分词",
    "count": "计数",
    "embed": "计算向量",
    "fit": "拟合",
    "stability": "稳定性",
    "code": "编码",
    "evaluate": "评估",
    "formula": "套话",
    "tables": "表格",
    "topic maps": "话题图",
    "figures": "图",
    "report": "报告",
    "load run": "载入运行",
    "infer": "推断",
}
"""Chinese names of stages; ``timings.json`` has the English ones."""


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
        """The stage in the reader's language, with its items: ``"embed 3/40"``."""
        name = _name_of(self.stage)
        return f"{name} {self.items}/{self.n_items}" if self.n_items else name


def _name_of(stage: str) -> str:
    """Return the name of a stage; that of ``"fit lda"`` is of its first word."""
    first, space, rest = stage.partition(" ")
    zh = STAGES.get(stage) or STAGES.get(first, first) + space + rest
    return say(zh, stage)


def _said(label: str, summary: str) -> str:
    return f"{label}{say('：', ': ')}{summary}"


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
                line = _said(stage, literal(printable(event.summary)))
                bar.console.print(f"[green]✓[/green] {line}")

        yield draw


def _print_line(event: Progress) -> None:
    if event.summary:
        print(printable(_said(_name_of(event.stage), event.summary)), file=sys.stderr, flush=True)
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
    name = _name_of(event.stage)
    text = _said(name, event.summary) if event.summary else f"{event.label} …"
    return (
        f'<progress value="{event.done}" max="{event.total}"></progress>'
        f" {event.done}/{event.total} {escape(printable(text))}"
    )
