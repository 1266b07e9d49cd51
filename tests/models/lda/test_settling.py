"""Over-relaxed fits end as good as plain ones, whatever the matrix; `Pace` decides how fast."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from tests.models.lda.matrices import STARTS, compare, likelihood, random_matrix
from topics.models.lda.estimator import LDA
from topics.models.lda.learning import OMEGA, REST, Pace


def test_the_pace_falls_without_progress_and_rises_again():
    """Worse and moving more: down step by step to 1; a long calm: up again, but not beyond."""
    pace, found = Pace(OMEGA), []
    for look in range(20):
        pace.look(-float(look), 0.5 + look)
        found.append(round(pace.omega, 6))
    assert sorted(set(found), reverse=True) == [1.9, 1.8, 1.6, 1.2, 1.0]
    assert found.index(1.8) - found.index(1.9) >= 1
    assert found.index(1.6) - found.index(1.8) == REST + 1
    for look in range(500):
        pace.look(float(look), 0.5)
    assert pace.omega == OMEGA


def test_a_fit_that_is_better_or_calmer_keeps_its_pace():
    """A likelihood that falls while less and less moves is no reason to slow down."""
    pace = Pace(OMEGA)
    for look in range(1, 20):
        pace.look(-float(look), 1 / look)
        assert pace.omega == OMEGA
    for look in range(20):
        pace.look(float(look), 0.5)
        assert pace.omega == OMEGA


def test_identical_units_do_not_swing():
    """Forty equal units have nothing to say but the corpus: the fit rests there, and says so."""
    X = sparse.csr_array(np.tile(np.arange(30) % 5, (40, 1)).astype(float))
    chance = X.sum(axis=0) / X.sum()
    model = LDA(5, random_state=0).fit(X)
    assert model.converged_
    right = np.log(chance[chance > 0]) @ chance[chance > 0]
    assert model.trace_[-1] < likelihood(model, X) + 1e-5
    np.testing.assert_allclose(likelihood(model, X), right, atol=0.01)


@pytest.mark.parametrize("number", range(10, 20))
def test_fits_are_as_good_as_plain_ones_quick(number):
    """A few starts of one small matrix of each kind: within 2% of those without over-relaxation."""
    result = compare(number, starts=range(2), max_iter=100, tol=1e-3)
    assert result.gain > -0.02
    assert result.above < 1e-4


@pytest.mark.slow
def test_fits_are_as_good_as_plain_ones():
    """Of 200 matrices the mean over eight starts is no worse than 2%; over all it is the same."""
    results = [compare(number) for number in range(200)]
    gains = [result.gain for result in results]
    assert min(gains) > -0.02
    assert np.mean(gains) > -0.002
    assert sum(result.n_converged for result in results) > 0.8 * len(STARTS) * len(results)


def test_the_matrices_are_of_all_kinds():
    """Ten kinds, 1 to 200 topics, real weights and counts above a million among them."""
    drawn = [random_matrix(number) for number in range(200)]
    assert len({kind for kind, _, _ in drawn}) == 10
    assert {1, 100} <= {n_topics for _, _, n_topics in drawn}
    assert max(X.data.max() for _, X, _ in drawn) > 1e6
    assert any((X.data % 1).any() for _, X, _ in drawn)
