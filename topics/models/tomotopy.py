"""tomotopy's Gibbs samplers: latent Dirichlet allocation and the hierarchical Dirichlet process."""

from __future__ import annotations

import warnings
from abc import abstractmethod
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from topics.engines import engines_that
from topics.errors import ModelError
from topics.models.base import TopicEstimator
from topics.models.contract import Floats, check_integer, check_real, shares

__all__ = ["TomotopyHDP", "TomotopyLDA", "fold_in_units"]

_STEP = 10
"""Sweeps between evaluations of the likelihood; priors are learned as often, tomotopy's default."""

_BURN_IN = 10
"""Priors are learned after one in so many sweeps."""

_FOLD_IN_PASSES = 50
_CHUNK = 20_000
"""Non-zeros folded in at a time: what fits a cache, not what changes a result."""


class _Sampler(TopicEstimator):
    """Base of tomotopy's models: documents in, sweeps, topics out."""

    doc_topic_prior: float
    topic_word_prior: float
    random_state: int

    def check_params(self) -> None:
        """Check every parameter; see `TopicEstimator.check_params`."""
        super().check_params()
        check_real("doc_topic_prior", self.doc_topic_prior, positive=True)
        check_real("topic_word_prior", self.topic_word_prior, positive=True)

    def _fit(self, counts: sparse.csr_array) -> None:
        _check_whole_counts(counts)
        tomotopy = _library()
        model = self._model(tomotopy)
        for document in _documents(counts):
            model.add_doc(document)
        model.burn_in = self.max_iter // _BURN_IN
        trace: list[float] = []
        for done in range(0, self.max_iter, _STEP):
            sweeps = min(_STEP, self.max_iter - done)
            model.train(sweeps, workers=1, parallel=tomotopy.ParallelScheme.NONE)
            trace.append(float(model.ll_per_word))
        kept = self._kept(model)
        n_words = np.asarray(model.get_count_by_topics(), dtype=np.float64)[kept]
        columns = np.array([int(word) for word in model.used_vocabs])
        self.components_ = np.zeros((len(kept), counts.shape[1]))
        for row, topic in enumerate(kept):
            self.components_[row, columns] = model.get_topic_word_dist(int(topic)) * n_words[row]
        self.doc_topic_prior_ = self._priors(model, n_words)
        self.doc_topic_ = self._transform(counts)
        self.n_iter_ = self.max_iter
        self.trace_ = tuple(trace)

    def _transform(self, counts: sparse.csr_array) -> Floats:
        return fold_in_units(counts, shares(self.components_), self.doc_topic_prior_)

    @abstractmethod
    def _model(self, tomotopy: Any) -> Any:
        """Return tomotopy's model, empty."""

    @abstractmethod
    def _kept(self, model: Any) -> npt.NDArray[np.int64]:
        """Return which of its topics are used."""

    @abstractmethod
    def _priors(self, model: Any, n_words: Floats) -> Floats:
        """Return the prior of each topic in a unit."""


class TomotopyLDA(_Sampler):
    """Latent Dirichlet allocation by collapsed Gibbs sampling [1]_, ``tomotopy.LDAModel``.

    Parameters
    ----------
    n_components : int, default 10
        Number of topics.
    doc_topic_prior : float, default 0.1
        Prior of topics in units (alpha) to start from; one for each topic is
        learned after burn-in [2]_.
    topic_word_prior : float, default 0.01
        Prior of terms in topics (eta).
    max_iter : int, default 1000
        Sweeps. A sampler does not come to rest, so all are made. The first
        tenth is burn-in, after which priors are learned every ten sweeps;
        topics are those of the last sweep.
    random_state : int, default 1
        Seed of the sampler.

    Attributes
    ----------
    components_ : float64 array, shape (n_components, n_features)
        Words of each term in each topic in the last sweep, smoothed by the
        prior; 0 for a term never seen.
    doc_topic_ : float64 array, shape (n_units, n_components)
        Share of each topic in each unit; rows sum to 1. Found as for new
        units: fifty steps of expectation maximisation with the topics held
        fixed, which, unlike a sample, is free of noise and depends on the
        unit alone. A unit that counts nothing gets equal shares.
    doc_topic_prior_ : float64 array, shape (n_components,)
        Alpha as learned.
    n_iter_ : int
        Sweeps made.
    n_features_in_ : int
        Number of terms.
    trace_ : tuple of float
        Log-likelihood per word after each ten sweeps.

    Notes
    -----
    Needs ``topics-zh[engines]``. One worker, since the result depends on
    their number. The sampler takes integer counts: weights that
    are not integers are refused, not rounded. The bits depend on the
    instruction set (``tomotopy.isa``) of the processor.

    References
    ----------
    .. [1] Griffiths and Steyvers (2004). Finding scientific topics. PNAS 101.
       doi:10.1073/pnas.0307752101.
    .. [2] Wallach, Mimno and McCallum (2009). Rethinking LDA: why priors
       matter. NeurIPS 22.
    """

    def __init__(
        self,
        n_components: int = 10,
        *,
        doc_topic_prior: float = 0.1,
        topic_word_prior: float = 0.01,
        max_iter: int = 1000,
        random_state: int = 1,
    ) -> None:
        self.n_components = n_components
        self.doc_topic_prior = doc_topic_prior
        self.topic_word_prior = topic_word_prior
        self.max_iter = max_iter
        self.random_state = random_state

    def _model(self, tomotopy: Any) -> Any:
        return tomotopy.LDAModel(
            k=self.n_components,
            alpha=float(self.doc_topic_prior),
            eta=float(self.topic_word_prior),
            seed=self.random_state,
        )

    def _kept(self, model: Any) -> npt.NDArray[np.int64]:
        return np.arange(model.k)

    def _priors(self, model: Any, n_words: Floats) -> Floats:  # noqa: ARG002
        return np.asarray(model.alpha, dtype=np.float64)


class TomotopyHDP(_Sampler):
    """The hierarchical Dirichlet process [1]_, ``tomotopy.HDPModel``: topics without a number.

    Parameters
    ----------
    n_components : int, default 10
        Topics the sampler starts with, at least 2. It opens and closes topics as
        the words require, so there may be fewer or more in the end.
    doc_topic_prior : float, default 0.1
        Concentration of topics in units (alpha) to start from; learned after
        burn-in.
    topic_word_prior : float, default 0.1
        Prior of terms in topics (eta). The number of topics depends on it: on
        three hundred paragraphs of speeches 0.1 gives about 20 topics, 0.01
        more than 100 of a few sentences each.
    corpus_prior : float, default 0.1
        Concentration of topics in the corpus (gamma) to start from; learned
        after burn-in.
    max_iter : int, default 1000
        Sweeps; see `TomotopyLDA`.
    random_state : int, default 1
        Seed of the sampler.

    Attributes
    ----------
    components_ : float64 array, shape (n_topics, n_features)
        Words of each term in each topic that has words in the last sweep,
        smoothed by the prior; 0 for a term never seen.
    doc_topic_ : float64 array, shape (n_units, n_topics)
        Share of each topic in each unit, found as `TomotopyLDA` does, with
        each topic's prior in proportion to its words.
    doc_topic_prior_, n_iter_, n_features_in_, trace_
        As in `TomotopyLDA`.

    Notes
    -----
    See `TomotopyLDA`.

    References
    ----------
    .. [1] Teh, Jordan, Beal and Blei (2006). Hierarchical Dirichlet
       processes. JASA 101. doi:10.1198/016214506000000302.
    """

    def __init__(
        self,
        n_components: int = 10,
        *,
        doc_topic_prior: float = 0.1,
        topic_word_prior: float = 0.1,
        corpus_prior: float = 0.1,
        max_iter: int = 1000,
        random_state: int = 1,
    ) -> None:
        self.n_components, self.max_iter = n_components, max_iter
        self.random_state = random_state
        self.doc_topic_prior, self.topic_word_prior = doc_topic_prior, topic_word_prior
        self.corpus_prior = corpus_prior

    def check_params(self) -> None:
        """Check every parameter; see `TopicEstimator.check_params`."""
        super().check_params()
        check_integer("n_components", self.n_components, low=2)
        check_real("corpus_prior", self.corpus_prior, positive=True)

    def _model(self, tomotopy: Any) -> Any:
        return tomotopy.HDPModel(
            initial_k=self.n_components,
            alpha=float(self.doc_topic_prior),
            eta=float(self.topic_word_prior),
            gamma=float(self.corpus_prior),
            seed=self.random_state,
        )

    def _kept(self, model: Any) -> npt.NDArray[np.int64]:
        return np.flatnonzero(np.asarray(model.get_count_by_topics()))

    def _priors(self, model: Any, n_words: Floats) -> Floats:
        priors: Floats = float(model.alpha) * n_words / n_words.sum()
        return priors


def _library() -> Any:
    try:
        with warnings.catch_warnings():
            # Its C types have no __module__, of which newer Pythons warn as they load.
            warnings.simplefilter("ignore", DeprecationWarning)
            import tomotopy
    except ImportError as exc:
        raise ModelError(
            "This engine needs tomotopy, which is not installed: pip install 'topics-zh[engines]'"
        ) from exc
    return tomotopy


def _check_whole_counts(counts: sparse.csr_array) -> None:
    bad = np.flatnonzero(counts.data != np.round(counts.data))
    if len(bad):
        coo = counts.tocoo()
        raise ModelError(
            "tomotopy takes integer counts only, and does not round weights silently; row"
            f" {coo.row[bad[0]]}, column {coo.col[bad[0]]} is {counts.data[bad[0]]}"
            f" ({len(bad)} in all). Give counts, or choose an engine that fits weights: "
            f"{', '.join(engines_that('takes_weights'))}."
        )


def _documents(counts: sparse.csr_array) -> list[list[str]]:
    """Return the words of each unit, column numbers as text; tomotopy passes over empty units."""
    words = np.repeat(counts.indices, counts.data.astype(np.int64)).astype(str).tolist()
    ends = np.cumsum(np.asarray(counts.sum(axis=1), dtype=np.int64)).tolist()
    starts = [0, *ends[:-1]]
    return [words[i:j] for i, j in zip(starts, ends, strict=True)]


def fold_in_units(counts: sparse.csr_array, phi: Floats, alpha: Floats) -> Floats:
    """Find each unit's topics by expectation maximisation, ``phi`` and ``alpha`` held fixed.

    Parameters
    ----------
    counts : csr_array of float64, shape (n_units, n_terms)
    phi : float64 array, shape (n_topics, n_terms)
        Distribution of terms in each topic.
    alpha : float64 array, shape (n_topics,)
        Prior of topics in units.

    Returns
    -------
    float64 array, shape (n_units, n_topics)
    """
    n_units, n_topics = counts.shape[0], len(phi)
    theta = np.full((n_units, n_topics), 1.0 / n_topics)
    known = np.isin(counts.indices, np.flatnonzero(phi.any(axis=0)))
    seen = sparse.csr_array((counts.data * known, counts.indices, counts.indptr), counts.shape)
    seen.eliminate_zeros()
    filled = np.flatnonzero(np.diff(seen.indptr))
    begins = seen.indptr[filled]
    first = 0
    while first < len(filled):
        last = max(first + 1, int(np.searchsorted(begins, begins[first] + _CHUNK)))
        rows = filled[first:last]
        theta[rows] = _fold_in_chunk(sparse.csr_array(seen[rows]), phi, alpha)
        first = last
    return theta


def _fold_in_chunk(counts: sparse.csr_array, phi: Floats, alpha: Floats) -> Floats:
    """Fold in units that all count something; sums go over each unit's words in turn."""
    likely = np.ascontiguousarray(phi.T)[counts.indices]
    unit = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    theta = np.full((counts.shape[0], len(alpha)), 1.0 / len(alpha))
    for _ in range(_FOLD_IN_PASSES):
        made = likely * theta[unit]
        made *= (counts.data / made.sum(axis=1))[:, None]
        theta = shares(np.add.reduceat(made, counts.indptr[:-1], axis=0) + alpha)
    return theta
