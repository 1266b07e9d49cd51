"""Which paragraphs the page has."""

from __future__ import annotations

from hashlib import sha256

import numpy as np
import pandas as pd

from topics.report.payload_sampling import json_size, sample, text_sizes


def _blocks() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": [f"b{i}" for i in range(6)],
            "number": [1, 1, 1, 2, 2, 2],
            "role": ["heading", "body", "body", "body", "body", "body"],
            "theme_share": [np.nan, 0.4, 0.9, 0.5, 0.5, np.nan],
        }
    )


def test_all_blocks_are_kept_where_they_fit() -> None:
    """Headings too."""
    sizes = np.full(6, 100)
    assert sample(_blocks(), sizes, {1: 50, 2: 50}, 700).tolist() == [0, 1, 2, 3, 4, 5]


def test_a_sample_has_the_most_certain_of_each_speech_first() -> None:
    """Of equally certain ones that with the smaller hash; then the others by their hash."""
    tie = min((3, 4), key=lambda i: sha256(f"b{i}".encode()).hexdigest())
    sizes = np.full(6, 100)
    assert sample(_blocks(), sizes, {1: 50, 2: 50}, 300).tolist() == sorted([2, tie])
    rest = [i for i in (1, 3, 4, 5) if i != tie]
    following = min(rest, key=lambda i: sha256(f"b{i}".encode()).hexdigest())
    assert sample(_blocks(), sizes, {1: 50, 2: 50}, 400).tolist() == sorted([2, tie, following])


def test_what_does_not_fit_is_passed_over() -> None:
    """A paragraph larger than all that is left keeps no smaller one out."""
    sizes = np.array([1, 1, 9000, 1, 1, 1]) * 100
    assert 2 not in sample(_blocks(), sizes, {}, 700)
    assert len(sample(_blocks(), sizes, {}, 700)) == 4


def test_sizes_are_those_of_the_page() -> None:
    """Bytes of UTF-8 with quotes, escapes and names of hidden characters."""
    assert json_size(["中", "<"]) == len('["中","') + 2 + len('\\u003c"]')
    assert text_sizes(pd.Series(["中", "\u200e", '"'])).tolist() == [5, 10, 4]
