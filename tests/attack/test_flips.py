"""Damaged files of a run, a model and a cache: refused, or the same content."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.attack.flips import flip_model, flip_run, flip_vectors


@pytest.mark.parametrize(("attack", "n"), [(flip_run, 30), (flip_model, 20), (flip_vectors, 10)])
def test_damage_is_noticed(attack: Callable[[int, int], dict[str, int]], n: int) -> None:
    """No damaged file gives other content, or an error that is not ours."""
    outcomes = attack(n, 7)
    assert set(outcomes) == {"refused", "same", "wrong"}
    assert outcomes["wrong"] == 0
    assert outcomes["refused"] > n / 2
