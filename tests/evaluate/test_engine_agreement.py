"""Agreement of two models over the units they share."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from tests.models.corpora import block_counts, matrix_of, model_of, units_of
from topics.errors import ModelError
from topics.evaluate.engine_agreement import adjusted_rand, agreement, start_agreement
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
    "similarity",
    "p_value",
]


def hard(mains, n_topics, engine="lda"):
    """Make a model whose units have these main topics (from 1)."""
    phi = np.eye(n_topics, 4) * 0.9 + 0.1
    theta = np.eye(n_topics)[np.array(mains) - 1]
    return model_of(phi / phi.sum(axis=1, keepdims=True), theta, engine=engine)


def test_a_table_by_hand():
    """Three topics against two: counts, Jaccard, shared words, and partners by their words."""
    a, b = hard([1, 1, 1, 2, 2, 3], 3), hard([1, 1, 2, 2, 2, 2], 2, "kmeans")
    table, (score,) = agreement(a, b, n_words=1)
    expected = pd.DataFrame(
        [
            ("lda", 1, "kmeans", 1, 2, 2 / 3, "w00"),
            ("lda", 1, "kmeans", 2, 1, 1 / 6, ""),
            ("lda", 2, "kmeans", 1, 0, 0.0, ""),
            ("lda", 2, "kmeans", 2, 2, 2 / 4, "w01"),
            ("lda", 3, "kmeans", 1, 0, 0.0, ""),
            ("lda", 3, "kmeans", 2, 1, 1 / 4, ""),
        ],
        columns=COLUMNS[:-3],
    )
    assert table.columns.tolist() == COLUMNS
    pd.testing.assert_frame_equal(table[COLUMNS[:-3]], expected, check_dtype=False)
    assert table["similarity"].notna().tolist() == [True, False, False, True, False, False]
    assert table["similarity"].dropna().tolist() == [1.0, 1.0]
    assert table["p_value"].notna().equals(table["similarity"].notna())
    assert (score.name, score.higher_is_better, score.per_topic) == ("ari_lda_kmeans", True, ())
    assert score.reference == "Hubert and Arabie 1985, doi:10.1007/BF01908075"
    # Pairs together: in both 1 + 1, in a 4, in b 7, of 15; expected 28 / 15.
    assert score.value == pytest.approx((2 - 28 / 15) / ((4 + 7) / 2 - 28 / 15))
    assert score.low < score.value < score.high


MAINS = [1] * 14 + [2] * 12 + [3] * 10


def test_a_model_matches_itself_beyond_chance():
    """Each topic is its own partner, and none of 199 shuffles gives as many common units."""
    table, (score,) = agreement(hard(MAINS, 3), hard(MAINS, 3, "kmeans"))
    matched = table[table["matched"]]
    assert matched["topic_a"].tolist() == matched["topic_b"].tolist() == [1, 2, 3]
    assert matched["p_value"].tolist() == [0.005] * 3
    assert score.value == score.low == score.high == 1.0


@pytest.mark.parametrize("words_follow", [False, True])
def test_shuffled_models_are_not_matched(words_follow):
    """Whether topics keep their words, or have those of the units that chance gave them."""
    rng = np.random.default_rng(5)
    mains = np.arange(36) % 6
    counts = rng.poisson(1.0, (36, 18))

    def model(labels, engine):
        words = np.eye(6)[labels].T @ counts
        return model_of(words / words.sum(axis=1, keepdims=True), np.eye(6)[labels], engine=engine)

    a, b = model(mains, "lda"), model(mains, "kmeans")
    assert agreement(a, b)[0]["matched"].sum() == 6
    found = 0
    for _ in range(20):
        drawn = rng.permutation(mains)
        b = model(drawn, "kmeans") if words_follow else replace(b, doc_topic=np.eye(6)[drawn])
        table, _ = agreement(a, b)
        assert table["similarity"].count() == 6
        found += table["matched"].any()
    assert found <= 3  # the level is 5% for all pairs together


def test_an_engine_is_compared_with_its_own_starts():
    """The mean over the other starts is the scale for another engine; one start has none."""
    matrix = matrix_of(block_counts())
    model = fit(matrix, "lda", n_components=5, n_init=4)
    (score,) = start_agreement(model)
    states = [state for state in (1, 2, 3, 4) if state != model.random_state]
    shown = model.main_topics()
    others = [
        fit(matrix, "lda", n_components=5, n_init=1, random_state=state).main_topics()
        for state in states
    ]
    expected = [adjusted_rand_score(shown, other) for other in others]
    assert score.name == "ari_starts"
    assert score.value == score.mean_starts == pytest.approx(np.mean(expected))
    assert score.sd_starts == pytest.approx(np.std(expected, ddof=1))
    assert start_agreement(fit(matrix, "lda", n_components=5, n_init=1)) == ()


@given(st.integers(1, 4), st.integers(1, 4), st.randoms())
def test_the_adjusted_rand_index_is_that_of_scikit_learn(n_a, n_b, random):
    """From the table of common units, for any two partitions."""
    a, b = ([random.randrange(n) for _ in range(12)] for n in (n_a, n_b))
    both = np.zeros((n_a, n_b), int)
    np.add.at(both, (a, b), 1)
    assert adjusted_rand(both) == pytest.approx(adjusted_rand_score(a, b))


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
    """Nor is a single topic, which any two models have in common."""
    table, _ = agreement(hard([1, 1], 2), hard([1, 1], 2))
    assert table["matched"].tolist() == [False] * 4
    table, _ = agreement(hard([1] * 9, 1), hard([1] * 9, 1))
    assert table["p_value"].tolist() == [1.0]


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
        fit(matrix, "lda", n_components=3, random_state=0, n_init=1),
        fit(matrix, "kmeans", n_components=3, n_init=1),
    )
    assert score.value == 1.0
    matched = table[table["matched"]]
    assert matched["jaccard"].tolist() == [1.0, 1.0, 1.0]
    assert sorted(matched["topic_b"]) == [1, 2, 3]


@settings(max_examples=25)
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
    assert table["p_value"].dropna().between(0.005, 1.0).all()
    back, (same,) = agreement(b, a)
    assert same.value == pytest.approx(score.value)
    back = back.sort_values(["topic_b", "topic_a"])
    assert back["jaccard"].tolist() == table["jaccard"].tolist()
