"""What the conversions of other libraries' models share: terms, checks, the `TopicModel`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from topics.errors import ModelError, WrongTypeError, check_type, shortened
from topics.messages import Message, warn
from topics.models.contract import Floats, check_counted, shares
from topics.models.fitting import to_topic_model
from topics.models.types import TopicModel
from topics.text.counting.weights import apply
from topics.text.types import DocTermMatrix

__all__ = ["Columns", "Found", "converted", "prior_of", "unsupported"]

_LIBRARIES = {"gensim": "gensim", "tomotopy": "tomotopy", "sklearn": "scikit-learn"}
_FAILURES = (
    ArithmeticError, AttributeError, LookupError, MemoryError, RuntimeError, TypeError, ValueError
)  # fmt: skip


@dataclass(slots=True, eq=False)
class _Estimator:
    """What the contract needs of an estimator: rows are topics, columns the matrix's terms."""

    components_: Floats
    doc_topic_: Floats
    doc_topic_prior_: Floats | None
    random_state: int
    trace_: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Where the terms of the matrix are among the model's.

    Attributes
    ----------
    own, theirs : int64 array, shape (n_common,)
        Columns of the matrix and of the model with the same term.
    weights : csr_array of float64, shape (n_units, n_model_terms)
        The units of the matrix, weighted, in the model's columns.
    """

    own: npt.NDArray[np.int64]
    theirs: npt.NDArray[np.int64]
    weights: sparse.csr_array

    @classmethod
    def of(cls, terms: Sequence[str] | None, width: int, matrix: DocTermMatrix) -> Columns:
        """Match terms by name, or, without names, by their order.

        Parameters
        ----------
        terms : sequence of str, optional
            Terms of the model's columns.
        width : int
            Number of the model's columns.
        matrix : DocTermMatrix

        Raises
        ------
        ModelError
            If there is no common term, or no name and another number of columns.
        """
        n_terms = len(matrix.vocabulary)
        if terms is None and width != n_terms:
            raise ModelError(
                f"The model has {width} columns, the matrix {n_terms} terms, and the model has no"
                " names of them. Fit it on matrix.counts, or give the names of its columns."
            )
        if terms is not None and len(terms) != width:
            raise ModelError(f"vocabulary has {len(terms)} terms, but the model {width} columns.")
        at = {term: j for j, term in enumerate(matrix.vocabulary if terms is None else terms)}
        own = np.flatnonzero([term in at for term in matrix.vocabulary])
        if not len(own):
            raise ModelError(
                f"The model and the matrix have no term in common: {shortened(list(at)[:3])} and"
                f" {shortened(list(matrix.vocabulary[:3]))}. Segment and count as the model's texts"
                " were, or fit it on matrix.counts."
            )
        if len(own) < n_terms or len(own) < width:
            values = {
                "unknown": n_terms - len(own),
                "left_out": width - len(own),
                "terms": n_terms,
                "width": width,
            }
            warn(Message("own_model_terms", values))
        theirs = np.array([at[matrix.vocabulary[j]] for j in own.tolist()], np.int64)
        ones: Any = (np.ones(len(own)), (own, theirs))
        place = sparse.csr_array(ones, shape=(n_terms, width))
        weights = sparse.csr_array(apply(matrix.counts, matrix.weighting) @ place)
        weights.sort_indices()
        # Clusterings of scikit-learn take 32-bit indices only; those of counted texts have 64.
        weights.indices = weights.indices.astype(np.int32)
        weights.indptr = weights.indptr.astype(np.int32)
        return cls(own, theirs, weights)


Found = tuple[Columns, Floats, Floats, Floats | None]
"""Columns, weights of the model's terms in topics, shares of topics in units, prior of topics."""


def converted(
    model: Any,
    matrix: DocTermMatrix,
    library: str,
    example: str,
    find: Callable[[Any, DocTermMatrix], Found],
) -> TopicModel:
    """Return the `TopicModel` of a model of another library, whose errors are translated.

    Parameters
    ----------
    model : object
        Its class and parameters are recorded.
    matrix : DocTermMatrix
    library, example : str
        What the library is imported as, and how a model of it is made.
    find : callable
        Returns what `Found` describes of model and matrix.

    Raises
    ------
    ModelError
        If the matrix is empty, or the model cannot be used.
    WrongTypeError
        If one is of another type.
    """
    check_type("matrix", matrix, DocTermMatrix, "topics.count(tokens)")
    check_counted(matrix.counts)
    if library not in _libraries(model):
        raise WrongTypeError(
            f"model must be a fitted model of {library}, e.g. {example}, got {shortened(model)}."
        )
    try:
        return _topic_model(model, matrix, library, *find(model, matrix))
    except ModelError:
        raise
    except _FAILURES as exc:
        raise ModelError(
            f"{_LIBRARIES[library]}'s {type(model).__name__} cannot be used: {exc}. Check that it"
            " is fitted."
        ) from exc


def unsupported(model: Any, able: str) -> ModelError:
    """Return the error for a model without topics of words.

    Parameters
    ----------
    model : object
    able : str
        Models that have them.
    """
    return ModelError(
        f"{type(model).__name__} has no topics of words over all units, or is not fitted. Models"
        f" that can be used: {able}."
    )


def prior_of(model: Any, names: Sequence[str], n_topics: int) -> Floats | None:
    """Return the prior of each topic in a unit, or None if the model has none.

    Parameters
    ----------
    model : object
    names : sequence of str
        Attributes that may hold it, as one number or one for each topic.
    n_topics : int
    """
    for name in names:
        value = getattr(getattr(model, "classic_model_representation", model), name, None)
        if value is not None and np.ndim(value) < 2 and np.size(value) in (1, n_topics):
            return np.broadcast_to(np.asarray(value, np.float64), n_topics).copy()
    return None


def _topic_model(
    model: Any,
    matrix: DocTermMatrix,
    library: str,
    columns: Columns,
    topics: Floats,
    theta: Floats,
    alpha: Floats | None,
) -> TopicModel:
    components = np.zeros((len(topics), len(matrix.vocabulary)))
    components[:, columns.own] = topics[:, columns.theirs]
    name = type(model).__name__
    params = _plain(model) | {"library": _version(_LIBRARIES[library]), "class": name}
    seed = params.get("random_state")
    seed = seed if type(seed) is int and seed >= 0 else 0
    found = _Estimator(components, shares(theta), alpha, seed)
    return to_topic_model(matrix, f"{library}_{name}", found, params, matrix.weighting)


def _libraries(model: Any) -> set[str]:
    """Return the packages that the classes of an object are from."""
    return {str(base.__module__).partition(".")[0] for base in type(model).__mro__}


def _plain(model: Any) -> dict[str, Any]:
    """Return the model's parameters that are numbers, texts or nothing."""
    get: Callable[..., dict[str, Any]] | None = getattr(model, "get_params", None)
    values = get(deep=False) if get else getattr(model, "__dict__", {})
    return {
        name: value
        for name, value in values.items()
        if not name.startswith("_")
        and (value is None or isinstance(value, bool | int | str | float))
        and (not isinstance(value, float) or np.isfinite(value))
    }


def _version(distribution: str) -> str:
    try:
        return f"{distribution} {version(distribution)}"
    except PackageNotFoundError:
        return distribution
