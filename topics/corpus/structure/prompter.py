"""Scripts for a prompter: a clause on each line, paragraphs separated by empty lines.

The lines of each paragraph are joined. In poems and in lists of slogans or words the lines are not
parts of sentences. They differ from clauses of prose in length, in commas inside lines, in stanzas
of equal length, and in the words with which lines begin.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from itertools import pairwise

import numpy as np

from topics.corpus.structure.line_cuts import width_of
from topics.corpus.structure.line_patterns import is_byline, is_salutation, names_speech
from topics.corpus.structure.outline import find_marker

__all__ = ["paragraphs_of_clauses"]

FEWEST = 16
"""Minimum number of lines in paragraphs of several lines, and half of the lines are in these."""
LONGEST = 32
"""Maximum width of nearly all lines."""
MEAN = 8.0
"""Minimum mean width: a line of classical verse is shorter."""
SPREAD = 0.2
"""Minimum standard deviation of the widths, as a share of their mean."""
FEW = 0.05
"""Maximum share of lines with a comma or full stop inside, and of longer lines."""
MOST_BARE = 0.1
"""Maximum share of lines without punctuation at their ends; with more, `LINKED` is required."""
LINKED = 0.1
"""Minimum share of lines that begin with a word that links clauses. Of windows of 40 clauses of
government reports more than 85% have it, of 40 titles of papers or headings none."""
MOST_STOPS = 0.6
"""Maximum share of lines that end a sentence; more are sentences, not clauses."""
INSIDE = re.compile("[，。；！？](?=.)")
ENDS = re.compile("[，、；：。！？,;:!?…][”’」』）》]*$")
STOPS = re.compile("[。！？!?…][”’」』）》]*$")
LINK = re.compile(
    "[但虽因而并也就都还又却才这那我你他她它其已更在对由比]|所以|如果|同时|以及|有些|不仅|不是|过去|目前|当前|今年|去年"
)


def paragraphs_of_clauses(
    texts: Mapping[int, str], opening: Collection[int]
) -> dict[int, list[int]]:
    """Return the lines of each paragraph by its first line; none if the text is no such script.

    Parameters
    ----------
    texts : mapping of int to str
        The stripped non-empty lines of plain text, by number.
    opening : collection of int
        Lines that open a turn; each starts a paragraph.
    """
    if len(texts) < FEWEST or max(map(len, texts.values())) > 2 * LONGEST:
        return {}  # true of most prose, and cheap
    groups = _blocks(texts, opening)
    blocks = [group for group in groups.values() if len(group) > 1]
    clauses = [texts[n] for group in blocks for n in group]
    if len(blocks) < 2 or len(clauses) < max(FEWEST, len(texts) / 2):
        return {}
    return groups if not _has_stanzas(blocks) and _are_clauses(clauses) else {}


def _blocks(texts: Mapping[int, str], opening: Collection[int]) -> dict[int, list[int]]:
    """Return the lines between empty lines; headings, titles and salutations are apart."""
    apart = {
        n
        for n, text in texts.items()
        if find_marker(text) or is_salutation(text) or is_byline(text) or names_speech(text)
    }
    first = next(iter(texts))
    groups = {first: [first]}
    for before, n in pairwise(texts):
        goes_on = texts[before][-1] in "，," and not is_salutation(texts[before])
        if n != before + 1 or n in opening or n in apart or (before in apart and not goes_on):
            first = n
        groups.setdefault(first, []).append(n)
    return groups


def _has_stanzas(blocks: list[list[int]]) -> bool:
    """Whether all paragraphs have equally many lines."""
    return len({len(block) for block in blocks}) == 1


def _are_clauses(lines: list[str]) -> bool:
    """Whether lines are clauses of sentences, one each."""
    widths = np.array([width_of(line) for line in lines])
    if widths.mean() < MEAN or widths.std() < SPREAD * widths.mean():
        return False
    if np.mean(widths > LONGEST) > FEW or _share(INSIDE, lines) > FEW:
        return False
    if _share(STOPS, lines) > MOST_STOPS:
        return False
    return _share(ENDS, lines) >= 1 - MOST_BARE or _linked(lines) >= LINKED


def _share(pattern: re.Pattern[str], lines: list[str]) -> float:
    return sum(pattern.search(line) is not None for line in lines) / len(lines)


def _linked(lines: list[str]) -> float:
    return sum(LINK.match(line) is not None for line in lines) / len(lines)
