"""Lines printed at the edge of each page: running heads, feet and page numbers."""

from __future__ import annotations

import re

__all__ = ["PAGE_NUMBER", "edge_key", "edge_number"]

_RULE = r"[-—–―─━·.\s]*"
PAGE_NUMBER = re.compile(
    rf"{_RULE}(?:第|p\.?|page)?\s*\d{{1,5}}\s*(?:页|頁)?"
    rf"(?:\s*(?:/|of|共|，共)\s*\d{{1,5}}\s*(?:页|頁)?)?{_RULE}",
    re.IGNORECASE,
)
"""A page number on a separate line."""
BESIDE = re.compile(r"(?P<first>\d{1,5})\s.*|.*\s[-—–―─·]?(?P<last>\d{1,5})[-—–―─·]?")
"""A running head with the page number at one of its ends."""


def edge_key(text: str) -> str:
    """Return the common form of a running head on all its pages: no blanks, digits as 0."""
    return re.sub(r"\d+", "0", "".join(text.split()))


def edge_number(text: str) -> int | None:
    """Return the page number in a line at the edge of a page, or None if it has none.

    Parameters
    ----------
    text : str
        A page number, or a running head with the number at one end.
    """
    if PAGE_NUMBER.fullmatch(text):
        return int(re.findall(r"\d+", text)[0])
    beside = BESIDE.fullmatch(text.strip())
    return int(beside["first"] or beside["last"]) if beside else None
