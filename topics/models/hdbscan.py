"""Topics as dense parts of the units, with outliers between them."""

from __future__ import annotations

import numpy as np
from sklearn.cluster import HDBSCAN

from topics.errors import ModelError
from topics.models.clustering import ClusterEstimator, Labels, cluster_means
from topics.models.contract import Floats, check_integer, shares
from topics.models.threads import one_thread
from topics.models.vectors import squared_distances

__all__ = ["HDBSCANTopics"]

_DIMENSIONS = 10
"""In many dimensions all points are about as far from each other, and none is dense: on paragraphs
of speeches, 50 leave three in five of them outliers, ten leave two in five."""

_MIN_SAMPLES = 5
_NEAR = 1e-12


class HDBSCANTopics(ClusterEstimator):
    """Dense parts of the units as topics, and outliers between them, by HDBSCAN [1]_.

    Points as in `KMeansTopics`, but ten dimensions of the SVD. The clusters
    are the leaves of the tree of densities, with ``min_samples`` 5.
    ``min_cluster_size`` is the smallest, from 5 up, that leaves at most
    ``n_components`` of them. There may be fewer.

    Outliers are many, often half of all paragraphs, and hiding them would
    suggest a certainty that the data do not support; leaving them without topics would
    drop half of the words. So an outlier has a share in every topic, by the
    inverse of its squared distance from the centre (the memberships of fuzzy
    c-means with m = 2 [2]_): its main topic is the nearest, and the share of
    it is low.

    Parameters
    ----------
    n_components : int, default 10
        Maximum number of clusters; must be >= 2.
    random_state : int, default 1
        Unused.

    Attributes
    ----------
    components_ : float64 array, shape (n_topics, n_features)
        Mean TF-IDF of each cluster's units, without the outliers.
    doc_topic_ : float64 array, shape (n_units, n_topics)
        One-hot rows for units of a cluster, memberships for outliers, equal
        shares for a unit that counts nothing. Rows sum to 1.
    labels_ : int64 array, shape (n_units,)
        Cluster of each fitted unit, from 0; -1 for outliers and for units
        that count nothing.
    min_cluster_size_ : int
        Minimum number of units per cluster.
    n_iter_ : int
        Values of ``min_cluster_size`` tried.
    n_features_in_ : int
        Number of terms.
    trace_ : tuple of float
        Empty.

    Notes
    -----
    ``transform`` takes a unit for an outlier if it is farther from the
    nearest centre than every unit of that cluster was. Scikit-learn's
    HDBSCAN [3]_, one thread. Time grows with the square of the units.

    References
    ----------
    .. [1] Campello, Moulavi, Zimek and Sander (2015). Hierarchical density
       estimates for data clustering, visualization, and outlier detection.
       ACM TKDD 10. doi:10.1145/2733381.
    .. [2] Bezdek, Ehrlich and Full (1984). FCM: the fuzzy c-means clustering
       algorithm. Computers & Geosciences 10. doi:10.1016/0098-3004(84)90020-7.
    .. [3] McInnes, Healy and Astels (2017). hdbscan: hierarchical density
       based clustering. JOSS 2. doi:10.21105/joss.00205.
    """

    def __init__(self, n_components: int = 10, *, random_state: int = 1) -> None:
        self.n_components = n_components
        self.random_state = random_state

    def check_params(self) -> None:
        """Check every parameter; see `TopicEstimator.check_params`."""
        super().check_params()
        check_integer("n_components", self.n_components, low=2)

    def _n_dims(self) -> int:
        return _DIMENSIONS

    def _find(self, points: Floats) -> None:
        self.labels_ = self._smallest(points)
        self._centres = cluster_means(self.labels_, points)
        distances = squared_distances(points, self._centres)
        self._reach = np.array(
            [distances[self.labels_ == k, k].max() for k in range(len(self._centres))]
        )

    def _smallest(self, points: Floats) -> Labels:
        """Search by halves: the larger the clusters must be, the fewer there are."""
        low, high = _MIN_SAMPLES, len(points) // 2  # there are two clusters at least, or none
        found: Labels | None = None
        too_many = self.n_iter_ = 0
        while low <= high:
            size = (low + high) // 2
            labels = _cluster(points, size)
            self.n_iter_ += 1
            if (n_clusters := int(labels.max()) + 1) > self.n_components:
                low, too_many = size + 1, n_clusters
            else:
                high, found = size - 1, labels
                self.min_cluster_size_ = size
        if found is not None and found.max() >= 0:
            return found
        if too_many:
            raise ModelError(
                f"HDBSCAN finds {too_many} clusters in these {len(points)} units or none, but not"
                f" {self.n_components} or fewer: choose n_components of at least {too_many}."
            )
        raise ModelError(
            f"HDBSCAN finds no two clusters of {_MIN_SAMPLES} units or more in these {len(points)}"
            " units: no part of them is denser than the rest. Take kmeans or agglomerative, or add"
            " texts."
        )

    def _fitted_shares(self, points: Floats) -> Floats:
        rows = _memberships(squared_distances(points, self._centres))
        inside = self.labels_ >= 0
        rows[inside] = np.eye(len(self._centres))[self.labels_[inside]]
        return rows

    def _shares(self, points: Floats) -> Floats:
        distances = squared_distances(points, self._centres)
        nearest = distances.argmin(axis=1)
        rows = _memberships(distances)
        inside = distances.min(axis=1) <= self._reach[nearest]
        rows[inside] = np.eye(len(self._centres))[nearest[inside]]
        return rows


def _cluster(points: Floats, min_cluster_size: int) -> Labels:
    with one_thread():
        tree = HDBSCAN(
            min_cluster_size=min_cluster_size,
            min_samples=_MIN_SAMPLES,
            cluster_selection_method="leaf",
            copy=True,
        ).fit(points)
    return np.asarray(tree.labels_, dtype=np.int64)


def _memberships(distances: Floats) -> Floats:
    return shares(1.0 / np.maximum(distances, _NEAR))
