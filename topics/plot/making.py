"""Make a `Plot` from a table: what all functions of `topics.plot` have in common."""

from __future__ import annotations

import pandas as pd

from topics.errors import ModelError
from topics.messages import Language
from topics.report.figures import Plot
from topics.report.figures.plots import checked_language, millimetres
from topics.report.labels import engine_name

__all__ = ["N_TOPICS", "WIDTH", "Plot", "Width", "made", "of_engine"]

N_TOPICS, WIDTH = 12, "170mm"
Width = str | float


def made(
    name: str,
    titles: tuple[str, str],
    table: pd.DataFrame,
    kind: str,
    width: Width,
    language: Language | None,
) -> Plot:
    """Return a plot of a table at a width and in a language that are checked."""
    if not len(table):
        raise ModelError(f"{name}: there is nothing to draw, e.g. no speech or no topic.")
    shown = None if language is None else checked_language(language)
    return Plot(name, titles, table, kind, millimetres(width), shown)


def of_engine(engine: str, zh: str, en: str) -> tuple[str, str]:
    """Return Chinese and English titles that begin with the name of an engine."""
    return f"{engine_name(engine)}：{zh}", f"{engine_name(engine, 'en')}: {en}"
