"""Topics merged and split."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.edits.regrouping import merge_topics, new_id, split_topic
from topics.errors import ModelError
from topics.models.types import TopicModel
from topics.text.types import DocTermMatrix


def test_a_merged_topic_has_the_sums_and_the_mixed_words(model: TopicModel) -> None:
    """It keeps id and row of the first topic; words are mixed by share."""
    merged = merge_topics(model, [5, 2])
    assert merged.topics.tolist() == [1, 3, 5]
    assert merged.share[2] == pytest.approx(model.share[1] + model.share[3])
    mixed = (model.share[[1, 3]] @ model.topic_term[[1, 3]]) / model.share[[1, 3]].sum()
    assert np.allclose(merged.topic_term[2], mixed)
    assert np.allclose(merged.doc_topic[:, 2], model.doc_topic[:, [1, 3]].sum(axis=1))
    with pytest.raises(ModelError, match="no topic 4"):
        merge_topics(model, [1, 4])


@settings(max_examples=30, deadline=None)
@given(st.permutations([1, 2, 3, 5]), st.integers(2, 3))
def test_merging_keeps_the_total_of_shares(model: TopicModel, order: list[int], n: int) -> None:
    """Whatever is merged, the others keep their shares and the total is 1."""
    merged = merge_topics(model, order[:n])
    assert merged.share.sum() == pytest.approx(1)
    assert np.allclose(merged.doc_topic.sum(axis=1), 1, atol=1e-6)
    kept = order[n:]
    assert np.array_equal(merged.share[merged.rows_of(kept)], model.share[model.rows_of(kept)])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.booleans(), min_size=6, max_size=6))
def test_a_split_topic_merged_again_is_as_before(
    model: TopicModel, counted: DocTermMatrix, chosen: list[bool]
) -> None:
    """The parts share what the topic had: in each unit, in all, and word by word."""
    split = split_topic(model, 1, np.array(chosen), counted)
    assert split.topics.tolist() == [1, 2, 3, 5, 1001]
    assert split.share.sum() == pytest.approx(1)
    assert (split.topic_term[[0, 4]].sum(axis=1) == pytest.approx(1)) or not any(chosen)
    again = merge_topics(split, [1, 1001])
    assert np.allclose(again.doc_topic, model.doc_topic, atol=1e-6)
    assert np.allclose(again.share, model.share)


def test_the_parts_of_a_topic_have_the_words_of_their_units(
    model: TopicModel, counted: DocTermMatrix
) -> None:
    """A word that occurs in the chosen units alone goes to the new topic alone."""
    toilets = np.asarray(counted.counts[:, [1]].toarray()[:, 0] > 0)
    split = split_topic(model, 1, toilets, counted)
    old, new = split.topic_term[0], split.topic_term[4]
    assert old[1] == 0 < new[1]
    assert new[0] == 0 < old[0]
    assert old[2] > 0 < new[2]
    assert np.all(split.doc_topic[~toilets, 4] == 0)
    assert np.all(split.doc_topic[toilets, 0] == 0)
    assert new_id(split, 1) == 1002


def test_without_counts_both_parts_keep_the_words(model: TopicModel) -> None:
    """So new texts are divided, whose counts are not at hand; a topic without text stays."""
    split = split_topic(model, 1, np.ones(6, bool))
    assert np.allclose(split.topic_term[0], split.topic_term[4])
    assert split.share[0] == pytest.approx(0)
