"""Lines printed at the edge of each page: running heads, feet and page numbers."""

from __future__ import annotations

import re

__all__ = ["PAGE_NUMBER", "edge_key", "edge_number", "edge_side"]

_RULE = r"[-—–―─━－·•～~.\s]*"
_PAGE = "[页頁屏幕]"
_OF = r"\s*(?:[/／]|of|共|[，,]\s*共)\s*\d{1,5}"
PAGE_NUMBER = re.compile(
    rf"{_RULE}(?:第|p\.?|page)?\s*\d{{1,5}}\s*{_PAGE}?(?:{_OF}\s*{_PAGE}?)?{_RULE}"
    rf"|[〔［\[【]\s*第?\s*\d{{1,5}}\s*{_PAGE}?(?:{_OF}\s*{_PAGE}?)?\s*[〕］\]】]"
    rf"|[（(]\s*(?:第\s*\d{{1,5}}\s*{_PAGE}(?:{_OF}\s*{_PAGE})?|\d{{1,5}}{_OF})\s*[)）]",
    re.IGNORECASE,
)
"""A page number on a separate line; in round brackets a number alone may be that of a section."""
BESIDE = re.compile(
    rf"(?P<first>\d{{1,5}})\s.*|.*\s[-—–―─－·]?(?P<last>\d{{1,5}})(?:{_OF})?[-—–―─－·]?"
)
"""A running head with the page number at one of its ends."""


def edge_key(text: str) -> str:
    """Return the common form of a running head on all its pages: no blanks, digits as 0.

    A page number at the beginning, on left pages, is moved to the end, where right pages have it.
    """
    key = re.sub(r"\d+", "0", "".join(text.split()))
    beside = BESIDE.fullmatch(text.strip())
    return f"{key[1:]}0" if beside and beside["first"] else key


def edge_side(text: str) -> str:
    """Return ``"first"`` or ``"last"``, where a head has its page number; empty if it has none."""
    beside = BESIDE.fullmatch(text.strip())
    return (beside.lastgroup or "") if beside and not PAGE_NUMBER.fullmatch(text) else ""


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
