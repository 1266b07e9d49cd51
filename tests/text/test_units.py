"""Units as columns behave as the list of the same objects."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.text.units import Unit, Units, numbered

UNITS = st.lists(
    st.builds(
        Unit,
        source=st.sampled_from(["a.txt", "子/b.txt", ""]),
        speech=st.integers(0, 3),
        section=st.sampled_from(["", "1", "1.2", "2.1"]),
        paragraphs=st.lists(st.integers(1, 99), min_size=1, max_size=3).map(tuple),
    ),
    max_size=8,
)
SLICES = st.builds(slice, *(st.none() | st.integers(-9, 9),) * 2, st.sampled_from([None, 1, 2, -1]))


@given(UNITS, SLICES)
def test_units_are_a_sequence_of_units(some: list[Unit], part: slice) -> None:
    """Length, items, slices, order and equality are those of a list of the objects."""
    units = Units.of(some)
    assert len(units) == len(some)
    assert list(units) == [units[i] for i in range(len(some))] == some
    assert [units[i] for i in range(-len(some), 0)] == some
    assert units == some
    assert units == Units.of(some)
    assert isinstance(units[part], Units)
    assert list(units[part]) == some[part]
    assert (units == some[1:]) == (not some)
    assert all(unit in units for unit in some)


@given(UNITS.filter(bool), st.data())
def test_some_units_are_taken_in_any_order(some: list[Unit], data: st.DataObject) -> None:
    """A row may be taken twice, or not at all."""
    rows = data.draw(st.lists(st.integers(0, len(some) - 1)))
    assert Units.of(some).take(rows) == [some[i] for i in rows]


@given(UNITS.filter(bool), st.data())
def test_ids_follow_their_paragraphs(some: list[Unit], data: st.DataObject) -> None:
    """Taking and merging units keeps the id of each paragraph; units without ids have none."""
    units = Units.of(some)
    assert len(units.ids) == 0
    names = {(u.source, n): f"{i}-{n}" for i, u in enumerate(some) for n in u.paragraphs}
    keys = [(u.source, n) for u in some for n in u.paragraphs]
    units = replace(units, ids=np.array([names[key] for key in keys], np.bytes_))
    rows = data.draw(st.lists(st.integers(0, len(some) - 1)))
    for part in (units.take(rows), units[1:], units.merged(units.speech_numbers())):
        keys = [(u.source, n) for u in part for n in u.paragraphs]
        assert part.ids.astype(str).tolist() == [names[key] for key in keys]


@given(UNITS)
def test_units_are_looked_up_as_in_plain_python(some: list[Unit]) -> None:
    """Speeches are numbered by first appearance; the last unit with a paragraph has it."""
    units = Units.of(some)
    order: dict[tuple[str, int], int] = {}
    speeches = [order.setdefault((u.source, u.speech), len(order)) for u in some]
    assert units.speech_numbers().tolist() == speeches
    assert units.sources().tolist() == [u.source for u in some]
    assert units.first_paragraphs() == [(u.source, u.paragraphs[0]) for u in some]
    assert units.row_of() == {(u.source, n): i for i, u in enumerate(some) for n in u.paragraphs}
    rows = units.to_pandas().to_dict("records")
    assert rows == [
        {"source": u.source, "speech": u.speech, "section": u.section, "paragraph": u.paragraphs[0]}
        for u in some
    ]


@given(UNITS)
def test_units_of_a_group_are_merged(some: list[Unit]) -> None:
    """Each speech becomes one unit with the paragraphs of its parts in their order."""
    units = Units.of(some).top_sections()
    merged = units.without_sections().merged(units.speech_numbers())
    expected: dict[tuple[str, int], Unit] = {}
    for u in some:
        before = expected.get((u.source, u.speech))
        paragraphs = (before.paragraphs if before else ()) + u.paragraphs
        expected[u.source, u.speech] = Unit(u.source, u.speech, "", paragraphs)
    assert list(merged) == list(expected.values())
    assert [unit.section for unit in units] == [u.section.split(".")[0] for u in some]


@given(st.lists(st.integers(-5, 5)))
def test_codes_are_numbered_by_first_appearance(codes: list[int]) -> None:
    """The first code seen is 0, the next new one 1."""
    order = list(dict.fromkeys(codes))
    assert numbered(np.array(codes, np.int64)).tolist() == [order.index(code) for code in codes]


def test_an_item_is_as_plain_as_it_was_given() -> None:
    """Its numbers are Python's, so that it can be written as JSON; no row follows the last."""
    (unit,) = Units.of([Unit("a.txt", 1, "2.1", (4, 5))])
    assert {type(unit.speech), *map(type, unit.paragraphs)} == {int}
    with pytest.raises(IndexError):
        Units.of([unit])[1]
    assert Units.of([unit]) != "a"


@pytest.mark.parametrize(
    ("column", "value", "fault"),
    [
        ("source", [0], "source must have shape"),
        ("source", [0, 1], "source must index source_names"),
        ("section", [0, -1], "section must index section_names"),
        ("indptr", [0, 1, 1], "at least one paragraph"),
        ("indptr", [], "must start at 0"),
        ("paragraphs", [1], "paragraphs must have shape"),
        ("ids", [1], "ids must have shape"),
    ],
)
def test_columns_that_do_not_fit_are_refused(column: str, value: list[int], fault: str) -> None:
    """Damaged files give no units of another length or without a source."""
    columns = {"source": [0, 0], "speech": [1, 1], "section": [0, 0], "paragraphs": [1, 2]}
    columns |= {"indptr": [0, 1, 2], column: value}
    arrays = {name: np.array(values, np.int32) for name, values in columns.items()}
    with pytest.raises(ValueError, match=fault):
        Units(source_names=("a.txt",), section_names=("",), **arrays)


@given(st.lists(UNITS, max_size=4))
def test_joined_parts_are_their_units_in_order(parts: list[list[Unit]]) -> None:
    """Names of sources and sections are merged; empty parts add nothing."""
    joined = Units.joined([Units.of(part) for part in parts])
    assert list(joined) == [unit for part in parts for unit in part]
