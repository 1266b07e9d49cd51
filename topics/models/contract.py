"""Checks of matrix and parameters for every engine, and normalisation of weights."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral, Real
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.utils import check_scalar
from sklearn.utils.validation import validate_data

from topics.errors import ModelError, did_you_mean, shortened

__all__ = [
    "Floats",
    "check_counted",
    "check_counts",
    "check_enough",
    "check_integer",
    "check_one_of",
    "check_real",
    "check_weights",
    "dampen",
    "shares",
]

SMALLEST, LARGEST = 1e-12, 1e6
"""Limits of priors: in single precision one far beyond is 0 or infinite, at which tomotopy ends the
process."""
Floats = npt.NDArray[np.float64]


def check_counts(estimator: Any, X: Any, *, reset: bool) -> sparse.csr_array:
    """Return counts or weights as a csr matrix with sorted indices and no stored zeros.

    Parameters
    ----------
    estimator : TopicEstimator
        The engine that is to fit or transform ``X``; learns its number of features.
    X : array or sparse matrix, shape (n_units, n_terms)
        Counts or non-negative weights; never changed.
    reset : bool
        Whether ``X`` is to be fitted, and must count something; otherwise it
        must have the terms of the fitted model.

    Returns
    -------
    scipy.sparse.csr_array of float64, shape (n_units, n_terms)

    Raises
    ------
    ModelError
        If ``X`` is to be fitted and counts nothing.
    TypeError, ValueError
        By scikit-learn, if ``X`` is not a matrix of finite, non-negative
        numbers, or has other terms than the model.
    """
    checked = validate_data(
        estimator,
        X,
        reset=reset,
        accept_sparse="csr",
        dtype=np.float64,
        copy=True,
        ensure_non_negative=True,
    )
    counts = sparse.csr_array(checked)
    counts.sum_duplicates()
    counts.eliminate_zeros()
    if reset:
        check_counted(counts)
    return counts


def check_counted(counts: sparse.csr_array) -> None:
    """Check that a document-term matrix counts something.

    Parameters
    ----------
    counts : csr_array, shape (n_units, n_terms)

    Raises
    ------
    ModelError
        If it has no units, no terms or no counts.
    """
    if counts.nnz == 0:
        n_units, n_terms = counts.shape
        raise ModelError(
            f"The document-term matrix is empty: {n_units} units and {n_terms} terms, nothing"
            " counted. Check that the sources contain running text, or lower min_df."
        )


def check_integer(name: str, value: Any, low: int = 1, high: int | None = None) -> None:
    """Check that a parameter is an integer within its bounds.

    Parameters
    ----------
    name : str
        Name of the parameter.
    value : object
        Its value.
    low, high : int
        The smallest and the largest value allowed.

    Raises
    ------
    ModelError
        If it is not; booleans are not integers.
    """
    allowed = f">= {low}" if high is None else f"from {low} to {high}"
    _check(name, value, f"an integer {allowed}", Integral, min_val=low, max_val=high)


def check_real(name: str, value: Any, *, positive: bool) -> None:
    """Check that a parameter is a finite number, above 0 or at least 0.

    Parameters
    ----------
    name : str
        Name of the parameter.
    value : object
        Its value.
    positive : bool
        Whether 0 is refused.

    Raises
    ------
    ModelError
        If it is not.
    """
    allowed, bounds = ("> 0", "neither") if positive else (">= 0", "left")
    try:
        size = abs(float(value)) if isinstance(value, Real) else 1.0
    except OverflowError:  # an integer of hundreds of digits
        size = 2 * LARGEST
    is_prior = name.endswith("prior")
    if is_prior and (0.0 < size < SMALLEST or LARGEST < size < np.inf):
        raise ModelError(
            f"{name} = {shortened(value)}: must be a finite number {allowed}, from {SMALLEST:g} to"
            f" {LARGEST:g} in size."
        )
    _check(
        name, value, f"a finite number {allowed}", Real,
        min_val=0.0, max_val=np.inf, include_boundaries=bounds,
    )  # fmt: skip


def _check(name: str, value: Any, allowed: str, kind: type, **bounds: Any) -> None:
    error = ModelError(f"{name} = {shortened(value)}: must be {allowed}.")
    if isinstance(value, bool | np.bool_) or value != value:  # nan is within any bounds
        raise error
    try:
        check_scalar(value, name, kind, **bounds)
    except (TypeError, ValueError) as exc:
        raise error from exc


def check_enough(n_components: int, n_units: int, noun: str) -> None:
    """Check that there are at least as many units as topics.

    Parameters
    ----------
    n_components : int
        Number of topics requested.
    n_units : int
        Number of units.
    noun : str
        What the units are called in the message.

    Raises
    ------
    ModelError
        If there are more topics than units.
    """
    if n_components > n_units:
        raise ModelError(
            f"n_components = {n_components} topics, but there are only {n_units} {noun};"
            f" choose at most {n_units} topics, or add texts."
        )


def check_weights(name: str, value: Any, shape: tuple[int, int]) -> Floats:
    """Return the weights of terms in topics that an engine is given to start from.

    Parameters
    ----------
    name : str
        Name of the argument.
    value : array, shape (n_components, n_features)
        Weights of at least 0.
    shape : tuple of int
        (n_components, n_features)

    Returns
    -------
    float64 array

    Raises
    ------
    ModelError
        If the shape or a weight is wrong.
    """
    weights = np.asarray(value, dtype=np.float64)
    if weights.shape != shape:
        raise ModelError(
            f"{name} must have shape {shape} (n_components, n_features), has {weights.shape}."
        )
    if not np.all(np.isfinite(weights) & (weights >= 0)):
        raise ModelError(f"{name} must be finite numbers >= 0.")
    return weights


def check_one_of(name: str, value: Any, allowed: Sequence[str]) -> None:
    """Check that a parameter is one of the words allowed.

    Parameters
    ----------
    name : str
        Name of the parameter.
    value : object
        Its value.
    allowed : sequence of str
        The words.

    Raises
    ------
    ModelError
        If it is not.
    """
    if value not in allowed:
        near = did_you_mean(value, allowed) if isinstance(value, str) else ""
        raise ModelError(f"{name} = {value!r}: must be one of {', '.join(allowed)}.{near}")


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
    """Scale rows to sum to 1; a row of zeros gets equal shares.

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
