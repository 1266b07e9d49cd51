"""Draw plots that are grids and ribbons: speeches by themes, topics by topics, paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.figure import Figure as Canvas

from topics.report.figures.plot_rows import EDGE, GAP, HUE, name_of, note, noted
from topics.report.figures.sheet import Floats, Look, Sheet
from topics.report.labels import rows
from topics.report.palette import INK, MUTED, PAPER, contrast, mix
from topics.themes.types import NONE

__all__ = ["draw_ribbons", "draw_similarity", "draw_speeches"]

TALLEST_HEADING = 34.0
"""Maximum height of a vertical label in millimetres."""


def draw_speeches(table: pd.DataFrame, look: Look) -> Canvas:
    """Draw the share of each theme in each speech as a grid of one hue."""
    themes = [name_of(r, look) for r in rows(table.drop_duplicates("theme"))]
    labels = [_one_blank(label) for label in table.drop_duplicates("speech")["label"]]
    values = table["share"].to_numpy(float).reshape(len(labels), len(themes))
    text = look.say("格中为百分比（5% 起）", "Numbers: per cent, from 5 on")
    texts = [[f"{100 * v:.0f}" if v >= 0.05 else "" for v in row] for row in values]
    return _grid(look, labels, themes, values, texts, text, upwards=True)


def _one_blank(label: str) -> str:
    return label.replace("\u3000", " ")


def draw_similarity(table: pd.DataFrame, look: Look) -> Canvas:
    """Draw how similar each topic is to each other one as a grid of one hue."""
    firsts = table.drop_duplicates("topic_a")
    labels = [name_of(r, look, "_a") for r in rows(firsts)]
    ids = [str(topic) for topic in firsts["topic_a"]]
    values = table["similarity"].to_numpy(float).reshape(len(ids), len(ids))
    values = np.where(np.eye(len(ids), dtype=bool), np.nan, values)
    text = look.say(
        "相似度：1 减 Jensen-Shannon 距离（0 无共同词，1 相同）",
        "Similarity: 1 minus Jensen-Shannon distance (0 no word in common, 1 the same)",
    )
    texts = [[f"{v:.2f}"[1:] if v == v else "" for v in row] for row in values]
    return _grid(look, labels, ids, values, texts, text, upwards=False)


def _grid(
    look: Look,
    left: Sequence[str],
    above: Sequence[str],
    values: Floats,
    texts: Sequence[Sequence[str]],
    text: str,
    upwards: bool,
) -> Canvas:
    """Draw values as cells with labels at the left and above, and numbers where there is room."""
    width = min(look.widest(left), 0.42 * look.width)
    x0 = EDGE + width + GAP
    cell = min((look.width - EDGE - x0) / len(above), 12.0)
    step = look.line * (1.2 if upwards else 1.1)
    above = [look.fit(name, TALLEST_HEADING) for name in above] if upwards else list(above)
    head = (look.widest(above) if upwards else look.line) + GAP
    lines = noted(look, text)
    bottom = EDGE + head + step * len(left)
    sheet = Sheet(look, bottom + GAP + look.line * (len(lines) + 1.2) + EDGE)
    x = x0 + cell * np.arange(len(above))
    y = EDGE + head + step * np.arange(len(left))
    top = max(float(np.nanmax(values, initial=0.0)), 1e-9)
    low = 0.0 if upwards or len(left) < 2 else float(np.nanmin(values))
    strength = np.nan_to_num((values - low) / max(top - low, 1e-9)) ** 0.8
    colours = [mix(HUE, s) for s in strength.ravel()]
    sheet.boxes(
        np.tile(x, len(left)),
        np.repeat(y, len(above)),
        cell,
        step,
        colours,
        edgecolors=PAPER,
        linewidths=0.6,
    )
    for at, name in zip(y + step / 2, left, strict=True):
        sheet.text(x0 - GAP, at, look.fit(name, width), ha="right")
    _headings(sheet, x + cell / 2, EDGE + head - GAP / 2, above, cell, upwards=upwards)
    if max(map(look.widest, texts)) + 0.6 <= cell:
        for i, row in enumerate(texts):
            for j, number in enumerate(row):
                dark = _is_dark(colours[i * len(above) + j])
                sheet.text(
                    x[j] + cell / 2, y[i] + step / 2, number, PAPER if dark else INK, ha="center"
                )
    ends = ("0", f"{top:.0%}") if upwards else (f"{low:.2f}", f"{top:.2f}")
    _scale(sheet, bottom + GAP, ends)
    note(sheet, bottom + GAP + 1.2 * look.line, lines)
    return sheet.canvas


def _is_dark(colour: str) -> bool:
    return contrast(colour, PAPER) > contrast(colour, INK)


def _headings(
    sheet: Sheet, x: npt.NDArray[Any], y: float, names: Sequence[str], cell: float, *, upwards: bool
) -> None:
    """Write the labels above columns; above narrow ones only every second, or fewer."""
    look = sheet.look
    needed = look.line if upwards else look.widest(names) + 1.0
    every = int(-(-needed // cell))
    for j in range(0, len(names), 1 if upwards and cell >= look.size * 0.36 else every):
        if upwards:
            sheet.text(
                x[j], y, names[j], rotation=90, va="bottom", ha="center", rotation_mode="default"
            )
        else:
            sheet.text(x[j], y - look.line / 2, names[j], MUTED, ha="center")


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


def draw_ribbons(table: pd.DataFrame, look: Look) -> Canvas:
    """Draw each speech as a ribbon of its paragraphs, coloured and numbered by their themes."""
    firsts = table.drop_duplicates("speech")
    labels = [_one_blank(label) for label in firsts["label"]]
    width = min(look.widest(labels), 0.4 * look.width)
    left, step = EDGE + width + GAP, look.line * 1.25
    scale = look.width - EDGE - left
    themes = table[~table["theme"].isin(["", NONE])].drop_duplicates("theme")
    counts = table["theme"].value_counts()
    order = sorted(rows(themes), key=lambda r: (-counts[r.theme], r.theme))
    number = {r.theme: i for i, r in enumerate(order, 1)}
    key = [(f"{number[r.theme]}  {name_of(r, look)}", r.colour) for r in order]
    key.append((look.say("不属于任何主题", "None of these"), str(mix("#d8d5cd", 0.5))))
    bottom = EDGE + step * len(labels) + GAP
    places, height = _key_places(look, [name for name, _ in key])
    sheet = Sheet(look, bottom + height + EDGE)
    row = table["speech"].map({s: i for i, s in enumerate(firsts["speech"])}).to_numpy(float)
    begin, end = (table[name].to_numpy(float) for name in ("begin", "end"))
    colours = [r.colour if r.theme in number else mix("#d8d5cd", 0.5) for r in rows(table)]
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
            colour = PAPER if _is_dark(r.colour) else INK
            middle = left + (r.begin + r.end) / 2 * scale
            sheet.text(middle, at + step / 2, sign, colour, ha="center")
    for i, label in enumerate(labels):
        sheet.text(EDGE, EDGE + (i + 0.5) * step, look.fit(label, width))
    for (x, dy), (name, colour) in zip(places, key, strict=True):
        middle = bottom + dy + look.line / 2
        sheet.boxes(x, middle - 1.0, 2.6, 2.0, colour)
        sheet.text(x + 3.4, middle, name)
    return sheet.canvas


def _key_places(look: Look, names: Sequence[str]) -> tuple[list[tuple[float, float]], float]:
    """Return the positions of the entries of a key, in columns of equal width, and its height."""
    width = look.widest(names) + 3.4 + 2 * GAP
    n_columns = max(1, int((look.width - 2 * EDGE + 2 * GAP) // width))
    n_rows = -(-len(names) // n_columns)
    places = [(EDGE + (i // n_rows) * width, (i % n_rows) * look.line) for i in range(len(names))]
    return places, n_rows * look.line
