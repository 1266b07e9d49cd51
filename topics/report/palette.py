"""The colours of the themes: one palette for every figure and for the page."""

from __future__ import annotations

import pandas as pd

from topics.themes.types import NONE

__all__ = [
    "DARK_PAPER",
    "GREYS",
    "INK",
    "MUTED",
    "NO_THEME",
    "PAPER",
    "THEME_COLOURS",
    "contrast",
    "mix",
    "on_dark",
    "theme_colours",
]

THEME_COLOURS = ("#c67004", "#149a5b", "#003b7b", "#5f83e0", "#891d43", "#b461ae")
"""Six colours, chosen in OKLCH so that each is visible on white (contrast 3 : 1 or more) and any
two differ for normal vision and under simulated protanopia and deuteranopia. More could not be
distinguished at a glance."""
GREYS = ("#878c92", "#44484d", "#70757b", "#303338", "#5a5e64")
"""Greys of further themes: neighbours in the codebook differ in lightness, labels identify them.
All are darker than the colour of text without a theme."""

NO_THEME = "#d8d5cd"
INK = "#22272e"
MUTED = "#6b7078"
PAPER = "#ffffff"

DARK_PAPER = "#17191c"
THEME_COLOURS_ON_DARK = ("#e3ab65", "#498c34", "#add0fb", "#237ee5", "#aa798f", "#f88ac8")
"""The same hues in the same order for dark backgrounds, chosen in the same way."""
GREYS_ON_DARK = ("#70757b", "#bcc1c7", "#878c92", "#d6dbe1", "#a1a6ac")
NO_THEME_ON_DARK = "#45484d"
_TWINS = dict(
    zip(
        (*THEME_COLOURS, *GREYS, NO_THEME),
        (*THEME_COLOURS_ON_DARK, *GREYS_ON_DARK, NO_THEME_ON_DARK),
        strict=True,
    )
)


def theme_colours(themes: pd.DataFrame) -> dict[str, str]:
    """Return the colour of each theme.

    Parameters
    ----------
    themes : DataFrame
        The table ``themes`` of a run, in codebook order. A theme has the ``colour`` of
        the codebook, if any; otherwise the colour of its position in the order, which is a grey
        beyond the sixth.

    Returns
    -------
    dict of str to str
        ``#rrggbb`` of each theme id; the empty id has `NO_THEME`.
    """
    colours = {"": NO_THEME}
    for i, theme in enumerate(themes.get("theme", ())):
        beyond = i - len(THEME_COLOURS)
        colours[theme] = THEME_COLOURS[i] if beyond < 0 else GREYS[beyond % len(GREYS)]
    given = zip(themes.get("theme", ()), themes.get("colour", ()), strict=False)
    colours |= {theme: colour for theme, colour in given if colour}
    return colours | {NONE: NO_THEME} if NONE in colours else colours


def mix(colour: str, strength: float) -> str:
    """Return ``colour`` mixed with white: 0 is white, 1 the colour itself."""
    channels = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - c) * strength):02x}" for c in channels)


def on_dark(colour: str) -> str:
    """Return the variant of a theme's colour for dark backgrounds.

    A colour that the codebook gives is mixed with white until its contrast is 3 : 1.
    """
    if colour in _TWINS:
        return _TWINS[colour]
    steps = (mix(colour, 1 - step / 20) for step in range(21))
    return next(lighter for lighter in steps if contrast(lighter, DARK_PAPER) >= 3)


def contrast(a: str, b: str) -> float:
    """Return the contrast of two colours as WCAG defines it, from 1 to 21."""
    dark, light = sorted((_luminance(a), _luminance(b)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
