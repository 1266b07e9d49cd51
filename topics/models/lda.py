"""Latent Dirichlet allocation by collapsed variational Bayes (CVB0)."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from scipy import sparse

from topics.errors import ModelError
from topics.models._contract import Floats, TopicEstimator, check_number, shares
from topics.models._kernels import cvb0_fold_in, cvb0_pass

__all__ = ["LDA"]

_FOLD_IN_PASSES = 100
"""Passes over one unit at most while its topics are found; few units need twenty."""


class LDA(TopicEstimator):
    """Latent Dirichlet allocation by collapsed variational Bayes, zeroth order.

    CVB0 [1]_ keeps, for each word of each unit, how likely each topic is to
    have made it, and updates these in turn given all the others. It finds
    topics as good as collapsed Gibbs sampling, in far fewer passes and
    without its noise.

    Parameters
    ----------
    n_components : int, default 10
        Number of topics.
    doc_topic_prior : float, default 0.1
        Prior of topics in units (alpha). A paragraph speaks of one or two
        things, and a prior well below 1 expects just that.
    topic_word_prior : float, default 0.01
        Prior of terms in topics (eta). A topic uses few of the terms, and a
        small prior leaves the others near 0.
    max_iter : int, default 1000
        Passes over the corpus at most.
    tol : float, default 1e-4
        Stop once a pass moves less than this share of the corpus' weight to
        another topic. At one word in ten thousand, main topics have settled:
        on paragraphs of speeches fewer than one in twenty still changes later,
        where at one in a thousand a quarter may.
    random_state : int, numpy.random.Generator or None, default None
        Seed of the start.

    Attributes
    ----------
    components_ : float64 array, shape (n_components, n_features)
        Expected count of each term in each topic, plus the prior. Rows over
        their sums are the topics' distributions.
    doc_topic_ : float64 array, shape (n_units, n_components)
        Share of each topic in each unit fitted; rows sum to 1.
    n_iter_ : int
        Passes made.
    n_features_in_ : int
        Number of terms.
    trace_ : tuple of float
        Mean log probability of a word given all others, at each pass.

    Notes
    -----
    Passes run in row order on one thread: the same matrix and seed give the
    same bits on any machine of the same kind. Other row orders give other
    (equally good) local optima. A unit that counts nothing gets equal shares.

    References
    ----------
    .. [1] Asuncion, Welling, Smyth and Teh (2009). On smoothing and inference
       for topic models. UAI. arXiv:1205.2662.
    .. [2] Blei, Ng and Jordan (2003). Latent Dirichlet allocation. JMLR 3.
       doi:10.1162/jmlr.2003.3.4-5.993.

    Examples
    --------
    >>> import numpy as np
    >>> from topics.models.lda import LDA
    >>> X = np.array([[3, 2, 0, 0], [0, 0, 2, 3]])
    >>> LDA(n_components=2, random_state=1).fit_transform(X).round(2).max(axis=1)
    array([0.98, 0.98])
    """

    def __init__(
        self,
        n_components: int = 10,
        *,
        doc_topic_prior: float = 0.1,
        topic_word_prior: float = 0.01,
        max_iter: int = 1000,
        tol: float = 1e-4,
        random_state: int | np.random.Generator | None = None,
    ) -> None:
        self.n_components = n_components
        self.doc_topic_prior = doc_topic_prior
        self.topic_word_prior = topic_word_prior
        self.max_iter = max_iter
        self.tol = tol
        self.random_state = random_state

    def fit(self, X: Any, y: None = None, *, seed_terms: Any = None) -> Self:  # noqa: ARG002
        """Find the topics of a document-term matrix.

        Parameters
        ----------
        X : array or sparse matrix, shape (n_units, n_features)
            Counts or non-negative weights.
        y : None
            Ignored.
        seed_terms : array, shape (n_components, n_features), optional
            Positive where a term is a seed of a topic. A start only: the
            responsibilities of seed terms begin at their topics, in proportion
            to these weights, those of all others at random. Nothing holds
            them there; a topic may leave its seeds.

        Returns
        -------
        LDA
            Itself.

        Raises
        ------
        ModelError
            If ``X``, ``seed_terms`` or a parameter cannot be used.
        """
        self._fit(self._check(X), seed_terms)
        return self

    def _fit(self, counts: sparse.csr_array, seed_terms: Any = None) -> None:
        check_number("doc_topic_prior", self.doc_topic_prior, above_zero=True)
        check_number("topic_word_prior", self.topic_word_prior, above_zero=True)
        check_number("tol", self.tol, above_zero=False)
        gamma = self._start(counts, seed_terms)
        n_dk, n_wk = _expected_counts(counts, gamma)
        n_k = n_wk.sum(axis=0)
        alpha, eta = float(self.doc_topic_prior), float(self.topic_word_prior)
        trace: list[float] = []
        for _ in range(self.max_iter):
            moved, log_likelihood = cvb0_pass(*_csr(counts), gamma, n_dk, n_wk, n_k, alpha, eta)
            trace.append(log_likelihood)
            if moved < self.tol:
                break
        self.components_ = np.ascontiguousarray(n_wk.T) + eta
        self.doc_topic_ = shares(n_dk + alpha)
        self.n_iter_ = len(trace)
        self.trace_ = tuple(trace)

    def _transform(self, counts: sparse.csr_array) -> Floats:
        phi = np.ascontiguousarray(shares(self.components_).T)
        alpha = float(self.doc_topic_prior)
        return cvb0_fold_in(*_csr(counts), phi, alpha, _FOLD_IN_PASSES, float(self.tol))

    def _start(self, counts: sparse.csr_array, seed_terms: Any) -> Floats:
        """Draw responsibilities evenly from the simplex, then put the seed terms in place."""
        rng = np.random.default_rng(self.random_state)
        gamma = rng.standard_exponential((counts.nnz, self.n_components))
        if seed_terms is not None:
            start = self._check_seeds(seed_terms, counts.shape[1]).T[counts.indices]
            is_seed = start.sum(axis=1) > 0
            gamma[is_seed] = start[is_seed]
        return shares(gamma)

    def _check_seeds(self, seed_terms: Any, n_features: int) -> Floats:
        seeds = np.asarray(seed_terms, dtype=np.float64)
        if seeds.shape != (self.n_components, n_features):
            raise ModelError(
                f"seed_terms must have shape {(self.n_components, n_features)}"
                f" (n_components, n_features), has {seeds.shape}."
            )
        if not np.all(np.isfinite(seeds) & (seeds >= 0)):
            raise ModelError("seed_terms must hold finite numbers of at least 0.")
        return seeds


def _csr(counts: sparse.csr_array) -> tuple[Any, Any, Floats]:
    return counts.indptr, counts.indices, counts.data


def _expected_counts(counts: sparse.csr_array, gamma: Floats) -> tuple[Floats, Floats]:
    """Sum ``counts * gamma`` over the rows and over the columns of ``counts``."""
    weighted = counts.data[:, None] * gamma
    shape = (counts.shape[0], gamma.shape[1])
    n_dk, n_wk = np.zeros(shape), np.zeros((counts.shape[1], gamma.shape[1]))
    np.add.at(n_dk, np.repeat(np.arange(shape[0]), np.diff(counts.indptr)), weighted)
    np.add.at(n_wk, counts.indices, weighted)
    return n_dk, n_wk
