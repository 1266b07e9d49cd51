"""What all adapters of other libraries need: matching terms, checks, the `TopicModel`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
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

__all__ = ["Columns", "check_own", "own_topic_model", "prior_of", "translated", "unsupported"]

_LIBRARIES = {"gensim": "gensim", "tomotopy": "tomotopy", "sklearn": "scikit-learn"}
_FAILURES = (
    ArithmeticError, AttributeError, LookupError, MemoryError, RuntimeError, TypeError, ValueError
)  # fmt: skip


@dataclass(slots=True, eq=False)
class _Found:
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


def check_own(model: Any, matrix: DocTermMatrix, library: str, example: str) -> None:
    """Check that a model is of a library, and that a matrix counts something.

    Parameters
    ----------
    model : object
    matrix : DocTermMatrix
    library, example : str
        What the library is imported as, and how a model of it is made.

    Raises
    ------
    ModelError
        If the matrix is empty.
    WrongTypeError
        If one is of another type.
    """
    check_type("matrix", matrix, DocTermMatrix, "topics.count(tokens)")
    check_counted(matrix.counts)
    if library not in _libraries(model):
        raise WrongTypeError(
            f"model must be a fitted model of {library}, e.g. {example}, got {shortened(model)}."
        )


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


@contextmanager
def translated(model: Any, library: str) -> Iterator[None]:
    """Raise every error of a library as a `ModelError`.

    Parameters
    ----------
    model : object
    library : str
        Its name.
    """
    try:
        yield
    except ModelError:
        raise
    except _FAILURES as exc:
        raise ModelError(
            f"{library}'s {type(model).__name__} cannot be used: {exc}. Check that it is fitted."
        ) from exc


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


def own_topic_model(
    model: Any,
    matrix: DocTermMatrix,
    columns: Columns,
    topics: Floats,
    theta: Floats,
    alpha: Floats | None,
) -> TopicModel:
    """Return the `TopicModel` of a model of another library.

    Parameters
    ----------
    model : object
        Its class and parameters are recorded.
    matrix : DocTermMatrix
    columns : Columns
        What `Columns.of` returns for them.
    topics : float64 array, shape (n_topics, n_model_terms)
        Weights of the model's terms.
    theta : float64 array, shape (n_units, n_topics)
        Shares of topics in units; rows are scaled to sum to 1.
    alpha : float64 array, shape (n_topics,), optional
        Prior of topics in units.
    """
    components = np.zeros((len(topics), len(matrix.vocabulary)))
    components[:, columns.own] = topics[:, columns.theirs]
    library = next(name for name in _LIBRARIES if name in _libraries(model))
    name = type(model).__name__
    params = _plain(model) | {"library": _version(_LIBRARIES[library]), "class": name}
    seed = params.get("random_state")
    seed = seed if type(seed) is int and seed >= 0 else 0
    found = _Found(components, shares(theta), alpha, seed)
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
