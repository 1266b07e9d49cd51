"""Open Parquet files of texts with clear errors, and read them a few rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from topics.errors import CorpusError, did_you_mean

__all__ = ["check_column", "open_parquet", "read_texts"]


def open_parquet(path: Path) -> Any:
    """Open a Parquet file.

    Parameters
    ----------
    path : Path

    Returns
    -------
    pyarrow.parquet.ParquetFile

    Raises
    ------
    CorpusError
        If it cannot be read or is not a Parquet file.
    """
    try:
        path.open("rb").close()  # its errors are shorter than those of pyarrow
    except OSError as exc:
        raise CorpusError(f"{path}: cannot be read ({exc.strerror}).") from exc
    try:
        return pq.ParquetFile(path, buffer_size=1 << 20, pre_buffer=False)
    except Exception as exc:  # third-party parsers may raise any exception on damaged bytes
        raise CorpusError(f"{path}: is damaged or not a Parquet file.") from exc


def check_column(file: Any, path: Path, name: str) -> None:
    """Raise CorpusError unless a file has one column of this name, of texts.

    Parameters
    ----------
    file : pyarrow.parquet.ParquetFile
    path : Path
        Its path, for messages.
    name : str
        Name of the column.
    """
    names = list(map(str, file.schema_arrow.names))
    if names.count(name) != 1:
        twice = " twice" if name in names else ""
        raise CorpusError(
            f"{path}: has {'the' if twice else 'no'} column '{name}'{twice}."
            f"{'' if twice else did_you_mean(name, names)} Its columns are: {', '.join(names)}."
            " Name the column of the texts."
        )
    kind = file.schema_arrow.field(name).type
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        raise CorpusError(
            f"{path}: column '{name}' has type {kind}, not text. Name the column of the texts."
        )


def read_texts(file: Any, path: Path, name: str, batch_rows: int) -> Iterator[str]:
    """Yield the text of each row, "" where it is missing.

    Parameters
    ----------
    file : pyarrow.parquet.ParquetFile
    path : Path
        Its path, for messages.
    name : str
        Name of the column of texts.
    batch_rows : int
        Rows read at a time.

    Raises
    ------
    CorpusError
        If the column is damaged.
    """
    try:
        for batch in file.iter_batches(batch_rows, columns=[name], use_threads=False):
            for text in batch.column(0).to_pylist():
                yield text or ""
    except Exception as exc:  # third-party parsers may raise any exception on damaged bytes
        reason = " ".join(str(exc).split())[:120] or type(exc).__name__
        raise CorpusError(f"{path}: column '{name}' is damaged ({reason}).") from exc
