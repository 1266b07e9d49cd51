from __future__ import annotations

from math import log

import numpy as np
import pytest
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer

from topics.errors import CorpusError
from topics.text.counting.weights import WEIGHTS, apply, from_plain, to_plain, weigh
from topics.text.types import DocTermMatrix, Unit, Units

COUNTS = np.array([[2.0, 1.0, 0.0], [0.0, 3.0, 0.0], [0.0, 1.0, 1.0]])


def matrix() -> DocTermMatrix:
    """Three units of 3, 3 and 2 words; the second term occurs in all of them."""
    units = Units.of(Unit("a", 1, "", (i,)) for i in range(3))
    return DocTermMatrix(sparse.csr_array(COUNTS), ("一", "二", "三"), units, units[:0])


def weighed(name: str) -> np.ndarray:
    found = weigh(matrix(), name)
    return apply(found.counts, found.weighting).toarray()


def test_tfidf_is_that_of_scikit_learn() -> None:
    """The smoothed form, rows not scaled."""
    expected = TfidfTransformer(norm=None).fit_transform(COUNTS).toarray()
    np.testing.assert_allclose(weighed("tfidf"), expected)


def test_bm25_by_hand() -> None:
    """Formula of Robertson and Zaragoza with k1 = 1.2, b = 0.75 and an idf that is above 0."""
    rare, common = log(1 + 2.5 / 1.5), log(1 + 0.5 / 3.5)

    def level(c: float, length: float) -> float:
        return c * 2.2 / (c + 1.2 * (0.25 + 0.75 * length / (8 / 3)))

    expected = [
        [rare * level(2, 3), common * level(1, 3), 0],
        [0, common * level(3, 3), 0],
        [0, common * level(1, 2), rare * level(1, 2)],
    ]
    np.testing.assert_allclose(weighed("bm25"), expected)


@pytest.mark.parametrize("name", WEIGHTS)
def test_counts_stay_counts(name: str) -> None:
    """Weighing changes neither the counts nor which of them are above 0."""
    given = matrix()
    found = weigh(given, name)
    assert np.array_equal(found.counts.toarray(), COUNTS)
    assert np.array_equal(weighed(name) > 0, COUNTS > 0)
    assert np.array_equal(given.counts.toarray(), COUNTS)
    assert weigh(found, "counts").weighting is None


@pytest.mark.parametrize("name", ["tfidf", "bm25"])
def test_a_new_unit_is_weighed_by_what_was_learned(name: str) -> None:
    """A row on its own gets the weights it had among the others, plain data between or not."""
    weighting = weigh(matrix(), name).weighting
    assert weighting is not None
    again = from_plain(to_plain(weighting))
    alone = apply(sparse.csr_array(COUNTS[:1]), again).toarray()
    assert np.array_equal(alone[0], weighed(name)[0])


def test_weights_that_are_none() -> None:
    """The message names those that there are."""
    with pytest.raises(CorpusError, match="Did you mean 'tfidf'"):
        weigh(matrix(), "tf-idf")
