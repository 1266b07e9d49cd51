"""The keys of ``run.json`` that later code relies on, and their allowed values."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from topics.defaults import default_path
from topics.runs.inputs import INPUTS, KINDS, SETTINGS_NAME
from topics.runs.own_models import engines_of, is_recorded

__all__ = ["problem_of"]


def problem_of(manifest: Mapping[str, Any]) -> str:
    """Return the problem of a manifest, with the key; empty if there is none."""
    return next(_problems(manifest), "")


def _problems(manifest: Mapping[str, Any]) -> Iterator[str]:
    for key, (is_right, allowed) in _KEYS.items():
        if key not in manifest:
            yield f"{key} is missing: it must be {allowed}"
        elif not is_right(manifest[key]):
            yield f"{key} is of another kind: it must be {allowed}"
    for key, (is_right, allowed) in _OPTIONAL.items():
        if key in manifest and not is_right(manifest[key]):
            yield f"{key} is of another kind: it must be {allowed}"
    for key, default in _defaults().items():
        if not _is_like(key, manifest["settings"].get(key, default), default):
            yield f"settings.{key} is of another kind than {default!r}"
    yield from _own_model_problems(manifest)
    if manifest["format_version"] > 1:  # earlier runs have no `inputs/`
        yield from _input_problems(manifest["inputs"], manifest["outputs"])


def _own_model_problems(manifest: Mapping[str, Any]) -> Iterator[str]:
    engines = engines_of(manifest)
    if len(set(engines)) < len(engines):
        yield "own_models names an engine twice, or one of the settings"
    for entry in manifest.get("own_models", ()):
        name = f"models/{entry['engine']}/model.json"
        if manifest["outputs"].get(name) != entry["sha256"]:
            yield f"own_models: {name} is not among the outputs with the sha256 recorded"


def _input_problems(inputs: Mapping[str, str], outputs: Mapping[str, str]) -> Iterator[str]:
    """Yield the files of a study that differ between inputs and outputs, or are in one only."""
    read = {f"{INPUTS}/{name}": sha for name, sha in inputs.items() if name.split("/")[0] in KINDS}
    kept = {name: sha for name, sha in outputs.items() if name.split("/")[0] == INPUTS}
    kept.pop(f"{INPUTS}/{SETTINGS_NAME}", None)
    for name in sorted({*read, *kept}):
        if read.get(name) != kept.get(name):
            yield f"{name} is not the same file in inputs and outputs"


def _is_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


def _is_outputs(value: Any) -> bool:
    return _is_texts(value) and all(map(_is_below, value))


def _is_below(name: str) -> bool:
    """Return whether a name leads to a file below the run's folder and nowhere else."""
    return all(part not in ("", ".", "..") for part in name.split("/")) and not (
        "\\" in name or "\0" in name or ":" in name.split("/")[0]
    )


def _is_settings(value: Any) -> bool:
    engines = value.get("engines") if isinstance(value, dict) else None
    return (
        isinstance(engines, list)
        and bool(engines)
        and all(isinstance(name, str) and _ENGINE.fullmatch(name) for name in engines)
        and len(set(engines)) == len(engines)
    )


@cache
def _defaults() -> dict[str, Any]:
    return tomllib.loads(default_path("settings.toml").read_text("utf-8"))


def _is_like(key: str, value: Any, default: Any) -> bool:
    """Return whether a setting is of the type of its default.

    Its value may no longer be allowed: a run with an engine or a repair rule that was removed
    can still be read.
    """
    if isinstance(default, float):
        return type(value) in (int, float)
    if isinstance(default, list):
        return _is_list_of_texts(value)
    if isinstance(default, dict):  # tables by engine, or names of columns
        is_right = _is_table if key == "engine" else _is_name
        return isinstance(value, dict) and all(map(is_right, value.values()))
    return type(value) is type(default)


def _is_table(value: Any) -> bool:
    return isinstance(value, dict)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) or _is_list_of_texts(value)


def _is_list_of_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _is_versions(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(v, str | None) for v in value.values())


def _is_warnings(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_warning, value))


def _is_warning(value: Any) -> bool:
    """Return whether a value is a sentence of format 1, or a code with values."""
    if isinstance(value, str):
        return True
    values = value.get("values") if isinstance(value, dict) else None
    return (
        isinstance(values, dict)
        and isinstance(value.get("code"), str)
        and all(
            isinstance(plain, str | int | float)
            for inner in values.values()
            for plain in (inner if isinstance(inner, list) else [inner])
        )
    )


def _is_retrained(value: Any) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("fresh"), bool):
        return False
    folder = value.get("folder")
    return folder == "" or (isinstance(folder, str) and "/" not in folder and _is_below(folder))


# Not those of the registry: a run with an engine that was removed can still be read.
_ENGINE = re.compile("[a-z][a-z0-9_]*")
_KEYS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "outputs": (_is_outputs, "an object of names of files in the run's folder and their sha256"),
    "settings": (_is_settings, 'an object whose "engines" is a list of different names of engines'),
    "inputs": (_is_texts, "an object of names and sha256"),
    "versions": (_is_versions, "an object of names and versions"),
    "warnings": (_is_warnings, "a list of objects with a code and values"),
    "random_state": (lambda value: type(value) is int, "an integer"),
    "machine": (lambda value: isinstance(value, str), "text"),
    "git_modified": (lambda value: isinstance(value, bool | None), "true, false or null"),
    "git_commit": (lambda value: isinstance(value, str | None), "text or null"),
}
_OPTIONAL: dict[str, tuple[Callable[[Any], bool], str]] = {
    "instruction_set": (_is_list_of_texts, "a list of texts"),
    "own_models": (is_recorded, "a list of objects with engine, library, class, params, sha256"),
    "parent": (lambda value: isinstance(value, str), "text"),
    "continued": (_is_list_of_texts, "a list of texts"),
    "coder_of": (lambda value: isinstance(value, str), "text"),
    "retrained": (_is_retrained, "an object with folder, a plain name or empty, and fresh"),
}
