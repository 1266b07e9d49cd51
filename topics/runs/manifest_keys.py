"""The keys of ``run.json`` that later code relies on, and what each must hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["problem_of"]


def problem_of(manifest: Mapping[str, Any]) -> str:
    """Return what is wrong with a manifest, naming the key; empty if nothing is."""
    for key, (is_right, allowed) in _KEYS.items():
        if key not in manifest or not is_right(manifest[key]):
            seen = "of another kind" if key in manifest else "missing"
            return f"{key} is {seen}: it must be {allowed}"
    return ""


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


def _is_versions(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(v, str | None) for v in value.values())


# Not those of the registry: a run of an engine that is not there any more can still be read.
_ENGINE = re.compile("[a-z][a-z0-9_]*")
_KEYS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "outputs": (_is_outputs, "an object of names of files in the run's folder and their sha256"),
    "settings": (_is_settings, 'an object whose "engines" is a list of different names of engines'),
    "inputs": (_is_texts, "an object of names and sha256"),
    "versions": (_is_versions, "an object of names and versions"),
    "warnings": (lambda value: isinstance(value, list), "a list"),
    "random_state": (lambda value: type(value) is int, "an integer"),
    "machine": (lambda value: isinstance(value, str), "text"),
    "git_modified": (lambda value: isinstance(value, bool | None), "true, false or null"),
    "git_commit": (lambda value: isinstance(value, str | None), "text or null"),
}
