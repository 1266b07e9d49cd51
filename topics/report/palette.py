"""The colours of the themes: one palette for every figure and for the page."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["INK", "MUTED", "NO_THEME", "PAPER", "THEME_COLOURS", "theme_colours"]

THEME_COLOURS = (
    "#c67004",
    "#149a5b",
    "#003b7b",
    "#5f83e0",
    "#891d43",
    "#b461ae",
    "#336c76",
    "#6d44a0",
    "#7e530d",
    "#2d4602",
    "#f06078",
)
"""Eleven colours, searched for in OKLCH so that each is visible on white (contrast 3 : 1 or
more) and any two differ for normal vision and under simulated protanopia and deuteranopia.
None is grey, for grey is what has no theme."""

NO_THEME = "#d8d5cd"
INK = "#22272e"
MUTED = "#6b7078"
PAPER = "#ffffff"


def theme_colours(themes: Sequence[str]) -> dict[str, str]:
    """Return the colour of each theme, given in codebook order.

    A codebook of more themes than colours goes round again in lighter tones.

    Parameters
    ----------
    themes : sequence of str
        Theme ids in codebook order.

    Returns
    -------
    dict of str to str
        ``#rrggbb`` of each theme id; the empty id has `NO_THEME`.
    """
    colours = {"": NO_THEME}
    for i, theme in enumerate(themes):
        cycle, position = divmod(i, len(THEME_COLOURS))
        colours[theme] = mix(THEME_COLOURS[position], 0.55**cycle)
    return colours


def mix(colour: str, strength: float) -> str:
    """Return ``colour`` mixed with white: 0 is white, 1 the colour itself."""
    channels = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - c) * strength):02x}" for c in channels)
