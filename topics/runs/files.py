"""Single files: written whole or not at all, and known by their hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from topics.errors import OutputError

__all__ = ["file_hash", "folder_hashes", "write_file", "write_json"]


def write_file(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` whole, or leave what stood there before.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError as exc:
        with suppress(OSError):
            part.unlink()
        raise OutputError(f"{path}: cannot be written ({exc.strerror}).") from exc


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    """Write plain data as JSON: sorted keys, Chinese as it is, a newline at the end.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    text = json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False)
    # A file name that is not UTF-8 reaches us as lone surrogates; JSON has an escape for these.
    write_file(path, (text + "\n").encode("utf-8", "backslashreplace"))


def file_hash(path: Path) -> str:
    """Return the sha256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def folder_hashes(folder: Path) -> dict[str, str]:
    """Return the sha256 of every file below ``folder`` by its path from there, sorted.

    Paths have forward slashes on every system.
    """
    files = (path for path in folder.rglob("*") if path.is_file())
    return dict(sorted((path.relative_to(folder).as_posix(), file_hash(path)) for path in files))
