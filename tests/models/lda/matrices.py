"""Random matrices of many kinds, and whether over-relaxed fits of them are as good as plain ones.

``python -m tests.models.lda.matrices [N]`` compares fits of the first N (200) and prints a table.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from unittest import mock

import numpy as np
from scipy import sparse

from topics.models.lda.estimator import LDA

STARTS = range(8)


@dataclass(frozen=True)
class Result:
    """One matrix fitted from each start, over-relaxed and plain."""

    number: int
    kind: str
    shape: tuple[int, int]
    n_topics: int
    ours: float
    plain: float
    n_converged: int
    above: float

    @property
    def gain(self):
        """By how much the mean likelihood is better than the plain one's, as a share of it."""
        # One term has the probability 1: there is no share of nothing.
        return (self.ours - self.plain) / max(abs(self.plain), 1e-6)


def mixed(rng, n_units, n_terms, length, n_topics=8):
    """Return counts drawn from a model of mixed topics, units of about ``length`` words."""
    phi = rng.dirichlet(np.full(n_terms, 0.05), n_topics)
    theta = rng.dirichlet(np.full(n_topics, 0.2), n_units)
    lengths = 1 + rng.poisson(length, n_units)
    return np.array([rng.multinomial(n, row @ phi) for n, row in zip(lengths, theta, strict=True)])


def sparse_text(rng):
    """Return short units over a large vocabulary."""
    return mixed(rng, rng.integers(30, 250), rng.integers(100, 900), rng.integers(4, 60))


def frequent_words(rng):
    """Return words of Zipf's law, the most frequent in every unit."""
    n_units, n_terms = rng.integers(30, 150), rng.integers(50, 400)
    chance = 1 / np.arange(1, n_terms + 1)
    noise = rng.multinomial(rng.integers(20, 200), chance / chance.sum(), n_units)
    return noise + mixed(rng, n_units, n_terms, 20)


def dense(rng):
    """Return a small vocabulary, every term in every unit."""
    return rng.integers(1, rng.integers(3, 300), (rng.integers(10, 200), rng.integers(2, 15)))


def noise(rng):
    """Return counts without structure."""
    shape = rng.integers(5, 120), rng.integers(5, 120)
    return rng.integers(1, 9, shape) * (rng.random(shape) < rng.uniform(0.02, 0.9))


def huge(rng):
    """Return counts up to a thousand million."""
    scale = 10 ** rng.uniform(2, 7)
    return np.round(mixed(rng, rng.integers(10, 100), rng.integers(10, 200), 30) * scale)


def uneven(rng):
    """Return a unit, a term or a cell with most of the words."""
    X = mixed(rng, rng.integers(10, 100), rng.integers(10, 150), 20)
    row, column, much = *(rng.integers(0, n) for n in X.shape), 10 ** int(rng.integers(2, 6))
    which = rng.integers(0, 3)
    cells = [np.s_[row, :], np.s_[:, column], np.s_[row, column]][which]
    X[cells] = X[cells] * much + (which == 2) * much
    return X


def real(rng):
    """Return weights between 0 and 1, as of TF-IDF."""
    X = mixed(rng, rng.integers(10, 150), rng.integers(5, 200), rng.integers(3, 40))
    weights = X * rng.uniform(0.5, 5, X.shape[1])
    return weights / np.maximum(np.linalg.norm(weights, axis=1, keepdims=True), 1e-9)


def tiny(rng):
    """Return dense weights, some far below 1."""
    scale = 10 ** rng.uniform(-4, 0)
    return rng.random((rng.integers(5, 120), rng.integers(2, 40))) * scale


def one_word(rng):
    """Return units of one term each."""
    n_units, n_terms = rng.integers(5, 150), rng.integers(1, 60)
    X = np.zeros((n_units, n_terms), int)
    X[np.arange(n_units), rng.integers(0, n_terms, n_units)] = rng.integers(1, 30, n_units)
    return X


def duplicated(rng):
    """Return a few units, each many times."""
    few = mixed(rng, rng.integers(1, 8), rng.integers(5, 200), rng.integers(5, 100))
    return few[rng.integers(0, len(few), rng.integers(10, 150))]


KINDS: tuple[Callable[[np.random.Generator], np.ndarray], ...] = (
    sparse_text, frequent_words, dense, noise, huge, uneven, real, tiny, one_word, duplicated,
)  # fmt: skip
TOPICS = 1, 2, 3, 5, 8, 10, 20, 40, 100, 200


def random_matrix(number):
    """Return kind, counts and number of topics of one of the matrices."""
    rng = np.random.default_rng([14, number])
    make = KINDS[number % len(KINDS)]
    X = np.asarray(make(rng), float)
    if not X.any():
        X[0, 0] = 1.0
    n_topics = min(TOPICS[(number // len(KINDS) + number) % len(TOPICS)], len(X))
    return make.__name__, sparse.csr_array(X), n_topics


def likelihood(model, X):
    """Return the mean log-likelihood of a word under the topics and shares of a fit."""
    phi = model.components_ / model.components_.sum(axis=1, keepdims=True)
    rows = np.repeat(np.arange(X.shape[0]), np.diff(X.indptr))
    chance = np.einsum("ij,ij->i", model.doc_topic_[rows], phi.T[X.indices])
    return float(X.data @ np.log(chance) / X.data.sum())


def compare(number, starts=STARTS, **options):
    """Return how fits of one matrix with and without over-relaxation compare."""
    kind, X, n_topics = random_matrix(number)
    ours, plain = [], []
    for start in starts:
        model = LDA(n_topics, random_state=start, n_jobs=1, **options)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ours.append((model.fit(X), likelihood(model, X)))
            with mock.patch("topics.models.lda.learning.OMEGA", 1.0):
                plain.append(likelihood(LDA(**model.get_params()).fit(X), X))
    return Result(
        number, kind, X.shape, n_topics,
        ours=float(np.mean([value for _, value in ours])),
        plain=float(np.mean(plain)),
        n_converged=sum(model.converged_ for model, _ in ours),
        above=max(model.trace_[-1] - value for model, value in ours),
    )  # fmt: skip


def report(results: Iterable[Result]) -> None:
    """Print one line a kind, with the worst matrix of each."""
    groups: dict[str, list[Result]] = {}
    for result in results:
        groups.setdefault(result.kind, []).append(result)
    print("| kind | matrices | mean gain | worst | its shape, topics | converged |")
    print("|---|---|---|---|---|---|")
    for kind, group in groups.items():
        worst = min(group, key=lambda result: result.gain)
        mean = np.mean([result.gain for result in group])
        converged = sum(result.n_converged for result in group)
        print(
            f"| {kind} | {len(group)} | {mean:+.3%} | {worst.gain:+.3%} | {worst.shape[0]} x"
            f" {worst.shape[1]}, {worst.n_topics} (no. {worst.number}) | {converged} of"
            f" {len(STARTS) * len(group)} |"
        )
    every = [result for group in groups.values() for result in group]
    gains = [result.gain for result in every]
    print(f"mean {np.mean(gains):+.4%}, worst {min(gains):+.4%}")
    print(f"last entry of trace_ above the fit by at most {max(r.above for r in every):.1e}")


if __name__ == "__main__":
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    report(compare(number) for number in range(n))
