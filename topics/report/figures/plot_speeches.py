"""Draw plots of speeches, one row each: ribbons of paragraphs, and the tree of speeches."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure as Canvas

from topics.report.figures.plot_rows import EDGE, GAP, ink_on, name_of, note, noted, one_blank
from topics.report.figures.sheet import Look, Sheet
from topics.report.labels import rows
from topics.report.palette import MUTED, NO_THEME, PAPER, mix
from topics.themes.types import NONE

__all__ = ["draw_ribbons", "draw_tree"]

PALEST = mix(NO_THEME, 0.5)
"""Colour of a paragraph or speech without a theme."""


def draw_ribbons(table: pd.DataFrame, look: Look) -> Canvas:
    """Draw each speech as a ribbon of its paragraphs, coloured and numbered by their themes."""
    firsts = table.drop_duplicates("speech")
    labels = [one_blank(label) for label in firsts["label"]]
    width = min(look.widest(labels), 0.4 * look.width)
    left, step = EDGE + width + GAP, look.line * 1.25
    scale = look.width - EDGE - left
    number, key = _key(table, look)
    bottom = EDGE + step * len(labels) + GAP
    places, height = _key_places(look, [name for name, _ in key])
    sheet = Sheet(look, bottom + height + EDGE)
    row = table["speech"].map({s: i for i, s in enumerate(firsts["speech"])}).to_numpy(float)
    begin, end = (table[name].to_numpy(float) for name in ("begin", "end"))
    colours = [r.colour if r.theme in number else PALEST for r in rows(table)]
    y = EDGE + row * step
    sheet.boxes(
        left + begin * scale,
        y + 0.08 * step,
        (end - begin) * scale,
        0.84 * step,
        colours,
        edgecolors=PAPER,
        linewidths=np.where((end - begin) * scale < 0.8, 0.0, 0.4),  # they would cover thin ones
    )
    for at, r in zip(y, rows(table), strict=True):
        sign = str(number.get(r.theme, ""))
        if sign and (r.end - r.begin) * scale >= look.wide(sign) + 0.8:
            middle = left + (r.begin + r.end) / 2 * scale
            sheet.text(middle, at + step / 2, sign, ink_on(r.colour), ha="center")
    for i, label in enumerate(labels):
        sheet.text(EDGE, EDGE + (i + 0.5) * step, look.fit(label, width))
    _write_key(sheet, bottom, places, key)
    return sheet.canvas


def draw_tree(table: pd.DataFrame, look: Look) -> Canvas:
    """Draw the clustering of speeches as a tree that grows to the left; leaves have themes."""
    leaves = table[table["label"] != ""]
    labels = [one_blank(label) for label in leaves["label"]]
    width, step = min(look.widest(labels), 0.5 * look.width), look.line * 1.25
    number, key = _key(leaves, look)
    places, height = _key_places(look, [name for name, _ in key])
    lines = noted(look, look.say("横轴：合并时的距离", "Horizontal: distance at which groups join"))
    side = look.wide("88") + 0.8
    right = look.width - EDGE - width - GAP - side
    bottom = EDGE + step * len(leaves)
    foot = bottom + 1.2 * look.line + GAP
    sheet = Sheet(look, foot + look.line * len(lines) + GAP + height + EDGE)
    top = max(float(table["height"].max()), 1e-9)
    x_of = {r.node: right - r.height / top * (right - EDGE - 3.0) for r in rows(table)}
    y_of = {r.node: EDGE + (r.position + 0.5) * step for r in rows(table)}
    for r in rows(table[table["label"] == ""]):
        x, ends = x_of[r.node], (y_of[r.left], y_of[r.right])
        starts = x_of[r.left], x_of[r.right]
        sheet.lines([x, *starts], [ends[0], *ends], [x, x, x], [ends[1], *ends], MUTED, 0.7)
    for r, label in zip(rows(leaves), labels, strict=True):
        y, sign = y_of[r.node], str(number.get(r.theme, ""))
        colour = r.colour if sign else PALEST
        sheet.boxes(right, y - 0.42 * step, side, 0.84 * step, colour)
        sheet.text(right + side / 2, y, sign, ink_on(colour), ha="center")
        sheet.text(right + side + GAP, y, look.fit(label, width))
    for share in (0.0, 0.5, 1.0):
        x = right - share * (right - EDGE - 3.0)
        sheet.lines(x, bottom, x, bottom + 0.8)
        sheet.text(x, bottom + 0.7 * look.line, f"{share * top:.2f}", MUTED, ha="center")
    note(sheet, foot, lines)
    _write_key(sheet, foot + look.line * len(lines) + GAP, places, key)
    return sheet.canvas


def _key(table: pd.DataFrame, look: Look) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """Return the number of each theme, the most frequent first, and the entries of the key."""
    themes = table[~table["theme"].isin(["", NONE])].drop_duplicates("theme")
    counts = table["theme"].value_counts()
    order = sorted(rows(themes), key=lambda r: (-counts[r.theme], r.theme))
    number = {r.theme: i for i, r in enumerate(order, 1)}
    key = [(f"{number[r.theme]}  {name_of(r, look)}", str(r.colour)) for r in order]
    return number, [*key, (look.say("不属于任何主题", "None of these"), PALEST)]


def _write_key(
    sheet: Sheet,
    top: float,
    places: Sequence[tuple[float, float]],
    key: Sequence[tuple[str, str]],
) -> None:
    for (x, dy), (name, colour) in zip(places, key, strict=True):
        middle = top + dy + sheet.look.line / 2
        sheet.boxes(x, middle - 1.0, 2.6, 2.0, colour)
        sheet.text(x + 3.4, middle, name)


def _key_places(look: Look, names: Sequence[str]) -> tuple[list[tuple[float, float]], float]:
    """Return the positions of the entries of a key, in columns of equal width, and its height."""
    width = look.widest(names) + 3.4 + 2 * GAP
    n_columns = max(1, int((look.width - 2 * EDGE + 2 * GAP) // width))
    n_rows = -(-len(names) // n_columns)
    places = [(EDGE + (i // n_rows) * width, (i % n_rows) * look.line) for i in range(len(names))]
    return places, n_rows * look.line
