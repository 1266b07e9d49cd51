"""Units that given topics explain worst; topics that an earlier model lacks start from them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse

__all__ = ["explained", "unexplained"]

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

N_UNITS = 6
"""Units that one topic starts from."""
WORST = 0.1
"""Share of the units among which they are found."""
SHORT = 10.0
"""Words added to the length of each unit, so that three rare words are not explained worst."""
CHUNK = 100_000
"""Non-zeros per step."""


def explained(
    counts: sparse.csr_array, n_dk: npt.NDArray[np.float32], n_wk: npt.NDArray[np.float32]
) -> Floats:
    """Return how much better topics explain each unit than the frequencies of terms do.

    Parameters
    ----------
    counts : csr_array of float64, shape (n_units, n_terms)
    n_dk : float32 array, shape (n_units, n_topics)
        Words of each topic in each unit.
    n_wk : float32 array, shape (n_terms, n_topics)
        Words of each topic.

    Returns
    -------
    float64 array, shape (n_units,)
        Gain in log-likelihood a word, rounded to 6 decimals, since the last digits of a logarithm
        depend on the processor.
    """
    theta, phi = n_dk.astype(np.float64), n_wk.astype(np.float64)
    theta /= theta.sum(axis=1, keepdims=True)
    phi /= phi.sum(axis=0)
    total = np.asarray(counts.sum(axis=0), np.float64)
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    gains = np.zeros(counts.shape[0])
    for first in range(0, counts.nnz, CHUNK):
        part = slice(first, first + CHUNK)
        terms = counts.indices[part]
        chance = np.einsum("ij,ij->i", theta[rows[part]], phi[terms])
        logs = np.log(chance * total.sum() / total[terms])
        gains += np.bincount(rows[part], counts.data[part] * logs, counts.shape[0])
    lengths = np.asarray(counts.sum(axis=1), np.float64)
    return np.asarray(np.round(gains / (lengths + SHORT), 6))


def unexplained(
    counts: sparse.csr_array, gains: Floats, n_topics: int, rng: np.random.Generator
) -> list[Rows]:
    """Return for each new topic a unit that is explained badly, and those most similar to it.

    Parameters
    ----------
    counts : csr_array of float64, shape (n_units, n_terms)
    gains : float64 array, shape (n_units,)
        What `explained` returns.
    n_topics : int
    rng : numpy.random.Generator
        Draws the first unit of each, in proportion to its words and to how badly it is explained.

    Returns
    -------
    list of int64 arrays
    """
    lengths = np.asarray(counts.sum(axis=1), np.float64)
    n_worst = max(N_UNITS * n_topics, int(WORST * len(gains)))
    worst = np.flatnonzero(lengths)[np.argsort(gains[lengths > 0], kind="stable")[:n_worst]]
    units = counts[worst]
    units.data = np.log1p(units.data)
    norms = np.sqrt(np.asarray(units.multiply(units).sum(axis=1)))
    chances = lengths[worst] * np.maximum(gains[worst].max() - gains[worst], 1e-6)
    found = []
    for _ in range(n_topics):
        first = rng.choice(len(worst), p=chances / chances.sum())
        alike = (units @ units[[first]].T).toarray()[:, 0] / (norms * norms[first])
        alike = np.round(alike, 6)
        found.append(worst[np.argsort(-alike, kind="stable")[:N_UNITS]])
        # The next topic starts elsewhere.
        chances *= np.maximum(1.0 - alike, 1e-6) ** 2
    return found
