"""A small instance of the benchmark of minutes (`benchmarks/minutes.py`)."""

from __future__ import annotations

import pytest

from benchmarks.minutes import FORMS, measured


@pytest.mark.parametrize("name", ["empty lines, titles", "neither, speakers"])
def test_the_benchmark_of_minutes(name: str) -> None:
    """Of 60 speeches nearly all are whole, and at least 93 of 100 borders are right."""
    speeches, borders = measured(FORMS[name], 1001, 60)
    assert speeches >= 0.95
    assert borders >= 0.93
