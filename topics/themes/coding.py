"""Paragraphs coded with themes, from seed words, topics and context.

Each kind of evidence gives every paragraph one share per theme; the shares
are added with the weights of `WEIGHTS` and made to sum to 1.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from numbers import Real

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.corpus.types import Corpus, Paragraph
from topics.errors import ModelError, SettingsError, check_type, did_you_mean
from topics.models.types import TopicModel
from topics.text.normalize import normalize
from topics.themes.labelling import model_fingerprint
from topics.themes.types import Codebook, CodedParagraphs, Themes

__all__ = ["WEIGHTS", "code", "evidence"]

Shares = npt.NDArray[np.float64]

WEIGHTS = {
    "words": 1.0,  # the paragraph's own seed words
    "heading": 0.5,  # those of the heading it opens with
    "section": 0.25,  # those of the headings above it
    "position": 0.25,  # a speech's first and last paragraphs open and close it
    "topics": 0.125,  # its topics, by the themes they are labelled with
    "neighbours": 0.25,  # what the paragraphs before and after it say, each
}
"""Weight of each kind of evidence relative to the paragraph's own words.

Simple fractions, not fitted: halving or doubling one of them hardly changes
the accuracy on the gold lines (``docs/coding.md``).
"""
OF_ITS_OWN = ("words", "heading", "section", "position")
"""A paragraph without any of this evidence is not coded."""
CLOSING = re.compile("(?:同志们|各位|朋友们|最后|总之)[^。]{0,12}?[,，:：!！]")


def code(
    corpus: Corpus, model: TopicModel, themes: Themes, *, weights: Mapping[str, float] | None = None
) -> CodedParagraphs:
    """Code every counted paragraph of running text with the themes of a codebook.

    Parameters
    ----------
    corpus : Corpus
        Result of `read`.
    model : TopicModel
        A model of that corpus; its units determine which paragraphs were counted.
    themes : Themes
        Result of `label` for that model.
    weights : mapping of str to float, optional
        Replaces entries of `WEIGHTS`; 0 omits a kind of evidence.

    Returns
    -------
    CodedParagraphs
        One row per paragraph of running text. Shares are 0 where nothing of
        the paragraph was counted, and where it has no evidence of its own that
        has a weight: topics and neighbours add to a paragraph's words, headings
        and position and never replace them.

    Raises
    ------
    SettingsError
        If ``weights`` names an unknown kind of evidence, or a weight is not a number >= 0.
    WrongTypeError
        If an argument is of another type, e.g. a codebook in place of themes.
    ModelError
        If the model was fitted on another corpus, or the themes are those of another model.
    """
    scored = _Scored(corpus, model, themes, weights)
    names = ("source", "paragraph", "id")
    sources, numbers, ids = (scored.blocks.column(name).to_pylist() for name in names)
    keys = zip(sources, numbers, strict=True)
    return CodedParagraphs.of(themes.codebook, _to_shares(scored.total), keys, ids)


def evidence(
    corpus: Corpus, model: TopicModel, themes: Themes, *, weights: Mapping[str, float] | None = None
) -> pd.DataFrame:
    """Return the evidence for each coded paragraph.

    Parameters
    ----------
    corpus, model, themes, weights
        As in `code`.

    Returns
    -------
    DataFrame
        Columns source, paragraph, theme, kind (a name of `WEIGHTS`), word and weight. ``word`` is
        empty for evidence other than seed words. The weights of a paragraph's theme, divided by
        those of all its themes, are its share in `code`.
    """
    scored = _Scored(corpus, model, themes, weights)
    ids = themes.codebook.ids()
    rows = [
        (block.source, block.paragraph, ids[theme], kind, word, weight)
        for i, block in enumerate(scored.blocks)
        if scored.total[i].any()
        for theme, kind, word, weight in scored.parts(i)
    ]
    names = ["source", "paragraph", "theme", "kind", "word", "weight"]
    return pd.DataFrame(rows, columns=names).astype(
        {"source": "str", "paragraph": "int64", "theme": "str", "kind": "str", "word": "str"}
        | {"weight": "float64"}
    )


def _checked(weights: Mapping[str, float] | None) -> dict[str, float]:
    """Return `WEIGHTS` with some replaced."""
    if weights is not None and not isinstance(weights, Mapping):
        raise SettingsError(
            [
                f"weights is a {type(weights).__name__}; must be a mapping of kinds of evidence to"
                ' numbers, e.g. {"topics": 0}.'
            ]
        )
    given = dict(weights or {})
    problems = [
        f"weights: '{name}' is not a kind of evidence.{did_you_mean(str(name), WEIGHTS)}"
        f" Kinds of evidence are: {', '.join(WEIGHTS)}."
        for name in given
        if name not in WEIGHTS
    ]
    problems += [
        f"weights: {name} = {value!r}; must be a number >= 0."
        for name, value in given.items()
        if not isinstance(value, Real) or isinstance(value, bool) or not 0 <= value < float("inf")
    ]
    if problems:
        raise SettingsError(problems)
    return WEIGHTS | {name: float(value) for name, value in given.items()}


def _check_related(corpus: Corpus, model: TopicModel, themes: Themes) -> None:
    """Raise ModelError unless the themes are the model's, and the model is of this corpus."""
    if themes.model not in ("", model_fingerprint(model)):
        raise ModelError(
            "These themes were made for another model. Pass what topics.label(model, codebook)"
            " returns for this one."
        )
    if len(themes.labels) != model.n_topics:
        raise ModelError(
            f"themes label {len(themes.labels)} topics, but the model has {model.n_topics}. Pass"
            " what topics.label(model, codebook) returns for this model."
        )
    if model.corpus_fingerprint not in ("", corpus.fingerprint):
        raise ModelError(
            f"The model was fitted on another corpus (fingerprint {model.corpus_fingerprint}, this"
            f" one has {corpus.fingerprint}). Count and fit this corpus, or read the other one."
        )


class _Scored:
    """The evidence of every paragraph, weighted, and its total for each theme."""

    def __init__(
        self,
        corpus: Corpus,
        model: TopicModel,
        themes: Themes,
        weights: Mapping[str, float] | None,
    ) -> None:
        check_type("corpus", corpus, Corpus, "topics.read(seeds)")
        check_type("model", model, TopicModel, "topics.fit(matrix)")
        check_type("themes", themes, Themes, "topics.label(model, codebook)")
        self.weights = _checked(weights)
        _check_related(corpus, model, themes)
        self.blocks = blocks = corpus.running_text()
        topics, counted = _topic_shares(blocks, model, themes)
        self.finder = _SeedFinder(themes.codebook, blocks)
        self.texts = {
            "words": [b.text for b in blocks],
            "heading": [b.heading for b in blocks],
            "section": _headings_above(corpus),
        }
        found = {kind: self.finder.shares(texts) for kind, texts in self.texts.items()}
        found["position"] = _position_shares(blocks, themes.codebook, _cut_at_end(corpus))
        found["topics"] = topics
        self.shares = {kind: self.weights[kind] * shares for kind, shares in found.items()}
        own = sum(self.shares.values(), np.zeros_like(topics))
        self.shares["neighbours"] = self.weights["neighbours"] * _neighbour_shares(blocks, own)
        self.total = own + self.shares["neighbours"]
        grounded = np.any([self.shares[kind].any(axis=1) for kind in OF_ITS_OWN], axis=0)
        self.total[~(counted & grounded)] = 0.0

    def parts(self, i: int) -> Iterator[tuple[int, str, str, float]]:
        """Yield theme, kind, word and weight of each piece of evidence of paragraph ``i``."""
        for kind, shares in self.shares.items():
            if kind in self.texts:
                for theme, word, share in self.finder.parts(self.texts[kind][i]):
                    if self.weights[kind]:
                        yield theme, kind, word, self.weights[kind] * share
            else:
                for column in np.flatnonzero(shares[i]).tolist():
                    yield column, kind, "", float(shares[i, column])


def _to_shares(scores: Shares) -> Shares:
    sums = scores.sum(axis=1, keepdims=True)
    shares: Shares = np.divide(scores, sums, out=np.zeros_like(scores), where=sums > 0)
    return shares


class _SeedFinder:
    """Finds seed words in running text, longest match first, without overlaps.

    They are searched in the characters and not in the tokens, so that a
    phrase counts however it was segmented. A word is weighted by the logarithm of
    its inverse paragraph frequency, and by the square root of its count.
    """

    def __init__(self, codebook: Codebook, blocks: Sequence[Paragraph]) -> None:
        self.themes_of: dict[str, list[int]] = {}
        for t, theme in enumerate(codebook.themes):
            for word in theme.seed_words:
                self.themes_of.setdefault(word, []).append(t)
        words = sorted(self.themes_of, key=lambda word: (-len(word), word))
        self.pattern = re.compile("|".join(map(re.escape, words)))
        self.n_themes = len(codebook.themes)
        self._seen: dict[str, Counter[str]] = {}
        found = [self._find(block.text) for block in blocks]
        df = Counter(word for words_found in found for word in words_found)
        self.weight = {word: float(np.log((len(blocks) + 1) / (df[word] + 0.5))) for word in words}

    def _find(self, text: str) -> Counter[str]:
        if text not in self._seen:
            self._seen[text] = Counter(self.pattern.findall(normalize(text)[0]))
        return self._seen[text]

    def shares(self, texts: Sequence[str]) -> Shares:
        """Return each text's share of each theme, shape (n_texts, n_themes)."""
        scores = np.zeros((len(texts), self.n_themes))
        for i, text in enumerate(texts):
            for word, times in self._find(text).items():
                scores[i, self.themes_of[word]] += self.weight[word] * times**0.5
        return _to_shares(scores)

    def parts(self, text: str) -> list[tuple[int, str, float]]:
        """Return theme, seed word and share of each seed word in a text; shares sum to 1."""
        parts = [
            (theme, word, self.weight[word] * times**0.5)
            for word, times in self._find(text).items()
            for theme in self.themes_of[word]
        ]
        total = sum(weight for _, _, weight in parts)
        return [(theme, word, weight / total) for theme, word, weight in parts]


def _headings_above(corpus: Corpus) -> list[str]:
    """Return for each running-text paragraph the headings above it, joined."""
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


def _position_shares(
    blocks: Sequence[Paragraph], codebook: Codebook, cut_at_end: frozenset[tuple[str, int]]
) -> Shares:
    """Return shares that speak for the themes that frame a speech at its ends.

    The last paragraph of an incomplete speech is not a closing.
    """
    shares = np.zeros((len(blocks), len(codebook.themes)))
    frames = [t for t, theme in enumerate(codebook.themes) if theme.frame]
    if not frames:
        return shares
    speeches = [(b.source, b.speech) for b in blocks]
    for i, block in enumerate(blocks):
        is_first = i == 0 or speeches[i - 1] != speeches[i]
        is_last = i + 1 == len(blocks) or speeches[i + 1] != speeches[i]
        is_last = is_last and speeches[i] not in cut_at_end
        closes = CLOSING.match(normalize(block.text[:30])[0]) is not None
        shares[i, frames] = (is_first or is_last or closes) / len(frames)
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
    # A model of an earlier version has no fingerprint, but its paragraphs.
    if lost := len(row) - int(counted.sum()):
        raise ModelError(
            f"{lost} of {len(row)} paragraphs of the model's units are not in this corpus. Pass the"
            " corpus that the model was fitted on."
        )
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
