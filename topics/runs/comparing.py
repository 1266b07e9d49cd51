"""Compare the files of a run with those of the same run repeated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.errors import OutputError
from topics.models.storage import load_model
from topics.parsing import MAX_BYTES, ParseError, load_json, read_bytes
from topics.runs.files import CODER_NAME
from topics.runs.integrity import Difference
from topics.runs.tables import read_table

__all__ = ["TOLERANCE", "file_differences", "is_compared"]

TOLERANCE = 1e-4
"""With other software or another processor, numbers of tables, models and the coder that differ by
no more count as equal: absolutely, and relatively for numbers above 1."""
_NUMBERS = "model.safetensors"


def is_compared(name: str, *, exactly: bool) -> bool:
    """Return whether a file of a run is compared with the repeated one.

    Parameters
    ----------
    name : str
        Its path in the run's folder.
    exactly : bool
        Whether bytes are compared, of every file; otherwise only the values of tables, models, the
        coder and inputs.
    """
    return exactly or name.endswith((".csv", _NUMBERS)) or name == CODER_NAME or _is_input(name)


def file_differences(run: Path, again: Path, name: str, *, exactly: bool) -> list[Difference]:
    """Return the differences between a file of a run and the repeated one.

    Parameters
    ----------
    run, again : Path
        The folders.
    name : str
        A compared file that is in both.
    exactly : bool
        Whether every byte must be equal; otherwise numbers may differ by `TOLERANCE`.

    Returns
    -------
    list of Difference
        One for each column of a table; empty if nothing differs.
    """
    if (run / name).read_bytes() == (again / name).read_bytes():
        return []
    tolerance = 0.0 if exactly else TOLERANCE
    try:
        found = list(_differences(run, again, name, tolerance))
    except (OutputError, ParseError) as exc:
        found = [f"cannot be compared ({exc})"]
    if not found and (exactly or _is_input(name)):
        found = ["other bytes"]
    return [Difference(name, what) for what in found]


def _is_input(name: str) -> bool:
    return name.startswith("inputs/")


def _differences(run: Path, again: Path, name: str, tolerance: float) -> Iterator[str]:
    if _is_input(name):
        return
    if name.endswith(".csv"):
        yield from table_differences(read_table(run / name), read_table(again / name), tolerance)
    elif name.endswith(_NUMBERS):
        folder = Path(name).parent
        yield from _model_differences(run / folder, again / folder, tolerance)
    elif name == CODER_NAME:
        ours, theirs = (_plain(folder / name) for folder in (run, again))
        yield from _plain_differences(ours, theirs, tolerance, "")


def table_differences(
    recorded: pd.DataFrame, again: pd.DataFrame, tolerance: float
) -> Iterator[str]:
    """Yield the differences between two tables, cell by cell, a sentence for each column."""
    if len(recorded) != len(again):
        yield f"{len(recorded)} rows recorded, {len(again)} again"
    columns = [*dict.fromkeys([*recorded.columns, *again.columns])]
    for column in columns:
        if column not in recorded or column not in again:
            yield f"column {column}: only {'again' if column in again else 'recorded'}"
        elif len(recorded) == len(again):
            yield from _column_differences(column, recorded[column], again[column], tolerance)


def _column_differences(
    column: str, recorded: pd.Series[Any], again: pd.Series[Any], tolerance: float
) -> Iterator[str]:
    if recorded.dtype.kind == again.dtype.kind == "f":
        a, b = recorded.to_numpy(float), again.to_numpy(float)
        differs, largest = _apart(a, b, tolerance)
        by = f" by up to {largest:.3g}"
    else:
        differs = recorded.astype(object).fillna("").ne(again.astype(object).fillna("")).to_numpy()
        by = ""
    if differs.any():
        cells = f"{int(differs.sum())} of {len(differs)} cells{by}"
        yield f"column {column}: {cells}, first in row {int(differs.argmax()) + 1}"


def _apart(
    a: npt.NDArray[np.float64], b: npt.NDArray[np.float64], tolerance: float
) -> tuple[npt.NDArray[np.bool_], float]:
    """Return where two arrays differ by more than a tolerance, and the largest difference."""
    with np.errstate(invalid="ignore"):
        apart = np.abs(a - b)
    both = np.isfinite(apart)
    same = (a == b) | (np.isnan(a) & np.isnan(b))
    differs = ~same & ~(both & (apart <= tolerance * np.maximum(1.0, np.abs(b))))
    return differs, float(apart[differs & both].max(initial=0.0))


def _model_differences(run: Path, again: Path, tolerance: float) -> Iterator[str]:
    ours, theirs = load_model(run), load_model(again)
    if tuple(ours.vocabulary) != tuple(theirs.vocabulary):
        yield f"{len(ours.vocabulary)} terms recorded, {len(theirs.vocabulary)} others again"
        return
    for array in ("topic_term", "doc_topic", "share"):
        a, b = (np.asarray(getattr(model, array), float) for model in (ours, theirs))
        if a.shape != b.shape:
            yield f"{array}: {a.shape} recorded, {b.shape} again"
            continue
        differs, largest = _apart(a, b, tolerance)
        if differs.any():
            yield f"{array}: {differs.sum()} of {differs.size} numbers by up to {largest:.3g}"


def _plain(path: Path) -> Any:
    return load_json(read_bytes(path, MAX_BYTES), str(path))


def _plain_differences(ours: Any, theirs: Any, tolerance: float, where: str) -> Iterator[str]:
    """Yield the keys of plain data at which values differ."""
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping) and ours.keys() == theirs.keys():
        for key in ours:
            inner = f"{where}.{key}" if where else str(key)
            yield from _plain_differences(ours[key], theirs[key], tolerance, inner)
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for i, (a, b) in enumerate(zip(ours, theirs, strict=True)):
            yield from _plain_differences(a, b, tolerance, f"{where}[{i}]")
    elif isinstance(ours, float) and isinstance(theirs, float):
        if abs(ours - theirs) > tolerance * max(1.0, abs(theirs)):
            yield f"{where}: {ours:.6g} recorded, {theirs:.6g} again"
    elif ours != theirs:
        yield f"{where}: another value"
