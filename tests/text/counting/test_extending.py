"""A vocabulary that grows: earlier terms keep their columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.counting.test_matrix import DOCS, STOPS, WORDS, tokens_of
from topics.errors import CorpusError
from topics.text.counting.extending import count_extended
from topics.text.counting.matrix import count
from topics.text.types import DocTermMatrix


def extended(docs: list[list[str]], earlier: list[str], min_df: int = 1) -> DocTermMatrix:
    """Count some texts with an earlier vocabulary."""
    tokens = tokens_of(docs)
    return count_extended(tokens, earlier, "paragraph", min_df=min_df, max_df=0.5, stop_words=STOPS)


def test_earlier_terms_stay_and_new_ones_follow_by_hand() -> None:
    """Whatever their frequency is now, unless they occur nowhere or are stop words."""
    docs = [["经济", "城市", "的"], ["文明", "经济", "gdp"], ["经济", "gdp"], ["城市", "卫生"]]
    matrix = extended(docs, ["经济", "的", "消失", "文明"], min_df=2)
    assert matrix.vocabulary == ("经济", "文明", "gdp", "城市")
    assert matrix.counts.toarray().tolist() == [
        [1, 0, 0, 1],
        [1, 1, 1, 0],
        [1, 0, 1, 0],
        [0, 0, 0, 1],
    ]
    assert matrix.unknown is None


@given(DOCS, st.lists(WORDS, unique=True))
def test_a_vocabulary_extends_itself_to_itself(docs: list[list[str]], earlier: list[str]) -> None:
    """The earlier terms come first in their order, and counting again changes nothing."""
    try:
        matrix = extended(docs, earlier)
    except CorpusError:
        with pytest.raises(CorpusError):  # nothing was kept, and nothing new can be counted
            count(tokens_of(docs), min_df=1, max_df=0.5, stop_words=STOPS)
        return
    kept = [term for term in earlier if term in matrix.vocabulary]
    assert list(matrix.vocabulary[: len(kept)]) == kept
    again = extended(docs, list(matrix.vocabulary))
    assert again.vocabulary == matrix.vocabulary
    assert (again.counts != matrix.counts).nnz == 0
