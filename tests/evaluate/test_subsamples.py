"""Subsamples of speeches by hashes of their ids."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.models.corpora import block_counts, matrix_of
from topics.evaluate.subsamples import subsamples
from topics.text.counting.weights import weigh
from topics.text.types import DocTermMatrix, Unit, Units


def with_speeches(n_speeches: int) -> DocTermMatrix:
    """Return 36 units of some speeches, with ids."""
    matrix = matrix_of(block_counts())
    units = Units.of([Unit(f"{i % n_speeches}.txt", 1, "", (i,)) for i in range(36)])
    ids = np.array([f"{i:08x}-1-0" for i in range(36)], np.bytes_)
    return replace(matrix, units=replace(units, ids=ids))


def test_whole_speeches_are_left_out() -> None:
    """Of 18 speeches 16 remain with all their units, others each time."""
    matrix = with_speeches(18)
    samples = subsamples(matrix, 20)
    left_out = set()
    for sample in samples:
        kept = set(sample.matrix.units.sources())
        assert len(kept) == 16
        assert len(sample.rows) == 32
        assert sample.sampled == "speeches"
        assert np.array_equal(sample.matrix.counts.toarray(), matrix.counts.toarray()[sample.rows])
        left_out.add(frozenset(set(matrix.units.sources()) - kept))
    assert len(left_out) > 10


def test_a_draw_depends_on_the_ids_alone() -> None:
    """Units in another order, or more subsamples, change nothing."""
    matrix = with_speeches(36)
    turned = replace(
        matrix, counts=matrix.counts[::-1], units=matrix.units.take(np.arange(36)[::-1])
    )
    few, many = subsamples(matrix, 2), subsamples(turned, 5)
    for a, b in zip(few, many, strict=False):
        assert set(a.matrix.units.ids) == set(b.matrix.units.ids)


@pytest.mark.parametrize(("n_speeches", "sampled"), [(4, "units"), (5, "speeches")])
def test_with_few_speeches_units_are_drawn(n_speeches: int, sampled: str) -> None:
    """Below five a speech is too much of the corpus."""
    sample = subsamples(with_speeches(n_speeches), 1)[0]
    assert sample.sampled == sampled
    assert len(set(sample.matrix.units.sources())) == 4


def test_weights_are_learned_again() -> None:
    """The inverse document frequencies are those of the units kept."""
    sample = subsamples(weigh(with_speeches(18), "tfidf"), 1)[0]
    plain = subsamples(with_speeches(18), 1)[0]
    assert sample.matrix.weighting is not None
    right = weigh(plain.matrix, "tfidf").weighting
    assert right is not None
    assert np.array_equal(sample.matrix.weighting.idf, right.idf)


def test_one_unit_gives_no_subsample() -> None:
    """Nothing can be left out."""
    matrix = with_speeches(18)
    one = replace(matrix, counts=matrix.counts[:1], units=matrix.units.take([0]))
    assert subsamples(one, 20) == []
