from __future__ import annotations

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
