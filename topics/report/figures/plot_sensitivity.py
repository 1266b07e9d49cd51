"""Draw the effect of each choice of preprocessing, one panel per measure."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure as Canvas

from topics.report.figures.plot_rows import EDGE, GAP, note, noted
from topics.report.figures.sheet import Look, Sheet
from topics.report.labels import rows
from topics.report.palette import INK, MUTED, NO_THEME, PAPER

__all__ = ["draw_sensitivity"]

NARROWEST = 24.0
"""Width of a panel in millimetres."""


def draw_sensitivity(table: pd.DataFrame, look: Look) -> Canvas:
    """Draw each choice as a dot between its lowest and highest fit."""
    language = look.language
    choices = table.drop_duplicates("position")[language].tolist()
    width, step = min(look.widest(choices), 0.42 * look.width), look.line * 1.25
    left = EDGE + width + GAP + 1.0
    panels = [panel for _, panel in table.groupby("panel_zh", sort=False)]
    n_columns = max(1, min(len(panels), int((look.width - left) // NARROWEST)))
    wide = (look.width - EDGE - left) / n_columns - 2 * GAP
    text = look.say(
        "灰带：只换随机种子。空心：变动小（不超出灰带，或不足 0.05）；圆点：中；方块：大。",
        "Band: random seeds alone. Hollow: small change (within the band, or below 0.05); dots:"
        " medium; squares: large.",
    )
    lines = noted(look, text)
    height = step * len(choices) + 3.2 * look.line
    n_rows = -(-len(panels) // n_columns)
    sheet = Sheet(look, 2 * EDGE + height * n_rows + look.line * len(lines))
    for i, panel in enumerate(panels):
        line, column = divmod(i, n_columns)
        x, y = left + column * (wide + 2 * GAP), EDGE + line * height + 1.3 * look.line
        first = next(rows(panel))
        title = first.panel_en if language == "en" else first.panel_zh
        sheet.text(x, y - 0.7 * look.line, look.fit(title, wide))
        _panel(sheet, panel, (x, y, wide, step * len(choices)), step)
        for j, choice in enumerate(() if column else choices):
            sheet.text(left - GAP - 1.0, y + (j + 0.5) * step, look.fit(choice, width), ha="right")
    note(sheet, EDGE + height * n_rows, lines)
    return sheet.canvas


def _panel(
    sheet: Sheet, panel: pd.DataFrame, frame: tuple[float, float, float, float], step: float
) -> None:
    x, y, wide, tall = frame
    low, high = panel[["chance_low", "chance_high"]].iloc[0]
    sheet.boxes(x + low * wide, y, (high - low) * wide, tall, NO_THEME, zorder=0)
    for end in (0.0, 0.5, 1.0):
        sheet.lines(x + end * wide, y, x + end * wide, y + tall, NO_THEME)
        where = x + end * wide, y + tall + 0.6 * sheet.look.line
        sheet.text(*where, f"{end:g}", MUTED, ha="center")
    at = y + (panel["position"].to_numpy(float) + 0.5) * step
    values = {name: x + wide * panel[name].to_numpy(float) for name in ("value", "low", "high")}
    sheet.lines(values["low"], at, values["high"], at, INK, 1.0)
    large, medium = ((panel["move"] == name).to_numpy() for name in ("large", "medium"))
    small = ~(large | medium)
    hollow = {"facecolor": PAPER, "edgecolor": INK, "linewidths": 0.6}
    sheet.dots(values["value"][small], at[small], 1.5, **hollow)
    sheet.dots(values["value"][medium], at[medium], 1.8, color=INK)
    sheet.dots(values["value"][large], at[large], 2.0, color=INK, marker="s")
