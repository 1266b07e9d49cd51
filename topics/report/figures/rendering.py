"""Render drawings as files, reproducibly.

Characters are drawn as outlines of the font that is a dependency, never of a font found on the
machine.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Canvas
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text

from topics.errors import OutputError, TopicsWarning
from topics.messages import Message, warn
from topics.report.fonts import font_path
from topics.report.palette import INK, MUTED, PAPER
from topics.report.truetype import truetype_font

__all__ = ["FORMATS", "drawing", "prepared", "printed"]

SUBSTITUTE = "〓"
"""The printers' geta mark, drawn where the font has no glyph."""

_STYLE: Any = {
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.6,
    "axes.unicode_minus": False,
    "figure.dpi": 100,
    "figure.facecolor": PAPER,
    "font.size": 9.0,
    "pdf.fonttype": 42,
    "ps.fonttype": 42,  # decides in PDF, too, how many characters share one font
    "svg.fonttype": "path",
    "svg.hashsalt": "topics-zh",
    "text.color": INK,
    "text.hinting": "none",  # widths are those that `Look.wide` measures
    "text.parse_math": False,
    "xtick.color": MUTED,
    "xtick.major.size": 0,
    "ytick.color": INK,
    "ytick.major.size": 0,
}


@contextmanager
def drawing(name: str) -> Iterator[None]:
    """Draw and print in the style of figures; ``name`` is the figure's, for the error."""
    with mpl.rc_context(_STYLE), warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph .* missing", category=UserWarning)
        try:
            yield
        except UserWarning as exc:
            if isinstance(exc, TopicsWarning):
                raise
            raise OutputError(
                f"figure {name!r}: a label written by the code has a character that the font"
                " has no glyph for. Choose another character."
            ) from exc


def prepared(name: str, table: pd.DataFrame, draw: Callable[[pd.DataFrame], Canvas]) -> Canvas:
    """Return the drawing of a table, in the font of figures and with 〓 for missing glyphs."""
    table, missing = _with_glyphs(table)
    if missing:
        codes = ((c, f"U+{ord(c):04X}") for c in missing)
        # A control or direction character would affect the terminal that shows the warning.
        seen = ", ".join(f"{c} ({code})" if c.isprintable() else code for c, code in codes)
        values = {"figure": name, "characters": seen, "sign": SUBSTITUTE}
        warn(Message("missing_glyphs", values))
    drawn = draw(table)
    _use_font(drawn, font_path())
    return drawn


def printed(drawn: Canvas, kind: str, dpi: int) -> bytes:
    """Return a drawing as a file of one of `FORMATS`; a PNG has ``dpi`` dots per inch."""
    drawn.set_dpi(dpi)
    return _PRINTERS[kind](drawn)


def _svg(drawn: Canvas) -> bytes:
    buffer = io.BytesIO()
    metadata = {"Date": None, "Creator": None}
    FigureCanvasSVG(drawn).print_svg(buffer, metadata=metadata)  # type: ignore[no-untyped-call]
    # matplotlib repeats each text as a comment beside its outlines.
    return re.sub(rb"\s*<!--.*?-->", b"", buffer.getvalue(), flags=re.DOTALL)


def _png(drawn: Canvas) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # with Pillow, and rarely needed

    buffer = io.BytesIO()
    FigureCanvasAgg(drawn).print_png(buffer, metadata={"Software": None})  # type: ignore[no-untyped-call]
    return buffer.getvalue()


def _pdf(drawn: Canvas) -> bytes:
    from matplotlib.backends.backend_pdf import FigureCanvasPdf  # slow to import, rarely needed

    buffer = io.BytesIO()
    metadata = {"CreationDate": None, "Creator": None, "Producer": None}
    characters = frozenset("".join(text.get_text() for text in _texts(drawn)))
    # A file of its own, since matplotlib reads fonts from files and caches them by name. Windows
    # cannot delete a file in that cache.
    with TemporaryDirectory(prefix="topics-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "figures.ttf"
        path.write_bytes(truetype_font(characters))
        _use_font(drawn, path)
        FigureCanvasPdf(drawn).print_pdf(buffer, metadata=metadata)  # type: ignore[no-untyped-call]
    return buffer.getvalue()


_PRINTERS: Mapping[str, Callable[[Canvas], bytes]] = {"svg": _svg, "png": _png, "pdf": _pdf}


FORMATS = tuple(_PRINTERS)
"""File formats of figures."""


def _texts(drawn: Canvas) -> list[Text]:
    return [text for text in drawn.findobj(Text) if isinstance(text, Text)]


def _use_font(drawn: Canvas, path: Path) -> None:
    # Each text gets the font file itself: a name could match another copy on the machine.
    for text in _texts(drawn):
        properties = text.get_fontproperties().copy()
        properties.set_file(str(path))
        text.set_fontproperties(properties)


@cache
def _glyphs() -> frozenset[str]:
    return frozenset(map(chr, FT2Font(str(font_path())).get_charmap())) - {"\n"}


def _with_glyphs(table: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    missing: set[str] = set()

    def shown(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        absent = set(value) - _glyphs()
        missing.update(absent)
        return value.translate({ord(c): SUBSTITUTE for c in absent})

    return table.map(shown), "".join(sorted(missing))
