"""How far models and codings move: by hand, and what must always hold."""

from __future__ import annotations

from dataclasses import replace
from math import isnan, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.models.corpora import block_counts, matrix_of, model_of
from topics.errors import ModelError
from topics.evaluate.model_comparison import (
    FLOOR,
    CodingAgreement,
    TopicAgreement,
    average_jaccard,
    compare_codings,
    compare_models,
    compare_topics,
    size_of_move,
)
from topics.models.alignment import match
from topics.models.fitting import fit
from topics.models.types import TopicModel
from topics.text.types import Unit, Units
from topics.themes.coded import CodedParagraphs
from topics.themes.types import Codebook, Theme

BOOK = Codebook(tuple(Theme(i, i, "", ()) for i in "abc"), "book.toml", "")


def coded(themes: str) -> CodedParagraphs:
    """Code one paragraph with each letter; a blank is no theme."""
    shares = np.array([[float(theme == t) for t in BOOK.ids()] for theme in themes]).reshape(-1, 3)
    return CodedParagraphs.of(BOOK, shares, (("a.txt", i) for i in range(1, len(themes) + 1)))


def with_units(model: TopicModel, *paragraphs: tuple[int, ...]) -> TopicModel:
    """Give a model's units these paragraphs."""
    units = Units.of(Unit("a.txt", 1, "", numbers) for numbers in paragraphs)
    object.__setattr__(model, "units", units)
    return model


def permuted(model: TopicModel, order: list[int]) -> TopicModel:
    """Give a model's topics another order."""
    return model_of(model.topic_term[order], model.doc_topic[:, order])


def test_a_model_is_just_like_itself() -> None:
    """Everything is exactly 1, whatever the fit."""
    model = fit(matrix_of(block_counts()), "lda", n_components=4, random_state=3, n_init=1)
    assert compare_models(model, model) == TopicAgreement(1.0, 1.0, 1.0, 4, 1.0)
    assert compare_codings(coded("abca"), coded("abca")) == CodingAgreement(4, 0, 1.0, 1.0)


def test_topics_in_another_order_are_matched() -> None:
    """The numbers of topics mean nothing."""
    phi = [[0.7, 0.1, 0.1, 0.1], [0.1, 0.7, 0.1, 0.1], [0.1, 0.1, 0.4, 0.4]]
    model = model_of(phi, np.eye(3)[[0, 0, 0, 1, 1, 2]])
    other = permuted(model, [2, 0, 1])
    pairs = compare_topics(model, other)
    assert pairs["topic_a"].tolist() == [1, 2, 3]
    assert pairs["topic_b"].tolist() == [2, 3, 1]
    assert compare_models(model, other) == TopicAgreement(1.0, 1.0, 1.0, 3, 1.0)


def test_pairs_by_hand_over_the_shared_words() -> None:
    """Similarity is 1 minus the distance of the match; top words are those of each model alone."""
    a = model_of([[0.2, 0.8, 0.0], [0.3, 0.3, 0.4]], np.eye(2), vocabulary="甲 乙 丙")
    b = model_of([[0.4, 0.1, 0.5], [0.0, 0.0, 1.0]], np.eye(2), vocabulary="甲 乙 丁")
    pairs = compare_topics(a, b, n_words=2)
    distances = match(a, b)["distance"]
    assert pairs["topic_b"].tolist() == [2, 1]
    assert pairs["similarity"].tolist() == (1.0 - distances).tolist()
    assert pairs["matched"].tolist() == [False, True]
    # 乙 甲 against 丁; 丙 甲 against 丁 甲: 0 of 2 at the first word, 1 of 3 at two.
    assert pairs["overlap"].tolist() == pytest.approx([0.0, (0 + 1 / 3) / 2])
    found = compare_models(a, b)
    assert found.shared_terms == 2 / 4
    assert found.topic_similarity == pytest.approx((1.0 - distances[1]) / 2)
    assert found.n_matched == 1


def test_topics_weigh_by_their_shares_and_lone_ones_count_as_lost() -> None:
    """The mean of both shares is a pair's weight; a topic without partner adds nothing."""
    phi = np.eye(3)
    a = model_of(phi, np.eye(3)[[0, 0, 1, 2]])
    b = model_of(phi[:2], np.eye(2)[[0, 0, 0, 1]])
    found = compare_models(a, b)
    assert (found.n_matched, found.shared_terms) == (2, 1.0)
    assert found.topic_similarity == (0.5 + 0.75 + 0.25 + 0.25) / 2
    assert found.top_word_overlap == found.topic_similarity
    # Pairs of paragraphs together: in both 1, in a 1, in b 3, of 6; expected 3 / 6.
    assert found.main_topic_ari == pytest.approx((1 - 3 / 6) / ((1 + 3) / 2 - 3 / 6))


def test_paragraphs_have_the_topic_of_their_unit() -> None:
    """A model of sections and one of paragraphs are compared over the paragraphs of both."""
    phi = np.eye(2)
    sections = with_units(model_of(phi, phi), (1, 2), (3, 4))
    same = with_units(model_of(phi, phi[[1, 1, 0]]), (1,), (2,), (4,))
    other = with_units(model_of(phi, phi[[0, 1, 0, 1]]), (1,), (2,), (3,), (4,))
    assert compare_models(sections, same).main_topic_ari == 1.0
    assert compare_models(sections, other).main_topic_ari == pytest.approx(-0.5)


def test_models_of_other_texts_get_a_clear_error() -> None:
    """Without a shared term or paragraph there is nothing to compare."""
    a = model_of(np.eye(2), np.eye(2), vocabulary="甲 乙")
    with pytest.raises(ModelError) as caught:
        compare_models(a, model_of(np.eye(2), np.eye(2), engine="nmf", vocabulary="丙 丁"))
    assert str(caught.value) == (
        "Models 'lda' and 'nmf' have no term in common, so they cannot be compared; fit both on"
        " the same texts."
    )
    b = with_units(model_of(np.eye(2), np.eye(2), vocabulary="甲 乙"), (8,), (9,))
    with pytest.raises(ModelError) as caught:
        compare_models(a, b)
    assert str(caught.value) == (
        "Models 'lda' and 'lda' have no paragraph in common, so they cannot be compared; fit both"
        " on the same texts."
    )


def test_average_jaccard_is_that_of_its_paper() -> None:
    """The worked example's kind: words at the top count most, short lists end early."""
    assert average_jaccard("甲乙丙", "甲乙丙", 3) == 1.0
    assert average_jaccard("甲乙丙", "丙乙甲", 3) == (0 + 1 / 3 + 1) / 3
    assert average_jaccard("甲乙", "乙丁", 2) == (0 + 1 / 3) / 2
    assert average_jaccard("甲", "甲乙", 3) == (1 + 1 / 2 + 1 / 2) / 3
    assert average_jaccard("", "甲", 2) == 0.0


def test_codings_by_hand() -> None:
    """Only paragraphs with a theme in both count; kappa takes off what chance gives."""
    found = compare_codings(coded("aabbc "), coded("aabc a"))
    # Same: a a b of a a b b; by chance (2 * 2 + 2 * 1 + 0 * 1) / 16.
    assert found == CodingAgreement(4, 2, 3 / 4, (3 / 4 - 6 / 16) / (1 - 6 / 16))
    assert compare_codings(coded("aa"), coded("aa")) == CodingAgreement(2, 0, 1.0, 1.0)
    nothing = compare_codings(coded("a "), coded(" b"))
    assert nothing[:2] == (0, 2)
    assert isnan(nothing.same_themes)
    assert isnan(nothing.kappa)
    assert compare_codings(coded("ab"), coded("abc")) == CodingAgreement(2, 0, 1.0, 1.0)


def test_codings_are_compared_by_ids() -> None:
    """A file of another name with one paragraph more in front has the same paragraphs."""
    ids = np.array(["x-1-0", "x-2-0"], np.bytes_)
    shifted = replace(
        coded("cab"), source_names=("b.txt",), ids=np.append(np.array(["y-1-0"], np.bytes_), ids)
    )
    assert compare_codings(replace(coded("ab"), ids=ids), shifted)[:3] == (2, 0, 1.0)
    assert compare_codings(replace(coded("ab"), ids=ids[:0]), coded("ba"))[:3] == (2, 0, 0.0)


@pytest.mark.parametrize(
    ("agreements", "by_chance", "size"),
    [
        ([1.0, 1.0], [0.5], "none"),
        ([1.0, 0.6], [0.7, 0.9], "small"),
        ([0.5], [0.5, 0.9], "small"),
        ([0.49], [0.5, 0.9], "medium"),
        ([0.25], [0.5], "medium"),
        ([0.24], [0.5], "large"),
        ([1.001 - FLOOR], [1.0], "small"),
        ([0.94], [1.0], "medium"),
        ([0.9], [1.0], "large"),
        ([], [0.5], "unknown"),
        ([0.5], [], "unknown"),
        ([nan, 0.5], [0.5], "unknown"),
        ([0.5], [nan], "unknown"),
    ],
)
def test_sizes_by_hand(agreements: list[float], by_chance: list[float], size: str) -> None:
    """The mean move against the farthest that chance goes, which is at least `FLOOR`."""
    assert size_of_move(agreements, by_chance) == size


SHARES = st.lists(st.integers(0, 5), min_size=4, max_size=4).filter(any)
MODELS = st.lists(st.tuples(SHARES, SHARES), min_size=2, max_size=4)


def drawn(rows: list[tuple[list[int], list[int]]]) -> TopicModel:
    """Make a model of four terms and four units."""
    phi = np.array([row for row, _ in rows], float)
    theta = np.array([row for _, row in rows], float).T + 0.1
    theta /= theta.sum(axis=1, keepdims=True)
    return model_of(phi / phi.sum(axis=1, keepdims=True), theta)


@given(MODELS, MODELS)
def test_what_always_holds(
    first: list[tuple[list[int], list[int]]], second: list[tuple[list[int], list[int]]]
) -> None:
    """Agreement is from 0 to 1, is the same both ways, and each topic has one partner."""
    a, b = drawn(first), drawn(second)
    there, back = compare_models(a, b), compare_models(b, a)
    assert 0.0 <= there.topic_similarity <= 1.0
    assert there.main_topic_ari == pytest.approx(back.main_topic_ari)
    pairs = compare_topics(a, b)
    # Where topics tie there are several best matches, whose weights may differ.
    total = compare_topics(b, a)["similarity"].sum()
    assert pairs["similarity"].sum() == pytest.approx(total)
    assert len(pairs) == min(a.n_topics, b.n_topics)
    assert pairs["topic_a"].is_unique
    assert pairs["topic_b"].is_unique
    assert compare_models(a, a)[:3] == (1.0, 1.0, 1.0)
