"""Warnings of the package in a notebook: a sentence in a frame, in the reader's language."""

from __future__ import annotations

import sys
import warnings
from html import escape
from typing import Any

from topics.console import printable
from topics.display.options import options
from topics.errors import TopicsWarning
from topics.messages import Message, render

__all__ = ["show_warnings_in_notebook"]

STYLE = (
    "border-left: 3px solid #c67004; padding: .1em .8em; margin: .4em 0; font-size: 13px;"
    " line-height: 1.55; max-width: 72rem"
)


def show_warnings_in_notebook() -> None:
    """Show each `TopicsWarning` below the running cell; do nothing outside a notebook.

    Filters of Python's ``warnings`` apply as always, and all other warnings are shown as before.
    """
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    screen: Any = sys.modules.get("IPython.display")
    if screen is None or not hasattr(shell, "kernel"):
        return
    usual: Any = warnings.showwarning

    def show(message: Any, category: Any, *where: Any, **further: Any) -> None:
        if not isinstance(message, TopicsWarning):
            usual(message, category, *where, **further)
            return
        said = message.args[0]
        text = printable(render(said, options.language) if isinstance(said, Message) else str(said))
        title = "提示" if options.language == "zh" else "Note"
        html = f'<div style="{STYLE}"><strong>{title}</strong>&ensp;{escape(text)}</div>'
        screen.display({"text/html": html, "text/plain": f"{title}: {text}"}, raw=True)

    warnings.showwarning = show
