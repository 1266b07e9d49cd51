"""Files whose every line is cut at the same width: which lines make one paragraph.

In such a file a full line continues in the next, unless that is indented or follows an empty
line; where it ends says nothing about sentences.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from topics.corpus.structure.outline import find_marker

__all__ = ["unwrap", "wrapped_width"]

LEAST_LINES = 12
"""With fewer long lines no width is assumed."""
WIDEST = 60
SLACK = 3
"""A full line may be so many characters short: no line begins with a full stop."""
SHARE = 0.55
"""At least this share of the lines of a wrapped file that are 15 characters or more is full."""


def wrapped_width(lines: Sequence[str]) -> int:
    """Return the width that a file's lines are cut at, or 0 where they are not.

    Parameters
    ----------
    lines : sequence of str
        The decoded lines.
    """
    lengths = np.array([len(line.strip()) for line in lines if len(line.strip()) >= 15])
    if len(lengths) < LEAST_LINES:
        return 0
    width = int(np.percentile(lengths, 90))
    full = np.mean((lengths >= width - SLACK) & (lengths <= width + SLACK))
    return width if width <= WIDEST and full >= SHARE else 0


def unwrap(
    texts: Mapping[int, str], lines: Sequence[str], blocks: Sequence[int] = ()
) -> dict[int, list[int]]:
    """Return which lines make one paragraph or heading, by their first.

    Parameters
    ----------
    texts : mapping of int to str
        The non-empty lines without blanks at their ends, by number from 1.
    lines : sequence of str
        All decoded lines.
    blocks : sequence of int
        The block of each line, where the format separates blocks: no line continues in another.

    Returns
    -------
    dict of int to list of int
        In a file that is not wrapped every line is a group by itself.
    """
    width = wrapped_width(_of_several_lines(texts, lines, blocks))
    groups: dict[int, list[int]] = {}
    if not width:
        return {n: [n] for n in texts}
    indented = {n for n in texts if lines[n - 1].startswith(("\u3000", "  ", "\t"))}
    by_indent = len(indented) >= 0.05 * len(texts)
    first = 0
    for n, text in texts.items():
        goes_on = (
            first > 0
            and n - 1 in texts
            and n not in indented
            and (not blocks or blocks[n - 1] == blocks[n - 2])
            and len(texts[n - 1]) >= width - SLACK - 2 * (n - 1 in indented)
            and (by_indent or find_marker(text) is None)
        )
        if goes_on:
            groups[first].append(n)
        else:
            first = n
            groups[n] = [n]
    return groups


def _of_several_lines(
    texts: Mapping[int, str], lines: Sequence[str], blocks: Sequence[int]
) -> Sequence[str]:
    """Return the lines that may be cut at a width: a block of one line is not."""
    if not blocks:
        return lines
    sizes = Counter(blocks[n - 1] for n in texts)
    return [text for n, text in texts.items() if sizes[blocks[n - 1]] > 1]
