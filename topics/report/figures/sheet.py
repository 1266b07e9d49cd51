"""A page to draw on in millimetres, and the widths of texts on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure as Canvas
from matplotlib.ft2font import FT2Font

from topics.messages import Language
from topics.report.fonts import font_path
from topics.report.labels import DOUBT_MARKS
from topics.report.palette import INK, MUTED

__all__ = ["MM_PER_INCH", "Floats", "Look", "Sheet", "text_mm"]

MM_PER_INCH = 25.4
POINT = MM_PER_INCH / 72
EM = 1000
"""Font size at which advances are measured, so that hinting does not round them."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Look:
    """The layout of a plot: its width in millimetres, and the language of its labels."""

    width: float
    language: Language

    @property
    def size(self) -> float:
        """Size of all text in points: 7.5 in a single column, 8.5 across two."""
        return 7.5 if self.width < 120 else 8.5

    @property
    def line(self) -> float:
        """Height of a line of text in millimetres."""
        return self.size * POINT * 1.35

    def say(self, zh: str, en: str) -> str:
        """Return the one of two texts that is in the language of the plot."""
        return en if self.language == "en" else zh

    def wide(self, text: str) -> float:
        """Return the width of a text in millimetres."""
        return text_mm(text, self.size)

    def widest(self, texts: Sequence[str]) -> float:
        """Return the width of the widest text in millimetres; 0 without texts."""
        return max((self.wide(text) for text in texts), default=0.0)

    def fit(self, text: str, width: float) -> str:
        """Return a text cut to a width in millimetres, with ``…`` at its end if it is cut."""
        if self.wide(text) <= width:
            return text
        for mark in DOUBT_MARKS:
            if text.endswith(mark):
                return self.fit(text.removesuffix(mark), width - self.wide(mark)) + mark
        head, dot, tail = text.rpartition("·")
        if dot and self.wide(dot + tail) < 0.4 * width:  # the word that distinguishes it
            return self.fit(head, width - self.wide(dot + tail)) + dot + tail
        kept = len(text)
        while kept and self.wide(text[:kept].rstrip() + "…") > width:
            kept -= 1
        return text[:kept].rstrip() + "…"

    def wrap(
        self, text: str, width: float, n_lines: int, parts_of: Callable[[str], list[str]]
    ) -> list[str]:
        """Return a text in lines no wider than ``width`` millimetres, the last one cut.

        Lines end between the parts of the text, which a function returns; only a part that is
        wider than a line is broken.
        """
        lines: list[str] = []
        rest = text.strip()
        while rest and self.wide(rest) > width and len(lines) < n_lines - 1:
            line = ""
            for part in parts_of(rest):
                if self.wide((line + part).rstrip()) > width:
                    break
                line += part
            end = len(line) or self._broken(rest, width)
            lines.append(rest[:end].rstrip())
            rest = rest[end:].lstrip()
        return [*lines, self.fit(rest, width)]

    def _broken(self, text: str, width: float) -> int:
        """Return how many characters fit into a line; at least one."""
        end = len(text)
        while end > 1 and self.wide(text[:end].rstrip()) > width:
            end -= 1
        return end


@cache
def _font() -> FT2Font:
    font = FT2Font(str(font_path()))
    font.set_size(EM, 72)
    return font


@cache
def _advance(character: str) -> float:
    advance: float = _font().load_char(ord(character)).linearHoriAdvance / 65536 / EM
    return advance


def text_mm(text: str, size: float) -> float:
    """Return the width in millimetres of a text at a size in points, in the font of figures."""
    return sum(map(_advance, text)) * size * POINT


class Sheet:
    """A blank picture whose coordinates are millimetres from its upper left corner.

    Attributes
    ----------
    canvas : matplotlib.figure.Figure
        The picture.
    axes : matplotlib.axes.Axes
        Axes without marks that cover it.
    """

    def __init__(self, look: Look, height: float) -> None:
        self.look = look
        self.canvas = Canvas(figsize=(look.width / MM_PER_INCH, height / MM_PER_INCH))
        self.axes: Axes = self.canvas.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.axes.set_xlim(0, look.width)
        self.axes.set_ylim(height, 0)

    def text(self, x: float, y: float, text: str, colour: str = INK, **more: Any) -> None:
        """Write a text whose middle is at the height ``y``, to the right of ``x`` by default."""
        # Relative to the baseline, not the box, so that texts in a row share it.
        more = {"va": "center_baseline", "ha": "left", "fontsize": self.look.size, **more}
        self.axes.text(x, y, text, color=colour, **more)

    def boxes(
        self,
        left: npt.ArrayLike,
        top: npt.ArrayLike,
        width: npt.ArrayLike,
        height: npt.ArrayLike,
        colours: Any,
        **more: Any,
    ) -> None:
        """Draw filled boxes."""
        sides = np.broadcast_arrays(*(np.asarray(a, float) for a in (left, top, width, height)))
        x, y, w, h = (side.ravel() for side in sides)
        corners = np.stack([x, y, x + w, y, x + w, y + h, x, y + h], axis=1).reshape(-1, 4, 2)
        drawn = PolyCollection(list(corners), facecolors=colours, **{"linewidths": 0, **more})
        self.axes.add_collection(drawn, autolim=False)

    def lines(
        self,
        x0: npt.ArrayLike,
        y0: npt.ArrayLike,
        x1: npt.ArrayLike,
        y1: npt.ArrayLike,
        colour: Any = MUTED,
        width: float = 0.6,
        **more: Any,
    ) -> None:
        """Draw straight lines, ``width`` points wide."""
        ends = np.broadcast_arrays(*(np.asarray(a, float) for a in (x0, y0, x1, y1)))
        points = np.stack([end.ravel() for end in ends], axis=1).reshape(-1, 2, 2)
        drawn = LineCollection(list(points), colors=colour, linewidths=width, **more)
        self.axes.add_collection(drawn, autolim=False)

    def dots(self, x: npt.ArrayLike, y: npt.ArrayLike, size: float = 2.0, **more: Any) -> None:
        """Draw dots ``size`` millimetres wide."""
        self.axes.scatter(x, y, s=(size / POINT) ** 2, **{"linewidths": 0, "zorder": 3, **more})
