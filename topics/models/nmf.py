"""Non-negative matrix factorisation of TF-IDF weights."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse
from sklearn.decomposition import non_negative_factorization
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.utils.extmath import randomized_svd

from topics.models.base import TopicEstimator
from topics.models.contract import Floats, check_real, dampen, shares
from topics.models.nnls import nnls_rows
from topics.models.threads import one_thread

__all__ = ["NMFTopics"]

_STEP = 10
_EXACT = 1e-3
"""A residual that counts as zero: rounding errors may shrink by the same share for ever."""
_ZERO = 1e-10
_SOLVE_ROUNDS = 1000
_SOLVE_TOL = 1e-10


class NMFTopics(TopicEstimator):
    r"""Non-negative matrix factorisation :math:`X \approx W H` of TF-IDF with scikit-learn.

    Least squares [1]_ by coordinate descent, from the non-negative double SVD
    with its zeros filled (``nndsvda`` [2]_).

    Parameters
    ----------
    n_components : int, default 10
        Number of topics.
    max_iter : int, default 300
        Maximum number of rounds of coordinate descent, run ten at a time.
    tol : float, default 1e-4
        Stop once ten rounds lower the residual by less than this share of it.
    random_state : int, default 1
        Seed of the SVD that makes the start.

    Attributes
    ----------
    components_ : float64 array, shape (n_components, n_features)
        H, the TF-IDF weight of each term in each topic. A topic that the data
        do not need, e.g. because their rank is lower, is a row of zeros.
    doc_topic_ : float64 array, shape (n_units, n_components)
        Share of each topic in the TF-IDF weight that the topics give each
        unit; equal shares where they give none.
    n_iter_ : int
        Number of rounds.
    converged_ : bool
        Whether the last ten rounds improved the residual by less than ``tol``.
    n_features_in_ : int
        Number of terms.
    trace_ : tuple of float
        Relative residual ``|X - WH| / |X|`` after each ten rounds.

    Notes
    -----
    BLAS runs on one thread. ``transform`` solves each unit on its own, so it
    does not depend on the order of units.

    References
    ----------
    .. [1] Lee and Seung (1999). Learning the parts of objects by non-negative
       matrix factorization. Nature 401. doi:10.1038/44565.
    .. [2] Boutsidis and Gallopoulos (2008). SVD based initialization: a head
       start for nonnegative matrix factorization. Pattern Recognition 41.
       doi:10.1016/j.patcog.2007.09.010.
    """

    def __init__(
        self,
        n_components: int = 10,
        *,
        max_iter: int = 300,
        tol: float = 1e-4,
        random_state: int = 1,
    ) -> None:
        self.n_components = n_components
        self.max_iter = max_iter
        self.tol = tol
        self.random_state = random_state

    def check_params(self) -> None:
        """Check every parameter; see `TopicEstimator.check_params`."""
        super().check_params()
        check_real("tol", self.tol, positive=False)

    def _fit(self, counts: sparse.csr_array) -> None:
        self._tfidf = TfidfTransformer().fit(counts)
        weights = self._weigh(counts)
        with one_thread():
            self._factorise(weights)
        self.doc_topic_ = self._transform(counts)

    def _factorise(self, weights: sparse.csr_array) -> None:
        """Run coordinate descent ten rounds at a time, watching the residual between.

        ``tol=0`` makes scikit-learn end each call by its number of rounds.
        """
        n_used = self._rank(weights)
        W: Any = None
        H: Any = None
        trace: list[float] = []
        done, converged = 0, False
        while done < self.max_iter and not converged:
            rounds = min(_STEP, self.max_iter - done)
            W, H, _ = non_negative_factorization(
                weights,
                W,
                H,
                n_components=n_used,
                init="nndsvda" if done == 0 else "custom",
                tol=0,
                max_iter=rounds,
                random_state=self.random_state,
            )
            done += rounds
            trace.append(_residual(weights, W, H))
            converged = len(trace) > 1 and trace[-2] - trace[-1] < self.tol * trace[-2]
        self.components_ = np.zeros((self.n_components, weights.shape[1]))
        self.components_[:n_used] = H
        self.n_iter_ = done
        self.trace_ = tuple(trace)
        self._set_converged(converged or trace[-1] < _EXACT)

    def _rank(self, weights: sparse.csr_array) -> int:
        """Return how many topics have a singular value above 0: the start divides by it."""
        _, values, _ = randomized_svd(weights, self.n_components, random_state=self.random_state)
        return int((values > _ZERO * values[0]).sum())

    def _transform(self, counts: sparse.csr_array) -> Floats:
        H = self.components_
        with one_thread():
            W = nnls_rows(H @ H.T, self._weigh(counts) @ H.T, _SOLVE_ROUNDS, _SOLVE_TOL)
        return shares(W * H.sum(axis=1))

    def _weigh(self, counts: sparse.csr_array) -> sparse.csr_array:
        return sparse.csr_array(self._tfidf.transform(dampen(counts)))


def _residual(weights: sparse.csr_array, W: Floats, H: Floats) -> float:
    """Return ``|X - WH| / |X|`` without forming ``WH``."""
    square = float((weights.data**2).sum())
    cross = float((W * (weights @ H.T)).sum())
    model = float(((W.T @ W) * (H @ H.T)).sum())
    return float(np.sqrt(max(0.0, square - 2 * cross + model) / square))
