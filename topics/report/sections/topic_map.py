"""The map of an engine's topics: circles by share, placed by the similarity of their words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.models.topic_map import smooth, topic_coordinates
from topics.report.label_placement import Box, Circle, place_labels, text_width
from topics.report.labels import clip

__all__ = ["FONT_SIZE", "WIDTH", "topic_map"]

WIDTH = 440.0
"""Width of the map; its unit is a CSS pixel at the usual size."""
HEIGHTS = (200.0, 460.0)
FONT_SIZE = 13.0
MARGIN = 30.0
COVERED = 0.16
"""Area of all circles together, as a share of a square map."""
NUMBERED = 9.0
"""Minimum radius of a circle that contains its number; otherwise the label has it."""
LANGUAGES = ("zh", "en")
WIDEST, MAX_LINES = 140.0, 2
"""Width of a line of a label, and its lines; a longer name is cut."""
LINE = 1.2
"""Height of a line in font sizes."""
_PART = re.compile(r"[^\s·]+[\s·]?")


def topic_map(
    topics: pd.DataFrame, terms: pd.DataFrame, names: Sequence[tuple[str, str]]
) -> tuple[float, list[dict[str, Any]]]:
    """Return the height of the map, and circles and labels in the order of ``topics``.

    Parameters
    ----------
    topics, terms : DataFrame
        The engine's rows of the tables ``topics`` and ``topic_terms``.
    names : sequence of (str, str)
        Chinese and English name of each topic.

    Returns
    -------
    height : float
    circles : list of dict
        cx, cy, r, topic, inside (its number is in the circle), and for each language: lines
        (of the name), x, y (of the left end of the first baseline), line (from the circle to a
        label that is not beside it, else None), late (there is no room: shown on demand).
    """
    height, circles = _circles(topics, terms)
    by_share = np.argsort(-topics["share"].to_numpy(float), kind="stable")
    found: list[dict[str, Any]] = [
        {
            "cx": round(x, 1),
            "cy": round(y, 1),
            "r": round(r, 1),
            "topic": topic,
            "inside": r >= NUMBERED,
        }
        for (x, y, r), topic in zip(circles, topics["topic"], strict=True)
    ]
    for position, language in enumerate(LANGUAGES):
        texts = [
            wrapped(name[position] if r >= NUMBERED else f"{topic} {name[position]}")
            for topic, name, (_, _, r) in zip(topics["topic"], names, circles, strict=True)
        ]
        sizes = [
            (_width(lines) + 4, FONT_SIZE * (1.3 + LINE * (len(lines) - 1))) for lines in texts
        ]
        boxes = place_labels(
            [circles[i] for i in by_share], [sizes[i] for i in by_share], (WIDTH, height)
        )
        for i, box in zip(by_share, boxes, strict=True):
            found[i][language] = {
                "lines": texts[i],
                **_label(circles[i], box, texts[i]),
            }
    return height, found


def wrapped(name: str) -> list[str]:
    """Return a name in at most two lines: broken at blanks and dots, cut only if necessary."""
    lines = [""]
    for part in _PART.findall(name):
        if lines[-1] and text_width((lines[-1] + part).rstrip(), FONT_SIZE) > WIDEST:
            lines.append("")
        lines[-1] += part
    if len(lines) > MAX_LINES:
        lines = [*lines[: MAX_LINES - 1], "".join(lines[MAX_LINES - 1 :])]
    return [_cut(line.rstrip()) for line in lines]


def _cut(line: str) -> str:
    if text_width(line, FONT_SIZE) <= WIDEST:
        return line
    length = next(n for n in range(len(line), 0, -1) if text_width(line[:n], FONT_SIZE) < WIDEST)
    return clip(line, length)


def _width(lines: Sequence[str]) -> float:
    return max(text_width(line, FONT_SIZE) for line in lines)


def _label(circle: Circle, box: Box | None, lines: Sequence[str]) -> dict[str, Any]:
    below = FONT_SIZE * LINE * (len(lines) - 1)
    if box is None:  # above the circle, shown under the mouse and in focus
        x, y, r = circle
        half = _width(lines) / 2
        x, y = min(max(x, half), WIDTH - half), y - below - r - 3
        return {"x": round(x - half, 1), "y": round(y, 1), "line": None, "late": True}
    left, top, right, bottom = box
    x, y, r = circle
    end = np.array([min(max(x, left), right), min(max(y, top), bottom)])
    away = end - (x, y)
    distance = float(np.hypot(*away))
    line = None
    if distance > r + 6:
        start = np.array([x, y]) + away / distance * r
        line = [round(float(v), 1) for v in (*start, *end)]
    return {
        "x": round(left + 2, 1),
        "y": round(bottom - FONT_SIZE * 0.35 - below, 1),
        "line": line,
        "late": False,
    }


def _circles(topics: pd.DataFrame, terms: pd.DataFrame) -> tuple[float, list[Circle]]:
    at = _coordinates(topics, terms)
    share = topics["share"].to_numpy(float)
    r = np.sqrt(np.clip(share, 0, 1) * WIDTH**2 * COVERED / np.pi).clip(3)
    border = 2 * (MARGIN + r.max(initial=0))
    across, along = np.ptp(at, axis=0) if len(at) else np.zeros(2)
    # One scale for both axes, so that distances compare.
    scales = [s / e for s, e in ((WIDTH - border, across), (HEIGHTS[1] - border, along)) if e > 0]
    scale = min(scales, default=0.0)
    height = round(max(HEIGHTS[0], along * scale + border))
    middle = (at.max(axis=0) + at.min(axis=0)) / 2 if len(at) else np.zeros(2)
    x, y = ((at - middle) * scale * (1, -1) + np.array([WIDTH, height]) / 2).T
    return height, list(zip(x.tolist(), y.tolist(), r.tolist(), strict=True))


def _coordinates(topics: pd.DataFrame, terms: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Return x and y of each topic; for earlier runs they are computed from the listed terms."""
    if {"x", "y"} <= set(topics) and topics[["x", "y"]].notna().all(axis=None):
        return topics[["x", "y"]].to_numpy(float)
    wide = terms.pivot_table("weight", "topic", "term", aggfunc="sum")
    wide = wide.reindex(topics["topic"]).fillna(0.0)
    return (
        topic_coordinates(smooth(wide.to_numpy(float))) if wide.size else np.zeros((len(topics), 2))
    )
