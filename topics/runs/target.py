"""Choose the folder of a run, so that no other run is lost."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from topics.config import Settings
from topics.corpus.types import Skipped
from topics.errors import OutputError
from topics.runs.files import numbered, numbers, place_of
from topics.runs.inputs import all_settings
from topics.runs.manifest import origin_of, read_manifest
from topics.runs.tables import read_table
from topics.runs.writing import check_free, check_place

__all__ = [
    "check_apart_from_run",
    "check_outside_run",
    "check_place",
    "check_writable",
    "choose_target",
    "default_beside",
    "default_target",
    "numbered",
]


def default_target(seeds: str | Path) -> Path:
    """Return the default folder of a run: ``reports/`` and the seeds' name."""
    path = Path(seeds).resolve()
    return Path("reports") / (path.stem if path.is_file() else path.name)


def check_apart_from_run(out: str | Path, run: str | Path, *, replace: bool = False) -> None:
    """Check that results made from a run may be written to ``out``.

    Parameters
    ----------
    out : path-like
        The folder of the results.
    run : path-like
        The folder of the run.
    replace : bool, default False
        Whether an untouched run in ``out`` may be replaced.

    Raises
    ------
    OutputError
        If ``out`` is the run's folder or in it, or contains files and ``replace`` is False.
    """
    target = place_of(out)
    check_outside_run(out, run)
    check_writable(out)
    if not replace and target.exists() and any(target.iterdir()):
        raise OutputError(
            f"{out}: contains a run. Name another folder, or replace that run with --replace"
            " (replace=True)."
        )


def check_outside_run(out: str | Path, run: str | Path) -> None:
    """Raise OutputError if ``out`` is the folder of a run or in it."""
    if place_of(out).is_relative_to(place_of(run, "run")):
        raise OutputError(
            f"{out}: is in the folder of the run {run}, which is never changed. Name another"
            " folder."
        )


def check_writable(out: str | Path) -> None:
    """Raise OutputError if ``out`` cannot be created, or has contents that must not be replaced."""
    check_place(out)
    check_free(Path(out), place_of(out))


def default_beside(run: str | Path) -> Path:
    """Return the folder beside a run after which runs made from it are numbered.

    For ``reports/seeds-2`` it is ``reports/seeds``, if it exists: ``seeds-3`` comes next.
    """
    folder = Path(run)
    if folder.name in ("", "..") or folder.is_symlink():
        folder = folder.resolve()
    plain = folder.with_name(re.sub(r"-[1-9]\d*$", "", folder.name) or folder.name)
    return plain if plain.is_dir() else folder


def choose_target(
    default: Path,
    out: str | Path | None,
    settings: Settings,
    inputs: Mapping[str, str],
    skipped: Sequence[Skipped] = (),
    *,
    origin: Mapping[str, Any] | None = None,
    replace: bool = False,
) -> Path:
    """Return the folder for a run: a free one, or one with the same run, untouched.

    Parameters
    ----------
    default : Path
        The default folder, with the next number if it has another run.
    out : path-like or None
        The folder that the user named.
    settings : Settings
    inputs : mapping of str to str
        Name and sha256 of every input file, including the seeds.
    skipped : sequence of Skipped
        Seed files that could not be read; a run that skipped other files is another run.
    origin : mapping, optional
        What `topics.runs.manifest.origin_of` returns for the run.
    replace : bool, default False
        Whether an untouched run of other seeds or settings in ``out`` may be replaced.

    Raises
    ------
    OutputError
        If ``out`` contains another run, and ``replace`` is False.
    """
    own = _Identity(settings, inputs, skipped, origin or {})
    if out is None:
        return next(path for path in numbers(default) if _is_ours(path, own))
    folder = Path(out)
    if not replace and not own.is_of(folder):
        raise OutputError(
            f"{out}: contains a run of other seeds, settings, word lists or models. Name another"
            " folder, or replace that run with --replace (replace=True)."
        )
    return folder


def _is_ours(folder: Path, own: _Identity) -> bool:
    try:
        check_free(folder, place_of(folder))
    except OutputError:
        return False
    return own.is_of(folder)


class _Identity:
    """The identity of a run: settings, origin, files that it read, and files that it skipped."""

    def __init__(
        self,
        settings: Settings,
        inputs: Mapping[str, str],
        skipped: Sequence[Skipped],
        origin: Mapping[str, Any],
    ) -> None:
        self.settings = settings.to_dict()
        self.inputs = _own(inputs)
        self.skipped = [(s.source, s.reason) for s in skipped]
        self.origin = dict(origin)

    def is_of(self, folder: Path) -> bool:
        """Return whether a folder is free, or contains the same run."""
        if not folder.exists() or not any(folder.iterdir()):
            return True
        there = read_manifest(folder)
        return (
            origin_of(there) == self.origin
            and all_settings(there) == self.settings
            and _own(there["inputs"]) == self.inputs
            and _skipped(folder) == self.skipped
        )


def _own(inputs: Mapping[str, str]) -> dict[str, str]:
    """Return inputs without the package's own lists, which the study does not choose."""
    return {name: sha for name, sha in inputs.items() if not name.startswith("defaults/")}


def _skipped(folder: Path) -> list[tuple[str, str]]:
    path = folder / "skipped.csv"
    table = read_table(path) if path.is_file() else None
    return [] if table is None else list(zip(table["source"], table["reason"], strict=True))
