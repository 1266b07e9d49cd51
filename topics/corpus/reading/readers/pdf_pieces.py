"""Printed books: find the start of each piece from running heads that change with it.

The head of a page names its piece if it is on consecutive pages and on no others. The piece starts
where its name is a line of the text, on the first page with that head or before. If there are such
pieces, the table of contents may name others that are too short for a head.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from topics.corpus.reading.readers.page_layout import Block

__all__ = ["find_pieces"]

LARGEST = 0.6
"""A head on a larger share of the pages belongs to the book."""
APART = 0.8
"""Minimum share of the heads of pieces that are not interrupted by others."""
FEWEST = 2
"""Minimum number of pieces of a book."""
BEYOND = 12
"""Maximum number of characters of a title beyond its head, such as a note's mark or a date."""
ENDS = re.compile(r"^[\d\s—–─·|｜•.-]+|[\d\s—–─·|｜•.-]+$")
ENTRY = re.compile(r"(?P<title>[^.…·\t]{2,60}?)\s*(?:[.…·]{2,}|\t|\s{2,})\s*[（(]?\d{1,4}[)）]?\s*")
"""A line of a table of contents."""
ENTRIES = 3
"""Minimum number of lines of a table of contents."""


def find_pieces(blocks: Sequence[Block]) -> list[int]:
    """Return the blocks, from 0, that are the titles of a book's pieces.

    Parameters
    ----------
    blocks : sequence of Block
        As `topics.corpus.reading.readers.page_layout.lay_out` returns them.

    Returns
    -------
    list of int
        In order; empty if the running heads do not change with the pieces.
    """
    heads = _heads_of_pieces(blocks)
    if len(heads) < FEWEST:
        return []
    texts = {i: _bare(b.text) for i, b in enumerate(blocks) if not b.furniture}
    listed = {i for i in texts if ENTRY.fullmatch(blocks[i].text)}
    found: list[int] = []
    earliest = 1
    for title, first, last in heads:
        near = [
            i
            for i in texts
            if i not in listed and earliest <= blocks[i].page <= first and _opens(i, title, texts)
        ]
        found += near[-1:]
        earliest = last
    if len(found) < FEWEST:
        return []
    return sorted({*found, *_of_contents(texts, listed, blocks, found)})


def _heads_of_pieces(blocks: Sequence[Block]) -> list[tuple[str, int, int]]:
    """Return the heads that name pieces, with their first and last pages, in order."""
    pages: dict[str, list[int]] = defaultdict(list)
    for block in blocks:
        title = _bare(ENDS.sub("", block.text))
        if block.furniture and len(title) > 1:
            pages[title].append(block.page)
    n_pages = max((block.page for block in blocks), default=0)
    ranges = [(title, min(on), max(on)) for title, on in pages.items()]
    ranges = [r for r in ranges if r[2] - r[1] < LARGEST * n_pages]
    ranges = [r for r in ranges if sum(r[1] <= o[1] and o[2] <= r[2] for o in ranges) <= FEWEST]
    kept: list[tuple[str, int, int]] = []
    for head in sorted(ranges, key=lambda r: r[1:]):
        if kept and head[1] < kept[-1][2]:  # e.g. a wrongly recognised character
            kept[-1] = max(kept[-1], head, key=lambda r: len(pages[r[0]]))
        else:
            kept.append(head)
    n_kept, n_all = (sum(len(pages[r[0]]) for r in of) for of in (kept, ranges))
    return kept if n_kept >= APART * n_all else []


def _opens(i: int, title: str, texts: dict[int, str]) -> bool:
    """Whether a block, perhaps with the next, is a title that a head names or shortens."""
    short = title.rstrip("…")
    for text in (texts[i], texts[i] + texts.get(i + 1, "")):
        if text.startswith(short) and (len(text) <= len(short) + BEYOND or short != title):
            return len(text) <= 2 * len(short) + BEYOND
    return False


def _of_contents(
    texts: dict[int, str], listed: set[int], blocks: Sequence[Block], found: Sequence[int]
) -> list[int]:
    """Return the blocks below a table of contents that are one of its titles."""
    titles = {_bare(m["title"]) for i in listed for m in ENTRY.finditer(blocks[i].text)}
    named = sum(any(texts[i].startswith(title) for title in titles) for i in found)
    if len(titles) < ENTRIES or 2 * named < len(found):
        return []
    return [i for i, text in texts.items() if i > max(listed) and text in titles]


def _bare(text: str) -> str:
    return "".join(text.split())
