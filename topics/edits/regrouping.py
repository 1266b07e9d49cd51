"""Merge topics, and split them by the words of their units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from topics.models.types import TopicModel
from topics.text.types import DocTermMatrix

__all__ = ["PER_TOPIC", "merge_topics", "new_id", "split_topic"]

Floats = npt.NDArray[np.float64]
PER_TOPIC = 1000
"""The topics that are split off topic 3 are 3001, 3002, ..."""


def merge_topics(model: TopicModel, topics: Sequence[int]) -> TopicModel:
    """Return a model with some topics merged into one, with the id and row of the first.

    Its shares are the sums of their shares; its words are their mixture, weighted by share.

    Parameters
    ----------
    model : TopicModel
    topics : sequence of int
        Ids.

    Raises
    ------
    ModelError
        If the model lacks one of them.
    """
    rows = model.rows_of(list(topics))
    first, others = rows[0], rows[1:]
    weights = model.share[rows]
    weights = weights / weights.sum() if weights.sum() > 0 else np.full(len(rows), 1 / len(rows))
    topic_term, share = model.topic_term.copy(), model.share.copy()
    doc_topic = model.doc_topic.astype(np.float64)
    topic_term[first] = weights @ topic_term[rows]
    share[first] = share[rows].sum()
    doc_topic[:, first] = doc_topic[:, rows].sum(axis=1)
    kept = ~np.isin(np.arange(model.n_topics), others)
    return replace(
        model,
        topic_term=topic_term[kept],
        doc_topic=doc_topic[:, kept].astype(np.float32),
        share=share[kept],
        topics=model.topics[kept],
        starts=None,
    )


def new_id(model: TopicModel, topic: int) -> int:
    """Return the id of the next topic that is split off a topic: 3001 for the first of topic 3."""
    taken = set(model.topics.tolist())
    return next(i for i in range(PER_TOPIC * topic + 1, PER_TOPIC * (topic + 1)) if i not in taken)


def split_topic(
    model: TopicModel,
    topic: int,
    chosen: npt.NDArray[np.bool_],
    matrix: DocTermMatrix | None = None,
) -> TopicModel:
    """Return a model in which part of a topic becomes a new topic, the last.

    The chosen units give their whole share of the topic to the new one. Each word of the topic is
    divided between the two in proportion to its counts that the topic is expected to have in these
    units and in the others.

    Parameters
    ----------
    model : TopicModel
    topic : int
        Id.
    chosen : bool array, shape (n_units,)
        Units whose share goes to the new topic.
    matrix : DocTermMatrix, optional
        The counts that the model was fitted on; without it both parts keep the words of the topic.
    """
    row = model.rows_of([topic])[0]
    doc_topic = model.doc_topic.astype(np.float64)
    amount = doc_topic[:, row] * model.unit_counts
    part = amount[chosen].sum() / amount.sum() if amount.any() else 0.0
    words = model.topic_term[row]
    ratio = np.full(len(words), part)
    if matrix is not None:
        inside, outside = _expected(model, row, chosen, matrix)
        np.divide(inside, inside + outside, out=ratio, where=inside + outside > 0)
    halves = [_distribution(words * weight, words) for weight in (1.0 - ratio, ratio)]
    moved = np.where(chosen, doc_topic[:, row], 0.0)
    doc_topic[chosen, row] = 0.0
    topic_term, share = model.topic_term.copy(), model.share.copy()
    topic_term[row] = halves[0]
    new_share = share[row] * part
    share[row] -= new_share
    return replace(
        model,
        topic_term=np.vstack([topic_term, halves[1]]),
        doc_topic=np.column_stack([doc_topic, moved]).astype(np.float32),
        share=np.append(share, new_share),
        topics=np.append(model.topics, new_id(model, topic)),
        starts=None,
    )


def _expected(
    model: TopicModel, row: int, chosen: npt.NDArray[np.bool_], matrix: DocTermMatrix
) -> tuple[Floats, Floats]:
    """Return the expected counts of a topic's words in the chosen units, and in the others."""
    counts = matrix.counts.tocoo()
    all_topics, own = np.zeros(len(counts.data)), np.zeros(len(counts.data))
    for k in range(model.n_topics):  # one topic at a time: an array of all could be large
        each = model.doc_topic[counts.row, k] * model.topic_term[k, counts.col]
        all_topics += each
        own = each if k == row else own
    weight = np.divide(counts.data * own, all_topics, out=np.zeros(len(own)), where=all_topics > 0)
    n, inside = len(model.vocabulary), chosen[counts.row]
    return (
        np.bincount(counts.col[inside], weight[inside], n).astype(np.float64),
        np.bincount(counts.col[~inside], weight[~inside], n).astype(np.float64),
    )


def _distribution(weights: Floats, otherwise: Floats) -> Floats:
    total = weights.sum()
    found: Floats = weights / total if total > 0 else otherwise
    return found
