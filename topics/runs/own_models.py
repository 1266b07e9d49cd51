"""The models of a run that its user fitted elsewhere: their names, their matrix, their record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from topics.config import Settings
from topics.engines import ENGINES
from topics.errors import ModelError, WrongTypeError, shortened
from topics.models.storage import model_hash
from topics.models.types import TopicModel
from topics.parsing import shown
from topics.runs.schema import TABLES
from topics.text.types import DocTermMatrix

__all__ = ["check_matrix", "engines_of", "is_recorded", "named_models", "recorded"]

_NAME = re.compile("[A-Za-z][A-Za-z0-9_]{0,59}")
_ENDINGS = ("_topic", "_share")
_PARTS = ("coding", "corpus")
"""Names that ``scores.csv`` uses besides those of engines."""
_RENAME = 'Give it another with dataclasses.replace(model, engine="my_lda").'


def named_models(models: Any) -> dict[str, TopicModel]:
    """Return models by engine name, in their order.

    Parameters
    ----------
    models : sequence of TopicModel

    Raises
    ------
    ModelError
        If a name is not valid for a folder and a column, is taken, or occurs twice.
    WrongTypeError
        If ``models`` is not a list of models, or ``params`` of one is not plain data.
    """
    is_list = isinstance(models, Sequence) and not isinstance(models, str | bytes)
    if not is_list or not all(isinstance(model, TopicModel) for model in models):
        raise WrongTypeError(
            "models must be a list of TopicModel, e.g. [topics.from_gensim(model, matrix)], got"
            f" {shortened(models)}."
        )
    named: dict[str, TopicModel] = {}
    for model in models:
        if problem := _name_problem(model.engine, named):
            raise ModelError(f"models: the engine name {shown(model.engine)} {problem} {_RENAME}")
        named[model.engine] = model
        try:
            model_hash(model)
        except (TypeError, ValueError) as exc:
            raise WrongTypeError(
                f"models: params of {model.engine} must be plain data, as JSON has it ({exc})."
            ) from exc
    return named


def _name_problem(name: Any, earlier: Mapping[str, TopicModel]) -> str:
    """Return why a model cannot have this name, or an empty string."""
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        return "must be at most 60 letters, digits and underscores, the first a letter."
    columns = {*TABLES["paragraphs"].columns, *TABLES["paragraphs"].more}
    if name.lower() in ENGINES:
        return "is that of an engine of the settings."
    if name.lower() in _PARTS or any(f"{name.lower()}{end}" in columns for end in _ENDINGS):
        return "is that of something else in the tables of a run."
    # Names are folders, in which some systems do not distinguish capitals.
    if name.lower() in map(str.lower, earlier):
        return "occurs twice."
    return ""


def check_matrix(
    models: Mapping[str, TopicModel], matrix: DocTermMatrix, settings: Settings
) -> None:
    """Check that models are of the texts, units and terms that a run counts.

    Parameters
    ----------
    models : mapping of str to TopicModel
    matrix : DocTermMatrix
        Counts of the run.
    settings : Settings
        Settings of the counts, named in the error.

    Raises
    ------
    ModelError
        If a model has another corpus, other units, terms or counts.
    """
    for name, model in models.items():
        if found := next(_differences(model, matrix), ""):
            raise ModelError(
                f"models: {name} is not of the matrix that the run counts: {found}. Count with the"
                f" settings of the run (unit={settings.unit!r}, min_df={settings.min_df},"
                f" max_df={settings.max_df}, its segmenter and word lists), and pass this matrix to"
                " topics.from_gensim, from_tomotopy or from_sklearn."
            )


def _differences(model: TopicModel, matrix: DocTermMatrix) -> Iterator[str]:
    ours, theirs = matrix.corpus_fingerprint, model.corpus_fingerprint
    if ours and theirs and ours != theirs:
        yield f"it is of another corpus (fingerprint {theirs}, the run has {ours})"
    if model.vocabulary_fingerprint != matrix.vocabulary_fingerprint:
        yield f"it has {len(model.vocabulary)} terms, the run {len(matrix.vocabulary)}, or others"
    if list(model.units) != list(matrix.units):
        yield f"it has {len(model.units)} units, the run {len(matrix.units)}, or others"
    if not np.array_equal(model.term_counts, np.asarray(matrix.counts.sum(axis=0))):
        yield "the counts of its terms are others"


def recorded(models: Mapping[str, TopicModel]) -> list[dict[str, Any]]:
    """Return the records of models for ``run.json``, in their order.

    For each its engine, the library with its version, the class, the plain parameters, and the
    sha256 of its ``model.json``.
    """
    return [
        {
            "engine": name,
            "library": str(model.params.get("library", "")),
            "class": str(model.params.get("class", "")),
            "params": {
                key: value
                for key, value in model.params.items()
                if key not in ("library", "class")
                and isinstance(value, bool | int | float | str | None)
            },
            "sha256": model_hash(model),
        }
        for name, model in models.items()
    ]


def is_recorded(value: Any) -> bool:
    """Return whether a value of ``run.json`` is what `recorded` returns."""
    return isinstance(value, list) and all(
        isinstance(entry, dict)
        and all(isinstance(entry.get(key), str) for key in ("engine", "library", "class", "sha256"))
        and isinstance(entry.get("params"), dict)
        and _NAME.fullmatch(entry["engine"])
        for entry in value
    )


def engines_of(manifest: Mapping[str, Any]) -> list[str]:
    """Return the engines of a run: those of its settings, then the models of its user."""
    own = [entry["engine"] for entry in manifest.get("own_models", ())]
    return [*manifest["settings"]["engines"], *own]
