"""Latent Dirichlet allocation by collapsed variational Bayes (CVB0)."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from scipy import sparse

from topics.errors import ModelError
from topics.models.contract import Floats, check_one_of, check_real, check_weights, shares
from topics.models.lda.inference import fold_in
from topics.models.lda.learning import Tie, learn_batch
from topics.models.lda.online import INNER, chunks, learn_chunk, weight
from topics.models.lda.passes import width
from topics.models.lda.priors import check_seeds, concentration, mean_log_likelihood
from topics.models.lda.schedule import Workers
from topics.models.lda.serialization import StoredTopics
from topics.models.lda.starting import Priors

__all__ = ["LDA"]


class LDA(StoredTopics):
    """Latent Dirichlet allocation by collapsed variational Bayes, zeroth order.

    CVB0 [1]_ keeps, for each word of each unit, how likely each topic is to have made it, and
    updates these in turn given all the others. It finds topics as good as collapsed Gibbs sampling,
    in far fewer passes and without its noise. Passes are over-relaxed [2]_, start from units drawn
    at random, and run on threads that never share a count [3]_.

    Parameters
    ----------
    n_components : int, default 10
        Number of topics.
    doc_topic_prior : float or array of shape (n_components,), default 0.1
        Prior of topics in units (alpha), one for all or one each. A paragraph is about one or two
        things, which a prior well below 1 expects.
    topic_word_prior : float, default 0.05
        Prior of terms in topics (eta). A small prior leaves the terms that a topic does not use
        near 0; a smaller one than this suits few paragraphs less well.
    learn_priors : bool, default False
        Learn a prior for each topic (alpha) and one for the terms (eta) from the texts, by
        fixed-point updates [4]_. Common topics may then be common: held-out likelihood rises a
        little, and formula that occurs everywhere gathers in separate topics.
    seed_weight : float, default 0.0
        What a seed term of `fit` weighs, as a share of the term's own count added to its topic's
        prior. At 0 seeds are a start only; at 1 a term is held to its topic about as strongly as by
        the texts themselves (guided topics [5]_, [6]_).
    neighbour_weight : float, default 0.0
        What a unit takes from the units before and after it in its group (see ``groups`` of `fit`):
        this share of their words, mean of the two, is added to its prior of topics, so that a short
        paragraph depends on its context too. On government reports 0.1 raised held-out likelihood
        by 0.01 to 0.03 a word. "batch" only.
    learning_method : {"auto", "batch", "online"}, default "auto"
        "batch" keeps for each non-zero of the matrix four bytes a topic, their number rounded up to
        a multiple of eight. "online" works through chunks of units that fit the memory budget and
        keeps only the topics. "auto" takes "batch" where it fits.
    memory_budget : float, default 4e9
        Maximum number of bytes for the responsibilities.
    max_iter : int, default 1000
        Maximum number of passes over the corpus.
    tol : float, default 1e-4
        Stop once five passes have moved less than this share of all words from one topic to
        another. What a unit gains and loses in the same topic does not count. "online", which keeps
        no assignments, stops once a round of six passes changes the mean log-likelihood of a word
        by less than this share of itself. At 0 all ``max_iter`` passes are made. `docs/lda.md` has
        how close fits get to their fixed points.
    n_jobs : int or None, default -1
        Threads, as joblib counts them: -1 for all processors, None for 1. The result is the same,
        bit for bit, on any number.
    random_state : int or numpy.random.Generator, default 1
        Seed of the start.

    Attributes
    ----------
    components_ : float64 array, shape (n_components, n_features)
        Expected count of each term in each topic, plus the prior. Rows over their sums are the
        topics' distributions.
    doc_topic_ : float64 array, shape (n_units, n_components)
        Share of each topic in each unit fitted; rows sum to 1.
    doc_topic_prior_ : float64 array, shape (n_components,)
        Alpha as used, or as learned.
    topic_word_prior_ : float
        Eta as used, or as learned.
    n_iter_ : int
        Number of passes.
    converged_ : bool
        Whether the fit stopped by ``tol``. Otherwise it warns, unless ``tol`` is 0:
        `sklearn.exceptions.ConvergenceWarning`.
    n_features_in_ : int
        Number of terms.
    trace_ : tuple of float
        Mean log-likelihood of a word given all others, at every fifth pass (online: at every pass
        over the corpus).

    See Also
    --------
    topics.fit : Fit a model.
    topics.ENGINES : Every engine by name.

    Notes
    -----
    The same matrix and seed give the same bits on any machine of the same kind. Other orders of
    units give other (equally good) local optima. A unit that counts nothing gets the shares of the
    prior.

    References
    ----------
    .. [1] Asuncion, Welling, Smyth and Teh (2009). On smoothing and inference
       for topic models. UAI. arXiv:1205.2662.
    .. [2] Salakhutdinov and Roweis (2003). Adaptive overrelaxed bound
       optimization methods. ICML.
    .. [3] Yan, Xu and Qi (2009). Parallel inference for latent Dirichlet
       allocation on graphics processing units. NeurIPS 22.
    .. [4] Wallach, Mimno and McCallum (2009). Rethinking LDA: why priors
       matter. NeurIPS 22.
    .. [5] Jagarlamudi, Daumé and Udupa (2012). Incorporating lexical priors
       into topic models. EACL.
    .. [6] Eshima, Imai and Sasaki (2024). Keyword-assisted topic models.
       American Journal of Political Science. doi:10.1111/ajps.12779.

    Examples
    --------
    >>> import numpy as np
    >>> from topics.models.lda.estimator import LDA
    >>> X = np.array([[3, 2, 0, 0], [0, 0, 2, 3]])
    >>> LDA(n_components=2, random_state=1).fit(X).doc_topic_.round(2).max(axis=1)
    array([0.98, 0.98])
    """

    def __init__(
        self,
        n_components: int = 10,
        *,
        doc_topic_prior: float | Floats = 0.1,
        topic_word_prior: float = 0.05,
        learn_priors: bool = False,
        seed_weight: float = 0.0,
        neighbour_weight: float = 0.0,
        learning_method: str = "auto",
        memory_budget: float = 4e9,
        max_iter: int = 1000,
        tol: float = 1e-4,
        n_jobs: int | None = -1,
        random_state: int | np.random.Generator = 1,
    ) -> None:
        self.n_components = n_components
        self.doc_topic_prior = doc_topic_prior
        self.topic_word_prior = topic_word_prior
        self.learn_priors = learn_priors
        self.seed_weight = seed_weight
        self.neighbour_weight = neighbour_weight
        self.learning_method = learning_method
        self.memory_budget = memory_budget
        self.max_iter = max_iter
        self.tol = tol
        self.n_jobs = n_jobs
        self.random_state = random_state

    def check_params(self) -> None:
        """Check every parameter; see `TopicEstimator.check_params`."""
        super().check_params()
        concentration(self.doc_topic_prior, self.n_components)
        check_real("topic_word_prior", self.topic_word_prior, positive=True)
        check_real("seed_weight", self.seed_weight, positive=False)
        check_real("neighbour_weight", self.neighbour_weight, positive=False)
        check_real("memory_budget", self.memory_budget, positive=True)
        check_real("tol", self.tol, positive=False)
        check_one_of("learning_method", self.learning_method, ("auto", "batch", "online"))
        if not isinstance(self.learn_priors, bool | np.bool_):
            raise ModelError(f"learn_priors = {self.learn_priors!r}: must be True or False.")
        if self.neighbour_weight and self.learning_method == "online":
            raise ModelError("neighbour_weight: needs learning_method 'batch' or 'auto'.")

    def _check_random_state(self) -> None:
        if not isinstance(self.random_state, np.random.Generator):
            super()._check_random_state()

    def fit(
        self,
        X: Any,
        y: None = None,  # noqa: ARG002
        *,
        seed_terms: Any = None,
        start_terms: Any = None,
        groups: Any = None,
    ) -> Self:
        """Find the topics of a document-term matrix.

        Parameters
        ----------
        X : array or sparse matrix, shape (n_units, n_features)
            Counts or non-negative weights.
        y : None
            Ignored.
        seed_terms : array, shape (n_components, n_features), optional
            Positive where a term is a seed of a topic. Seed terms start in
            their topics, in proportion to these weights; topics without
            seeds start from units drawn at random. Nothing keeps a term
            there unless ``seed_weight`` is above 0.
        start_terms : array, shape (n_components, n_features), optional
            Words of each topic to start from, such as ``components_`` of an earlier fit. Topics
            whose row is 0 start from units that the others explain worst.
        groups : array of shape (n_units,), optional
            Units that follow each other with the same label are neighbours,
            for ``neighbour_weight``.

        Returns
        -------
        LDA
            Itself.

        Raises
        ------
        ModelError
            If ``seed_terms``, ``start_terms``, ``groups`` or a parameter cannot be used, or ``X``
            counts nothing.
        """
        self._fit(self._check(X), groups, seed_terms=seed_terms, start_terms=start_terms)
        return self

    def partial_fit(self, X: Any, y: None = None) -> Self:  # noqa: ARG002
        """Learn from more units, in a chunk that fits the memory budget or in several.

        Units are learned in the order given, each once, and what came early is
        forgotten. In the order of files that is the beginning of the pile, so
        shuffle the units first. `fit` does so itself, anew for each round.

        Parameters
        ----------
        X : array or sparse matrix, shape (n_units, n_features)
            Counts or non-negative weights of units not seen before.
        y : None
            Ignored.

        Returns
        -------
        LDA
            Itself, with ``components_`` and ``doc_topic_`` of these units.

        Raises
        ------
        ModelError
            If ``X`` or a parameter cannot be used.
        """
        rng = np.random.default_rng(self.random_state)
        if hasattr(self, "_n_seen"):
            counts = self._check_more(X)
        else:
            counts = self._check(X)
            self._priors = self._begin(counts)
        with Workers(self._n_threads(counts.nnz)) as workers:
            self._n_words += float(counts.sum())
            logs = self._learn(counts, self._n_words, rng, workers)
            self._finish()
            self.doc_topic_ = fold_in(counts, self._phi(), self.doc_topic_prior_, workers)
        self.n_iter_, self.converged_ = getattr(self, "n_iter_", 0) + INNER, False
        alpha = float(self.doc_topic_prior_.sum())
        self.trace_ = (*getattr(self, "trace_", ()), mean_log_likelihood(logs, counts, alpha))
        return self

    def _fit(self, counts: sparse.csr_array, groups: Any = None, **begin: Any) -> None:
        tie = Tie.of(self.neighbour_weight, groups, counts.shape[0])
        priors, rng = self._begin(counts, **begin), np.random.default_rng(self.random_state)
        with Workers(self._n_threads(counts.nnz)) as workers:
            if self._method(counts) == "online":
                self._fit_online(counts, priors, rng, workers)
                return
            found = learn_batch(
                counts, priors, rng, workers,
                max_iter=self.max_iter, tol=self.tol, learn_priors=self.learn_priors, tie=tie,
            )  # fmt: skip
        self._n_wk, self._priors, self.trace_ = found.n_wk, found.priors, found.trace
        self.n_iter_ = found.n_passes
        self._set_converged(found.converged)
        # Each pass made the topics more certain: units of `partial_fit` do not wash them away.
        self._n_words = float(counts.sum())
        self._n_seen, self._n_first = self.n_iter_ * self._n_words, self._n_words
        self._finish()
        self.doc_topic_ = shares(found.n_dk)

    def _fit_online(
        self, counts: sparse.csr_array, priors: Priors, rng: np.random.Generator, workers: Workers
    ) -> None:
        """Go through the chunks until a round hardly improves the likelihood."""
        self._priors, self._n_words = priors, float(counts.sum())
        trace, rests = list[float](), False
        while not trace or (INNER * len(trace) < self.max_iter and not rests):
            mixed = sparse.csr_array(counts[rng.permutation(counts.shape[0])])
            logs = self._learn(mixed, np.inf, rng, workers)
            trace.append(mean_log_likelihood(logs, mixed, priors.alpha.sum()))
            change = abs(trace[-1] - trace[-2]) if len(trace) > 1 else np.inf
            rests = bool(change < self.tol * abs(trace[-1]))
        self._finish()
        self.trace_, self.n_iter_ = tuple(trace), INNER * len(trace)
        self._set_converged(rests)
        self.doc_topic_ = fold_in(counts, self._phi(), self.doc_topic_prior_, workers)

    def _learn(
        self,
        counts: sparse.csr_array,
        known: float,
        rng: np.random.Generator,
        workers: Workers,
    ) -> float:
        """Learn from every chunk in turn; return the sum of their log-likelihoods."""
        sum_of_logs = 0.0
        for chunk in chunks(counts, self.n_components, self.memory_budget):
            words = float(chunk.sum())
            self._n_first = self._n_first if self._n_seen else words
            share = weight(words, self._n_seen, known, self._n_first)
            self._n_wk, logs = learn_chunk(chunk, self._n_wk, share, self._priors, rng, workers)
            self._n_seen += words
            sum_of_logs += logs
        return sum_of_logs

    def _begin(
        self, counts: sparse.csr_array, seed_terms: Any = None, start_terms: Any = None
    ) -> Priors:
        """Return the priors and the start, and forget an earlier fit."""
        n_terms, alpha = counts.shape[1], concentration(self.doc_topic_prior, self.n_components)
        seeds = check_seeds(seed_terms, self.n_components, np.asarray(counts.sum(axis=0), float))
        if start_terms is not None:
            start_terms = check_weights("start_terms", start_terms, (self.n_components, n_terms))
        self._n_seen = self._n_first = self._n_words = 0.0
        self._n_wk = np.zeros((n_terms, self.n_components))
        prior = float(self.topic_word_prior)
        return Priors(alpha, prior, seeds, float(self.seed_weight), start_terms)

    def _method(self, counts: sparse.csr_array) -> str:
        if self.learning_method != "auto":
            return self.learning_method
        if self.neighbour_weight:
            return "batch"
        fits = 4 * counts.nnz * width(self.n_components) <= self.memory_budget
        return "batch" if fits else "online"

    def _finish(self) -> None:
        self._seeds = self._priors.seeds
        # Chunks leave the topics lighter than the corpus.
        self._n_wk *= self._n_words / self._n_wk.sum()
        self.components_ = self._priors.of_terms() + self._n_wk.T
        self.doc_topic_prior_ = self._priors.alpha
        self.topic_word_prior_ = self._priors.eta

    def _transform(self, counts: sparse.csr_array) -> Floats:
        with Workers(self._n_threads(counts.nnz)) as workers:
            return fold_in(counts, self._phi(), self.doc_topic_prior_, workers)
