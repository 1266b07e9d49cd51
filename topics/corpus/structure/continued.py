"""Text that continues on another page of a newspaper: （下转第3版）, （上接第1版）."""

from __future__ import annotations

import re
from collections.abc import Mapping

from topics.corpus.script import simplified
from topics.corpus.structure.line_patterns import ended

__all__ = ["find_continued"]

LONGEST = 20
BETWEEN = 4
"""Maximum number of lines between the two marks that are of the pages, not of the text."""
_NUMBER = "[〇零一二三四五六七八九十]{1,3}|[A-Za-z]?[0-9０-９]{1,3}"
_WAY = "(?P<way>紧?下[转接]|紧?转|紧?上[接承]|紧?接)"
MARK = re.compile(
    rf"[（(【\[]?{_WAY}\s*第?\s*(?:{_NUMBER})\s*[版页](?:[^。，；！？]{{0,8}}[)）】\]])?"
)
"""A mark on a separate line."""


def find_continued(shorts: Mapping[int, str]) -> set[int]:
    """Return the marks of continued texts, and the lines of the pages between two marks.

    Parameters
    ----------
    shorts : mapping of int to str
        The stripped short lines, by number.
    """
    found: set[int] = set()
    between: list[int] | None = None  # lines since the text broke off
    for n, text in shorts.items():
        mark = MARK.fullmatch(simplified(text)) if len(text) <= LONGEST else None
        if mark is None:
            between = [*between, n] if between is not None and not ended(text) else None
            continue
        found.add(n)
        goes_on = mark["way"][-1] in "接承" and "下" not in mark["way"]
        if goes_on and between and between[-1] - between[0] < 2 * BETWEEN >= 2 * len(between):
            found.update(between)
        between = None if goes_on else []
    return found
