"""Agreement of two models of the same units."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_rand_score

from topics.errors import ModelError, check_count, check_type
from topics.evaluate.measures import MEASURES
from topics.evaluate.shared_units import shared_units
from topics.evaluate.types import Score
from topics.models.types import TopicModel
from topics.models.words import top_words

__all__ = ["agreement", "no_pairs"]


def agreement(
    a: TopicModel, b: TopicModel, n_words: int = 20
) -> tuple[pd.DataFrame, tuple[Score, ...]]:
    """Compare the main topics of two models over the units that both have, by the ids of blocks.

    Parameters
    ----------
    a, b : TopicModel
        Two models; their numbers of topics and the rest of their corpora may differ.
    n_words : int, default 20
        Number of top words of each topic to compare.

    Returns
    -------
    table : pandas.DataFrame
        One row per pair of topics, by their ids, in the order of the models:
        engine_a, topic_a, engine_b, topic_b, n_units (units whose main topics
        these are), jaccard (of the two sets of units, 0 where both are
        empty), shared_words (top words of both, in the order of ``a``),
        matched (whether the two are each other's partner in the one-to-one
        match with the highest total jaccard, doi:10.1002/nav.3800020109, and
        share a unit).
    scores : tuple of Score
        The adjusted Rand index of the main topics, named ``ari_`` and the two
        engines: 1 for the same partition, 0 for agreement by chance.

    Raises
    ------
    ModelError
        If no unit is in both models, or ``n_words`` is below 1.
    WrongTypeError
        If ``a`` or ``b`` is not a `TopicModel`.
    """
    for name, model in (("a", a), ("b", b)):
        check_type(name, model, TopicModel, "topics.fit(matrix)")
    check_count("n_words", n_words)
    main_a, main_b = _shared_mains(a, b)
    n_units = np.zeros((a.n_topics, b.n_topics), dtype=np.int64)
    np.add.at(n_units, (a.rows_of(main_a), b.rows_of(main_b)), 1)
    union = n_units.sum(axis=1, keepdims=True) + n_units.sum(axis=0) - n_units
    jaccard = n_units / np.maximum(union, 1)
    matched = np.zeros(n_units.shape, dtype=bool)
    matched[linear_sum_assignment(jaccard, maximize=True)] = True
    row_a, row_b = (index.ravel() for index in np.indices(n_units.shape))
    table = pd.DataFrame(
        {
            "engine_a": a.engine,
            "topic_a": a.topics[row_a],
            "engine_b": b.engine,
            "topic_b": b.topics[row_b],
            "n_units": n_units.ravel(),
            "jaccard": jaccard.ravel(),
            "shared_words": _shared_words(a, b, n_words),
            "matched": (matched & (n_units > 0)).ravel(),
        }
    )
    ari = float(adjusted_rand_score(main_a, main_b))
    return table, (Score(f"ari_{a.engine}_{b.engine}", ari, (), True, MEASURES["ari"].reference),)


def _shared_mains(
    a: TopicModel, b: TopicModel
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the main topics in ``a`` and in ``b`` of each unit that both have."""
    rows_a, rows_b = shared_units(a.units, b.units)
    if not len(rows_a):
        raise ModelError(
            f"Models '{a.engine}' and '{b.engine}' have no unit in common,"
            " so they cannot be compared; fit both on the same matrix."
        )
    return a.main_topics()[rows_a], b.main_topics()[rows_b]


def _shared_words(a: TopicModel, b: TopicModel, n_words: int) -> list[str]:
    words_b = [set(words) for words in top_words(b, n_words)]
    return [
        " ".join(word for word in words if word in other)
        for words in top_words(a, n_words)
        for other in words_b
    ]


def no_pairs() -> pd.DataFrame:
    """Return the table that `agreement` fills, without a row."""
    columns = {
        "engine_a": str,
        "topic_a": int,
        "engine_b": str,
        "topic_b": int,
        "n_units": int,
        "jaccard": float,
        "shared_words": str,
        "matched": bool,
    }
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})
