"""Compare the files of a run with those of the same run repeated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.errors import OutputError
from topics.models.storage import load_model
from topics.parsing import MAX_BYTES, ParseError, load_json, read_bytes
from topics.runs.files import CODER_NAME
from topics.runs.integrity import Difference, Sentence
from topics.runs.tables import read_table

__all__ = ["OTHER_BYTES", "TOLERANCE", "file_differences", "is_compared"]

TOLERANCE = 1e-4
"""With other software or another processor, numbers of tables, models and the coder that differ by
no more count as equal: absolutely, and relatively for numbers above 1."""
OTHER_BYTES = ("字节不同", "other bytes")
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
        found = [(f"无法比较（{exc}）", f"cannot be compared ({exc})")]
    if not found and (exactly or _is_input(name)):
        found = [OTHER_BYTES]
    return [Difference(name, *what) for what in found]


def _is_input(name: str) -> bool:
    return name.startswith("inputs/")


def _differences(run: Path, again: Path, name: str, tolerance: float) -> Iterator[Sentence]:
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
) -> Iterator[Sentence]:
    """Yield the differences between two tables, cell by cell, a sentence for each column."""
    if len(recorded) != len(again):
        yield _both(
            (f"{len(recorded)} 行", f"{len(recorded)} rows"), (f"{len(again)} 行", len(again))
        )
    columns = [*dict.fromkeys([*recorded.columns, *again.columns])]
    for column in columns:
        if column not in recorded or column not in again:
            is_new = column in again
            yield (
                f"{column} 列：只在{'重做的' if is_new else '记录的'}表中",
                f"column {column}: only {'again' if is_new else 'recorded'}",
            )
        elif len(recorded) == len(again):
            yield from _column_differences(column, recorded[column], again[column], tolerance)


def _column_differences(
    column: str, recorded: pd.Series[Any], again: pd.Series[Any], tolerance: float
) -> Iterator[Sentence]:
    if recorded.dtype.kind == again.dtype.kind == "f":
        a, b = recorded.to_numpy(float), again.to_numpy(float)
        differs, largest = _apart(a, b, tolerance)
        by = f"，至多相差 {largest:.3g}", f" by up to {largest:.3g}"
    else:
        differs = recorded.astype(object).fillna("").ne(again.astype(object).fillna("")).to_numpy()
        by = "", ""
    if differs.any():
        n, first = int(differs.sum()), int(differs.argmax()) + 1
        yield (
            f"{column} 列：{len(differs)} 格中有 {n} 格不同{by[0]}，首处在第 {first} 行",
            f"column {column}: {n} of {len(differs)} cells{by[1]}, first in row {first}",
        )


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


def _model_differences(run: Path, again: Path, tolerance: float) -> Iterator[Sentence]:
    ours, theirs = load_model(run), load_model(again)
    if tuple(ours.vocabulary) != tuple(theirs.vocabulary):
        n, m = len(ours.vocabulary), len(theirs.vocabulary)
        yield _both((f"{n} 个词", f"{n} terms"), (f"另外 {m} 个", f"{m} others"))
        return
    for array in ("topic_term", "doc_topic", "share"):
        a, b = (np.asarray(getattr(model, array), float) for model in (ours, theirs))
        if a.shape != b.shape:
            zh, en = _both([a.shape] * 2, [b.shape] * 2)
            yield f"{array}：{zh}", f"{array}: {en}"
            continue
        differs, largest = _apart(a, b, tolerance)
        if differs.any():
            n = differs.sum()
            yield (
                f"{array}：{differs.size} 个数中有 {n} 个不同，至多相差 {largest:.3g}",
                f"{array}: {n} of {differs.size} numbers by up to {largest:.3g}",
            )


def _plain(path: Path) -> Any:
    return load_json(read_bytes(path, MAX_BYTES), str(path))


def _both(recorded: Sequence[object], again: Sequence[object]) -> Sentence:
    """Return a value as recorded and as repeated; both are given in Chinese and English."""
    zh = f"记录的是 {recorded[0]}，重做的是 {again[0]}"
    return zh, f"{recorded[1]} recorded, {again[1]} again"


def _plain_differences(ours: Any, theirs: Any, tolerance: float, where: str) -> Iterator[Sentence]:
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
            zh, en = _both([f"{ours:.6g}"] * 2, [f"{theirs:.6g}"] * 2)
            yield f"{where}：{zh}", f"{where}: {en}"
    elif ours != theirs:
        yield f"{where}：值不同", f"{where}: another value"
