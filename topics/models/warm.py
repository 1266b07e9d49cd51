"""Start a fit from an earlier model instead of at random."""

from __future__ import annotations

from typing import Any

import numpy as np

from topics.engines import ENGINES, engines_that
from topics.errors import ModelError, check_type
from topics.models.alignment import shared_columns
from topics.models.contract import Floats
from topics.models.storage import model_hash
from topics.models.types import TopicModel
from topics.text.types import DocTermMatrix

__all__ = ["start_hash", "start_terms"]


def start_hash(start: Any, engine: str, seed_words: Any) -> str:
    """Return the hash of a model that a fit starts from.

    Parameters
    ----------
    start : TopicModel
    engine : str
        Name of the engine to fit.
    seed_words : sequence, optional

    Raises
    ------
    ModelError
        If the engine cannot start from a model, or is to start from seed words as well.
    WrongTypeError
        If ``start`` is not a `TopicModel`.
    """
    check_type("start", start, TopicModel, "topics.fit(earlier_matrix)")
    if not ENGINES[engine].takes_start:
        able = ", ".join(engines_that("takes_start"))
        raise ModelError(f"engine '{engine}' cannot start from a model; engines that can: {able}.")
    if seed_words is not None:
        raise ModelError("start: a fit starts from a model or from seed_words; give one of them.")
    return model_hash(start)


def start_terms(
    start: TopicModel, matrix: DocTermMatrix, n_components: int, number: int
) -> Floats | None:
    """Return the words of each topic that one start of a fit begins with.

    The first start continues the topics that the earlier model shows, the next ones those of its
    other starts, so that the new starts vary as much as the earlier ones; later ones are random.

    Parameters
    ----------
    start : TopicModel
        The earlier model; of more topics than ``n_components`` the largest are continued.
    matrix : DocTermMatrix
        What is fitted; it must share terms with the model.
    n_components : int
    number : int
        Number of the start, from 0.

    Returns
    -------
    float64 array, shape (n_components, n_terms), or None
        Terms and topics that the earlier model lacks have 0 words. None for a random start.

    Raises
    ------
    ModelError
        If no term is in both vocabularies.
    """
    topic_term: Any = start.topic_term
    share, starts = start.share, start.starts
    if number:
        others = [] if starts is None else [i for i in range(len(starts)) if i != starts.shown]
        if starts is None or number > len(others):
            return None
        topic_term = starts.topic_term[others[number - 1]]
        share = starts.share[others[number - 1]]
    at, own = shared_columns(start.vocabulary, matrix.vocabulary)
    if not len(at):
        raise ModelError("start: the model and the matrix have no term in common.")
    kept = np.flatnonzero(start.rank <= n_components)
    words = np.zeros((n_components, len(matrix.vocabulary)))
    sizes = share[kept] * float(matrix.counts.sum())
    words[np.ix_(np.arange(len(kept)), own)] = topic_term[np.ix_(kept, at)] * sizes[:, None]
    return words
