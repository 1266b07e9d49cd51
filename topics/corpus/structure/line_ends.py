"""Find paragraphs that end with a full line, in text without paragraph marks.

A full line is not evidence by itself: a paragraph may end there by chance. The text itself provides
the evidence. Lines that break a sentence show how lines are cut. Paragraphs that end with a short
line show how many sentences a paragraph has, and with which words paragraphs and other sentences
start.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["FEWEST", "WORD", "lines_that_begin", "width_of"]

FEWEST = 8
"""Minimum number of lines that break a sentence, for estimating how lines are cut."""
MOST = 1000
"""Maximum number of them that are compared."""
NEVER = 0.02
"""Minimum probability of a cut: a line with a less likely cut is the last of a paragraph."""
AVERAGE = 20.0
"""Weight of the average of the text, in sentences, against those observed at a position."""
SAME_WORDS = 3.0
"""Weight of the average, in sentences, against those that start with the same words."""
CLOSING = "，。、；：？！”’」』）》】〉,.;:!?)%％"
OPENING = "“‘「『（《【〈("
WORD = re.compile("[A-Za-z0-9.,%$·*-]+")
SENTENCES = re.compile("(?:[。！？!?]|(?<=[\u4e00-\u9fff）)%])[.．](?![0-9A-Za-z]))+[”’」』）》]*")
NUMERAL = re.compile("[一二三四五六七八九十]")

_Pair = tuple[str, str]  # a line and the next
_Floats = npt.NDArray[np.float64]


def width_of(text: str) -> float:
    """Return the width of a text in Chinese characters; an ASCII character counts one half."""
    return len(text) - len(text.encode("ascii", "ignore")) / 2


def lines_that_begin(
    texts: Mapping[int, str],
    starts: Collection[int],
    broken: Sequence[_Pair],
    doubtful: Mapping[int, _Pair],
) -> set[int]:
    """Return the doubtful lines that start a paragraph.

    Parameters
    ----------
    texts : mapping of int to str
        The lines, by number.
    starts : collection of int
        Lines that certainly start a paragraph.
    broken : sequence of (str, str)
        Lines that break a sentence, each with the next; at least `FEWEST`.
    doubtful : mapping of int to (str, str)
        Lines before which a sentence ends with a full line, each after that line.

    Returns
    -------
    set of int
        The most likely ones, as many as there are on average of all ways to divide the text. To
        choose each that is likelier than not would find too few paragraphs.
    """
    if not doubtful:
        return set()
    cut = _cut(broken[:: -(-len(broken) // MOST)])
    chances = dict(zip(doubtful, cut.chances(list(doubtful.values())).tolist(), strict=True))
    chosen = {n for n, chance in chances.items() if chance < NEVER}
    known = {*starts, *chosen}
    spans = _spans(texts, known, {n for n in chances if n not in chosen})
    odds = _odds_of_words(texts, known)
    inside = {n: math.log(max(chance, NEVER)) - odds(texts[n]) for n, chance in chances.items()}
    log_lengths = _log_lengths(spans)
    found: dict[int, float] = {}
    for span in spans:
        if len(span) > 2:
            found |= _probabilities(span, inside, log_lengths)
    ordered = sorted(found, key=lambda n: (-found[n], n))
    return chosen.union(ordered[: round(math.fsum(found.values()))])


class _Cut(NamedTuple):
    """The rule by which the lines of a text are cut."""

    hangs: bool  # closing marks are beyond the width; else the character before goes with them
    whole_words: bool  # Latin words and numbers are not broken
    filled: _Floats  # in order, the width that each cut line fills
    needed: _Floats  # in order, the width with the beginning of the next line

    def chances(self, pairs: Sequence[_Pair]) -> _Floats:
        """Return the probability of the cut of each line, if its paragraph continues.

        This is the share of lines of this width that do not include what follows.
        """
        widths = np.array([_widths(*pair, self.hangs, self.whole_words) for pair in pairs])
        n_wider = len(self.filled) - np.searchsorted(self.filled, widths[:, 1])
        n_reached = len(self.needed) - np.searchsorted(self.needed, widths[:, 0], "right")
        chances: _Floats = 1 - n_wider / np.maximum(np.maximum(n_reached, n_wider), 1)
        return chances


def _cut(broken: Sequence[_Pair]) -> _Cut:
    """Return the rule of cutting lines that best explains the breaks in sentences."""
    cuts = []
    for hangs, whole_words in product((True, False), repeat=2):
        widths = np.array([_widths(*pair, hangs, whole_words) for pair in broken])
        cuts.append(_Cut(hangs, whole_words, np.sort(widths[:, 0]), np.sort(widths[:, 1])))
    return max(cuts, key=lambda cut: np.log(np.maximum(cut.chances(broken), NEVER)).sum())


def _widths(line: str, following: str, hangs: bool, whole_words: bool) -> tuple[float, float]:
    """Return the width of a line, and its width with the first unit of the next."""
    end = len(following) - len(following.lstrip(OPENING))
    word = WORD.match(following, end) if whole_words else None
    end = word.end() if word else end + 1
    if not hangs:
        end = len(following) - len(following[end:].lstrip(CLOSING))
    filled = width_of(line.rstrip(CLOSING) if hangs else line)
    return filled, width_of(line) + width_of(following[:end])


class _Point(NamedTuple):
    line: int  # line that may start a paragraph
    n_sentences: int  # from the beginning of the span


def _spans(
    texts: Mapping[int, str], starts: Collection[int], doubtful: Collection[int]
) -> list[list[_Point]]:
    """Return the doubtful lines between two paragraph starts, with these at either end."""
    spans: list[list[_Point]] = []
    span: list[_Point] = []
    n = 0
    for line, text in texts.items():
        if line in starts or not span:
            if span:
                spans.append([*span, _Point(line, n)])
            n, span = 0, [_Point(line, 0)]
        elif line in doubtful:
            span.append(_Point(line, n))
        n += len(SENTENCES.findall(text))
    return [*spans, [*span, _Point(0, n)]]


def _log_lengths(spans: Sequence[Sequence[_Point]]) -> _Floats:
    """Return the logarithm of the probability that a paragraph has 0, 1, 2, ... sentences.

    After a doubtful line the start of a paragraph is unknown, so spans are censored at the first
    (the Kaplan-Meier estimator). Whether a line is full does not depend on whether the paragraph
    ends, so the censored part has the same distribution.
    """
    most = max(span[-1].n_sentences for span in spans) + 1
    ended, seen = np.zeros(most + 1), np.zeros(most + 1)
    for span in spans:
        last = span[1].n_sentences
        seen[1 : last + (len(span) == 2)] += 1
        ended[last] += len(span) == 2
    mean = ended[1:].sum() / max(seen[1:].sum(), 1)
    rate = np.clip((ended + AVERAGE * mean) / (seen + AVERAGE), 1e-4, 1 - 1e-4)
    rate[0] = 1e-4
    survived = np.concatenate(([0.0], np.cumsum(np.log1p(-rate))[:-1]))
    log_lengths: _Floats = np.log(rate) + survived
    return log_lengths


def _odds_of_words(texts: Mapping[int, str], starts: Collection[int]) -> Callable[[str], float]:
    """Return what the first words of a line add to the log odds that it starts a paragraph."""
    beginning = Counter(_first_words(texts[n]) for n in starts)
    inside = Counter(
        _first_words(text[match.end() :])
        for text in texts.values()
        for match in SENTENCES.finditer(text[:-2])
    )
    share = beginning.total() / max(beginning.total() + inside.total(), 1)
    if not 0 < share < 1:
        return lambda _: 0.0

    def odds(text: str) -> float:
        words = _first_words(text)
        n_begin = beginning[words] / share + SAME_WORDS
        n_inside = inside[words] / (1 - share) + SAME_WORDS
        return math.log(n_begin / n_inside)

    return odds


def _first_words(text: str) -> str:
    """Return the first two characters; 一是, 二是 and 三是 are treated as equal."""
    return NUMERAL.sub("一", text[:2])


def _probabilities(
    span: Sequence[_Point], inside: Mapping[int, float], log_lengths: _Floats
) -> dict[int, float]:
    """Return the probability that a paragraph starts, for each line inside a span.

    It is the sum over all partitions of the span in which the line starts one (the forward and
    backward algorithm).
    """
    passed = np.cumsum([0.0, *(inside[point.line] for point in span[1:-1])])
    at = np.array([point.n_sentences for point in span])
    ahead, behind = np.zeros(len(span)), np.zeros(len(span))
    for j in range(1, len(span)):
        steps = log_lengths[at[j] - at[:j]] + passed[j - 1] - passed[:j]
        ahead[j] = np.logaddexp.reduce(ahead[:j] + steps)
    for i in range(len(span) - 2, -1, -1):
        steps = log_lengths[at[i + 1 :] - at[i]] + passed[i:] - passed[i]
        behind[i] = np.logaddexp.reduce(behind[i + 1 :] + steps)
    chances = np.exp(ahead + behind - ahead[-1])
    return {point.line: float(chances[i]) for i, point in enumerate(span[1:-1], 1)}
