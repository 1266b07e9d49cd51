"""Draw plots that are grids: speeches by themes, topics by topics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.figure import Figure as Canvas

from topics.report.figures.plot_rows import (
    EDGE,
    GAP,
    HUE,
    doubt_note,
    ink_on,
    name_of,
    note,
    noted,
    one_blank,
)
from topics.report.figures.sheet import Floats, Look, Sheet
from topics.report.labels import engine_name, rows, word_parts
from topics.report.palette import INK, MUTED, PAPER, mix

__all__ = ["draw_agreement", "draw_similarity", "draw_speeches"]

TALLEST_HEADING = 42.0
"""Maximum height of a vertical label in millimetres."""
MOST_LINES = 4
"""Maximum number of lines of a label above a column; longer ones are vertical."""


@dataclass(frozen=True, slots=True)
class _Grid:
    """What a grid shows: labels at the left and above, values, their texts, and a note below."""

    left: Sequence[str]
    above: Sequence[str]
    values: Floats
    texts: Sequence[Sequence[str]]
    note: str
    ends: tuple[float, float]
    form: str
    boxed: npt.NDArray[np.bool_] | None = None


def draw_speeches(table: pd.DataFrame, look: Look) -> Canvas:
    """Draw the share of each theme in each speech as a grid of one hue."""
    themes = [name_of(r, look) for r in rows(table.drop_duplicates("theme"))]
    labels = [one_blank(label) for label in table.drop_duplicates("speech")["label"]]
    values = table["share"].to_numpy(float).reshape(len(labels), len(themes))
    text = look.say("格中为百分比（5% 起）", "Numbers: per cent, from 5 on")
    texts = [[f"{100 * v:.0f}" if v >= 0.05 else "" for v in row] for row in values]
    return _draw(_Grid(labels, themes, values, texts, text, (0.0, values.max()), ".0%"), look)


def draw_similarity(table: pd.DataFrame, look: Look) -> Canvas:
    """Draw how similar each topic is to each other one as a grid of one hue."""
    firsts = table.drop_duplicates("topic_a")
    labels = [name_of(r, look, "_a") for r in rows(firsts)]
    ids = [str(topic) for topic in firsts["topic_a"]]
    values = table["similarity"].to_numpy(float).reshape(len(ids), len(ids))
    values = np.where(np.eye(len(ids), dtype=bool), np.nan, values)
    text = look.say(
        "相似度：1 减 Jensen-Shannon 距离（0 无共同词，1 相同）。",
        "Similarity: 1 minus Jensen-Shannon distance (0 no word in common, 1 the same). ",
    )
    texts = [[f"{v:.2f}"[1:] if v == v else "" for v in row] for row in values]
    ends = (float(np.nanmin(values)), float(np.nanmax(values))) if len(ids) > 1 else (0.0, 0.0)
    text += doubt_note(firsts["doubt_a"], look)
    return _draw(_Grid(labels, ids, values, texts, text, ends, ".2f"), look)


def draw_agreement(table: pd.DataFrame, look: Look) -> Canvas:
    """Draw the overlap of the topics of two engines as a grid; matched topics have a frame."""
    left, above = table.drop_duplicates("topic_a"), table.drop_duplicates("topic_b")
    names = [[name_of(r, look, end) for r in rows(t)] for t, end in ((left, "_a"), (above, "_b"))]
    shape = len(left), len(above)
    values = table["jaccard"].to_numpy(float).reshape(shape)
    texts = [[f"{v:.2f}"[1:] if v >= 0.05 else "" for v in row] for row in values]
    engines = [engine_name(table[f"engine_{side}"].iloc[0], look.language) for side in "ab"]
    text = look.say(
        f"行：{engines[0]}；列：{engines[1]}。"
        "Jaccard 系数：共有的文本单位（0.05 起）；方框：配对。",
        f"Rows: {engines[0]}; columns: {engines[1]}. Jaccard index of the units of two topics, from"
        " .05 on; frames: matched topics. ",
    ) + doubt_note([*left["doubt_a"], *above["doubt_b"]], look)
    boxed = table["matched"].to_numpy(bool).reshape(shape)
    grid = _Grid(names[0], names[1], values, texts, text, (0.0, values.max()), ".2f", boxed)
    return _draw(grid, look)


def _draw(grid: _Grid, look: Look) -> Canvas:
    """Draw values as cells with labels at the left and above, and numbers where there is room."""
    # Two columns leave room for labels above that need not be vertical.
    width = min(look.widest(grid.left), (0.42 if look.width < 120 else 0.34) * look.width)
    x0 = EDGE + width + GAP
    cell = min((look.width - EDGE - x0) / len(grid.above), 12.0)
    step = look.line * 1.2
    heads, height = _heads(grid.above, cell, look)
    lines = noted(look, grid.note)
    bottom = EDGE + height + GAP + step * len(grid.left)
    sheet = Sheet(look, bottom + GAP + look.line * (len(lines) + 1.2) + EDGE)
    x = x0 + cell * np.arange(len(grid.above))
    y = bottom - step * np.arange(len(grid.left), 0, -1)
    low, top = grid.ends[0], max(grid.ends[1], 1e-9)
    strength = np.nan_to_num((grid.values - low) / max(top - low, 1e-9)).clip(0) ** 0.8
    colours = [mix(HUE, s) for s in strength.ravel()]
    columns, lefts = np.tile(x, len(y)), np.repeat(y, len(x))
    look_of = {"edgecolors": PAPER, "linewidths": 0.6}
    sheet.boxes(columns, lefts, cell, step, colours, **look_of)
    if grid.boxed is not None:
        chosen = grid.boxed.ravel()
        inner = columns[chosen] + 0.3, lefts[chosen] + 0.3, cell - 0.6, step - 0.6
        sheet.boxes(*inner, "none", edgecolors=INK, linewidths=0.9)
    for at, name in zip(y + step / 2, grid.left, strict=True):
        sheet.text(x0 - GAP, at, look.fit(name, width), ha="right")
    _write_heads(sheet, x + cell / 2, bottom - step * len(y) - GAP / 2, heads, cell)
    if max(map(look.widest, grid.texts)) + 0.6 <= cell:
        numbers = [text for row in grid.texts for text in row]
        for at_x, at_y, number, colour in zip(columns, lefts, numbers, colours, strict=True):
            if number:
                where = at_x + cell / 2, at_y + step / 2
                sheet.text(*where, number, ink_on(colour), ha="center")
    _scale(sheet, bottom + GAP, (format(low, grid.form), format(top, grid.form)))
    note(sheet, bottom + GAP + 1.2 * look.line, lines)
    return sheet.canvas


def _heads(names: Sequence[str], cell: float, look: Look) -> tuple[list[list[str]], float]:
    """Return the lines of each label above a column and their height; one line if vertical."""
    if all(name.isdecimal() for name in names):
        return [[name] for name in names], look.line
    wrapped = [look.wrap(name, cell - 0.8, 99, word_parts) for name in names]
    parts = [part for name in names for part in word_parts(name)]
    if look.widest(parts) <= cell - 0.8 and max(map(len, wrapped)) <= MOST_LINES:
        return wrapped, look.line * max(map(len, wrapped))
    upright = [[look.fit(name, TALLEST_HEADING)] for name in names]
    return upright, look.widest([name for (name,) in upright])


def _write_heads(
    sheet: Sheet, x: npt.NDArray[Any], y: float, heads: Sequence[Sequence[str]], cell: float
) -> None:
    """Write the labels above columns; of numbers above narrow columns only some."""
    look = sheet.look
    are_numbers = all(lines[0].isdecimal() for lines in heads)
    if are_numbers:
        every = int(-(-(look.widest([lines[0] for lines in heads]) + 1.0) // cell))
        for at, lines in list(zip(x, heads, strict=True))[::every]:
            sheet.text(at, y - look.line / 2, lines[0], MUTED, ha="center")
        return
    upwards: dict[str, Any] = {"rotation": 90, "rotation_mode": "default", "va": "bottom"}
    every = 1 if cell >= look.size * 0.36 else int(-(-look.line // cell))
    are_upright = max(map(look.widest, heads)) > cell
    for at, lines in list(zip(x, heads, strict=True))[:: every if are_upright else 1]:
        if are_upright:
            sheet.text(at, y, lines[0], ha="center", **upwards)
            continue
        for i, line in enumerate(reversed(lines)):
            sheet.text(at, y - (i + 0.5) * look.line, line, ha="center")


def _scale(sheet: Sheet, y: float, ends: tuple[str, str]) -> None:
    """Draw the scale of colours from the smallest to the largest value."""
    look, n = sheet.look, 24
    low, high = ends
    x0 = EDGE + look.wide(low) + GAP
    width = min(40.0, look.width / 3)
    steps = np.arange(n)
    sheet.boxes(
        x0 + steps * width / n,
        y + 0.2 * look.line,
        width / n + 0.05,
        0.6 * look.line,
        [mix(HUE, (s / (n - 1)) ** 0.8) for s in steps],
    )
    sheet.text(EDGE, y + look.line / 2, low, MUTED)
    sheet.text(x0 + width + GAP, y + look.line / 2, high, MUTED)
