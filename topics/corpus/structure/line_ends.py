"""Find paragraphs that end with a full line, in text without paragraph marks.

A full line is not evidence by itself: a paragraph may end there by chance. The text itself provides
the evidence. Lines that break a sentence show how lines are cut (`line_cuts`). Paragraphs that end
with a short line show how many sentences a paragraph has, and with which words paragraphs and other
sentences start.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from topics.corpus.repair.patterns import HAN
from topics.corpus.structure.line_cuts import NEVER, Floats, Pair, chances_of_cuts

__all__ = ["FEWEST", "lines_that_begin"]

FEWEST = 8
"""Minimum number of lines that break a sentence, for estimating how lines are cut."""
AVERAGE = 20.0
"""Weight of the average of the text, in sentences, against those observed at a position."""
SAME_WORDS = 3.0
"""Weight of the average, in sentences, against those that start with the same words."""
SENTENCES = re.compile(rf"(?:[。！？!?]|(?<=[{HAN}）)%])[.．](?![0-9A-Za-z]))+[”’」』）》]*")
NUMERAL = re.compile("[一二三四五六七八九十]")


def lines_that_begin(
    texts: Mapping[int, str],
    starts: Collection[int],
    broken: Mapping[int, Pair],
    doubtful: Mapping[int, Pair],
) -> set[int]:
    """Return the doubtful lines that start a paragraph.

    Parameters
    ----------
    texts : mapping of int to str
        The lines, by number.
    starts : collection of int
        Lines that certainly start a paragraph.
    broken : mapping of int to (str, str)
        Lines that break a sentence, each with the next, by the number of that; at least `FEWEST`.
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
    chances = chances_of_cuts(broken, doubtful)
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


def _log_lengths(spans: Sequence[Sequence[_Point]]) -> Floats:
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
    log_lengths: Floats = np.log(rate) + survived
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
    span: Sequence[_Point], inside: Mapping[int, float], log_lengths: Floats
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
