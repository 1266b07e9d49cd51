"""Which topics go on in a later model: cases by hand, and what must always hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.models.corpora import block_counts, matrix_of, model_of
from topics.errors import ModelError, WrongTypeError
from topics.models.fitting import fit
from topics.models.lineage import STATES, lineage, renamed
from topics.models.starts import Starts
from topics.models.types import TopicModel
from topics.text.types import Units

EYE = np.eye(6)
HALF = (EYE[0] + EYE[1]) / 2


def links(parent: TopicModel, child: TopicModel) -> list[tuple[object, object, str]]:
    """Return parent, child (None for a missing one) and state of each row."""
    table = lineage(parent, child).to_pandas().astype({"parent": object, "child": object})
    table = table.where(table.notna(), None)
    return list(zip(table["parent"], table["child"], table["state"], strict=True))


def with_starts(model: TopicModel, *others: object) -> TopicModel:
    """Give a model starts: itself, and others with these topics matched to its own."""
    topic_term = np.array([model.topic_term, *others], np.float32)
    n_starts, n_topics = topic_term.shape[:2]
    return replace(
        model,
        starts=Starts(
            np.arange(1, n_starts + 1),
            -np.arange(n_starts, dtype=float),
            np.tile(model.topics, (n_starts, 1)),
            1.0 - np.arange(n_starts)[:, None] * np.full(n_topics, 0.01),
            np.tile(model.share, (n_starts, 1)),
            topic_term,
            np.ones((n_starts, 1, n_topics), np.float32),
            np.ones(n_starts),
        ),
    )


def elsewhere(model: TopicModel) -> TopicModel:
    """Return a model of other paragraphs."""
    units = Units.of(replace(unit, source="b.txt") for unit in model.units)
    return replace(model, units=units)


def reordered(model: TopicModel, order: list[int]) -> TopicModel:
    """Return the same topics in another order, each with its id."""
    return replace(
        model,
        topic_term=model.topic_term[order],
        doc_topic=model.doc_topic[:, order],
        share=model.share[order],
        topics=model.topics[order],
    )


def test_a_model_continues_itself():
    """All topics are kept under their ids, and nothing is more than reseeding."""
    model = fit(matrix_of(block_counts()), "lda", n_components=3, n_init=20)
    model = replace(model, topics=np.array([7, 2, 5]))
    found = lineage(model, model)
    assert links(model, model) == [(t, t, "kept") for t in (7, 2, 5)]
    assert found.no_more_than_reseeding is True
    assert not found.to_pandas()["beyond_reseeding"].any()
    assert renamed(model, found).topics.tolist() == [7, 2, 5]


def test_a_topic_without_a_partner_is_born_or_dead():
    """Even if as many topics are left on either side, so that they match one to one."""
    parent = model_of(EYE[[0, 1]], np.eye(2))
    child = model_of(EYE[[1, 2]], np.eye(2)[[1, 0]])
    child = elsewhere(child)
    assert links(parent, child) == [(2, 1, "kept"), (1, None, "dead"), (None, 2, "born")]
    table = lineage(parent, child).to_pandas()
    assert table["came"].tolist() == ["", "", "w02"]
    assert table["went"].tolist() == ["", "w00", ""]
    assert table["beyond_reseeding"].isna().all()


def test_a_second_part_of_a_topic_is_split_off_and_merged_back():
    """Both halves have its paragraphs; neither is as similar as two versions of one topic."""
    whole = model_of([HALF, EYE[2]], [[1, 0], [1, 0], [1, 0], [0, 1]])
    halves = model_of(EYE[:3], [[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    assert links(whole, halves) == [(1, 1, "moved"), (2, 3, "kept"), (1, 2, "split")]
    assert links(halves, whole) == [(1, 1, "moved"), (3, 2, "kept"), (2, 1, "merged")]


def test_a_topic_of_new_paragraphs_is_born_though_it_shares_words():
    """Its few earlier paragraphs show nothing, since most of its words are in new ones."""
    parent = model_of(EYE[:2], np.eye(2)[[0] * 5 + [1] * 5])
    theta = np.eye(3)[[0] * 4 + [2] + [1] * 5 + [2] * 10]
    child = model_of([EYE[0], EYE[1], EYE[0] / 5 + 4 * EYE[2] / 5], theta)
    assert links(parent, child)[-1] == (None, 3, "born")
    # Of the same paragraphs alone, the topic is a part of the first.
    child = model_of([EYE[0], EYE[1], EYE[0] / 5 + 4 * EYE[2] / 5], theta[:10])
    mixed = replace(parent, topic_term=np.array([(3 * EYE[0] + EYE[2]) / 4, EYE[1]]))
    assert links(mixed, child)[-1] == (1, 3, "split")


def test_starts_say_what_reseeding_changes():
    """A match is moved below the 5% quantile of the versions; a birth that a start has is none."""
    parent = model_of(EYE[:2], np.eye(2))
    near = 0.9 * EYE[0] + 0.1 * EYE[2]
    child = model_of([0.8 * EYE[0] + 0.2 * EYE[2], EYE[1]], np.eye(2))
    steady = lineage(with_starts(parent, *[[near, EYE[1]]] * 9), child).to_pandas()
    assert steady["state"].tolist() == ["moved", "kept"]
    assert steady["beyond_reseeding"].tolist() == [True, False]
    shaky = lineage(with_starts(parent, *[[EYE[2], EYE[1]]] * 9), child).to_pandas()
    assert shaky["state"].tolist() == ["kept", "kept"]
    theta = np.eye(3)[[0, 1, 2, 2, 2, 2]]
    born = model_of(EYE[:3], theta)
    new = lineage(with_starts(parent, *[EYE[:2]] * 9), born).to_pandas()
    assert (new["state"].iloc[-1], new["beyond_reseeding"].iloc[-1]) == ("born", True)
    old = lineage(with_starts(parent, *[EYE[1:3]] * 9), born).to_pandas()
    assert (old["state"].iloc[-1], old["beyond_reseeding"].iloc[-1]) == ("born", False)


def test_no_more_than_reseeding_by_hand():
    """Unknown of two single starts, false of unlike starts, true of starts of one kind."""
    rng = np.random.default_rng(0)
    versions = [0.95 * EYE[:2] + 0.05 * rng.dirichlet(np.ones(6), 2) for _ in range(20)]
    a = with_starts(model_of(versions[0], np.eye(2)), *versions[1:10])
    b = with_starts(model_of(versions[10], np.eye(2)), *versions[11:])
    other = with_starts(model_of(versions[0][:, ::-1], np.eye(2)), *(v[:, ::-1] for v in versions))
    assert lineage(replace(a, starts=None), replace(b, starts=None)).no_more_than_reseeding is None
    assert lineage(a, b).no_more_than_reseeding is True
    assert lineage(a, other).no_more_than_reseeding is False
    assert lineage(a, other).p == lineage(other, a).p == 1e-3


def test_births_never_get_an_id_that_was_used_before():
    """Not even that of a topic which had died before the parent."""
    parent = replace(model_of(EYE[:2], np.eye(2)), topics=np.array([4, 2]), highest_id=9)
    theta = np.repeat(np.eye(4), [1, 1, 8, 9], axis=0)
    child = model_of(EYE[[0, 1, 2, 3]], theta)
    child = replace(child, params={"seed_words": [["a"], ["b"]], "seed_topics": [3, 1]})
    after = renamed(child, lineage(parent, child))
    assert after.topics.tolist() == [4, 2, 11, 10]
    assert (after.highest_id, after.params["seed_topics"]) == (11, [11, 4])
    # The topics with the ids 10 and 11 die, and a new one is born.
    last = elsewhere(model_of(EYE[[0, 1, 4]], np.repeat(np.eye(3), [1, 1, 8], axis=0)))
    assert renamed(last, lineage(after, last)).topics.tolist() == [4, 2, 12]


@given(st.permutations(range(4)))
def test_the_order_of_a_childs_topics_changes_no_id(order: list[int]):
    """Nor do the numbers that it had before."""
    parent = model_of(EYE[:3], np.eye(3))
    theta = np.repeat(np.eye(4), [3, 2, 2, 1], axis=0)
    child = model_of(EYE[[0, 2, 4, 5]], theta)
    ids = {1: 1, 2: 3, 3: 4, 4: 5}
    mixed = reordered(child, order)
    assert renamed(mixed, lineage(parent, mixed)).topics.tolist() == [ids[k + 1] for k in order]
    mixed = replace(mixed, topics=np.arange(4) + 20)
    found = lineage(parent, mixed)
    assert renamed(mixed, found).topics.tolist() == [ids[k + 1] for k in order]
    assert set(found.to_pandas()["state"]) <= set(STATES)
    assert found.to_pandas()["child"].dropna().is_unique


def test_errors_name_what_is_wrong():
    """A model of another type, or a lineage of another model."""
    model = model_of(EYE[:2], np.eye(2))
    with pytest.raises(WrongTypeError, match="child"):
        lineage(model, "model")
    with pytest.raises(ModelError, match=r"topics \(1, 2\), this one has \(5, 6\)"):
        renamed(replace(model, topics=np.array([5, 6])), lineage(model, model))
