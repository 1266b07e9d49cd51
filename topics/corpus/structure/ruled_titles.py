"""Titles below rules (------) that separate speeches.

A rule also separates sections of one speech, so titles that name no speech (春天的约定) start one
only if every part of the text begins with a title and a byline or salutation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from topics.corpus.structure.line_patterns import (
    DATE,
    STOP,
    is_byline,
    is_rule,
    is_salutation,
    is_title,
)
from topics.corpus.structure.outline import find_marker

__all__ = ["find_ruled_titles"]

LONGEST = 40
"""Maximum number of characters of such a title."""
HEAD = 3
"""Maximum number of lines of title and bylines before a date or salutation."""


def find_ruled_titles(texts: Mapping[int, str]) -> set[int]:
    """Return the lines below rules that are titles of speeches.

    Parameters
    ----------
    texts : mapping of int to str
        The stripped lines, by number.
    """
    parts: list[list[int]] = [[]]
    for n, text in texts.items():
        if is_rule(text):
            parts.append([])
        else:
            parts[-1].append(n)
    parts = [part for part in parts if part]
    if len(parts) < 2 or not all(_is_headed([texts[n] for n in part]) for part in parts):
        return set()
    return {part[0] for part in parts}


def _is_headed(lines: Sequence[str]) -> bool:
    """Whether lines begin with a title and a byline or salutation, and running text follows."""
    title = lines[0]
    if len(title) > LONGEST or not is_title(title) or is_byline(title) or find_marker(title):
        return False
    for i, line in enumerate(lines[1 : 1 + HEAD], 1):
        if is_salutation(line) or (is_byline(line) and DATE.search(line)):
            return any(STOP.search(text) for text in lines[i + 1 :])
        if not is_byline(line):
            return False
    return False
