"""The folder of a run: written beside its final path and moved there, read back and checked."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from topics.errors import OutputError, check_path_type
from topics.models.storage import load_model
from topics.models.types import TopicModel
from topics.runs.files import LITTER, file_hash
from topics.runs.manifest import MANIFEST_NAME, read_manifest, run_outputs
from topics.runs.schema import TABLES
from topics.runs.tables import read_table, write_table

__all__ = ["Run", "check_free", "load_run", "new_run", "read_table", "write_table"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A run read back from its folder.

    Attributes
    ----------
    folder : Path
        Where it was read from.
    manifest : mapping
        The content of ``run.json``.
    tables : mapping of str to DataFrame
        The tables by name, such as ``"paragraphs"``.
    models : mapping of str to TopicModel
        The models by engine, in the order of the settings.
    """

    folder: Path
    manifest: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]
    models: Mapping[str, TopicModel]


@contextmanager
def new_run(out: str | Path) -> Iterator[Path]:
    """Yield a temporary folder beside ``out`` to write a run into, then move it there.

    Whether ``out`` can be written is checked on entering, before any work
    is done. If the work fails, earlier files are untouched and nothing
    temporary remains. An earlier run is replaced; anything else is not.

    Parameters
    ----------
    out : path-like
        The run's own folder: missing, empty, or an earlier run.

    Yields
    ------
    Path
        An empty folder on the same file system.

    Raises
    ------
    OutputError
        If ``out`` is a file, a folder with something in it that is not an
        untouched run, or in a place that cannot be written.
    """
    target = Path(os.path.realpath(out))
    # Named before it is made: at whatever moment the run is interrupted, it can be removed.
    holder = target.parent / f".topics-run-{secrets.token_hex(8)}"
    fresh, missing, has_begun = holder / "run", [], False
    try:
        check_free(Path(out), target)
        missing = [folder for folder in target.parents if not folder.exists()]
        target.parent.mkdir(parents=True, exist_ok=True)
        holder.mkdir(mode=0o700)
        fresh.mkdir()
        has_begun = True
        yield fresh
        _swap(fresh, target, holder / "earlier")
    except BaseException as exc:
        _clear(holder, missing)
        if not isinstance(exc, OSError):
            raise
        raise OutputError(
            f"{out}: the run could not be finished ({exc}); earlier files are untouched."
            if has_begun
            else f"{out}: cannot be written ({exc.strerror}). Name a folder in a place where you"
            " may write."
        ) from exc
    _clear(holder, [])


def load_run(folder: str | Path) -> Run:
    """Read a run back, and check that it is unchanged.

    Every file is checked against its hash at once; a table or a model is read, and checked again,
    when it is first asked for.

    Raises
    ------
    OutputError
        If ``folder`` is not a run, or a file of it is missing or was changed; also when a table
        is asked for that was changed since, or is none.
    WrongTypeError
        If ``folder`` is not a path.
    """
    check_path_type("folder", folder)
    folder = Path(folder)
    manifest = read_manifest(folder)
    seen = run_outputs(folder)
    lost = [name for name in manifest["outputs"] if name not in seen]
    changed = [name for name, sha in manifest["outputs"].items() if seen.get(name, sha) != sha]
    faults = [
        f"{what}: {', '.join(sorted(names))}"
        for what, names in (("missing", lost), ("changed since", changed))
        if names
    ]
    if faults:
        raise OutputError(
            f"{folder}: is not as it was written ({'; '.join(faults)}). Make the run again."
        )
    tables = [name for name in TABLES if f"{name}.csv" in seen]
    engines = [e for e in manifest["settings"]["engines"] if f"models/{e}/model.json" in seen]

    def table(name: str) -> pd.DataFrame:
        _check_unchanged(folder, manifest, f"{name}.csv")
        return read_table(folder / f"{name}.csv")

    def model(engine: str) -> TopicModel:
        _check_unchanged(folder, manifest, f"models/{engine}/")
        return load_model(folder / "models" / engine)

    return Run(folder, manifest, _OnDemand(tables, table), _OnDemand(engines, model))


def _check_unchanged(folder: Path, manifest: Mapping[str, Any], start: str) -> None:
    """Raise OutputError if files were changed since the run was loaded, e.g. by another run."""
    for name, sha in manifest["outputs"].items():
        if name.startswith(start) and not (
            (folder / name).is_file() and file_hash(folder / name) == sha
        ):
            raise OutputError(
                f"{folder / name}: was changed since the run was loaded. Load the run again."
            )


class _OnDemand(Mapping[str, T]):
    """The contents of a run by name; each is read once, on first access."""

    def __init__(self, names: Sequence[str], read: Callable[[str], T]) -> None:
        self._names = names
        self._read = read
        self._found: dict[str, T] = {}

    def __getitem__(self, name: str) -> T:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._found:
            self._found[name] = self._read(name)
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def check_free(out: Path, target: Path) -> None:
    """Raise OutputError unless ``target`` may be made, or replaced without losing anything."""
    if target.is_symlink():  # every link that leads somewhere was followed
        raise OutputError(f"{out}: is a link that leads back to itself. Name a folder.")
    if not target.exists():
        return
    if not target.is_dir():
        raise OutputError(f"{out}: is a file. Name a folder for the run.")
    if os.path.ismount(target):
        raise OutputError(f"{out}: is a mounted disk. Name a folder on it, such as {out / 'run'}.")
    if not any(target.iterdir()):
        return
    try:
        outputs = read_manifest(target)["outputs"]
    except OutputError as exc:
        raise OutputError(
            f"{out}: has files in it but is not a run (no {MANIFEST_NAME} of ours), so it is left"
            " alone. Name a new or an empty folder."
        ) from exc
    foreign = [
        name
        for name, sha in run_outputs(target).items()
        if outputs.get(name) != sha and Path(name).name not in LITTER
    ]
    if foreign:
        raise OutputError(
            f"{out}: has files that the run there did not write, or that were changed since:"
            f" {', '.join(foreign)}. Move them away, or name another folder."
        )


def _swap(fresh: Path, target: Path, earlier: Path) -> None:
    """Move ``fresh`` to ``target``, and what is there to ``earlier``; both or neither."""
    try:
        if target.exists():
            target.rename(earlier)
        fresh.rename(target)
    except BaseException:
        if earlier.exists() and not target.exists():
            earlier.rename(target)
        raise


def _clear(holder: Path, folders: list[Path]) -> None:
    """Remove the temporary folder, and the folders made for it if they are still empty."""
    shutil.rmtree(holder, ignore_errors=True)
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()
