"""Count the texts of a Parquet file of any size into a Parquet file of counts.

Two passes, neither of which holds the corpus in memory: the first segments the texts and writes
all counts to a temporary file, the second keeps those of the chosen terms.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
from scipy import sparse

from topics.display.counts import stream_view
from topics.display.view import shown
from topics.errors import CorpusError, OutputError
from topics.text.counting.limits import check_limits, choose_terms
from topics.text.counting.parquet_texts import check_column, open_parquet, read_texts
from topics.text.counting.terms import is_term
from topics.text.lexicon.lexicon import Lexicon, load_lexicon
from topics.text.segmentation.segmenting import segment_texts
from topics.text.segmentation.stream import TokenChunk
from topics.text.types import DocTermMatrix, Units

__all__ = ["CountedStream", "count_parquet", "open_counts"]

FORMAT = 1
KEY = b"topics_counts"
"""Key of the file's metadata: format, source, number of rows, vocabulary."""

_Ints = npt.NDArray[np.int64]


@shown(stream_view)
@dataclass(frozen=True, slots=True, eq=False)
class CountedStream:
    """The counts of a corpus on disk, columns row (from 1), term (from 0), count.

    Attributes
    ----------
    path : Path
        The Parquet file of counts.
    source : str
        Name of the Parquet file of texts.
    vocabulary : tuple of str
        The counted terms, sorted.
    rows : int64 array, shape (n_units,)
        Row of each unit in the file of texts, from 1; ascending.
    empty : int64 array
        Rows without counted words, or without text.
    """

    path: Path
    source: str
    vocabulary: tuple[str, ...]
    rows: _Ints
    empty: _Ints

    def chunks(self, n_units: int = 5_000) -> Iterator[sparse.csr_array]:
        """Yield the matrix in chunks, for `topics.LDA.partial_fit`.

        Parameters
        ----------
        n_units : int, default 5000
            Rows per chunk, >= 1; the last chunk may have fewer.

        Yields
        ------
        csr_array of float64, shape (n_units, n_terms)
            Stacked, the chunks are the ``counts`` of `to_matrix`.

        Raises
        ------
        CorpusError
            If ``n_units`` is below 1.
        """
        _check_positive("n_units", n_units)
        held: list[npt.NDArray[Any]] = []
        first = 0
        for unit, term, count in self._groups():
            held.append(np.stack([unit, term, count]))
            while held and held[-1][0, -1] >= first + n_units:
                together = np.concatenate(held, axis=1)
                cut = int(np.searchsorted(together[0], first + n_units))
                yield self._csr(together[:, :cut], first)
                held, first = [together[:, cut:]], first + n_units
        if held:
            yield self._csr(np.concatenate(held, axis=1), first)

    def to_matrix(self) -> DocTermMatrix:
        """Return the whole matrix, which must fit into memory, for `topics.fit`.

        Returns
        -------
        DocTermMatrix
            Each unit is a speech of one paragraph; both have the number of its row.
        """
        units, empty = (_units(self.source, rows) for rows in (self.rows, self.empty))
        (counts,) = self.chunks(max(len(units), 1))
        return DocTermMatrix(counts, self.vocabulary, units, empty)

    def _groups(self) -> Iterator[tuple[_Ints, _Ints, _Ints]]:
        """Yield unit, term and count of whole units."""
        for row, term, count in _read(pq.ParquetFile(self.path)):
            yield np.searchsorted(self.rows, row), term, count

    def _csr(self, triples: npt.NDArray[Any], first: int) -> sparse.csr_array:
        unit, term, count = triples
        lengths = np.bincount(unit - first)
        return sparse.csr_array(
            (count.astype(np.float64), term, np.append(0, np.cumsum(lengths))),
            shape=(len(lengths), len(self.vocabulary)),
        )


def count_parquet(
    path: str | Path,
    out: str | Path,
    text_column: str = "text",
    *,
    min_df: int = 3,
    max_df: float = 0.5,
    stop_words: Iterable[str] | None = None,
    segmenter: str = "jieba",
    lexicon: Lexicon | None = None,
    pos: Sequence[str] = (),
    n_jobs: int | None = None,
    batch_rows: int = 1_000,
) -> CountedStream:
    """Count the terms of each row of a Parquet file that need not fit into memory, as `count` does.

    Memory holds the distinct words and 8 bytes per row.

    Parameters
    ----------
    path : path-like
        A Parquet file; each row is a unit.
    out : path-like
        The Parquet file of counts; written under a temporary name and then renamed.
    text_column : str, default "text"
        The column of texts; rows may have no text.
    min_df, max_df, stop_words
        See `topics.count`; document frequencies are of rows.
    segmenter, lexicon, pos, n_jobs
        See `topics.text.segmentation.segmenting.segment_texts`.
    batch_rows : int, default 1000
        Rows read at a time.

    Returns
    -------
    CountedStream

    Raises
    ------
    CorpusError
        If the file, the column or an argument cannot be used.
    OutputError
        If ``out`` cannot be written.
    """
    path, out = Path(path), Path(out)
    _check_positive("batch_rows", batch_rows)
    check_limits(min_df, max_df, stop_words)
    file = open_parquet(path)
    check_column(file, path, text_column)
    if out.exists() and out.samefile(path):
        raise OutputError(f"{out}: is the file of the texts. Name a different file for the counts.")
    head = {"format": FORMAT, "source": path.name, "n_rows": file.metadata.num_rows}
    try:
        texts = read_texts(file, path, text_column, batch_rows)
        chunks = segment_texts(texts, segmenter, lexicon, pos=pos, n_jobs=n_jobs)
        _count(chunks, _countable(lexicon or load_lexicon(), stop_words), out, head, min_df, max_df)
    except OSError as exc:
        raise OutputError(f"{out}: cannot be written ({exc.strerror or exc}).") from exc
    return open_counts(out)


def open_counts(path: str | Path) -> CountedStream:
    """Open a file of counts that `count_parquet` wrote.

    Parameters
    ----------
    path : path-like

    Returns
    -------
    CountedStream

    Raises
    ------
    CorpusError
        If it cannot be read or contains no counts.
    """
    path = Path(path)
    file = open_parquet(path)
    try:
        head = json.loads((file.schema_arrow.metadata or {})[KEY])
        if head["format"] != FORMAT:
            raise KeyError("format")
        n_rows, source, vocabulary = head["n_rows"], head["source"], tuple(head["vocabulary"])
    except (KeyError, TypeError, ValueError) as exc:
        raise CorpusError(
            f"{path}: contains no counts that this version of topics can read. Make them with"
            " count_parquet."
        ) from exc
    rows = np.concatenate([np.zeros(0, np.int64), *(np.unique(row) for row, _, _ in _read(file))])
    is_empty = np.ones(n_rows + 1, bool)
    is_empty[0] = False
    is_empty[rows] = False
    return CountedStream(path, source, vocabulary, rows, np.flatnonzero(is_empty))


def _units(source: str, rows: _Ints) -> Units:
    numbers, zeros = rows.astype(np.int32), np.zeros(len(rows), np.int32)
    return Units((source,), zeros, numbers, ("",), zeros, numbers, np.arange(len(rows) + 1))


def _countable(lexicon: Lexicon, stop_words: Iterable[str] | None) -> Callable[[str], bool]:
    """Return the function that checks whether a word can be counted."""
    stops = lexicon.stop_words if stop_words is None else frozenset(stop_words)
    return partial(is_term, stop_words=stops, dictionary=lexicon.kept)


def _count(
    chunks: Iterable[TokenChunk],
    usable: Callable[[str], bool],
    out: Path,
    head: dict[str, Any],
    min_df: int,
    max_df: float,
) -> None:
    """Run both passes in a temporary folder beside ``out``, then move the result to ``out``."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as aside:
        every, part = Path(aside) / "every.parquet", Path(aside) / "part.parquet"
        terms, df, n_units = _count_every(chunks, usable, every)
        chosen = choose_terms(df, terms, n_units, unit="row", min_df=min_df, max_df=max_df)
        head["vocabulary"] = [terms[j] for j in chosen.tolist()]
        _keep(every, part, chosen, len(terms), head)
        part.replace(out)


def _count_every(
    chunks: Iterable[TokenChunk], usable: Callable[[str], bool], path: Path
) -> tuple[list[str], _Ints, int]:
    """Write the counts of every countable word.

    Returns
    -------
    terms : list of str
        The words by id.
    df : int64 array, shape (n_terms,)
        Rows that each occurs in.
    n_units : int
        Rows with such words.
    """
    terms: list[str] = []
    term_of = np.zeros(0, np.int64)  # index in terms of each word of the stream, or -1
    df = np.zeros(0, np.int64)
    n_rows = n_units = 0
    with _writer(path, {}) as writer:
        for chunk in chunks:
            if chunk.new_terms:
                good = np.array([usable(term) for term in chunk.new_terms], bool)
                new = np.where(good, len(terms) + np.cumsum(good) - 1, -1)
                term_of = np.concatenate([term_of, new])
                terms += [t for t, kept in zip(chunk.new_terms, good, strict=True) if kept]
                df = np.concatenate([df, np.zeros(int(good.sum()), np.int64)])
            n_texts = len(chunk.indptr) - 1
            unit = np.repeat(np.arange(n_texts), np.diff(chunk.indptr))
            term = term_of[chunk.term_ids] if len(term_of) else np.zeros(0, np.int64)
            unit, term = unit[term >= 0], term[term >= 0]
            ones = np.ones(len(term), np.int32)
            counts = sparse.csr_array((ones, (unit, term)), shape=(n_texts, len(terms)))
            counts.sum_duplicates()
            lengths = np.diff(counts.indptr)
            np.add.at(df, counts.indices, 1)
            _write(writer, np.repeat(np.arange(n_texts), lengths) + n_rows + 1, counts)
            n_rows += n_texts
            n_units += int((lengths > 0).sum())
    return terms, df, n_units


def _keep(every: Path, part: Path, chosen: _Ints, n_terms: int, head: dict[str, Any]) -> None:
    """Write the counts of the chosen terms."""
    column_of = np.full(n_terms, -1)
    column_of[chosen] = np.arange(len(chosen))
    with _writer(part, {KEY: json.dumps(head, ensure_ascii=False)}) as writer:
        for row, term, count in _read(pq.ParquetFile(every)):
            column = column_of[term]
            kept = np.flatnonzero(column >= 0)
            kept = kept[np.lexsort((column[kept], row[kept]))]
            _write_group(writer, row[kept], column[kept], count[kept])


def _write(writer: Any, row: _Ints, counts: sparse.csr_array) -> None:
    _write_group(writer, row, counts.indices, counts.data)


def _write_group(writer: Any, row: _Ints, term: npt.NDArray[Any], count: npt.NDArray[Any]) -> None:
    if len(row):
        arrays = [row, term.astype(np.int32), count.astype(np.int32)]
        writer.write_table(pa.table(arrays, schema=writer.schema), row_group_size=len(row))


def _writer(path: Path, metadata: dict[bytes, str]) -> Any:
    fields = [("row", pa.int64()), ("term", pa.int32()), ("count", pa.int32())]
    return pq.ParquetWriter(path, pa.schema(fields, metadata), compression="zstd")


def _read(file: Any) -> Iterator[tuple[_Ints, _Ints, _Ints]]:
    """Yield row, term and count of each row group of a file of counts."""
    for i in range(file.num_row_groups):
        row, term, count = (c.to_numpy() for c in file.read_row_group(i).columns)
        yield row, term, count


def _check_positive(name: str, value: int) -> None:
    if value < 1:
        raise CorpusError(f"{name} = {value}: must be an integer >= 1.")
