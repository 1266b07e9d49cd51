"""A Parquet file of texts in, a Parquet file of counts out, however large the corpus.

Two passes, neither of which holds the corpus: the first cuts the texts and
writes every count aside, the second keeps those of the terms chosen.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from topics.errors import CorpusError, OutputError, did_you_mean
from topics.text.counting.matrix import check_limits, choose_terms, is_term
from topics.text.lexicon.lexicon import Lexicon, load_lexicon
from topics.text.segmentation.segment import segment_texts
from topics.text.segmentation.stream import TokenChunk
from topics.text.types import DocTermMatrix, Units

__all__ = ["CountedStream", "count_parquet", "open_counts"]

FORMAT = 1
KEY = b"topics_counts"
"""Where in the file's metadata stands what it counts."""

_Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class CountedStream:
    """The counts of a corpus on disk: row (of the texts, from 1), term (from 0), count.

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
        Rows that count to nothing, those without text among them.
    """

    path: Path
    source: str
    vocabulary: tuple[str, ...]
    rows: _Ints
    empty: _Ints

    def chunks(self, n_units: int = 5_000) -> Iterator[sparse.csr_array]:
        """Yield the matrix a piece at a time, for `topics.LDA.partial_fit`.

        Parameters
        ----------
        n_units : int, default 5000
            Rows of each piece, at least 1; the last may have fewer.

        Yields
        ------
        csr_array of float64, shape (n_units, n_terms)
            Below each other they are ``counts`` of `to_matrix`.

        Raises
        ------
        CorpusError
            If ``n_units`` is below 1.
        """
        _check_whole("n_units", n_units)
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
        """Return the whole matrix where it fits into memory, for `topics.fit`.

        Returns
        -------
        DocTermMatrix
            Its units are speeches and paragraphs numbered by row.
        """
        units, empty = (_units(self.source, rows) for rows in (self.rows, self.empty))
        (counts,) = self.chunks(max(len(units), 1))
        return DocTermMatrix(counts, self.vocabulary, units, empty)

    def _groups(self) -> Iterator[tuple[_Ints, _Ints, _Ints]]:
        """Yield unit, term and count of whole units."""
        for row, term, count in _read(_parquet().ParquetFile(self.path)):
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
    """Count the terms of each row of a Parquet file that need not fit into memory.

    The counts are those of `topics.segment` and `topics.count` on the same
    texts. In memory stay its different words and 8 bytes a row.

    Parameters
    ----------
    path : path-like
        A Parquet file; each row is a unit. It is not changed.
    out : path-like
        The Parquet file of counts; written beside it and moved into place whole.
    text_column : str, default "text"
        The column of texts. Rows without text count nothing.
    min_df, max_df, stop_words
        See `topics.count`; document frequencies are of rows.
    segmenter, lexicon, pos, n_jobs
        See `topics.text.segmentation.segment.segment_texts`.
    batch_rows : int, default 1000
        Rows read at a time.

    Returns
    -------
    CountedStream

    Raises
    ------
    CorpusError
        If the file, the column or an argument will not do, or pyarrow is not there.
    OutputError
        If ``out`` cannot be written.
    """
    path, out = Path(path), Path(out)
    _check_whole("batch_rows", batch_rows)
    check_limits(min_df, max_df, stop_words)
    file = _open(path, text_column)
    if out.exists() and out.samefile(path):
        raise OutputError(f"{out}: holds the texts. Name another file for the counts.")
    stops = frozenset((lexicon or load_lexicon()).stop_words if stop_words is None else stop_words)
    head = {"format": FORMAT, "source": path.name, "n_rows": file.metadata.num_rows}
    try:
        texts = _texts(file, path, text_column, batch_rows)
        chunks = segment_texts(texts, segmenter, lexicon, pos=pos, n_jobs=n_jobs)
        _count(chunks, stops, out, head, min_df, max_df)
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
        If it cannot be read or is no such file.
    """
    path = Path(path)
    file = _open(path)
    try:
        head = json.loads((file.schema_arrow.metadata or {})[KEY])
        if head["format"] != FORMAT:
            raise KeyError("format")
        n_rows, source, vocabulary = head["n_rows"], head["source"], tuple(head["vocabulary"])
    except (KeyError, TypeError, ValueError) as exc:
        raise CorpusError(
            f"{path}: holds no counts that this version of topics can read. Make them with"
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


def _count(
    chunks: Iterable[TokenChunk],
    stops: frozenset[str],
    out: Path,
    head: dict[str, Any],
    min_df: int,
    max_df: float,
) -> None:
    """Make both passes beside ``out`` and move what they made into its place."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as aside:
        every, part = Path(aside) / "every.parquet", Path(aside) / "part.parquet"
        terms, df, n_units = _count_every(chunks, stops, every)
        chosen = choose_terms(df, terms, n_units, unit="row", min_df=min_df, max_df=max_df)
        head["vocabulary"] = [terms[j] for j in chosen.tolist()]
        _keep(every, part, chosen, len(terms), head)
        part.replace(out)


def _count_every(
    chunks: Iterable[TokenChunk], stops: frozenset[str], path: Path
) -> tuple[list[str], _Ints, int]:
    """Write the counts of every word that can be a term.

    Returns
    -------
    terms : list of str
        The words, numbered by first use.
    df : int64 array, shape (n_terms,)
        Rows each stands in.
    n_units : int
        Rows that have any.
    """
    terms: list[str] = []
    number = np.zeros(0, np.int64)  # of each word of the stream among the terms, or -1
    df = np.zeros(0, np.int64)
    n_rows = n_units = 0
    with _writer(path, {}) as writer:
        for chunk in chunks:
            if chunk.new_terms:
                usable = np.array([is_term(term, stops) for term in chunk.new_terms], bool)
                new = np.where(usable, len(terms) + np.cumsum(usable) - 1, -1)
                number = np.concatenate([number, new])
                terms += [t for t, good in zip(chunk.new_terms, usable, strict=True) if good]
                df = np.concatenate([df, np.zeros(int(usable.sum()), np.int64)])
            n_texts = len(chunk.indptr) - 1
            unit = np.repeat(np.arange(n_texts), np.diff(chunk.indptr))
            term = number[chunk.term_ids] if len(number) else np.zeros(0, np.int64)
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
    """Write the counts of the chosen terms, numbered in their order."""
    number = np.full(n_terms, -1)
    number[chosen] = np.arange(len(chosen))
    with _writer(part, {KEY: json.dumps(head, ensure_ascii=False)}) as writer:
        for row, term, count in _read(_parquet().ParquetFile(every)):
            column = number[term]
            kept = np.flatnonzero(column >= 0)
            kept = kept[np.lexsort((column[kept], row[kept]))]
            _write_group(writer, row[kept], column[kept], count[kept])


def _write(writer: Any, row: _Ints, counts: sparse.csr_array) -> None:
    _write_group(writer, row, counts.indices, counts.data)


def _write_group(writer: Any, row: _Ints, term: npt.NDArray[Any], count: npt.NDArray[Any]) -> None:
    import pyarrow as pa

    if len(row):
        arrays = [row, term.astype(np.int32), count.astype(np.int32)]
        writer.write_table(pa.table(arrays, schema=writer.schema), row_group_size=len(row))


def _writer(path: Path, metadata: dict[bytes, str]) -> Any:
    import pyarrow as pa

    fields = [("row", pa.int64()), ("term", pa.int32()), ("count", pa.int32())]
    return _parquet().ParquetWriter(path, pa.schema(fields, metadata), compression="zstd")


def _read(file: Any) -> Iterator[tuple[_Ints, _Ints, _Ints]]:
    """Yield row, term and count of a file of counts, as they were written together."""
    for i in range(file.num_row_groups):
        row, term, count = (c.to_numpy() for c in file.read_row_group(i).columns)
        yield row, term, count


def _check_whole(name: str, value: int) -> None:
    if value < 1:
        raise CorpusError(f"{name} = {value}: must be a whole number of at least 1.")


def _parquet() -> Any:
    try:
        import pyarrow.parquet
    except ImportError as exc:
        raise CorpusError(
            "Parquet files need pyarrow, which is not installed: pip install 'topics-zh[readers]'"
        ) from exc
    return pyarrow.parquet


def _open(path: Path, text_column: str | None = None) -> Any:
    parquet = _parquet()
    try:
        path.open("rb").close()  # says what is wrong in fewer words than pyarrow
    except OSError as exc:
        raise CorpusError(f"{path}: cannot be read ({exc.strerror}).") from exc
    try:
        file = parquet.ParquetFile(path, buffer_size=1 << 20, pre_buffer=False)
    except Exception as exc:  # on damaged bytes a foreign parser may raise anything
        raise CorpusError(f"{path}: is damaged or no Parquet file.") from exc
    if text_column is not None:
        _check_column(file, path, text_column)
    return file


def _check_column(file: Any, path: Path, name: str) -> None:
    import pyarrow as pa

    names = list(map(str, file.schema_arrow.names))
    if names.count(name) != 1:
        twice = " twice" if name in names else ""
        raise CorpusError(
            f"{path}: has {'the' if twice else 'no'} column '{name}'{twice}."
            f"{'' if twice else did_you_mean(name, names)} Its columns are: {', '.join(names)}."
            " Name the one that holds the texts."
        )
    kind = file.schema_arrow.field(name).type
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        raise CorpusError(f"{path}: column '{name}' holds {kind}, not text. Name one that does.")


def _texts(file: Any, path: Path, name: str, batch_rows: int) -> Iterator[str]:
    """Yield the text of each row, the empty one where there is none."""
    try:
        for batch in file.iter_batches(batch_rows, columns=[name], use_threads=False):
            for text in batch.column(0).to_pylist():
                yield text or ""
    except Exception as exc:  # on damaged bytes a foreign parser may raise anything
        said = " ".join(str(exc).split())[:120] or type(exc).__name__
        raise CorpusError(f"{path}: column '{name}' is damaged ({said}).") from exc
