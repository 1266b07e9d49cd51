"""A choice between themes and none of them: a conditional logit, and the prior of "none"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = [
    "COEFFICIENTS",
    "Choices",
    "fit_coefficients",
    "penalised_loss",
    "prior_of_none",
    "probabilities",
    "with_prior",
]

Floats = npt.NDArray[np.float64]

COEFFICIENTS = ("total", "strength", "none", "length")
"""What the four coefficients multiply: the evidence for a theme, the logarithm of its strength,
and for "none" a constant and the logarithm of the length."""
FLOOR = 0.05
"""Added to a strength, so that its logarithm exists where there is no evidence."""
LENGTH = 100.0
"""Characters at which the length of a paragraph speaks neither for nor against "none"."""
LOWEST = 1e-3
"""Bound of a prior: neither "none" nor the themes are ever impossible."""


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """The features of paragraphs, all that the probabilities depend on.

    Attributes
    ----------
    total, strength : float64 array, shape (n_paragraphs, n_themes)
        As in `topics.themes.weighing.WeighedEvidence`.
    length : float64 array, shape (n_paragraphs,)
        Characters.
    """

    total: Floats
    strength: Floats
    length: Floats

    def design(self) -> Floats:
        """Return the values that the coefficients multiply, shape (n, n_themes + 1, 4)."""
        n, n_themes = self.total.shape
        values = np.zeros((n, n_themes + 1, len(COEFFICIENTS)))
        values[:, :-1, 0] = self.total
        values[:, :-1, 1] = np.log(self.strength / np.sqrt(self.length)[:, None] + FLOOR)
        values[:, -1, 2] = 1.0
        values[:, -1, 3] = np.log(self.length / LENGTH)
        return values

    def take(self, rows: npt.ArrayLike) -> Choices:
        """Return some paragraphs."""
        rows = np.asarray(rows)
        return Choices(self.total[rows], self.strength[rows], self.length[rows])


def probabilities(choices: Choices, coefficients: Floats) -> Floats:
    """Return the probability of each theme and, last, of none, shape (n, n_themes + 1)."""
    return _softmax(choices.design() @ coefficients)


def _softmax(utilities: Floats) -> Floats:
    powers = np.exp(utilities - utilities.max(axis=1, keepdims=True))
    shares: Floats = powers / powers.sum(axis=1, keepdims=True)
    return shares


def with_prior(given: Floats, fitted: float, prior: float) -> Floats:
    """Return probabilities under another prior of none than that they were fitted under.

    Parameters
    ----------
    given : float64 array, shape (n_paragraphs, n_themes + 1)
    fitted, prior : float
        Shares of none, between 0 and 1.
    """
    changed = given.copy()
    changed[:, :-1] *= (1.0 - prior) / (1.0 - fitted)
    changed[:, -1] *= prior / fitted
    shares: Floats = changed / changed.sum(axis=1, keepdims=True)
    return shares


def prior_of_none(none: Floats, fitted: float, max_iter: int = 1000) -> float:
    """Estimate the share of paragraphs that are of no theme, by EM.

    Saerens, Latinne and Decaestecker 2002, doi:10.1162/089976602753284446.

    Parameters
    ----------
    none : float64 array, shape (n_paragraphs,)
        Probability of none of each, under the prior ``fitted``.
    fitted : float
        That prior, between 0 and 1.
    max_iter : int, default 1000
    """
    prior = fitted
    for _ in range(max_iter):
        likely = none * (prior / fitted)
        other = (1.0 - none) * ((1.0 - prior) / (1.0 - fitted))
        mean = float(np.clip((likely / (likely + other)).mean(), LOWEST, 1.0 - LOWEST))
        if abs(mean - prior) < 1e-7:
            return mean
        prior = mean
    return prior


def fit_coefficients(
    choices: Choices,
    right: Floats,
    expected: Floats,
    precision: Floats,
    none_shift: float = 0.0,
) -> Floats:
    """Fit the coefficients by penalised maximum likelihood.

    Parameters
    ----------
    choices : Choices
    right : float64 array, shape (n_paragraphs, n_themes + 1)
        1 for each alternative that is right; any of them is, if there are several.
    expected : float64 array, shape (4,)
    precision : float64 array, shape (4, 4)
        The penalty is half the squared distance from the expected coefficients in this metric.
    none_shift : float, default 0.0
        Added to the utility of none: the logarithm of its odds in these paragraphs, relative to
        those that the coefficients are for. With ``-inf`` the choice is between themes alone.

    Returns
    -------
    float64 array, shape (4,)
        The first two are never negative: evidence does not speak against its theme.
    """
    from scipy.optimize import minimize

    loss = penalised_loss(choices, right, expected, precision, none_shift)
    bounds = [(0.0, None), (0.0, None), (None, None), (None, None)]
    options: Any = {"ftol": 1e-14, "gtol": 1e-7, "maxiter": 500}
    fitted = minimize(loss, expected, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    found: Floats = fitted.x
    return found


def penalised_loss(
    choices: Choices, right: Floats, expected: Floats, precision: Floats, none_shift: float = 0.0
) -> Callable[[Floats], tuple[float, Floats]]:
    """Return the function that `fit_coefficients` minimises, with its gradient."""
    values, shift = choices.design(), np.zeros(right.shape[1])
    shift[-1] = none_shift

    def loss(coefficients: Floats) -> tuple[float, Floats]:
        chances = _softmax(values @ coefficients + shift)
        likelihood = (chances * right).sum(axis=1)
        excess = chances * right / likelihood[:, None] - chances
        step = coefficients - expected
        slope = excess.ravel() @ values.reshape(-1, len(COEFFICIENTS))
        penalty = float(step @ precision @ step) / 2
        return penalty - float(np.log(likelihood).sum()), precision @ step - slope

    return loss
