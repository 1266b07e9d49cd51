"""How the lines of a text are cut: the probability of each cut, if its paragraph continues.

Lines that break a sentence show how lines are cut. Texts differ in whether closing marks hang
beyond the width and whether Latin words are kept whole; the width may change from page to page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["NEVER", "WORD", "Floats", "Pair", "chances_of_cuts", "width_of"]

MOST = 1000
"""Maximum number of lines that break a sentence that are compared."""
NEVER = 0.02
"""Minimum probability of a cut: a line with a less likely cut is the last of a paragraph."""
NEAR = 12
"""Number of lines before and after a line that are nearby."""
WHOLE = 2.0
"""Weight of the whole text, in lines, against those nearby."""
CLOSING = "，。、；：？！”’」』）》】〉,.;:!?)%％"
OPENING = "“‘「『（《【〈("
WORD = re.compile("[A-Za-z0-9.,%$·*-]+")

Pair = tuple[str, str]
"""A line and the next."""
Floats = npt.NDArray[np.float64]


def width_of(text: str) -> float:
    """Return the width of a text in Chinese characters; an ASCII character counts one half."""
    return len(text) - len(text.encode("ascii", "ignore")) / 2


def chances_of_cuts(broken: Mapping[int, Pair], doubtful: Mapping[int, Pair]) -> dict[int, float]:
    """Return the probability of the cut before each doubtful line, if its paragraph continues.

    If the lines nearby explain the breaks in sentences better than those of the whole text do, as
    where the width changes from page to page, they decide, with some weight of the whole text.

    Parameters
    ----------
    broken : mapping of int to (str, str)
        Lines that break a sentence, each with the next, by the number of that.
    doubtful : mapping of int to (str, str)
        Lines that end a sentence, in the same form.
    """
    pairs, asked = list(broken.values()), list(doubtful.values())
    cut = _cut(pairs[:: -(-len(pairs) // MOST)])
    chances = cut.chances(asked)
    sizes = cut.widths(pairs)
    sample = range(0, len(pairs), -(-len(pairs) // MOST))
    usual = cut.chances([pairs[i] for i in sample])
    others = (np.delete(sizes[max(0, i - NEAR) : i + NEAR + 1], min(i, NEAR), 0) for i in sample)
    if _likelihood(_nearby(sizes[sample], others, usual)) > _likelihood(usual):
        places = np.searchsorted(list(broken), list(doubtful)).tolist()
        around = (sizes[max(0, i - NEAR) : i + NEAR] for i in places)
        chances = _nearby(cut.widths(asked), around, chances)
    return dict(zip(doubtful, chances.tolist(), strict=True))


def _likelihood(chances: Floats) -> float:
    return float(np.log(np.maximum(chances, NEVER)).sum())


def _nearby(sizes: Floats, around: Iterable[Floats], usual: Floats) -> Floats:
    """Return the share of the lines around each that are cut there, shrunk to the usual share."""
    shares = []
    for (filled, needed), others, chance in zip(sizes, around, usual, strict=True):
        n_wider = np.count_nonzero(others[:, 0] >= needed)
        n_reached = max(np.count_nonzero(others[:, 1] > filled), n_wider)
        shares.append((n_reached - n_wider + WHOLE * chance) / (n_reached + WHOLE))
    return np.array(shares)


class _Cut(NamedTuple):
    """The rule by which the lines of a text are cut."""

    hangs: bool  # closing marks are beyond the width; else the character before goes with them
    whole_words: bool  # Latin words and numbers are not broken
    filled: Floats  # in order, the width that each cut line fills
    needed: Floats  # in order, the width with the beginning of the next line

    def chances(self, pairs: Sequence[Pair]) -> Floats:
        """Return the probability of the cut of each line, if its paragraph continues.

        This is the share of lines of this width that do not include what follows.
        """
        widths = self.widths(pairs)
        n_wider = len(self.filled) - np.searchsorted(self.filled, widths[:, 1])
        n_reached = len(self.needed) - np.searchsorted(self.needed, widths[:, 0], "right")
        chances: Floats = 1 - n_wider / np.maximum(np.maximum(n_reached, n_wider), 1)
        return chances

    def widths(self, pairs: Sequence[Pair]) -> Floats:
        """Return the width of each line, and that with the beginning of the next; shape (n, 2)."""
        return np.array([_widths(*pair, self.hangs, self.whole_words) for pair in pairs])


def _cut(broken: Sequence[Pair]) -> _Cut:
    """Return the rule of cutting lines that best explains the breaks in sentences."""
    cuts = []
    for hangs, whole_words in product((True, False), repeat=2):
        widths = np.array([_widths(*pair, hangs, whole_words) for pair in broken])
        cuts.append(_Cut(hangs, whole_words, np.sort(widths[:, 0]), np.sort(widths[:, 1])))
    return max(cuts, key=lambda cut: _likelihood(cut.chances(broken)))


def _widths(line: str, following: str, hangs: bool, whole_words: bool) -> tuple[float, float]:
    """Return the width of a line, and its width with the first unit of the next."""
    end = len(following) - len(following.lstrip(OPENING))
    word = WORD.match(following, end) if whole_words else None
    end = word.end() if word else end + 1
    if not hangs:
        end = len(following) - len(following[end:].lstrip(CLOSING))
    filled = width_of(line.rstrip(CLOSING) if hangs else line)
    return filled, width_of(line) + width_of(following[:end])
