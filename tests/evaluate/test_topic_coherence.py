"""Coherence, diversity and exclusivity of top words."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.models.corpora import block_counts, matrix_of, model_of
from topics.evaluate.topic_coherence import coherence
from topics.models.fitting import fit

NAMES = ["c_v", "c_npmi", "topic_diversity", "exclusivity"]


def by_name(scores):
    """Return scores in a dict."""
    return {score.name: score for score in scores}


def test_names_order_and_references():
    """Four scores, the higher the better, each with the paper that defines it."""
    matrix = matrix_of(block_counts())
    scores = coherence(fit(matrix, "lda", n_components=3, random_state=0), matrix.texts)
    assert [score.name for score in scores] == NAMES
    assert all(score.higher_is_better for score in scores)
    assert [score.reference for score in scores] == [
        "Röder, Both and Hinneburg 2015, doi:10.1145/2684822.2685324",
        "Lau, Newman and Baldwin 2014, doi:10.3115/v1/E14-1056",
        "Dieng, Ruiz and Blei 2020, doi:10.1162/tacl_a_00325",
        "Bischof and Airoldi 2012, arXiv:1206.4631",
    ]
    assert [len(score.per_topic) for score in scores] == [3, 3, 0, 3]
    for score in scores:
        assert not score.per_topic or score.value == pytest.approx(np.mean(score.per_topic))


def test_npmi_by_hand():
    """Two words in 2 and 3 of 4 texts, together in 2: log(4/3) / log(2)."""
    model = model_of([[0.5, 0.5]], [[1.0]], vocabulary="创建 文明")
    texts = [["创建", "文明"], ["文明", "创建"], ["文明"], ["其他"]]
    scores = by_name(coherence(model, texts))
    assert scores["c_npmi"].value == pytest.approx(math.log(4 / 3) / math.log(2))
    assert scores["topic_diversity"].value == 1.0
    assert scores["exclusivity"].value == 1.0


def test_words_never_seen_together_are_near_minus_one():
    """A pair in no common window counts by gensim's smoothing, and is a number."""
    model = model_of([[0.5, 0.5]], [[1.0]], vocabulary="创建 文明")
    score = by_name(coherence(model, [["创建"], ["文明"]]))["c_npmi"]
    assert -1 < score.value < -0.9


def test_topics_without_a_pair_in_the_texts_score_zero():
    """One word only, words in no text, or no texts at all: no coherence, no NaN."""
    model = model_of(
        [[1, 0, 0, 0], [0, 0, 0.5, 0.5], [0.5, 0.5, 0, 0]],
        [[0.4, 0.3, 0.3]],
        vocabulary="创建 文明 未见 没有",
    )
    scores = by_name(coherence(model, [["创建", "文明"], ["创建"], ["其他"]]))
    assert scores["c_v"].per_topic[:2] == scores["c_npmi"].per_topic[:2] == (0.0, 0.0)
    assert scores["c_npmi"].per_topic[2] > 0
    assert [score.value for score in coherence(model, [])[:2]] == [0.0, 0.0]


def test_diversity_is_the_share_of_different_words():
    """Three different words among four."""
    model = model_of([[0.6, 0.4, 0], [0.6, 0, 0.4]], [[0.5, 0.5]])
    assert by_name(coherence(model, [["w00"]], n_words=2))["topic_diversity"].value == 0.75


def test_topics_of_a_text_are_more_coherent_than_mixed_ones():
    """Words of one block go together, words of three blocks do not."""
    matrix = matrix_of(block_counts())
    good = fit(matrix, "lda", n_components=3, random_state=0)
    mixed = model_of(np.tile(np.eye(6) + 1e-3, (1, 3))[:3] / (3 + 18e-3), good.doc_topic)
    for name in ("c_v", "c_npmi"):
        scores = [by_name(coherence(m, matrix.texts, 3))[name].value for m in (good, mixed)]
        assert scores[0] > scores[1]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.sampled_from(["w00", "w01", "w02", "x"]), max_size=6), max_size=6))
def test_no_texts_give_nan(texts):
    """Whatever the texts, every score is a finite number, c_v and NPMI within their bounds."""
    model = model_of([[0.5, 0.3, 0.2], [0.0, 0.5, 0.5]], [[0.5, 0.5]])
    for score in coherence(model, texts):
        assert math.isfinite(score.value)
        assert all(-1.0001 <= value <= 1.0001 for value in score.per_topic)
