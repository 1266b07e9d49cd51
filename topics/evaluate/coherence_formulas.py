r"""Coherence of top words from their probabilities in windows.

Both measures are built on normalised pointwise mutual information [1]_ as Röder, Both and
Hinneburg write it [2]_, with :math:`\varepsilon = 10^{-12}`:

.. math::

    \mathrm{NPMI}(w, v) = \log \frac{P(w, v) + \varepsilon}{P(w) P(v)}
                          \Big/ -\log (P(w, v) + \varepsilon)

It is 0 for a word that occurs nowhere, as in Palmetto, the program of their paper. Two words that
never share a window have a negative NPMI above -1, where the limit of [1]_ is -1; a word that
is in every window has an NPMI of -1 with itself and with other such words, where the limit is 1.

References
----------
.. [1] Bouma (2009). Normalized (pointwise) mutual information in collocation extraction.
   Proceedings of GSCL, 31-40.
.. [2] Röder, Both and Hinneburg (2015). Exploring the space of topic coherence measures.
   Proceedings of WSDM, 399-408. doi:10.1145/2684822.2685324.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["EPSILON", "c_npmi", "c_v", "npmi"]

EPSILON = 1e-12

Floats = npt.NDArray[np.float64]


def npmi(single: Floats, joint: Floats) -> Floats:
    """Return the NPMI of each pair of top words; the diagonal has that of a word with itself.

    Parameters
    ----------
    single : float64 array, shape (n_topics, n_top)
        Share of windows with each word.
    joint : float64 array, shape (n_topics, n_top, n_top)
        Share of windows with each pair of words.

    Returns
    -------
    float64 array, shape (n_topics, n_top, n_top)
    """
    by_chance = single[:, :, None] * single[:, None, :]
    occurs = by_chance > 0
    together = joint + EPSILON
    found: Floats = np.log(together / np.where(occurs, by_chance, 1.0)) / -np.log(together)
    return np.where(occurs, found, 0.0)


def c_npmi(single: Floats, joint: Floats, lengths: npt.NDArray[np.int64]) -> Floats:
    """Return the mean NPMI of the pairs of words of each topic, shape (n_topics,).

    Parameters
    ----------
    single, joint
        See `npmi`.
    lengths : int64 array, shape (n_topics,)
        Number of words of each topic; a topic with fewer than two scores 0.
    """
    values = npmi(single, joint)
    sums = values.sum(axis=(1, 2)) - np.trace(values, axis1=1, axis2=2)
    return np.asarray(sums / np.maximum(lengths * (lengths - 1), 1))


def c_v(single: Floats, joint: Floats, lengths: npt.NDArray[np.int64]) -> Floats:
    r"""Return the :math:`C_V` of each topic, shape (n_topics,).

    A word is represented by the vector of its NPMI with each word of the topic, itself included.
    :math:`C_V` is the mean cosine between the vector of each word and the sum of all, 0 if either
    is 0.

    Parameters
    ----------
    single, joint, lengths
        See `c_npmi`.
    """
    values = npmi(single, joint)
    total = values.sum(axis=1)
    norms = np.sqrt((values**2).sum(axis=2)) * np.sqrt((total**2).sum(axis=1))[:, None]
    products = (values * total[:, None, :]).sum(axis=2)
    cosines = np.divide(products, norms, out=np.zeros_like(norms), where=norms > 0)
    return np.where(lengths > 1, cosines.sum(axis=1) / np.maximum(lengths, 1), 0.0)
