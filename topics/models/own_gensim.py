"""Models that a user fitted with gensim, as `TopicModel`.

Topics and shares are read from its objects by the documented names.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse

from topics.errors import ModelError
from topics.models.contract import Floats, shares
from topics.models.own_columns import Columns, Found, converted, prior_of, unsupported
from topics.models.threads import one_thread
from topics.models.types import TopicModel
from topics.text.types import DocTermMatrix

__all__ = ["from_gensim"]

_SEED = 1
"""Gensim's inference starts at random; every unit is given the same start."""


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
    return converted(model, matrix, "gensim", "gensim.models.LdaModel(...)", _found)


def _found(model: Any, matrix: DocTermMatrix) -> Found:
    """Return topics of a gensim model, their shares in the units, and their priors."""
    is_nmf = hasattr(model, "get_document_topics") and not hasattr(model, "inference")
    infers = is_nmf or hasattr(model, "inference")
    if not hasattr(model, "get_topics") or not infers or hasattr(model, "author2id"):
        raise unsupported(model, "LdaModel, LdaMulticore, HdpModel, Nmf, EnsembleLda")
    columns = Columns.of(_terms(model), len(model.id2word), matrix)
    found = model.get_topics(normalize=False) if is_nmf else model.get_topics()
    topics = np.asarray(found, np.float64)
    if topics.ndim != 2 or not len(topics):
        raise ModelError(
            f"This {type(model).__name__} has no topics. Fit it longer, or with more texts."
        )
    theta = _shares(model, columns.weights, topics, is_nmf=is_nmf)
    alpha = prior_of(model, ("lda_alpha", "alpha"), len(topics))
    kept = np.arange(len(topics))
    if hasattr(model, "lda_alpha"):
        kept = np.flatnonzero(np.asarray(matrix.counts.sum(axis=1)) @ theta >= 1)
    return columns, topics[kept], theta[:, kept], None if alpha is None else alpha[kept]


def _terms(model: Any) -> list[str] | None:
    """Return the words of a gensim model's columns; None if it only has their numbers."""
    names = model.id2word
    terms = [str(names[i]) for i in range(len(names))]
    return None if terms == [str(i) for i in range(len(terms))] else terms


def _shares(model: Any, weights: sparse.csr_array, topics: Floats, *, is_nmf: bool) -> Floats:
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
