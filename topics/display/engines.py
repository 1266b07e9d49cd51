"""View of the engines; like their registry, it imports no library."""

from __future__ import annotations

from typing import Any

from topics.console import Section
from topics.display.view import View, counted, say

__all__ = ["engines_view"]


def engines_view(engines: Any) -> View:
    """Return all engines with their promises."""
    rows = tuple(
        (
            *(name, say(engine.zh, engine.en), engine.library or "topics"),
            say(engine.promise_zh or engine.promise, engine.promise),
        )
        for name, engine in engines.items()
    )
    header = (
        say("引擎", "engine"),
        say("名称", "name"),
        say("库", "library"),
        say("说明", "promise"),
    )
    return View(
        "Engines", (counted(len(rows), "个引擎", "engine"),), (Section("", "", header, rows),)
    )
