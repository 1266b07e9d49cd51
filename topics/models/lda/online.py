"""How latent Dirichlet allocation learns chunk by chunk, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy import sparse

from topics.models.lda import learning
from topics.models.lda.inference import Counts, nothing, padded, recount, sweep
from topics.models.lda.passes import width
from topics.models.lda.schedule import Workers, lay_out
from topics.models.lda.starting import Priors, alone, least, start

__all__ = ["INNER", "chunks", "learn_chunk"]

Floats = npt.NDArray[np.float64]

INNER = 6
"""Passes over a chunk before it is let go."""

FORGET = 0.7
"""The t-th chunk weighs t ** -0.7 (kappa of Hoffman et al. 2010), but never less than its words."""


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
        state = start(chunk, grid, priors, rng, workers)
    else:
        words = float(chunk.sum())
        share = max(words / total, (n_seen + 1) ** -FORGET)
        past = n_wk * (words * (1.0 - share) / share / n_wk.sum())
        state = Counts(
            nothing(chunk.nnz, len(priors.alpha), workers),
            alone(chunk.shape[0], priors),
            padded((past + priors.of_terms().T)[grid.terms]),
        )
        sweep(grid, state, workers, omega=1.0, **least(priors))
    for _ in range(INNER - 2):
        sweep(grid, state, workers, omega=learning.OMEGA, **least(priors))
    logs = sweep(grid, state, workers, omega=1.0, measure=True, **least(priors))
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
