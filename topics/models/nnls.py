"""Non-negative least squares, one row at a time, compiled."""

from __future__ import annotations

import numpy as np

from topics.caches import compiled
from topics.models.contract import Floats

__all__ = ["nnls_rows"]


@compiled()
def nnls_rows(gram: Floats, target: Floats, max_iter: int, tol: float) -> Floats:
    r"""Solve :math:`\min_{w \ge 0} \lVert x - w H \rVert^2` for each row by coordinate descent.

    .. math::

        w_k \leftarrow \max\left(0,\; w_k - \frac{(w H H^T)_k - (x H^T)_k}{(H H^T)_{kk}}\right)

    from zero, each row on its own, so a row depends on its unit alone (Hsieh
    and Dhillon 2011, doi:10.1145/2020408.2020577).

    Parameters
    ----------
    gram : float64 array, shape (n_topics, n_topics)
        :math:`H H^T`.
    target : float64 array, shape (n_units, n_topics)
        :math:`X H^T`.
    max_iter : int
        Maximum number of rounds over a row.
    tol : float
        Stop once no entry of the row changes by more.

    Returns
    -------
    float64 array, shape (n_units, n_topics)
        The non-negative weights.
    """
    n_units, n_topics = target.shape
    weights = np.zeros((n_units, n_topics))
    for d in range(n_units):
        for _ in range(max_iter):
            change = 0.0
            for k in range(n_topics):
                if gram[k, k] == 0.0:
                    continue
                slope = -target[d, k]
                for j in range(n_topics):
                    slope += weights[d, j] * gram[j, k]
                new = max(0.0, weights[d, k] - slope / gram[k, k])
                change = max(change, abs(new - weights[d, k]))
                weights[d, k] = new
            if change <= tol:
                break
    return weights
