"""Shares of groups and their intervals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from topics.grouping.estimates import Members, estimate


def members(group: list[int], chance: list[float] | None = None) -> Members:
    """Return one membership for each speech."""
    n = len(group)
    return Members(np.arange(n), np.array(group), np.array(chance or [1.0] * n), max(group) + 1)


def test_shares_by_hand() -> None:
    """Amounts are added up before they are divided: long speeches count for more."""
    found = estimate(np.array([[10.0, 0.0], [10.0, 80.0], [3.0, 1.0]]), members([0, 0, 1]))
    assert found.share.tolist() == [[0.2, 0.8], [0.75, 0.25]]
    assert found.few.all()
    assert np.isnan(found.low).all()
    assert np.isnan(found.high).all()


def test_the_speech_that_carries_a_share() -> None:
    """It holds more than half of the theme in the group; half is not more."""
    found = estimate(np.array([[5.0, 9.0], [5.0, 1.0], [0.0, 5.0]]), members([0, 0, 0]))
    assert found.carried_by.tolist() == [[-1, 0]]


def test_a_speech_counts_by_the_probability_that_it_is_in_the_group() -> None:
    """Both the share and the number that decides whether there is an interval."""
    amounts = np.array([[2.0, 8.0], [8.0, 2.0], [5.0, 5.0], [4.0, 6.0], [6.0, 4.0]])
    sure = estimate(amounts, members([0] * 5))
    unsure = estimate(amounts, members([0] * 5, [0.5, 1, 1, 1, 1]))
    assert unsure.share[0, 0] == pytest.approx((0.5 * 2 + 8 + 5 + 4 + 6) / 45)
    assert not sure.few[0]
    assert unsure.few[0]


def test_an_interval_by_hand() -> None:
    """Of equal lengths: the usual standard error, t on the logit scale, fewer degrees of freedom.

    Five shares .1 to .5, mean .3: the variance of the mean is .1 / 4 / 5 = .005; residuals of
    squares 4, 1, 0, 1, 4 have concentration 34 / 100; 2 / (2 / 4 + .34 - .2) = 3.125.
    """
    shares = np.array([0.1, 0.2, 0.3, 0.4, 0.5])
    found = estimate(np.column_stack([shares, 1 - shares]) * 100, members([0] * 5))
    t = 3.1065  # R: qt(.975, 3.125)
    reach = t * np.sqrt(0.005) / (0.3 * 0.7)
    odds = 0.3 / 0.7 * np.exp([-reach, reach])
    assert (found.low[0, 0], found.high[0, 0]) == pytest.approx(odds / (1 + odds), abs=1e-3)
    assert found.low[0, 1] == pytest.approx(1 - found.high[0, 0])


def test_without_spread_there_is_no_interval() -> None:
    """A theme of no speech, and one of the same share in all, say nothing of other speeches."""
    found = estimate(np.array([[0.0, 1.0, 1.0]] * 6), members([0] * 6))
    assert np.isnan(found.low).all()


@given(
    arrays(float, (8, 3), elements=st.floats(0.5, 1e6)),
    st.lists(st.integers(0, 1), min_size=8, max_size=8),
)
def test_sums_and_order(amounts: np.ndarray, groups: list[int]) -> None:
    """Shares of a group sum to 1 and are inside their intervals, whatever the order of groups."""
    groups[:2] = [0, 1]
    found = estimate(amounts, members(groups))
    assert found.share.sum(axis=1) == pytest.approx(1)
    has = ~np.isnan(found.low)
    assert (found.low[has] < found.share[has]).all()
    assert (found.share[has] < found.high[has]).all()
    other = estimate(amounts, members([1 - g for g in groups]))
    np.testing.assert_array_equal(other.high[::-1], found.high)
