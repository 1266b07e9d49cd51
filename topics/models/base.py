"""The base class of every engine."""

from __future__ import annotations

import warnings
from abc import ABC, abstractmethod
from typing import Any, Self

from scipy import sparse
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.validation import check_is_fitted

from topics.errors import TopicsWarning
from topics.messages import Message
from topics.models.contract import Floats, check_counts, check_enough, check_integer
from topics.settings_rules import MAX_COMPONENTS, MAX_ITER

__all__ = ["NotConvergedWarning", "TopicEstimator", "not_converged"]


class NotConvergedWarning(TopicsWarning, ConvergenceWarning):  # type: ignore[misc]
    """A fit reached ``max_iter`` before it converged; a run records it."""


def not_converged(estimator: str, max_iter: int) -> NotConvergedWarning:
    """Return the warning that an estimator did not converge."""
    return NotConvergedWarning(
        Message("not_converged", {"estimator": estimator, "max_iter": max_iter})
    )


class TopicEstimator(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator, ABC):  # type: ignore[misc]
    """Base of every engine: a scikit-learn transformer of non-negative, sparse counts.

    An engine defines ``__init__``, ``_fit`` and ``_transform``, which get a
    checked csr matrix, and extends `check_params` by its own parameters.

    Attributes
    ----------
    components_ : float64 array, shape (n_components, n_features)
        Non-negative weight of each term in each topic.
    doc_topic_ : float64 array, shape (n_units, n_components)
        Share of each topic in each unit fitted; rows sum to 1.
    n_iter_ : int
        Number of passes.
    converged_ : bool
        Whether the fit converged before ``max_iter`` passes. Samplers, which always make all
        sweeps, and clusterings without passes have no such attribute.
    n_features_in_ : int
        Number of terms.
    trace_ : tuple of float
        The quantity the engine monitors while it fits; may be empty.
    objective_ : float
        Criterion for comparing starts; higher is better. By default the last value of
        ``trace_``; an engine that monitors something else defines its own (``objective`` in
        `topics.engines.Engine`).
    """

    n_components: int
    max_iter: int
    random_state: Any
    components_: Floats
    doc_topic_: Floats
    n_iter_: int
    converged_: bool
    n_features_in_: int
    trace_: tuple[float, ...]

    def fit(self, X: Any, y: None = None) -> Self:  # noqa: ARG002
        """Find the topics of a document-term matrix.

        Parameters
        ----------
        X : array or sparse matrix, shape (n_units, n_features)
            Counts or non-negative weights.
        y : None
            Ignored.

        Returns
        -------
        TopicEstimator
            Itself.

        Raises
        ------
        ModelError
            If a parameter cannot be used, or ``X`` counts nothing.
        TypeError, ValueError
            If ``X`` is not a matrix of finite, non-negative numbers.
        """
        self._fit(self._check(X))
        return self

    def transform(self, X: Any) -> Floats:
        """Find the shares of topics in units, with fixed topics.

        Parameters
        ----------
        X : array or sparse matrix, shape (n_units, n_features)
            Counts or non-negative weights.

        Returns
        -------
        float64 array, shape (n_units, n_components)
            Share of each topic in each unit; rows sum to 1. A row depends on
            its unit alone.

        Raises
        ------
        TypeError, ValueError
            If ``X`` is not a matrix of finite, non-negative numbers, or has
            another number of terms than the model.
        """
        check_is_fitted(self)
        return self._transform(self._check_more(X))

    def fit_transform(self, X: Any, y: None = None, **fit_params: Any) -> Floats:
        """Fit, and return ``doc_topic_``, the shares of the fit."""
        doc_topic: Floats = self.fit(X, y, **fit_params).doc_topic_
        return doc_topic

    def check_params(self) -> None:
        """Check every parameter, before anything is fitted.

        Raises
        ------
        ModelError
            If a parameter is of the wrong type or out of range.
        """
        check_integer("n_components", self.n_components, high=MAX_COMPONENTS)
        if hasattr(self, "max_iter"):
            check_integer("max_iter", self.max_iter, high=MAX_ITER)
        self._check_random_state()

    def _check_random_state(self) -> None:
        check_integer("random_state", self.random_state, low=0, high=2**32 - 1)

    def _set_converged(self, converged: bool) -> None:
        """Set ``converged_``; warn at ``max_iter``, unless ``tol`` is 0 (all passes asked for)."""
        self.converged_ = bool(converged)
        if not converged and getattr(self, "tol", 1.0) > 0:
            warning = not_converged(type(self).__name__, self.max_iter)
            warnings.warn(warning, stacklevel=4)

    def _check(self, X: Any) -> sparse.csr_array:
        self.check_params()
        counts = check_counts(self, X, reset=True)
        check_enough(self.n_components, counts.shape[0], "units")
        return counts

    def _check_more(self, X: Any) -> sparse.csr_array:
        return check_counts(self, X, reset=False)

    @property
    def objective_(self) -> float:
        """Return the criterion that starts are compared by; higher is better, nan if unknown."""
        return self.trace_[-1] if self.trace_ else float("nan")

    @property
    def _n_features_out(self) -> int:
        return int(self.components_.shape[0])

    @abstractmethod
    def _fit(self, counts: sparse.csr_array) -> None:
        """Set every fitted attribute but ``n_features_in_``."""

    @abstractmethod
    def _transform(self, counts: sparse.csr_array) -> Floats:
        """Return the shares of each row."""

    def __sklearn_tags__(self) -> Any:
        """Declare to scikit-learn which matrices are accepted."""
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        tags.input_tags.positive_only = True
        return tags
