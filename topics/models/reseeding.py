"""How much another random seed alone changes, from the starts of two models.

`topics.models.lineage` compares every difference between two models with these differences.
"""

from __future__ import annotations

from itertools import combinations, islice
from math import comb

import numpy as np
import numpy.typing as npt

from topics.models.alignment import SAME_TOPIC, assign, shared_columns, similarities
from topics.models.contract import Floats
from topics.models.types import TopicModel

__all__ = ["found_in_starts", "reseed_low", "reseed_test"]

Columns = npt.NDArray[np.int64]

LOW = 0.05
"""Quantile of a topic's similarities over the starts below which a partner is another topic's, or
has changed."""
N_TERMS = 3000
"""Terms, the most frequent, that `reseed_test` compares: rarer ones move no distance by 0.001."""
N_PERMUTATIONS = 999
LEVELS = 0.01, 0.05
"""Levels of `reseed_test`, the first that so many starts can reach. On the same corpus with another
random state 1 of 100 tests, or 5 with a single start against 20, see more than reseeding."""


def reseed_low(model: TopicModel, columns: Columns) -> Floats:
    """Return how similar a topic and its version from another random seed are at least.

    Parameters
    ----------
    model : TopicModel
    columns : int64 array, shape (n_shared,)
        Columns of the terms to compare.

    Returns
    -------
    float64 array, shape (n_topics,)
        The 5% quantile of 1 minus the Jensen-Shannon distance over the starts that are not shown;
        nan for a model of one start.
    """
    shown = model.topic_term[:, columns]
    if model.starts is None or len(model.starts) == 1:
        return np.full(model.n_topics, np.nan)
    others = np.delete(model.starts.topic_term[:, :, columns], model.starts.shown, axis=0)
    return np.array(
        [
            np.quantile(similarities(shown[k : k + 1], versions.astype(np.float64)), LOW)
            for k, versions in enumerate(others.swapaxes(0, 1))
        ]
    )


def found_in_starts(topic_term: Floats, model: TopicModel, columns: Columns) -> Floats:
    """Return in which share of a model's other starts topics are found.

    Parameters
    ----------
    topic_term : float64 array, shape (n_topics, n_shared)
        Topics of another model.
    model : TopicModel
    columns : int64 array, shape (n_shared,)
        Columns of the same terms in ``model``.

    Returns
    -------
    float64 array, shape (n_topics,)
        Share of the starts that are not shown with a topic of similarity `SAME_TOPIC`; nan for a
        model of one start.
    """
    if model.starts is None or len(model.starts) == 1:
        return np.full(len(topic_term), np.nan)
    others = np.delete(model.starts.topic_term[:, :, columns], model.starts.shown, axis=0)
    alike = [similarities(topic_term, start.astype(np.float64)).max(axis=1) for start in others]
    return np.asarray((np.array(alike) >= SAME_TOPIC).mean(axis=0))


def reseed_test(a: TopicModel, b: TopicModel) -> tuple[float, bool | None]:
    r"""Test whether the starts of two models differ more than the starts of one.

    The statistic is the energy distance of the two sets of starts A and B [1]_,

    .. math::

        2\,\overline{d}(A, B) - \overline{d}(A, A) - \overline{d}(B, B)

    where d of two starts is the mean Jensen-Shannon distance of their topics, matched once to those
    of ``a`` and once to those of ``b``. Starts are exchangeable if they differ by their random seed
    alone, so its distribution is that over relabelled starts.

    Parameters
    ----------
    a, b : TopicModel

    Returns
    -------
    p : float
        Share of the relabellings, at most `N_PERMUTATIONS` and the labels themselves, with as large
        a statistic.
    no_more : bool or None
        Whether p is above the level; None if there are too few starts for either of `LEVELS`.

    References
    ----------
    .. [1] Szekely and Rizzo (2013). Energy statistics. Journal of Statistical Planning and
       Inference 143. doi:10.1016/j.jspi.2013.03.018.
    """
    in_a, in_b = shared_columns(a.vocabulary, b.vocabulary)
    weight = a.topic_term[:, in_a].mean(axis=0) + b.topic_term[:, in_b].mean(axis=0)
    most = np.sort(np.argsort(-weight, kind="stable")[:N_TERMS])
    starts = [*_starts(a, in_a[most]), *_starts(b, in_b[most])]
    n_a = len(_states(a))
    distances = (_distances(starts, 0) + _distances(starts, n_a)) / 2
    least = 1 / min(comb(len(starts), n_a), N_PERMUTATIONS + 1)
    p = _p_value(distances, n_a)
    level = next((level for level in LEVELS if least <= level), None)
    return p, None if level is None else p > level


def _states(model: TopicModel) -> npt.NDArray[np.int64]:
    return np.array([model.random_state]) if model.starts is None else model.starts.random_states


def _starts(model: TopicModel, columns: Columns) -> list[Floats]:
    """Return the topics of each start, those of the model itself first."""
    shown = model.topic_term[:, columns]
    if model.starts is None:
        return [shown]
    others = np.delete(model.starts.topic_term[:, :, columns], model.starts.shown, axis=0)
    return [shown, *others.astype(np.float64)]


def _distances(starts: list[Floats], hub: int) -> Floats:
    """Return the mean distance of the topics of any two starts, matched to those of one of them."""
    shape = len(starts), *starts[hub].shape
    matched = np.zeros(shape)
    for i, start in enumerate(starts):
        rows, others, _ = assign(starts[hub], start)
        matched[i, rows] = start[others]
    total = np.zeros((len(starts), len(starts)))
    for versions in matched.swapaxes(0, 1):
        lacks = ~versions.any(axis=1)
        # Two starts without the topic agree about it.
        total += np.where(lacks & lacks[:, None], 0.0, 1.0 - similarities(versions, versions))
    return np.asarray(total / shape[1])


def _p_value(distances: Floats, n_a: int) -> float:
    """Return the share of relabellings with as large an energy distance as the labels given."""
    n = len(distances)
    labels = np.zeros((min(comb(n, n_a), N_PERMUTATIONS + 1), n))
    if len(labels) <= N_PERMUTATIONS:
        for row, chosen in zip(labels, islice(combinations(range(n), n_a), None), strict=True):
            row[list(chosen)] = 1.0
    else:
        rng = np.random.default_rng(0)
        labels[0, :n_a] = 1.0
        for row in labels[1:]:
            row[rng.permutation(n)[:n_a]] = 1.0
    signed = labels / n_a - (1.0 - labels) / (n - n_a)
    energies = -np.einsum("pi,ij,pj->p", signed, distances, signed)
    # The first relabelling is the one given.
    return float((energies >= energies[0] - 1e-9).mean())
