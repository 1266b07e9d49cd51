"""Distinguish the files that a run wrote to a folder from those of others."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath

from topics.corpus.reading.folders import walk
from topics.errors import OutputError
from topics.runs.files import CODER_NAME, LITTER, file_hash
from topics.runs.inputs import INPUTS, KINDS
from topics.runs.manifest import MANIFEST_NAME, read_manifest
from topics.runs.schema import TABLES
from topics.runs.timing import TIMINGS_NAME

__all__ = ["check_inside", "foreign_to", "remove_run", "strangers", "unlisted"]

_FOLDERS = ("figures", INPUTS, "models")
_PAGES = ("report.html", "ldavis")


def strangers(folder: Path) -> list[str]:
    """Return the contents of a folder that its run did not write, or that were changed since.

    Files, links and folders by relative path; all of them if the folder is not a run. Files that
    file managers leave are ignored.

    Raises
    ------
    OSError
        If something in it cannot be read.
    """
    try:
        return foreign_to(folder, read_manifest(folder)["outputs"])
    except OutputError:
        return sorted(path.name for path in folder.iterdir() if path.name not in LITTER)


def foreign_to(folder: Path, outputs: Mapping[str, str]) -> list[str]:
    """Return what is in a run's folder and not among its outputs, or was changed since."""
    folders = {str(above) for name in outputs for above in PurePosixPath(name).parents}
    return sorted(
        name
        for name, path, is_folder in _walk(folder)
        if not (name in folders or name in _FOLDERS if is_folder else _is_own(name, path, outputs))
    )


def _is_own(name: str, path: Path, outputs: Mapping[str, str]) -> bool:
    if name in (MANIFEST_NAME, TIMINGS_NAME) or path.name in LITTER:
        return not path.is_symlink()
    # The hash comes last, so that neither a link nor a pipe is opened.
    return name in outputs and _is_plain(path) and file_hash(path) == outputs[name]


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _walk(folder: Path) -> Iterator[tuple[str, Path, bool]]:
    """Yield the relative path of everything in a folder, and whether it is a folder."""
    for path, is_folder, error in walk(folder):
        if error is not None:
            raise error
        yield path.relative_to(folder).as_posix(), path, is_folder


def check_inside(folder: Path, names: Iterable[str]) -> None:
    """Raise OutputError if a file of a run is, or is reached by, a link out of its folder.

    Others may write outside the folder, so files there may change.

    Parameters
    ----------
    folder : Path
        The run's folder, which may be a link itself.
    names : iterable of str
        The files of the run by relative path.
    """
    root = os.path.realpath(folder)
    for path in (folder / name for name in names):
        if not Path(os.path.realpath(path)).is_relative_to(root):
            raise OutputError(
                f"{path}: is a link out of the run's folder. Replace it by the file itself."
            )


def unlisted(folder: Path, outputs: Mapping[str, str]) -> list[str]:
    """Return files of the kinds that a run writes which its manifest does not list.

    They would be read as the run's, so a removed entry must be noticed. Other files in the
    folder are ignored.
    """
    return sorted(
        name
        for name, path, is_folder in _walk(folder)
        if not is_folder and name not in outputs and path.name not in LITTER and _is_kind(name)
    )


def _is_kind(name: str) -> bool:
    first, *rest = name.split("/")
    if not rest:
        table = first.removesuffix(".csv")
        return (
            (table != first and table in TABLES)
            or (first.endswith(".html") and first.startswith(_PAGES))
            or first == CODER_NAME
        )
    if first == "models":
        return rest[-1] in ("model.json", "model.safetensors", "starts.safetensors")
    return first == INPUTS and (rest == ["settings.toml"] or rest[0] in KINDS)


def remove_run(folder: Path) -> None:
    """Remove the files of a run, and nothing else; files of others remain.

    The manifest is removed last, so that an interrupted removal can be continued.
    """
    with suppress(OSError):
        outputs: Mapping[str, str] = {}
        with suppress(OutputError):
            outputs = read_manifest(folder)["outputs"]
        entries = list(_walk(folder))
        for name, path, is_folder in entries:
            is_ours = name in outputs or name == TIMINGS_NAME or path.name in LITTER
            if is_ours and not is_folder:
                path.unlink(missing_ok=True)
        (folder / MANIFEST_NAME).unlink(missing_ok=True) if outputs else None
        for _, path, is_folder in reversed(entries):
            if is_folder:
                with suppress(OSError):
                    path.rmdir()
        folder.rmdir()
