"""Models that a user fitted with tomotopy, as `TopicModel`.

Topics and shares are read from its objects by the documented names.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from topics.errors import ModelError
from topics.models.contract import Floats
from topics.models.own_columns import Columns, Found, converted, unsupported
from topics.models.types import TopicModel
from topics.text.types import DocTermMatrix

__all__ = ["from_tomotopy"]

_MODELS = "LDA HDP CT DMR GDMR LLDA MGLDA PA PLDA PT SLDA"


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
    return converted(model, matrix, "tomotopy", "tomotopy.LDAModel(...)", _found)


def _found(model: Any, matrix: DocTermMatrix) -> Found:
    """Return topics of a tomotopy model, their shares in the units, and their priors."""
    if type(model).__name__.removesuffix("Model") not in _MODELS.split():
        raise unsupported(model, ", ".join(f"{name}Model" for name in _MODELS.split()))
    terms = list(model.used_vocabs)
    if not terms or not model.global_step:
        raise ModelError(f"This {type(model).__name__} is not trained; call its train first.")
    columns = Columns.of(terms, len(terms), matrix)
    topics, theta, alpha = _topics(model)
    if not _has_units(model, matrix, columns):
        if alpha is None:
            raise ModelError(
                f"The {len(model.docs)} documents of this {type(model).__name__} are not the"
                f" {len(matrix.units)} units of the matrix. Add one document for each unit in"
                " their order, or use an LDAModel, which can infer them."
            )
        from topics.models.tomotopy import fold_in_units

        theta = fold_in_units(columns.weights, topics, alpha)
    return columns, topics, theta, alpha


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


def _topics(model: Any) -> tuple[Floats, Floats, Floats | None]:
    """Return the topics of a trained model, their shares in its documents, and their priors."""
    of_sub = type(model).__name__ == "PAModel"
    dists = [doc.get_sub_topic_dist() if of_sub else doc.get_topic_dist() for doc in model.docs]
    # A model that was saved with full=False has no documents.
    theta = np.array(dists, np.float64) if dists else np.zeros((0, model.k))
    kept = np.arange(theta.shape[1])
    if hasattr(model, "is_live_topic"):
        kept = np.flatnonzero([model.is_live_topic(topic) for topic in kept.tolist()])
    topics = np.array([model.get_topic_word_dist(topic) for topic in kept.tolist()], np.float64)
    return topics, theta[:, kept], _prior(model, kept)


def _prior(model: Any, kept: npt.NDArray[np.int64]) -> Floats | None:
    """Return the prior of each topic of an LDAModel or HDPModel; the others have none."""
    if type(model).__name__ == "LDAModel":
        return np.broadcast_to(np.asarray(model.alpha, np.float64), len(kept)).copy()
    if type(model).__name__ == "HDPModel":
        n_words = np.asarray(model.get_count_by_topics(), np.float64)[kept]
        prior: Floats = float(model.alpha) * n_words / n_words.sum()
        return prior
    return None
