"""Paragraphs coded with themes, from seed words, topics and context.

Each kind of evidence gives every paragraph one share per theme; the shares
are added with the weights of `WEIGHTS` and made to sum to 1.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from topics.corpus.types import Corpus, Paragraph
from topics.models.types import TopicModel
from topics.text.normalize import normalize
from topics.themes.types import Codebook, CodedParagraphs, Themes

__all__ = ["WEIGHTS", "code"]

Shares = npt.NDArray[np.float64]

WEIGHTS = {
    "words": 1.0,  # the paragraph's own seed words
    "heading": 0.5,  # those of the heading it opens with
    "section": 0.25,  # those of the headings it stands under
    "place": 0.25,  # a speech's first and last paragraphs open and close it
    "topics": 0.125,  # its topics, by the themes they are labelled with
    "neighbours": 0.25,  # what the paragraphs before and after it say, each
}
"""How much each kind of evidence counts beside the paragraph's own words.

Plain halves and quarters, not fitted: the accuracy on the gold lines moves
little when one is halved or doubled (``docs/coding.md``).
"""
OF_ITS_OWN = ("words", "heading", "section", "place")
"""Evidence that a paragraph must have some of to be coded at all."""
RITUAL = "ritual"
"""The theme that a speech's first and last paragraph speak for, where a codebook has it."""
CLOSING = re.compile("(?:同志们|各位|朋友们|最后|总之)[^。]{0,12}?[,，:：!！]")


def code(corpus: Corpus, model: TopicModel, themes: Themes) -> CodedParagraphs:
    """Code every counted paragraph of running text with the themes of a codebook.

    Parameters
    ----------
    corpus : Corpus
        What `read` returns.
    model : TopicModel
        A model of that corpus; its units say which paragraphs were counted.
    themes : Themes
        What `label` returns for that model.

    Returns
    -------
    CodedParagraphs
        One row per paragraph of running text; shares are 0 where nothing of
        the paragraph was counted, and where it has no evidence of its own:
        topics and neighbours add to a paragraph's words, headings and place,
        and never stand for them.
    """
    blocks = corpus.running_text()
    topics, counted = _topic_shares(blocks, model, themes)
    finder = _SeedFinder(themes.codebook, blocks)
    evidence = {
        "words": finder.shares([b.text for b in blocks]),
        "heading": finder.shares([b.heading for b in blocks]),
        "section": finder.shares(_headings_above(corpus)),
        "place": _place_shares(blocks, themes.codebook, _cut_at_end(corpus)),
        "topics": topics,
    }
    own = sum((WEIGHTS[name] * shares for name, shares in evidence.items()), np.zeros_like(topics))
    total = own + WEIGHTS["neighbours"] * _neighbour_shares(blocks, own)
    grounded = np.any([evidence[name].any(axis=1) for name in OF_ITS_OWN], axis=0)
    total[~(counted & grounded)] = 0.0
    keys = tuple((b.source, b.paragraph) for b in blocks)
    return CodedParagraphs(themes.codebook, keys, _to_shares(total))


def _to_shares(scores: Shares) -> Shares:
    sums = scores.sum(axis=1, keepdims=True)
    shares: Shares = np.divide(scores, sums, out=np.zeros_like(scores), where=sums > 0)
    return shares


class _SeedFinder:
    """Finds seed words in running text, the longest first, none inside another.

    They are looked for in the characters and not in the tokens, so that a
    phrase counts however it was segmented. A word weighs by the logarithm of
    how few paragraphs hold it, and by the square root of how often it stands.
    """

    def __init__(self, codebook: Codebook, blocks: Sequence[Paragraph]) -> None:
        self.themes_of: dict[str, list[int]] = {}
        for t, theme in enumerate(codebook.themes):
            for word in theme.seed_words:
                self.themes_of.setdefault(word, []).append(t)
        words = sorted(self.themes_of, key=lambda word: (-len(word), word))
        self.pattern = re.compile("|".join(map(re.escape, words)))
        self.n_themes = len(codebook.themes)
        found = [self._find(block.text) for block in blocks]
        df = Counter(word for words_found in found for word in words_found)
        self.weight = {word: float(np.log((len(blocks) + 1) / (df[word] + 0.5))) for word in words}

    def _find(self, text: str) -> Counter[str]:
        return Counter(self.pattern.findall(normalize(text)[0])) if text else Counter()

    def shares(self, texts: Sequence[str]) -> Shares:
        """Return each text's share of each theme, shape (n_texts, n_themes)."""
        scores = np.zeros((len(texts), self.n_themes))
        for i, text in enumerate(texts):
            for word, times in self._find(text).items():
                scores[i, self.themes_of[word]] += self.weight[word] * times**0.5
        return _to_shares(scores)


def _headings_above(corpus: Corpus) -> list[str]:
    """Return for each running-text paragraph the headings it stands under, joined."""
    above: list[str] = []
    headings: dict[str, str] = {}
    speech: tuple[str, int] | None = None
    for block in corpus.paragraphs:
        if (block.source, block.speech) != speech:
            speech, headings = (block.source, block.speech), {}
        heading = block.text if block.role == "heading" else block.heading
        if heading:
            headings = {s: t for s, t in headings.items() if block.section.startswith(f"{s}.")}
            headings[block.section] = heading
        if block.role == "body":
            parents = [
                text
                for section, text in headings.items()
                if f"{block.section}.".startswith(f"{section}.") and text != block.heading
            ]
            above.append("\n".join(parents))
    return above


def _cut_at_end(corpus: Corpus) -> frozenset[tuple[str, int]]:
    return frozenset((s.source, s.speech) for s in corpus.speeches if "end" in s.cut)


def _place_shares(
    blocks: Sequence[Paragraph], codebook: Codebook, cut_at_end: frozenset[tuple[str, int]]
) -> Shares:
    """Return shares that speak for openings and closings at a speech's ends.

    The last paragraph of a speech that breaks off closes nothing.
    """
    shares = np.zeros((len(blocks), len(codebook.themes)))
    if RITUAL not in codebook.ids():
        return shares
    speeches = [(b.source, b.speech) for b in blocks]
    for i, block in enumerate(blocks):
        is_first = i == 0 or speeches[i - 1] != speeches[i]
        is_last = i + 1 == len(blocks) or speeches[i + 1] != speeches[i]
        is_last = is_last and speeches[i] not in cut_at_end
        closes = CLOSING.match(normalize(block.text[:30])[0]) is not None
        shares[i, codebook.ids().index(RITUAL)] = is_first or is_last or closes
    return shares


def _topic_shares(
    blocks: Sequence[Paragraph], model: TopicModel, themes: Themes
) -> tuple[Shares, npt.NDArray[np.bool_]]:
    """Return each paragraph's themes by its unit's topics, and whether it was counted."""
    ids = themes.codebook.ids()
    of_topic = np.zeros((model.n_topics, len(ids)))
    for k, theme in enumerate(themes.labels):
        if theme:
            of_topic[k, ids.index(theme)] = 1.0
    by_unit = model.doc_topic @ of_topic
    row = model.units.row_of()
    rows = np.array([row.get((b.source, b.paragraph), -1) for b in blocks], dtype=np.int64)
    counted = rows >= 0
    shares = np.zeros((len(blocks), len(ids)))
    shares[counted] = by_unit[rows[counted]]
    return shares, counted


def _neighbour_shares(blocks: Sequence[Paragraph], own: Shares) -> Shares:
    """Return the sum of the evidence of the paragraphs before and after in the same speech."""
    total = np.zeros_like(own)
    speeches = [(b.source, b.speech) for b in blocks]
    same = np.array([a == b for a, b in pairwise(speeches)], bool)
    total[1:][same] += own[:-1][same]
    total[:-1][same] += own[1:][same]
    return total
