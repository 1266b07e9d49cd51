"""Check whether the words, paragraphs and positions of a topic show a theme.

A theme may fit a topic better than chance because of a few general words (安全, 依法) and still not
be its subject. Therefore its leading words, its paragraphs and their positions are checked.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from topics.models.types import TopicModel
from topics.themes.coded import CodedParagraphs
from topics.themes.types import Codebook, Themes

__all__ = [
    "KEPT",
    "NAMED",
    "SHOWN",
    "divergence",
    "is_in_place",
    "is_seen",
    "shown_by_paragraphs",
    "shown_by_words",
]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

LEADING = 20
"""Number of words of a topic with the most support in which a reader looks for a theme."""
SEEN = 2
"""Minimum number of them that are seed words of the theme; a single word does not show a theme."""
SHOWN = 0.3
"""Minimum share of the divergence of these words that is the theme's, for a name without coding."""
NAMED = 1.3
"""With coding: minimum of twice this share plus the share of the theme, against none, in
paragraphs."""
KEPT = 1.05
"""Below this sum a name is dropped."""
OPENING = 2.0
"""Minimum ratio of the share of a topic in first and last paragraphs to that in all paragraphs, for
the name of a theme that frames speeches."""


def divergence(model: TopicModel) -> Floats:
    """Return how much each term distinguishes each topic from the corpus.

    Returns
    -------
    float64 array, shape (n_topics, n_terms)
        Its share of the Kullback-Leibler divergence between topic and corpus.
    """
    in_corpus = model.term_counts / model.term_counts.sum()
    topic = model.topic_term
    ratio = np.divide(topic, in_corpus, out=np.ones_like(topic), where=in_corpus > 0)
    apart: Floats = topic * np.log(np.maximum(ratio, np.finfo(float).tiny))
    return apart


def _leading(support: Floats) -> npt.NDArray[np.int64]:
    """Return the columns of each topic's words with the most support, most first."""
    return np.argsort(-support, axis=1, kind="stable")[:, :LEADING]


def is_seen(support: Floats, lists: Sequence[Sequence[int]]) -> Flags:
    """Return whether the leading words of each topic show each theme.

    Parameters
    ----------
    support : float64 array, shape (n_topics, n_terms)
    lists : sequence of sequence of int
        Columns of the seed words of each theme.

    Returns
    -------
    bool array, shape (n_topics, n_themes)
        Whether at least `SEEN` leading words are seed words of the theme.
    """
    leading = _leading(support)
    seen: Flags = np.array([np.isin(leading, words).sum(axis=1) >= SEEN for words in lists]).T
    return seen


def is_in_place(model: TopicModel, codebook: Codebook) -> Flags:
    """Return whether the positions of each topic allow each theme.

    A theme that frames speeches is allowed only for a topic that is typical of their first and last
    units. Speeches of one unit have neither.

    Returns
    -------
    bool array, shape (n_topics, n_themes)
    """
    frames = np.array([theme.frame for theme in codebook.themes], bool)
    speech = model.units.speech_numbers()
    changes = np.concatenate([[True], speech[1:] != speech[:-1], [True]])
    ends = (changes[1:] | changes[:-1])[: len(speech)] & (np.bincount(speech)[speech] > 1)
    words = model.doc_topic * model.unit_counts[:, None]
    expected = words.sum(axis=0) * (model.unit_counts[ends].sum() / model.unit_counts.sum())
    at_ends = words[ends].sum(axis=0)
    is_typical = (at_ends > 0) & (at_ends >= OPENING * expected)
    allowed: Flags = ~frames[None, :] | is_typical[:, None]
    return allowed


def shown_by_words(themes: Themes, model: TopicModel) -> Floats:
    """Return how clearly the leading words of each topic show its theme.

    Returns
    -------
    float64 array, shape (n_topics,)
        Share of its seed words in their divergence; 0 for a topic without a theme.
    """
    apart = np.maximum(divergence(model), 0.0)
    leading = _leading(apart)
    total = np.take_along_axis(apart, leading, axis=1).sum(axis=1)
    own = np.zeros(model.n_topics)
    for k, theme in enumerate(themes.labels):
        words = themes.codebook[theme].seed_words if theme else ()
        own[k] = sum(apart[k, j] for j in leading[k] if model.vocabulary[j] in words)
    shares: Floats = np.divide(own, total, out=np.zeros_like(own), where=total > 0)
    return shares


def shown_by_paragraphs(
    themes: Themes, model: TopicModel, coded: CodedParagraphs
) -> tuple[Flags, Floats]:
    """Return how clearly the paragraphs of each topic show its theme.

    Returns
    -------
    is_best : bool array, shape (n_topics,)
        Whether it has the largest share of them, larger than that of none.
    among_none : float64 array, shape (n_topics,)
        Its share if only this theme and none are compared.
    """
    row_of = model.units.row_of()
    rows = np.array([row_of.get(key, -1) for key in coded.keys], np.int64)
    shares = np.column_stack([coded.none, coded.shares])[rows >= 0]
    main = model.doc_topic.argmax(axis=1)[rows[rows >= 0]]
    totals = np.zeros((model.n_topics, shares.shape[1]))
    np.add.at(totals, main, shares)
    column = {theme: j for j, theme in enumerate(("", *coded.codebook.ids()))}
    own = np.array([column[theme] for theme in themes.labels], np.int64)
    share = totals[np.arange(model.n_topics), own]
    both = share + totals[:, 0]
    among_none = np.divide(share, both, out=np.zeros_like(share), where=both > 0)
    return totals.argmax(axis=1) == own, among_none
