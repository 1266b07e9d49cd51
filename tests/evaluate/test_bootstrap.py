"""The bootstrap over units: weights by hash, counts multiplied and not counted again."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from tests.evaluate.test_topic_coherence import model_over, people, tokens_of
from topics.evaluate.bootstrap import N_DRAWS, bounds, resample
from topics.evaluate.texts import keys_of, texts_of
from topics.evaluate.window_counts import TopWords, count_top_words
from topics.models.words import top_columns
from topics.text.types import Unit, Units


def units(*numbers: int) -> Units:
    """Return one unit for each paragraph number."""
    return Units.of(Unit("a.txt", 1, "", (number,)) for number in numbers)


def weights(some: Units) -> np.ndarray:
    """Return the weight of each unit in each draw."""
    return resample(sparse.eye_array(len(some), dtype=np.int32, format="csr"), keys_of(some))


def test_weights_are_those_of_poisson() -> None:
    """Over many units mean and variance are 1, and as many are 0 and 1 as there should be."""
    drawn = weights(units(*range(1, 1001)))
    assert drawn.shape == (N_DRAWS, 1000)
    assert drawn.mean() == pytest.approx(1.0, abs=0.01)
    assert drawn.var() == pytest.approx(1.0, abs=0.02)
    shares = [(drawn == n).mean() for n in range(5)]
    expected = np.exp(-1) / np.array([1, 1, 2, 6, 24])
    assert shares == pytest.approx(expected, abs=0.005)
    means = drawn.mean(axis=1)
    assert means.std() == pytest.approx(1 / np.sqrt(1000), rel=0.2)


def test_a_weight_depends_on_its_unit_alone() -> None:
    """Neither on the order of the units nor on the others."""
    some, more = weights(units(3, 1, 2)), weights(units(1, 2, 3, 4))
    np.testing.assert_array_equal(some[:, [1, 2, 0]], more[:, :3])


def test_a_draw_is_a_corpus_with_repeated_texts() -> None:
    """Weighted counts are those of a corpus in which each text occurs as often as its weight."""
    texts, model = people(12)
    seen = texts_of(model, tokens_of(texts))
    words = TopWords.of(top_columns(model.topic_term, 10), len(model.vocabulary))
    totals = resample(count_top_words(seen, words, 10), seen.keys)
    for draw in (0, 7, N_DRAWS - 1):
        drawn = weights(model.units)[draw]
        again = [text for text, n in zip(texts, drawn, strict=True) for _ in range(n)]
        larger = model_over(len(again), model.topic_term, " ".join(model.vocabulary))
        counted = count_top_words(texts_of(larger, tokens_of(again)), words, 10)
        assert counted.sum(axis=0).tolist() == totals[draw].tolist()


def test_bounds_by_hand() -> None:
    """1.96 standard errors on either side of the value, wherever the draws are."""
    assert bounds(2.0, [0.0, 1.0, 2.0]) == pytest.approx((2.0 - 1.959964, 2.0 + 1.959964))
