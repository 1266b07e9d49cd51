"""Draw plots that have axes: shares over years or groups, and the map of topics."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Ellipse, Polygon

from topics.report.figures.plot_rows import (
    EDGE,
    GAP,
    HUE,
    dots,
    doubt_note,
    name_of,
    note,
    noted,
    percent,
)
from topics.report.figures.sheet import Floats, Look, Sheet
from topics.report.label_placement import place_labels
from topics.report.labels import LEVEL_NAMES, rows
from topics.report.palette import INK, MUTED, NO_THEME, mix

__all__ = ["draw_map", "draw_trends"]

PANEL = 16.0
"""Height of the drawing area of a panel in millimetres."""
NARROWEST = 33.0
"""Width of a panel in millimetres."""
Flags = npt.NDArray[np.bool_]
_YEAR = re.compile(r"[0-9]{4}")


def draw_trends(table: pd.DataFrame, look: Look) -> Canvas:
    """Draw the share of each theme or topic by group, one panel each, with intervals."""
    key = str(table.columns[0])
    panels = [panel for _, panel in table.groupby(key, sort=False)]
    groups = list(dict.fromkeys(table["group"]))
    text = look.say("各图同一刻度。", "One scale. ")
    if table["low"].notna().any():
        text += look.say("带与线：95% 区间。", "Bands and lines: 95% interval. ")
    text += look.say(
        "空心：少于 5 篇讲话（无区间），或一半以上出自一篇。",
        "Hollow: fewer than 5 speeches (no interval), or more than half from one. ",
    )
    lines = noted(look, text + doubt_note(table.get("doubt", ()), look))
    top = float(np.nanmax([*table["share"], *table["high"], 1e-9]))
    if all(_YEAR.fullmatch(group) for group in groups):
        return _years(panels, look, top, lines)
    return _groups(panels, groups, look, top, lines)


def _years(panels: Sequence[pd.DataFrame], look: Look, top: float, lines: Sequence[str]) -> Canvas:
    label = percent(top)
    left = EDGE + look.wide(label) + GAP
    n_columns = max(1, min(len(panels), int((look.width - left - EDGE) // NARROWEST)))
    width = (look.width - left - EDGE + 2 * GAP) / n_columns
    height = PANEL + 2.9 * look.line
    n_rows = -(-len(panels) // n_columns)
    sheet = Sheet(look, 2 * EDGE + height * n_rows + look.line * len(lines))
    years = sorted({int(group) for panel in panels for group in panel["group"]})
    span = max(years[-1] - years[0], 1)
    for i, panel in enumerate(panels):
        line, column = divmod(i, n_columns)
        x0, y0 = left + column * width, EDGE + line * height + 1.3 * look.line
        wide = width - 2 * GAP
        first = next(rows(panel))
        sheet.text(x0, y0 - 0.85 * look.line, look.fit(name_of(first, look), wide))
        base = y0 + PANEL
        sheet.lines(x0, [y0, base], x0 + wide, [y0, base], NO_THEME)
        if not column:
            sheet.text(x0 - GAP, y0, label, MUTED, ha="right")
            sheet.text(x0 - GAP, base, "0", MUTED, ha="right")
        ordered = panel.assign(year=panel["group"].astype(int)).sort_values("year")
        inset = 1.5
        x = x0 + inset + (ordered["year"].to_numpy(float) - years[0]) / span * (wide - 2 * inset)
        _curve(sheet, x, ordered, base, PANEL / top)
        _ends(sheet, x0, base + 0.75 * look.line, wide, years)
    note(sheet, EDGE + height * n_rows, lines)
    return sheet.canvas


def _ends(sheet: Sheet, x: float, y: float, width: float, years: Sequence[int]) -> None:
    """Write the first and the last year below a panel, and the middle of the span if it fits."""
    sheet.text(x, y, str(years[0]), MUTED)
    if len(years) > 1:
        sheet.text(x + width, y, str(years[-1]), MUTED, ha="right")


def _curve(sheet: Sheet, x: Floats, panel: pd.DataFrame, base: float, scale: float) -> None:
    """Draw a line of shares, with a band between neighbours with known intervals."""
    share, low, high = (base - panel[name].to_numpy(float) * scale for name in _SHARES)
    known = ~np.isnan(low)
    for begin, end in _stretches(known):
        if end - begin == 1:
            sheet.lines(x[begin], low[begin], x[begin], high[begin], mix(HUE, 0.35), 2.0)
            continue
        along = np.concatenate([x[begin:end], x[begin:end][::-1]])
        edges = np.concatenate([low[begin:end], high[begin:end][::-1]])
        band = Polygon(np.stack([along, edges], axis=1), fc=mix(HUE, 0.25), lw=0)
        sheet.axes.add_patch(band)
    sheet.lines(x[:-1], share[:-1], x[1:], share[1:], HUE, 1.0)
    dots(sheet, x, share, _is_uncertain(panel))


_SHARES = ("share", "low", "high")


def _stretches(known: Flags) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], known, [False]]).astype(int)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _is_uncertain(panel: pd.DataFrame) -> Flags:
    """Return which shares come from few speeches, or more than half from one."""
    return panel["few"].to_numpy(bool) | (panel["carried_by"] != "").to_numpy(bool)


def _groups(
    panels: Sequence[pd.DataFrame],
    groups: Sequence[str],
    look: Look,
    top: float,
    lines: Sequence[str],
) -> Canvas:
    """Draw one row per group in each panel; the groups are named at the left."""
    own = [LEVEL_NAMES.get(group, (group, group))[look.language == "en"] for group in groups]
    names = [look.fit(name, 0.3 * look.width) for name in own]
    left = EDGE + look.widest(names) + GAP
    n_columns = max(1, min(len(panels), int((look.width - left - EDGE) // NARROWEST)))
    width = (look.width - left - EDGE + 2 * GAP) / n_columns
    height = look.line * (len(groups) + 3.1)
    n_rows = -(-len(panels) // n_columns)
    sheet = Sheet(look, 2 * EDGE + height * n_rows + look.line * len(lines))
    row_of = {group: i for i, group in enumerate(groups)}
    for i, panel in enumerate(panels):
        line, column = divmod(i, n_columns)
        x0, y0 = left + column * width, EDGE + line * height + 1.3 * look.line
        wide = width - 2 * GAP
        sheet.text(x0, y0 - 0.65 * look.line, look.fit(name_of(next(rows(panel)), look), wide))
        base, scale = y0 + look.line * len(groups), wide / top
        sheet.lines([x0, x0 + wide], y0, [x0, x0 + wide], base, NO_THEME)
        sheet.text(x0, base + 0.6 * look.line, "0", MUTED)
        sheet.text(x0 + wide, base + 0.6 * look.line, percent(top), MUTED, ha="right")
        y = y0 + look.line * (panel["group"].map(row_of).to_numpy(float) + 0.5)
        share, low, high = (x0 + panel[name].to_numpy(float) * scale for name in _SHARES)
        known = ~np.isnan(low)
        sheet.lines(low[known], y[known], high[known], y[known], mix(HUE, 0.35), 2.0)
        dots(sheet, share, y, _is_uncertain(panel))
        for j, name in enumerate(names if not column else ()):
            sheet.text(left - GAP, y0 + look.line * (j + 0.5), name, ha="right")
    note(sheet, EDGE + height * n_rows, lines)
    return sheet.canvas


def draw_map(table: pd.DataFrame, look: Look) -> Canvas:
    """Draw each topic as a circle by its share, placed by its words, with a key below."""
    names = [f"{name_of(r, look)}  {r.share:.1%}" for r in rows(table)]
    room = look.width - 2 * EDGE
    n_columns = max(1, int(room // (look.widest(names) + 2 * GAP)))
    column = room / n_columns
    n_rows = -(-len(names) // n_columns)
    text = look.say(
        "面积为份额；位置按词的 Jensen-Shannon 距离（主坐标）。",
        "Area: share. Position: principal coordinates of Jensen-Shannon distances. ",
    ) + doubt_note(table["doubt"], look)
    lines = noted(look, text)
    frame = look.width - 2 * EDGE, 0.62 * look.width
    bottom = EDGE + frame[1] + GAP
    sheet = Sheet(look, bottom + look.line * (n_rows + len(lines)) + GAP + EDGE)
    x, y, r = _circles(table, frame)
    order = np.argsort(-r, kind="stable")
    for k in order:
        shape = Ellipse((EDGE + x[k], EDGE + y[k]), 2 * r[k], 2 * r[k])
        shape.set(fc=mix(HUE, 0.25), ec=HUE, lw=0.7, alpha=0.8)
        sheet.axes.add_patch(shape)
    _numbers(sheet, x, y, r, [str(topic) for topic in table["topic"]], frame)
    for i, name in enumerate(names):
        at = EDGE + (i // n_rows) * column, bottom + (i % n_rows + 0.5) * look.line
        sheet.text(*at, look.fit(name, column - GAP))
    note(sheet, bottom + look.line * n_rows + GAP / 2, lines)
    return sheet.canvas


def _circles(table: pd.DataFrame, frame: tuple[float, float]) -> tuple[Floats, Floats, Floats]:
    """Return the centres and radii of circles in a frame, all in millimetres."""
    share = table["share"].to_numpy(float)
    area = 0.16 * frame[1] ** 2
    r = np.maximum(np.sqrt(share / max(float(share.sum()), 1e-9) * area / np.pi), 0.8)
    places = table[["x", "y"]].to_numpy(float) * [1, -1]
    span = np.maximum(np.ptp(places, axis=0), 1e-9)
    edge = float(r.max()) + 4.0
    # One scale for both axes, so that distances can be compared.
    scale = float(min((np.array(frame) - 2 * edge) / span)) if np.ptp(places) > 1e-9 else 0.0
    middle = (places.max(axis=0) + places.min(axis=0)) / 2
    x, y = ((places - middle) * scale + np.array(frame) / 2).T
    return x, y, r


def _numbers(
    sheet: Sheet,
    x: Floats,
    y: Floats,
    r: Floats,
    texts: Sequence[str],
    frame: tuple[float, float],
) -> None:
    """Write each topic's number into its circle if no other covers it, else beside it."""
    look = sheet.look
    # Placement works in pixels, 4 per millimetre.
    per_mm = 4.0
    order = np.argsort(-r, kind="stable")
    boxes: list[tuple[float, float, float, float]] = []
    beside = []
    for k in order:
        half = look.wide(texts[k]) / 2 + 0.3, 0.42 * look.line
        own = x[k] - half[0], y[k] - half[1], x[k] + half[0], y[k] + half[1]
        free = all(own[2] < b[0] or b[2] < own[0] or own[3] < b[1] or b[3] < own[1] for b in boxes)
        if r[k] >= half[0] and free:
            boxes.append(own)
            sheet.text(EDGE + x[k], EDGE + y[k], texts[k], INK, ha="center")
        else:
            beside.append(k)
    circles = [(x[k] * per_mm, y[k] * per_mm, r[k] * per_mm) for k in beside]
    inside = [(x[k] * per_mm, y[k] * per_mm, r[k] * per_mm) for k in order if k not in beside]
    sizes = [((look.wide(texts[k]) + 0.8) * per_mm, 0.9 * look.line * per_mm) for k in beside]
    size = frame[0] * per_mm, frame[1] * per_mm
    for k, box in zip(beside, place_labels(circles, sizes, size, inside), strict=True):
        if box is not None:
            at = (box[0] + box[2]) / 2 / per_mm, (box[1] + box[3]) / 2 / per_mm
            side = min(max(x[k], box[0] / per_mm), box[2] / per_mm)
            sheet.lines(EDGE + x[k], EDGE + y[k], EDGE + side, EDGE + at[1], INK, 0.4, zorder=3)
            sheet.text(EDGE + at[0], EDGE + at[1], texts[k], INK, ha="center", zorder=4)
