"""Units and paragraphs of two models are the same by the ids of their blocks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.models.corpora import model_of
from topics.errors import ModelError
from topics.evaluate.engine_agreement import agreement
from topics.evaluate.model_comparison import compare_models
from topics.evaluate.shared_units import shared_paragraphs, shared_units
from topics.models.types import TopicModel
from topics.text.types import Unit, Units


def units(names: str, *paragraphs: tuple[int, ...], source: str = "a.txt") -> Units:
    """Return units of one speech; each paragraph's id is a letter, none if there are no names."""
    made = Units.of(Unit(source, 1, "", numbers) for numbers in paragraphs)
    return replace(made, ids=np.array([name.encode() for name in names], np.bytes_))


def with_mains(units: Units, mains: list[int]) -> TopicModel:
    """Return a model of two topics whose units have these main topics, from 0."""
    model = model_of(np.eye(2), np.eye(2)[mains])
    object.__setattr__(model, "units", units)
    return model


def test_a_paragraph_put_in_front_moves_no_pair() -> None:
    """The same ids under other numbers are paired, not the same numbers."""
    a = with_mains(units("abcd", (1,), (2,), (3,), (4,)), [0, 0, 1, 1])
    b = with_mains(units("xabcd", (1,), (2,), (3,), (4,), (5,)), [0, 1, 1, 0, 0])
    assert [rows.tolist() for rows in shared_units(a.units, b.units)] == [
        [0, 1, 2, 3],
        [1, 2, 3, 4],
    ]
    table, (score,) = agreement(a, b)
    assert score.value == 1.0
    assert table["n_units"].tolist() == [0, 2, 2, 0]
    assert compare_models(a, b).main_topic_ari == 1.0


def test_the_same_bytes_under_another_name_are_the_same() -> None:
    """The name of the file says nothing."""
    a = with_mains(units("abc", (1,), (2,), (3,)), [0, 1, 1])
    b = with_mains(units("abc", (1,), (2,), (3,), source="b.txt"), [0, 1, 1])
    assert agreement(a, b)[1][0].value == 1.0
    assert compare_models(a, b).main_topic_ari == 1.0


def test_other_texts_under_the_same_name_have_nothing_in_common() -> None:
    """Equal numbers are no reason to compare."""
    a = with_mains(units("ab", (1,), (2,)), [0, 1])
    b = with_mains(units("xy", (1,), (2,)), [0, 1])
    with pytest.raises(ModelError, match="no unit in common"):
        agreement(a, b)
    with pytest.raises(ModelError, match="no paragraph in common"):
        compare_models(a, b)


def test_without_ids_source_and_number_are_compared() -> None:
    """A model of an earlier version has none."""
    a, b = units("", (1,), (2, 3)), units("xyz", (1,), (2, 3))
    assert [rows.tolist() for rows in shared_units(a, b)] == [[0, 1], [0, 1]]
    other = units("xyz", (1,), (2, 3), source="b.txt")
    assert [rows.tolist() for rows in shared_paragraphs(a, other)] == [[], []]


def test_units_need_all_their_paragraphs_paragraphs_only_themselves() -> None:
    """A section that lost a paragraph is another unit; its paragraphs are still there."""
    a, b = units("abc", (1, 2), (3,)), units("ac", (1,), (3,))
    assert [rows.tolist() for rows in shared_units(a, b)] == [[1], [1]]
    assert [rows.tolist() for rows in shared_paragraphs(a, b)] == [[0, 1], [0, 1]]
