"""List the contents of a folder at any depth."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

__all__ = ["walk"]


def walk(root: Path) -> Iterator[tuple[Path, bool, OSError | None]]:
    """Yield everything below a folder, each folder before its contents.

    Links are not followed. Before Python 3.12 `os.walk` is recursive and fails at a thousand
    levels.

    Parameters
    ----------
    root : Path

    Yields
    ------
    path : Path
    is_folder : bool
        False for a link to a folder.
    error : OSError or None
        The reason why a folder cannot be listed; the folder is then yielded a second time.
    """
    folders = [root]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as entries:
                found = [(Path(entry.path), _is_folder(entry)) for entry in entries]
        except OSError as error:
            yield folder, True, error
            continue
        yield from ((path, is_folder, None) for path, is_folder in found)
        folders += [path for path, is_folder in found if is_folder]


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False
