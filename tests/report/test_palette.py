"""The themes' colours are visible and differ."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest

from topics.report.palette import (
    DARK_PAPER,
    GREYS,
    NO_THEME,
    THEME_COLOURS,
    THEME_COLOURS_ON_DARK,
    contrast,
    mix,
    on_dark,
    theme_colours,
)

# Machado, Oliveira & Fernandes 2009, doi:10.1109/TVCG.2009.113, severity 1.
VISION = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}


def linear(colour: str) -> np.ndarray:
    """Linear sRGB of ``#rrggbb``."""
    c = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def oklab(rgb: np.ndarray) -> np.ndarray:
    """OKLab of linear sRGB (Ottosson 2020)."""
    lms = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    ) @ np.clip(rgb, 0, 1)
    return np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    ) @ np.cbrt(lms)


@pytest.mark.parametrize("colour", THEME_COLOURS)
def test_a_colour_is_visible_on_white(colour: str) -> None:
    """Contrast with the paper is at least 3 : 1, as WCAG asks of graphics."""
    luminance = linear(colour) @ [0.2126, 0.7152, 0.0722]
    assert 1.05 / (luminance + 0.05) >= 3.0


@pytest.mark.parametrize("colours", [THEME_COLOURS, THEME_COLOURS_ON_DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("vision", "least"), [("normal", 0.12), ("protanopia", 0.06), ("deuteranopia", 0.06)]
)
def test_any_two_colours_differ(vision: str, least: float, colours: tuple[str, ...]) -> None:
    """The nearest two colours keep a distance in OKLab, also for colour-blind eyes."""
    seen = [oklab(VISION[vision] @ linear(colour)) for colour in colours]
    assert min(np.linalg.norm(a - b) for a, b in combinations(seen, 2)) >= least


def test_colours_are_visible_on_dark_paper() -> None:
    """Each has its own variant with a contrast of 3 : 1, also one that a codebook gives."""
    colours = [*THEME_COLOURS, *GREYS, "#123456", "#000000"]
    dark = [on_dark(colour) for colour in colours]
    assert len(set(dark[:-2])) == len(dark) - 2
    assert all(contrast(colour, DARK_PAPER) >= 3 for colour in dark)
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    seen = [oklab(linear(on_dark(grey)))[0] for grey in GREYS]
    assert min(abs(a - b) for a, b in pairwise(seen)) >= 0.15
    assert on_dark("#ffee00") == "#ffee00"


@pytest.mark.parametrize("colour", THEME_COLOURS)
def test_no_theme_looks_like_none(colour: str) -> None:
    """Every colour has a hue, and keeps its distance from the grey of what is not coded."""
    seen = oklab(linear(colour))
    assert np.hypot(seen[1], seen[2]) >= 0.05
    for matrix in VISION.values():
        grey = oklab(matrix @ linear(NO_THEME))
        assert np.linalg.norm(oklab(matrix @ linear(colour)) - grey) >= 0.15


def test_greys_differ_in_lightness() -> None:
    """Each is visible on white, darker than no theme, and without a hue."""
    seen = [oklab(linear(colour)) for colour in GREYS]
    assert min(abs(a[0] - b[0]) for a, b in combinations(seen, 2)) >= 0.07
    assert min(abs(a[0] - b[0]) for a, b in pairwise(seen)) >= 0.15
    assert all(np.hypot(lab[1], lab[2]) < 0.02 for lab in seen)
    assert max(lab[0] for lab in seen) <= oklab(linear(NO_THEME))[0] - 0.2
    for colour in GREYS:
        assert 1.05 / (linear(colour) @ [0.2126, 0.7152, 0.0722] + 0.05) >= 3.0


def test_colours_go_by_codebook_order_and_end_in_greys() -> None:
    """The first six themes have a colour, others a grey, however many there are."""
    names = [f"t{i}" for i in range(25)]
    colours = theme_colours(pd.DataFrame({"theme": names}))
    assert tuple(colours[name] for name in names[:6]) == THEME_COLOURS
    assert tuple(colours[name] for name in names[6:11]) == GREYS
    assert {colours[name] for name in names[6:]} == set(GREYS)
    assert colours[""] == NO_THEME


def test_a_theme_keeps_the_colour_that_the_codebook_gives_it() -> None:
    """The others keep those of their positions; a run of before has no such column."""
    table = pd.DataFrame({"theme": ["a", "b", "c"], "colour": ["", "#123456", ""]})
    own = theme_colours(table)
    assert own == theme_colours(table[["theme"]]) | {"b": "#123456"}
    assert theme_colours(pd.DataFrame()) == {"": NO_THEME}


def test_mix_runs_from_white_to_the_colour() -> None:
    """Strength 0 is white, 1 is the colour."""
    assert (mix("#003b7b", 0.0), mix("#003b7b", 1.0)) == ("#ffffff", "#003b7b")
