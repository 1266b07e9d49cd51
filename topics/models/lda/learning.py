"""How latent Dirichlet allocation learns: all units at once, or chunk by chunk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from topics.models.lda.inference import Counts, nothing, padded, recount, sweep
from topics.models.lda.passes import width
from topics.models.lda.priors import learn_alpha, learn_eta, mean_log_likelihood
from topics.models.lda.schedule import Grid, Workers, lay_out

__all__ = ["INNER", "Priors", "Tie", "chunks", "learn_batch", "learn_chunk", "rests"]

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]

OMEGA = 1.6
"""Over-relaxation of a pass. On the People's Daily, 1.6 needs two passes where 1 needs five; at 1.8
some fits swing between states and stay there, such as those with one topic of a large prior."""

CHECK = 5
"""Passes between looks at the likelihood."""

DRAWN = 60
"""Units that all topics together start from, at least one each. With few topics one unit each
leaves most words without a place to go: at K = 20 three save a third of the passes."""

SPREAD = 100.0
"""Words of the whole corpus beside a topic's starting units, so that no word is new to it."""

INNER = 6
"""Passes over a chunk before it is let go."""

FORGET = 0.7
"""The t-th chunk weighs t ** -0.7 (kappa of Hoffman et al. 2010), but never less than its words."""


@dataclass(frozen=True, slots=True, eq=False)
class Priors:
    """What is believed before the texts are seen.

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
    """

    alpha: Floats
    eta: float
    seeds: Floats
    seed_weight: float

    def of_terms(self) -> Floats:
        """Return each term's prior in each topic, shape (n_topics, n_terms)."""
        return self.eta + self.seed_weight * self.seeds


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

    def borrow(self, state: Counts, alpha: Floats, lent: Singles) -> Singles:
        """Put what the neighbours now hold into the counts in place of what they lent before.

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
) -> tuple[Floats, Floats, Priors, tuple[float, ...], int]:
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
    n_dk : float64 array, shape (n_units, n_topics)
        Expected words of each topic in each unit, plus the unit's prior.
    n_wk : float64 array, shape (n_terms, n_topics)
        Expected tokens of each term in each topic, without the prior.
    priors : Priors
        As given, or as learned.
    trace : tuple of float
        Mean log-likelihood of a word at each look.
    n_passes : int
    """
    grid = lay_out(counts)
    state = _start(counts, grid, priors, rng, workers)
    lent = np.zeros_like(state.n_dk) if tie.weight else np.zeros((1, 1), np.float32)
    trace: list[float] = []
    n_passes, done = 1, max_iter == 1
    while not done:
        n_passes += 1
        last, measure = n_passes == max_iter, n_passes % CHECK == 0
        logs = sweep(
            grid, state, workers, omega=1.0 if last else OMEGA, measure=measure, **_least(priors)
        )
        done = last
        lent = tie.borrow(state, priors.alpha, lent)
        if not measure:
            continue
        trace.append(mean_log_likelihood(logs, counts, priors.alpha.sum()))
        if not last and rests(trace, tol * CHECK):
            sweep(grid, state, workers, omega=1.0, **_least(priors))
            n_passes, done = n_passes + 1, True
        elif learn_priors and not last:
            priors = _relearn(state, priors, lent, grid)
    n_dk, by_grid = recount(grid, state.gamma, len(priors.alpha), workers)
    n_wk = np.empty_like(by_grid)
    n_wk[grid.terms] = by_grid
    return n_dk + priors.alpha + lent[:, : len(priors.alpha)], n_wk, priors, tuple(trace), n_passes


def learn_chunk(
    chunk: sparse.csr_array,
    n_wk: Floats,
    n_seen: int,
    total: float,
    priors: Priors,
    rng: np.random.Generator,
    workers: Workers,
) -> tuple[Floats, float]:
    """Learn from one chunk of units, its topics added to those of the chunks before.

    What was learned before is made light enough for the chunk to weigh its
    share of the whole (Foulds, Boyles, DuBois, Smyth and Welling 2013,
    Stochastic collapsed variational Bayesian inference for latent Dirichlet
    allocation, doi:10.1145/2487575.2487697, with CVB0 itself inside the chunk).

    Parameters
    ----------
    chunk : csr_array of float64, shape (n_units, n_terms)
        At least one non-zero.
    n_wk : float64 array, shape (n_terms, n_topics)
        Expected counts so far, without priors.
    n_seen : int
        Chunks before this one.
    total : float
        Words of the whole corpus, or of what has been seen of it.
    priors, rng, workers
        See `learn_batch`.

    Returns
    -------
    n_wk : float64 array, shape (n_terms, n_topics)
        Expected counts, this chunk's among them.
    log_likelihood : float
        Sum over the chunk, as `sweep` measures it.
    """
    grid = lay_out(chunk)
    past = np.zeros_like(n_wk)
    if n_seen == 0:
        state = _start(chunk, grid, priors, rng, workers)
    else:
        words = float(chunk.sum())
        share = max(words / total, (n_seen + 1) ** -FORGET)
        past = n_wk * (words * (1.0 - share) / share / n_wk.sum())
        state = Counts(
            nothing(chunk.nnz, len(priors.alpha), workers),
            _alone(chunk.shape[0], priors),
            padded((past + priors.of_terms().T)[grid.terms]),
        )
        sweep(grid, state, workers, omega=1.0, **_least(priors))
    for _ in range(INNER - 2):
        sweep(grid, state, workers, omega=OMEGA, **_least(priors))
    logs = sweep(grid, state, workers, omega=1.0, measure=True, **_least(priors))
    past[grid.terms] += recount(grid, state.gamma, n_wk.shape[1], workers)[1]
    return past, logs


def chunks(counts: sparse.csr_array, n_topics: int, budget: float) -> Iterator[sparse.csr_array]:
    """Yield runs of units whose responsibilities fit the budget, at least one unit each.

    Parameters
    ----------
    counts : csr_array of float64, shape (n_units, n_terms)
    n_topics : int
    budget : float
        Bytes.
    """
    room = max(1, int(budget / (4 * width(n_topics))))
    start = 0
    while start < counts.shape[0]:
        end = int(np.searchsorted(counts.indptr, counts.indptr[start] + room, "right")) - 1
        end = min(max(end, start + 1), counts.shape[0])
        chunk = sparse.csr_array(counts[start:end])
        if chunk.nnz:
            yield chunk
        start = end


def _start(
    counts: sparse.csr_array,
    grid: Grid,
    priors: Priors,
    rng: np.random.Generator,
    workers: Workers,
) -> Counts:
    """Make the first pass: from topics drawn from a few units to responsibilities."""
    drawn = padded(_draw(counts, priors, rng)[grid.terms])
    state = Counts(
        nothing(counts.nnz, len(priors.alpha), workers),
        _alone(counts.shape[0], priors),
        padded(drawn),
    )
    sweep(grid, state, workers, omega=1.0, alpha=float(priors.alpha.min()), eta=1e-9)
    np.maximum(state.n_wk - drawn, 0.0, out=state.n_wk)
    state.n_wk += padded(priors.of_terms().T[grid.terms])
    return state


def _alone(n_units: int, priors: Priors) -> Singles:
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


def _relearn(state: Counts, priors: Priors, lent: Singles, grid: Grid) -> Priors:
    """Move both priors a step, and the counts that hold them."""
    topics = slice(len(priors.alpha))
    # What the seeds add says nothing of how evenly the texts' topics use their terms.
    seeds = priors.seed_weight * priors.seeds.T[grid.terms] if priors.seed_weight else 0.0
    learned = replace(
        priors,
        alpha=learn_alpha((state.n_dk - lent)[:, topics], priors.alpha),
        eta=learn_eta(state.n_wk[:, topics] - seeds, priors.eta),
    )
    state.n_dk[:, topics] += (learned.alpha - priors.alpha).astype(np.float32)
    state.n_wk[:, topics] += np.float32(learned.eta - priors.eta)
    return learned


def _least(priors: Priors) -> dict[str, Any]:
    """Return what no count falls below."""
    return {"alpha": float(priors.alpha.min()), "eta": priors.eta}


def rests(trace: list[float], tol: float) -> bool:
    """Return whether the last look saw a relative change of less than ``tol``.

    Parameters
    ----------
    trace : list of float
        Likelihoods, one a look.
    tol : float
    """
    return len(trace) > 1 and abs(trace[-1] - trace[-2]) < tol * abs(trace[-1])
