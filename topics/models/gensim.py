"""Gensim's latent Dirichlet allocation: online variational Bayes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from gensim.models.ldamodel import LdaModel, LdaState
from scipy import sparse

from topics.errors import ModelError
from topics.models.base import TopicEstimator
from topics.models.contract import Floats, check_real, shares
from topics.models.threads import one_thread

__all__ = ["GensimLDA", "bags", "gammas", "to_gensim"]

_CHUNK = 8
"""Units per update of the topics: few, since a study has hundreds of units, not millions.
One update a pass leaves the even start so slowly that it looks like rest."""

_DECAY = 0.5
"""The n-th update counts for n ** -0.5 (kappa of Hoffman et al. 2010; gensim's default)."""


class GensimLDA(TopicEstimator):
    """Latent Dirichlet allocation by online variational Bayes, ``gensim.models.LdaModel``.

    Parameters
    ----------
    n_components : int, default 10
        Number of topics.
    doc_topic_prior : float, default 0.5
        Prior of topics in units (alpha). Variational Bayes takes about one
        half off every count, so it wants priors larger by that than CVB0's
        [1]_.
    topic_word_prior : float, default 0.5
        Prior of terms in topics (eta), larger for the same reason.
    max_iter : int, default 300
        Maximum number of passes over the corpus.
    tol : float, default 0.02
        Stop once a pass moves less than this share of the topics' words, as
        the mean total variation distance of a topic from itself a pass
        before. Steps shrink by the learning rate, so later passes move less
        and less whether they learn anything or not.
    random_state : int, default 1
        Seed of the start of topics and units.

    Attributes
    ----------
    components_ : float64 array, shape (n_components, n_features)
        Variational parameters of the topics (lambda). Rows over their sums
        are the topics' distributions.
    doc_topic_ : float64 array, shape (n_units, n_components)
        Share of each topic in each unit fitted; rows sum to 1.
    n_iter_ : int
        Number of passes.
    converged_ : bool
        Whether the last pass moved less than ``tol``.
    n_features_in_ : int
        Number of terms.
    trace_ : tuple of float
        Share of the topics' words that moved, at each pass.
    objective_ : float
        Variational bound on the log-likelihood of a word.

    Notes
    -----
    One worker in double precision, BLAS on one thread. Gensim starts each
    unit from a random draw; here all units start from the same one, so
    ``transform`` does not depend on the order of units.

    References
    ----------
    .. [1] Asuncion, Welling, Smyth and Teh (2009). On smoothing and inference
       for topic models. UAI. arXiv:1205.2662.
    .. [2] Hoffman, Blei and Bach (2010). Online learning for latent Dirichlet
       allocation. NeurIPS 23.
    """

    def __init__(
        self,
        n_components: int = 10,
        *,
        doc_topic_prior: float = 0.5,
        topic_word_prior: float = 0.5,
        max_iter: int = 300,
        tol: float = 0.02,
        random_state: int = 1,
    ) -> None:
        self.n_components, self.random_state = n_components, random_state
        self.doc_topic_prior, self.topic_word_prior = doc_topic_prior, topic_word_prior
        self.max_iter, self.tol = max_iter, tol

    def check_params(self) -> None:
        """Check every parameter; see `TopicEstimator.check_params`."""
        super().check_params()
        check_real("doc_topic_prior", self.doc_topic_prior, positive=True)
        check_real("topic_word_prior", self.topic_word_prior, positive=True)
        check_real("tol", self.tol, positive=False)

    def _fit(self, counts: sparse.csr_array) -> None:
        with one_thread():
            self._model = LdaModel(
                num_topics=self.n_components,
                id2word={j: str(j) for j in range(counts.shape[1])},
                alpha=self.doc_topic_prior,
                eta=self.topic_word_prior,
                eval_every=None,
                random_state=self.random_state,
                dtype=np.float64,
            )
            self.trace_ = self._learn(bags(counts))
        self._bound = self._bound_of(counts)
        self.n_iter_ = len(self.trace_)
        self._set_converged(self.trace_[-1] < self.tol)
        self.components_ = self._model.state.get_lambda()
        self.doc_topic_ = self._transform(counts)

    @property
    def objective_(self) -> float:
        """Return the variational bound on the log-likelihood of a word."""
        return self._bound

    def _bound_of(self, counts: sparse.csr_array) -> float:
        self._model.random_state = np.random.RandomState(self.random_state)
        with one_thread():
            return float(self._model.bound(bags(counts)) / counts.sum())

    def _learn(self, documents: list[list[tuple[int, float]]]) -> tuple[float, ...]:
        """Make passes as ``LdaModel.update`` does, but see after each whether to go on."""
        model = self._model
        model.state.numdocs = len(documents)
        chunks = [documents[i : i + _CHUNK] for i in range(0, len(documents), _CHUNK)]
        trace: list[float] = []
        n_updates = 0
        topics = model.get_topics()
        for _ in range(self.max_iter):
            for chunk in chunks:
                seen = LdaState(model.eta, model.state.sstats.shape, model.dtype)
                model.do_estep(chunk, seen)
                n_updates += 1
                model.do_mstep(n_updates**-_DECAY, seen)
            before, topics = topics, model.get_topics()
            trace.append(float(0.5 * np.abs(topics - before).sum(axis=1).mean()))
            if trace[-1] < self.tol:
                break
        return tuple(trace)

    def _transform(self, counts: sparse.csr_array) -> Floats:
        with one_thread():
            return shares(gammas(self._model, counts, self.n_components, self.random_state))


def gammas(model: Any, counts: sparse.csr_array, n_topics: int, random_state: int) -> Floats:
    """Infer the topics of units one by one from the same start; the model remains as it was.

    Parameters
    ----------
    model : gensim model
        With ``inference``.
    counts : csr_array of float64, shape (n_units, n_terms)
    n_topics : int
        Number of topics of the model.
    random_state : int
        Seed of the start.

    Returns
    -------
    float64 array, shape (n_units, n_topics)
        Variational parameters; ones for a unit without terms.
    """
    model = getattr(model, "classic_model_representation", model)  # of an ensemble
    before, gamma = model.random_state, np.ones((counts.shape[0], n_topics))
    try:
        for row, document in enumerate(bags(counts)):
            model.random_state = np.random.RandomState(random_state)
            if document:
                found = model.inference([document])
                gamma[row] = found[0][0] if isinstance(found, tuple) else found[0]
    finally:
        model.random_state = before
    return gamma


def to_gensim(
    weights: Floats, alpha: Floats, eta: float, vocabulary: Sequence[str] | None = None
) -> LdaModel:
    """Return gensim's model with given topics.

    Parameters
    ----------
    weights : float64 array, shape (n_topics, n_terms)
        Expected count of each term in each topic, without the prior.
    alpha : float64 array, shape (n_topics,)
        Prior of topics in units.
    eta : float
        Prior of terms in topics.
    vocabulary : sequence of str, optional
        Terms of the columns; numbers if not given.
    """
    n_topics, n_terms = weights.shape
    terms = [str(j) for j in range(n_terms)] if vocabulary is None else list(vocabulary)
    if len(terms) != n_terms:
        raise ModelError(f"vocabulary has {len(terms)} terms, but the topics have {n_terms}.")
    model = LdaModel(
        num_topics=n_topics,
        id2word=dict(enumerate(terms)),
        alpha=alpha,
        eta=eta,
        random_state=0,
        dtype=np.float64,
    )
    model.state.sstats = np.array(weights)
    model.sync_state()
    return model


def bags(counts: sparse.csr_array) -> list[list[tuple[int, float]]]:
    """Return each row as gensim's bag of words: (term, weight) pairs.

    Parameters
    ----------
    counts : csr_array of float64, shape (n_units, n_terms)
    """
    pairs = list(zip(counts.indices.tolist(), counts.data.tolist(), strict=True))
    return [pairs[i:j] for i, j in pairwise(counts.indptr.tolist())]
