"""Topics as clusters of units: TF-IDF, truncated SVD, k-means."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from sklearn.cluster import KMeans
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.preprocessing import normalize
from sklearn.utils.extmath import randomized_svd
from threadpoolctl import threadpool_limits

from topics.models._contract import Floats, TopicEstimator, check_n_components, dampen

__all__ = ["KMeansTopics"]

_DIMENSIONS = 50
_DECIMALS = 6
"""K-means cannot tell points apart that are nearer: its distances come from products of
coordinates near 1, so squared distances carry an error of 1e-16 times some dozens."""


class KMeansTopics(TopicEstimator):
    """Clusters of units as topics: each unit belongs to one topic wholly.

    TF-IDF with sublinear term frequency, reduced to 50 dimensions (or as many
    topics, or as few units or terms, as there are) by truncated SVD (latent
    semantic analysis [1]_), scaled to length one, so that Euclidean distance
    orders as cosine does; then k-means [2]_ from ten starts.

    Parameters
    ----------
    n_components : int, default 10
        Number of clusters.
    max_iter : int, default 300
        Iterations of each start at most.
    random_state : int, default 0
        Seed of the SVD and the starts.

    Attributes
    ----------
    components_ : float64 array, shape (n_components, n_features)
        Mean TF-IDF of each cluster's units: the words it stands for.
    doc_topic_ : float64 array, shape (n_units, n_components)
        One-hot rows: each fitted unit's cluster. A unit that counts nothing
        belongs to none and gets equal shares.
    n_iter_ : int
        Iterations of the best start.
    n_features_in_ : int
        Number of terms.
    trace_ : tuple of float
        Empty: scikit-learn keeps no record.

    Notes
    -----
    Points are rounded to six decimals and units that point the same way are
    one point: there must be as many different points as clusters. BLAS and
    OpenMP run on one thread.

    References
    ----------
    .. [1] Deerwester et al. (1990). Indexing by latent semantic analysis.
       JASIS 41. doi:10.1002/(SICI)1097-4571(199009)41:6<391::AID-ASI1>3.0.CO;2-9.
    .. [2] Arthur and Vassilvitskii (2007). k-means++: the advantages of
       careful seeding. SODA. doi:10.5555/1283383.1283494.
    """

    def __init__(
        self, n_components: int = 10, *, max_iter: int = 300, random_state: int = 0
    ) -> None:
        self.n_components = n_components
        self.max_iter = max_iter
        self.random_state = random_state

    def _fit(self, counts: sparse.csr_array) -> None:
        self._tfidf = TfidfTransformer().fit(counts)
        weights = self._weigh(counts)
        dimensions = min(max(_DIMENSIONS, self.n_components), *counts.shape)
        with threadpool_limits(1):
            _, _, self._axes = randomized_svd(weights, dimensions, random_state=self.random_state)
        points = self._points(weights)
        known = np.flatnonzero(points.any(axis=1))
        n_points = len(np.unique(points[known], axis=0))
        check_n_components(self.n_components, n_points, "units that differ")
        with threadpool_limits(1):
            kmeans = KMeans(
                self.n_components, n_init=10, max_iter=self.max_iter, random_state=self.random_state
            ).fit(points[known])
        self._centres = kmeans.cluster_centers_
        self.doc_topic_ = self._nearest(points)
        self.components_ = _means(self.doc_topic_[known], weights[known])
        self.n_iter_ = int(kmeans.n_iter_)
        self.trace_ = ()

    def _transform(self, counts: sparse.csr_array) -> Floats:
        return self._nearest(self._points(self._weigh(counts)))

    def _weigh(self, counts: sparse.csr_array) -> sparse.csr_array:
        return sparse.csr_array(self._tfidf.transform(dampen(counts)))

    def _points(self, weights: sparse.csr_array) -> Floats:
        points: Floats = np.round(normalize(weights @ self._axes.T), _DECIMALS)
        return points

    def _nearest(self, points: Floats) -> Floats:
        """Return one-hot rows of the nearest centre, equal shares for a point at the origin."""
        with threadpool_limits(1):
            distances = (self._centres**2).sum(axis=1) - 2 * points @ self._centres.T
        rows: Floats = np.eye(self.n_components)[distances.argmin(axis=1)]
        rows[~points.any(axis=1)] = 1.0 / self.n_components
        return rows


def _means(members: Floats, weights: sparse.csr_array) -> Floats:
    """Return the mean row of ``weights`` of each cluster, shape (n_clusters, n_terms)."""
    means: Floats = (weights.T @ members).T / members.sum(axis=0)[:, None]
    return np.ascontiguousarray(means)
