"""Priors of latent Dirichlet allocation: as given, and as learned from the texts."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import digamma

from topics.errors import ModelError
from topics.models.contract import check_real, check_weights, shares

__all__ = ["check_seeds", "concentration", "learn_alpha", "learn_eta", "mean_log_likelihood"]

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]

STEPS = 5
"""Fixed-point steps at a time; the counts move under the priors, so more would be wasted."""

LEAST = 1e-4
"""No prior falls below this: a topic that no unit uses can still come back."""


def concentration(prior: Any, n_components: int) -> Floats:
    """Return the prior of topics in units as an array.

    Parameters
    ----------
    prior : float or array, shape (n_components,)
        One for all topics, or one each; above 0.
    n_components : int
        Number of topics.

    Returns
    -------
    float64 array, shape (n_components,)

    Raises
    ------
    ModelError
        If it is neither, or not above 0.
    """
    if np.ndim(prior) == 0:
        check_real("doc_topic_prior", prior, positive=True)
        return np.full(n_components, float(prior))
    error = ModelError(
        f"doc_topic_prior = {prior!r}: must be a finite number > 0, or {n_components} of them, one"
        " for each topic."
    )
    try:
        each = np.asarray(prior, dtype=np.float64)
    except (TypeError, ValueError) as exc:
        raise error from exc
    if each.shape != (n_components,) or not np.all(np.isfinite(each) & (each > 0)):
        raise error
    return each


def check_seeds(seed_terms: Any, n_components: int, totals: Floats) -> Floats:
    """Return each seed term's count, shared out to its topics; zeros for all other terms.

    Parameters
    ----------
    seed_terms : array, shape (n_components, n_features), or None
        Weights of at least 0.
    n_components : int
        Number of topics.
    totals : float64 array, shape (n_features,)
        Count of each term.

    Returns
    -------
    float64 array, shape (n_components, n_features)

    Raises
    ------
    ModelError
        If the shape or a weight is wrong.
    """
    shape = n_components, len(totals)
    if seed_terms is None:
        return np.zeros(shape)
    seeds = check_weights("seed_terms", seed_terms, shape)
    return np.asarray(shares(seeds.T).T * seeds.any(axis=0) * totals)


def learn_alpha(n_dk: Singles, alpha: Floats) -> Floats:
    r"""Move the prior of topics in units towards the most likely one.

    .. math::

        \alpha_k \leftarrow \alpha_k
        \frac{\sum_d \psi(N_{dk} + \alpha_k) - \psi(\alpha_k)}
             {\sum_d \psi(N_d + \sum_j \alpha_j) - \psi(\sum_j \alpha_j)}

    (Minka 2000, Estimating a Dirichlet distribution; Wallach, Mimno and
    McCallum 2009, Rethinking LDA: why priors matter), with expected counts.

    Parameters
    ----------
    n_dk : float32 array, shape (n_units, n_topics)
        Expected words of each topic in each unit, plus ``alpha``.
    alpha : float64 array, shape (n_topics,)
        The prior so far.

    Returns
    -------
    float64 array, shape (n_topics,)
    """
    counts = np.maximum(n_dk - alpha, 0.0)
    lengths = counts.sum(axis=1)
    less, whole, rest, topics = _parts(counts)
    for _ in range(STEPS):
        total = alpha.sum()
        more = np.bincount(topics, _chord(whole, rest, alpha[topics]), len(alpha))
        above = less / alpha + more
        below = (digamma(lengths + total) - digamma(total)).sum()
        alpha = np.maximum(alpha * above / below, LEAST)
    return alpha


def learn_eta(n_wk: Singles, eta: float) -> float:
    r"""Move the prior of terms in topics, one for all, towards the most likely one.

    .. math::

        \eta \leftarrow \frac{\eta}{W}
        \frac{\sum_{wk} \psi(N_{wk} + \eta) - \psi(\eta)}
             {\sum_k \psi(N_k + W \eta) - \psi(W \eta)}

    Parameters
    ----------
    n_wk : float32 array, shape (n_terms, n_topics)
        Expected tokens of each term in each topic, plus ``eta``.
    eta : float
        The prior so far.

    Returns
    -------
    float
    """
    counts = np.maximum(n_wk.astype(np.float64) - eta, 0.0)
    n_terms, totals = len(n_wk), counts.sum(axis=0)
    less, whole, rest, _ = _parts(counts)
    for _ in range(STEPS):
        above = less.sum() / eta + _chord(whole, rest, eta).sum()
        below = (digamma(totals + n_terms * eta) - digamma(n_terms * eta)).sum()
        eta = max(float(eta * above / (n_terms * below)), LEAST)
    return eta


def _parts(counts: Floats) -> tuple[Floats, Floats, Floats, npt.NDArray[np.int64]]:
    """Return what `_chord` needs of a table of counts, of which most are below 1.

    Returns
    -------
    less : float64 array, shape (n_topics,)
        Sums of the counts below 1, whose chord is ``count / prior``.
    whole, rest : float64 arrays, shape (n_others,)
        Whole part of each other count, and what is left of it.
    topics : int64 array, shape (n_others,)
        Column of each.
    """
    rows, topics = np.nonzero(counts >= 1.0)
    others = counts[rows, topics]
    whole = np.floor(others)
    return np.where(counts < 1.0, counts, 0.0).sum(axis=0), whole, others - whole, topics


def _chord(whole: Floats, rest: Floats, prior: Floats | float) -> Floats:
    r"""Return the expectation of :math:`\psi(n + \alpha) - \psi(\alpha)` over integers n.

    Responsibilities leave a little of every topic everywhere. The function
    rises by :math:`1 / \alpha` from 0 to 1, so that at an expected count of
    0.1 it is far above its expectation, which is on the chord: priors learned
    from it grow without end. Between integers the chord is used.
    """
    chord: Floats = digamma(whole + prior) - digamma(prior) + rest / (whole + prior)
    return chord


def mean_log_likelihood(logs: float, counts: sparse.csr_array, alpha: float) -> float:
    """Return the mean log probability of a word given all others.

    Parameters
    ----------
    logs : float
        What `topics.models.lda.inference.sweep` measured.
    counts : csr_array, shape (n_units, n_terms)
        The matrix.
    alpha : float
        Sum of the prior over topics.
    """
    lengths = np.repeat(counts.sum(axis=1), np.diff(counts.indptr))
    of_unit = np.log(lengths - np.minimum(counts.data, 1.0) + alpha)
    return float((logs - (counts.data * of_unit).sum()) / counts.data.sum())
