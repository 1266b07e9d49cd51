"""Round the outlines of a CFF font, so that it compresses better."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

__all__ = ["GRID", "rounded"]

GRID = 3
"""Coordinates become multiples of it, so none moves by more than 1 of 1000 units per em."""

CHARSET, CHARSTRINGS = 15, 17
"""Operators of the top dictionary with the positions of the glyphs' names and outlines."""
RANGES = 2
"""The format of names as ranges of numbers."""
ESCAPE, SHORT, LONG, REAL = 12, 28, 29, 30
MOVES = {21: 2, 22: 1, 4: 1}
"""Operators that begin an outline, with their operands, which the glyph's width may precede."""
END = 14
X, Y = 0, 1

Numbers = list[int]


def rounded(cff: bytes) -> bytes:
    """Return a ``CFF`` table with coordinates rounded to `GRID`, and glyphs named by position.

    Parameters
    ----------
    cff : bytes
        Without hints and subroutines, and with the outlines at its end, as HarfBuzz writes it.
        Any other table is returned unchanged.
    """
    _, after_names = _index(cff, cff[2])
    tops, _ = _index(cff, after_names)
    start = _operand(tops[0], CHARSTRINGS)
    glyphs, end = _index(cff, start)
    if end != len(cff):
        return cff
    head = _numbered(cff[:start], _operand(tops[0], CHARSET), len(glyphs))
    return head + _packed([_glyph(glyph) for glyph in glyphs])


def _numbered(head: bytes, names: int, n_glyphs: int) -> bytes:
    """Return the part before the outlines with glyphs named 1, 2, …, which a page never uses.

    The names keep their length, filled with zeros, so that no other position changes.
    """
    if n_glyphs < 2 or head[names] != 0:
        return head
    end = names + 1 + 2 * (n_glyphs - 1)
    numbers = struct.pack(">BHH", RANGES, 1, n_glyphs - 2)
    return head[:names] + numbers.ljust(end - names, b"\0") + head[end:]


def _index(data: bytes, start: int) -> tuple[list[bytes], int]:
    """Return the items of an INDEX structure and its end."""
    count, size = struct.unpack_from(">HB", data, start)
    first = start + 3
    bounds = [
        int.from_bytes(data[first + i * size : first + (i + 1) * size], "big")
        for i in range(count + 1)
    ]
    base = first + (count + 1) * size - 1
    items = [data[base + a : base + b] for a, b in pairwise(bounds)]
    return items, base + bounds[-1]


def _packed(items: list[bytes]) -> bytes:
    """Return an INDEX structure of some items."""
    bounds = [1]
    for item in items:
        bounds.append(bounds[-1] + len(item))
    size = (bounds[-1].bit_length() + 7) // 8
    head = struct.pack(">HB", len(items), size)
    return head + b"".join(bound.to_bytes(size, "big") for bound in bounds) + b"".join(items)


def _operand(dictionary: bytes, wanted: int) -> int:
    """Return the last operand of an operator in a DICT structure."""
    last = 0
    for operator, operands in _tokens(dictionary, is_outline=False):
        if operator == wanted:
            last = operands[-1]
    return last


def _tokens(data: bytes, is_outline: bool) -> Iterator[tuple[int, Numbers]]:
    """Yield the operators of a DICT structure or an outline, each with the operands before it."""
    operands: Numbers = []
    i = 0
    while i < len(data):
        byte = data[i]
        i += 1
        if byte >= 247:
            sign, base = (1, 247) if byte < 251 else (-1, 251)
            operands.append(sign * ((byte - base) * 256 + data[i] + 108))
            i += 1
        elif byte >= 32:
            operands.append(byte - 139)
        elif byte == SHORT:
            operands.append(struct.unpack_from(">h", data, i)[0])
            i += 2
        elif byte == LONG and not is_outline:
            operands.append(struct.unpack_from(">i", data, i)[0])
            i += 4
        elif byte == REAL and not is_outline:
            while data[i] & 15 != 15:
                i += 1
            i += 1
        else:
            if byte == ESCAPE:
                byte = byte << 8 | data[i]
                i += 1
            yield byte, operands
            operands = []


def _glyph(outline: bytes) -> bytes:
    """Return an outline with its points rounded; unchanged if it has other operators."""
    parts = []
    at = [0, 0]
    has_moved = False
    for operator, operands in _tokens(outline, is_outline=True):
        n_before = 0
        if operator in MOVES and not has_moved:
            n_before = len(operands) - MOVES[operator]
            has_moved = True
        axes = _axes(operator, len(operands) - n_before)
        if axes is None:
            return outline
        parts += [_number(operand) for operand in operands[:n_before]]
        for operand, axis in zip(operands[n_before:], axes, strict=True):
            before, at[axis] = at[axis], at[axis] + operand
            parts.append(_number(_nearest(at[axis]) - _nearest(before)))
        parts.append(bytes([operator]))
    return b"".join(parts)


def _nearest(coordinate: int) -> int:
    return (coordinate + GRID // 2) // GRID * GRID


@cache
def _number(value: int) -> bytes:
    """Return a number as encoded in an outline."""
    if -107 <= value <= 107:
        return bytes([value + 139])
    if 108 <= abs(value) <= 1131:
        high, low = divmod(abs(value) - 108, 256)
        return bytes([high + (247 if value > 0 else 251), low])
    return bytes([SHORT]) + struct.pack(">h", value)


@cache
def _axes(operator: int, n: int) -> tuple[int, ...] | None:
    """Return the coordinate that each operand changes, or None for an operator without a path.

    See The Type 2 Charstring Format, Adobe Technical Note 5177.
    """
    if operator == END and n == 0:
        return ()
    if operator in (5, 8, 21, 24, 25):  # pairs: lines, curves, a move, and both kinds in one
        return (X, Y) * (n // 2)
    if operator in (4, 22):
        return (Y,) if operator == 4 else (X,)
    if operator in (6, 7):  # horizontal and vertical lines in turn
        return tuple((i + (operator == 7)) % 2 for i in range(n))
    if operator == 26:
        return (X,) * (n % 4) + (Y, X, Y, Y) * (n // 4)
    if operator == 27:
        return (Y,) * (n % 4) + (X, X, Y, X) * (n // 4)
    if operator in (30, 31):  # curves that begin vertical and horizontal in turn
        curves = [((Y, X, Y, X), (X, X, Y, Y))[(i + operator) % 2] for i in range(n // 4)]
        last = curves[-1][-1] if curves else X
        return sum(curves, ()) + (1 - last,) * (n % 4)
    return None
