"""Pictures of a run, drawn from its tables; with `drawing` the only importer of matplotlib.

A `Figure` carries the values it draws, so it is tested as data. `render` turns it
into SVG and PNG: the same bytes every time, letters as paths of the one font
that comes as a dependency, never a font searched for on the machine.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Canvas
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text

from topics.errors import OutputError
from topics.messages import Message, warn
from topics.report.drawing import (
    WIDTH,
    draw_agreement,
    draw_formula_by_speech,
    draw_formula_terms,
    draw_heatmap,
    draw_sensitivity,
    draw_shares,
    draw_tree,
    draw_words,
)
from topics.report.figure_data import (
    MOST_ROWS,
    agreement_data,
    speech_tree_data,
    theme_by_speech_data,
    theme_shares_data,
    topic_words_data,
)
from topics.report.fonts import font_path
from topics.report.formula_data import formula_by_speech_data, formula_terms_data
from topics.report.labels import engine_name, engines
from topics.report.palette import INK, MUTED, PAPER
from topics.report.sensitivity_data import sensitivity_data

__all__ = ["Figure", "all_figures", "render", "sensitivity_figure"]

SUBSTITUTE = "〓"
"""Printers' geta mark: stands where the font has no glyph."""

Tables = Mapping[str, pd.DataFrame]

_STYLE: Any = {
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.6,
    "axes.unicode_minus": False,
    "figure.dpi": 100,
    "figure.facecolor": PAPER,
    "font.size": 9.0,
    "savefig.dpi": 160,
    "svg.fonttype": "path",
    "svg.hashsalt": "topics-zh",
    "text.color": INK,
    "text.parse_math": False,
    "xtick.color": MUTED,
    "xtick.major.size": 0,
    "ytick.color": INK,
    "ytick.major.size": 0,
}


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """One picture and the values it shows.

    Attributes
    ----------
    name : str
        File name without suffix.
    title : str
        Chinese title, also its alternative text.
    table : pandas.DataFrame
        Every value drawn.
    draw : callable
        Takes ``table`` and gives a ``matplotlib.figure.Figure``.
    """

    name: str
    title: str
    table: pd.DataFrame
    draw: Callable[[pd.DataFrame], Canvas]


def all_figures(tables: Tables) -> tuple[Figure, ...]:
    """Return every picture these tables can fill, in the order of the report.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        The tables of a run; ``themes`` in codebook order.

    Returns
    -------
    tuple of Figure
    """
    names = engines(tables["topics"])
    figures = [
        Figure("theme_shares", "各主题所占份额", theme_shares_data(tables), draw_shares),
        Figure(
            "theme_by_speech", _speech_title(tables), theme_by_speech_data(tables), draw_heatmap
        ),
    ]
    for engine in names:
        title = f"{engine_name(engine)}：各话题权重最高的词"
        figures.append(
            Figure(f"topic_words_{engine}", title, topic_words_data(tables, engine), draw_words)
        )
    for a, b in combinations(names, 2):
        title = f"{engine_name(a)} 与 {engine_name(b)}：话题的重合（Jaccard，方框为配对）"
        figures.append(
            Figure(f"agreement_{a}_{b}", title, agreement_data(tables, a, b), draw_agreement)
        )
    if len(tables["speech_tree"]):
        data = speech_tree_data(tables)
        figures.append(Figure("speech_tree", "讲话的层次聚类", data, draw_tree))
    figures += [
        Figure(
            "formula_terms",
            "套语与实质：各词的次数与离散度",
            formula_terms_data(tables),
            draw_formula_terms,
        ),
        Figure(
            "formula_by_speech",
            "各篇讲话的套语份额",
            formula_by_speech_data(tables),
            draw_formula_by_speech,
        ),
    ]
    return tuple(figure for figure in figures if len(figure.table))


def sensitivity_figure(summary: pd.DataFrame) -> Figure:
    """Return the picture of how far each choice of preprocessing moves a model."""
    data = sensitivity_data(summary)
    return Figure("sensitivity", "预处理选择对模型的影响", data, draw_sensitivity)


def _speech_title(tables: Tables) -> str:
    n_speeches = len(tables["speeches"])
    title = "各篇讲话的主题构成（%）"
    return title if n_speeches <= MOST_ROWS else f"{title}：{n_speeches} 篇中最长的 {MOST_ROWS} 篇"


def render(figure: Figure) -> dict[str, bytes]:
    """Return a figure as ``{"svg": bytes, "png": bytes}``, the same bytes every time.

    Characters the font has no glyph for are drawn as 〓.

    Warns
    -----
    TopicsWarning
        Naming the characters that were replaced.

    Raises
    ------
    OutputError
        If a glyph is missing nevertheless.
    """
    table, missing = _with_glyphs(figure.table)
    if missing:
        codes = ((c, f"U+{ord(c):04X}") for c in missing)
        # A control or direction character would act on the terminal that the warning is read on.
        seen = ", ".join(f"{c} ({code})" if c.isprintable() else code for c, code in codes)
        values = {"figure": figure.name, "characters": seen, "sign": SUBSTITUTE}
        warn(Message("missing_glyphs", values))
    with mpl.rc_context(_STYLE), warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph .* missing", category=UserWarning)
        try:
            drawn = figure.draw(table)
            inches = drawn.get_figheight()
            drawn.text(0.1 / WIDTH, 1 - 0.1 / inches, figure.title, va="top", fontsize=12.5)
            _use_font(drawn)
            return {"svg": _print(drawn, "svg"), "png": _print(drawn, "png")}
        except UserWarning as exc:
            raise OutputError(
                f"figure {figure.name!r}: its title or a label written by the code holds a"
                " character the font has no glyph for; choose another."
            ) from exc


def _print(drawn: Canvas, kind: str) -> bytes:
    buffer = io.BytesIO()
    if kind == "png":
        drawn.set_dpi(160)
        FigureCanvasAgg(drawn).print_png(buffer, metadata={"Software": None})  # type: ignore[no-untyped-call]
        return buffer.getvalue()
    metadata = {"Date": None, "Creator": None}
    FigureCanvasSVG(drawn).print_svg(buffer, metadata=metadata)  # type: ignore[no-untyped-call]
    # matplotlib repeats each text as a comment beside its outlines.
    return re.sub(rb"\s*<!--.*?-->", b"", buffer.getvalue(), flags=re.DOTALL)


def _use_font(drawn: Canvas) -> None:
    # Each text is given the file itself: a name could find another copy on the machine.
    for text in drawn.findobj(Text):
        assert isinstance(text, Text)
        properties = text.get_fontproperties().copy()
        properties.set_file(str(font_path()))
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
