"""Words that a speech would have alone."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from topics.text.counting.leaving_out import left_out
from topics.text.types import DocTermMatrix, Unit, Units

CELLS = st.lists(st.lists(st.integers(0, 2), min_size=4, max_size=4), min_size=1, max_size=8)


@given(CELLS, st.integers(1, 3), st.sampled_from([0.4, 0.5, 1.0]), st.integers(1, 3))
def test_each_speech_is_counted_with_the_terms_of_the_others(
    cells: list[list[int]], min_df: int, max_df: float, n_speeches: int
) -> None:
    """The counts are those of choosing terms from the other units and looking each word up."""
    counts = np.array(cells, float)
    speech = np.arange(len(cells)) % n_speeches
    units = Units.of(Unit("a", int(s) + 1, "", (i,)) for i, s in enumerate(speech))
    matrix = DocTermMatrix(sparse.csr_array(counts), tuple("wxyz"), units, Units.of([]))
    n_words, n_unknown = left_out(matrix, min_df, max_df)
    for s in range(speech.max() + 1):
        own, others = counts[speech == s], counts[speech != s]
        df, n = (others > 0).sum(axis=0), len(others)
        known = (df >= max(min(min_df, n), 1)) & (df <= max_df * n)
        assert n_words[s] == own.sum()
        assert n_unknown[s] == own[:, ~known].sum()
