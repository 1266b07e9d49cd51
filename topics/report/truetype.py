"""The font of figures with TrueType outlines, which publishers accept in PDF.

matplotlib embeds a font with CFF outlines only as Type 3, which IEEE, ACM and Elsevier refuse.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping, Sequence

from topics.report.font_subset import Point, font_tables, reduced_font
from topics.report.fonts import font_path

__all__ = ["truetype_font"]

Contour = list[tuple[int, int, int]]
"""x, y and whether the point is on the curve."""
MAX_ERROR = 0.5
"""Maximum distance of a curve from the original, in thousandths of the font size."""
ON_CURVE = 1


def truetype_font(characters: frozenset[str]) -> bytes:
    """Return the glyphs of some characters as a TrueType font.

    Its tables have no checksums, since matplotlib reduces it again to the glyphs of a figure and
    computes them then.

    Parameters
    ----------
    characters : frozenset of str
        Single characters; those without a glyph are omitted.

    Returns
    -------
    bytes
        The same characters give the same bytes.
    """
    font, outlines = reduced_font(font_path(), characters)
    tables = {tag: data for tag, data in font_tables(font).items() if tag not in (b"CFF ", b"VORG")}
    contours = [[_contour(path) for path in outline] for outline in outlines]
    glyphs = [_glyph(glyph) for glyph in contours]
    advances = _advances(tables)
    lefts = [min((x for path in glyph for x, _, _ in path), default=0) for glyph in contours]
    pairs = zip(advances, lefts, strict=True)
    starts = [0]
    for glyph in glyphs:
        starts.append(starts[-1] + len(glyph))
    head, n_glyphs = tables[b"head"], len(glyphs)
    tables |= {
        b"glyf": b"".join(glyphs),
        b"loca": struct.pack(f">{len(starts)}I", *starts),
        b"head": head[:50] + struct.pack(">hh", 1, 0) + head[54:],
        b"hhea": tables[b"hhea"][:34] + struct.pack(">H", n_glyphs),
        b"hmtx": b"".join(struct.pack(">Hh", *pair) for pair in pairs),
        b"maxp": _limits(contours),
    }
    return _font(tables)


def _contour(path: Sequence[tuple[Point, ...]]) -> Contour:
    """Return a closed path of lines and cubic curves with quadratic curves.

    The points are in reverse order, since the direction of TrueType is opposite to that of CFF.
    """
    points: Contour = []
    (here,) = path[0]
    for part in path[1:]:
        if len(part) == 3:
            points += _quadratic(here, *part)
        here = part[-1]
        points.append((*_rounded(here), ON_CURVE))
    first = (*_rounded(path[0][0]), ON_CURVE)
    if not points or points[-1] != first:
        points.append(first)
    return points[::-1]


def _quadratic(a: Point, b: Point, c: Point, d: Point) -> Contour:
    """Return a cubic curve as quadratic ones of equal length, without its ends.

    The distance of one quadratic curve is at most sqrt(3) / 36 of the third difference of the four
    points; that of each of n parts is 1 / n^3 of it.
    """
    bend = math.hypot(*(r - 3 * q + 3 * p - o for o, p, q, r in zip(a, b, c, d, strict=True)))
    n = max(1, math.ceil((math.sqrt(3) / 36 * bend / MAX_ERROR) ** (1 / 3)))
    points: Contour = []
    for i in range(n):
        t, u = i / n, (i + 1) / n
        ends = _at(t, a, b, c, d), _at(u, a, b, c, d)
        slope = _slope(t, a, b, c, d), _slope(u, a, b, c, d)
        # (3 b - a + 3 c - d) / 4 of the four points of the part.
        middle = [(p + q) / 2 + (s - r) / n / 4 for p, q, s, r in zip(*ends, *slope, strict=True)]
        points.append((*_rounded((middle[0], middle[1])), 0))
        if i < n - 1:
            points.append((*_rounded(ends[1]), ON_CURVE))
    return points


def _at(t: float, a: Point, b: Point, c: Point, d: Point) -> Point:
    s = 1 - t
    x, y = (
        s**3 * o + 3 * s * s * t * p + 3 * s * t * t * q + t**3 * r
        for o, p, q, r in zip(a, b, c, d, strict=True)
    )
    return x, y


def _slope(t: float, a: Point, b: Point, c: Point, d: Point) -> Point:
    s = 1 - t
    x, y = (
        3 * (s * s * (p - o) + 2 * s * t * (q - p) + t * t * (r - q))
        for o, p, q, r in zip(a, b, c, d, strict=True)
    )
    return x, y


def _rounded(point: Point) -> tuple[int, int]:
    return round(point[0]), round(point[1])


def _glyph(contours: Sequence[Contour]) -> bytes:
    """Return an entry of the table ``glyf``; empty for a glyph without contours."""
    points = [point for path in contours for point in path]
    if not points:
        return b""
    x, y, flags = zip(*points, strict=True)
    box = min(x), min(y), max(x), max(y)
    ends, n = [], -1
    for path in contours:
        ends.append(n := n + len(path))
    data = struct.pack(f">5h{len(ends)}HH", len(ends), *box, *ends, 0) + bytes(flags)
    for values in (x, y):
        steps = (b - a for a, b in zip((0, *values), values, strict=False))
        data += struct.pack(f">{len(values)}h", *steps)
    return data + bytes(-len(data) % 4)


def _advances(tables: Mapping[bytes, bytes]) -> list[int]:
    """Return the width of each glyph; the last one in the table is that of all others."""
    (n_pairs,) = struct.unpack_from(">H", tables[b"hhea"], 34)
    (n_glyphs,) = struct.unpack_from(">H", tables[b"maxp"], 4)
    pairs = struct.unpack_from(f">{2 * n_pairs}H", tables[b"hmtx"])
    found: list[int] = [pairs[2 * i] for i in range(n_pairs)]
    others: list[int] = found[-1:] * (n_glyphs - n_pairs)
    return found + others


def _limits(glyphs: Sequence[Sequence[Contour]]) -> bytes:
    """Return the table ``maxp``: the numbers of glyphs, points and contours, no instructions."""
    n_points = max(sum(map(len, glyph)) for glyph in glyphs)
    n_contours = max(map(len, glyphs))
    return struct.pack(">IHHHHHH16x", 0x00010000, len(glyphs), n_points, n_contours, 0, 0, 2)


def _font(tables: Mapping[bytes, bytes]) -> bytes:
    """Return a font file with these tables."""
    n = len(tables)
    power = n.bit_length() - 1
    header = struct.pack(">IHHHH", 0x00010000, n, 16 << power, power, 16 * n - (16 << power))
    start, directory, content = 12 + 16 * n, b"", b""
    for tag, data in sorted(tables.items()):
        directory += struct.pack(">4sIII", tag, 0, start + len(content), len(data))
        content += data + bytes(-len(data) % 4)
    return header + directory + content
