"""Infer the topics of new texts with a fitted or saved model."""

from __future__ import annotations

from typing import Any

import numpy as np

from topics.arrays import check_array
from topics.engines import engines_that
from topics.errors import ModelError, check_type
from topics.models.contract import Floats
from topics.models.lda.inference import fold_in
from topics.models.lda.schedule import Workers
from topics.models.types import TopicModel
from topics.text.counting.weights import apply, from_plain
from topics.text.types import DocTermMatrix

__all__ = ["infer"]

NEVER = 1e-12
"""Probability of a term that a topic does not have: far below that of any it has."""


def infer(model: TopicModel, matrix: DocTermMatrix) -> Floats:
    """Find the shares of a model's topics in new units, with fixed topics.

    The units are folded in one by one by collapsed variational Bayes, as
    `topics.LDA.transform` does; no estimator is needed, so a model
    read back from a run can be used years later. A unit depends on itself alone,
    even if the model used neighbours when it was fitted.

    Parameters
    ----------
    model : TopicModel
        A model with a prior of topics in units (alpha), see ``Engine.infers``;
        fitted, or read back by `topics.load_run`.
    matrix : DocTermMatrix
        What ``topics.count(tokens, vocabulary=model.vocabulary)`` returns.
        Its counts are weighted here as those of the model were.

    Returns
    -------
    float64 array, shape (n_units, n_topics)
        Share of each topic in each unit of ``matrix``; rows sum to 1. A row
        depends on its unit alone.

    Raises
    ------
    ModelError
        If the vocabularies differ, or the model lacks what is needed.
    WrongTypeError
        If ``model`` is not a `TopicModel`, or ``matrix`` not a `DocTermMatrix`.
    """
    check_type("model", model, TopicModel, "topics.fit(matrix)")
    counted = "topics.count(tokens, vocabulary=model.vocabulary)"
    check_type("matrix", matrix, DocTermMatrix, counted)
    if matrix.vocabulary != model.vocabulary:
        raise ModelError(_other_terms(model, matrix))
    alpha, counts = _alpha(model), _weighted(model, matrix)
    phi = np.ascontiguousarray(np.maximum(model.topic_term, NEVER).T)
    with Workers(1) as workers:
        return fold_in(counts, phi, alpha, workers)


def _alpha(model: TopicModel) -> Floats:
    prior: Any = model.params.get("doc_topic_prior_")
    if prior is None:
        raise ModelError(
            f"A model of engine '{model.engine}' has no prior of topics in units, so it cannot find"
            f" the topics of new texts. Engines that can: {', '.join(engines_that('infers'))}."
        )
    try:
        alpha = np.asarray(prior, np.float64)
        check_array("doc_topic_prior_", alpha, (model.n_topics,), low=0)
        if not alpha.sum() > 0:
            raise ValueError("is 0")
    except (TypeError, ValueError, ModelError) as exc:
        raise _damaged("doc_topic_prior_", exc) from exc
    return alpha


def _weighted(model: TopicModel, matrix: DocTermMatrix) -> Any:
    weights: Any = model.params.get("weights")
    if weights is None:
        return matrix.counts
    try:
        weighting = from_plain(weights)
        check_array("idf", weighting.idf, (len(model.vocabulary),), low=0)
        return apply(matrix.counts, weighting)
    except (KeyError, TypeError, ValueError, ModelError) as exc:
        raise _damaged("weights", exc) from exc


def _damaged(name: str, exc: Exception) -> ModelError:
    return ModelError(
        f"The model's parameter {name} is not as a fit leaves it ({type(exc).__name__}:"
        f" {exc!s:.200}). Fit the model again."
    )


def _other_terms(model: TopicModel, matrix: DocTermMatrix) -> str:
    own, new = set(model.vocabulary), set(matrix.vocabulary)
    differ = (
        f"{len(new - own)} of its {len(new)} terms are not the model's"
        if new - own
        else f"it lacks {len(own - new)} of the model's {len(own)} terms"
        if own - new
        else "its terms are in another order"
    )
    return (
        f"The matrix has other columns than the model: {differ}. Count new texts with"
        " topics.count(tokens, vocabulary=model.vocabulary)."
    )
