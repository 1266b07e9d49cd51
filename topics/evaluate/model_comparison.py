"""Compare models and codings under different choices of preprocessing.

Two models of the same texts are compared: topics are matched one to one by their distributions of
words, and paragraphs by their main topic and theme. Fits from other random seeds show
the effect of chance, as in preText for English texts [1]_.

References
----------
.. [1] Denny and Spirling (2018), "Text preprocessing for unsupervised learning",
   doi:10.1017/pan.2017.44
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score

from topics.errors import ModelError
from topics.evaluate.shared_units import shared_codes, shared_paragraphs
from topics.models.alignment import SAME_TOPIC, match
from topics.models.types import TopicModel
from topics.models.words import top_words
from topics.themes.coded import CodedParagraphs

__all__ = [
    "FLOOR",
    "LARGE",
    "CodingAgreement",
    "TopicAgreement",
    "average_jaccard",
    "compare_codings",
    "compare_models",
    "compare_topics",
    "size_of_move",
]

FLOOR = 0.05
"""A change below this is small even for an engine that hardly depends on its seed."""
LARGE = 1.5
"""A change above this multiple of the largest change by chance is large."""


class TopicAgreement(NamedTuple):
    """The agreement of two models.

    Attributes
    ----------
    shared_terms : float
        Number of terms in both vocabularies, divided by the number of terms in either.
    topic_similarity : float
        Mean similarity of matched topics, weighted by their shares; 0 for a topic without partner.
    top_word_overlap : float
        Mean average Jaccard of matched topics' top words, weighted in the same way.
    n_matched : int
        Pairs that are the same topic: similarity `SAME_TOPIC` or more.
    main_topic_ari : float
        Adjusted Rand index of the paragraphs' main topics (Hubert and Arabie 1985,
        doi:10.1007/BF01908075): 1 for the same partition, 0 for agreement by chance.
    """

    shared_terms: float
    topic_similarity: float
    top_word_overlap: float
    n_matched: int
    main_topic_ari: float


class CodingAgreement(NamedTuple):
    """The agreement of two codings of the same paragraphs.

    Attributes
    ----------
    n_coded_both : int
        Paragraphs that have a theme in both.
    n_coded_one : int
        Paragraphs that have a theme in only one.
    same_themes : float
        Share of the paragraphs coded in both whose theme is the same; nan if there are none.
    kappa : float
        Agreement beyond chance (Cohen 1960, doi:10.1177/001316446002000104); nan if there are none.
    """

    n_coded_both: int
    n_coded_one: int
    same_themes: float
    kappa: float


def compare_topics(a: TopicModel, b: TopicModel, n_words: int = 20) -> pd.DataFrame:
    """Match the topics of two models one to one, and compare each pair.

    Parameters
    ----------
    a, b : TopicModel
        Two models; their topics and vocabularies may differ in number.
    n_words : int, default 20
        Depth of the comparison of top words.

    Returns
    -------
    pandas.DataFrame
        One row per pair of `topics.models.alignment.match`: topic_a, topic_b
        (ids), similarity (1 minus their distance), overlap (`average_jaccard`
        of the top words, including terms in only one vocabulary),
        matched (similarity `SAME_TOPIC` or more).

    Raises
    ------
    ModelError
        If no term is in both vocabularies.
    """
    pairs = match(a, b)
    words_a, words_b = top_words(a, n_words), top_words(b, n_words)
    rows = zip(a.rows_of(pairs["topic_a"]), b.rows_of(pairs["topic_b"]), strict=True)
    similarity = 1.0 - pairs.pop("distance")
    return pairs.assign(
        similarity=similarity,
        overlap=[average_jaccard(words_a[i], words_b[j], n_words) for i, j in rows],
        matched=similarity >= SAME_TOPIC,
    )


def average_jaccard(a: Sequence[str], b: Sequence[str], depth: int) -> float:
    """Return the mean Jaccard index of the first 1, 2, ... ``depth`` words of two rankings.

    Words at the top have the largest weight (Greene, O'Callaghan and Cunningham 2014,
    doi:10.1007/978-3-662-44848-9_32).

    Parameters
    ----------
    a, b : sequence of str
        Words in order of importance; at least one of the two is not empty.
    depth : int
        Must be >= 1.
    """
    total = 0.0
    for d in range(1, depth + 1):
        first, second = set(a[:d]), set(b[:d])
        total += len(first & second) / len(first | second)
    return total / depth


def compare_models(a: TopicModel, b: TopicModel) -> TopicAgreement:
    """Return the agreement of two models of the same texts.

    Units may differ: each paragraph has the main topic of its unit. If both models have ids,
    paragraphs are the same if their ids are equal.

    Raises
    ------
    ModelError
        If they have no term or no paragraph in common.
    """
    pairs = compare_topics(a, b)
    i, j = a.rows_of(pairs["topic_a"]), b.rows_of(pairs["topic_b"])
    lone = [np.delete(a.share, i) / 2, np.delete(b.share, j) / 2]
    weights = np.concatenate([(a.share[i] + b.share[j]) / 2, *lone])
    nothing = np.zeros(len(weights) - len(pairs))
    similarity, overlap = (
        float(np.average(np.concatenate([pairs[name], nothing]), weights=weights))
        for name in ("similarity", "overlap")
    )
    terms_a, terms_b = set(a.vocabulary), set(b.vocabulary)
    return TopicAgreement(
        shared_terms=len(terms_a & terms_b) / len(terms_a | terms_b),
        topic_similarity=similarity,
        top_word_overlap=overlap,
        n_matched=int(pairs["matched"].sum()),
        main_topic_ari=_main_topic_ari(a, b),
    )


def _main_topic_ari(a: TopicModel, b: TopicModel) -> float:
    rows_a, rows_b = shared_paragraphs(a.units, b.units)
    if not len(rows_a):
        raise ModelError(
            f"Models '{a.engine}' and '{b.engine}' have no paragraph in common, so they cannot be"
            " compared; fit both on the same texts."
        )
    return float(adjusted_rand_score(a.main_topics()[rows_a], b.main_topics()[rows_b]))


def compare_codings(a: CodedParagraphs, b: CodedParagraphs) -> CodingAgreement:
    """Return the agreement of two codings on the paragraphs that both have.

    Raises
    ------
    ModelError
        If they have no paragraph in common.
    """
    themes_a, themes_b = a.themes(), b.themes()
    pairs = [(themes_a[i], themes_b[j]) for i, j in zip(*shared_codes(a, b), strict=True)]
    if not pairs:
        raise ModelError(
            "The two codings have no paragraph in common, so they cannot be compared; code the same"
            " texts."
        )
    both = [(x, y) for x, y in pairs if x and y]
    n_one = sum(bool(x) != bool(y) for x, y in pairs)
    if not both:
        return CodingAgreement(0, n_one, float("nan"), float("nan"))
    same = sum(x == y for x, y in both) / len(both)
    left, right = ([pair[side] for pair in both] for side in (0, 1))
    by_chance = sum(left.count(t) * right.count(t) for t in set(left)) / len(both) ** 2
    kappa = (same - by_chance) / (1.0 - by_chance) if by_chance < 1.0 else 1.0
    return CodingAgreement(len(both), n_one, same, kappa)


def size_of_move(agreements: Sequence[float], by_chance: Sequence[float]) -> str:
    """Classify a change as none, small, medium or large relative to chance.

    A change is 1 minus the agreement. The largest change by chance is the maximum of ``by_chance``
    or `FLOOR`, whichever is larger.

    Parameters
    ----------
    agreements : sequence of float
        Agreement of each model under a choice with the base model, from 0 to 1.
    by_chance : sequence of float
        Agreement of models that differ only in their random seed.

    Returns
    -------
    {"none", "small", "medium", "large", "unknown"}
        None: every agreement is exactly 1. Small: the mean change is at most the largest change by
        chance. Medium: at most `LARGE` times that. Large: above. Unknown: nothing was compared, or
        an agreement is nan.
    """
    if not agreements or not by_chance or np.isnan([*agreements, *by_chance]).any():
        return "unknown"
    if all(value == 1.0 for value in agreements):
        return "none"
    move = 1.0 - float(np.mean(agreements))
    reach = max(1.0 - min(by_chance), FLOOR)
    return "small" if move <= reach else "medium" if move <= LARGE * reach else "large"
