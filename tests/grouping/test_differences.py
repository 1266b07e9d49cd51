"""Intervals of the difference of shares in two sets of speeches."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.compare_coverage import DESIGNS, coverage, main
from topics.grouping.estimates import difference


@pytest.mark.parametrize("design", DESIGNS)
def test_intervals_of_a_difference_cover(design: str) -> None:
    """Of runs of ten speeches; the limit is below what chance can make of 95%."""
    assert coverage(np.random.default_rng(1), 150, 10, design) > 0.92


def test_speeches_in_common_narrow_the_interval() -> None:
    """The same shift is uncertain between other speeches and certain within the same ones."""
    before = np.array([[10.0 * i, 100.0 - 10.0 * i] for i in range(1, 9)])
    after = before + np.array([5.0, -5.0]) + np.array([[0.5, -0.5], [-0.5, 0.5]] * 4)
    nothing = np.zeros_like(before)
    paired = difference(before, after)
    apart = difference(np.vstack([before, nothing]), np.vstack([nothing, after]))
    for low, high in (paired, apart):
        assert (low[0] + high[0]) / 2 == pytest.approx(0.05)
        assert low == pytest.approx(-high[::-1])
    assert paired[0][0] > 0.04
    assert apart[0][0] < 0


def test_nothing_differs_and_few_speeches() -> None:
    """Equal shares have an interval of 0; of fewer than five speeches there is none."""
    before = np.array([[1.0, 3.0]] * 3 + [[2.0, 2.0]] * 3)
    low, high = difference(before, before)
    assert low.tolist() == high.tolist() == [0.0, 0.0]
    assert np.isnan(difference(before[:4], before[:4])).all()
    assert np.isnan(difference(before, np.zeros_like(before))).all()


def test_the_table_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """A row for each size."""
    main(["--simulations", "2", "--sizes", "5", "6"])
    rows = capsys.readouterr().out.splitlines()
    assert [row.split(" | ")[0] for row in rows[2:]] == ["| 5", "| 6"]
