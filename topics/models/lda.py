"""Latent Dirichlet allocation by collapsed variational Bayes (CVB0)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Self

import numpy as np
from scipy import sparse
from sklearn.utils.validation import check_is_fitted

from topics.errors import ModelError
from topics.models._contract import (
    Floats,
    TopicEstimator,
    check_n_jobs,
    check_number,
    check_one_of,
    shares,
)
from topics.models._inference import Counts, completion, fold_in, nothing, recount, sweep
from topics.models._priors import concentration, learn_alpha, learn_eta, mean_log_likelihood
from topics.models._schedule import Grid, Workers, lay_out

__all__ = ["LDA"]

OMEGA = 1.6
"""Over-relaxation of a pass. On the People's Daily, 1.6 needs two passes where 1 needs five; from
1.8 the topics of some starts swing, and from 2 all do."""

CHECK = 5
"""Passes between looks at the likelihood."""

SPREAD = 100.0
"""Words of the whole corpus beside each starting unit's own, so that no word is new to it."""

INNER = 6
"""Passes over a chunk of an online fit before it is let go."""

FORGET = 0.7
"""The t-th chunk weighs t ** -0.7 (kappa of Hoffman et al. 2010), but never less than its words."""

SMALL = 2_000_000
"""Responsibilities (non-zeros times topics) below which one thread is faster than two."""


class LDA(TopicEstimator):
    """Latent Dirichlet allocation by collapsed variational Bayes, zeroth order.

    CVB0 [1]_ keeps, for each word of each unit, how likely each topic is to
    have made it, and updates these in turn given all the others. It finds
    topics as good as collapsed Gibbs sampling, in far fewer passes and
    without its noise. Passes are over-relaxed [2]_, start from units drawn
    at random, and run on threads that never share a count [3]_.

    Parameters
    ----------
    n_components : int, default 10
        Number of topics.
    doc_topic_prior : float or array of shape (n_components,), default 0.1
        Prior of topics in units (alpha), one for all or one each. A paragraph
        speaks of one or two things, and a prior well below 1 expects just that.
    topic_word_prior : float, default 0.01
        Prior of terms in topics (eta). A topic uses few of the terms, and a
        small prior leaves the others near 0.
    learn_priors : bool, default False
        Learn a prior for each topic (alpha) and one for the terms (eta) from
        the texts, by fixed-point updates [4]_. Common topics then may be
        common: held-out likelihood rises a little, and formula that stands
        everywhere gathers in topics of its own.
    seed_weight : float, default 0.0
        What a seed term of `fit` weighs, as a share of the term's own count
        added to its topic's prior. At 0 seeds are a start only; at 1 a term
        is held to its topic about as strongly as by the texts themselves
        (guided topics [5]_, [6]_).
    learning_method : {"auto", "batch", "online"}, default "auto"
        "batch" keeps ``4 * n_components`` bytes for each non-zero of the
        matrix. "online" works through chunks of units that fit the memory
        budget and keeps only the topics. "auto" takes "batch" where it fits.
    memory_budget : float, default 4e9
        Bytes for the responsibilities, at most.
    max_iter : int, default 1000
        Passes over the corpus at most.
    tol : float, default 1e-5
        Stop once the mean log-likelihood of a word, each given all the
        others, changes by less than this share of itself a pass.
    n_jobs : int or None, default None
        Threads; None or -1 for one each processor. The result is the same,
        bit for bit, on any number.
    random_state : int, numpy.random.Generator or None, default None
        Seed of the start.

    Attributes
    ----------
    components_ : float64 array, shape (n_components, n_features)
        Expected count of each term in each topic, plus the prior. Rows over
        their sums are the topics' distributions.
    doc_topic_ : float64 array, shape (n_units, n_components)
        Share of each topic in each unit fitted; rows sum to 1.
    doc_topic_prior_ : float64 array, shape (n_components,)
        Alpha as used, or as learned.
    topic_word_prior_ : float
        Eta as used, or as learned.
    n_iter_ : int
        Passes made.
    n_features_in_ : int
        Number of terms.
    trace_ : tuple of float
        Mean log-likelihood of a word given all others, at every fifth pass
        (online: at every pass over the corpus).

    Notes
    -----
    The same matrix and seed give the same bits on any machine of the same
    kind. Other orders of units give other (equally good) local optima. A unit
    that counts nothing gets the shares of the prior.

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
    >>> from topics.models.lda import LDA
    >>> X = np.array([[3, 2, 0, 0], [0, 0, 2, 3]])
    >>> LDA(n_components=2, random_state=1).fit(X).doc_topic_.round(2).max(axis=1)
    array([0.98, 0.98])
    """

    def __init__(
        self,
        n_components: int = 10,
        *,
        doc_topic_prior: float | Floats = 0.1,
        topic_word_prior: float = 0.01,
        learn_priors: bool = False,
        seed_weight: float = 0.0,
        learning_method: str = "auto",
        memory_budget: float = 4e9,
        max_iter: int = 1000,
        tol: float = 1e-5,
        n_jobs: int | None = None,
        random_state: int | np.random.Generator | None = None,
    ) -> None:
        self.n_components = n_components
        self.doc_topic_prior = doc_topic_prior
        self.topic_word_prior = topic_word_prior
        self.learn_priors = learn_priors
        self.seed_weight = seed_weight
        self.learning_method = learning_method
        self.memory_budget = memory_budget
        self.max_iter = max_iter
        self.tol = tol
        self.n_jobs = n_jobs
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
            Positive where a term is a seed of a topic. Seed terms begin at
            their topics, in proportion to these weights; topics without
            seeds begin at units drawn at random. Nothing holds a term there
            unless ``seed_weight`` is above 0.

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

    def fit_transform(self, X: Any, y: None = None, **fit_params: Any) -> Floats:
        """Fit, then `transform`, as scikit-learn has it; ``doc_topic_`` is what the fit found.

        Parameters
        ----------
        X : array or sparse matrix, shape (n_units, n_features)
            Counts or non-negative weights.
        y : None
            Ignored.
        **fit_params
            See `fit`.

        Returns
        -------
        float64 array, shape (n_units, n_components)
        """
        return self.fit(X, y, **fit_params).transform(X)

    def partial_fit(self, X: Any, y: None = None) -> Self:  # noqa: ARG002
        """Learn from more units, in a chunk that fits the memory budget or in several.

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
        first = not hasattr(self, "_n_chunks")
        counts = self._check(X) if first else self._check_more(X)
        rng = self._begin(counts, None) if first else np.random.default_rng(0)
        with Workers(self._n_threads(counts.nnz)) as workers:
            for chunk in self._chunks(counts):
                self._visit(chunk, workers, rng, total=np.inf)
        self._finish_online(counts)
        return self

    def score(self, X: Any, y: None = None) -> float:  # noqa: ARG002
        """Return the log-likelihood of one half of each unit's terms, given the other half.

        Greater is better, and more topics are not better by themselves, so
        that `sklearn.model_selection.GridSearchCV` may choose by it.

        Parameters
        ----------
        X : array or sparse matrix, shape (n_units, n_features)
            Counts of units, best of ones not fitted.
        y : None
            Ignored.

        Returns
        -------
        float
            Sum over the scored words, see `topics.models._inference.completion`.
        """
        return self._complete(X)[0]

    def perplexity(self, X: Any) -> float:
        """Return ``exp`` of minus the mean log-likelihood of a scored word, see `score`.

        Parameters
        ----------
        X : array or sparse matrix, shape (n_units, n_features)
            Counts of units, best of ones not fitted.

        Returns
        -------
        float
            As if each word were drawn from so many equally likely ones.

        Raises
        ------
        ModelError
            If no unit has two terms, so that there is nothing to score.
        """
        log_likelihood, n_words = self._complete(X)
        if not n_words:
            raise ModelError(
                "perplexity: no unit has two different terms, so none foretells another; give"
                " longer units."
            )
        return float(np.exp(-log_likelihood / n_words))

    def to_gensim(self, vocabulary: Sequence[str] | None = None) -> Any:
        """Return a `gensim.models.LdaModel` with these topics and priors.

        Parameters
        ----------
        vocabulary : sequence of str, optional
            Terms of the columns, for gensim's printed topics; numbers if not given.
        """
        from topics.models.gensim import to_gensim

        check_is_fitted(self)
        weights = self.components_ - self.topic_word_prior_
        return to_gensim(weights, self.doc_topic_prior_, self.topic_word_prior_, vocabulary)

    @classmethod
    def from_gensim(cls, model: Any) -> Self:
        """Return an estimator with the topics and priors of a `gensim.models.LdaModel`.

        Parameters
        ----------
        model : gensim.models.LdaModel
            Its topics keep their numbers; columns are its ``id2word``.

        Returns
        -------
        LDA
            Fitted, with no units: `transform` finds those of any matrix.
        """
        weights = np.asarray(model.state.get_lambda(), dtype=np.float64)
        lda = cls(
            len(weights),
            doc_topic_prior=np.asarray(model.alpha, dtype=np.float64),
            topic_word_prior=float(np.mean(model.eta)),
        )
        lda.doc_topic_prior_ = concentration(lda.doc_topic_prior, len(weights))
        lda.topic_word_prior_ = lda.topic_word_prior
        lda.components_, lda.doc_topic_ = weights, np.empty((0, len(weights)))
        lda.n_features_in_, lda.n_iter_, lda.trace_ = weights.shape[1], 0, ()
        return lda

    def _complete(self, X: Any) -> tuple[float, float]:
        check_is_fitted(self)
        counts = self._check_more(X)
        with Workers(self._n_threads(counts.nnz)) as workers:
            return completion(counts, self._phi(), self.doc_topic_prior_, workers)

    def _phi(self) -> Floats:
        return np.ascontiguousarray(shares(self.components_).T)

    def _fit(self, counts: sparse.csr_array, seed_terms: Any = None) -> None:
        rng = self._begin(counts, seed_terms)
        if self._method(counts) == "batch":
            self._fit_batch(counts, rng)
        else:
            self._fit_online(counts, rng)

    def _begin(self, counts: sparse.csr_array, seed_terms: Any) -> np.random.Generator:
        """Check what was given, and forget an earlier fit."""
        check_number("topic_word_prior", self.topic_word_prior, above_zero=True)
        check_number("seed_weight", self.seed_weight, above_zero=False)
        check_number("memory_budget", self.memory_budget, above_zero=True)
        check_number("tol", self.tol, above_zero=False)
        check_one_of("learning_method", self.learning_method, ("auto", "batch", "online"))
        self.doc_topic_prior_ = concentration(self.doc_topic_prior, self.n_components)
        self.topic_word_prior_ = float(self.topic_word_prior)
        self._seeds = self._check_seeds(seed_terms, counts)
        self._n_chunks, self._n_wk = 0, np.zeros((counts.shape[1], self.n_components))
        return np.random.default_rng(self.random_state)

    def _method(self, counts: sparse.csr_array) -> str:
        if self.learning_method != "auto":
            return self.learning_method
        return "batch" if 4 * counts.nnz * self.n_components <= self.memory_budget else "online"

    def _n_threads(self, nnz: int) -> int:
        n_threads = check_n_jobs(self.n_jobs)
        return 1 if nnz * self.n_components < SMALL else n_threads

    def _fit_batch(self, counts: sparse.csr_array, rng: np.random.Generator) -> None:
        grid = lay_out(counts)
        with Workers(self._n_threads(counts.nnz)) as workers:
            state = self._start(counts, grid, rng, workers)
            self.trace_, self.n_iter_ = self._improve(counts, grid, state, workers)
            n_dk, n_wk = recount(grid, state.gamma, workers)
        self._n_wk[grid.terms] = n_wk
        self.components_ = self._prior_of_terms() + self._n_wk.T
        self.doc_topic_ = shares(n_dk + self.doc_topic_prior_)

    def _start(
        self, counts: sparse.csr_array, grid: Grid, rng: np.random.Generator, workers: Workers
    ) -> Counts:
        """Make the first pass: from topics drawn from single units to responsibilities."""
        drawn = self._draw(counts, rng)[grid.terms]
        state = Counts(
            nothing(counts.nnz, self.n_components, workers),
            np.tile(self.doc_topic_prior_.astype(np.float32), (counts.shape[0], 1)),
            drawn.copy(),
        )
        sweep(grid, state, workers, omega=1.0, alpha=self.doc_topic_prior_.min(), eta=1e-9)
        np.maximum(state.n_wk - drawn, 0.0, out=state.n_wk)
        state.n_wk += self._prior_of_terms().T[grid.terms].astype(np.float32)
        return state

    def _draw(self, counts: sparse.csr_array, rng: np.random.Generator) -> Any:
        """Return pseudo-counts, shape (n_features, n_components): a unit each, or its seeds."""
        n_units, n_terms = counts.shape
        lengths = counts.sum(axis=1)
        enough = np.count_nonzero(lengths) >= self.n_components
        units = rng.choice(
            n_units, self.n_components, replace=not enough, p=lengths / lengths.sum()
        )
        noise = rng.random((n_terms, self.n_components), dtype=np.float32) + np.float32(0.5)
        total = counts.sum(axis=0)
        drawn = noise * (SPREAD * total / total.sum()).astype(np.float32)[:, None]
        seeded = self._seeds.any(axis=1)
        own = counts[units[~seeded]].tocoo()
        drawn[own.col, np.flatnonzero(~seeded)[own.row]] += own.data
        seeds = self._seeds.any(axis=0)
        drawn[seeds] = (shares(self._seeds[:, seeds].T) * total[seeds, None]).astype(np.float32)
        return drawn

    def _improve(
        self, counts: sparse.csr_array, grid: Grid, state: Counts, workers: Workers
    ) -> tuple[tuple[float, ...], int]:
        """Pass over the matrix until the likelihood rests, then once without over-relaxation."""
        trace: list[float] = []
        n_passes, rests = 1, self.max_iter == 1
        while not rests:
            n_passes += 1
            measure = n_passes % CHECK == 0
            last = n_passes == self.max_iter
            limits = {"alpha": self.doc_topic_prior_.min(), "eta": self.topic_word_prior_}
            found = sweep(
                grid, state, workers, omega=1.0 if last else OMEGA, measure=measure, **limits
            )
            rests = last
            if measure:
                trace.append(mean_log_likelihood(found, counts, self.doc_topic_prior_.sum()))
                if len(trace) > 1 and abs(trace[-1] - trace[-2]) < -self.tol * CHECK * trace[-1]:
                    sweep(grid, state, workers, omega=1.0, **limits)
                    n_passes, rests = n_passes + 1, True
                elif self.learn_priors:
                    self._learn_priors(state)
        return tuple(trace), n_passes

    def _learn_priors(self, state: Counts) -> None:
        """Move both priors a step, and the counts that hold them."""
        alpha, eta = self.doc_topic_prior_, self.topic_word_prior_
        self.doc_topic_prior_ = learn_alpha(state.n_dk, alpha)
        state.n_dk += (self.doc_topic_prior_ - alpha).astype(np.float32)
        self.topic_word_prior_ = learn_eta(state.n_wk, eta)
        state.n_wk += np.float32(self.topic_word_prior_ - eta)

    def _fit_online(self, counts: sparse.csr_array, rng: np.random.Generator) -> None:
        trace: list[float] = []
        total = float(counts.sum())
        with Workers(self._n_threads(counts.nnz)) as workers:
            for _ in range(max(1, self.max_iter // INNER)):
                logs = sum(self._visit(c, workers, rng, total) for c in self._chunks(counts))
                trace.append(mean_log_likelihood(logs, counts, self.doc_topic_prior_.sum()))
                if len(trace) > 1 and abs(trace[-1] - trace[-2]) < -self.tol * INNER * trace[-1]:
                    break
        self.trace_, self.n_iter_ = tuple(trace), INNER * len(trace)
        self._finish_online(counts)

    def _finish_online(self, counts: sparse.csr_array) -> None:
        self.components_ = self._prior_of_terms() + self._n_wk.T
        self.doc_topic_ = self._transform(counts)

    def _chunks(self, counts: sparse.csr_array) -> Iterator[sparse.csr_array]:
        """Yield runs of units whose responsibilities fit the memory budget, at least one each."""
        room = max(1, int(self.memory_budget / (4 * self.n_components)))
        start = 0
        while start < counts.shape[0]:
            end = int(np.searchsorted(counts.indptr, counts.indptr[start] + room, "right")) - 1
            end = min(max(end, start + 1), counts.shape[0])
            chunk = sparse.csr_array(counts[start:end])
            if chunk.nnz:
                yield chunk
            start = end

    def _visit(
        self, chunk: sparse.csr_array, workers: Workers, rng: np.random.Generator, total: float
    ) -> float:
        """Learn from one chunk, its topics added to those so far; return its log-likelihood."""
        limits = {"alpha": self.doc_topic_prior_.min(), "eta": self.topic_word_prior_}
        grid = lay_out(chunk)
        self._n_chunks += 1
        if self._n_chunks == 1:
            state = self._start(chunk, grid, rng, workers)
            past = np.zeros_like(state.n_wk)
        else:
            words = float(chunk.sum())
            share = max(words / total, self._n_chunks**-FORGET)
            self._n_wk *= words * (1.0 - share) / share / self._n_wk.sum()
            past = self._n_wk[grid.terms].astype(np.float32)
            prior = self._prior_of_terms().T[grid.terms].astype(np.float32)
            state = Counts(
                nothing(chunk.nnz, self.n_components, workers),
                np.tile(self.doc_topic_prior_.astype(np.float32), (chunk.shape[0], 1)),
                past + prior,
            )
            sweep(grid, state, workers, omega=1.0, **limits)
        for _ in range(INNER - 2):
            sweep(grid, state, workers, omega=OMEGA, **limits)
        logs = sweep(grid, state, workers, omega=1.0, measure=True, **limits)
        self._n_wk[grid.terms] = past + recount(grid, state.gamma, workers)[1]
        return logs

    def _prior_of_terms(self) -> Floats:
        """Return each term's prior in each topic, shape (n_components, n_features)."""
        return self.topic_word_prior_ + self.seed_weight * self._seeds

    def _transform(self, counts: sparse.csr_array) -> Floats:
        with Workers(self._n_threads(counts.nnz)) as workers:
            return fold_in(counts, self._phi(), self.doc_topic_prior_, workers)

    def _check_seeds(self, seed_terms: Any, counts: sparse.csr_array) -> Floats:
        """Return each seed term's count, shared out to its topics; zeros for all others."""
        shape = self.n_components, counts.shape[1]
        if seed_terms is None:
            return np.zeros(shape)
        seeds = np.asarray(seed_terms, dtype=np.float64)
        if seeds.shape != shape:
            raise ModelError(
                f"seed_terms must have shape {shape} (n_components, n_features), has {seeds.shape}."
            )
        if not np.all(np.isfinite(seeds) & (seeds >= 0)):
            raise ModelError("seed_terms must hold finite numbers of at least 0.")
        weights = shares(seeds.T).T * seeds.any(axis=0)
        return np.asarray(weights * counts.sum(axis=0))
