"""What latent Dirichlet allocation starts from: priors, and topics of a few units or given ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from topics.models.lda.inference import Counts, nothing, padded, sweep
from topics.models.lda.schedule import Grid, Workers
from topics.models.lda.unexplained import explained, unexplained

__all__ = ["Priors", "alone", "least", "start"]

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]

DRAWN = 60
"""Units that all topics together start from, at least one each. With few topics one unit each
leaves most words without a place to go: at K = 20 three save a third of the passes."""

SPREAD = 100.0
"""Words of the whole corpus beside a topic's starting units, so that no word is new to it."""


@dataclass(frozen=True, slots=True, eq=False)
class Priors:
    """The priors and the start, before the texts are seen.

    Attributes
    ----------
    alpha : float64 array, shape (n_topics,)
        Prior of topics in units.
    eta : float
        Prior of terms in topics.
    seeds : float64 array, shape (n_topics, n_terms)
        Each seed term's count, shared out to its topics; 0 for all other terms.
    seed_weight : float
        Share of ``seeds`` that stays in the prior of terms.
    begin : float64 array, shape (n_topics, n_terms), optional
        Words of each topic to start from, e.g. of an earlier model; a row of zeros is a topic that
        starts from the units that the others explain worst. None to draw units for all topics.
    """

    alpha: Floats
    eta: float
    seeds: Floats
    seed_weight: float
    begin: Floats | None = None

    def of_terms(self) -> Floats:
        """Return each term's prior in each topic, shape (n_topics, n_terms)."""
        return self.eta + self.seed_weight * self.seeds


def start(
    counts: sparse.csr_array,
    grid: Grid,
    priors: Priors,
    rng: np.random.Generator,
    workers: Workers,
) -> Counts:
    """Make the first pass: from topics drawn from a few units to responsibilities."""
    if priors.begin is None:
        return _first_pass(_draw(counts, priors, rng), counts, grid, priors, workers)
    drawn = _given(counts, priors.begin)
    if len(rest := np.flatnonzero(~priors.begin.any(axis=1))):
        state = _first_pass(drawn, counts, grid, priors, workers)
        gains = explained(counts, state.n_dk[:, : len(drawn.T)], drawn)
        for topic, units in zip(rest, unexplained(counts, gains, len(rest), rng), strict=True):
            drawn[:, topic] += np.asarray(counts[units].sum(axis=0), np.float32)
    return _first_pass(drawn, counts, grid, priors, workers)


def _first_pass(
    drawn: Singles, counts: sparse.csr_array, grid: Grid, priors: Priors, workers: Workers
) -> Counts:
    """Add every word to topics that begin with the words of ``drawn``, and take these away."""
    begin = padded(drawn[grid.terms])
    state = Counts(
        nothing(counts.nnz, len(priors.alpha), workers),
        alone(counts.shape[0], priors),
        padded(drawn[grid.terms]),
    )
    sweep(grid, state, workers, omega=1.0, alpha=float(priors.alpha.min()), eta=1e-9)
    np.maximum(state.n_wk - begin, 0.0, out=state.n_wk)
    state.n_wk += padded(priors.of_terms().T[grid.terms])
    return state


def alone(n_units: int, priors: Priors) -> Singles:
    """Return the counts of units of which only the prior is known."""
    return padded(np.broadcast_to(priors.alpha, (n_units, len(priors.alpha))))


def _draw(counts: sparse.csr_array, priors: Priors, rng: np.random.Generator) -> Singles:
    """Return pseudo-counts, shape (n_terms, n_topics): of units drawn, or of a topic's seeds."""
    n_topics, n_terms = priors.seeds.shape
    lengths, total = (np.asarray(counts.sum(axis=axis), np.float64) for axis in (1, 0))
    size = n_topics, max(1, DRAWN // n_topics)
    enough = np.count_nonzero(lengths) >= size[0] * size[1]
    chances = lengths / lengths.sum()
    units: Any = rng.choice(len(lengths), size, replace=not enough, p=chances)
    # Uneven, so that topics drawn from equal units do not stay equal.
    noise = rng.random((n_terms, n_topics), dtype=np.float32) + np.float32(0.5)
    drawn = noise * (SPREAD * total / total.sum()).astype(np.float32)[:, None]
    seeded = priors.seeds.any(axis=1)
    for topic in np.flatnonzero(~seeded):
        for unit in units[topic]:
            row = slice(*counts.indptr[unit : unit + 2])
            drawn[counts.indices[row], topic] += counts.data[row]
    seeds = priors.seeds.any(axis=0)
    drawn[seeds] = priors.seeds[:, seeds].T
    return np.asarray(drawn)


def _given(counts: sparse.csr_array, begin: Floats) -> Singles:
    """Return pseudo-counts, shape (n_terms, n_topics): the words given, and a few of each term.

    Terms without any are equally likely in all topics: those of their units decide.
    """
    total = np.asarray(counts.sum(axis=0), np.float64)
    return np.asarray(begin.T + (SPREAD * total / total.sum())[:, None], np.float32)


def least(priors: Priors) -> dict[str, Any]:
    """Return the lower bound of every count."""
    return {"alpha": float(priors.alpha.min()), "eta": priors.eta}
