"""A plot: a table and a drawing of it, at the size at which a journal prints it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

import pandas as pd
from matplotlib.figure import Figure as Canvas

from topics.display.options import options
from topics.errors import ModelError, OutputError, check_path_type, did_you_mean, shortened
from topics.messages import Language
from topics.report.figures.plot_formula import draw_formula_by_speech, draw_formula_terms
from topics.report.figures.plot_grids import draw_agreement, draw_similarity, draw_speeches
from topics.report.figures.plot_panels import draw_map, draw_trends
from topics.report.figures.plot_rows import draw_shares, draw_stability, draw_words
from topics.report.figures.plot_sensitivity import draw_sensitivity
from topics.report.figures.plot_speeches import draw_ribbons, draw_tree
from topics.report.figures.rendering import FORMATS, drawing, prepared, printed
from topics.report.figures.sheet import MM_PER_INCH, Look

__all__ = ["PLOTS", "Plot", "checked_format", "checked_language", "millimetres"]

PLOTS: Mapping[str, Callable[[pd.DataFrame, Look], Canvas]] = {
    "shares": draw_shares,
    "speeches": draw_speeches,
    "ribbons": draw_ribbons,
    "trends": draw_trends,
    "words": draw_words,
    "stability": draw_stability,
    "similarity": draw_similarity,
    "map": draw_map,
    "agreement": draw_agreement,
    "tree": draw_tree,
    "formula_terms": draw_formula_terms,
    "formula_by_speech": draw_formula_by_speech,
    "sensitivity": draw_sensitivity,
}
"""The kinds of plots by name."""
DPI = 300
DPI_ON_SCREEN = 192
NARROWEST, WIDEST = 60.0, 400.0
UNITS = {"mm": 1.0, "cm": 10.0, "in": MM_PER_INCH, "pt": MM_PER_INCH / 72}
_WIDTH = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([A-Za-z]*)\s*", re.ASCII)


@dataclass(frozen=True, slots=True, eq=False)
class Plot:
    """A table and a drawing of it; a notebook shows the drawing.

    Attributes
    ----------
    name : str
        File name without suffix, e.g. ``"theme_shares"``.
    titles : tuple of (str, str)
        Chinese and English title, for the caption; the drawing has none.
    table : pandas.DataFrame
        Every value drawn, in order, with names in Chinese and English.
    kind : str
        A name in `PLOTS`.
    width : float
        Width in millimetres.
    language : {"zh", "en"}, optional
        Language of the labels. By default a notebook shows the plot in that of `topics.options`,
        and files are always in Chinese.
    """

    name: str
    titles: tuple[str, str]
    table: pd.DataFrame
    kind: str
    width: float
    language: Language | None = None

    @property
    def title(self) -> str:
        """Title in the language of the plot."""
        return self.titles[int(self.language == "en")]

    @property
    def figure(self) -> Canvas:
        """The drawing as a matplotlib figure, redrawn at each access."""
        with drawing(self.name):
            return self._drawn()

    def _drawn(self) -> Canvas:
        look = Look(self.width, self.language or "zh")
        return prepared(self.name, self.table, lambda table: PLOTS[self.kind](table, look))

    def at(self, width: str | float | None = None, language: Language | None = None) -> Plot:
        """Return the same plot at another width or in another language.

        Parameters
        ----------
        width : str or float, optional
            With its unit, e.g. ``"85mm"``; a number is in millimetres.
        language : {"zh", "en"}, optional

        Returns
        -------
        Plot
        """
        return replace(
            self,
            width=self.width if width is None else millimetres(width),
            language=self.language if language is None else checked_language(language),
        )

    def to_bytes(self, format: str = "pdf") -> bytes:  # noqa: A002
        """Return the plot as a file: the same bytes every time.

        Parameters
        ----------
        format : {"pdf", "svg", "png"}
            PNG has 300 dots per inch.

        Returns
        -------
        bytes
        """
        kind = checked_format(format)
        with drawing(self.name):
            return printed(self._drawn(), kind, DPI)

    def save(
        self,
        path: str | Path,
        format: str | None = None,  # noqa: A002
        *,
        width: str | float | None = None,
        language: Language | None = None,
    ) -> Path:
        """Write the plot to a file.

        Parameters
        ----------
        path : path-like
        format : {"pdf", "svg", "png"}, optional
            By default that of the suffix of ``path``.
        width, language : optional
            As of `at`.

        Returns
        -------
        Path

        Raises
        ------
        ModelError
            If the format, width or language is not one of those allowed.
        OutputError
            If the file cannot be written.
        """
        check_path_type("path", path)
        path = Path(path)
        data = self.at(width, language).to_bytes(format or path.suffix.removeprefix("."))
        try:
            path.write_bytes(data)
        except OSError as exc:
            raise OutputError(f"{path}: cannot be written ({exc.strerror}).") from exc
        return path

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        with drawing(self.name):
            canvas = self._shown()._drawn()
            width, height = (round(96 * inches) for inches in canvas.get_size_inches())
            data = printed(canvas, "png", DPI_ON_SCREEN)
        return data, {"width": width, "height": height}

    def __repr__(self) -> str:
        rows = f"{len(self.table)} row{'s' * (len(self.table) != 1)}"
        return f"<Plot {self.name}: {self._shown().title}; {rows}, {self.width:g} mm>"

    def _shown(self) -> Plot:
        return replace(self, language=self.language or options.language)


def millimetres(width: object) -> float:
    """Return a width in millimetres.

    Parameters
    ----------
    width : str or float
        With a unit (mm, cm, in, pt); a number is in millimetres.

    Raises
    ------
    ModelError
        If the unit is missing or unknown, or the width is not from 60 to 400 mm.
    """
    problem = f"width = {shortened(width)}: "
    if isinstance(width, int | float) and not isinstance(width, bool):
        value = float(width)
    else:
        found = _WIDTH.fullmatch(width) if isinstance(width, str) else None
        if found is None:
            raise ModelError(f"{problem}must be a number and a unit, e.g. 85mm or 170mm.")
        number, unit = found.groups()
        if not unit:
            raise ModelError(f"{problem}has no unit. Did you mean '{number}mm'?")
        if unit not in UNITS:
            near = did_you_mean(unit, UNITS)
            raise ModelError(f"{problem}the unit must be one of {', '.join(UNITS)}.{near}")
        value = float(number) * UNITS[unit]
    if not NARROWEST <= value <= WIDEST:
        raise ModelError(
            f"{problem}must be from {NARROWEST:g} mm to {WIDEST:g} mm. Journals print single"
            " columns at about 85 mm and double columns at about 170 mm."
        )
    return value


def checked_format(name: object) -> str:
    """Return a file format; raise ModelError if it is unknown."""
    if name not in FORMATS:
        raise ModelError(
            f"format = {shortened(name)}: must be one of {', '.join(FORMATS)}."
            f"{did_you_mean(name, FORMATS)}"
        )
    return str(name)


def checked_language(language: object) -> Language:
    """Return a language of labels; raise ModelError if it is unknown."""
    for known in get_args(Language):
        if language == known:
            return "en" if known == "en" else "zh"
    raise ModelError(f"language = {shortened(language)}: must be zh or en.")
