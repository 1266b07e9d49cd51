"""Topics as clusters of units: their common base, k-means, and Ward's method."""

from __future__ import annotations

import warnings
from abc import abstractmethod
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.cluster.hierarchy import ClusterWarning
from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.utils.validation import check_is_fitted

from topics.errors import ModelError
from topics.models.base import TopicEstimator
from topics.models.contract import Floats, check_enough, dampen
from topics.models.threads import one_thread
from topics.models.vectors import Embedded, Lsa, check_embeddings

__all__ = ["AgglomerativeTopics", "ClusterEstimator", "KMeansTopics", "cluster_means"]

Labels = npt.NDArray[np.int64]

_DIMENSIONS = 50
SEED_OF_AXES = 0
"""Seed of the SVD, so that fits from different random seeds have the same points. On the texts of
``seeds/`` Ward's method on points of different seeds agreed with itself by an ARI of 0.5 only."""


class ClusterEstimator(TopicEstimator):
    """Base of the clusterings: units to points, clusters of points to topics.

    An engine defines ``__init__`` and ``_find``.

    Attributes
    ----------
    labels_ : int64 array, shape (n_units,)
        Cluster of each fitted unit, from 0; -1 for none.
    """

    random_state: int
    labels_: Labels

    def fit(self, X: Any, y: None = None, *, embeddings: Any = None) -> Self:  # noqa: ARG002
        """Find clusters of the units of a document-term matrix.

        Parameters
        ----------
        X : array or sparse matrix, shape (n_units, n_features)
            Counts or non-negative weights.
        y : None
            Ignored.
        embeddings : array, shape (n_units, n_dims), optional
            Points to cluster in place of the units' TF-IDF; the words of topics
            still come from ``X``.

        Returns
        -------
        TopicEstimator
            Itself.

        Raises
        ------
        ModelError
            If ``X``, ``embeddings`` or a parameter cannot be used.
        """
        self._fit(self._check(X), embeddings)
        return self

    def transform(self, X: Any, *, embeddings: Any = None) -> Floats:
        """Find the clusters of units, with fixed centres.

        Parameters
        ----------
        X : array or sparse matrix, shape (n_units, n_features)
            Counts or non-negative weights.
        embeddings : array, shape (n_units, n_dims), optional
            Needed by a model that was fitted on embeddings.

        Returns
        -------
        float64 array, shape (n_units, n_topics)
            Share of each topic in each unit; rows sum to 1. A row depends on
            its unit alone.

        Raises
        ------
        ModelError
            If ``X`` or ``embeddings`` cannot be used, or are not what the
            model was fitted on.
        """
        check_is_fitted(self)
        counts = self._check_more(X)
        return self._transform(counts, embeddings)

    def _fit(self, counts: sparse.csr_array, embeddings: Any = None) -> None:
        self._tfidf = TfidfTransformer().fit(counts)
        weights = self._weigh(counts)
        self._space: Lsa | Embedded
        if embeddings is None:
            self._space = Lsa.fit(weights, self._n_dims(), SEED_OF_AXES)
            points = self._space.points(weights)
        else:
            vectors = check_embeddings(embeddings, counts.shape[0])
            self._space = Embedded.fit(vectors)
            points = self._space.points(vectors)
        known = np.flatnonzero(points.any(axis=1))
        self._find(points[known])
        self.doc_topic_ = np.full((len(points), len(self._centres)), 1.0 / len(self._centres))
        self.doc_topic_[known] = self._fitted_shares(points[known])
        self.components_ = cluster_means(self.labels_, weights[known])
        labels = np.full(len(points), -1, dtype=np.int64)
        labels[known] = self.labels_
        self.labels_ = labels
        self.trace_ = ()

    def _transform(self, counts: sparse.csr_array, embeddings: Any = None) -> Floats:
        if isinstance(self._space, Lsa):
            if embeddings is not None:
                raise ModelError("The model was fitted without embeddings; transform without them.")
            points = self._space.points(self._weigh(counts))
        elif embeddings is None:
            raise ModelError("The model was fitted on embeddings; pass those of the new units too.")
        else:
            n_dims = len(self._space.mean)
            points = self._space.points(check_embeddings(embeddings, counts.shape[0], n_dims))
        rows = self._shares(points)
        rows[~points.any(axis=1)] = 1.0 / len(self._centres)
        return rows

    def _n_dims(self) -> int:
        return max(_DIMENSIONS, self.n_components)

    @abstractmethod
    def _find(self, points: Floats) -> None:
        """Set ``labels_`` of the points (-1: outlier), ``_centres`` and ``n_iter_``."""

    def _fitted_shares(self, points: Floats) -> Floats:  # noqa: ARG002
        """Return the shares of the fitted points."""
        rows: Floats = np.eye(len(self._centres))[self.labels_]
        return rows

    def _shares(self, points: Floats) -> Floats:
        """Return the shares of any points."""
        rows: Floats = np.eye(len(self._centres))[self._nearest(points)]
        return rows

    def _nearest(self, points: Floats) -> Labels:
        """Return the nearest centre of each point; ties go to the first."""
        with one_thread():
            distances = (self._centres**2).sum(axis=1) - 2 * points @ self._centres.T
        return np.asarray(np.round(distances, 10).argmin(axis=1), dtype=np.int64)

    def _weigh(self, counts: sparse.csr_array) -> sparse.csr_array:
        return sparse.csr_array(self._tfidf.transform(dampen(counts)))


class KMeansTopics(ClusterEstimator):
    """Clusters of units as topics: each unit belongs to exactly one topic.

    TF-IDF with sublinear term frequency, reduced to 50 dimensions (or as many
    topics, or as few units or terms, as there are) by truncated SVD (latent
    semantic analysis [1]_), scaled to length one, so that Euclidean distance
    orders as cosine does; then k-means [2]_ from one start. Or k-means on
    embeddings less their mean, scaled likewise. `topics.fit` makes several starts
    and keeps the best.

    Parameters
    ----------
    n_components : int, default 10
        Number of clusters.
    max_iter : int, default 300
        Maximum number of iterations per start.
    random_state : int, default 1
        Seed of the start; the points are the same for any.

    Attributes
    ----------
    components_ : float64 array, shape (n_components, n_features)
        Mean TF-IDF of each cluster's units.
    doc_topic_ : float64 array, shape (n_units, n_components)
        One-hot rows: each fitted unit's cluster. A unit that counts nothing
        belongs to none and gets equal shares.
    labels_ : int64 array, shape (n_units,)
        Cluster of each fitted unit, from 0; -1 for none.
    n_iter_ : int
        Number of iterations.
    converged_ : bool
        Whether it ended before ``max_iter``.
    n_features_in_ : int
        Number of terms.
    trace_ : tuple of float
        Empty: scikit-learn keeps no record.
    objective_ : float
        Sum of squared distances of the points from their centres, less than 0.

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
        self, n_components: int = 10, *, max_iter: int = 300, random_state: int = 1
    ) -> None:
        self.n_components = n_components
        self.max_iter = max_iter
        self.random_state = random_state

    @property
    def objective_(self) -> float:
        """Return the sum of squared distances from the centres, less than 0."""
        return -self._inertia

    def _find(self, points: Floats) -> None:
        _check_that_differ(self.n_components, points)
        with one_thread():
            kmeans = KMeans(
                self.n_components, n_init=1, max_iter=self.max_iter, random_state=self.random_state
            ).fit(points)
        self._inertia = float(kmeans.inertia_)
        self._centres = kmeans.cluster_centers_
        self.labels_ = self._nearest(points)
        self.n_iter_ = int(kmeans.n_iter_)
        self._set_converged(self.n_iter_ < self.max_iter)


class AgglomerativeTopics(ClusterEstimator):
    """Clusters of units joined step by step, by Ward's method [1]_.

    Points as in `KMeansTopics`; the two clusters whose union adds least to
    the sum of squared distances from the centres are joined, until there are
    ``n_components``. No start is drawn, so nothing depends on the seed.

    Parameters
    ----------
    n_components : int, default 10
        Number of clusters.
    random_state : int, default 1
        Unused.

    Attributes
    ----------
    components_, doc_topic_, labels_, n_features_in_, trace_
        As in `KMeansTopics`.
    n_iter_ : int
        1: the tree is built in one step.

    Notes
    -----
    ``transform`` gives the cluster with the nearest centre, which for a few
    fitted units at a border is not the one they were joined to. The distances
    of all pairs are held in memory: 1.6 GB for 20,000 units.

    References
    ----------
    .. [1] Ward (1963). Hierarchical grouping to optimize an objective
       function. JASA 58. doi:10.1080/01621459.1963.10500845.
    """

    def __init__(self, n_components: int = 10, *, random_state: int = 1) -> None:
        self.n_components = n_components
        self.random_state = random_state

    def _find(self, points: Floats) -> None:
        _check_that_differ(self.n_components, points)
        self.labels_ = np.zeros(len(points), dtype=np.int64)
        if len(points) > 1:  # a tree needs two points
            with one_thread(), warnings.catch_warnings():
                # A few points may happen to look like a table of distances to SciPy.
                warnings.simplefilter("ignore", ClusterWarning)
                tree = AgglomerativeClustering(self.n_components, linkage="ward").fit(points)
            self.labels_ = tree.labels_.astype(np.int64)
        self._centres = cluster_means(self.labels_, points)
        self.n_iter_ = 1


def cluster_means(labels: Labels, rows: Any) -> Floats:
    """Return the mean row of each cluster.

    Parameters
    ----------
    labels : int64 array, shape (n_units,)
        Cluster of each unit, from 0; units labelled -1 are ignored.
    rows : array or sparse matrix, shape (n_units, n_columns)
        What is averaged.

    Returns
    -------
    float64 array, shape (n_clusters, n_columns)
    """
    members = np.eye(labels.max() + 1)[labels] * (labels >= 0)[:, None]
    means: Floats = (rows.T @ members).T / members.sum(axis=0)[:, None]
    return np.ascontiguousarray(means)


def _check_that_differ(n_components: int, points: Floats) -> None:
    check_enough(n_components, len(np.unique(points, axis=0)), "units that differ")
