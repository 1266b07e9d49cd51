"""Numbers on separate lines above headings: 01, 门要敲得开."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from topics.corpus.structure.line_patterns import STOP, is_byline, is_title, names_speech

__all__ = ["find_headings_below_numbers"]

NUMBER = re.compile(r"(?:0?[1-9]|1\d)[.．、]?|[Pp][Aa][Rr][Tt][.\s]?0?[1-9]")
LONGEST = 24
"""Maximum number of characters of a heading."""
TEXT = 30
"""Minimum number of characters of the paragraph below it."""


def find_headings_below_numbers(texts: Mapping[int, str]) -> set[int]:
    """Return the lines below numbers that count up from 1, each above a paragraph.

    Parameters
    ----------
    texts : mapping of int to str
        The stripped lines, by number.
    """
    lines = list(texts)
    found: list[tuple[int, int]] = []  # number and line of the heading
    for i, n in enumerate(lines[:-2]):
        if NUMBER.fullmatch(texts[n]) and _is_heading(texts[lines[i + 1]], texts[lines[i + 2]]):
            found.append((int(re.sub(r"\D", "", texts[n])), lines[i + 1]))
    counts = all(b == a + 1 for (a, _), (b, _) in pairwise(found))
    differ = len({texts[n] for _, n in found}) == len(found)
    is_whole = len(found) > 1 and found[0][0] == 1 and counts and differ
    return {n for _, n in found} if is_whole else set()


def _is_heading(text: str, below: str) -> bool:
    if len(text) > LONGEST or re.search("[，、：；,:]", text) or not is_title(text):
        return False
    is_text = len(below) >= TEXT and STOP.search(below) is not None
    return is_text and not (names_speech(text) or is_byline(text))
