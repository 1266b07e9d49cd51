"""What an estimator's ``fit`` is given beside the matrix: groups, seed words, vectors, a start."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import numpy as np
import numpy.typing as npt

from topics.arrays import check_items
from topics.engines import ENGINES, engines_that
from topics.errors import ModelError, WrongTypeError
from topics.models.types import TopicModel
from topics.parsing import shown
from topics.text.types import DocTermMatrix

__all__ = ["fit_arguments"]

Floats = npt.NDArray[np.float64]


def fit_arguments(
    matrix: DocTermMatrix,
    engine: str,
    n_components: int,
    seed_words: Sequence[Sequence[str]] | None,
    embeddings: npt.ArrayLike | None,
    start: TopicModel | None,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the named arguments of the estimator's ``fit``, and what ``params`` record of them."""
    takes_groups = ENGINES[engine].takes_groups
    named: dict[str, Any] = {"groups": matrix.units.speech_numbers()} if takes_groups else {}
    given: dict[str, Any] = {}
    if seed_words is not None:
        named["seed_terms"] = _seed_terms(matrix.vocabulary, engine, n_components, seed_words)
        given["seed_words"] = [list(words) for words in seed_words]
    if embeddings is not None:
        named["embeddings"], given["embeddings"] = _embeddings(engine, embeddings)
    if start is not None:
        from topics.models.warm import start_hash  # loads scikit-learn

        given["start"] = start_hash(start, engine, seed_words)
    return named, given


def _seed_terms(
    vocabulary: Sequence[str], engine: str, n_components: int, seed_words: Sequence[Sequence[str]]
) -> Floats:
    if not ENGINES[engine].takes_seeds:
        able = ", ".join(engines_that("takes_seeds"))
        raise ModelError(f"engine '{engine}' takes no seed words; engines that do: {able}.")
    _check_seed_words(seed_words)
    if len(seed_words) > n_components:
        raise ModelError(
            f"seed_words has {len(seed_words)} lists, but there are only {n_components} topics;"
            f" raise n_components to at least {len(seed_words)}, or give fewer lists."
        )
    index = {term: j for j, term in enumerate(vocabulary)}
    for topic, words in enumerate(seed_words, 1):
        if words and not any(word in index for word in words):
            raise ModelError(
                f"seed_words: none of the {len(words)} words of list {topic} ({words[0]!r}, …) is a"
                " term of the matrix. Give terms of this matrix, e.g."
                " topics.start_words(codebook, matrix, n_components)."
            )
    seeds = np.zeros((n_components, len(vocabulary)))
    for topic, words in enumerate(seed_words):
        seeds[topic, [index[word] for word in words if word in index]] = 1.0
    return seeds


def _check_seed_words(seed_words: Any) -> None:
    """Raise WrongTypeError unless it is lists of words; sets have no order to repeat a fit by."""
    ordered = isinstance(seed_words, list | tuple)
    if not ordered or not all(isinstance(words, list | tuple) for words in seed_words):
        raise WrongTypeError(
            'seed_words must be a list of lists of words, e.g. [["垃圾", "保洁"], ["企业"]], got'
            f" {shown(seed_words)}."
        )
    for words in seed_words:
        check_items("seed_words", words, str)


def _embeddings(
    engine: str, embeddings: npt.ArrayLike
) -> tuple[npt.NDArray[np.float32], dict[str, Any]]:
    """Return the vectors, and what a model's ``params`` record of them."""
    if not ENGINES[engine].takes_embeddings:
        able = ", ".join(engines_that("takes_embeddings"))
        raise ModelError(f"engine '{engine}' takes no embeddings; engines that do: {able}.")
    try:
        vectors = np.ascontiguousarray(embeddings, dtype=np.float32)
    except (TypeError, ValueError) as exc:
        raise ModelError(f"embeddings must be an array of numbers ({exc}).") from exc
    return vectors, {"shape": list(vectors.shape), "sha256": sha256(vectors.tobytes()).hexdigest()}
