"""Choose between the themes and none of them: a conditional logit, and the prior of "none"."""

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
    "minimised",
    "penalised_loss",
    "prior_of_none",
    "probabilities",
    "with_prior",
]

Floats = npt.NDArray[np.float64]

COEFFICIENTS = ("total", "strength", "none", "length")
"""The features of the four coefficients: the evidence for a theme, the logarithm of its strength,
and for "none" a constant and the logarithm of the length."""
FLOOR = 0.05
"""Added to a strength, so that its logarithm is finite without evidence."""
BACKGROUND = 1.0
"""Strength of subjects that are not in the codebook, per square root of length. The evidence of a
paragraph is divided among the themes and these subjects. Otherwise a single weak word would be all
the evidence, and a codebook with fewer themes would give more certain codes.
"""
LENGTH = 100.0
"""Number of characters at which the length of a paragraph is neutral about "none"."""
LOWEST, HIGHEST = 1e-3, 0.9
"""Bounds of a prior. Above 0.9 even strong evidence would not outweigh it: a few themed paragraphs
would disappear in a large collection of other texts."""
SEEN = 3.0
"""Number of paragraphs of no theme that are added when a prior is estimated."""
PRIORS = 1.0 / (1.0 + np.exp(-np.linspace(-6.9, 6.9, 277)))
"""Grid of priors over which the estimate is a mean; uniform in the log odds."""
CHUNK = 2048


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """The features of paragraphs; the probabilities depend only on them.

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
        density = self.strength / np.sqrt(self.length)[:, None]
        whole = density.sum(axis=1, keepdims=True)
        values[:, :-1, 0] = self.total * (whole / (whole + BACKGROUND))
        values[:, :-1, 1] = np.log(density + FLOOR)
        values[:, -1, 2] = 1.0
        values[:, -1, 3] = np.log(self.length / LENGTH)
        return values

    def parts(self, coefficients: Floats) -> tuple[Floats, Floats]:
        """Return what one unit of evidence and the strength of each theme add to a utility.

        Returns
        -------
        of_total : float64 array, shape (n_paragraphs,)
        of_strength : float64 array, shape (n_paragraphs, n_themes)
            0 where a theme has no strength.
        """
        density = self.strength / np.sqrt(self.length)[:, None]
        whole = density.sum(axis=1)
        of_strength = coefficients[1] * np.log1p(density / FLOOR)
        return coefficients[0] * whole / (whole + BACKGROUND), of_strength

    def take(self, rows: npt.ArrayLike) -> Choices:
        """Return the selected paragraphs."""
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
    """Return probabilities under a prior of none that differs from the fitted one.

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


def prior_of_none(none: Floats, fitted: float, n_none: float = 0.0, n_themed: float = 0.0) -> float:
    """Estimate the share of paragraphs that are of no theme.

    The estimate is the posterior mean of the share. The likelihood is that of Saerens, Latinne and
    Decaestecker 2002 (doi:10.1162/089976602753284446), and the prior adds `SEEN` paragraphs of no
    theme. A few paragraphs need strong evidence to outweigh these; among hundreds they do not
    matter.

    Parameters
    ----------
    none : float64 array, shape (n_paragraphs,)
        Probability of none for each paragraph, under the prior ``fitted``.
    fitted : float
        That prior, between 0 and 1.
    n_none, n_themed : float, default 0.0
        Number of further paragraphs known to have no theme, or a theme.

    Returns
    -------
    float
        Between `LOWEST` and `HIGHEST`.
    """
    log_likelihood = (SEEN + n_none) * np.log(PRIORS) + n_themed * np.log1p(-PRIORS)
    for start in range(0, len(none), CHUNK):
        likely = none[start : start + CHUNK, None]
        mixed = likely / fitted * PRIORS + (1.0 - likely) / (1.0 - fitted) * (1.0 - PRIORS)
        log_likelihood += np.log(np.maximum(mixed, 1e-300)).sum(axis=0)
    weight = np.exp(log_likelihood - log_likelihood.max())
    return float(np.clip(weight @ PRIORS / weight.sum(), LOWEST, HIGHEST))


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
        1 for each correct alternative; there may be several.
    expected : float64 array, shape (4,)
    precision : float64 array, shape (4, 4)
        The penalty is half the squared distance from the expected coefficients in this metric.
    none_shift : float, default 0.0
        Added to the utility of none: the log odds of none in these paragraphs, relative to those
        that the coefficients assume. With ``-inf`` the choice is between themes alone.

    Returns
    -------
    float64 array, shape (4,)
        The first two are never negative: evidence never counts against its theme.
    """
    return minimised(penalised_loss(choices, right, expected, precision, none_shift), expected)


def minimised(loss: Callable[[Floats], tuple[float, Floats]], start: Floats) -> Floats:
    """Return the coefficients that minimise the loss, the first two >= 0."""
    from scipy.optimize import minimize

    bounds = [(0.0, None), (0.0, None), (None, None), (None, None)]
    options: Any = {"ftol": 1e-14, "gtol": 1e-7, "maxiter": 500}
    fitted = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
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
