"""Draw the values of a figure: one function for each kind.

Each takes the table of a `Figure` and returns a matplotlib figure;
`topics.report.figures.rendering` adds title and font and writes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Rectangle

from topics.report.labels import clip, rows
from topics.report.palette import INK, MUTED, NO_THEME, PAPER, mix

__all__ = ["DRAWINGS", "WIDTH"]

WIDTH = 9.2
"""Width of every figure in inches."""

_KINDS = {"": NO_THEME, "formula": "#8c3b2e", "substance": "#003b7b"}
"""Colours of other, formulaic and substantial words."""


# Margins are set in inches, not by a layout engine: measuring every label twice took most of the
# time, and panels of equal width are easier to compare.
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


def _draw_shares(table: pd.DataFrame) -> Canvas:
    """Draw one bar per theme."""
    drawn, axes = _axes(0.3 * len(table), left=1.9, right=0.6)
    positions = range(len(table))
    axes.barh(positions, table["share"], color=table["colour"], height=0.62)
    axes.set_yticks(positions, [clip(zh, 12) for zh in table["zh"]], fontsize=10)
    axes.set_xlim(0, max(table["share"].max(), 1e-9))
    axes.set_ylim(len(table) - 0.5, -0.5)
    for position, share in zip(positions, table["share"], strict=True):
        _note(axes, share, position, f"{share:.1%}")
    return drawn


def _note(axes: Axes, x: float, y: float, text: str, colour: str = MUTED) -> None:
    axes.annotate(
        text, (x, y), (5, 0), textcoords="offset points", va="center", color=colour, fontsize=9
    )


def _draw_words(table: pd.DataFrame) -> Canvas:
    """Draw the heaviest terms of each topic as bars, topic beside topic."""
    groups = [group for _, group in table.groupby("topic", sort=True)]
    n_columns = min(5, len(groups))
    n_rows = -(-len(groups) // n_columns)
    depth = int(table.groupby("topic").size().max()) + 2.2  # heading, terms and a gap, in lines
    drawn, axes = _axes(0.19 * depth * n_rows)
    lines, lefts, widths, colours = [], [], [], []
    for i, group in enumerate(groups):
        row, column = divmod(i, n_columns)
        axes.text(column, row * depth + 0.2, group["heading"].iloc[0], va="center", fontsize=9.5)
        own = row * depth + 1.5 + np.arange(len(group))
        for line, term in zip(own, group["term"], strict=True):
            axes.text(column + 0.4, line, clip(term, 6), ha="right", va="center")
        lines.append(own)
        lefts += [column + 0.42] * len(group)
        widths.append(0.5 * group["weight"] / max(group["weight"].max(), 1e-9))
        colours += list(group["colour"])
    axes.barh(np.concatenate(lines), np.concatenate(widths), left=lefts, color=colours, height=0.6)
    axes.set_xlim(0, n_columns)
    axes.set_ylim(depth * n_rows, -0.5)
    return drawn


def _draw_heatmap(table: pd.DataFrame) -> Canvas:
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


def _draw_agreement(table: pd.DataFrame) -> Canvas:
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


def _draw_tree(table: pd.DataFrame) -> Canvas:
    """Draw the clustering of the speeches as a tree that grows to the left."""
    leaves = table[table["label"] != ""]
    drawn, axes = _axes(0.27 * len(leaves), left=0.3, right=3.4, bottom=0.6)
    position = dict(zip(table["node"], table["position"], strict=True))
    height = dict(zip(table["node"], table["height"], strict=True))
    forks = [
        [
            (height[row.left], position[row.left]),
            (row.height, position[row.left]),
            (row.height, position[row.right]),
            (height[row.right], position[row.right]),
        ]
        for row in rows(table[table["label"] == ""])
    ]
    axes.add_collection(LineCollection(forks, colors=MUTED, linewidths=1.0))
    axes.scatter(
        [0] * len(leaves), leaves["position"], c=leaves["colour"], s=34, zorder=3, clip_on=False
    )
    axes.yaxis.tick_right()
    axes.set_yticks(leaves["position"], leaves["label"])
    axes.tick_params("y", pad=8)
    top = max(float(table["height"].max()), 1e-9)
    axes.set_xlim(top * 1.01, 0)
    axes.set_ylim(len(leaves) - 0.5, -0.5)
    axes.set_xticks([0, top / 2, top], [f"{v:.2f}" for v in (0, top / 2, top)], fontsize=8)
    axes.set_xlabel("合并时的距离", color=MUTED)
    return drawn


def _draw_formula_terms(table: pd.DataFrame) -> Canvas:
    """Draw each term by its count and its DP, with the DP expected by chance."""
    drawn, axes = _axes(4.8, left=0.75, right=0.35, bottom=0.55)
    log_count = np.log10(table["count"].to_numpy(float))
    low, high = log_count.min(), max(log_count.max(), log_count.min() + 0.1)
    order = np.argsort(log_count, kind="stable")
    expected = table["dp_expected"].to_numpy()
    axes.plot(log_count[order], expected[order], color=MUTED, lw=1.0, zorder=2)
    for kind, colour in _KINDS.items():
        own = (table["kind"] == kind).to_numpy()
        axes.scatter(log_count[own], table["dp"][own], s=9, color=colour, zorder=3 if kind else 1)
    for x, r in zip(log_count, rows(table), strict=True):
        if r.label:
            _note(axes, x, r.dp, r.label, _KINDS[r.kind])
    ticks = [n for k in range(7) for n in (10**k, 3 * 10**k) if low <= np.log10(n) <= high]
    axes.set_xticks([float(np.log10(n)) for n in ticks], [str(n) for n in ticks])
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1])
    axes.set_xlim(low - 0.02, high + 0.06 * (high - low))
    axes.set_ylim(-0.02, 1.02)
    axes.set_xlabel("出现次数（对数刻度）", color=MUTED)
    axes.set_ylabel("DP（0 各篇均匀，1 集中于一篇）", color=MUTED)
    note = "灰线：随机散布时的期望"
    axes.text(high, expected[order[-1]] - 0.05, note, ha="right", color=MUTED)
    return drawn


def _draw_formula_by_speech(table: pd.DataFrame) -> Canvas:
    """Draw the formula share of each speech and its distribution over paragraphs."""
    drawn, axes = _axes(0.27 * len(table), left=0.3, right=3.4, bottom=0.55)
    positions = np.arange(len(table))
    axes.hlines(positions, table["p10"], table["p90"], color=NO_THEME, lw=2.5)
    axes.hlines(positions, table["p25"], table["p75"], color=MUTED, lw=5)
    axes.scatter(table["share"], positions, s=30, color=_KINDS["formula"], zorder=3)
    axes.yaxis.tick_right()
    axes.set_yticks(positions, list(table["label"]))
    values = table[["share", "p10", "p90"]].to_numpy(float)
    low, high = np.floor(values.min() * 10) / 10, np.ceil(values.max() * 10) / 10
    ticks = np.linspace(low, max(high, low + 0.1), 5)
    axes.set_xticks(ticks, [f"{tick:.0%}" for tick in ticks])
    axes.set_xlim(ticks[0], ticks[-1])
    axes.set_ylim(len(table) - 0.5, -0.5)
    axes.set_xlabel("套话份额：圆点为全篇，粗线为半数段落，细线为八成段落", color=MUTED)
    return drawn


def _draw_sensitivity(table: pd.DataFrame) -> Canvas:
    """Draw each choice as a dot between its lowest and highest fit, one panel per measure."""
    labels = list(table.drop_duplicates("position")["label"])
    panels = list(table["panel"].unique())
    drawn, axes = _axes(0.27 * len(labels), left=2.3, right=0.25, top=0.85, bottom=0.75)
    width = 0.86  # of a panel; the rest is the gap to the next
    for i, panel in enumerate(panels):
        own = table[table["panel"] == panel]
        low, high = own[["chance_low", "chance_high"]].iloc[0]
        axes.axvspan(i + low * width, i + high * width, color=NO_THEME, lw=0, zorder=0)
        for end in (0.0, 0.5, 1.0):
            axes.axvline(i + end * width, color=NO_THEME, lw=0.6, zorder=0)
            axes.text(
                i + end * width, len(labels) - 0.3, f"{end:g}", ha="center", va="top", color=MUTED
            )
        axes.text(i + width / 2, -0.75, panel, ha="center", va="bottom", fontsize=10)
        axes.hlines(
            own["position"],
            i + own["low"] * width,
            i + own["high"] * width,
            color=own["colour"],
            lw=1.6,
        )
        axes.scatter(i + own["value"] * width, own["position"], s=26, color=own["colour"], zorder=3)
    axes.set_yticks(range(len(labels)), labels)
    axes.set_xlim(-0.04, len(panels) - (1 - width) + 0.04)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    note = "灰带：只换随机种子；灰点：变动小（不超出灰带，或不足 0.05）；橙点：中；红点：大"
    axes.text(0, len(labels) + 0.9, note, va="top", color=MUTED)
    return drawn


DRAWINGS: Mapping[str, Callable[[pd.DataFrame], Canvas]] = {
    "shares": _draw_shares,
    "words": _draw_words,
    "heatmap": _draw_heatmap,
    "agreement": _draw_agreement,
    "tree": _draw_tree,
    "formula_terms": _draw_formula_terms,
    "formula_by_speech": _draw_formula_by_speech,
    "sensitivity": _draw_sensitivity,
}
"""The kinds of drawing by name."""
