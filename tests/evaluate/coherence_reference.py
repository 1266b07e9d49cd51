"""Coherence written out from its formulas, one window and one pair of words at a time.

`gensim_windows` has the fault of gensim 4.4 (``WordOccurrenceAccumulator._slide_window``): a word
that leaves the window at its left edge is forgotten even if it occurs again inside the window.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log, sqrt

EPSILON = 1e-12

Texts = Sequence[Sequence[str]]


def windows(texts: Texts, size: int) -> Iterator[set[str]]:
    """Yield the words of each window: Röder, Both and Hinneburg 2015, section 3.2."""
    for text in texts:
        for start in range(max(len(text) - size, 0) + 1 if text else 0):
            yield set(text[start : start + size])


def gensim_windows(texts: Texts, size: int) -> Iterator[set[str]]:
    """Yield what gensim takes for the words of each window."""
    for text in texts:
        seen = set(text[:size])
        yield set(seen)
        for start in range(1, len(text) - size + 1):
            seen.discard(text[start - 1])
            seen.add(text[start + size - 1])
            yield set(seen)


class Reference:
    """The measures of some windows."""

    def __init__(self, found: Iterator[set[str]]) -> None:
        self.of_word: dict[str, set[int]] = {}
        for self.last, window in enumerate(found):
            for word in window:
                self.of_word.setdefault(word, set()).add(self.last)

    def p(self, *words: str) -> float:
        """Return the share of windows that contain all words."""
        with_all = set.intersection(*(self.of_word.get(word, set()) for word in words))
        return len(with_all) / (self.last + 1)

    def npmi(self, a: str, b: str) -> float:
        """Return Bouma's NPMI with the epsilon of the paper, 0 for a word that never occurs."""
        if not self.p(a) or not self.p(b):
            return 0.0
        joint = self.p(a, b) + EPSILON
        return log(joint / (self.p(a) * self.p(b))) / -log(joint)

    def c_npmi(self, topic: Sequence[str]) -> float:
        """Return the mean over all pairs of different words (S one-one)."""
        pairs = [(a, b) for a in topic for b in topic if a != b]
        return sum(self.npmi(a, b) for a, b in pairs) / len(pairs) if pairs else 0.0

    def c_v(self, topic: Sequence[str]) -> float:
        """Return the mean cosine of each word's context vector with the set's (S one-set)."""
        vectors = [[self.npmi(a, b) for b in topic] for a in topic]
        whole = [sum(column) for column in zip(*vectors, strict=True)]
        return sum(_cosine(v, whole) for v in vectors) / len(topic) if len(topic) > 1 else 0.0


def _cosine(a: Sequence[float], b: Sequence[float]) -> float:
    lengths = sqrt(sum(x * x for x in a)) * sqrt(sum(y * y for y in b))
    return sum(x * y for x, y in zip(a, b, strict=True)) / lengths if lengths else 0.0
