"""Tables of contents in plain text: the lines below 目　次 that end in page numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping

from topics.corpus.script import simplified

__all__ = ["find_contents"]

LONGEST = 60
HEAD = re.compile(r"[【\[《]?(?:目录|目次|总目|contents)[】\]》]?", re.IGNORECASE)
ENTRY = re.compile(
    r".{2,50}?(?:[.…·⋯—–―_-]{1,60}|\s|[/／(（〔\[])[.…·⋯—–―_\s(（〔\[-]{0,60}\d{1,4}\s*[)）〕\]]?"
)
"""A title and its page."""


def find_contents(texts: Mapping[int, str]) -> set[int]:
    """Return the heading of each table of contents and its entries.

    Parameters
    ----------
    texts : mapping of int to str
        The stripped lines, by number.
    """
    found: set[int] = set()
    head = 0
    for n, text in texts.items():
        if len(text) > LONGEST:
            head = 0
        elif HEAD.fullmatch(simplified("".join(text.split()))):
            head = n
        elif head and ENTRY.fullmatch(text):
            found |= {head, n}
        else:
            head = 0
    return found
