"""Models that a user fitted with scikit-learn, as `TopicModel`.

Topics and shares are read from its estimators by the documented names.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import numpy as np
from scipy import sparse

from topics.errors import ModelError
from topics.models.clustering import cluster_means
from topics.models.contract import Floats, shares
from topics.models.own_columns import Columns, Found, converted, prior_of, unsupported
from topics.models.threads import one_thread
from topics.models.types import TopicModel
from topics.text.types import DocTermMatrix

__all__ = ["from_sklearn"]


def from_sklearn(
    model: Any, matrix: DocTermMatrix, vocabulary: Iterable[str] | None = None
) -> TopicModel:
    """Return a scikit-learn model as a `TopicModel` over the units of a matrix.

    Parameters
    ----------
    model : scikit-learn estimator
        Fitted, with non-negative ``components_`` and ``transform``
        (``LatentDirichletAllocation``, ``NMF``, ``MiniBatchNMF``), or with ``cluster_centers_`` and
        ``predict`` (``KMeans``, ``MiniBatchKMeans``, ``BisectingKMeans``).
    matrix : DocTermMatrix
        Units to find the topics in, and the terms of the result; see Notes.
    vocabulary : iterable of str, optional
        Terms of the model's columns, e.g. ``vectorizer.get_feature_names_out()``. By default the
        names of the columns of the data frame it was fitted on, or else those of the matrix.

    Returns
    -------
    TopicModel
        Numbered by falling share; its engine is ``sklearn_`` and the name of the class.

    Raises
    ------
    ModelError
        If the model has no topics of words, negative weights, is not fitted, or has other columns.
    WrongTypeError
        If ``model`` is not an estimator, or ``matrix`` is not a `DocTermMatrix`.

    Warns
    -----
    TopicsWarning
        If some terms are in the model or the matrix alone.

    See Also
    --------
    topics.from_gensim : Convert a gensim model.
    topics.from_tomotopy : Convert a tomotopy model.
    topics.fit : Fit a model.

    Notes
    -----
    The model is given the units as the matrix weighs them: a model of TF-IDF needs
    `topics.weigh`. The topics of a clustering are its centres, each unit belongs to one topic;
    centres with negative values are replaced by the mean weights of the units.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["改革推动市场。", "教育培养人才。"])
    >>> matrix = topics.count(topics.segment(corpus), min_df=1)
    >>> from sklearn.decomposition import NMF
    >>> nmf = NMF(n_components=2, random_state=1).fit(matrix.counts)
    >>> topics.from_sklearn(nmf, matrix).engine
    'sklearn_NMF'
    """
    found = partial(_found, vocabulary=vocabulary)
    return converted(model, matrix, "sklearn", "sklearn.decomposition.NMF(...)", found)


def _found(model: Any, matrix: DocTermMatrix, vocabulary: Iterable[str] | None) -> Found:
    """Return topics of an estimator, their shares in the units, and their priors."""
    is_clustering = hasattr(model, "cluster_centers_") and hasattr(model, "predict")
    topics = getattr(model, "cluster_centers_" if is_clustering else "components_", None)
    if topics is None or not hasattr(model, "transform"):
        raise unsupported(model, "fitted ones with components_ or cluster_centers_")
    names = getattr(model, "feature_names_in_", None) if vocabulary is None else vocabulary
    width = getattr(model, "n_features_in_", np.shape(topics)[1])
    columns = Columns.of(None if names is None else list(names), width, matrix)
    found = _clusters if is_clustering else _parts
    with one_thread():
        topics, theta = found(model, columns.weights, np.asarray(topics, np.float64))
    return columns, topics, theta, prior_of(model, ("doc_topic_prior_",), len(topics))


def _clusters(model: Any, weights: sparse.csr_array, centres: Floats) -> tuple[Floats, Floats]:
    """Return the centres of clusters, and one topic for each unit."""
    labels = np.asarray(_asked(model.predict, weights), np.int64)
    if centres.min() < 0:
        for cluster in np.unique(labels):
            members = np.where(labels == cluster, 0, -1)
            centres[cluster] = cluster_means(members, weights)[0]
        centres = np.maximum(centres, 0)
    return centres, np.eye(len(centres))[labels]


def _parts(model: Any, weights: sparse.csr_array, components: Floats) -> tuple[Floats, Floats]:
    """Return the components, and their shares in each unit."""
    found = np.asarray(_asked(model.transform, weights), np.float64)
    if components.min() < 0 or found.min() < 0:
        raise ModelError(
            f"{type(model).__name__} has negative weights, which are no shares. Use one whose"
            " weights are >= 0, such as NMF or LatentDirichletAllocation."
        )
    is_lda = hasattr(model, "doc_topic_prior_")
    return components, shares(found if is_lda else found * components.sum(axis=1))


def _asked(method: Callable[..., Any], weights: sparse.csr_array) -> Any:
    with warnings.catch_warnings():
        # A model of a data frame warns of columns without names; theirs are in its order.
        warnings.filterwarnings("ignore", "X does not have valid feature names", UserWarning)
        return method(sparse.csr_matrix(weights))
