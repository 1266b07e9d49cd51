"""Write a run to a temporary folder beside its target and move it there, without losing files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from topics.errors import OutputError
from topics.runs.contents import strangers
from topics.runs.files import check_can_make, file_hash, place_of
from topics.runs.holders import Holder, kept_in, recover, writer_of
from topics.runs.manifest import MANIFEST_NAME, read_manifest
from topics.signals import end_if_stopped, shielded

__all__ = ["check_free", "check_place", "new_run"]

N_NAMED = 5
"""Maximum number of files of others that an error names."""


@contextmanager
def new_run(out: str | Path) -> Iterator[Path]:
    """Yield a temporary folder beside ``out`` to write a run into, then move it there.

    Whether ``out`` can be written is checked on entering, before any work
    is done. If the work fails, earlier files are untouched and no
    temporary files remain. An earlier run is replaced; anything else is not.
    What is in ``out`` is checked again when the run is complete: if
    somebody has put a file there meanwhile, or changed one, ``out`` stays as
    it is and the run is moved to the next free name.

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
        untouched run, or in a place that cannot be written; or if the run
        could not be moved there, with the folder where it is.
    """
    target = place_of(out)
    # Named before it is created, so that it can be removed whenever the run is interrupted.
    holder = Holder(target)
    missing: list[Path] = []
    has_begun = False
    try:
        recover(target.parent)
        check_free(Path(out), target)
        was_there = _run_in(target)
        missing = [folder for folder in target.parents if not folder.exists()]
        target.parent.mkdir(parents=True, exist_ok=True)
        holder.make()
        has_begun = True
        yield holder.fresh
        end_if_stopped()  # a library may have swallowed an interrupt, so that a part is missing
        with shielded():
            _swap(holder, Path(out), was_there)
    except BaseException as exc:
        with shielded():
            holder.remove()
            for folder in missing:
                with suppress(OSError):
                    folder.rmdir()
        if not isinstance(exc, OSError):
            raise
        raise OutputError(
            f"{out}: the run could not be finished ({exc}); {_where_earlier_is(holder)}."
            if has_begun
            else f"{out}: cannot be written ({exc.strerror}). Name a folder in a place where you"
            " may write."
        ) from exc
    with shielded():
        holder.remove()


def _where_earlier_is(holder: Holder) -> str:
    if not holder.earlier.exists():
        return "earlier files are untouched"
    return f"the earlier run is in {holder.earlier}; move it back"


def _swap(holder: Holder, out: Path, was_there: str) -> None:
    """Move an earlier run aside and the run to its place; both or neither.

    What was moved aside is checked there, since nobody writes to that folder.
    """
    cause: OSError | None = None
    try:
        if holder.target.exists():
            holder.target.rename(holder.earlier)
        found = _foreign_in(holder, was_there) if holder.earlier.exists() else ""
        if not found:
            holder.fresh.rename(holder.target)
            return
    except OSError as exc:
        found, cause = f"it cannot be replaced ({exc})", exc
    place = kept_in(holder.earlier, holder.target) if holder.earlier.exists() else holder.target
    moved = "" if place == holder.target else f" What was there is in {place}."
    try:
        kept = kept_in(holder.fresh, holder.target)
    except OSError:
        raise (cause or OSError(found)) from None  # a run that cannot be moved is not kept
    raise OutputError(f"{out}: {found}.{moved} The new run is complete, in {kept}.") from cause


def _foreign_in(holder: Holder, was_there: str) -> str:
    """Return why what was moved aside must not be replaced; empty if nothing is lost."""
    names = strangers(holder.earlier)
    if names:
        more = ", ..." if len(names) > N_NAMED else ""
        return (
            "files were put there or changed while the run was made, so it is left as it is:"
            f" {', '.join(names[:N_NAMED])}{more}"
        )
    if _run_in(holder.earlier) not in ("", was_there, _run_in(holder.fresh)):
        return "another run was written there while this one was made, so that one is left there"
    return ""


def _run_in(folder: Path) -> str:
    """Return the fingerprint of the run in a folder, empty if there is none."""
    path = folder / MANIFEST_NAME
    return file_hash(path) if path.is_file() else ""


def check_free(out: Path, target: Path) -> None:
    """Raise OutputError unless ``target`` may be created, or replaced without losing anything.

    No other process may be writing a run there.
    """
    if target.is_symlink():  # links that lead somewhere were already followed
        raise OutputError(f"{out}: is a link that leads back to itself. Name a folder.")
    if writer := writer_of(target):
        raise OutputError(
            f"{out}: another command is writing a run there ({writer}). Wait until it ends, or name"
            " another folder with --out."
        )
    if not target.exists():
        return
    if not target.is_dir():
        raise OutputError(f"{out}: is a file. Name a folder for the run.")
    if os.path.ismount(target):
        raise OutputError(f"{out}: is a mounted disk. Name a folder on it, such as {out / 'run'}.")
    if not any(target.iterdir()):
        return
    try:
        read_manifest(target)
    except OutputError as exc:
        if (target / MANIFEST_NAME).is_file():
            why = f"its {MANIFEST_NAME} is not one of ours, or was changed since"
        else:
            why = f"no {MANIFEST_NAME} of ours"
        raise OutputError(
            f"{out}: has files in it but is not a run ({why}), so it is left"
            " alone. Name a new or an empty folder."
        ) from exc
    foreign = strangers(target)
    if foreign:
        raise OutputError(
            f"{out}: has files that the run there did not write, or that were changed since:"
            f" {', '.join(foreign)}. Move them away, or name another folder."
        )


def check_place(out: str | Path) -> None:
    """Raise OutputError, before any work, if no folder can be created beside ``out``.

    Leftovers of killed commands there are removed first.
    """
    with suppress(OSError):  # reported by the check below
        recover(place_of(out).parent)
    check_can_make(out)
