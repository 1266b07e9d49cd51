"""Write files atomically, hash them, and check output folders."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

from topics.errors import OutputError, check_path_type

__all__ = [
    "CODER_NAME",
    "LITTER",
    "PREFIX",
    "check_apart",
    "check_can_make",
    "check_folder",
    "file_hash",
    "folder_hashes",
    "json_bytes",
    "make_folder",
    "numbered",
    "numbers",
    "place_of",
    "temporary_prefix",
    "write_file",
    "write_json",
]

CODER_NAME = "coder.json"
"""The fitted coder of a run."""
PREFIX = ".topics-run-"
"""Prefix of the names of temporary folders."""
LITTER = (".DS_Store", "Thumbs.db", "desktop.ini")
"""Files that file managers create."""


def temporary_prefix() -> str:
    """Return the prefix of this process's temporary folders, with its host and process id.

    It identifies the leftovers of a process that was killed before it could lock a folder.
    """
    host = hashlib.sha256(socket.gethostname().encode()).hexdigest()[:8]
    return f"{PREFIX}{host}-{os.getpid()}-"


def write_file(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` completely, or leave the earlier file.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        part.unlink(missing_ok=True)  # a link there is not followed
        with part.open("xb") as file:
            file.write(data)
        part.replace(path)
    except OSError as exc:
        with suppress(OSError):
            part.unlink()
        raise OutputError(f"{path}: cannot be written ({exc.strerror}).") from exc


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    """Write plain data as JSON, as `json_bytes` lays it out.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    write_file(path, json_bytes(data))


def json_bytes(data: Mapping[str, Any]) -> bytes:
    """Return plain data as JSON: sorted keys, Chinese as it is, a newline at the end."""
    text = json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False)
    # A file name that is not UTF-8 contains lone surrogates; JSON has an escape for these.
    return (text + "\n").encode("utf-8", "backslashreplace")


def file_hash(path: Path) -> str:
    """Return the sha256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def folder_hashes(folder: Path) -> dict[str, str]:
    """Return the sha256 of every file below ``folder`` by its relative path, sorted.

    Paths have forward slashes on every system.
    """
    files = (path for path in folder.rglob("*") if path.is_file())
    return dict(sorted((path.relative_to(folder).as_posix(), file_hash(path)) for path in files))


def numbered(folder: Path, ending: str = "") -> Path:
    """Return the first of ``folder``, ``folder-2``, ... that does not exist."""
    return next(path for path in numbers(folder, ending) if not os.path.lexists(path))


def numbers(folder: Path, ending: str = "") -> Iterator[Path]:
    """Yield ``folder``, ``folder-2``, ..., each with ``ending`` before its number."""
    return (folder.with_name(f"{folder.name}{ending}{f'-{n}' if n > 1 else ''}") for n in count(1))


def place_of(out: str | Path, name: str = "out") -> Path:
    """Return the folder that a path leads to, links followed; ``name`` is the argument's.

    Raises
    ------
    OutputError
        If it is not a valid path.
    WrongTypeError
        If it is neither a string nor a path.
    """
    check_path_type(name, out)
    try:
        target = Path(os.path.realpath(out))
        os.fsencode(target).decode("utf-8")
    except ValueError as exc:  # NUL, or a name that no table of a run could hold
        raise OutputError(f"{str(out)!r}: is not the name of a folder ({exc}).") from exc
    return target


def check_can_make(out: str | Path, *, inside: bool = False) -> None:
    """Raise OutputError, before any work, if no file or folder can be created at ``out``.

    With ``inside``, files in it must be writable.
    """
    target = place_of(out)
    try:
        is_there = target.exists()  # fails if the name is too long
        above = (target, *target.parents) if inside and is_there else target.parents
        parent = next(folder for folder in above if folder.exists())
        Path(tempfile.mkdtemp(prefix=temporary_prefix(), dir=parent)).rmdir()
    except OSError as exc:
        raise OutputError(
            f"{out}: cannot be written ({exc.strerror}). Name a folder in a place where you may"
            " write."
        ) from exc


def check_apart(out: str | Path, seeds: str | Path) -> None:
    """Raise OutputError if ``out`` is in the seed folder: it would be read as seeds next time."""
    folder = Path(os.path.realpath(seeds))
    if folder.is_dir() and place_of(out).is_relative_to(folder):
        raise OutputError(
            f"{out}: is in the seed folder {seeds}, so the next command would read it as seed"
            " files. Name another folder with --out."
        )


def check_folder(out: str | Path, what: str, files: Sequence[str]) -> None:
    """Raise OutputError unless ``what`` may be written to ``out`` without losing anything.

    ``files`` are the names it writes; the first is written first and identifies the folder.
    """
    folder = place_of(out)
    try:
        if folder.exists() and not folder.is_dir():
            raise OutputError(f"{out}: is a file. Name a folder for {what}.")
        there = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    except OSError as exc:
        raise OutputError(f"{out}: cannot be read ({exc.strerror}). Name another folder.") from exc
    there.difference_update(LITTER)
    if there and (files[0] not in there or there.difference(files)):
        raise OutputError(
            f"{out}: has files in it but is not {what} (no {files[0]}, or files beside its own),"
            " so it is left alone. Name a new or an empty folder."
        )
    check_can_make(out, inside=True)


def make_folder(out: str | Path, what: str, files: Sequence[str]) -> Path:
    """Create the folder ``out`` if necessary and return it; raise OutputError as `check_folder`."""
    check_folder(out, what, files)
    try:
        Path(out).mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise OutputError(
            f"{out}: cannot be written ({exc.strerror}). Name a folder in a place where you may"
            " write."
        ) from exc
    return Path(out)
