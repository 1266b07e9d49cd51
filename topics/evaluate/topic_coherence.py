"""Coherence, diversity and exclusivity of topics.

References
----------
.. [1] Röder, Both and Hinneburg (2015). Exploring the space of topic coherence measures.
   Proceedings of WSDM. doi:10.1145/2684822.2685324.
.. [2] Bouma (2009). Normalized (pointwise) mutual information in collocation extraction.
   Proceedings of GSCL.
.. [3] Dieng, Ruiz and Blei (2020). Topic modeling in embedding spaces. TACL 8.
   doi:10.1162/tacl_a_00325.
.. [4] Bischof and Airoldi (2012). Summarizing topical content with word frequency and
   exclusivity. Proceedings of ICML. arXiv:1206.4631.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from topics.errors import check_count
from topics.evaluate.bootstrap import bounds, resample
from topics.evaluate.coherence_formulas import c_npmi, c_v
from topics.evaluate.measures import MEASURES
from topics.evaluate.texts import Texts, texts_of
from topics.evaluate.types import Score
from topics.evaluate.window_counts import TopWords, count_top_words
from topics.models.types import TopicModel
from topics.models.words import mean_own_share, top_columns
from topics.text.types import Tokens

__all__ = ["N_DIVERSITY", "coherence"]

N_DIVERSITY = 25
"""Words of each topic that `topic_diversity` looks at, as Dieng, Ruiz and Blei do."""
_WINDOWS = {"c_v": (110, c_v), "c_npmi": (10, c_npmi)}
"""Words of a window, and the formula."""

Floats = npt.NDArray[np.float64]


class _Values(NamedTuple):
    """One measure of some topics: a value of each, and the mean under each draw of units."""

    per_topic: Floats
    draws: Floats


def coherence(model: TopicModel, tokens: Tokens, n_words: int = 10) -> tuple[Score, ...]:
    """Score how well the top words of each topic belong together, and to it alone.

    Parameters
    ----------
    model : TopicModel
        A fitted model.
    tokens : Tokens
        The tokens from which the model's matrix was counted. Its texts are the units of the
        model, and each paragraph without a counted word, which is in none. Windows run over all
        words of a text in order, stop words and rare words included; punctuation is no word.
    n_words : int, default 10
        Maximum number of words of each topic for ``c_v``, ``c_npmi`` and ``exclusivity``.

    Returns
    -------
    tuple of Score
        ``c_v`` [1]_ per topic and its mean over topics, in sliding windows of 110 words;
        ``c_npmi`` [1]_, [2]_ likewise, in windows of 10; ``topic_diversity`` [3]_, the share of
        different words among the first 25 of all topics; ``exclusivity`` [4]_ per topic and its
        mean. The coherences have a 95% interval over the texts (`topics.evaluate.bootstrap`).

    Raises
    ------
    WrongTypeError
        If ``model`` is not a `TopicModel`, or ``tokens`` are not `Tokens`.
    ModelError
        If ``tokens`` are not those of the model's texts, or ``n_words`` is below 1.

    Notes
    -----
    No value is ever NaN. A window does not cross the border of a text, and a text shorter than a
    window is one window. A word that occurs in no text has an NPMI of 0, and a topic with fewer
    than two words scores 0; `topics.evaluate.coherence_formulas` has the formulas. ``tokens`` with
    ``pos`` have words of these parts of speech only, so that a window covers more text.
    """
    check_count("n_words", n_words)
    texts = texts_of(model, tokens)
    tops = top_columns(model.topic_term, n_words)
    scores = [
        _score(name, values.per_topic, values.draws)
        for name, values in _coherences(tops, texts, len(model.vocabulary)).items()
    ]
    diversity = _diversity(model.topic_term)
    reference = MEASURES["topic_diversity"].reference
    return (
        *scores,
        Score("topic_diversity", diversity, (), higher_is_better=True, reference=reference),
        _score("exclusivity", mean_own_share(model.topic_term, tops)),
    )


def _coherences(
    tops: Sequence[npt.NDArray[np.intp]], texts: Texts, n_terms: int
) -> dict[str, _Values]:
    """Return the coherence of each list of words, by measure."""
    words = TopWords.of(tops, n_terms)
    lengths = np.array([len(top) for top in tops])
    found = {}
    for name, (size, formula) in _WINDOWS.items():
        counts = count_top_words(texts, words, size)
        totals = counts.sum(axis=0, dtype=np.int64)
        draws = resample(counts, texts.keys)
        found[name] = _Values(
            formula(*words.probabilities(totals), lengths),
            np.array([formula(*words.probabilities(t), lengths).mean() for t in draws]),
        )
    return found


def _diversity(topic_term: Floats) -> float:
    tops = np.concatenate(top_columns(topic_term, N_DIVERSITY))
    return len(np.unique(tops)) / len(tops)


def _score(name: str, per_topic: Floats, draws: Floats | None = None) -> Score:
    value = float(np.mean(per_topic))
    low, high = (np.nan, np.nan) if draws is None else bounds(value, draws)
    return Score(
        name=name,
        value=value,
        per_topic=tuple(per_topic.tolist()),
        higher_is_better=True,
        reference=MEASURES[name].reference,
        low=low,
        high=high,
    )
