"""Check the arrays and texts of frozen types, so that an invalid one is named at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from topics.errors import ModelError, WrongTypeError, check_type

__all__ = ["check_array", "check_items", "check_rows_sum"]


def check_array(
    name: str, value: Any, shape: tuple[int, ...], *, low: float | None = None, high: float = np.inf
) -> None:
    """Raise ModelError unless a value is an array of a shape, with finite numbers within limits.

    Parameters
    ----------
    name : str
        Name of the argument.
    value : object
    shape : tuple of int
        -1 allows any length.
    low, high : float, optional
        Smallest and largest number allowed; numbers are not checked without ``low``.
    """
    check_type(name, value, np.ndarray, "numpy.asarray(values)")
    if len(value.shape) != len(shape) or any(
        n not in (-1, found) for n, found in zip(shape, value.shape, strict=True)
    ):
        allowed = str(shape).replace("-1", "any")
        raise ModelError(f"{name} must have shape {allowed}, has {value.shape}")
    if low is None or not value.size:
        return
    if value.dtype.kind not in "iuf":
        raise WrongTypeError(f"{name} must be an array of numbers, has type {value.dtype}")
    if not (np.isfinite(value).all() and value.min() >= low and value.max() <= high):
        limits = f">= {low:g}" if high == np.inf else f"from {low:g} to {high:g}"
        raise ModelError(f"{name} must be finite numbers {limits}")


def check_rows_sum(name: str, value: Any) -> None:
    """Raise ModelError unless each row of an array sums to 1 within 1e-6."""
    sums = value.sum(axis=1, dtype=np.float64)
    if not np.allclose(sums, 1.0, rtol=0.0, atol=1e-6):
        raise ModelError(f"rows of {name} must sum to 1")


def check_items(name: str, value: Any, kind: type | tuple[type, ...], n: int = -1) -> None:
    """Raise WrongTypeError unless a value is a sequence of items of one type, ``n`` if given.

    Parameters
    ----------
    name : str
        Name of the argument.
    value : object
    kind : type or tuple of type
        Type of each item.
    n : int, default -1
        Number of items; -1 allows any.
    """
    kinds = kind if isinstance(kind, tuple) else (kind,)
    allowed = f"{name} must be a tuple of {' or '.join(k.__name__ for k in kinds)}"
    if isinstance(value, str | bytes) or not isinstance(value, Sequence):
        raise WrongTypeError(f"{allowed}, got {type(value).__name__}")
    for item in value:
        if not isinstance(item, kind):
            raise WrongTypeError(f"{allowed}, has an item of type {type(item).__name__}")
    if n not in (-1, len(value)):
        raise ModelError(f"{name} must have {n} items, has {len(value)}")
