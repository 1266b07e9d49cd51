from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.corpus.pieces import Piece
from topics.corpus.types import Corpus, Paragraph, Repair


def made(n: int) -> Paragraph:
    role = "body" if n % 3 else "heading"
    repairs = [Repair("a.txt", n, 0, "broken_line", "\n", "")] * (n % 2)
    return Paragraph("a.txt", 1, n, "1", role, "", n, n, f"第{n}段", id=str(n), repairs=repairs)


BLOCKS = [made(n) for n in range(1, 31)]
CORPUS = Corpus(
    pieces=tuple(Piece.from_rows(BLOCKS[i : i + 7]) for i in range(0, 30, 7)), sources=()
)
BOUND = st.none() | st.integers(-40, 40)


@given(BOUND, BOUND, st.none() | st.integers(-4, 4).filter(bool), st.data())
def test_rows_are_sliced_as_a_list_is(
    start: int | None, stop: int | None, step: int | None, data: st.DataObject
) -> None:
    """Any slice, over the ends of pieces and backwards, and slices of slices."""
    rows, expected = CORPUS.paragraphs[start:stop:step], BLOCKS[start:stop:step]
    assert list(rows) == expected
    assert rows == expected
    assert len(rows) == len(expected)
    assert rows.column("text").to_pylist() == [block.text for block in expected]
    again = slice(data.draw(BOUND), data.draw(BOUND))
    assert list(rows[again]) == expected[again]
    if expected:
        i = data.draw(st.integers(-len(expected), len(expected) - 1))
        assert rows[i] == expected[i]


@given(st.lists(st.booleans(), min_size=30, max_size=30))
def test_rows_are_chosen_by_flags(flags: list[bool]) -> None:
    """What is chosen can be chosen from, sliced and counted again."""
    chosen = CORPUS.paragraphs.where(flags)
    expected = [block for block, flag in zip(BLOCKS, flags, strict=True) if flag]
    assert list(chosen) == expected
    assert list(chosen[::2]) == expected[::2]
    assert [len(b.repairs) for b in chosen] == [len(b.repairs) for b in expected]


def test_running_text_is_the_body(corpus: Corpus) -> None:
    """It holds the paragraphs of role body, all of them, in order."""
    assert list(corpus.running_text()) == [b for b in corpus.paragraphs if b.role == "body"]


def test_rows_have_no_index_beyond_their_end() -> None:
    """A wrong index is an IndexError, as of any sequence."""
    with pytest.raises(IndexError):
        CORPUS.paragraphs[30]
    with pytest.raises(IndexError):
        CORPUS.paragraphs[:0][0]


def test_rows_compare_by_value_and_cannot_be_changed() -> None:
    """Rows equal rows and lists with the same values; none can be assigned."""
    rows = CORPUS.paragraphs
    assert rows == Corpus(pieces=(Piece.from_rows(BLOCKS),), sources=()).paragraphs
    assert rows != CORPUS.paragraphs[1:]
    assert rows[:1] != CORPUS.repairs[:1]
    assert CORPUS.speeches == ()
    assert rows != "text"
    with pytest.raises(TypeError):
        rows[0] = BLOCKS[1]  # type: ignore[index]
    assert "30 rows" in repr(rows)


def test_tables_come_from_the_columns(corpus: Corpus) -> None:
    """A table has the values and kinds of one made of the objects."""
    names = [name for name in corpus.to_pandas()["paragraphs"] if name]
    expected = {name: [getattr(block, name) for block in corpus.paragraphs] for name in names}
    pd.testing.assert_frame_equal(corpus.to_pandas()["paragraphs"], pd.DataFrame(expected))
    speeches = corpus.to_pandas()["speeches"]
    expected = {name: [getattr(speech, name) for speech in corpus.speeches] for name in speeches}
    pd.testing.assert_frame_equal(speeches, pd.DataFrame(expected))


def test_columns_that_are_not_there_are_errors() -> None:
    """The name of an attribute that is no column is a KeyError."""
    with pytest.raises(KeyError):
        CORPUS.paragraphs.column("offsets")


def test_one_row_is_taken_from_its_own_piece() -> None:
    """An index or a short slice reads the pieces that hold it, however many pieces there are."""
    read: list[int] = []

    class Pieces(tuple[object, ...]):
        __slots__ = ()

        def __iter__(self) -> Iterator[object]:
            raise AssertionError("walks over all pieces")

        def __getitem__(self, index: Any) -> Any:
            read.append(index)
            return super().__getitem__(index)

    rows = CORPUS.paragraphs[:]
    rows._batches = Pieces(rows._batches)
    assert rows[20] == BLOCKS[20]
    assert read == [2]
    assert list(rows[6:8]) == BLOCKS[6:8]
    assert read == [2, 0, 1]


def test_an_empty_piece_holds_no_row() -> None:
    """Rows around a piece without blocks keep their numbers."""
    parts = BLOCKS[:3], [], BLOCKS[3:5], []
    corpus = Corpus(pieces=tuple(map(Piece.from_rows, parts)), sources=())
    assert [corpus.paragraphs[i] for i in range(5)] == BLOCKS[:5]
    assert list(corpus.paragraphs) == BLOCKS[:5]


def test_two_corpora_of_the_same_rows_are_equal_and_hash_alike() -> None:
    """A corpus is compared by its rows and can be a key; other text makes it another key."""
    again = Corpus(pieces=tuple(Piece.from_rows(p.paragraphs) for p in CORPUS.pieces), sources=())
    assert again == CORPUS
    assert {CORPUS: 1, CORPUS.pieces[0]: 2} == {again: 1, again.pieces[0]: 2}
    other = Corpus(pieces=CORPUS.pieces[1:], sources=())
    assert other != CORPUS
    assert hash(other) != hash(CORPUS)
