"""How latent Dirichlet allocation learns from all units at once, until assignments settle."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from topics.errors import ModelError
from topics.models.lda.inference import Counts, padded, recount, sweep
from topics.models.lda.kernels import movement
from topics.models.lda.priors import learn_alpha, learn_eta, mean_log_likelihood
from topics.models.lda.schedule import Grid, Workers, lay_out
from topics.models.lda.starting import Priors, least, start

__all__ = ["CHECK", "OMEGA", "Learned", "Pace", "Tie", "learn_batch"]

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]

OMEGA = 1.9
"""Over-relaxation at most. Near a fixed point a pass goes omega / (2 - omega) times as far as a
plain one, and some fits swing around it: see `Pace`."""

PLAIN = 3
"""Passes before any is over-relaxed. While topics form, large steps lead a few fits astray."""

CHECK = 5
"""Passes between looks. Odd, so that a swing between two states is seen."""

REST = 2
"""Looks after a change of pace that are not judged: what it disturbed must fade first."""

PATIENCE = 6, 1.5
"""Looks with progress before the pace is raised again; by how much more of them after each fall,
so that a fit cannot swing for ever."""


@dataclass(slots=True)
class Pace:
    """Over-relaxation of the next passes, by what the looks before have seen.

    A look is progress if the mean log-likelihood of a word is better than at the look before, or
    if fewer words moved. Without progress the pace falls: `omega` goes twice as far from 2, down
    to 1. After enough progress it rises again.

    Attributes
    ----------
    omega : float
    log_likelihood : float
        At the last look.
    moved : float
        Share of the words that the passes before the last look moved to other topics.
    """

    omega: float
    log_likelihood: float = -np.inf
    moved: float = 1.0
    _patience: float = PATIENCE[0]
    _calm: int = 0
    _rest: int = 0

    def look(self, log_likelihood: float, moved: float) -> None:
        """Record a look, and change the pace if necessary."""
        progress = log_likelihood > self.log_likelihood or moved < self.moved
        self.log_likelihood, self.moved = log_likelihood, moved
        self._rest = max(0, self._rest - 1)
        self._calm = self._calm + 1 if progress else 0
        if not progress and not self._rest:
            self.omega, self._rest = max(1.0, 2.0 * self.omega - 2.0), REST + 1
            self._patience *= PATIENCE[1]
        elif self._calm >= self._patience:
            self.omega, self._calm = min(OMEGA, (self.omega + 2.0) / 2.0), 0


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """What `learn_batch` returns.

    Attributes
    ----------
    n_dk : float64 array, shape (n_units, n_topics)
        Expected words of each topic in each unit, plus the unit's prior.
    n_wk : float64 array, shape (n_terms, n_topics)
        Expected tokens of each term in each topic, without the prior.
    priors : Priors
        As given, or as learned.
    trace : tuple of float
        Mean log-likelihood of a word at each look.
    n_passes : int
    converged : bool
        Whether the last look saw less movement than ``tol``.
    """

    n_dk: Floats
    n_wk: Floats
    priors: Priors
    trace: tuple[float, ...]
    n_passes: int
    converged: bool


@dataclass(frozen=True, slots=True, eq=False)
class Tie:
    """What a unit borrows from the units before and after it in one speech.

    Attributes
    ----------
    weight : float
        Share of their words, mean of the two, that it takes for its own prior.
    after : bool array, shape (n_units - 1,)
        Whether unit ``i + 1`` is of the same speech as unit ``i``.
    """

    weight: float
    after: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, weight: float, groups: Any, n_units: int) -> Tie:
        """Return the tie of neighbouring units with equal labels; none if ``groups`` is None."""
        labels = np.arange(n_units) if groups is None else np.asarray(groups)
        if labels.shape != (n_units,):
            raise ModelError(f"groups must have shape ({n_units},), has {labels.shape}.")
        return cls(float(weight), np.asarray(labels[1:] == labels[:-1], bool))

    def borrow(self, state: Counts, alpha: Floats, lent: Singles) -> Singles:
        """Replace what neighbours lent before by what they hold now.

        Parameters
        ----------
        state : Counts
            Changed in place.
        alpha : float64 array, shape (n_topics,)
        lent : float32 array, shape (n_units, width)
            What was lent before.

        Returns
        -------
        float32 array, shape (n_units, width)
            What is lent now; nothing where the weight is 0.
        """
        if not self.weight:
            return lent
        own = np.maximum(state.n_dk - padded(alpha[None]) - lent, 0.0)
        around, n_around = np.zeros_like(own), np.zeros((len(own), 1), np.float32)
        around[1:][self.after] += own[:-1][self.after]
        around[:-1][self.after] += own[1:][self.after]
        n_around[1:, 0] += self.after
        n_around[:-1, 0] += self.after
        now: Singles = np.float32(self.weight) * around / np.maximum(n_around, 1)
        state.n_dk += now - lent
        return now


def learn_batch(
    counts: sparse.csr_array,
    priors: Priors,
    rng: np.random.Generator,
    workers: Workers,
    *,
    max_iter: int,
    tol: float,
    learn_priors: bool,
    tie: Tie,
) -> Learned:
    """Learn from all units at once, every responsibility kept.

    Parameters
    ----------
    counts : csr_array of float64, shape (n_units, n_terms)
    priors : Priors
        Given, or to start from.
    rng : numpy.random.Generator
        Draws the start.
    workers, tie : Workers, Tie
    max_iter, tol, learn_priors : see `topics.models.lda.estimator.LDA`

    Returns
    -------
    Learned
    """
    grid, pace = lay_out(counts), Pace(OMEGA)
    state = start(counts, grid, priors, rng, workers)
    lent = np.zeros_like(state.n_dk) if tie.weight else np.zeros((1, 1), np.float32)
    trace: list[float] = []
    n_words, n_passes, before = float(counts.sum()), 1, state.n_dk.copy()
    while n_passes < max_iter and (pace.moved >= tol or not trace):
        n_passes += 1
        last = n_passes == max_iter
        measure = n_passes % CHECK == 0 or (last and not trace)
        omega = pace.omega if n_passes > PLAIN and not last else 1.0
        logs = sweep(grid, state, workers, omega=omega, measure=measure, **least(priors))
        lent = tie.borrow(state, priors.alpha, lent)
        if not measure:
            continue
        trace.append(mean_log_likelihood(logs, counts, priors.alpha.sum()))
        pace.look(trace[-1], movement(state.n_dk, before) / n_words)
        if learn_priors and not last:
            priors = _relearn(state, priors, lent, grid)
        before[:] = state.n_dk
    converged = bool(trace) and pace.moved < tol
    if n_passes < max_iter:
        sweep(grid, state, workers, omega=1.0, **least(priors))
        n_passes += 1
    n_dk, by_grid = recount(grid, state.gamma, len(priors.alpha), workers)
    n_wk = np.empty_like(by_grid)
    n_wk[grid.terms] = by_grid
    n_dk += priors.alpha + lent[:, : len(priors.alpha)]
    return Learned(n_dk, n_wk, priors, tuple(trace), n_passes, converged)


def _relearn(state: Counts, priors: Priors, lent: Singles, grid: Grid) -> Priors:
    """Update both priors by a step, and the counts that include them."""
    topics = slice(len(priors.alpha))
    # The pseudo-counts of seeds say nothing about how evenly topics use their terms.
    seeds = priors.seed_weight * priors.seeds.T[grid.terms] if priors.seed_weight else 0.0
    learned = replace(
        priors,
        alpha=learn_alpha((state.n_dk - lent)[:, topics], priors.alpha),
        eta=learn_eta(state.n_wk[:, topics] - seeds, priors.eta),
    )
    state.n_dk[:, topics] += (learned.alpha - priors.alpha).astype(np.float32)
    state.n_wk[:, topics] += np.float32(learned.eta - priors.eta)
    return learned
