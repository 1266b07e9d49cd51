"""The text of ``topics engines``: what each engine promises, cannot promise and needs."""

from __future__ import annotations

from importlib import metadata

from topics.engines import ENGINES, EXCEPTIONS, Engine
from topics.text_tables import grid

__all__ = ["engine_summary"]

_WIDTH = 96


def engine_summary() -> str:
    """Return the text of ``topics engines``: each engine with its library, promise and limits.

    Returns
    -------
    str
        One paragraph per engine, in the order of ``ENGINES``; ends with a newline.
    """
    rows = []
    for name, engine in ENGINES.items():
        first, *others = _lines(engine)
        rows += [(name, first), *(("", line) for line in others), ("", "")]
    return "\n".join(grid(rows[:-1], _WIDTH)) + "\n"


def _lines(engine: Engine) -> list[str]:
    lines = [engine.promise, f"Library: {_library(engine)}."]
    takes = ["seed words"] * engine.takes_seeds + ["embeddings"] * engine.takes_embeddings
    if takes:
        lines.append(f"Takes {' and '.join(takes)}.")
    lines += [f"Cannot promise {EXCEPTIONS[what]}." for what in EXCEPTIONS if what in engine.cannot]
    if engine.sure_starts < 10:
        lines.append(
            "Finds three topics with private words from at least"
            f" {engine.sure_starts} starts of ten; from the others two topics may merge."
        )
    if engine.bits_depend_on_processor:
        lines.append("The last digits depend on the processor's instruction set; see run.json.")
    lines.append(
        f"Of several starts the one with the highest {engine.objective} is kept."
        if engine.objective
        else "Makes one start, since a random seed hardly changes it."
    )
    return lines


def _library(engine: Engine) -> str:
    if not engine.library:
        return "our own"
    try:
        return f"{engine.library} {metadata.version(engine.library)}"
    except metadata.PackageNotFoundError:
        return f"{engine.library}, not installed: pip install 'topics-zh[{engine.extra}]'"
