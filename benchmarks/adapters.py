"""The engines, each made to show its topics after so many passes.

An adapter gets its input in the engine's own form before the clock runs, so
that the time is the model's alone, and yields (passes, seconds, components).
Where a library can go on from where it was, seconds add up; else each number
of passes is a fit anew. Priors are alpha 0.1 and eta 0.01 to start from; for
the rest each engine has its library's defaults (the Gibbs samplers learn
their priors).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from time import perf_counter
from typing import Any

import numpy as np
from data import Case

__all__ = ["CONTINUES", "ENGINES"]

ALPHA, ETA = 0.1, 0.01

SAMPLE_INTERVAL = 25
"""Sweeps between two of topica's samples (its default)."""

Point = tuple[int, float, Any]


def _anew(points: Sequence[int], fit: Callable[[int], Any], topics: Callable[[Any], Any]) -> Any:
    for n in points:
        start = perf_counter()
        model = fit(n)
        seconds = perf_counter() - start
        yield n, seconds, topics(model)


def ours(
    case: Case, k: int, threads: int, seed: int, points: Sequence[int], **more: Any
) -> Iterator[Point]:
    """`topics.models.lda.estimator.LDA`, never stopping before its last pass."""
    from topics.models.lda.estimator import LDA

    counts = case.matrix()
    settings = {"doc_topic_prior": ALPHA, "topic_word_prior": ETA, "random_state": seed}
    settings |= {"n_jobs": threads, **more}
    LDA(2, **settings, max_iter=10).fit(counts[:100])  # compiles, or loads what was compiled

    def fit(n: int) -> LDA:
        return LDA(k, **settings, max_iter=n, tol=0.0).fit(counts)

    yield from _anew(points, fit, lambda model: model.components_)


def ours_learned(*args: Any) -> Iterator[Point]:
    """`topics.models.lda.estimator.LDA` that learns its priors, as the samplers do."""
    yield from ours(*args, learn_priors=True)


def ours_online(*args: Any) -> Iterator[Point]:
    """`topics.LDA` with ``learning_method="online"``; points count its inner passes."""
    yield from ours(*args, learning_method="online")


def ours_batch(*args: Any) -> Iterator[Point]:
    """`topics.models.lda.estimator.LDA` with ``learning_method="batch"``, whatever it takes."""
    yield from ours(*args, learning_method="batch")


def tomotopy(case: Case, k: int, threads: int, seed: int, points: Sequence[int]) -> Iterator[Point]:
    """`tomotopy.LDAModel`, going on; topics of the last sweep."""
    import tomotopy as tp

    model = tp.LDAModel(k=k, alpha=ALPHA, eta=ETA, seed=seed)
    for document in case.documents():
        model.add_doc(document)
    number = {term: i for i, term in enumerate(case.terms)}
    done, seconds = 0, 0.0
    for n in points:
        start = perf_counter()
        model.train(n - done, workers=threads)
        done, seconds = n, seconds + perf_counter() - start
        columns = [number[term] for term in model.used_vocabs]
        yield n, seconds, _filled([model.get_topic_word_dist(i) for i in range(k)], columns, case)


def topica(
    case: Case,
    k: int,
    threads: int,
    seed: int,
    points: Sequence[int],
    sampler: str = "sparse",
    n_samples: int = 1,
) -> Iterator[Point]:
    """`topica.LDA`, topics of the last sweep."""
    import topica as library

    corpus = library.Corpus.from_documents(case.documents())
    number = {term: i for i, term in enumerate(case.terms)}
    settings = {"alpha_sum": ALPHA * k, "beta": ETA, "seed": seed, "sampler": sampler}

    def fit(n: int) -> Any:
        model = library.LDA(k, num_threads=threads, **settings)
        before = n - SAMPLE_INTERVAL * (n_samples - 1)
        model.fit(corpus, iters=before, num_samples=n_samples, keep_theta_draws=False)
        return model

    def topics(model: Any) -> Any:
        return _filled(model.topic_word, [number[term] for term in model.vocabulary], case)

    yield from _anew(points, fit, topics)


def topica_averaged(*args: Any) -> Iterator[Point]:
    """`topica.LDA` as it comes: the mean of five samples, 25 sweeps apart, which are counted."""
    yield from topica(*args, n_samples=5)


def topica_cvb0(*args: Any) -> Iterator[Point]:
    """`topica.LDA` with ``sampler="cvb0"``, which knows no number of threads."""
    yield from topica(*args, sampler="cvb0")


def gensim(
    case: Case, k: int, threads: int, seed: int, points: Sequence[int], parallel: bool = False
) -> Iterator[Point]:
    """`gensim.models.LdaModel`."""
    from gensim.models import LdaModel, LdaMulticore

    counts = case.matrix()
    whole = counts.data.astype(int).tolist()
    pairs = list(zip(counts.indices.tolist(), whole, strict=True))
    bags = [pairs[i:j] for i, j in zip(counts.indptr, counts.indptr[1:], strict=False)]
    settings = {"num_topics": k, "alpha": [ALPHA] * k, "eta": ETA, "random_state": seed}
    settings |= {"id2word": dict(enumerate(case.terms)), "eval_every": None}
    if parallel:
        settings["workers"] = threads
    engine = LdaMulticore if parallel else LdaModel

    def fit(n: int) -> Any:
        return engine(bags, passes=n, **settings)

    yield from _anew(points, fit, lambda model: model.state.get_lambda())


def gensim_multicore(*args: Any) -> Iterator[Point]:
    """`gensim.models.LdaMulticore`, as many worker processes as threads."""
    yield from gensim(*args, parallel=True)


def sklearn(
    case: Case, k: int, threads: int, seed: int, points: Sequence[int], method: str = "online"
) -> Iterator[Point]:
    """`sklearn.decomposition.LatentDirichletAllocation`, online."""
    from sklearn.decomposition import LatentDirichletAllocation

    counts = case.matrix()
    settings = {"doc_topic_prior": ALPHA, "topic_word_prior": ETA, "random_state": seed}

    def fit(n: int) -> Any:
        return LatentDirichletAllocation(
            k, learning_method=method, max_iter=n, n_jobs=threads, **settings
        ).fit(counts)

    yield from _anew(points, fit, lambda model: model.components_)


def sklearn_batch(*args: Any) -> Iterator[Point]:
    """`sklearn.decomposition.LatentDirichletAllocation`, batch."""
    yield from sklearn(*args, method="batch")


def _filled(phi: Any, columns: Sequence[int], case: Case) -> Any:
    """Give terms that no training document has what each topic gives the least of the others."""
    known = np.asarray(phi, np.float64)
    filled = np.repeat(known.min(axis=1)[:, None], len(case.terms), axis=1)
    filled[:, columns] = known
    return filled


ENGINES: dict[str, Callable[..., Iterator[Point]]] = {
    "topics": ours,
    "topics, learned priors": ours_learned,
    "topics, online": ours_online,
    "topics, batch": ours_batch,
    "tomotopy": tomotopy,
    "topica": topica,
    "topica, mean of 5 samples": topica_averaged,
    "topica, CVB0": topica_cvb0,
    "gensim LdaMulticore": gensim_multicore,
    "gensim LdaModel": gensim,
    "scikit-learn, online": sklearn,
    "scikit-learn, batch": sklearn_batch,
}
"""Adapters by the name that tables and figures show."""

CONTINUES = frozenset({"tomotopy"})
"""Those whose seconds add up from point to point."""
