"""Cache folders of libraries, also on systems where the package and home are not writable.

A service with a shared installation, or a read-only container, has no writable package folder
or home. numba would refuse to compile there, and matplotlib would warn at each run. Both then
keep their files in a private temporary folder.
"""

from __future__ import annotations

import os
import stat
import tempfile
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from topics.errors import MachineWarning
from topics.messages import Message

__all__ = ["compiled", "find_matplotlib_folder", "private_folder"]

F = TypeVar("F", bound=Callable[..., Any])


def compiled(**options: Any) -> Callable[[F], F]:
    """Return a decorator that compiles a function with numba, and caches the code if possible.

    Parameters
    ----------
    **options
        Options of `numba.njit`; ``nogil`` is True.

    Warns
    -----
    MachineWarning
        Once, if numba's own folders cannot be written.
    """
    import numba

    options = {"nogil": True, **options}

    def compile_function(function: F) -> F:
        try:
            done: F = numba.njit(cache=True, **options)(function)
        except RuntimeError:  # "cannot cache function": no folder can be written
            is_kept = _keep_code_elsewhere()
            done = numba.njit(cache=is_kept, **options)(function)
        return done

    return compile_function


@cache
def _keep_code_elsewhere() -> bool:
    """Let numba cache code in the private folder; return whether there is one."""
    import numba

    folder = private_folder()
    if folder is None:
        message = Message("compiled_code_not_kept")
    else:
        # Set in the environment, which numba reads again and child processes inherit.
        os.environ["NUMBA_CACHE_DIR"] = str(folder / "numba")
        numba.config.reload_config()  # type: ignore[no-untyped-call]
        message = Message("compiled_code_elsewhere", {"folder": str(folder)})
    warnings.warn(MachineWarning(message), stacklevel=3)
    return folder is not None


def find_matplotlib_folder() -> None:
    """Set the private folder for matplotlib before its import if its own cannot be written."""
    named = os.environ.get("MPLCONFIGDIR")
    own = [Path(named)] if named else [Path("~/.config"), Path("~/.cache")]
    if not all(map(_is_writable, own)) and (folder := private_folder()) is not None:
        os.environ["MPLCONFIGDIR"] = str(folder / "matplotlib")


def private_folder() -> Path | None:
    """Return a persistent folder that only this user can write, or None.

    numba unpickles the files of its folder, so a folder that others could have prepared is not
    used.
    """
    try:
        owner = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
        folder = Path(tempfile.gettempdir()) / f"topics-zh-{owner}"
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        return None
    is_private = not hasattr(os, "getuid") or (
        found.st_uid == os.getuid() and not stat.S_IMODE(found.st_mode) & 0o077
    )
    return folder if stat.S_ISDIR(found.st_mode) and is_private else None


def _is_writable(folder: Path) -> bool:
    """Return whether a folder can be written or created."""
    try:
        folder = folder.expanduser()
    except RuntimeError:  # no home folder
        return False
    there = next((path for path in (folder, *folder.parents) if path.exists()), None)
    return there is not None and there.is_dir() and os.access(there, os.W_OK)
