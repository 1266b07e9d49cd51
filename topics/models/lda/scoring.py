"""How well a model of mixed topics predicts words it has not seen."""

from __future__ import annotations

from typing import Any

import numpy as np
from joblib import effective_n_jobs
from sklearn.utils.validation import check_is_fitted

from topics.errors import ModelError
from topics.models.base import TopicEstimator
from topics.models.contract import Floats, shares
from topics.models.lda.inference import completion
from topics.models.lda.schedule import Workers

__all__ = ["MixedTopics"]

SMALL = 2_000_000
"""Responsibilities (non-zeros times topics) below which one thread is faster than two."""


class MixedTopics(TopicEstimator):
    """An estimator with a prior of topics in units; it scores how well it predicts unseen terms.

    Attributes
    ----------
    doc_topic_prior_ : float64 array, shape (n_components,)
        Alpha as used, or as learned.
    """

    n_jobs: int | None
    doc_topic_prior_: Floats

    def check_params(self) -> None:
        """Check every parameter; see `TopicEstimator.check_params`."""
        super().check_params()
        if self.n_jobs is not None and (type(self.n_jobs) is not int or self.n_jobs == 0):
            raise ModelError(f"n_jobs = {self.n_jobs!r}: must be an integer other than 0, or None.")

    def score(self, X: Any, y: None = None) -> float:  # noqa: ARG002
        """Return the log-likelihood of one half of each unit's terms, given the other half.

        Greater is better; more topics are not better by themselves, so that
        `sklearn.model_selection.GridSearchCV` may choose by it.

        Parameters
        ----------
        X : array or sparse matrix, shape (n_units, n_features)
        y : None
            Ignored.

        Returns
        -------
        float
            Sum over the scored words.
        """
        return self._complete(X)[0]

    def perplexity(self, X: Any) -> float:
        """Return ``exp`` of minus the mean log-likelihood of a scored word, see `score`.

        Parameters
        ----------
        X : array or sparse matrix, shape (n_units, n_features)

        Returns
        -------
        float
            As if each word were drawn from so many equally likely ones.

        Raises
        ------
        ModelError
            If no unit has two terms, so that there is nothing to score.
        """
        log_likelihood, n_words = self._complete(X)
        if not n_words:
            raise ModelError(
                "perplexity: no unit has two different terms, so none predicts another; give"
                " longer units."
            )
        return float(np.exp(-log_likelihood / n_words))

    def _complete(self, X: Any) -> tuple[float, float]:
        check_is_fitted(self)
        counts = self._check_more(X)
        with Workers(self._n_threads(counts.nnz)) as workers:
            return completion(counts, self._phi(), self.doc_topic_prior_, workers)

    def _n_threads(self, nnz: int) -> int:
        return 1 if nnz * self.n_components < SMALL else int(effective_n_jobs(self.n_jobs))

    def _phi(self) -> Floats:
        """Return the probability of each term in each topic, shape (n_features, n_components)."""
        return np.ascontiguousarray(shares(self.components_).T)
