"""Join lines on pages to paragraphs: margins, indents, gaps, running heads and feet."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from topics.corpus.reading.page_edges import PAGE_NUMBER, edge_key

__all__ = ["Block", "PageLine", "lay_out"]

EDGE = 3
"""Number of lines at the top and bottom of a page that may be running heads and feet."""
SAME_HEIGHT = 4.0
"""Maximum shift of a running head from page to page, in points."""
USUAL = 0.3
"""Minimum share of pages with a line at the height of a running head."""
LONGEST_HEAD = 40
SMALL = 0.9
"""Maximum size of a head that does not recur, relative to that of the text."""
MEASURED = 8
"""Minimum number of characters of a line whose size is compared."""
INDENT, GAP = 0.9, 1.25
"""The start of a paragraph: an indent in em, a gap in multiples of the usual line distance."""
MARKER = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[、.．](?!\d)"
    r"|[（(]\d{1,2}[)）]|[一二三四五六七八九十]是|第[一二三四五六七八九十]{1,3}[，、,篇章]"
)
ENDS = re.compile(r"[。！？!?：:…][”’」』）)》】]*$")
OPENING, CLOSING = "“‘「『（(《【", "，。、；：！？”’」』）》】,.;:!?)%％"
_UNIT = rf"[{OPENING}]*(?:[A-Za-z0-9.%·*-]+|[^\s])[{CLOSING}]*"
TOKEN = re.compile(rf"{_UNIT}(?:(?<=[”’]){_UNIT}|(?=[“‘]){_UNIT})*")
"""Text inside which a line is not broken."""


class PageLine(NamedTuple):
    """One line on a page; lengths in points, the origin at the page's lower left.

    Attributes
    ----------
    page : int
        From 1.
    text : str
        Without white space around it.
    left, right, base : float
        Left and right end of its ink, and the height of its baseline.
    em : float
        Width of a Chinese character.
    page_height : float
        Of its page.
    gutter : float
        Position after a gap of more than a character, if it has exactly one; else 0.
    """

    page: int
    text: str
    left: float
    right: float
    base: float
    em: float
    page_height: float
    gutter: float = 0.0


class Block(NamedTuple):
    """A paragraph, or a line of furniture, and its first page."""

    text: str
    page: int
    furniture: bool


class _Margins(NamedTuple):
    left: float
    right: float


class _Style(NamedTuple):
    leading: float  # usual distance of lines in em; infinite if there is none
    indents: bool  # whether paragraphs start with an indent
    gaps: bool  # whether gaps separate paragraphs


def lay_out(pages: Sequence[Sequence[PageLine]]) -> list[Block]:
    """Join the lines of pages to paragraphs, and separate running heads and feet.

    Parameters
    ----------
    pages : sequence of sequence of PageLine
        The lines of each page in reading order.

    Returns
    -------
    list of Block
        In order. Lines printed between the two halves of a paragraph that continues on the next
        page come before it.
    """
    edges = _furniture(pages)
    body = [line for lines in pages for line in lines if line not in edges]
    margins = _margins(body)
    style = _style(body, margins)
    paragraphs: list[list[PageLine]] = []
    for i, line in enumerate(body):
        if i and _continues(body[i - 1], line, (margins[i - 1], margins[i]), style):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    waiting = deque(sorted(edges, key=lambda line: (line.page, -line.base, line.left)))
    blocks: list[Block] = []
    for paragraph in paragraphs:
        while waiting and _comes_before(waiting[0], paragraph[-1]):
            edge = waiting.popleft()
            blocks.append(Block(edge.text, edge.page, True))
        blocks.append(Block(_join([line.text for line in paragraph]), paragraph[0].page, False))
    return blocks + [Block(edge.text, edge.page, True) for edge in waiting]


def _comes_before(edge: PageLine, last: PageLine) -> bool:
    """Whether a line of furniture is on an earlier page than a line, or above it."""
    return edge.page < last.page or (edge.page == last.page and edge.base > last.base)


def _furniture(pages: Sequence[Sequence[PageLine]]) -> set[PageLine]:
    """Return the lines at the edge of pages that recur on others, ignoring digits."""
    edges: dict[bool, list[list[PageLine]]] = {True: [], False: []}
    for lines in pages:
        down = sorted(lines, key=lambda line: -line.base)
        edges[True].append(down[:EDGE])
        edges[False].append(down[::-1][:EDGE])
    found: set[PageLine] = set()
    needed = 2 if len(pages) <= 6 else 3
    for top, candidates in edges.items():
        usual: list[tuple[float, float]] = []  # height and size of the lines found
        heights: dict[str, list[float]] = defaultdict(list)
        for lines in candidates:
            for line in lines:
                heights[edge_key(line.text)].append(_height(line, top))
        for same in heights.values():
            same.sort()
        for lines in candidates:
            for i, line in enumerate(lines):
                same, y = heights[edge_key(line.text)], _height(line, top)
                n_near = bisect_right(same, y + SAME_HEIGHT) - bisect_left(same, y - SAME_HEIGHT)
                alone = i + 1 < len(lines) and abs(line.base - lines[i + 1].base) > 2 * line.em
                number = PAGE_NUMBER.fullmatch(line.text) is not None and alone
                if n_near < needed and not number:
                    break  # only lines outside the first line of text
                found.add(line)
                usual.append((y, line.em))
        found |= _at_usual_heights(candidates, usual, top, len(pages))
    return found | _small_heads(pages, edges[True], needed)


def _small_heads(
    pages: Sequence[Sequence[PageLine]], candidates: Sequence[Sequence[PageLine]], needed: int
) -> set[PageLine]:
    """Return the first lines of pages that are smaller than the text and at one height.

    In a book of short pieces every page may have another head.
    """
    ems = [line.em for lines in pages for line in lines if len(line.text) >= MEASURED]
    limit = SMALL * median(ems) if ems else 0.0
    heads = [
        lines[0]
        for lines in candidates
        if len(lines) > 1
        and lines[0].em < limit
        and len(lines[0].text) <= LONGEST_HEAD
        and lines[0].base - lines[1].base > 2 * lines[1].em
    ]
    if not heads:
        return set()
    em = median(head.em for head in heads)
    heads = [head for head in heads if 0.9 < head.em / em < 1.1]
    heights = sorted(_height(head, True) for head in heads)
    n_near = {
        head: bisect_right(heights, y + SAME_HEIGHT) - bisect_left(heights, y - SAME_HEIGHT)
        for head in heads
        for y in (_height(head, True),)
    }
    return {head for head, n in n_near.items() if n >= max(needed, USUAL * len(pages))}


def _at_usual_heights(
    candidates: Sequence[Sequence[PageLine]],
    usual: Sequence[tuple[float, float]],
    top: bool,
    n_pages: int,
) -> set[PageLine]:
    """Return the outermost lines with the position and size of the heads of other pages.

    The head of a piece of few pages does not recur.
    """
    found: set[PageLine] = set()
    for lines in candidates:
        for line, below in pairwise(lines[: EDGE - 1]):
            y = _height(line, top)
            near = sum(
                abs(y - other) < SAME_HEIGHT and 0.9 < line.em / em < 1.1 for other, em in usual
            )
            is_apart = abs(line.base - below.base) > 1.5 * below.em
            if near < USUAL * n_pages or not is_apart or len(line.text) > LONGEST_HEAD:
                break
            found.add(line)
    return found


def _height(line: PageLine, top: bool) -> float:
    return line.page_height - line.base if top else line.base


def _margins(body: Sequence[PageLine]) -> list[_Margins]:
    """Return the margins of the column of each line.

    A column is a run of lines down a page. A few lines are not enough:
    they get the usual width, and the left margin of the column before if that is near.
    """
    columns: list[list[PageLine]] = []
    for i, line in enumerate(body):
        same = i and line.page == body[i - 1].page and line.base <= body[i - 1].base + line.em
        if same:
            columns[-1].append(line)
        else:
            columns.append([line])
    widths = [
        max(x.right for x in column) - min(x.left for x in column)
        for column in columns
        if len(column) >= 5
    ]
    usual = median(widths) if widths else 0.0
    margins: list[_Margins] = []
    for column in columns:
        em = median(line.em for line in column)
        left, right = min(x.left for x in column), max(x.right for x in column)
        if margins and len(column) < 5 and 0 < left - margins[-1].left < 3 * em:
            left = margins[-1].left
        if right - left < usual - em and (len(column) < 5 or right - left < 0.8 * usual):
            right = left + usual
        margins += [_Margins(left, right)] * len(column)
    return margins


def _style(body: Sequence[PageLine], margins: Sequence[_Margins]) -> _Style:
    """Estimate the line distance from full lines, and paragraph starts from short lines."""
    pairs = [
        (a, b, margin)
        for (a, b), margin in zip(pairwise(body), margins[1:], strict=False)
        if a.page == b.page and a.base > b.base
    ]
    steps = [round((a.base - b.base) / a.em, 1) for a, b, m in pairs if _is_full(a, b, m)]
    leading = Counter(sorted(steps)).most_common(1)[0][0] if steps else float("inf")
    short = [(a, b, margin) for a, b, margin in pairs if not _is_full(a, b, margin)]
    indents = sum(b.left - margin.left >= INDENT * b.em for _, b, margin in short)
    gaps = sum(a.base - b.base > GAP * leading * a.em for a, b, _ in short)
    return _Style(leading, indents > 0.5 * len(short), gaps > 0.5 * len(short))


def _is_full(line: PageLine, following: PageLine, margins: _Margins) -> bool:
    """Whether the beginning of the next line had no room at the end of this one."""
    token = TOKEN.match(following.text)
    width = sum(1.0 if ord(c) >= 0x2000 else 0.55 for c in token.group()) if token else 1.0
    return line.right + (width + 0.5) * line.em > margins.right


def _continues(
    line: PageLine,
    following: PageLine,
    margins: tuple[_Margins, _Margins],
    style: _Style,
) -> bool:
    """Whether the next line continues the paragraph of this one."""
    em = line.em
    measured = min(len(line.text), len(following.text)) >= MEASURED
    if measured and not 0.88 < em / following.em < 1.14:
        return False
    if not _is_full(line, following, margins[0]):
        return False
    step = (line.base - following.base) / em
    if line.page == following.page and step > GAP * style.leading:
        return False
    ended = ENDS.search(line.text) is not None
    indent = (following.left - margins[1].left) / em
    if indent >= INDENT:
        level = abs(indent - (line.left - margins[0].left) / em) < 0.4
        return level and not ended
    marked = style.indents or (style.gaps and line.page == following.page)
    return marked or not (ended and MARKER.match(following.text))


def _join(texts: Sequence[str]) -> str:
    """Join the lines of a paragraph; a space only between Latin words."""
    joined = texts[0]
    for text in texts[1:]:
        if joined.endswith("\u00ad"):
            joined = joined[:-1] + text
            continue
        around = joined[-1:] + text[:1]
        joined += (" " if around.isascii() and around.isalnum() else "") + text
    return joined
