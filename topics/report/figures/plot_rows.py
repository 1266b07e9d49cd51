"""Draw plots that have one row or one block per item: shares, words, stability, the key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.figure import Figure as Canvas

from topics.report.figures.sheet import Look, Sheet
from topics.report.labels import DOUBTFUL, doubt_mark, rows
from topics.report.palette import INK, MUTED, NO_THEME, PAPER, contrast, mix

__all__ = [
    "EDGE",
    "GAP",
    "HUE",
    "dots",
    "doubt_note",
    "draw_shares",
    "draw_stability",
    "draw_words",
    "ink_on",
    "name_of",
    "note",
    "noted",
    "one_blank",
    "percent",
]

HUE = "#1f5a96"
"""The hue of all quantities: dark enough for print, similar under any colour vision."""
PALE = mix(HUE, 0.35)
EDGE = 1.0
"""Margin in millimetres."""
GAP = 1.5
_PART = re.compile(r"[（(]*(?:[!-~]+|[^!-~ ])[，。；：、）]* ?| ")
"""A Latin word or a Chinese character, with the marks that belong to it."""
Array = npt.NDArray[Any]
ROW = 1.25
"""Height of a row in lines of text."""


def name_of(row: Any, look: Look, of: str = "") -> str:
    """Return the name of a theme or topic in the language of a plot; topics with their id."""
    name = str(getattr(row, f"en{of}") or getattr(row, f"zh{of}"))
    name = name if look.language == "en" else str(getattr(row, f"zh{of}"))
    name += doubt_mark(getattr(row, f"doubt{of}", ""), look.language)
    topic = getattr(row, f"topic{of}", None)
    return name if topic is None else f"{topic}  {name}"


def one_blank(label: str) -> str:
    """Return the label of a speech with a narrow blank after its number."""
    return label.replace("\u3000", " ")


def ink_on(colour: str) -> str:
    """Return the colour of text, dark or white, that is easier to read on a colour."""
    return PAPER if contrast(colour, PAPER) > contrast(colour, INK) else INK


def doubt_note(doubts: Iterable[str], look: Look) -> str:
    """Return what the marks of names mean, or nothing if no name has one."""
    if DOUBTFUL not in set(doubts):
        return ""
    return look.say(
        "存疑：词语、段落或子样本不足以支持该名称。",
        "Doubtful: words, paragraphs or subsamples hardly support the name.",
    )


def percent(share: float) -> str:
    """Return a share as a percentage with one decimal."""
    return f"{share:.1%}"


def noted(look: Look, text: str) -> list[str]:
    """Return the lines of a note below a plot."""
    return look.wrap(text, look.width - 2 * EDGE, 6, _PART.findall)


def note(sheet: Sheet, y: float, lines: Sequence[str]) -> None:
    """Write a note whose first line begins at the height ``y``."""
    for i, line in enumerate(lines):
        sheet.text(EDGE, y + (i + 0.5) * sheet.look.line, line, MUTED)


def _labels(look: Look, names: Sequence[str], most: float) -> tuple[list[str], float]:
    """Return labels that fit, and the position at which their rows begin."""
    width = min(look.widest(names), most * look.width)
    return [look.fit(name, width) for name in names], EDGE + width + GAP


def draw_shares(table: pd.DataFrame, look: Look) -> Canvas:
    """Draw one bar per theme or topic, with its interval as a line."""
    names, left = _labels(look, [name_of(r, look) for r in rows(table)], 0.4)
    values = [_share_text(r) for r in rows(table)]
    right = look.width - EDGE - look.widest(values)
    known = table["low"].notna().to_numpy()
    text = look.say("横线：95% 区间（按讲话）。", "Lines: 95% interval, over speeches. ")
    if not known.all():
        text += look.say("空心：讲话太少，无区间。", "Hollow: too few speeches for an interval. ")
    lines = noted(look, text + doubt_note(table.get("doubt", ()), look))
    step = look.line * ROW
    sheet = Sheet(look, 2 * EDGE + step * len(table) + look.line * len(lines) + GAP)
    top = float(np.nanmax([*table["share"], *table["high"], 1e-9]))
    scale = (right - GAP - left) / top
    y = EDGE + step * (np.arange(len(table)) + 0.5)
    share = table["share"].to_numpy(float)
    pale = [PALE if sure else mix(HUE, 0.15) for sure in known]
    sheet.boxes(left, y - 0.36 * step, share * scale, 0.72 * step, pale)
    low, high = (table[name].to_numpy(float) for name in ("low", "high"))
    sheet.lines(left + low[known] * scale, y[known], left + high[known] * scale, y[known], HUE, 1.2)
    dots(sheet, left + share * scale, y, ~known)
    sheet.lines(left, EDGE, left, EDGE + step * len(table))
    for at, name, value in zip(y, names, values, strict=True):
        sheet.text(left - GAP, at, name, ha="right")
        sheet.text(look.width - EDGE, at, value, MUTED, ha="right")
    note(sheet, EDGE + step * len(table) + GAP, lines)
    return sheet.canvas


def dots(
    sheet: Sheet, x: npt.NDArray[Any], y: npt.NDArray[Any], hollow: npt.NDArray[np.bool_]
) -> None:
    """Draw dots; those of uncertain values are hollow."""
    sheet.dots(x[~hollow], y[~hollow], 1.4, color=HUE)
    sheet.dots(x[hollow], y[hollow], 1.3, facecolor=PAPER, edgecolor=HUE, linewidths=0.6)


def _share_text(row: Any) -> str:
    if row.low != row.low:
        return percent(row.share)
    return f"{row.share:.1%} [{100 * row.low:.1f}, {100 * row.high:.1f}]"


def draw_words(table: pd.DataFrame, look: Look) -> Canvas:
    """Draw the heaviest words of each topic as bars, topic beside topic."""
    groups = [group for _, group in table.groupby("topic", sort=True)]
    n_columns = max(1, min(len(groups), int(look.width // (39 if look.width < 120 else 52))))
    width = (look.width - 2 * EDGE + GAP) / n_columns
    depth = 1.35 + int(table.groupby("topic").size().max()) + 0.6  # heading, words, gap
    n_rows = -(-len(groups) // n_columns)
    lines = noted(look, text) if (text := doubt_note(table["doubt"], look)) else []
    sheet = Sheet(look, 2 * EDGE + (depth * n_rows + len(lines)) * look.line)
    room = 0.4 * width
    for i, group in enumerate(groups):
        line, column = divmod(i, n_columns)
        x, y = EDGE + column * width, EDGE + line * depth * look.line
        first = next(rows(group))
        share = percent(first.share)
        own = look.fit(name_of(first, look), width - 2 * GAP - look.wide(share))
        sheet.text(x, y + 0.6 * look.line, own)
        sheet.text(x + width - GAP, y + 0.6 * look.line, share, MUTED, ha="right")
        at = y + look.line * (1.85 + np.arange(len(group)))
        for height, term in zip(at, group["term"], strict=True):
            sheet.text(x + room, height, look.fit(term, room), ha="right")
        weight = group["weight"].to_numpy(float)
        length = weight / max(weight.max(), 1e-9) * (width - room - 2 * GAP)
        thick = 0.68 * look.line
        sheet.boxes(x + room + 0.7, at - thick / 2, length, thick, mix(HUE, 0.75))
    note(sheet, EDGE + depth * n_rows * look.line, lines)
    return sheet.canvas


def draw_stability(table: pd.DataFrame, look: Look) -> Canvas:
    """Draw the similarity of each topic to its partners in subsamples, beside that by chance."""
    names, left = _labels(look, [name_of(r, look) for r in rows(table)], 0.42)
    counts = [f"{r.n_found}/{r.n_samples}" for r in rows(table)]
    right = look.width - EDGE - look.widest(counts) - GAP
    text = look.say(
        "点：与各子样本中对应话题相似度的中位数；横线：中间一半；竖线：须超过的水平；右：找到该话题的子样本数。",
        "Dots: median similarity to the matched topic of each subsample; lines: middle half;"
        " ticks: the level to exceed; right: subsamples that have the topic. ",
    ) + doubt_note(table["doubt"], look)
    lines, step = noted(look, text), look.line * ROW
    bottom = EDGE + step * len(table)
    sheet = Sheet(look, bottom + look.line * (1.2 + len(lines)) + GAP + EDGE)
    scale = right - GAP - left
    ends = left + scale * np.array([0.0, 0.5, 1.0])
    sheet.lines(ends, EDGE, ends, bottom, NO_THEME)
    for x, label in zip(ends, ("0", "0.5", "1"), strict=True):
        sheet.text(x, bottom + 0.6 * look.line, label, MUTED, ha="center")
    y = EDGE + step * (np.arange(len(table)) + 0.5)
    lower, middle, upper, chance = (
        left + scale * table[name].to_numpy(float)
        for name in ("lower", "median", "upper", "chance")
    )
    sheet.lines(lower, y, upper, y, PALE, 2.4)
    sheet.lines(chance, y - 0.3 * step, chance, y + 0.3 * step, INK, 0.8)
    sheet.dots(middle, y, 1.8, color=HUE)
    for at, name, count in zip(y, names, counts, strict=True):
        sheet.text(left - GAP, at, name, ha="right")
        sheet.text(look.width - EDGE, at, count, MUTED, ha="right")
    note(sheet, bottom + 1.2 * look.line + GAP / 2, lines)
    return sheet.canvas
