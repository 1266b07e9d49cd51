"""Fitted estimators of LDA on disk, and to and from gensim."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from sklearn.utils.validation import check_is_fitted

from topics.models.contract import Floats
from topics.models.lda.priors import concentration
from topics.models.lda.scoring import MixedTopics
from topics.models.lda.starting import Priors
from topics.models.storage import read_arrays, write_arrays

__all__ = ["StoredTopics"]

ARRAYS = ("components_", "doc_topic_", "doc_topic_prior_", "_n_wk", "_seeds")
PLAIN = (
    "topic_word_prior_",
    "n_iter_",
    "converged_",
    "n_features_in_",
    "_n_seen",
    "_n_first",
    "_n_words",
)


class StoredTopics(MixedTopics):
    """An LDA that is written to disk, read back, and exchanged with gensim.

    Attributes
    ----------
    topic_word_prior_ : float
        Eta as used, or as learned.
    """

    seed_weight: float
    topic_word_prior_: float
    _n_wk: Floats
    _seeds: Floats
    _n_seen: float
    _n_first: float
    _n_words: float
    _priors: Priors

    def save(self, folder: str | Path) -> None:
        """Write the fitted estimator as safetensors and JSON, with the format version.

        Parameters
        ----------
        folder : path-like
            Made if it does not exist. A generator given as ``random_state`` is
            not kept, since it has moved on.

        Raises
        ------
        OutputError
            If the folder cannot be written.
        """
        check_is_fitted(self)
        params = self.get_params()
        if np.ndim(params["doc_topic_prior"]):
            params["doc_topic_prior"] = np.asarray(params["doc_topic_prior"]).tolist()
        if not isinstance(params["random_state"], int):
            del params["random_state"]
        plain = {name: getattr(self, name) for name in PLAIN}
        rest = {"estimator": "LDA", "params": params, "trace_": list(self.trace_), **plain}
        write_arrays(folder, {name: np.asarray(getattr(self, name)) for name in ARRAYS}, rest)

    @classmethod
    def load(cls, folder: str | Path) -> Self:
        """Read an estimator that `save` wrote; it transforms, scores and learns as before.

        Parameters
        ----------
        folder : path-like
            The folder of ``model.safetensors`` and ``model.json``.

        Raises
        ------
        OutputError
            If a file is missing or damaged, or of a newer format.
        """

        def make(arrays: dict[str, Any], rest: dict[str, Any]) -> Any:
            lda = cls(**rest["params"])
            before = {
                "converged_": False,
                **dict.fromkeys(("_n_seen", "_n_first"), rest["_n_words"]),
            }
            for name in PLAIN:
                setattr(lda, name, rest[name] if name in rest else before[name])
            for name in ARRAYS:
                setattr(lda, name, arrays[name])
            lda.trace_ = tuple(rest["trace_"])
            lda._restore_priors()
            return lda

        lda: Self = read_arrays(folder, make)
        return lda

    def to_gensim(self, vocabulary: Sequence[str] | None = None) -> Any:
        """Return a `gensim.models.LdaModel` with these topics and priors.

        Parameters
        ----------
        vocabulary : sequence of str, optional
            Terms of the columns, for gensim's printed topics; numbers if not given.
        """
        from topics.models.gensim import to_gensim

        check_is_fitted(self)
        weights = self.components_ - self.topic_word_prior_
        return to_gensim(weights, self.doc_topic_prior_, self.topic_word_prior_, vocabulary)

    @classmethod
    def from_gensim(cls, model: Any) -> Self:
        """Return an estimator with the topics and priors of a `gensim.models.LdaModel`.

        Parameters
        ----------
        model : gensim.models.LdaModel
            Its topics keep their numbers; columns are its ``id2word``.

        Returns
        -------
        LDA
        """
        weights = np.asarray(model.state.get_lambda(), dtype=np.float64)
        alpha, eta = np.asarray(model.alpha, dtype=np.float64), float(np.mean(model.eta))
        lda = cls(n_components=len(weights), doc_topic_prior=alpha, topic_word_prior=eta)
        lda.doc_topic_prior_ = concentration(alpha, len(weights))
        lda.topic_word_prior_ = eta
        lda.components_, lda.doc_topic_ = weights, np.empty((0, len(weights)))
        lda.n_features_in_, lda.n_iter_, lda.trace_ = weights.shape[1], 0, ()
        lda.converged_ = False
        lda._n_wk, lda._seeds = np.maximum(weights.T - eta, 0.0), np.zeros_like(weights)
        lda._n_seen = lda._n_first = lda._n_words = float(lda._n_wk.sum())
        lda._restore_priors()
        return lda

    def _restore_priors(self) -> None:
        weight = float(self.seed_weight)
        self._priors = Priors(self.doc_topic_prior_, self.topic_word_prior_, self._seeds, weight)
