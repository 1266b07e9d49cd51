"""Pictures of a run, drawn from its tables; the only importer of matplotlib.

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
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure as Canvas
from matplotlib.ft2font import FT2Font
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from topics.errors import OutputError, TopicsWarning
from topics.report.figure_data import (
    MOST_ROWS,
    agreement_data,
    speech_tree_data,
    theme_by_speech_data,
    theme_shares_data,
    topic_words_data,
)
from topics.report.fonts import font_path
from topics.report.labels import clip, engine_name, engines, rows
from topics.report.palette import INK, MUTED, PAPER, mix

__all__ = ["Figure", "all_figures", "render"]

SUBSTITUTE = "〓"
"""Printers' geta mark: stands where the font has no glyph."""

Tables = Mapping[str, pd.DataFrame]

_WIDTH = 9.2
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
        Figure("theme_shares", "各主题所占份额", theme_shares_data(tables), _draw_shares),
        Figure(
            "theme_by_speech", _speech_title(tables), theme_by_speech_data(tables), _draw_heatmap
        ),
    ]
    for engine in names:
        title = f"{engine_name(engine)}：各话题权重最高的词"
        figures.append(
            Figure(f"topic_words_{engine}", title, topic_words_data(tables, engine), _draw_words)
        )
    for a, b in combinations(names, 2):
        title = f"{engine_name(a)} 与 {engine_name(b)}：话题的重合（Jaccard，方框为配对）"
        figures.append(
            Figure(f"agreement_{a}_{b}", title, agreement_data(tables, a, b), _draw_agreement)
        )
    if len(tables["speech_tree"]):
        data = speech_tree_data(tables)
        figures.append(Figure("speech_tree", "讲话的层次聚类", data, _draw_tree))
    return tuple(figure for figure in figures if len(figure.table))


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
        seen = ", ".join(f"{c} (U+{ord(c):04X})" for c in missing)
        warnings.warn(
            f"figure {figure.name!r}: the font has no glyph for {seen}; {SUBSTITUTE} stands there.",
            TopicsWarning,
            stacklevel=2,
        )
    with mpl.rc_context(_STYLE), warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph .* missing", category=UserWarning)
        try:
            drawn = figure.draw(table)
            inches = drawn.get_figheight()
            drawn.text(0.1 / _WIDTH, 1 - 0.1 / inches, figure.title, va="top", fontsize=12.5)
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


# Margins are set in inches, not found by a layout engine: measuring every label twice took most of
# the time, and panels of one width are easier to compare.
def _axes(
    height: float, left: float = 0.1, right: float = 0.1, top: float = 0.5, bottom: float = 0.1
) -> tuple[Canvas, Axes]:
    total = height + top + bottom
    drawn = Canvas(figsize=(_WIDTH, total))
    width = _WIDTH - left - right
    axes = drawn.add_axes((left / _WIDTH, bottom / total, width / _WIDTH, height / total))
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_xticks([])
    axes.set_yticks([])
    return drawn, axes


def _draw_shares(table: pd.DataFrame) -> Canvas:
    drawn, axes = _axes(0.3 * len(table), left=1.9, right=0.6)
    places = range(len(table))
    axes.barh(places, table["share"], color=table["colour"], height=0.62)
    axes.set_yticks(places, [clip(zh, 12) for zh in table["zh"]], fontsize=10)
    axes.set_xlim(0, max(table["share"].max(), 1e-9))
    axes.set_ylim(len(table) - 0.5, -0.5)
    for place, share in zip(places, table["share"], strict=True):
        _note(axes, share, place, f"{share:.1%}")
    return drawn


def _note(axes: Axes, x: float, y: float, text: str) -> None:
    axes.annotate(
        text, (x, y), (5, 0), textcoords="offset points", va="center", color=MUTED, fontsize=9
    )


def _draw_words(table: pd.DataFrame) -> Canvas:
    groups = [group for _, group in table.groupby("topic", sort=True)]
    n_columns = min(5, len(groups))
    n_rows = -(-len(groups) // n_columns)
    depth = int(table.groupby("topic").size().max()) + 2.2  # heading, terms and a gap, in lines
    drawn, axes = _axes(0.19 * depth * n_rows)
    for i, group in enumerate(groups):
        row, column = divmod(i, n_columns)
        lines = row * depth + 1.5 + np.arange(len(group))
        longest = max(group["weight"].max(), 1e-9)
        axes.text(column, row * depth + 0.2, group["heading"].iloc[0], va="center", fontsize=9.5)
        axes.barh(
            lines,
            0.5 * group["weight"] / longest,
            left=column + 0.42,
            color=group["colour"],
            height=0.6,
        )
        for line, term in zip(lines, group["term"], strict=True):
            axes.text(column + 0.4, line, clip(term, 6), ha="right", va="center")
    axes.set_xlim(0, n_columns)
    axes.set_ylim(depth * n_rows, -0.5)
    return drawn


def _draw_heatmap(table: pd.DataFrame) -> Canvas:
    themes = [clip(zh, 10) for zh in table.drop_duplicates("theme")["zh"]]
    speeches = list(table.drop_duplicates("speech")["label"])
    drawn, axes = _axes(0.27 * len(speeches), right=3.1, top=1.3)
    colours = [mix(r.colour, min(1.0, r.share**0.7)) for r in rows(table)]
    _cells(axes, colours, speeches, themes)
    for i, share in enumerate(table["share"]):
        if share >= 0.05:
            y, x = divmod(i, len(themes))
            _number(axes, x, y, f"{share * 100:.0f}", PAPER if share > 0.45 else INK)
    axes.yaxis.tick_right()
    return drawn


def _draw_agreement(table: pd.DataFrame) -> Canvas:
    left, above = list(table["label_a"].unique()), list(table["label_b"].unique())
    drawn, axes = _axes(0.34 * len(left), left=2.0, right=1.0, top=1.6)
    colours = [mix("#2f4858", min(1.0, jaccard**0.7)) for jaccard in table["jaccard"]]
    _cells(axes, colours, left, above)
    for i, row in enumerate(rows(table)):
        y, x = divmod(i, len(above))
        if row.jaccard >= 0.05:
            _number(axes, x, y, f"{row.jaccard:.2f}", PAPER if row.jaccard > 0.4 else INK)
        if row.matched:
            box = Rectangle((x - 0.46, y - 0.44), 0.92, 0.88, fill=False, ec=INK, lw=1.4)
            axes.add_patch(box)
    axes.text(-0.6, -0.7, f"{row.engine_a} ↓    {row.engine_b} →", ha="right", color=MUTED)
    return drawn


def _cells(axes: Axes, colours: list[str], left: list[str], above: list[str]) -> None:
    shape = (len(left), len(above), 3)
    colour = np.array([to_rgb(c) for c in colours]).reshape(shape)
    axes.pcolormesh(
        np.arange(shape[1] + 1) - 0.5,
        np.arange(shape[0] + 1) - 0.5,
        colour,
        edgecolors=PAPER,
        linewidth=1.2,
    )
    axes.set_yticks(range(shape[0]), left)
    axes.xaxis.tick_top()
    axes.set_xticks(range(shape[1]), above, rotation=35, ha="left", rotation_mode="anchor")
    axes.set_xlim(-0.5, shape[1] - 0.5)
    axes.set_ylim(shape[0] - 0.5, -0.5)


def _number(axes: Axes, x: int, y: int, text: str, colour: str) -> None:
    axes.text(x, y, text, ha="center", va="center", fontsize=7.5, color=colour)


def _draw_tree(table: pd.DataFrame) -> Canvas:
    leaves = table[table["label"] != ""]
    drawn, axes = _axes(0.27 * len(leaves), left=0.3, right=3.4, bottom=0.6)
    place = dict(zip(table["node"], table["place"], strict=True))
    height = dict(zip(table["node"], table["height"], strict=True))
    forks = [
        [
            (height[row.left], place[row.left]),
            (row.height, place[row.left]),
            (row.height, place[row.right]),
            (height[row.right], place[row.right]),
        ]
        for row in rows(table[table["label"] == ""])
    ]
    axes.add_collection(LineCollection(forks, colors=MUTED, linewidths=1.0))
    axes.scatter(
        [0] * len(leaves), leaves["place"], c=leaves["colour"], s=34, zorder=3, clip_on=False
    )
    axes.yaxis.tick_right()
    axes.set_yticks(leaves["place"], leaves["label"])
    axes.tick_params("y", pad=8)
    top = max(float(table["height"].max()), 1e-9)
    axes.set_xlim(top * 1.01, 0)
    axes.set_ylim(len(leaves) - 0.5, -0.5)
    axes.set_xticks([0, top / 2, top], [f"{v:.2f}" for v in (0, top / 2, top)], fontsize=8)
    axes.set_xlabel("合并时的距离", color=MUTED)
    return drawn
