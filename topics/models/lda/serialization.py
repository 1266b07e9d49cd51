"""Fitted estimators of LDA on disk, and from gensim."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from topics.models.lda.learning import Priors
from topics.models.lda.priors import concentration
from topics.models.storage import read_arrays, write_arrays

if TYPE_CHECKING:
    from topics.models.lda.estimator import LDA

__all__ = ["from_disk", "from_gensim", "to_disk"]

ARRAYS = ("components_", "doc_topic_", "doc_topic_prior_", "_n_wk", "_seeds")
PLAIN = ("topic_word_prior_", "n_iter_", "n_features_in_", "_n_chunks", "_n_words")

Estimator = TypeVar("Estimator", bound="LDA")


def to_disk(lda: LDA, folder: str | Path) -> None:
    """Write a fitted estimator.

    Parameters
    ----------
    lda : LDA
        A generator given as its ``random_state`` is not kept: it has moved on.
    folder : path-like
    """
    params = lda.get_params()
    if np.ndim(params["doc_topic_prior"]):
        params["doc_topic_prior"] = np.asarray(params["doc_topic_prior"]).tolist()
    if not isinstance(params["random_state"], int):
        params["random_state"] = None
    plain = {name: getattr(lda, name) for name in PLAIN}
    rest = {"estimator": "LDA", "params": params, "trace_": list(lda.trace_), **plain}
    write_arrays(folder, {name: np.asarray(getattr(lda, name)) for name in ARRAYS}, rest)


def from_disk(cls: type[Estimator], folder: str | Path) -> Estimator:
    """Return an estimator that `to_disk` wrote.

    Parameters
    ----------
    cls : type
        LDA.
    folder : path-like
    """

    def make(arrays: dict[str, Any], rest: dict[str, Any]) -> Estimator:
        lda = cls(**rest["params"])
        for name in PLAIN:
            setattr(lda, name, rest[name])
        for name in ARRAYS:
            setattr(lda, name, arrays[name])
        lda.trace_ = tuple(rest["trace_"])
        return _with_priors(lda)

    return read_arrays(folder, make)


def from_gensim(cls: type[Estimator], model: Any) -> Estimator:
    """Return an estimator with the topics and priors of gensim's model.

    Parameters
    ----------
    cls : type
        LDA.
    model : gensim.models.LdaModel
    """
    weights = np.asarray(model.state.get_lambda(), dtype=np.float64)
    alpha, eta = np.asarray(model.alpha, dtype=np.float64), float(np.mean(model.eta))
    lda = cls(len(weights), doc_topic_prior=alpha, topic_word_prior=eta)
    lda.doc_topic_prior_ = concentration(alpha, len(weights))
    lda.topic_word_prior_ = eta
    lda.components_, lda.doc_topic_ = weights, np.empty((0, len(weights)))
    lda.n_features_in_, lda.n_iter_, lda.trace_ = weights.shape[1], 0, ()
    lda._n_wk, lda._seeds = np.maximum(weights.T - eta, 0.0), np.zeros_like(weights)
    lda._n_chunks, lda._n_words = 1, float(lda._n_wk.sum())
    return _with_priors(lda)


def _with_priors(lda: Estimator) -> Estimator:
    weight = float(lda.seed_weight)
    lda._priors = Priors(lda.doc_topic_prior_, lda.topic_word_prior_, lda._seeds, weight)
    return lda
