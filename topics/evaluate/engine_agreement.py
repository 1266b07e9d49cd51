"""Agreement of two models of the same units."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from topics.errors import ModelError, check_count, check_type
from topics.evaluate.bootstrap import bounds, resample
from topics.evaluate.chance import ALPHA, contingency, jaccard, p_values
from topics.evaluate.measures import MEASURES
from topics.evaluate.shared_units import shared_units
from topics.evaluate.texts import keys_of
from topics.evaluate.types import Score
from topics.models.alignment import match
from topics.models.types import TopicModel
from topics.models.words import top_words

__all__ = ["adjusted_rand", "agreement", "no_pairs", "start_agreement"]

Rows = npt.NDArray[np.int64]


def agreement(
    a: TopicModel, b: TopicModel, n_words: int = 20
) -> tuple[pd.DataFrame, tuple[Score, ...]]:
    """Compare the main topics of two models on the units that both have, matched by block ids.

    Parameters
    ----------
    a, b : TopicModel
        Two models. Their numbers of topics may differ, and so may the other units of their corpora.
    n_words : int, default 20
        Number of top words of each topic to compare.

    Returns
    -------
    table : pandas.DataFrame
        One row per pair of topics, by their ids, in the order of the models:
        engine_a, topic_a, engine_b, topic_b, n_units (number of units with these main topics),
        jaccard (of the two sets of units, 0 where both are empty), shared_words (top words of both,
        in the order of ``a``), matched (whether the two are partners and share more units than by
        chance, ``p_value`` at most 0.05), similarity (of partners by
        `topics.models.alignment.match`: 1 minus their distance; missing for other pairs), p_value
        (of partners, by `topics.evaluate.chance.p_values`).
    scores : tuple of Score
        The adjusted Rand index of the main topics, named ``ari_`` and the two
        engines: 1 for the same partition, 0 for agreement by chance; with
        its 95% interval over the units.

    Raises
    ------
    ModelError
        If no unit or no term is in both models, or ``n_words`` is below 1.
    WrongTypeError
        If ``a`` or ``b`` is not a `TopicModel`.

    See Also
    --------
    topics.fit : Fit a model.
    topics.stability : Fit a model again on subsamples.
    topics.compare : Compare two runs.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["改革推动市场。", "教育培养人才。"])
    >>> matrix = topics.count(topics.segment(corpus), min_df=1)
    >>> model = topics.fit(matrix, n_components=2, n_init=1)
    >>> table, scores = topics.agreement(model, model)
    >>> table[table["n_units"] > 0][["topic_a", "topic_b"]].to_numpy().tolist()
    [[1, 1], [2, 2]]
    """
    for name, model in (("a", a), ("b", b)):
        check_type(name, model, TopicModel, "topics.fit(matrix)")
    check_count("n_words", n_words)
    rows_a, rows_b = _shared_rows(a, b)
    mains = a.doc_topic[rows_a].argmax(axis=1), b.doc_topic[rows_b].argmax(axis=1)
    keys = keys_of(a.units)[rows_a]
    score = _ari(f"ari_{a.engine}_{b.engine}", mains, (a.n_topics, b.n_topics), keys)
    return _table(a, b, n_words, mains, keys), (score,)


def _table(
    a: TopicModel,
    b: TopicModel,
    n_words: int,
    mains: tuple[Rows, Rows],
    keys: npt.NDArray[np.uint64],
) -> pd.DataFrame:
    """Return one row per pair of topics; see `agreement`."""
    shape = a.n_topics, b.n_topics
    similarity, p_value = _of_partners(a, b, p_values(mains, shape, keys))
    row_a, row_b = (index.ravel() for index in np.indices(shape))
    return pd.DataFrame(
        {
            "engine_a": a.engine,
            "topic_a": a.topics[row_a],
            "engine_b": b.engine,
            "topic_b": b.topics[row_b],
            "n_units": contingency(*mains, shape).ravel(),
            "jaccard": jaccard(*mains, shape).ravel(),
            "shared_words": _shared_words(a, b, n_words),
            "matched": (p_value <= ALPHA).ravel(),
            "similarity": similarity.ravel(),
            "p_value": p_value.ravel(),
        }
    )


def start_agreement(model: TopicModel) -> tuple[Score, ...]:
    """Return how much the main topics of an engine's other starts agree with those of the model.

    This is the reference for the agreement of two engines: an engine is not expected to agree with
    another engine more than with itself.

    Parameters
    ----------
    model : TopicModel

    Returns
    -------
    tuple of Score
        ``ari_starts``, the mean adjusted Rand index over the other starts, with its standard
        deviation; empty for a model of one start.
    """
    starts = model.starts
    if starts is None or len(starts) < 2:
        return ()
    others = np.delete(starts.main_topic_ari, starts.shown)
    mean, sd = float(others.mean()), float(others.std(ddof=1)) if len(others) > 1 else np.nan
    name = "ari_starts"
    reference = MEASURES[name].reference
    return (
        Score(
            name,
            mean,
            (),
            higher_is_better=True,
            reference=reference,
            mean_starts=mean,
            sd_starts=sd,
        ),
    )


def _of_partners(
    a: TopicModel, b: TopicModel, p: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return similarity and p-value of partners, missing for other pairs."""
    pairs = match(a, b)
    at = a.rows_of(pairs["topic_a"]), b.rows_of(pairs["topic_b"])
    similarity, p_value = np.full((2, *p.shape), np.nan)
    similarity[at], p_value[at] = 1.0 - pairs["distance"], p[at]
    return similarity, p_value


def _ari(
    name: str, mains: tuple[Rows, Rows], shape: tuple[int, int], keys: npt.NDArray[np.uint64]
) -> Score:
    cells = mains[0] * shape[1] + mains[1]
    entries = np.ones(len(cells), np.int32), cells, np.arange(len(cells) + 1)
    counts = sparse.csr_array(entries, shape=(len(cells), shape[0] * shape[1]))
    value = adjusted_rand(contingency(*mains, shape))
    draws = [adjusted_rand(cells.reshape(shape)) for cells in resample(counts, keys)]
    low, high = bounds(value, draws)
    reference = MEASURES["ari"].reference
    return Score(name, value, (), higher_is_better=True, reference=reference, low=low, high=high)


def adjusted_rand(both: Rows) -> float:
    """Return the adjusted Rand index of two partitions.

    Parameters
    ----------
    both : int64 array, shape (n_parts_a, n_parts_b)
        Number of units in each pair of parts.

    Returns
    -------
    float
        1 if both have one part, or one for each unit.
    """
    n_same = _n_pairs(both)
    n_a, n_b, n = _n_pairs(both.sum(axis=1)), _n_pairs(both.sum(axis=0)), _n_pairs(both.sum())
    by_chance = n_a * n_b / n if n else 0.0
    most = (n_a + n_b) / 2
    return (n_same - by_chance) / (most - by_chance) if most != by_chance else 1.0


def _n_pairs(sizes: npt.ArrayLike) -> float:
    """Return the number of pairs of units that are in the same part, for parts of these sizes."""
    sizes = np.asarray(sizes, float)
    return float((sizes * (sizes - 1) / 2).sum())


def _shared_rows(a: TopicModel, b: TopicModel) -> tuple[Rows, Rows]:
    """Return the rows of the units that both models have."""
    rows_a, rows_b = shared_units(a.units, b.units)
    if not len(rows_a):
        raise ModelError(
            f"Models '{a.engine}' and '{b.engine}' have no unit in common,"
            " so they cannot be compared; fit both on the same matrix."
        )
    return rows_a, rows_b


def _shared_words(a: TopicModel, b: TopicModel, n_words: int) -> list[str]:
    words_b = [set(words) for words in top_words(b, n_words)]
    return [
        " ".join(word for word in words if word in other)
        for words in top_words(a, n_words)
        for other in words_b
    ]


def no_pairs() -> pd.DataFrame:
    """Return the empty table of `agreement`."""
    columns = {
        "engine_a": str,
        "topic_a": int,
        "engine_b": str,
        "topic_b": int,
        "n_units": int,
        "jaccard": float,
        "shared_words": str,
        "matched": bool,
        "similarity": float,
        "p_value": float,
    }
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})
