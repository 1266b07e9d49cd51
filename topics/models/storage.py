"""A topic model on disk: ``model.safetensors`` for its numbers, ``model.json`` for the rest.

A model of several starts has them in ``starts.safetensors``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load, save

from topics.errors import OutputError
from topics.models.starts import Starts
from topics.models.types import TopicModel
from topics.parsing import ParseError, load_json, read_bytes
from topics.seals import is_intact, sealed
from topics.text.types import Unit, Units

__all__ = [
    "load_model",
    "model_from_bytes",
    "model_hash",
    "model_to_bytes",
    "read_arrays",
    "save_model",
    "write_arrays",
]

T = TypeVar("T")

_FORMAT = 4
"""4 holds a hash of ``model.json`` too; 3 the ids of topics, and shares in units as float32; 2 the
units as columns; 1 a JSON object for each. All are read."""
_ARRAYS = ("doc_topic", "share", "term_counts", "topic_term", "unit_counts")
_UNIT_ARRAYS = ("indptr", "paragraphs", "section", "source", "speech")
_UNIT_NAMES = ("section_names", "source_names")
_NUMBERS, _REST, _STARTS = "model.safetensors", "model.json", "starts.safetensors"
_NOTE = "note"
_SEAL = "sha256_of_rest"
_MAX_BYTES = 2**40
_KINDS = {str: "text", int: "an integer", list: "a list", dict: "an object"}


def save_model(model: TopicModel, folder: str | Path) -> None:
    """Write a model; the same model is written as the same bytes.

    Parameters
    ----------
    model : TopicModel
        A fitted model.
    folder : path-like
        The folder, created if missing. Files of an earlier model in it
        are replaced.

    Raises
    ------
    OutputError
        If the folder cannot be written.
    """
    arrays, rest, starts = _parts(model)
    write_arrays(folder, arrays, rest)
    path = Path(folder) / _STARTS
    try:
        path.write_bytes(starts) if starts else path.unlink(missing_ok=True)
    except OSError as exc:
        raise OutputError(f"{path}: cannot be written ({exc.strerror}).") from exc


def model_hash(model: TopicModel) -> str:
    """Return the sha256 of the ``model.json`` of a model, which depends on its numbers too."""
    arrays, rest, _ = _parts(model)
    return sha256(_encoded(arrays, rest)[1]).hexdigest()


def model_to_bytes(model: TopicModel, note: bytes = b"") -> bytes:
    """Return a model as the bytes of one file, and a note with it.

    Parameters
    ----------
    model : TopicModel
    note : bytes, optional
    """
    arrays, rest, starts = _parts(model)
    parts = dict(zip((_NUMBERS, _REST), _encoded(arrays, rest), strict=True))
    parts |= {_STARTS: starts, _NOTE: note}
    return save({name: np.frombuffer(data, np.uint8) for name, data in parts.items()})


def model_from_bytes(data: bytes) -> tuple[TopicModel, bytes]:
    """Return the model and the note that `model_to_bytes` was given, bit for bit.

    Raises
    ------
    OutputError
        If the bytes are damaged.
    """
    try:
        parts = {name: array.tobytes() for name, array in load(data).items()}
        numbers, text, note = (parts[name] for name in (_NUMBERS, _REST, _NOTE))
    except (KeyError, ValueError, SafetensorError) as exc:
        raise OutputError(f"The model is damaged ({exc}). Fit it again.") from exc

    def make(arrays: dict[str, npt.NDArray[Any]], rest: dict[str, Any]) -> TopicModel:
        return _model(arrays, rest, _starts(parts.get(_STARTS, b""), rest, Path()))

    return _decoded(numbers, text, Path(), make), note


def _parts(model: TopicModel) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any], bytes]:
    """Return the arrays of a model, its plain data, and the bytes of its starts."""
    rest = {
        "engine": model.engine,
        "params": dict(model.params),
        "random_state": model.random_state,
        "trace": list(model.trace),
        "vocabulary": list(model.vocabulary),
        "corpus_fingerprint": model.corpus_fingerprint,
        "vocabulary_fingerprint": model.vocabulary_fingerprint,
        **{name: list(getattr(model.units, name)) for name in _UNIT_NAMES},
    }
    if model.highest_id > model.topics.max(initial=0):  # of a topic that is gone
        rest["highest_id"] = model.highest_id
    starts = b"" if model.starts is None else save(model.starts.arrays())
    if starts:
        rest["starts_sha256"] = sha256(starts).hexdigest()
    arrays = {name: getattr(model, name) for name in (*_ARRAYS, "topics")}
    columns = {f"unit_{name}": getattr(model.units, name) for name in _UNIT_ARRAYS}
    if len(ids := model.units.ids):
        columns["unit_ids"] = np.ascontiguousarray(ids).view(np.uint8).reshape(len(ids), -1)
    return arrays | columns, rest, starts


def write_arrays(
    folder: str | Path, arrays: Mapping[str, npt.NDArray[Any]], rest: Mapping[str, Any]
) -> None:
    """Write arrays to ``model.safetensors`` and plain data to ``model.json``.

    Parameters
    ----------
    folder : path-like
        Made if it does not exist.
    arrays : mapping of str to array
    rest : mapping of str to plain data
        The format's number, the arrays' sha256 and that of the plain data are added.

    Raises
    ------
    OutputError
        If the folder cannot be written.
    """
    numbers, text = _encoded(arrays, rest)
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _NUMBERS).write_bytes(numbers)
        (folder / _REST).write_bytes(text)
    except OSError as exc:
        raise OutputError(f"{folder}: the model cannot be written ({exc.strerror}).") from exc


def _encoded(
    arrays: Mapping[str, npt.NDArray[Any]], rest: Mapping[str, Any]
) -> tuple[bytes, bytes]:
    """Return the bytes of ``model.safetensors`` and of ``model.json``."""
    numbers = save({name: np.ascontiguousarray(array) for name, array in arrays.items()})
    plain = {**rest, "format": _FORMAT, "sha256": sha256(numbers).hexdigest()}
    plain = sealed(json.loads(json.dumps(plain)), _SEAL)  # hashed as it will be read back
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)
    return numbers, (text + "\n").encode()


def load_model(folder: str | Path) -> TopicModel:
    """Read a model that :func:`save_model` wrote.

    Parameters
    ----------
    folder : path-like
        The folder of ``model.safetensors`` and ``model.json``.

    Returns
    -------
    TopicModel
        Equal to the one saved, bit for bit.

    Raises
    ------
    OutputError
        If a file is missing or damaged, or of a newer format.
    """

    def make(arrays: dict[str, npt.NDArray[Any]], rest: dict[str, Any]) -> TopicModel:
        return _model(arrays, rest, _read_starts(Path(folder), rest))

    return read_arrays(folder, make)


def _read_starts(folder: Path, rest: dict[str, Any]) -> Starts | None:
    """Return the starts of a model, None if it names none."""
    if "starts_sha256" not in rest:
        return None
    return _starts(_read(folder / _STARTS), rest, folder)


def _starts(data: bytes, rest: dict[str, Any], folder: Path) -> Starts | None:
    """Return starts from their bytes, None if the model names none."""
    if "starts_sha256" not in rest:
        return None
    if sha256(data).hexdigest() != rest["starts_sha256"]:
        raise OutputError(_damaged(folder, _STARTS))
    return Starts(**load(data))


def _read(path: Path) -> bytes:
    try:
        return read_bytes(path, _MAX_BYTES)
    except ParseError as exc:
        raise OutputError(f"The model cannot be read: {exc}") from exc


def _damaged(folder: Path, name: str) -> str:
    return (
        f"{folder / name}: is damaged or of another model: its sha256 is not the one"
        f" {_REST} names. Fit the model again."
    )


def read_arrays(
    folder: str | Path, make: Callable[[dict[str, npt.NDArray[Any]], dict[str, Any]], T]
) -> T:
    """Read what :func:`write_arrays` wrote.

    Parameters
    ----------
    folder : path-like
        The folder of ``model.safetensors`` and ``model.json``.
    make : callable
        Makes a model of the arrays and the plain data.

    Returns
    -------
    object
        What ``make`` returns.

    Raises
    ------
    OutputError
        If a file is missing or damaged, or of a newer format.
    """
    folder = Path(folder)
    return _decoded(_read(folder / _NUMBERS), _read(folder / _REST), folder, make)


def _decoded(
    numbers: bytes,
    text: bytes,
    folder: Path,
    make: Callable[[dict[str, npt.NDArray[Any]], dict[str, Any]], T],
) -> T:
    """Return what ``make`` does of the bytes of both files, which errors say are in a folder."""
    rest = _parse(text, folder / _REST)
    if sha256(numbers).hexdigest() != rest.get("sha256"):
        raise OutputError(_damaged(folder, _NUMBERS))
    try:
        return make(load(numbers), rest)
    except KeyError as exc:
        raise OutputError(
            f"{folder / _REST}: is damaged: {exc} is missing. Fit the model again."
        ) from exc
    except (
        AttributeError, IndexError, OverflowError, TypeError, ValueError, SafetensorError
    ) as exc:  # fmt: skip
        raise OutputError(
            f"{folder / _REST}: is damaged ({type(exc).__name__}: {exc}). Fit the model again."
        ) from exc


def _parse(text: bytes, path: Path) -> dict[str, Any]:
    try:
        rest = load_json(text, str(path))
    except ParseError as exc:
        raise OutputError(f"{exc} Fit the model again.") from exc
    number = rest.get("format") if isinstance(rest, dict) else None
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise OutputError(f"{path}: is not a topic model: it names no format.")
    if number > _FORMAT:
        raise OutputError(
            f"{path}: is of format {number}; this version of topics reads up to format {_FORMAT}."
            " Update topics-zh."
        )
    if (number >= 4 or _SEAL in rest) and not is_intact(rest, _SEAL):
        raise OutputError(
            f"{path}: is damaged: its {_SEAL} is not that of its content. Fit the model again."
        )
    return dict(rest)


def _typed(rest: dict[str, Any], name: str, kind: type) -> Any:
    """Return a value; raise TypeError that names it if it is of another type."""
    value = rest[name]
    if not isinstance(value, kind) or isinstance(value, bool):
        raise TypeError(f"{name} is not {_KINDS[kind]}")
    return value


def _texts(rest: dict[str, Any], name: str) -> tuple[str, ...]:
    values = _typed(rest, name, list)
    if not all(isinstance(value, str) for value in values):
        raise TypeError(f"{name} is not a list of texts")
    return tuple(values)


def _model(arrays: dict[str, Any], rest: dict[str, Any], starts: Starts | None) -> TopicModel:
    return TopicModel(
        **{name: arrays[name] for name in _ARRAYS},
        vocabulary=_texts(rest, "vocabulary"),
        units=_units(arrays, rest),
        engine=_typed(rest, "engine", str),
        params=_typed(rest, "params", dict),
        random_state=_typed(rest, "random_state", int),
        trace=tuple(_typed(rest, "trace", list)),
        **({"topics": arrays["topics"]} if rest["format"] > 2 else {}),
        corpus_fingerprint=rest.get("corpus_fingerprint", ""),
        starts=starts,
        highest_id=_typed({"highest_id": 0} | rest, "highest_id", int),
    )


def _units(arrays: dict[str, Any], rest: dict[str, Any]) -> Units:
    if rest["format"] == 1:
        return Units.of(
            Unit(**{**unit, "paragraphs": tuple(unit["paragraphs"])}) for unit in rest["units"]
        )
    columns: dict[str, Any] = {name: arrays[f"unit_{name}"] for name in _UNIT_ARRAYS}
    if "unit_ids" in arrays:
        ids = np.ascontiguousarray(arrays["unit_ids"])
        columns["ids"] = ids.view(f"S{ids.shape[-1]}").ravel()
    return Units(**columns | {name: _texts(rest, name) for name in _UNIT_NAMES})
