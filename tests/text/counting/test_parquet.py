from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.errors import CorpusError, OutputError
from topics.models.fitting import fit
from topics.models.lda.estimator import LDA
from topics.text.counting.matrix import count
from topics.text.counting.parquet import CountedStream, count_parquet, open_counts
from topics.text.lexicon.lexicon import Lexicon, load_lexicon
from topics.text.segmentation.segmenting import segment_texts
from topics.text.types import Tokens, Unit, Units

LEXICON = Lexicon((), load_lexicon().stop_words)  # few words are soon loaded
WORDS = ["城市", "文明", "。", "卫生", "经济", "的", "GDP "]
TEXTS = ["城市，文明", "城市。垃圾", "卫生，城市", None, "", "的、一", "ＧＤＰ經濟😀"]


def write(path: Path, texts: list[str | None], kind: pa.DataType | None = None) -> Path:
    """Write a Parquet file with a column of texts and another."""
    column = pa.array(texts, kind or pa.string())
    pq.write_table(pa.table({"text": column, "year": list(range(len(texts)))}), path)
    return path


def in_memory(texts: list[str | None], **limits: float) -> object:
    """Count the same texts as `topics.count` does."""
    (chunk,) = segment_texts([text or "" for text in texts], lexicon=LEXICON, n_jobs=1)
    units = Units.of(Unit("texts.parquet", i, "", (i,)) for i in range(1, len(texts) + 1))
    tokens = Tokens(units, chunk.new_terms, chunk.term_ids, chunk.spans, chunk.indptr)
    return count(tokens, stop_words=LEXICON.stop_words, **limits)  # type: ignore[arg-type]


def streamed(texts: list[str | None], folder: Path, **options: object) -> CountedStream:
    """Count texts by way of a file."""
    path = write(folder / "texts.parquet", texts)
    settled = {"lexicon": LEXICON, "n_jobs": 1} | options
    return count_parquet(path, folder / "counts.parquet", **settled)  # type: ignore[arg-type]


def refusal(path: Path, out: Path | None = None, **options: object) -> str:
    """Return what is said of a file that cannot be counted."""
    with pytest.raises((CorpusError, OutputError)) as error:
        count_parquet(path, out or path.parent / "counts.parquet", n_jobs=1, **options)  # type: ignore[arg-type]
    return str(error.value)


def test_counts_by_hand(tmp_path: Path) -> None:
    """Terms, rows and counts; rows without text or terms are listed."""
    counted = streamed(TEXTS, tmp_path, min_df=1, max_df=0.5)
    matrix = counted.to_matrix()
    assert counted.rows.tolist() == [1, 2, 3, 7]
    assert counted.empty.tolist() == [4, 5, 6]
    assert counted.vocabulary == ("gdp", "卫生", "垃圾", "文明", "经济")
    expected = [[0, 0, 0, 1, 0], [0, 0, 1, 0, 0], [0, 1, 0, 0, 0], [1, 0, 0, 0, 1]]
    assert matrix.counts.toarray().tolist() == expected
    assert matrix.units[3] == Unit("texts.parquet", 7, "", (7,))
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["counts.parquet", "texts.parquet"]


@settings(max_examples=settings().max_examples // 3)
@given(
    texts=st.lists(
        st.none() | st.lists(st.sampled_from(WORDS)).map("".join),
        min_size=1, max_size=12,
    ),
    batch_rows=st.integers(1, 5),
    n_units=st.integers(1, 5),
    min_df=st.integers(1, 3),
)  # fmt: skip
def test_it_counts_what_count_counts(
    texts: list[str | None], batch_rows: int, n_units: int, min_df: int
) -> None:
    """The same matrix, units and empty units as in memory, in pieces of any size."""
    limits = {"min_df": min_df, "max_df": 0.9}
    with TemporaryDirectory() as folder:
        try:
            expected = in_memory(texts, **limits)
        except CorpusError:
            with pytest.raises(CorpusError, match="Nothing is left to count"):
                streamed(texts, Path(folder), batch_rows=batch_rows, **limits)
            return
        counted = streamed(texts, Path(folder), batch_rows=batch_rows, **limits)
        matrix = counted.to_matrix()
        pieces = [piece.toarray() for piece in counted.chunks(n_units)]
    assert matrix.vocabulary == expected.vocabulary
    assert (matrix.units, matrix.empty) == (expected.units, expected.empty)
    assert np.array_equal(matrix.counts.toarray(), expected.counts.toarray())
    assert matrix.counts.has_sorted_indices
    assert np.array_equal(np.concatenate(pieces), matrix.counts.toarray())
    assert {len(piece) for piece in pieces[:-1]} <= {n_units}


def test_the_bytes_do_not_depend_on_threads_or_batches(tmp_path: Path) -> None:
    """One thread or two, few rows at a time or many, in several pieces of work: the same file."""
    texts = [f"{text or ''}城市{i % 7}文明" * 10_000 for i, text in enumerate(TEXTS * 3)]
    path = write(tmp_path / "texts.parquet", texts)
    found = []
    for n_jobs, batch_rows in ((1, 1000), (2, 2)):
        out = tmp_path / f"counts{n_jobs}.parquet"
        count_parquet(
            path, out, min_df=1, max_df=1.0, n_jobs=n_jobs, batch_rows=batch_rows, lexicon=LEXICON
        )
        found.append(out.read_bytes())
    assert pq.ParquetFile(tmp_path / "counts1.parquet").num_row_groups > 1
    assert found[0] == found[1]


def test_lda_learns_from_the_pieces_and_from_the_whole(tmp_path: Path) -> None:
    """Pieces go into `partial_fit`, the matrix into `fit`; both find the two topics."""
    texts: list[str | None] = ["垃圾清运保洁卫生", "企业投资项目招商"] * 20
    counted = streamed(texts, tmp_path, min_df=1, max_df=1.0)
    lda = LDA(2, random_state=1)
    for piece in counted.chunks(10):
        lda.partial_fit(piece)
    model = fit(counted.to_matrix(), "lda", n_components=2, n_init=1)
    for shares in (lda.transform(counted.to_matrix().counts), model.doc_topic):
        topics = shares.argmax(axis=1)
        assert set(topics[::2]) | set(topics[1::2]) == {0, 1}
        assert len(set(topics[::2])) == len(set(topics[1::2])) == 1


@pytest.mark.parametrize("kind", [pa.large_string(), pa.dictionary(pa.int8(), pa.string())])
def test_every_kind_of_text_is_read(tmp_path: Path, kind: pa.DataType) -> None:
    """Long and dictionary-encoded strings count as plain ones do."""
    plain = streamed(TEXTS, tmp_path, min_df=1)
    path = write(tmp_path / "other.parquet", TEXTS, kind)
    other = count_parquet(path, tmp_path / "others.parquet", min_df=1, n_jobs=1, lexicon=LEXICON)
    assert np.array_equal(other.to_matrix().counts.toarray(), plain.to_matrix().counts.toarray())


def test_a_file_that_cannot_serve_is_refused(tmp_path: Path) -> None:
    """The message says what is wrong, what there is and what to do; nothing is left behind."""
    path = write(tmp_path / "texts.parquet", ["城市"])
    fault = "has no column 'txt'. Did you mean 'text'? Its columns are: text, year."
    assert fault in refusal(path, text_column="txt")
    twice = tmp_path / "twice.parquet"
    pq.write_table(pa.table([["a"], ["b"]], names=["text", "text"]), twice)
    assert "has the column 'text' twice." in refusal(twice)
    assert "column 'year' has type int64, not text." in refusal(path, text_column="year")
    assert refusal(path, batch_rows=0) == "batch_rows = 0: must be an integer >= 1."
    gone, torn = tmp_path / "gone.parquet", tmp_path / "torn.parquet"
    assert refusal(gone) == f"{gone}: cannot be read (No such file or directory)."
    torn.write_bytes(path.read_bytes()[:-20])
    assert refusal(torn) == f"{torn}: is damaged or not a Parquet file."
    nothing = (
        "Nothing is left to count: every word is a stop word, a number or a single character."
        " Add texts, or stop fewer words."
    )
    for texts in ([], [None, ""], ["……！", "的"]):
        assert refusal(write(tmp_path / "empty.parquet", texts)) == nothing
    assert not list(tmp_path.glob("*counts*"))


def test_damaged_texts_are_an_error(tmp_path: Path) -> None:
    """Bytes changed inside a page end in an error, not in other counts or a traceback."""
    path = write(tmp_path / "texts.parquet", [f"城市{i}" * 50 for i in range(200)])
    data = bytearray(path.read_bytes())
    data[10:200] = bytes(190)
    path.write_bytes(data)
    assert refusal(path).startswith(f"{path}: column 'text' is damaged (")


def test_where_counts_cannot_be_written(tmp_path: Path) -> None:
    """The texts are never overwritten; an unwritable path is named."""
    path = write(tmp_path / "texts.parquet", TEXTS)
    before = path.read_bytes()
    assert refusal(path, path).startswith(f"{path}: is the file of the texts.")
    (tmp_path / "folder").mkdir()
    said = f"{tmp_path / 'folder'}: cannot be written (Is a directory)."
    assert refusal(path, tmp_path / "folder", min_df=1) == said
    assert path.read_bytes() == before


def test_an_earlier_file_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    """Counting that fails leaves what stood there, and no work files."""
    first = streamed(TEXTS, tmp_path, min_df=1)
    with pytest.raises(CorpusError):
        streamed(["的"], tmp_path)
    again = open_counts(first.path)
    assert again.vocabulary == first.vocabulary
    assert len(list(tmp_path.iterdir())) == 2


def test_a_file_of_something_else_holds_no_counts(tmp_path: Path) -> None:
    """Opening the texts themselves says so; pieces have at least one row."""
    counted = streamed(TEXTS, tmp_path, min_df=1)
    path = tmp_path / "texts.parquet"
    with pytest.raises(
        CorpusError, match="contains no counts that this version of topics can read"
    ):
        open_counts(path)
    with pytest.raises(CorpusError, match="n_units = 0: must be an integer >= 1"):
        next(counted.chunks(0))
