"""Plots at a width and in a language: what all functions of `topics.plot` have in common."""

from __future__ import annotations

from topics.errors import ModelError
from topics.messages import Language
from topics.report.figures import Plot
from topics.report.figures.catalogue import WIDTH as MILLIMETRES

__all__ = ["WIDTH", "Plot", "Width", "sized"]

WIDTH = f"{MILLIMETRES:g}mm"
Width = str | float


def sized(plot: Plot, width: Width, language: Language | None) -> Plot:
    """Return a plot at a width and in a language that are checked.

    Raises
    ------
    ModelError
        If its table is empty, or the width or language is not one of those allowed.
    """
    if not len(plot.table):
        raise ModelError(f"{plot.name}: there is nothing to draw, e.g. no speech or no topic.")
    return plot.at(width, language)
