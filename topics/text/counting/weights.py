r"""Turn counts into weights: TF-IDF and BM25.

With counts :math:`c_{dw}` of term :math:`w` in unit :math:`d`, document
frequency :math:`n_w` among :math:`N` units, and length :math:`l_d = \sum_w c_{dw}`
with mean :math:`\bar l`:

.. math::

   \text{tfidf}_{dw} = c_{dw} \left( 1 + \ln \frac{1 + N}{1 + n_w} \right)

   \text{bm25}_{dw} = \ln \left( 1 + \frac{N - n_w + 0.5}{n_w + 0.5} \right)
   \frac{c_{dw} (k_1 + 1)}{c_{dw} + k_1 (1 - b + b\, l_d / \bar l)}

TF-IDF [1]_ is smoothed as in scikit-learn. BM25 [2]_ saturates as a term is
repeated, sooner in a short unit. The 1 inside its logarithm is an addition: it
keeps the weight of a term in more than half of the units positive. A weight is
above 0 wherever the count is.

References
----------
.. [1] Spärck Jones (1972), "A statistical interpretation of term specificity and its
   application in retrieval", Journal of Documentation 28, doi:10.1108/eb026526
.. [2] Robertson and Zaragoza (2009), "The probabilistic relevance framework: BM25 and
   beyond", Foundations and Trends in Information Retrieval 3, doi:10.1561/1500000019
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from scipy import sparse

from topics.errors import CorpusError, check_type, did_you_mean
from topics.text.types import DocTermMatrix, Weighting

__all__ = ["K1", "WEIGHTS", "B", "apply", "from_plain", "to_plain", "weigh"]

WEIGHTS = ("counts", "tfidf", "bm25")
"""Names of the weights."""
K1 = 1.2
"""How soon BM25 saturates as a term is repeated; the usual value."""
B = 0.75
"""How much BM25 normalizes by a unit's length; the usual value."""


def weigh(matrix: DocTermMatrix, weights: str) -> DocTermMatrix:
    """Set how engines weigh the counts of a matrix.

    Parameters
    ----------
    matrix : DocTermMatrix
        What `count` returns.
    weights : {"counts", "tfidf", "bm25"}
        See the formulas of this module.

    Returns
    -------
    DocTermMatrix
        The same counts, with the document frequencies and mean length learned
        from them in ``weighting``; `apply` returns the weights.

    Raises
    ------
    CorpusError
        If ``weights`` is not one of these.
    WrongTypeError
        If ``matrix`` is not a `DocTermMatrix`.

    See Also
    --------
    topics.count : Count the words of each unit.
    topics.fit : Fit a model.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["改革推动市场。", "教育培养人才。"])
    >>> matrix = topics.count(topics.segment(corpus), min_df=1)
    >>> topics.weigh(matrix, "tfidf").weighting.name
    'tfidf'
    """
    check_type("matrix", matrix, DocTermMatrix, "topics.count(tokens)")
    if not isinstance(weights, str) or weights not in WEIGHTS:
        raise CorpusError(
            f"weights = {weights!r} is unknown.{did_you_mean(weights, WEIGHTS)}"
            f" Weights are: {', '.join(WEIGHTS)}."
        )
    if weights == "counts":
        return replace(matrix, weighting=None)
    counts = matrix.counts
    n_units = counts.shape[0]
    df = np.bincount(counts.indices, minlength=counts.shape[1])
    if weights == "tfidf":
        idf = 1 + np.log((1 + n_units) / (1 + df))
    else:
        idf = np.log1p((n_units - df + 0.5) / (df + 0.5))
    mean_length = float(counts.sum() / max(n_units, 1))
    return replace(matrix, weighting=Weighting(weights, idf, mean_length))


def apply(counts: sparse.csr_array, weighting: Weighting | None) -> sparse.csr_array:
    """Return counts as weights.

    Parameters
    ----------
    counts : csr_array of float64, shape (n_units, n_terms)
        Counts of the units that the weighting was learned from, or of new units; not changed.
    weighting : Weighting or None
        None returns the counts.

    Returns
    -------
    csr_array of float64, shape (n_units, n_terms)
        Non-zero where ``counts`` is.
    """
    if weighting is None:
        return counts
    c, idf = counts.data, weighting.idf[counts.indices]
    if weighting.name == "tfidf":
        weights = c * idf
    else:
        lengths = np.asarray(counts.sum(axis=1), dtype=np.float64)
        longer = np.repeat(lengths / weighting.mean_length, np.diff(counts.indptr))
        weights = idf * c * (K1 + 1) / (c + K1 * (1 - B + B * longer))
    return sparse.csr_array((weights, counts.indices, counts.indptr), counts.shape)


def to_plain(weighting: Weighting) -> dict[str, Any]:
    """Return a weighting as plain data, for a model's ``params``.

    Parameters
    ----------
    weighting : Weighting
    """
    return {
        "name": weighting.name,
        "idf": weighting.idf.tolist(),
        "mean_length": weighting.mean_length,
    }


def from_plain(data: Mapping[str, Any]) -> Weighting:
    """Return a weighting from plain data: the inverse of `to_plain`.

    Parameters
    ----------
    data : mapping
        With ``name``, ``idf`` and ``mean_length``.

    Raises
    ------
    KeyError, TypeError, ValueError
        If one of them is missing, of another type, or not allowed.
    """
    if data["name"] not in WEIGHTS[1:] or not float(data["mean_length"]) > 0:
        raise ValueError(f"{data['name']!r:.60} with mean length {data['mean_length']!r:.60}")
    return Weighting(data["name"], np.asarray(data["idf"], np.float64), float(data["mean_length"]))
