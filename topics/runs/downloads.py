"""The tables of a run that its page offers for download."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

__all__ = ["MAX_HELD", "held_tables", "smallest"]

MAX_HELD = 150_000
"""Maximum number of bytes of all tables in a page; the smallest are included first."""


def held_tables(folder: Path, names: Iterable[str]) -> dict[str, bytes]:
    """Return the files of the smallest tables of a run, in the order of their names.

    Parameters
    ----------
    folder : Path
        The run's folder.
    names : iterable of str
        Its tables.
    """
    sizes = {name: (folder / f"{name}.csv").stat().st_size for name in names}
    return {name: (folder / f"{name}.csv").read_bytes() for name in _smallest(sizes)}


def smallest(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the same for tables that are not in a folder, by name."""
    return {name: files[name] for name in _smallest({n: len(data) for n, data in files.items()})}


def _smallest(sizes: Mapping[str, int]) -> list[str]:
    held, total = set(), 0
    for name in sorted(sizes, key=lambda name: (sizes[name], name)):
        total += sizes[name]
        if total > MAX_HELD:
            break
        held.add(name)
    return [name for name in sizes if name in held]
