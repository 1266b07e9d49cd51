"""From the values of a figure to the drawing: one function for each kind of picture.

Each takes the table that `topics.report.figure_data` makes and gives a matplotlib
figure; `topics.report.figures` gives it title and font and prints it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Rectangle

from topics.report.labels import clip, rows
from topics.report.palette import INK, MUTED, PAPER, mix

__all__ = [
    "WIDTH",
    "draw_agreement",
    "draw_heatmap",
    "draw_shares",
    "draw_tree",
    "draw_words",
]

WIDTH = 9.2
"""Width of every figure in inches."""


# Margins are set in inches, not found by a layout engine: measuring every label twice took most of
# the time, and panels of one width are easier to compare.
def _axes(
    height: float, left: float = 0.1, right: float = 0.1, top: float = 0.5, bottom: float = 0.1
) -> tuple[Canvas, Axes]:
    total = height + top + bottom
    drawn = Canvas(figsize=(WIDTH, total))
    width = WIDTH - left - right
    axes = drawn.add_axes((left / WIDTH, bottom / total, width / WIDTH, height / total))
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_xticks([])
    axes.set_yticks([])
    return drawn, axes


def draw_shares(table: pd.DataFrame) -> Canvas:
    """Draw one bar per theme."""
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


def draw_words(table: pd.DataFrame) -> Canvas:
    """Draw the heaviest terms of each topic as bars, topic beside topic."""
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


def draw_heatmap(table: pd.DataFrame) -> Canvas:
    """Draw the themes of each speech as a table of colours."""
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


def draw_agreement(table: pd.DataFrame) -> Canvas:
    """Draw the overlap of two engines' topics as a table of colours."""
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


def draw_tree(table: pd.DataFrame) -> Canvas:
    """Draw the clustering of the speeches as a tree that grows to the left."""
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
