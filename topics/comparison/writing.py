"""The folder of a comparison: its tables, its page, and how they were made."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd

from topics.comparison.schema import COMPARISON, MANIFEST, PAGE, TABLES
from topics.comparison.sides import Side
from topics.errors import OutputError
from topics.parsing import MAX_BYTES, ParseError, load_json, read_bytes
from topics.runs.files import check_folder, file_hash, make_folder, numbers, write_file, write_json
from topics.runs.manifest import MANIFEST_NAME, versions
from topics.runs.tables import write_table
from topics.runs.target import check_outside_run

__all__ = ["free_folder", "page_addresses", "write_comparison"]


def free_folder(a: Side, b: Side) -> Path:
    """Return the first of ``compare-A``, ``compare-A-2``, ... with nothing or the same runs in it.

    Parameters
    ----------
    a, b : Side
    """
    analyses = b.folder.with_name(f"{b.name}.analyses")
    return next(path for path in numbers(analyses / f"compare-{a.name}") if _is_free(path, a))


def _is_free(folder: Path, a: Side) -> bool:
    if not folder.exists():
        return True
    try:
        check_folder(folder, *COMPARISON)
        there = load_json(read_bytes(folder / MANIFEST, MAX_BYTES), MANIFEST)
        return bool(there["a"] == a.fingerprint)
    except (OutputError, ParseError, OSError, KeyError, TypeError):
        return False


def page_addresses(a: Side, b: Side) -> tuple[str, str]:
    """Return the addresses of the reports of two runs from the default folder of a comparison.

    Empty for a run without a report, for A in another folder than B, and for an archive
    without the run beside it.
    """
    found = [
        f"../../{quote(side.name)}/report.html"
        if side.folder.parent == b.folder.parent and _is_there(side)
        else ""
        for side in (a, b)
    ]
    return found[0], found[1]


def _is_there(side: Side) -> bool:
    """Return whether the folder of a side has its run, with a report."""
    manifest, report = side.folder / MANIFEST_NAME, side.folder / "report.html"
    is_whole = report.is_file() and manifest.is_file()
    return is_whole and file_hash(manifest) == side.fingerprint


def write_comparison(
    out: str | Path,
    sides: tuple[Side, Side],
    tables: Mapping[str, pd.DataFrame],
    page: str,
    how: Mapping[str, Any],
) -> Path:
    """Write a comparison: its tables, its page, and ``compare.json`` with the hash of each.

    Parameters
    ----------
    out : path-like
        A folder: missing, empty, or with an earlier comparison, which is replaced.
    sides : tuple of two Side
    tables : mapping of str to DataFrame
        By name.
    page : str
        HTML.
    how : mapping
        Plain data for ``compare.json``.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    OutputError
        If ``out`` is a file, contains something else, is in a run, or cannot be written.
    """
    for side in sides:
        check_outside_run(out, side.place)
    folder = make_folder(out, *COMPARISON)
    (folder / MANIFEST).unlink(missing_ok=True)  # it describes the earlier tables
    for name, table in TABLES.items():
        write_table(folder / f"{name}.csv", tables[name], table)
    write_file(folder / PAGE, page.encode())
    names = [*(f"{name}.csv" for name in TABLES), PAGE]
    outputs = {name: file_hash(folder / name) for name in names}
    prints = {key: side.fingerprint for key, side in zip("ab", sides, strict=True)}
    write_json(folder / MANIFEST, {**how, **prints, "outputs": outputs, "versions": versions()})
    return folder
