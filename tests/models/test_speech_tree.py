"""The tree of whole speeches."""

from __future__ import annotations

import numpy as np
import pytest

from tests.models.corpora import matrix_of
from topics.models.speech_tree import speech_tree

COLUMNS = ["step", "left", "right", "distance", "n_speeches"]


def test_like_speeches_join_first():
    """Two pairs with words in common, joined last at distance 1."""
    counts = np.array([[5, 2, 0, 0], [0, 0, 9, 1], [2, 1, 0, 0], [0, 0, 3, 4]])
    tree = speech_tree(matrix_of(counts))
    assert list(tree.columns) == COLUMNS
    assert tree["step"].tolist() == [1, 2, 3]
    assert tree[["left", "right"]].to_numpy().tolist() == [[0, 2], [1, 3], [4, 5]]
    assert tree["n_speeches"].tolist() == [2, 2, 4]
    assert tree["distance"].iloc[-1] == pytest.approx(1.0)


def test_average_linkage_of_cosine_distances():
    """Three speeches of one word and a mixture, worked out by hand."""
    tree = speech_tree(matrix_of(np.array([[1, 0], [1, 1], [0, 1]])))
    near = 1 - 1 / np.sqrt(2)  # both words have the same idf
    np.testing.assert_allclose(tree["distance"], [near, (near + 1) / 2])


def test_counts_are_dampened():
    """Counts (1, 1) and (3, 1) weigh log 2 times (1, 1) and (2, 1)."""
    tree = speech_tree(matrix_of(np.array([[1, 1], [3, 1]])))
    assert tree["distance"].tolist() == pytest.approx([1 - 3 / np.sqrt(10)])


def test_one_speech_makes_no_step_and_two_make_one():
    """The table keeps its columns and types when it is empty."""
    one, two = (speech_tree(matrix_of(np.eye(n))) for n in (1, 2))
    assert len(one) == 0
    assert list(one.columns) == COLUMNS
    assert one.dtypes.tolist() == two.dtypes.tolist()
    assert two.to_numpy().tolist() == [[1, 0, 1, 1, 2]]


def test_many_speeches_end_in_one_cluster():
    """One step fewer than speeches, distances never fall, the last holds all."""
    counts = np.random.default_rng(0).poisson(1.0, size=(40, 30)) + np.eye(40, 30)
    tree = speech_tree(matrix_of(counts))
    assert len(tree) == 39
    assert tree["distance"].is_monotonic_increasing
    assert tree["n_speeches"].iloc[-1] == 40
