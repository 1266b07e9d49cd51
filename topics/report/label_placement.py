"""Place labels beside circles so that no two labels overlap."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import east_asian_width

import numpy as np
import numpy.typing as npt

__all__ = ["Box", "Circle", "place_labels", "text_width"]

_Floats = npt.NDArray[np.float64]

Circle = tuple[float, float, float]
"""x, y and radius."""
Box = tuple[float, float, float, float]
"""left, top, right and bottom."""
GAPS = (2.0, 9.0, 20.0, 36.0, 56.0)
"""Distances of a label from its circle, tried in this order."""
STRAY = 0.5
"""Cost of a label that is nearer to another circle, in parts of its area."""
DIRECTIONS = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1))


def text_width(text: str, size: float) -> float:
    """Return the width of a text: a CJK character is as wide as the size, another 0.6 of it."""
    return size * sum(1.0 if east_asian_width(c) in "WF" else 0.6 for c in text)


def place_labels(
    circles: Sequence[Circle],
    sizes: Sequence[tuple[float, float]],
    frame: tuple[float, float],
    others: Sequence[Circle] = (),
) -> list[Box | None]:
    """Return the box of the label of each circle, or None if there is no room.

    Earlier circles have the first choice. A label is inside the frame and overlaps neither another
    label nor the centre of a circle. It covers as little as possible of the circles, and is,
    if possible, nearer to its own than to any other.

    Parameters
    ----------
    circles : sequence of Circle
    sizes : sequence of (float, float)
        Width and height of each label.
    frame : (float, float)
        Width and height of the picture, whose corner is (0, 0).
    others : sequence of Circle, optional
        Circles without a label, which a label may cover if necessary.

    Returns
    -------
    list of Box or None
    """
    disks = np.array(circles, float).reshape(-1, 3)
    reach = np.minimum(disks[:, 2], 8.0)
    centres = _boxes(disks[:, :2], reach)
    disks = np.vstack([disks, np.array(others, float).reshape(-1, 3)])
    bounds = _boxes(disks[:, :2], disks[:, 2] * 0.9)
    taken = np.empty((0, 4))
    placed: list[Box | None] = []
    for i, (circle, size) in enumerate(zip(circles, sizes, strict=True)):
        boxes, far = _candidates(circle, size, frame)
        own = _distances(boxes, disks[i : i + 1])
        near = _near(boxes, disks, own.max())
        inside = (boxes[:, :2] >= 0).all(axis=1) & (boxes[:, 2:] <= frame).all(axis=1)
        free = (_overlaps(boxes, taken) == 0).all(axis=1)
        free &= (_overlaps(boxes, centres) == 0).all(axis=1)
        cost = _overlaps(boxes, bounds[near]).sum(axis=1) / (size[0] * size[1]) + far / 40
        near[i] = False
        nearest = _distances(boxes, disks[near]).min(axis=1, initial=np.inf)
        cost += STRAY * (nearest < own[:, 0])
        cost = np.where(inside & free, cost, np.inf)
        best = int(cost.argmin())
        if cost[best] == np.inf:
            placed.append(None)
            continue
        taken = np.vstack([taken, boxes[best]])
        left, top, right, bottom = boxes[best].tolist()
        placed.append((left, top, right, bottom))
    return placed


def _candidates(
    circle: Circle, size: tuple[float, float], frame: tuple[float, float]
) -> tuple[_Floats, _Floats]:
    """Return the boxes to try and the distance of each from the circle."""
    x, y, r = circle
    width, height = size
    found, far = [], []
    for gap in GAPS:
        for dx, dy in DIRECTIONS:
            reach = (r + gap) * (0.75 if dx and dy else 1.0)
            cx = x + dx * (reach + width / 2)
            cy = y + dy * (reach + height / 2)
            if not dx:  # above or below, it may be shifted sideways
                cx = min(max(cx, width / 2), frame[0] - width / 2)
            found.append((cx, cy))
            far.append(gap)
    half = np.array(size) / 2
    return np.hstack([np.array(found) - half, np.array(found) + half]), np.array(far)


def _near(boxes: _Floats, disks: _Floats, reach: float) -> npt.NDArray[np.bool_]:
    """Return the circles that may overlap a box or be nearer to it than ``reach``."""
    reaches = disks[:, 2:] + max(reach, 0.0)
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    is_near: npt.NDArray[np.bool_] = (
        (disks[:, :2] >= low - reaches) & (disks[:, :2] <= high + reaches)
    ).all(axis=1)
    return is_near


def _distances(boxes: _Floats, disks: _Floats) -> _Floats:
    """Return the distance of each box from the edge of each circle; negative if they overlap."""
    x, y = (
        np.maximum(
            np.maximum(boxes[:, k, None] - disks[:, k], disks[:, k] - boxes[:, k + 2, None]), 0
        )
        for k in (0, 1)
    )
    return np.asarray(np.hypot(x, y) - disks[:, 2])


def _boxes(centres: _Floats, reach: _Floats) -> _Floats:
    return np.hstack([centres - reach[:, None], centres + reach[:, None]])


def _overlaps(a: _Floats, b: _Floats) -> _Floats:
    """Return the area that each box of ``a`` has in common with each of ``b``."""
    x, y = (
        np.minimum(a[:, k + 2, None], b[:, k + 2]) - np.maximum(a[:, k, None], b[:, k])
        for k in (0, 1)
    )
    return np.asarray(np.maximum(x, 0) * np.maximum(y, 0))
