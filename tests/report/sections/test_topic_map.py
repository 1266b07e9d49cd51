"""The map of topics: circles by share, at the coordinates of the tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from topics.report.sections.topic_map import WIDTH, topic_map, wrapped

NAMES = [(name, f"topic of {name}") for name in ("甲", "乙", "丙")]


def table_of(*at: tuple[float, float]) -> pd.DataFrame:
    """Return topics with these coordinates, and shares of 4, 1 and 1 sixths."""
    topics = pd.DataFrame(at, columns=["x", "y"])
    share = np.array([4, 1, 1][: len(at)]) / 6
    return topics.assign(topic=[1, 2, 7][: len(at)], share=share)


def test_circles_keep_the_distances_of_topics_and_their_shares() -> None:
    """A right angle of 3 and 4 remains one; four times the share is twice the radius."""
    height, found = topic_map(table_of((0, 0), (4, 0), (0, 3)), pd.DataFrame(), NAMES)
    at = np.array([[c["cx"], c["cy"]] for c in found])
    across, up = np.hypot(*(at[1] - at[0])), np.hypot(*(at[2] - at[0]))
    assert across / up == pytest.approx(4 / 3, abs=0.01)
    assert at[2][1] < at[0][1]  # y grows upwards
    assert found[0]["r"] / found[1]["r"] == pytest.approx(2, abs=0.01)
    radii = np.array([[c["r"]] for c in found])
    assert (at - radii >= 0).all()
    assert (at + radii <= (WIDTH, height)).all()
    assert [c["zh"]["lines"] for c in found] == [["甲"], ["乙"], ["丙"]]
    assert all(c["inside"] for c in found)
    assert found[2]["en"]["lines"] == ["topic of 丙"]
    assert not any(c[language]["late"] for c in found for language in ("zh", "en"))


def test_earlier_runs_are_placed_by_the_terms_that_they_list() -> None:
    """Three topics without a common word are equally far apart."""
    topics = table_of((0, 0), (0, 0), (0, 0)).drop(columns=["x", "y"])
    terms = pd.DataFrame({"topic": [1, 2, 7], "term": ["甲", "乙", "丙"], "weight": 1.0})
    _, found = topic_map(topics, terms, NAMES)
    at = np.array([[c["cx"], c["cy"]] for c in found])
    sides = [np.hypot(*(at[i] - at[j])) for i, j in ((0, 1), (0, 2), (1, 2))]
    assert sides == pytest.approx([sides[0]] * 3, abs=0.2)


@pytest.mark.parametrize("n", [0, 1, 3])
def test_topics_at_one_place_are_a_map(n: int) -> None:
    """Identical topics, a single one and none have finite coordinates."""
    height, found = topic_map(table_of(*[(0.2, 0.1)] * n), pd.DataFrame(), NAMES[:n])
    assert len(found) == n
    assert all(0 <= c["zh"]["x"] <= WIDTH for c in found)
    assert all(c["cx"] == WIDTH / 2 and c["cy"] == pytest.approx(height / 2) for c in found)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("甲", ["甲"]),
        ("Civic quality and culture", ["Civic quality and", "culture"]),
        ("文明单位·文明县城·系统工程", ["文明单位·文明县城·", "系统工程"]),
        ("一二三四五六七八九十一二三", ["一二三四五六七八九…"]),
        ("Building a very long name of a topic", ["Building a very", "long name of a t…"]),
        ("", [""]),
    ],
)
def test_a_long_name_has_two_lines(name: str, lines: list[str]) -> None:
    """Broken between words; cut within one only where two lines do not hold it."""
    assert wrapped(name) == lines
