"""Draw plots of formula and substance: words by count and dispersion, and speeches."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure as Canvas

from topics.report.figures.plot_rows import EDGE, GAP, HUE, note, noted, one_blank
from topics.report.figures.sheet import Floats, Look, Sheet
from topics.report.labels import rows
from topics.report.palette import INK, MUTED, NO_THEME, mix

__all__ = ["draw_formula_by_speech", "draw_formula_terms"]

KINDS: Mapping[str, tuple[str, str]] = {"formula": ("#8c3b2e", "D"), "substance": (HUE, "o")}
"""Colour and shape of the dots of formulaic and substantial words."""
MOST_LABELS = 18
"""Maximum number of named words of each kind."""
Box = tuple[float, float, float, float]


def draw_formula_terms(table: pd.DataFrame, look: Look) -> Canvas:
    """Draw each term by its count and its DP, with the DP expected by chance as a line."""
    left = EDGE + look.wide("0.75") + GAP
    wide, tall = look.width - EDGE - left, 0.62 * look.width
    top = EDGE + 1.2 * look.line
    text = look.say(
        "横轴：出现次数（对数刻度）。纵轴：DP（0 各篇均匀，1 集中于一篇）；线：随机散布时的期望。"
        "菱形：套话；圆点：实质词；灰点：其他词。",
        "Horizontal: count (log scale). Vertical: DP (0 even over speeches, 1 all in one); line:"
        " expected by chance. Diamonds: formulaic words; dots: words of substance; grey: others. ",
    )
    lines = noted(look, text)
    foot = top + tall + 1.3 * look.line + GAP
    sheet = Sheet(look, foot + look.line * len(lines) + EDGE)
    log_count = np.log10(table["count"].to_numpy(float))
    low, span = float(log_count.min()), max(float(np.ptp(log_count)), 0.1)
    x = left + 1.0 + (log_count - low) / span * (wide - 9.0)  # names of the rightmost words
    y, expected = (top + tall * (1 - table[name].to_numpy(float)) for name in ("dp", "dp_expected"))
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        at = top + tall * (1 - share)
        sheet.lines(left, at, left + wide, at, NO_THEME, 0.4)
        sheet.text(left - GAP, at, f"{share:g}", MUTED, ha="right")
    for n in (m * 10**k for k in range(7) for m in (1, 3)):
        at = left + 1.0 + (np.log10(n) - low) / span * (wide - 9.0)
        if left <= at <= left + wide - 3:
            sheet.text(at, top + tall + 0.8 * look.line, f"{n:,}", MUTED, ha="center")
    order = np.argsort(log_count, kind="stable")
    sheet.lines(x[order][:-1], expected[order][:-1], x[order][1:], expected[order][1:], MUTED, 0.8)
    plain = (table["kind"] == "").to_numpy()
    sheet.dots(x[plain], y[plain], 0.7, color=mix(MUTED, 0.45), zorder=2)
    frame = left, top, left + wide, top + tall
    _words(sheet, table[~plain], x[~plain], y[~plain], frame)
    note(sheet, foot, lines)
    return sheet.canvas


def _words(sheet: Sheet, table: pd.DataFrame, x: Floats, y: Floats, frame: Box) -> None:
    """Draw the dots of formulaic and substantial words, and the names for which there is room."""
    look, taken = (
        sheet.look,
        [(a - 0.6, b - 0.6, a + 0.6, b + 0.6) for a, b in zip(x, y, strict=True)],
    )
    left_over = dict.fromkeys(KINDS, MOST_LABELS)
    for a, b, r in zip(x, y, rows(table), strict=True):
        colour, shape = KINDS[r.kind]
        sheet.dots(a, b, 1.1, color=colour, marker=shape)
        width = look.wide(r.term)
        for start in (a + 0.9, a - 0.9 - width):
            box = start, b - 0.45 * look.line, start + width, b + 0.45 * look.line
            if left_over[r.kind] and _is_free(box, taken, frame):
                taken.append(box)
                left_over[r.kind] -= 1
                sheet.text(start, b, r.term, colour)
                break


def _is_free(box: Box, taken: list[Box], frame: Box) -> bool:
    inside = frame[0] <= box[0] and box[2] <= frame[2]
    inside = inside and frame[1] - 1 <= box[1] and box[3] <= frame[3] + 1
    return inside and all(
        box[2] < b[0] or b[2] < box[0] or box[3] < b[1] or b[3] < box[1] for b in taken
    )


def draw_formula_by_speech(table: pd.DataFrame, look: Look) -> Canvas:
    """Draw the formula share of each speech and its distribution over paragraphs."""
    labels = [one_blank(label) for label in table["label"]]
    width, step = min(look.widest(labels), 0.45 * look.width), look.line * 1.25
    text = look.say(
        "套话份额。圆点：全篇；粗线：半数段落；细线：八成段落。",
        "Share of formulaic words. Dots: speech; thick lines: half of its paragraphs; thin: 80%.",
    )
    lines, left = noted(look, text), EDGE + width + GAP + 1.0
    bottom = EDGE + step * len(table)
    sheet = Sheet(look, bottom + look.line * (1.3 + len(lines)) + GAP + EDGE)
    values = table[["share", "p10", "p90"]].to_numpy(float)
    low, high = np.floor(values.min() * 10) / 10, np.ceil(values.max() * 10) / 10
    ticks = np.linspace(low, max(high, low + 0.1), 3)
    scale = (look.width - EDGE - look.wide("100%") / 2 - left) / (ticks[-1] - ticks[0])
    for tick in ticks:
        at = left + (tick - low) * scale
        sheet.lines(at, EDGE, at, bottom, NO_THEME, 0.4)
        sheet.text(at, bottom + 0.7 * look.line, f"{tick:.0%}", MUTED, ha="center")
    y = EDGE + step * (np.arange(len(table)) + 0.5)
    of = {name: left + (table[name].to_numpy(float) - low) * scale for name in table.columns[2:]}
    sheet.lines(of["p10"], y, of["p90"], y, mix(HUE, 0.35), 1.0)
    sheet.lines(of["p25"], y, of["p75"], y, mix(HUE, 0.35), 3.2)
    sheet.dots(of["share"], y, 1.7, color=HUE)
    for at, label in zip(y, labels, strict=True):
        sheet.text(EDGE, at, look.fit(label, width), INK)
    note(sheet, bottom + 1.3 * look.line + GAP / 2, lines)
    return sheet.canvas
