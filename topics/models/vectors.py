"""Units as points: TF-IDF reduced by truncated SVD, or embeddings made elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.preprocessing import normalize
from sklearn.utils.extmath import randomized_svd

from topics.errors import ModelError
from topics.models.contract import Floats
from topics.models.threads import one_thread

__all__ = ["Embedded", "Lsa", "check_embeddings", "squared_distances"]

_DECIMALS = 6
"""Distances from products of coordinates near 1 carry an error of 1e-16 times some dozens before
the root is taken: points nearer than this cannot be distinguished."""


@dataclass(frozen=True, slots=True, eq=False)
class Lsa:
    """TF-IDF weights on the axes of a truncated SVD (latent semantic analysis).

    Attributes
    ----------
    axes : float64 array, shape (n_dims, n_features)
        Right singular vectors of the fitted weights.

    References
    ----------
    Deerwester et al. (1990). Indexing by latent semantic analysis. JASIS 41.
    doi:10.1002/(SICI)1097-4571(199009)41:6<391::AID-ASI1>3.0.CO;2-9.
    """

    axes: Floats

    @classmethod
    def fit(cls, weights: sparse.csr_array, n_dims: int, random_state: int) -> Lsa:
        """Find the axes; no more of them than there are units or terms."""
        n_dims = min(n_dims, *weights.shape)
        with one_thread():
            _, _, axes = randomized_svd(weights, n_dims, random_state=random_state)
        return cls(axes)

    def points(self, weights: sparse.csr_array) -> Floats:
        """Return each unit's point, shape (n_units, n_dims): of length one, or the origin."""
        return _unit_length(weights @ self.axes.T)


@dataclass(frozen=True, slots=True, eq=False)
class Embedded:
    """Embeddings less their mean, which all texts share and which does not distinguish them.

    Attributes
    ----------
    mean : float64 array, shape (n_dims,)
        Mean of the fitted units' embeddings.

    References
    ----------
    Mu and Viswanath (2018). All-but-the-top: simple and effective
    postprocessing for word representations. ICLR. arXiv:1702.01417.
    """

    mean: Floats

    @classmethod
    def fit(cls, embeddings: Floats) -> Embedded:
        """Find the mean."""
        return cls(embeddings.mean(axis=0))

    def points(self, embeddings: Floats) -> Floats:
        """Return each unit's point, shape (n_units, n_dims): of length one, or the origin."""
        return _unit_length(embeddings - self.mean)


def check_embeddings(embeddings: Any, n_units: int, n_dims: int | None = None) -> Floats:
    """Return embeddings as float64.

    Parameters
    ----------
    embeddings : array, shape (n_units, n_dims)
        One vector per unit.
    n_units : int
        How many units there are.
    n_dims : int, optional
        Dimensions of those a model was fitted on.

    Raises
    ------
    ModelError
        If they have another shape, are not finite numbers, or are all equal in a fit.
    """
    try:
        vectors = np.array(embeddings, dtype=np.float64)
    except (TypeError, ValueError) as exc:
        raise ModelError(f"embeddings must be an array of numbers ({exc}).") from exc
    if vectors.ndim != 2 or len(vectors) != n_units or vectors.shape[1] == 0:
        raise ModelError(
            f"embeddings must have shape ({n_units}, n_dims), one row per unit, have shape"
            f" {vectors.shape}."
        )
    if not np.isfinite(vectors).all():
        row = int(np.flatnonzero(~np.isfinite(vectors).all(axis=1))[0])
        raise ModelError(f"embeddings must be finite numbers; row {row} is not.")
    if n_dims is None and n_units > 1 and (vectors == vectors[0]).all():
        raise ModelError(
            f"embeddings must differ between units, but all {n_units} rows are equal. Embed the"
            " text of each unit."
        )
    if n_dims is not None and vectors.shape[1] != n_dims:
        raise ModelError(
            f"The model was fitted on embeddings of {n_dims} dimensions, these have"
            f" {vectors.shape[1]}; embed new units with the same embedding model."
        )
    return vectors


def squared_distances(points: Floats, centres: Floats) -> Floats:
    """Return squared Euclidean distances, shape (n_points, n_centres).

    Each is summed for itself, without BLAS, so that it does not depend on
    which other points there are.
    """
    columns = [((points - centre) ** 2).sum(axis=1) for centre in centres]
    return np.column_stack(columns)


def _unit_length(vectors: Floats) -> Floats:
    points: Floats = np.round(normalize(vectors), _DECIMALS)
    return points
