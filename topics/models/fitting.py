"""The one function that fits any engine."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from topics.engines import ENGINES
from topics.errors import ModelError, check_count, check_type, did_you_mean
from topics.hints import KEYWORDS
from topics.models.fit_arguments import fit_arguments
from topics.models.types import TopicModel
from topics.settings_rules import MAX_COMPONENTS, MAX_ITER, MAX_STARTS
from topics.text.counting.weights import apply, to_plain
from topics.text.types import DocTermMatrix, Weighting

__all__ = ["fit", "to_topic_model"]

Fitted = tuple[TopicModel, float, bool]


def fit(
    matrix: DocTermMatrix,
    engine: str = "lda",
    *,
    n_components: int = 10,
    random_state: int = 1,
    n_init: int = 20,
    max_iter: int | None = None,
    seed_words: Sequence[Sequence[str]] | None = None,
    embeddings: npt.ArrayLike | None = None,
    start: TopicModel | None = None,
    **options: Any,
) -> TopicModel:
    """Fit an engine and number its topics from the largest to the smallest.

    Parameters
    ----------
    matrix : DocTermMatrix
        Counts of terms in units, and how to weigh them (see `topics.text.counting.weights.weigh`).
    engine : str, default "lda"
        Name in ``ENGINES``.
    n_components : int, default 10
        Number of topics, at most that of the units; some engines find it themselves.
    random_state : int, default 1
        Seed of every random draw of the first start; the others have the next integers.
    n_init : int, default 20
        Number of starts; the model is the likeliest. Engines without ``objective`` make one.
    max_iter : int, optional
        Maximum number of passes over the corpus; the engine's default if not given.
    seed_words : sequence of sequences of str, optional
        Lists of words each topic starts from, for engines that take seeds; others start at random.
        Words outside the vocabulary are ignored if another of their list is in it.
    embeddings : array, shape (n_units, n_dims), optional
        A vector for each unit, e.g. from `topics.embed`, for engines that cluster.
    start : TopicModel, optional
        A model to continue, for engines that can; shown is the first start (``docs/lineage.md``).
    **options
        Other parameters of the engine's estimator, such as ``learn_priors=True``.

    Returns
    -------
    TopicModel
        Topics are sorted by falling share; ties keep the engine's order. A topic without words gets
        those of the corpus. ``random_state`` with ``n_init=1`` gives the same model again.

    Raises
    ------
    ModelError
        If there is no such engine or option, its library is not installed, or it cannot fit.
    WrongTypeError
        If ``matrix`` is not a `DocTermMatrix`, or ``seed_words`` are not lists.

    See Also
    --------
    topics.ENGINES : Every engine by name.
    topics.label : Name topics with the themes of a codebook.
    topics.stability : Fit a model again on subsamples.
    topics.show : Show a report or a topic map in a notebook.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["改革推动市场。", "教育培养人才。"])
    >>> matrix = topics.count(topics.segment(corpus), min_df=1)
    >>> model = topics.fit(matrix, "lda", n_components=2, random_state=1)
    >>> model.doc_topic.shape
    (2, 2)
    """
    _check(matrix, n_components, random_state, n_init, max_iter)
    build = partial(_build, engine, n_components, max_iter, options)
    build(random_state)  # any error of an option comes first
    arguments = *fit_arguments(matrix, engine, n_components, seed_words, embeddings, start), start
    fit_start = partial(_fit_start, matrix, _weights(matrix, engine), build, options, *arguments)
    n_starts = n_init if ENGINES[engine].objective else 1
    fits = [partial(fit_start, (random_state + i) % 2**32, i) for i in range(n_starts)]
    return fits[0]()[0] if n_starts == 1 else _likeliest(fits, matrix, n_components, start)


def _likeliest(
    fits: Sequence[Callable[[], Fitted]],
    matrix: DocTermMatrix,
    n_components: int,
    start: TopicModel | None,
) -> TopicModel:
    """Return the likeliest fit, or the first if it continues a model; warn unless it converged."""
    from topics.models.base import not_converged
    from topics.models.restarts import likeliest, n_at_a_time  # loads scikit-learn

    model, converged, starts = likeliest(
        fits, n_at_a_time(matrix, n_components), first=start is not None
    )
    if not converged:
        name = ENGINES[model.engine].estimator.partition(":")[2]
        warnings.warn(not_converged(name, model.params["max_iter"]), stacklevel=3)
    return replace(model, starts=starts)


def _fit_start(
    matrix: DocTermMatrix,
    weights: sparse.csr_array,
    build: partial[Any],
    options: Mapping[str, Any],
    named: dict[str, Any],
    given: dict[str, Any],
    start: TopicModel | None,
    random_state: int,
    number: int,
) -> Fitted:
    """Fit from one start; return model, objective (nan if there is none) and whether it converged.

    The estimator is not kept, since it holds as much as several models.
    """
    estimator, engine = build(random_state), build.args[0]
    if start is not None:
        from topics.models.warm import start_terms  # loads scikit-learn

        terms = start_terms(start, matrix, estimator.n_components, number)
        named = named if terms is None else named | {"start_terms": terms}
    _fit(engine, estimator, weights, named)
    params = _plain_params(estimator, options) | given
    model = to_topic_model(matrix, engine, estimator, params, _weighting(matrix, engine))
    objective = estimator.objective_ if ENGINES[engine].objective else float("nan")
    is_limit = not getattr(estimator, "converged_", True) and getattr(estimator, "tol", 1.0) > 0
    return model, objective, not is_limit


def _check(
    matrix: object, n_components: object, random_state: object, n_init: object, max_iter: object
) -> None:
    check_type("matrix", matrix, DocTermMatrix, "topics.count(tokens)")
    check_count("n_init", n_init, high=MAX_STARTS)
    check_count("n_components", n_components, high=MAX_COMPONENTS)
    # A generator, which scikit-learn takes, would not give the same model again.
    check_count("random_state", random_state, 0, 2**32 - 1)
    if max_iter is not None:
        check_count("max_iter", max_iter, high=MAX_ITER)


def _plain_params(estimator: Any, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the estimator's parameters as plain data, as the model's file holds them."""
    params: dict[str, Any] = estimator.get_params()
    params.pop("n_jobs", None)  # changes nothing, and would make the model's file differ
    return params | {name: np.asarray(v).tolist() for name, v in options.items() if np.ndim(v)}


def _build(
    engine: str,
    n_components: int,
    max_iter: int | None,
    options: Mapping[str, Any],
    random_state: int,
) -> Any:
    """Return a new estimator; one that makes no passes has no ``max_iter``."""
    if not isinstance(engine, str) or engine not in ENGINES:
        raise ModelError(
            f"engine: {engine!r:.60} is not one of {', '.join(ENGINES)}."
            f"{did_you_mean(engine, ENGINES)}"
        )
    estimator = ENGINES[engine].build(n_components=n_components, random_state=random_state)
    if max_iter is not None and "max_iter" in estimator.get_params():
        estimator.set_params(max_iter=max_iter)
    able = estimator.get_params()
    for name in options:
        if name not in able:
            raise ModelError(
                f"engine '{engine}' has no option '{name}'; it has {', '.join(sorted(able))}."
                f"{did_you_mean(KEYWORDS.get(name, name), able)}"
            )
    return estimator.set_params(**options)


def _weighting(matrix: DocTermMatrix, engine: str) -> Weighting | None:
    return None if ENGINES[engine].weighs else matrix.weighting


def _weights(matrix: DocTermMatrix, engine: str) -> sparse.csr_array:
    from topics.models.contract import check_counted  # loads scikit-learn, as every engine does

    check_counted(matrix.counts)
    return apply(matrix.counts, _weighting(matrix, engine))


def _fit(engine: str, estimator: Any, weights: sparse.csr_array, named: dict[str, Any]) -> None:
    try:
        estimator.fit(weights, **named)
    except ModelError:
        raise
    except (ArithmeticError, LookupError, MemoryError, TypeError, ValueError) as exc:
        raise ModelError(f"engine '{engine}' could not fit: {exc}.") from exc


def to_topic_model(
    matrix: DocTermMatrix,
    engine: str,
    estimator: Any,
    params: dict[str, Any],
    weighting: Weighting | None,
) -> TopicModel:
    """Return the model of a fitted estimator, its topics numbered by falling share.

    Parameters
    ----------
    matrix : DocTermMatrix
        Its units and terms are those of the estimator.
    engine : str
        Name of the engine.
    estimator : object
        Has ``components_``, ``doc_topic_``, ``trace_`` and ``random_state``; ``doc_topic_prior_``
        if it has a prior.
    params : dict
        Its parameters as plain data.
    weighting : Weighting, optional
        How it weighed the counts.
    """
    term_counts = np.asarray(matrix.counts.sum(axis=0), dtype=np.float64)
    unit_counts = np.asarray(matrix.counts.sum(axis=1), dtype=np.float64)
    share = (unit_counts[:, None] * estimator.doc_topic_).sum(axis=0) / unit_counts.sum()
    order = np.argsort(-share, kind="stable")
    weights = estimator.components_[order]
    weights = np.where(weights.any(axis=1, keepdims=True), weights, term_counts)
    # What new texts need, see `topics.models.inference`.
    if weighting is not None:
        params = params | {"weights": to_plain(weighting)}
    if "seed_words" in params:  # which topic each list has become
        ids = np.argsort(order) + 1
        params = params | {"seed_topics": ids[: len(params["seed_words"])].tolist()}
    if (prior := getattr(estimator, "doc_topic_prior_", None)) is not None:
        params = params | {"doc_topic_prior_": prior[order].tolist()}
    return TopicModel(
        topic_term=weights / weights.sum(axis=1, keepdims=True),
        doc_topic=np.ascontiguousarray(estimator.doc_topic_[:, order], np.float32),
        share=share[order],
        term_counts=term_counts,
        unit_counts=unit_counts,
        vocabulary=matrix.vocabulary,
        units=matrix.units,
        corpus_fingerprint=matrix.corpus_fingerprint,
        engine=engine,
        params=params,
        random_state=estimator.random_state,
        trace=estimator.trace_,
    )
