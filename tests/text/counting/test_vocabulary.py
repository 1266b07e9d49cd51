from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.counting.test_matrix import DOCS, STOPS, WORDS, tokens_of
from topics.errors import CorpusError
from topics.text.counting.matrix import count

OLD = ("文明", "城市", "卫生")


def test_what_a_fixed_vocabulary_does_not_know_by_hand() -> None:
    """Its columns keep their order; other words count as unknown, stop words and masks do not."""
    docs = [["城市", "经济", "的", "xx"], ["经济", "gdp", "文明"], ["gdp"], ["一"]]
    matrix = count(tokens_of(docs), vocabulary=OLD)
    assert matrix.vocabulary == OLD
    assert matrix.counts.toarray().tolist() == [[0, 1, 0], [1, 0, 0]]
    assert [u.paragraphs for u in matrix.empty] == [(2,), (3,)]
    unknown = matrix.unknown
    assert unknown is not None
    assert unknown.share == 4 / 6
    columns = ["paragraph", "n_words", "n_unknown"]
    assert unknown.units[columns].to_numpy().tolist() == [
        [0, 2, 1],
        [1, 3, 2],
        [2, 1, 1],
        [3, 0, 0],
    ]
    assert unknown.units["share"].fillna(-1).tolist() == [1 / 2, 2 / 3, 1, -1]
    assert unknown.terms.to_numpy().tolist() == [["gdp", 2, 2], ["经济", 2, 2]]


def test_a_vocabulary_made_from_the_texts_has_no_unknown_words() -> None:
    """Only a given vocabulary can lack words of the texts."""
    assert count(tokens_of([["城市"]]), min_df=1, max_df=1.0).unknown is None


@given(DOCS)
def test_the_matrix_of_its_own_vocabulary_is_the_matrix(docs: list[list[str]]) -> None:
    """Counting again with the vocabulary found gives the same counts and units."""
    try:
        first = count(tokens_of(docs), min_df=2, max_df=0.8, stop_words=STOPS)
    except CorpusError:
        return
    again = count(tokens_of(docs), vocabulary=first.vocabulary, min_df=99, stop_words=STOPS)
    assert np.array_equal(again.counts.toarray(), first.counts.toarray())
    assert (again.units, again.empty) == (first.units, first.empty)


@given(DOCS, st.lists(WORDS, min_size=1, unique=True))
def test_every_word_is_known_or_unknown(docs: list[list[str]], vocabulary: list[str]) -> None:
    """Counted and unknown words of a unit add up to its words; the two tables agree."""
    try:
        matrix = count(tokens_of(docs), vocabulary=vocabulary, stop_words=())
    except CorpusError:
        assert not set(vocabulary) & {word for doc in docs for word in doc}
        return
    assert matrix.unknown is not None
    units, terms = matrix.unknown.units, matrix.unknown.terms
    assert (units["n_words"] - units["n_unknown"]).sum() == matrix.counts.sum()
    assert units["n_unknown"].sum() == terms["count"].sum()
    assert not set(terms["term"]) & set(vocabulary)


@pytest.mark.parametrize(
    ("vocabulary", "said"),
    [
        ((), "The vocabulary is empty."),
        (("城市", "城市"), "The vocabulary has '城市' twice."),
        (("park", "road"), "None of the 2 terms of the vocabulary occurs in these 1 units"),
    ],
)
def test_a_vocabulary_that_cannot_serve_is_refused(vocabulary: tuple[str, ...], said: str) -> None:
    """The message says what is wrong with it."""
    with pytest.raises(CorpusError, match=said):
        count(tokens_of([["城市"]]), vocabulary=vocabulary)
