"""``inputs/`` of a run: its inputs other than the seed files, ready for reuse."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from topics.config import Settings, load_settings
from topics.errors import OutputError
from topics.parsing import shown, toml_value
from topics.runs.files import LITTER, write_file

__all__ = [
    "INPUTS",
    "KINDS",
    "SETTINGS_NAME",
    "all_settings",
    "input_path",
    "settings_path",
    "settings_toml",
    "write_inputs",
]

INPUTS = "inputs"
SETTINGS_NAME = "settings.toml"
KINDS = ("codebook", "dictionary", "stop_words", "edits", "gold", "metadata")
"""Folders below ``inputs``, each with at most one file."""


def write_inputs(folder: Path, settings: Settings, files: Mapping[str, bytes]) -> None:
    """Write the settings, and the files of a study, below a run's folder.

    Parameters
    ----------
    folder : Path
        The run's folder.
    settings : Settings
        Written as ``inputs/settings.toml``, which ``--settings`` reads back.
    files : mapping of str to bytes
        By kind and name, e.g. ``"gold/themes.jsonl"``.

    Raises
    ------
    OutputError
        If a file cannot be written.
    """
    inputs = folder / INPUTS
    try:
        inputs.mkdir(parents=True, exist_ok=True)
        for name in files:
            (inputs / name).parent.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise OutputError(f"{inputs}: cannot be written ({exc.strerror}).") from exc
    for name, data in files.items():
        write_file(inputs / name, data)
    write_file(inputs / SETTINGS_NAME, settings_toml(settings).encode())


def input_path(folder: Path, kind: str = SETTINGS_NAME) -> Path | None:
    """Return the file of a kind in ``inputs`` of a run, or None; the settings by default."""
    path = folder / INPUTS / kind
    if kind not in KINDS:
        return path if path.is_file() else None
    files = sorted(path.iterdir()) if path.is_dir() else []
    return next((file for file in files if file.name not in LITTER), None)


def settings_path(folder: Path, manifest: Mapping[str, Any]) -> Path:
    """Return the settings kept in a run's folder.

    Parameters
    ----------
    folder : Path
        The run's folder.
    manifest : mapping
        Its ``run.json``.

    Raises
    ------
    OutputError
        If there are none, as in runs of format version 1, or they differ from ``run.json``.
    SettingsError
        If this version cannot use them, e.g. because an engine was removed.
    """
    path = input_path(folder)
    if path is None:
        raise OutputError(
            f"{folder}: has no {INPUTS}/{SETTINGS_NAME}, as runs of format version 1, so its texts"
            " cannot be read or coded as they were. Repeat the run with this version of topics-zh."
        )
    kept, recorded = load_settings(path).to_dict(), all_settings(manifest)
    for key, value in kept.items():
        if _as_toml(value) != _as_toml(recorded[key]):
            raise OutputError(
                f"{path}: {key} is {shown(value)}, in run.json {shown(recorded[key])}. Repeat the"
                " run."
            )
    return path


def all_settings(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings that ``run.json`` records, and the defaults of settings added since.

    An earlier version had fewer settings; it behaved as the defaults of the others.
    """
    return load_settings().to_dict() | dict(manifest["settings"])


def settings_toml(settings: Settings) -> str:
    """Return resolved settings as TOML; word lists are named as `write_inputs` places them."""
    data = settings.to_dict()
    for kind in KINDS:
        if data.get(kind):
            data[kind] = f"{kind}/{data[kind]}"
    plain = [f"{key} = {toml_value(value)}" for key, value in data.items()]
    return "\n".join(["# The resolved settings of this run.", *plain, ""])


def _as_toml(value: Any) -> Any:
    """Return a value that TOML can represent: tables without None, lists for tuples."""
    return tomllib.loads(f"value = {toml_value(value)}")["value"]
