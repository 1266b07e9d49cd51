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
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

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

__all__ = ["N_DIVERSITY", "coherence", "mean_scores"]

N_DIVERSITY = 25
"""Number of words per topic in `topic_diversity`, as in Dieng, Ruiz and Blei."""
_WINDOWS = {"c_v": (110, c_v), "c_npmi": (10, c_npmi)}
"""Number of words in a window, and the formula."""

Floats = npt.NDArray[np.float64]


def coherence(model: TopicModel, tokens: Tokens, n_words: int = 10) -> tuple[Score, ...]:
    """Score the coherence, diversity and exclusivity of the top words of each topic.

    Parameters
    ----------
    model : TopicModel
        A fitted model.
    tokens : Tokens
        The tokens from which the model's matrix was counted. Its texts are the units of the model
        and the paragraphs without a counted word, which are in no unit. Windows contain all words
        of a text in order, including stop words and rare words, but no punctuation.
    n_words : int, default 10
        Maximum number of words of each topic for ``c_v``, ``c_npmi`` and ``exclusivity``.

    Returns
    -------
    tuple of Score
        ``c_v`` (Röder et al. 2015) per topic and its mean over topics, in sliding windows of 110
        words; ``c_npmi`` (Bouma 2009) likewise, in windows of 10; ``topic_diversity`` (Dieng et al.
        2020), the share of different words among the first 25 of all topics; ``exclusivity``
        (Bischof and Airoldi 2012) per topic and its mean. The coherences have a 95% interval over
        the texts (`topics.evaluate.bootstrap`).

    Raises
    ------
    WrongTypeError
        If ``model`` is not a `TopicModel`, or ``tokens`` are not `Tokens`.
    ModelError
        If ``tokens`` are not those of the model's texts, or ``n_words`` is below 1.

    See Also
    --------
    topics.stability : Fit a model again on subsamples.
    topics.agreement : Compare the topics of two models.

    Notes
    -----
    No value is ever NaN. A window does not cross the boundary of a text, and a text shorter than a
    window is one window. A word that occurs in no text has an NPMI of 0, and a topic with fewer
    than two words scores 0; `topics.evaluate.coherence_formulas` has the formulas. ``tokens`` with
    ``pos`` have words of these parts of speech only, so that a window covers more text.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["改革推动市场。", "教育培养人才。"])
    >>> tokens = topics.segment(corpus)
    >>> matrix = topics.count(tokens, min_df=1)
    >>> model = topics.fit(matrix, n_components=2, n_init=1)
    >>> [score.name for score in topics.coherence(model, tokens)]
    ['c_v', 'c_npmi', 'topic_diversity', 'exclusivity']
    """
    check_count("n_words", n_words)
    return _scores(model, texts_of(model, tokens), n_words)


def _scores(model: TopicModel, texts: Texts, n_words: int) -> tuple[Score, ...]:
    """Return each score of a model in the order of its measures."""
    tops = top_columns(model.topic_term, n_words)
    words = TopWords.of(tops, len(model.vocabulary))
    counts = {name: count_top_words(texts, words, size) for name, (size, _) in _WINDOWS.items()}
    per_topic = {name: _coherence(name, words, _totals(counts[name])) for name in _WINDOWS}
    per_topic["topic_diversity"] = np.array([_diversity(model.topic_term)])
    per_topic["exclusivity"] = mean_own_share(model.topic_term, tops)
    starts = [] if model.starts is None else list(model.starts.topic_term)
    over_starts = mean_scores(starts, texts, n_words) if starts else {}
    scores = []
    for name, values in per_topic.items():
        draws = resample(counts[name], texts.keys) if name in counts else ()
        by_draw = [float(_coherence(name, words, draw).mean()) for draw in draws]
        scores.append(_score(name, values, by_draw, over_starts.get(name, np.zeros(0))))
    return tuple(scores)


def _score(name: str, values: Floats, draws: Sequence[float], of_starts: Floats) -> Score:
    value = float(values.mean())
    low, high = bounds(value, draws)
    return Score(
        name=name,
        value=value,
        per_topic=() if name == "topic_diversity" else tuple(values.tolist()),
        higher_is_better=True,
        reference=MEASURES[name].reference,
        mean_starts=float(of_starts.mean()) if len(of_starts) else np.nan,
        sd_starts=float(of_starts.std(ddof=1)) if len(of_starts) > 1 else np.nan,
        low=low,
        high=high,
    )


def mean_scores(
    topic_terms: Sequence[npt.NDArray[np.floating[Any]]], texts: Texts, n_words: int = 10
) -> dict[str, Floats]:
    """Score some sets of topics of one vocabulary, e.g. those of several starts.

    Parameters
    ----------
    topic_terms : sequence of float arrays, shape (n_topics, n_terms)
        Shares of terms; a row of zeros is ignored.
    texts : Texts
    n_words : int, default 10
        As for `coherence`.

    Returns
    -------
    dict of str to float64 array, shape (n_sets,)
        By name of the measure, the mean over the topics of each set.
    """
    sets = [np.asarray(topics[topics.any(axis=1)], np.float64) for topics in topic_terms]
    tops = [top_columns(topics, n_words) for topics in sets]
    words = TopWords.of([top for of_set in tops for top in of_set], sets[0].shape[1])
    first = np.cumsum([0, *map(len, tops)])[:-1]
    found = {}
    for name, (size, _) in _WINDOWS.items():
        values = _coherence(name, words, _totals(count_top_words(texts, words, size)))
        found[name] = np.add.reduceat(values, first) / list(map(len, tops))
    found["topic_diversity"] = np.array([_diversity(topics) for topics in sets])
    own = [mean_own_share(topics, top).mean() for topics, top in zip(sets, tops, strict=True)]
    return found | {"exclusivity": np.array(own)}


def _totals(counts: sparse.csr_array) -> npt.NDArray[np.int64]:
    return np.asarray(counts.sum(axis=0, dtype=np.int64))


def _coherence(name: str, words: TopWords, totals: npt.NDArray[np.int64]) -> Floats:
    """Return a coherence of each topic from the sums of `count_top_words`."""
    return _WINDOWS[name][1](*words.probabilities(totals), words.lengths)


def _diversity(topic_term: Floats) -> float:
    tops = np.concatenate(top_columns(topic_term, N_DIVERSITY))
    return len(np.unique(tops)) / len(tops)
