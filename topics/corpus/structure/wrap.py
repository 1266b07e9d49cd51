"""Texts whose lines are all cut at one width: find the lines of each paragraph.

In such a text a full line continues in the next, unless that is indented or follows an empty line.
The end of a full line is not evidence about sentences.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from topics.corpus.structure.line_cuts import WORD, width_of
from topics.corpus.structure.line_ends import FEWEST, lines_that_begin
from topics.corpus.structure.line_patterns import (
    CITATION_ENDS,
    CITATIONS,
    CLOSERS,
    END,
    END_DOT,
    is_salutation,
    names_speech,
)
from topics.corpus.structure.outline import find_marker

__all__ = ["Width", "lines_of_blocks", "parts_pages", "unwrap", "wrapped_width"]

LEAST_LINES = 12
"""With fewer long lines, only lines that break sentences at one width are evidence."""
LONG = 15
WIDEST = 60
NARROWEST = 20
SLACK = 3.0
"""Number of characters that a full line may be short by: no line starts with a full stop."""
SHARE = 0.55
"""Minimum share of full lines among the lines of 15 or more characters of a wrapped file."""
BROKEN_SHARE = 0.8
"""Minimum share of full lines among the long lines that end in the middle of a sentence."""
BEYOND = 0.02
"""Maximum share of long lines that are longer than a full line."""
EVEN_SHARE = 0.95
LOOSE = 0.2
"""If fewer of them are within the usual slack, a full line may be shorter by this share."""
LEAST_BROKEN = 25.0
"""Minimum number of characters of a line that is the only one to break a sentence."""
ENDS = (*END, "；", ";")
CLAUSES = re.compile("[，。；、]")
TOKEN = re.compile(
    r"[“‘「『（(《【]*(?:[A-Za-z0-9.,%$·*-]+|\S)[，。、；：！？”’」』）》】,.;:!?)%％]*"
)
"""Text inside which a line is not broken."""


class Width(NamedTuple):
    """The width at which the lines of a text are cut.

    Attributes
    ----------
    top : float
        Width of the longest lines, in Chinese characters.
    usual : float
        Width of most lines that break a sentence.
    slack : float
        Number of characters that a full line may be short by.
    """

    top: float
    usual: float
    slack: float


def wrapped_width(lines: Sequence[str]) -> Width | None:
    """Return the width at which the lines of a text are cut, or None if they are not.

    Parameters
    ----------
    lines : sequence of str
        The decoded lines.
    """
    texts = [text for line in lines if (text := line.strip())]
    long = [text for text in texts if len(text) >= LONG]
    if not long or len(texts) < 2:
        return None
    if sum(len(text) > 2 * (WIDEST + SLACK) for text in long) > 0.1 * len(long):
        return None  # true of most prose, and cheap
    sizes = np.array([width_of(text) for text in long])
    if len(long) < LEAST_LINES and sizes.max() > WIDEST + SLACK:
        return None
    broken = np.array([_is_broken(text) for text in long])
    top = float(np.percentile(sizes, 90))
    full = np.mean((sizes >= top - SLACK) & (sizes <= top + SLACK))
    if not (len(long) >= LEAST_LINES and top <= WIDEST and full >= SHARE):
        if not broken.any() or not any(map(_ends, texts)):
            return None
        top = float(np.percentile(sizes[broken], 90))
        if not NARROWEST <= top <= WIDEST or np.mean(sizes > top + SLACK) > BEYOND:
            return None
        if np.mean(sizes[broken] >= top - _slack(sizes[broken], top)) < BROKEN_SHARE:
            return None
        if broken.sum() == 1 and not _is_broken_once(texts, top):
            return None
    usual = Counter(sizes[broken].tolist()).most_common(1)[0][0] if broken.any() else top
    return Width(top, usual, _slack(sizes[broken], top))


def _slack(broken: npt.NDArray[np.float64], top: float) -> float:
    """Return how much shorter a full line may be; the slack is large in justified text."""
    is_even = len(broken) < LEAST_LINES or np.mean(broken >= top - SLACK) >= EVEN_SHARE
    return SLACK if is_even else max(SLACK, LOOSE * top)


def _is_broken_once(texts: Sequence[str], top: float) -> bool:
    """Whether the only line of a short text that breaks a sentence is not its title.

    It is as long as the longest line, except for an indent, and running text follows.
    """
    at = next(i for i, text in enumerate(texts) if _is_broken(text))
    text, following = texts[at], texts[at + 1 : at + 2]
    longest = max(LEAST_BROKEN, *map(width_of, texts))
    if names_speech(text) or not following or top < longest - SLACK:
        return False
    return _ends(following[0]) and not is_salutation(following[0])


def lines_of_blocks(texts: Mapping[int, str], blocks: Sequence[int]) -> Sequence[str]:
    """Return the lines that may be cut at a width: a block of one line is not."""
    if not blocks:
        return list(texts.values())
    sizes = Counter(blocks[n - 1] for n in texts)
    return [text for n, text in texts.items() if sizes[blocks[n - 1]] > 1]


def _is_broken(text: str) -> bool:
    """Whether a line may be a part of a sentence."""
    return len(text) >= LONG and not _ends(text) and CLAUSES.search(text) is not None


def _ends(text: str) -> bool:
    if text[-1:] in CITATION_ENDS:
        text = CITATIONS.sub("", text)
    bare = text.rstrip(CLOSERS)
    return bare[-1:] in ENDS or END_DOT.search(bare) is not None


def unwrap(
    texts: Mapping[int, str],
    lines: Sequence[str],
    blocks: Sequence[int] = (),
    pages: Collection[int] = (),
    opening: Collection[int] = (),
    *,
    width: Width | None,
) -> dict[int, list[int]]:
    """Return the lines of each paragraph or heading, by its first line.

    Parameters
    ----------
    texts : mapping of int to str
        The stripped non-empty lines, by number from 1, without ``pages``.
    lines : sequence of str
        All decoded lines.
    blocks : sequence of int
        The block of each line if the format separates blocks: no line continues in another block.
    pages : collection of int
        Running heads and page numbers; a paragraph may continue after them.
    opening : collection of int
        Lines that start a paragraph if the line before ends a sentence.
    width : Width, optional
        The width at which the lines are cut.

    Returns
    -------
    dict of int to list of int
        In a text that is not wrapped every line is a group by itself.
    """
    if not width:
        return {n: [n] for n in texts}
    indented = {n for n in texts if lines[n - 1].startswith(("\u3000", "  ", "\t"))}
    by_indent = len(indented) >= 0.05 * len(texts)
    marked = by_indent or _has_blank_lines(texts, opening, width)
    starts = {next(iter(texts), 0)}
    broken: dict[int, tuple[str, str]] = {}
    doubtful: dict[int, tuple[str, str]] = {}
    for before, n in pairwise(texts):
        pair = texts[before], texts[n]
        goes_on = (
            n not in indented
            and (n == before + 1 or parts_pages(range(before + 1, n), lines, pages))
            and (not blocks or blocks[n - 1] == blocks[before - 1])
            and _is_full(*pair, 2 * (before in indented), width)
            and not (_ends(pair[0]) and (n in opening or _is_label(pair[1], width)))
            and (by_indent or not _is_numbered(*pair, before in starts))
        )
        if not goes_on:
            starts.add(n)
        elif not _ends(pair[0]):
            broken[n] = pair
        elif not marked:
            doubtful[n] = pair
    return _grouped(texts, starts | _after_full_lines(texts, starts, broken, doubtful, width))


def _grouped(numbers: Iterable[int], starts: Collection[int]) -> dict[int, list[int]]:
    """Return the lines from each start of a paragraph (the first line is one) to the next."""
    groups: dict[int, list[int]] = {}
    first = 0
    for n in numbers:
        first = n if not first or n in starts else first
        groups.setdefault(first, []).append(n)
    return groups


def _after_full_lines(
    texts: Mapping[int, str],
    starts: Collection[int],
    broken: Mapping[int, tuple[str, str]],
    doubtful: Mapping[int, tuple[str, str]],
    width: Width,
) -> set[int]:
    """Return the lines that start a paragraph after a full line that ends a sentence."""
    if len(broken) < FEWEST:
        return {n for n, pair in doubtful.items() if _has_room(*pair, width)}
    return lines_that_begin(texts, starts, broken, doubtful)


def parts_pages(between: range, lines: Sequence[str], pages: Collection[int]) -> bool:
    """Whether only the end of a page is between two lines."""
    return any(n in pages for n in between) and all(
        n in pages or not lines[n - 1].strip() for n in between
    )


def _is_numbered(line: str, following: str, starts: bool) -> bool:
    """Whether a line has a number and is not the rest of a sentence (第/一要务).

    If the line before starts a paragraph, it may be a heading without a full stop.
    """
    return find_marker(following) is not None and (starts or _ends(line))


def _is_full(line: str, following: str, indent: int, width: Width) -> bool:
    """Whether a line is as long as others, or would be with the Latin word that follows."""
    size = width_of(line) + indent
    if size < width.top - width.slack and not _ends(line):
        word = WORD.match(following)
        size += width_of(word.group()) if word else 0
    return size >= width.top - width.slack


def _has_blank_lines(texts: Mapping[int, str], opening: Collection[int], width: Width) -> bool:
    """Whether an empty line follows most paragraphs, and not only titles and turns are apart."""
    after = {
        n: following
        for n, following in pairwise(texts)
        if _ends(texts[n]) and width_of(texts[n]) < width.top - 2 * width.slack
    }
    inside = [n for n, b in after.items() if b not in opening and not _is_label(texts[b], width)]
    short = inside or list(after)
    return sum(n + 1 not in texts for n in short) > 0.5 * len(short)


def _is_label(text: str, width: Width) -> bool:
    """Whether a line is not full and does not end a sentence, unlike lines of a paragraph."""
    return not _ends(text) and width_of(text) < width.top - 2 * width.slack


def _has_room(text: str, following: str, width: Width) -> bool:
    """Whether the beginning of the next line would fit a line as long as the others."""
    token = TOKEN.match(following)
    return token is None or width_of(text) + width_of(token.group()) <= width.usual
