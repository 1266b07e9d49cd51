"""Models that a user fitted with gensim, tomotopy or scikit-learn, as `TopicModel`.

None of the libraries is imported here: topics and shares are read from their objects by the
documented names.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from topics.errors import ModelError
from topics.models.clustering import cluster_means
from topics.models.contract import Floats, shares
from topics.models.own_columns import (
    Columns,
    check_own,
    own_topic_model,
    prior_of,
    translated,
    unsupported,
)
from topics.models.threads import one_thread
from topics.models.types import TopicModel
from topics.text.types import DocTermMatrix

__all__ = ["from_gensim", "from_sklearn", "from_tomotopy"]

_SEED = 1
"""Gensim's inference starts at random; every unit is given the same start."""
_TOMOTOPY = "LDA HDP CT DMR GDMR LLDA MGLDA PA PLDA PT SLDA"


def from_gensim(model: Any, matrix: DocTermMatrix) -> TopicModel:
    """Return a gensim model as a `TopicModel` over the units of a matrix.

    Parameters
    ----------
    model : gensim model
        A fitted ``LdaModel``, ``LdaMulticore``, ``HdpModel``, ``Nmf`` or ``EnsembleLda``.
    matrix : DocTermMatrix
        Units to find the topics in, and the terms of the result; see Notes.

    Returns
    -------
    TopicModel
        Numbered by falling share; its engine is ``gensim_`` and the name of the class.

    Raises
    ------
    ModelError
        If the model has no topics of words, is not fitted, or shares no term with the matrix.
    WrongTypeError
        If ``model`` is not of gensim, or ``matrix`` is not a `DocTermMatrix`.

    Warns
    -----
    TopicsWarning
        If some terms are in the model or the matrix alone.

    See Also
    --------
    topics.from_tomotopy : Convert a tomotopy model.
    topics.from_sklearn : Convert a scikit-learn model.
    topics.fit : Fit a model.

    Notes
    -----
    Terms are matched by ``id2word``; without words in it, the model's columns must be those of the
    matrix. Terms of the matrix that the model lacks have probability 0, terms of the model that the
    matrix lacks are left out. Shares are inferred for each unit from its weights
    (`topics.weigh`). Topics of ``HdpModel`` without a single word are left out.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["改革推动市场。", "教育培养人才。"])
    >>> matrix = topics.count(topics.segment(corpus), min_df=1)
    >>> from gensim.matutils import Sparse2Corpus
    >>> from gensim.models import LdaModel
    >>> words = dict(enumerate(matrix.vocabulary))
    >>> bags = Sparse2Corpus(matrix.counts, documents_columns=False)
    >>> lda = LdaModel(bags, num_topics=2, id2word=words, random_state=1)
    >>> topics.from_gensim(lda, matrix).engine
    'gensim_LdaModel'
    """
    check_own(model, matrix, "gensim", "gensim.models.LdaModel(...)")
    is_nmf = hasattr(model, "get_document_topics") and not hasattr(model, "inference")
    infers = is_nmf or hasattr(model, "inference")
    if not hasattr(model, "get_topics") or not infers or hasattr(model, "author2id"):
        raise unsupported(model, "LdaModel, LdaMulticore, HdpModel, Nmf, EnsembleLda")
    with translated(model, "gensim"):
        columns = Columns.of(_gensim_terms(model), len(model.id2word), matrix)
        found = model.get_topics(normalize=False) if is_nmf else model.get_topics()
        topics = np.asarray(found, np.float64)
        if topics.ndim != 2 or not len(topics):
            raise ModelError(
                f"This {type(model).__name__} has no topics. Fit it longer, or with more texts."
            )
        theta = _gensim_shares(model, columns.weights, topics, is_nmf=is_nmf)
        alpha = prior_of(model, ("lda_alpha", "alpha"), len(topics))
        kept = np.arange(len(topics))
        if hasattr(model, "lda_alpha"):
            kept = np.flatnonzero(np.asarray(matrix.counts.sum(axis=1)) @ theta >= 1)
    alpha = None if alpha is None else alpha[kept]
    return own_topic_model(model, matrix, columns, topics[kept], theta[:, kept], alpha)


def from_tomotopy(model: Any, matrix: DocTermMatrix) -> TopicModel:
    """Return a tomotopy model as a `TopicModel` over the units of a matrix.

    Parameters
    ----------
    model : tomotopy model
        A trained ``LDAModel``, ``HDPModel``, ``CTModel``, ``PTModel``, ``PAModel`` (its
        subtopics), ``SLDAModel``, ``LLDAModel``, ``PLDAModel``, ``DMRModel``, ``GDMRModel`` or
        ``MGLDAModel``.
    matrix : DocTermMatrix
        Units to find the topics in, and the terms of the result; see Notes.

    Returns
    -------
    TopicModel
        Numbered by falling share; its engine is ``tomotopy_`` and the name of the class.

    Raises
    ------
    ModelError
        If the model is of another class, not trained, or shares no term with the matrix, or if
        its documents are not the units of the matrix and it has no prior to infer shares with.
    WrongTypeError
        If ``model`` is not of tomotopy, or ``matrix`` is not a `DocTermMatrix`.

    Warns
    -----
    TopicsWarning
        If some terms are in the model or the matrix alone.

    See Also
    --------
    topics.from_gensim : Convert a gensim model.
    topics.from_sklearn : Convert a scikit-learn model.
    topics.fit : Fit a model.

    Notes
    -----
    Terms are matched by ``used_vocabs``, as by `from_gensim`. If ``model.docs`` are as many as the
    units and have their words, shares are those of the documents. Otherwise those of ``LDAModel``
    and ``HDPModel`` are inferred by expectation maximisation with the topics held fixed, as the
    engine ``tomotopy`` does. Topics of ``HDPModel`` that are not live are left out.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["改革市场。", "教育人才。"])
    >>> tokens = topics.segment(corpus)
    >>> matrix = topics.count(tokens, min_df=1)
    >>> import tomotopy
    >>> lda = tomotopy.LDAModel(k=2, seed=1)
    >>> rows = [lda.add_doc(tokens.words(i)) for i in range(len(tokens.units))]
    >>> lda.train(10, workers=1)
    >>> topics.from_tomotopy(lda, matrix).engine
    'tomotopy_LDAModel'
    """
    check_own(model, matrix, "tomotopy", "tomotopy.LDAModel(...)")
    if type(model).__name__.removesuffix("Model") not in _TOMOTOPY.split():
        raise unsupported(model, ", ".join(f"{name}Model" for name in _TOMOTOPY.split()))
    with translated(model, "tomotopy"):
        terms = list(model.used_vocabs)
        if not terms or not model.global_step:
            raise ModelError(f"This {type(model).__name__} is not trained; call its train first.")
        columns = Columns.of(terms, len(terms), matrix)
        topics, theta, alpha = _tomotopy_topics(model)
        if not _has_units(model, matrix, columns):
            if alpha is None:
                raise ModelError(
                    f"The {len(model.docs)} documents of this {type(model).__name__} are not the"
                    f" {len(matrix.units)} units of the matrix. Add one document for each unit in"
                    " their order, or use an LDAModel, which can infer them."
                )
            from topics.models.tomotopy import fold_in_units

            theta = fold_in_units(columns.weights, topics, alpha)
    return own_topic_model(model, matrix, columns, topics, theta, alpha)


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
    check_own(model, matrix, "sklearn", "sklearn.decomposition.NMF(...)")
    with translated(model, "scikit-learn"):
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
        alpha = prior_of(model, ("doc_topic_prior_",), len(topics))
    return own_topic_model(model, matrix, columns, topics, theta, alpha)


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


def _gensim_terms(model: Any) -> list[str] | None:
    """Return the words of a gensim model's columns; None if it only has their numbers."""
    names = model.id2word
    terms = [str(names[i]) for i in range(len(names))]
    return None if terms == [str(i) for i in range(len(terms))] else terms


def _gensim_shares(
    model: Any, weights: sparse.csr_array, topics: Floats, *, is_nmf: bool
) -> Floats:
    """Return the shares of topics in units; equal ones in a unit without terms of the model."""
    from topics.models.gensim import bags, gammas

    with one_thread():
        if not is_nmf:
            return shares(gammas(model, weights, len(topics), _SEED))
        found = np.zeros((weights.shape[0], len(topics)))
        for row, document in enumerate(bags(weights)):
            for topic, value in model.get_document_topics(document, 0, normalize=False):
                found[row, topic] = value
    return shares(found * topics.sum(axis=1))


def _has_units(model: Any, matrix: DocTermMatrix, columns: Columns) -> bool:
    """Whether the documents of a tomotopy model are the units, whatever else they contain."""
    if len(model.docs) != len(matrix.units):
        return False
    known = np.zeros(columns.weights.shape[1], bool)
    known[columns.theirs] = True
    bounds = pairwise(columns.weights.indptr.tolist())
    for doc, (start, end) in zip(model.docs, bounds, strict=True):
        words = np.unique([word for word in doc.words if word < len(known)]).astype(np.int64)
        if not np.array_equal(words[known[words]], columns.weights.indices[start:end]):
            return False
    return True


def _tomotopy_topics(model: Any) -> tuple[Floats, Floats, Floats | None]:
    """Return the topics of a trained model, their shares in its documents, and their priors."""
    of_sub = type(model).__name__ == "PAModel"
    dists = [doc.get_sub_topic_dist() if of_sub else doc.get_topic_dist() for doc in model.docs]
    # A model that was saved with full=False has no documents.
    theta = np.array(dists, np.float64) if dists else np.zeros((0, model.k))
    kept = np.arange(theta.shape[1])
    if hasattr(model, "is_live_topic"):
        kept = np.flatnonzero([model.is_live_topic(topic) for topic in kept.tolist()])
    topics = np.array([model.get_topic_word_dist(topic) for topic in kept.tolist()], np.float64)
    return topics, theta[:, kept], _tomotopy_prior(model, kept)


def _tomotopy_prior(model: Any, kept: npt.NDArray[np.int64]) -> Floats | None:
    """Return the prior of each topic of an LDAModel or HDPModel; the others have none."""
    if type(model).__name__ == "LDAModel":
        return np.broadcast_to(np.asarray(model.alpha, np.float64), len(kept)).copy()
    if type(model).__name__ == "HDPModel":
        n_words = np.asarray(model.get_count_by_topics(), np.float64)[kept]
        prior: Floats = float(model.alpha) * n_words / n_words.sum()
        return prior
    return None
