"""Dispersion and formula: published examples, exact chance, and what must always hold."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from tests.text.speeches import Speeches, tokens_of
from topics.corpus.types import Corpus
from topics.errors import CorpusError
from topics.text.formula.dispersion import (
    Formula,
    deviation_of_proportions,
    expected_deviation,
    expected_paragraphs,
    formula,
)
from topics.text.segmentation.segmenting import segment

WORDS = ("工作", "加强", "垃圾", "养犬", "的", "，")


def dp_of(counts: list[int], sizes: list[int]) -> float:
    """Return the DP of one term."""
    return float(deviation_of_proportions(sparse.csr_array(np.array([counts], float).T), sizes)[0])


def row(found: Formula, term: str) -> pd.Series:
    """Return the measures of one term."""
    return found.terms.set_index("term").loc[term]


def test_dp_of_the_published_examples() -> None:
    """Gries 2008 (five parts of 9 to 11 letters): 0.18; Lijffijt and Gries 2012: 1/3, norm 1/2."""
    assert dp_of([1, 2, 3, 4, 5], [9, 10, 10, 10, 11]) == pytest.approx(0.18)
    assert dp_of([2, 1, 0], [10, 10, 10]) == pytest.approx(1 / 3)
    filler = ["的"] * 8
    speeches = [[["工作", "工作", *filler]], [["工作", "的", *filler]], [["的", "的", *filler]]]
    found = row(formula(tokens_of(speeches), stop_words=["的"]), "工作")
    assert found["dp"] == pytest.approx(1 / 3)
    assert found["dp_norm"] == pytest.approx(1 / 2)
    assert found["formula"] == pytest.approx(1 / 2)


def test_dp_at_its_bounds() -> None:
    """In step with the sizes it is 0; all in the smallest part it is one minus that part."""
    assert dp_of([1, 2, 3], [10, 20, 30]) == pytest.approx(0, abs=1e-12)
    assert dp_of([6, 0, 0], [10, 20, 30]) == pytest.approx(5 / 6)


@pytest.mark.parametrize("sizes", [[1, 1, 1], [1, 2, 5], [3, 7], [1, 1, 1, 97]])
@pytest.mark.parametrize("total", [1, 2, 5])
def test_expected_dp_is_the_mean_over_every_placement(sizes: list[int], total: int) -> None:
    """The closed form equals the sum over all ways in which the occurrences can fall."""
    shares = np.array(sizes) / sum(sizes)
    mean = 0.0
    for places in product(range(len(sizes)), repeat=total):
        counts = np.bincount(places, minlength=len(sizes))
        mean += float(np.prod(shares[list(places)])) * dp_of(counts.tolist(), sizes)
    assert expected_deviation([total], sizes)[0] == pytest.approx(mean)


def test_expected_dp_falls_with_the_count() -> None:
    """A single occurrence is uneven by construction; more occurrences are less so."""
    expected = expected_deviation([1, 2, 10, 100, 10_000], [5, 10, 20, 40])
    assert expected[0] == pytest.approx(1 - np.sum((np.array([5, 10, 20, 40]) / 75) ** 2))
    assert (np.diff(expected) < 0).all()
    assert expected[-1] < 0.01
    assert expected_deviation([1, 7], [50]).tolist() == [0.0, 0.0]


def test_expected_paragraphs_by_hand() -> None:
    """Two occurrences in paragraphs of 1 and 3 words reach 1 - 9/16 and 1 - 1/16 of them."""
    counts = sparse.csr_array(np.array([[2.0, 1.0], [0.0, 4.0]]))
    found = expected_paragraphs(counts, [np.array([1, 3]), np.array([10])])
    assert found == pytest.approx([7 / 16 + 15 / 16, 1 + 1])


def test_burstiness_separates_scattered_from_heaped() -> None:
    """Equally often in every speech: a word in every paragraph is formula, a heaped one is less."""
    speech = [
        ["工作", "垃圾", "垃圾", "垃圾"],
        ["工作", "的", "的", "的"],
        ["工作", "的", "的", "的"],
    ]
    found = formula(tokens_of([speech] * 4), stop_words=["的"])
    chance = 3 * (1 - (2 / 3) ** 3)
    assert row(found, "工作")["burstiness"] == pytest.approx(chance / 3)
    assert row(found, "工作")["formula"] == pytest.approx(1)
    assert row(found, "垃圾")["burstiness"] == pytest.approx(chance)
    assert row(found, "垃圾")["formula"] == pytest.approx(1 / chance)
    assert list(found.terms["term"]) == ["工作", "垃圾"]
    assert list(found.terms["n_paragraphs"]) == [12, 4]


def test_a_rare_word_is_no_formula() -> None:
    """Once, wherever: its formula is no more than one speech's length allows."""
    filler = ["加强"] * 9
    speeches = [[["工作", *filler]], *([[["加强", *filler]]] * 4)]
    found = formula(tokens_of(speeches))
    assert row(found, "工作")["formula"] == pytest.approx(0, abs=1e-12)
    assert row(found, "工作")["dp_expected"] == pytest.approx(0.8)


def test_shares_of_paragraphs_and_speeches_by_hand() -> None:
    """A paragraph's share is its terms' mean; a speech's weighs its paragraphs by their terms."""
    speeches = [[["工作", "垃圾"], ["工作"], ["的"]], [["工作", "工作", "的", "的"]]]
    found = formula(tokens_of(speeches), stop_words=["的"])
    weight = dict(zip(found.terms["term"], found.terms["formula"], strict=True))
    first = (weight["工作"] + weight["垃圾"]) / 2
    expected = [first, weight["工作"], np.nan, weight["工作"]]
    assert found.formula_share == pytest.approx(expected, nan_ok=True)
    by_speech = found.by_speech()
    assert list(by_speech.columns) == ["source", "speech", "formula_share", "bundle_share"]
    assert by_speech["formula_share"][0] == pytest.approx((2 * first + weight["工作"]) / 3)
    assert by_speech["bundle_share"].isna().all()


def test_sources_and_speeches_are_counted_apart() -> None:
    """Three speeches in two sources are three and two."""
    found = formula(tokens_of([[["工作"]]] * 3, ["a.txt", "a.txt", "b.txt"]))
    assert tuple(row(found, "工作")[["count", "n_speeches", "n_sources"]]) == (3, 3, 2)


def test_one_speech_gives_no_evidence() -> None:
    """What is common to speeches cannot be seen in one: the measure is missing, not 0."""
    found = formula(tokens_of([[["工作", "加强"], ["工作"]]]))
    assert found.terms[["dp_norm", "formula"]].isna().all(axis=None)
    assert (found.terms["dp"] == 0).all()
    assert np.isnan(found.formula_share).all()
    assert np.isnan(found.bundle_share).all()
    assert found.by_speech()[["formula_share", "bundle_share"]].isna().all(axis=None)


def test_an_empty_speech_is_no_part() -> None:
    """A paragraph of nothing but punctuation neither counts nor makes DP's bound 1."""
    full = [[["工作", "加强"]], [["工作", "的"]]]
    with_empty = formula(tokens_of([*full, [[]]]))
    pd.testing.assert_frame_equal(with_empty.terms, formula(tokens_of(full)).terms)
    assert np.isnan(with_empty.formula_share[-1])


def test_nothing_to_count_is_the_matrix_error() -> None:
    """Where no term is left the message is that of `count`."""
    with pytest.raises(CorpusError) as error:
        formula(tokens_of([[["的"]]]))
    assert str(error.value) == (
        "Nothing is left to count: every word is a stop word, a number or a single character."
        " Add texts, or stop fewer words."
    )


SPEECHES = st.lists(
    st.lists(st.lists(st.sampled_from(WORDS), max_size=6), min_size=1, max_size=3),
    min_size=1,
    max_size=6,
)


@given(SPEECHES)
def test_measures_keep_their_bounds(speeches: Speeches) -> None:
    """Shares and DP lie in [0, 1], formula is evenness by evidence, shares are means of it."""
    try:
        found = formula(tokens_of(speeches), stop_words=["的"])
    except CorpusError:
        return
    terms = found.terms
    for column in ("dp", "dp_norm", "dp_expected", "formula"):
        values = terms[column].dropna()
        assert ((values >= 0) & (values <= 1 + 1e-12)).all()
    largest = (terms["dp"] / terms["dp_norm"]).max()
    if largest == largest:  # some term is not spread to perfection
        evenness = (largest - terms["dp"]) / (largest - terms["dp_expected"])
        evidence = (largest - terms["dp_expected"]) / largest
        known = terms["dp_expected"] < largest - 1e-9
        product_ = evenness * evidence / np.maximum(1, terms["burstiness"])
        assert np.allclose(terms["formula"][known], product_[known], atol=1e-9)
    for share in (found.formula_share, found.bundle_share):
        values = share[~np.isnan(share)]
        assert ((values >= 0) & (values <= 1 + 1e-12)).all()


@given(SPEECHES, st.randoms())
def test_the_order_of_speeches_changes_nothing(speeches: Speeches, random: object) -> None:
    """Shuffled speeches give the same terms, and each paragraph the same shares."""
    order = list(range(len(speeches)))
    random.shuffle(order)  # type: ignore[attr-defined]
    try:
        found = formula(tokens_of(speeches))
    except CorpusError:
        return
    moved = formula(tokens_of([speeches[i] for i in order]))
    pd.testing.assert_frame_equal(
        found.terms.sort_values("term", ignore_index=True),
        moved.terms.sort_values("term", ignore_index=True),
    )
    starts = np.cumsum([0, *map(len, speeches)])
    rows = [r for i in order for r in range(starts[i], starts[i + 1])]
    for name in ("formula_share", "bundle_share"):
        assert getattr(moved, name) == pytest.approx(getattr(found, name)[rows], nan_ok=True)


@given(st.lists(st.sampled_from(WORDS[:4]), min_size=1, max_size=8), st.integers(2, 5))
def test_a_corpus_of_one_text_is_all_formula(words: list[str], n_speeches: int) -> None:
    """Where every speech is the same paragraph, every word has DP 0 and formula 1."""
    found = formula(tokens_of([[words]] * n_speeches))
    assert found.terms["dp"].to_numpy() == pytest.approx(0, abs=1e-12)
    assert found.formula_share == pytest.approx(1)


def test_formula_words_of_the_seeds_are_those_a_reader_would_name(corpus: Corpus) -> None:
    """工作 要求 落实 are above 招商 垃圾; every paragraph with words has its share."""
    found = formula(segment(corpus))
    weight = dict(zip(found.terms["term"], found.terms["formula"], strict=True))
    common = min(weight[word] for word in ("工作", "要求", "落实", "推进", "全面"))
    bursty = max(weight[word] for word in ("招商", "垃圾", "就业", "信用"))
    assert common > 2 * bursty
    assert not np.isnan(found.formula_share[found.n_terms > 0]).any()
    assert 0 < np.nanmean(found.bundle_share) < 0.1
