"""Priors learned from counts drawn with known ones."""

from __future__ import annotations

from unittest import mock

import numpy as np
import pytest
from scipy.special import digamma

from topics.errors import ModelError
from topics.models.lda import priors
from topics.models.lda.priors import concentration, learn_alpha, learn_eta


def test_alpha_is_found_again():
    """From units drawn with a known prior, the fixed point comes near it from far off."""
    rng = np.random.default_rng(1)
    right = np.array([0.05, 0.3, 1.2])
    theta = rng.dirichlet(right, 4000)
    counts = np.array([rng.multinomial(60, row) for row in theta])
    alpha = np.full(3, 0.1)
    for _ in range(60):
        alpha = learn_alpha((counts + alpha).astype(np.float32), alpha)
    np.testing.assert_allclose(alpha, right, rtol=0.08)


def test_eta_is_found_again():
    """From topics drawn with a known prior."""
    rng = np.random.default_rng(1)
    phi = rng.dirichlet(np.full(400, 0.05), 30)
    counts = np.array([rng.multinomial(3000, row) for row in phi]).T
    eta = 0.5
    for _ in range(60):
        eta = learn_eta((counts + eta).astype(np.float32), eta)
    np.testing.assert_allclose(eta, 0.05, rtol=0.05)


def test_a_little_of_every_topic_everywhere_does_not_raise_alpha():
    """Expected counts below one count for their chance of being one, not for more."""
    alpha = np.full(4, 0.1)
    counts = np.full((500, 4), 0.1)
    counts[np.arange(500), np.arange(500) % 4] = 9.7
    for _ in range(60):
        alpha = learn_alpha((counts + alpha).astype(np.float32), alpha)
    assert np.all(alpha < 0.1)


def test_a_topic_that_no_unit_uses_keeps_a_small_prior():
    """It does not fall to 0, from where it could not come back."""
    counts = np.array([[5.0, 0.0], [7.0, 0.0]])
    alpha = np.array([0.5, 0.5])
    for _ in range(50):
        alpha = learn_alpha((counts + alpha).astype(np.float32), alpha)
    assert alpha[1] == 1e-4


def test_a_prior_is_one_number_or_one_each():
    """Anything else gets a clear error."""
    assert concentration(0.5, 3).tolist() == [0.5, 0.5, 0.5]
    assert concentration([0.5, 1.0], 2).tolist() == [0.5, 1.0]
    for wrong in ([0.5, 0.0], [0.5], [0.5, np.nan], ["a", "b"]):
        with pytest.raises(ModelError) as caught:
            concentration(wrong, 2)
        assert f"doc_topic_prior = {wrong!r}: must be a finite number > 0, or 2" in str(
            caught.value
        )
    with pytest.raises(ModelError) as caught:
        concentration(0, 2)
    assert str(caught.value) == "doc_topic_prior = 0: must be a finite number > 0."


def test_between_whole_numbers_the_chord_is_taken() -> None:
    """One step of both priors is that of the formula, with each count on its chord."""
    counts = np.array([[0.0, 0.25, 3.0], [0.5, 1.5, 2.75], [4.25, 0.125, 1.0]])
    alpha, eta = np.array([0.5, 0.25, 1.0]), 0.5

    def chord(count: float, prior: float) -> float:
        at, after = (digamma(np.floor(count) + up + prior) - digamma(prior) for up in (0, 1))
        return float(at + (count - np.floor(count)) * (after - at))

    with mock.patch.object(priors, "STEPS", 1):
        learned = learn_alpha((counts + alpha).astype(np.float32), alpha)
        learned_eta = learn_eta((counts + eta).astype(np.float32), eta)
    total, lengths, sizes = alpha.sum(), counts.sum(axis=1), counts.sum(axis=0)
    below = (digamma(lengths + total) - digamma(total)).sum()
    above = [sum(chord(n, a) for n in row) for row, a in zip(counts.T, alpha, strict=True)]
    assert learned == pytest.approx(alpha * above / below, rel=1e-12)
    below = (digamma(sizes + 3 * eta) - digamma(3 * eta)).sum()
    assert learned_eta == pytest.approx(
        eta * sum(chord(n, eta) for n in counts.ravel()) / (3 * below), rel=1e-12
    )
