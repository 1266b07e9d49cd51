"""What every engine shares: its attributes, and what it asks of a document-term matrix."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from topics.errors import ModelError, did_you_mean

__all__ = [
    "TopicEstimator",
    "check_counts",
    "check_n_components",
    "check_n_jobs",
    "check_number",
    "check_one_of",
    "check_whole",
    "dampen",
    "shares",
]

Floats = npt.NDArray[np.float64]


class TopicEstimator(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator, ABC):  # type: ignore[misc]
    """Base of every engine: a scikit-learn transformer of non-negative, sparse counts.

    An engine defines ``__init__``, ``_fit`` and ``_transform``, which get a
    checked csr matrix.

    Attributes
    ----------
    components_ : float64 array, shape (n_components, n_features)
        Non-negative weight of each term in each topic.
    doc_topic_ : float64 array, shape (n_units, n_components)
        Share of each topic in each unit fitted; rows sum to 1.
    n_iter_ : int
        Passes made.
    n_features_in_ : int
        Number of terms.
    trace_ : tuple of float
        What the engine watched while it fitted; may be empty.
    """

    n_components: int
    max_iter: int
    components_: Floats
    doc_topic_: Floats
    n_iter_: int
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
            If ``X`` or a parameter cannot be used.
        """
        self._fit(self._check(X))
        return self

    def transform(self, X: Any) -> Floats:
        """Find the topics of units, new or old, the topics held fixed.

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
        ModelError
            If ``X`` cannot be used, or has other terms than the model.
        """
        check_is_fitted(self)
        return self._transform(self._check_more(X))

    def fit_transform(self, X: Any, y: None = None, **fit_params: Any) -> Floats:
        """Fit, and return ``doc_topic_``: the shares found on the way, not found anew."""
        doc_topic: Floats = self.fit(X, y, **fit_params).doc_topic_
        return doc_topic

    def _check(self, X: Any) -> sparse.csr_array:
        if hasattr(self, "max_iter"):
            check_whole("max_iter", self.max_iter)
        counts = check_counts(X)
        check_n_components(self.n_components, counts.shape[0])
        self.n_features_in_ = counts.shape[1]
        return counts

    def _check_more(self, X: Any) -> sparse.csr_array:
        return check_counts(X, n_features=self.n_features_in_, name=type(self).__name__)

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
        """Tell scikit-learn what kind of matrix is taken."""
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        tags.input_tags.positive_only = True
        return tags


def check_counts(
    X: Any, *, n_features: int | None = None, name: str = "the model"
) -> sparse.csr_array:
    """Return counts or weights as a csr matrix with sorted indices and no stored zeros.

    Parameters
    ----------
    X : array or sparse matrix, shape (n_units, n_terms)
        Counts or non-negative weights; never changed.
    n_features : int, optional
        Number of terms a fitted model knows. Without it, ``X`` is to be fitted
        and must count something.
    name : str, default "the model"
        Who knows them.

    Returns
    -------
    scipy.sparse.csr_array of float64, shape (n_units, n_terms)

    Raises
    ------
    ModelError
        If ``X`` is not a matrix of finite, non-negative numbers, has other
        terms than the model, or counts nothing at all. Where scikit-learn has
        words of its own for what is wrong, the message has them.
    """
    counts = _to_csr(X)
    _check_values(counts)
    n_units, n_terms = counts.shape
    if n_features is None and counts.nnz == 0:
        no_terms = f"0 feature(s) (shape={counts.shape}) while a minimum of 1 is required: "
        raise ModelError(
            f"{no_terms if n_terms == 0 else ''}The document-term matrix is empty: {n_units} units"
            f" and {n_terms} terms, nothing counted. Check that the sources hold running text,"
            " or lower min_df."
        )
    if n_features is not None and n_terms != n_features:
        raise ModelError(
            f"X has {n_terms} features, but {name} is expecting {n_features} features as input;"
            " count new units with the model's own vocabulary."
        )
    return counts


class _NotNumbersError(ModelError, TypeError):
    """What scikit-learn calls a TypeError: objects that are no numbers."""


def _to_csr(X: Any) -> sparse.csr_array:
    if not sparse.issparse(X):
        X = np.asarray(X)
    if X.ndim != 2:
        raise ModelError(
            "The document-term matrix must have two dimensions (units, terms),"
            f" has shape {X.shape}. Reshape your data."
        )
    if X.dtype.kind == "c":
        raise ModelError("Complex data not supported: the document-term matrix holds counts.")
    if X.dtype.kind == "O":
        try:
            X = X.astype(np.float64)
        except (TypeError, ValueError) as exc:
            raise _NotNumbersError(
                f"The document-term matrix must hold real numbers: {exc}."
            ) from exc
    if X.dtype.kind not in "buif":
        raise ModelError(f"The document-term matrix must hold real numbers, holds {X.dtype}.")
    counts = sparse.csr_array(X, dtype=np.float64, copy=True)
    counts.sum_duplicates()
    counts.eliminate_zeros()
    return counts


def _check_values(counts: sparse.csr_array) -> None:
    bad = np.flatnonzero(~np.isfinite(counts.data) | (counts.data < 0))
    if not len(bad):
        return
    coo = counts.tocoo()
    value = coo.data[bad[0]]
    raise ModelError(
        f"{'Negative values in data: t' if value < 0 else 'T'}he document-term matrix must hold"
        f" finite numbers of at least 0; row {coo.row[bad[0]]}, column {coo.col[bad[0]]} holds"
        f" {'NaN' if np.isnan(value) else value} ({len(bad)} such in all)."
    )


def check_whole(name: str, value: Any) -> None:
    """Raise ModelError unless ``value`` is a whole number of at least 1.

    Parameters
    ----------
    name : str
        Name of the parameter.
    value : object
        What was given for it.
    """
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if not whole or value < 1:
        raise ModelError(f"{name} = {value!r}: must be a whole number of at least 1.")


def check_number(name: str, value: Any, *, above_zero: bool) -> None:
    """Raise ModelError unless ``value`` is a finite number, above 0 or at least 0.

    Parameters
    ----------
    name : str
        Name of the parameter.
    value : object
        What was given for it.
    above_zero : bool
        Whether 0 itself is wrong.
    """
    number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    if not number or not np.isfinite(value) or value < 0 or (above_zero and value == 0):
        allowed = "above 0" if above_zero else "of at least 0"
        raise ModelError(f"{name} = {value!r}: must be a number {allowed}.")


def check_n_components(n_components: Any, n_units: int, noun: str = "units") -> None:
    """Raise ModelError unless there are at least as many units as topics.

    Parameters
    ----------
    n_components : int
        Topics asked for.
    n_units : int
        How many there are at most.
    noun : str, default "units"
        What they are.
    """
    check_whole("n_components", n_components)
    if n_components > n_units:
        raise ModelError(
            f"n_components = {n_components} topics, but there are only {n_units} {noun};"
            f" choose at most {n_units} topics, or add texts."
        )


def check_one_of(name: str, value: Any, allowed: Sequence[str]) -> None:
    """Raise ModelError unless ``value`` is one of the words allowed.

    Parameters
    ----------
    name : str
        Name of the parameter.
    value : object
        What was given for it.
    allowed : sequence of str
        What may be given.
    """
    if value not in allowed:
        near = did_you_mean(value, allowed) if isinstance(value, str) else ""
        raise ModelError(f"{name} = {value!r}: must be one of {', '.join(allowed)}.{near}")


def check_n_jobs(n_jobs: Any) -> int:
    """Return how many threads to use.

    Parameters
    ----------
    n_jobs : int or None
        At least 1; None or -1 for one each processor this process may use.

    Raises
    ------
    ModelError
        If it is none of these.
    """
    if n_jobs is None or n_jobs == -1:
        able = getattr(os, "sched_getaffinity", None)
        return len(able(0)) if able else os.cpu_count() or 1
    check_whole("n_jobs", n_jobs)
    return int(n_jobs)


def dampen(counts: sparse.csr_array) -> sparse.csr_array:
    """Return ``log(1 + counts)``: sublinear term frequencies, above 0 for any weight above 0.

    Parameters
    ----------
    counts : csr_array of float64, shape (n_units, n_terms)

    Returns
    -------
    csr_array of float64, shape (n_units, n_terms)
    """
    dampened = counts.copy()
    dampened.data = np.log1p(dampened.data)
    return dampened


def shares(weights: Floats) -> Floats:
    """Scale rows to sum to 1; a row of zeros, which knows nothing, gets equal shares.

    Parameters
    ----------
    weights : float64 array, shape (n_rows, n_columns)
        Non-negative weights.

    Returns
    -------
    float64 array, shape (n_rows, n_columns)
    """
    totals = weights.sum(axis=1, keepdims=True)
    result = np.full_like(weights, 1.0 / weights.shape[1])
    np.divide(weights, totals, out=result, where=totals > 0)
    return result
