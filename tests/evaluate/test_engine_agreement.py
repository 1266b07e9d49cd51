"""Agreement of two models over the units they share."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.models.corpora import block_counts, matrix_of, model_of, units_of
from topics.errors import ModelError
from topics.evaluate.engine_agreement import agreement
from topics.models.fitting import fit

COLUMNS = [
    "engine_a",
    "topic_a",
    "engine_b",
    "topic_b",
    "n_units",
    "jaccard",
    "shared_words",
    "matched",
]


def hard(mains, n_topics, engine="lda"):
    """Make a model whose units have these main topics (from 1)."""
    phi = np.eye(n_topics, 4) * 0.9 + 0.1
    theta = np.eye(n_topics)[np.array(mains) - 1]
    return model_of(phi / phi.sum(axis=1, keepdims=True), theta, engine=engine)


def test_a_table_by_hand():
    """Three topics against two: counts, Jaccard, shared words and the match."""
    a, b = hard([1, 1, 1, 2, 2, 3], 3), hard([1, 1, 2, 2, 2, 2], 2, "kmeans")
    table, (score,) = agreement(a, b, n_words=1)
    expected = pd.DataFrame(
        [
            ("lda", 1, "kmeans", 1, 2, 2 / 3, "w00", True),
            ("lda", 1, "kmeans", 2, 1, 1 / 6, "", False),
            ("lda", 2, "kmeans", 1, 0, 0.0, "", False),
            ("lda", 2, "kmeans", 2, 2, 2 / 4, "w01", True),
            ("lda", 3, "kmeans", 1, 0, 0.0, "", False),
            ("lda", 3, "kmeans", 2, 1, 1 / 4, "", False),
        ],
        columns=COLUMNS,
    )
    pd.testing.assert_frame_equal(table, expected, check_dtype=False)
    assert (score.name, score.higher_is_better, score.per_topic) == ("ari_lda_kmeans", True, ())
    assert score.reference == "Hubert and Arabie 1985, doi:10.1007/BF01908075"
    # Pairs together: in both 1 + 1, in a 4, in b 7, of 15; expected 28 / 15.
    assert score.value == pytest.approx((2 - 28 / 15) / ((4 + 7) / 2 - 28 / 15))


def test_shared_words_have_the_order_of_the_first():
    """Words that both topics have among their first."""
    a = model_of([[0.1, 0.2, 0.3, 0.4]], [[1.0]])
    b = model_of([[0.4, 0.3, 0.2, 0.1]], [[1.0]], engine="nmf")
    assert agreement(a, b)[0]["shared_words"].tolist() == ["w03 w02 w01 w00"]
    assert agreement(a, b, n_words=3)[0]["shared_words"].tolist() == ["w02 w01"]


def test_only_units_that_both_have_are_compared():
    """A unit of one model alone changes nothing."""
    a, b = hard([1, 2, 2], 2), hard([1, 2, 2, 1], 2)
    table, (score,) = agreement(a, b)
    assert table["n_units"].sum() == 3
    assert score.value == 1.0


def test_topics_with_no_unit_in_common_are_not_matched():
    """A partner that is left over is no match."""
    table, _ = agreement(hard([1, 1], 2), hard([1, 1], 2))
    assert table["matched"].tolist() == [True, False, False, False]


def test_models_without_a_unit_in_common_get_a_clear_error():
    """There is nothing to compare."""
    a = hard([1, 2], 2)
    b = hard([1, 2], 2, "kmeans")
    object.__setattr__(b, "units", units_of(4)[2:])
    with pytest.raises(ModelError) as caught:
        agreement(a, b)
    assert str(caught.value) == (
        "Models 'lda' and 'kmeans' have no unit in common, so they cannot be compared;"
        " fit both on the same matrix."
    )


@pytest.mark.thorough
def test_engines_agree_on_topics_with_private_words():
    """LDA and k-means find the same three blocks, and match one to one."""
    matrix = matrix_of(block_counts())
    table, (score,) = agreement(
        fit(matrix, "lda", n_components=3, random_state=0), fit(matrix, "kmeans", n_components=3)
    )
    assert score.value == 1.0
    matched = table[table["matched"]]
    assert matched["jaccard"].tolist() == [1.0, 1.0, 1.0]
    assert sorted(matched["topic_b"]) == [1, 2, 3]


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3)), min_size=1, max_size=12))
def test_what_always_holds(pairs):
    """Counts add up, the match is one to one, and swapping the models transposes the table."""
    a, b = hard([x for x, _ in pairs], 4), hard([y for _, y in pairs], 3, "kmeans")
    table, (score,) = agreement(a, b)
    assert len(table) == 12
    assert table["n_units"].sum() == len(pairs)
    assert table["jaccard"].between(0, 1).all()
    matched = table[table["matched"]]
    assert matched["topic_a"].is_unique
    assert matched["topic_b"].is_unique
    back, (same,) = agreement(b, a)
    assert same.value == pytest.approx(score.value)
    back = back.sort_values(["topic_b", "topic_a"])
    assert back["jaccard"].tolist() == table["jaccard"].tolist()
