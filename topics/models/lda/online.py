"""How latent Dirichlet allocation learns chunk by chunk, in bounded memory."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy import sparse

from topics.models.lda import learning
from topics.models.lda.inference import Counts, nothing, padded, recount, sweep
from topics.models.lda.passes import width
from topics.models.lda.schedule import Workers, lay_out
from topics.models.lda.starting import Priors, alone, least, start

__all__ = ["INNER", "chunks", "learn_chunk", "weight"]

Floats = npt.NDArray[np.float64]

INNER = 6
"""Passes over a chunk before it is released."""

FORGET = 0.6
"""Kappa of Hoffman, Blei and Bach (2010): how fast later chunks weigh less than earlier ones."""


def weight(words: float, seen: float, known: float, first: float) -> float:
    r"""Return the share of a chunk in the topics once it has been learned.

    .. math::

        1 - \exp\left(-\int_s^{s + w} \left(\frac{v}{f}\right)^{-\kappa} \frac{dv}{f}\right)

    for w words after s, the first chunk having f. The t-th of equal chunks weighs about
    :math:`t^{-\kappa}`; what was known before keeps the same weight however new words are cut
    into chunks, so a small remainder weighs little.

    Parameters
    ----------
    words : float
        Words of the chunk.
    seen : float
        Words gone through before, those of earlier rounds included; 0 for the first chunk.
    known : float
        Words of the corpus so far, this chunk's among them: it weighs no less than its part of
        them. Infinite for a corpus that is gone through again.
    first : float
        Words of the first chunk.
    """
    if not seen:
        return 1.0
    power = 1.0 - FORGET
    forgotten = ((seen + words) / first) ** power - (seen / first) ** power
    return max(words / known, 1.0 - math.exp(-forgotten / power))


def learn_chunk(
    chunk: sparse.csr_array,
    n_wk: Floats,
    share: float,
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
    share : float
        Of the chunk in the topics afterwards, see `weight`; 1 for the first chunk.
    priors, rng, workers
        See `learn_batch`.

    Returns
    -------
    n_wk : float64 array, shape (n_terms, n_topics)
        Expected counts, this chunk's among them; only their proportions mean anything.
    log_likelihood : float
        Sum over the chunk, as `sweep` measures it.
    """
    grid = lay_out(chunk)
    past = np.zeros_like(n_wk)
    if share == 1.0:
        state = start(chunk, grid, priors, rng, workers)
    else:
        past = n_wk * (float(chunk.sum()) * (1.0 - share) / share / n_wk.sum())
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

    The runs are about equally long: none is a small remainder.

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
        left = int(counts.nnz - counts.indptr[start])
        goal = counts.indptr[start] + left // max(1, -(-left // room))
        end = int(np.searchsorted(counts.indptr, goal, "right")) - 1
        end = min(max(end, start + 1), counts.shape[0])
        chunk = sparse.csr_array(counts[start:end])
        if chunk.nnz:
            yield chunk
        start = end
