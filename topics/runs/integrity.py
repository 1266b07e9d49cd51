"""Compare the files and software of a run with what it recorded."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from topics.defaults import default_path
from topics.errors import OutputError
from topics.parsing import ParseError, load_json
from topics.runs.contents import foreign_to
from topics.runs.files import file_hash, json_bytes
from topics.runs.manifest import (
    FORMAT_VERSION,
    MANIFEST_NAME,
    git_state,
    instruction_set,
    read_manifest,
    versions,
)

__all__ = [
    "CHANGED",
    "FOREIGN",
    "MISSING",
    "Difference",
    "Sentence",
    "changed_files",
    "read_unchanged",
    "software_differences",
]

Sentence = tuple[str, str]
"""In Chinese and English."""
MISSING = ("缺失", "missing")
CHANGED = ("写入后有改动", "changed since it was written")
LINK = ("是链接，或不是文件", "a link, or no file")
LAYOUT = ("内容的排列有改动", "changed in its layout")
FOREIGN = ("不属于这次运行", "not of the run")


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference from the record of a run.

    Attributes
    ----------
    where : str
        A file by its path in the run's folder, a seed file, or a key of ``run.json``.
    zh : str
        The difference in a few words in Chinese; what an error says is in English.
    what : str
        The same in English.
    """

    where: str
    zh: str
    what: str


def read_unchanged(folder: Path) -> tuple[dict[str, Any], list[Difference]]:
    """Return the manifest of a run, and every file that has changed since it was written.

    Parameters
    ----------
    folder : Path
        The run's folder.

    Returns
    -------
    manifest : dict
        Empty if ``run.json`` itself was changed, so that nothing else can be checked.
    differences : list of Difference
        Files that are missing, changed, links, or not part of the run. ``timings.json``, which has
        no hash, and files of file managers are not checked.

    Raises
    ------
    OutputError
        If ``folder`` is not a run, has a later format, or a file cannot be read.
    """
    path = folder / MANIFEST_NAME
    try:
        manifest = read_manifest(folder)
    except OutputError as exc:
        if not path.is_file() or _is_later(path):
            raise
        return {}, [Difference(MANIFEST_NAME, f"有改动：{exc}", f"changed: {exc}")]
    try:
        # Its seal covers the content only: one more space would not be noticed.
        is_laid_out = manifest["format_version"] < 3 or path.read_bytes() == json_bytes(manifest)
        return manifest, [
            *([] if is_laid_out else [Difference(MANIFEST_NAME, *LAYOUT)]),
            *changed_files(folder, manifest["outputs"]),
        ]
    except OSError as exc:
        raise OutputError(f"{exc.filename or folder}: cannot be read ({exc.strerror}).") from exc


def _is_later(path: Path) -> bool:
    """Return whether a manifest has the format of a later version."""
    try:
        version = load_json(path.read_bytes(), str(path))["format_version"]
    except (OSError, ParseError, KeyError, TypeError):
        return False
    return isinstance(version, int) and version > FORMAT_VERSION


def changed_files(folder: Path, outputs: Mapping[str, str]) -> list[Difference]:
    """Return the files of a run that are missing, changed or links, and those not part of it."""
    found = {}
    for name, sha in outputs.items():
        path = folder / name
        if not os.path.lexists(path):
            found[name] = MISSING
        elif not path.is_file() or not _is_inside(path, folder):
            found[name] = LINK
        elif file_hash(path) != sha:
            found[name] = CHANGED
    others = {name: FOREIGN for name in foreign_to(folder, outputs) if name not in outputs}
    return [Difference(name, *what) for name, what in sorted((found | others).items())]


def _is_inside(path: Path, folder: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def software_differences(manifest: Mapping[str, Any]) -> list[Difference]:
    """Return the differences between the software and processor of a run and the current ones.

    Parameters
    ----------
    manifest : mapping
        The run's ``run.json``.

    Returns
    -------
    list of Difference
        Packages, Python, kind of processor, vector instructions if the run records them, the git
        commit, and the package's own lists and default settings.
    """
    here: dict[str, Any] = {**versions(), "machine": platform.machine()}
    recorded = {**manifest["versions"], "machine": manifest["machine"]}
    if "instruction_set" in manifest:
        recorded["instruction_set"] = " ".join(manifest["instruction_set"])
        here["instruction_set"] = " ".join(instruction_set())
    names = sorted({*here, *recorded}, key=str.casefold)
    found = [
        _version(name, *(_shown(of.get(name)) for of in (recorded, here)))
        for name in names
        if recorded.get(name) != here.get(name)
    ]
    commit, is_modified = git_state()
    theirs = manifest["git_commit"], manifest["git_modified"]
    if theirs != (commit, is_modified):
        found.append(_version("git_commit", _state(*theirs), _state(commit, is_modified)))
    return found + _changed_defaults(manifest["inputs"])


def _changed_defaults(inputs: Mapping[str, str]) -> list[Difference]:
    own = {n for n in inputs if n.startswith("defaults/") and ".." not in n}
    return [
        Difference(
            name, "软件自带的文件，此处的与记录的不同", "of the package, is another one here"
        )
        for name in sorted(own)
        if _default_hash(name.removeprefix("defaults/")) != inputs[name]
    ]


def _default_hash(name: str) -> str:
    try:
        return sha256(default_path(name).read_bytes()).hexdigest()
    except OSError:
        return ""


def _version(name: str, recorded: Sentence, here: Sentence) -> Difference:
    zh = f"记录：{recorded[0]}；此处：{here[0]}"
    return Difference(name, zh, f"{recorded[1]} recorded, {here[1]} here")


def _shown(version: str | None) -> Sentence:
    return ("无", "none") if version is None else (version, version)


def _state(commit: str | None, is_modified: bool | None) -> Sentence:
    zh, en = _shown(commit[:12] if commit else None)
    return (f"{zh}（有改动）", f"{en} with changes") if is_modified else (zh, en)
