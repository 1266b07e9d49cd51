"""Whether the words of a topic belong together, and to it alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from gensim.corpora import Dictionary
from gensim.models.coherencemodel import CoherenceModel

from topics.evaluate.types import Score
from topics.models.types import TopicModel
from topics.models.words import exclusivity, top_words

__all__ = ["coherence"]

_REFERENCES = {
    "c_v": "Röder, Both and Hinneburg 2015, doi:10.1145/2684822.2685324",
    "c_npmi": "Lau, Newman and Baldwin 2014, doi:10.3115/v1/E14-1056",
    "topic_diversity": "Dieng, Ruiz and Blei 2020, doi:10.1162/tacl_a_00325",
    "exclusivity": "Bischof and Airoldi 2012, arXiv:1206.4631",
}


def coherence(
    model: TopicModel, texts: Sequence[Sequence[str]], n_words: int = 10
) -> tuple[Score, ...]:
    """Score how well the top words of each topic belong together, and to it alone.

    Parameters
    ----------
    model : TopicModel
        A fitted model.
    texts : sequence of sequences of str
        Texts to look for the words in, in order, such as
        ``DocTermMatrix.texts``.
    n_words : int, default 10
        Words of each topic at most.

    Returns
    -------
    tuple of Score
        ``c_v`` and ``c_npmi`` per topic and their means over topics, by
        gensim's ``CoherenceModel`` in one process with its sliding windows of
        110 and 10 words; ``topic_diversity``, the share of different words
        among all topics' ``n_words`` first; ``exclusivity`` per topic and its
        mean.

    Notes
    -----
    No value is ever NaN. Words that stand in no text are left out; two words
    that never share a window count by gensim's smoothing (1e-12 for their
    joint probability), which puts their NPMI just above -1; a topic with
    fewer than two words in the texts shows no coherence and scores 0.
    """
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
            reference=_REFERENCES["topic_diversity"],
        ),
        _score("exclusivity", own.tolist()),
    )


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
        reference=_REFERENCES[name],
    )
