"""Coherence, diversity and exclusivity of topics."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from gensim.corpora import Dictionary
from gensim.models.coherencemodel import CoherenceModel

from topics.errors import CorpusError, ModelError, check_count, check_type
from topics.evaluate.measures import MEASURES
from topics.evaluate.types import Score
from topics.models.types import TopicModel
from topics.models.words import exclusivity, top_words
from topics.text.counting.matrix import counted_terms
from topics.text.types import Tokens

__all__ = ["coherence"]


def coherence(model: TopicModel, tokens: Tokens, n_words: int = 10) -> tuple[Score, ...]:
    """Score how well the top words of each topic belong together, and to it alone.

    Parameters
    ----------
    model : TopicModel
        A fitted model.
    tokens : Tokens
        The tokens from which the model's matrix was counted. Words are searched in
        the units of the model, each with its tokens that are in the model's vocabulary, in order.
    n_words : int, default 10
        Maximum number of words of each topic.

    Returns
    -------
    tuple of Score
        ``c_v`` and ``c_npmi`` per topic and their means over topics, by
        gensim's ``CoherenceModel`` in one process with its sliding windows of
        110 and 10 words; ``topic_diversity``, the share of different words
        among all topics' ``n_words`` first; ``exclusivity`` per topic and its
        mean.

    Raises
    ------
    WrongTypeError
        If ``model`` is not a `TopicModel`, or ``tokens`` are not `Tokens`.
    ModelError
        If ``tokens`` are not those of the model's texts, or ``n_words`` is below 1.

    Notes
    -----
    No value is ever NaN. Words that occur in no text are omitted; two words
    that never share a window count by gensim's smoothing (1e-12 for their
    joint probability), which puts their NPMI just above -1; a topic with
    fewer than two words in the texts shows no coherence and scores 0.
    """
    check_count("n_words", n_words)
    texts = _texts(model, tokens)
    words = top_words(model, n_words)
    dictionary = Dictionary(texts)
    found = [[word for word in topic if word in dictionary.token2id] for topic in words]
    flat = [word for topic in words for word in topic]
    own = exclusivity(model, n_words)
    return (
        _score("c_v", _coherence("c_v", found, texts, dictionary)),
        _score("c_npmi", _coherence("c_npmi", found, texts, dictionary)),
        Score(
            name="topic_diversity",
            value=len(set(flat)) / len(flat),
            per_topic=(),
            higher_is_better=True,
            reference=MEASURES["topic_diversity"].reference,
        ),
        _score("exclusivity", own.tolist()),
    )


def _texts(model: TopicModel, tokens: Tokens) -> list[list[str]]:
    """Return the counted tokens of each unit of the model, in order."""
    check_type("model", model, TopicModel, "topics.fit(matrix)")
    check_type("tokens", tokens, Tokens, "topics.segment(corpus)")
    seen, fitted = tokens.corpus_fingerprint, model.corpus_fingerprint
    if seen and fitted and seen != fitted:
        raise ModelError(
            f"The tokens are from corpus {seen}, the model was fitted on corpus {fitted}. Read and"
            " segment the texts that the model was fitted on, or fit a model on these."
        )
    try:
        columns, indptr = counted_terms(tokens, model.units, model.vocabulary)
    except CorpusError as exc:
        raise ModelError(f"The tokens are not those of the model's texts: {exc}") from exc
    n_counted = np.bincount(columns, minlength=len(model.vocabulary))
    alike = np.array_equal(np.diff(indptr), model.unit_counts)
    if fitted and not (alike and np.array_equal(n_counted, model.term_counts)):
        raise ModelError(
            "The tokens are not those that the model's matrix was counted from: they give other"
            " counts. Segment the texts as before the fit (segmenter, lexicon, pos)."
        )
    words = np.array(model.vocabulary, object)[columns].tolist()
    return [words[i:j] for i, j in pairwise(indptr.tolist())]


def _coherence(
    measure: str,
    topics: Sequence[Sequence[str]],
    texts: Sequence[Sequence[str]],
    dictionary: Dictionary,
) -> list[float]:
    """Return one coherence per topic, 0 for a topic with no pair of words to look at."""
    values = [0.0] * len(topics)
    pairs = [k for k, topic in enumerate(topics) if len(topic) > 1]
    if pairs:
        seen = CoherenceModel(
            topics=[topics[k] for k in pairs],
            texts=texts,
            dictionary=dictionary,
            coherence=measure,
            topn=max(len(topic) for topic in topics),
            processes=1,
        ).get_coherence_per_topic()
        for k, value in zip(pairs, seen, strict=True):
            values[k] = float(value)
    return values


def _score(name: str, per_topic: Sequence[float]) -> Score:
    return Score(
        name=name,
        value=float(np.mean(per_topic)),
        per_topic=tuple(per_topic),
        higher_is_better=True,
        reference=MEASURES[name].reference,
    )
