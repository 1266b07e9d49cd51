"""Which folder a run goes to, so that no other run is lost."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path

from topics.config import Settings
from topics.errors import OutputError
from topics.runs.manifest import read_manifest
from topics.runs.store import check_free

__all__ = ["check_apart_from_run", "check_writable", "choose_target", "default_target", "numbered"]


def default_target(seeds: str | Path) -> Path:
    """Return the folder of a run for which none is named: ``reports/`` and the seeds' name."""
    path = Path(seeds).resolve()
    return Path("reports") / (path.stem if path.is_file() else path.name)


def numbered(folder: Path, ending: str = "") -> Path:
    """Return the first of ``folder``, ``folder-2``, ... that does not exist."""
    return next(path for path in _numbers(folder, ending) if not path.exists())


def check_apart_from_run(out: str | Path, run: str | Path, *, replace: bool = False) -> None:
    """Check that what is made from a run may be written to ``out``.

    Parameters
    ----------
    out : path-like
        The folder of what is made.
    run : path-like
        The folder of the run that it is made from.
    replace : bool, default False
        Whether an untouched run in ``out`` may be replaced.

    Raises
    ------
    OutputError
        If ``out`` is the run's folder or in it, or holds files and ``replace`` is False.
    """
    target, source = Path(os.path.realpath(out)), Path(os.path.realpath(run))
    if target.is_relative_to(source):
        raise OutputError(
            f"{out}: is in the folder of the run {run}, which is never changed. Name another"
            " folder."
        )
    check_free(Path(out), target)
    if not replace and target.exists() and any(target.iterdir()):
        raise OutputError(
            f"{out}: holds a run. Name another folder, or replace that run with --replace"
            " (replace=True)."
        )


def check_writable(out: str | Path) -> None:
    """Raise OutputError if ``out`` cannot be made, or holds what must not be replaced."""
    target = Path(os.path.realpath(out))
    check_free(Path(out), target)
    parent = next(folder for folder in target.parents if folder.exists())
    if not parent.is_dir() or not os.access(parent, os.W_OK):
        raise OutputError(
            f"{out}: cannot be written ({parent} is not a folder in which you may write). Name"
            " another folder."
        )


def choose_target(
    seeds: str | Path,
    out: str | Path | None,
    settings: Settings,
    inputs: Mapping[str, str],
    *,
    replace: bool = False,
) -> Path:
    """Return the folder for a run: one that is free, or that holds the same run untouched.

    Parameters
    ----------
    seeds : path-like
        The seed folder, after which the default is named.
    out : path-like or None
        What was named; None: the default, with the next number where another run is there.
    settings : Settings
    inputs : mapping of str to str
        Name and sha256 of every file that has a part, the seeds among them.
    replace : bool, default False
        Whether an untouched run of other seeds or settings in ``out`` may be replaced.

    Raises
    ------
    OutputError
        If ``out`` holds another run, and ``replace`` is False.
    """
    if out is None:
        default = default_target(seeds)
        return next(path for path in _numbers(default) if _is_ours(path, settings, inputs))
    folder = Path(out)
    if not replace and not _is_same(folder, settings, inputs):
        raise OutputError(
            f"{out}: holds a run of other seeds, settings or word lists. Name another folder, or"
            " replace that run with --replace (replace=True)."
        )
    return folder


def _numbers(folder: Path, ending: str = "") -> Iterator[Path]:
    return (folder.with_name(f"{folder.name}{ending}{f'-{n}' if n > 1 else ''}") for n in count(1))


def _is_ours(folder: Path, settings: Settings, inputs: Mapping[str, str]) -> bool:
    try:
        check_free(folder, Path(os.path.realpath(folder)))
    except OutputError:
        return False
    return _is_same(folder, settings, inputs)


def _is_same(folder: Path, settings: Settings, inputs: Mapping[str, str]) -> bool:
    """Return whether a folder is free, or holds a run of these settings and inputs."""
    if not folder.exists() or not any(folder.iterdir()):
        return True
    there = read_manifest(folder)
    # A newer version may have settings more, and other lists of its own: no choice of the study.
    own = settings.to_dict()
    return (
        "parent" not in there
        and all(own.get(key) == value for key, value in there.get("settings", {}).items())
        and _own(there.get("inputs", {})) == _own(inputs)
    )


def _own(inputs: Mapping[str, str]) -> dict[str, str]:
    return {name: sha for name, sha in inputs.items() if not name.startswith("defaults/")}
