"""How formulaic words are: evenly used in all speeches, rather than typical of a few.

A word is formulaic to the degree that its share is the same in every speech, and that
it is spread over each speech rather than concentrated in a few paragraphs. The first is
dispersion [1]_, [2]_, the second the opposite of burstiness [3]_, [4]_; both are
compared with what chance gives a word of that count. For phrases see
`topics.text.formula.lexical_bundles`; for what the measures mean, and what they do not,
``docs/formula.md``.

References
----------
.. [1] Gries (2008), "Dispersions and adjusted frequencies in corpora",
   doi:10.1075/ijcl.13.4.02gri
.. [2] Lijffijt, Gries (2012), "Correction to Stefan Th. Gries' Dispersions and adjusted
   frequencies in corpora", doi:10.1075/ijcl.17.1.08lij
.. [3] Church, Gale (1995), "Poisson mixtures", doi:10.1017/S1351324900000139
.. [4] Katz (1996), "Distribution of content words and phrases in text and language
   modelling", doi:10.1017/S1351324996001246
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.special import gammaln

from topics.text.counting.matrix import count
from topics.text.formula.lexical_bundles import bundles
from topics.text.types import Tokens, Units

__all__ = [
    "Formula",
    "deviation_of_proportions",
    "expected_deviation",
    "expected_paragraphs",
    "formula",
]

_Floats = npt.NDArray[np.float64]
_Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Formula:
    """How formulaic each term, paragraph and speech is.

    Attributes
    ----------
    terms : pandas.DataFrame
        One row per term, in descending order of formula: term, count, n_speeches,
        n_sources, n_paragraphs, dp, dp_norm, dp_expected, burstiness, formula.
        With fewer than two speeches dp_norm and formula are missing.
    bundles : pandas.DataFrame
        What `topics.text.formula.lexical_bundles.bundles` finds.
    units : Units
        The paragraphs, as in the tokens.
    n_terms, n_words : int64 array, shape (n_units,)
        Counted terms of each paragraph, and all its words.
    formula_share : float64 array, shape (n_units,)
        Mean ``formula`` of the paragraph's counted terms; nan without any.
    bundle_share : float64 array, shape (n_units,)
        Share of the paragraph's words inside a bundle; nan without words, or with too
        few speeches for any bundle.
    """

    terms: pd.DataFrame
    bundles: pd.DataFrame
    units: Units
    n_terms: _Ints
    n_words: _Ints
    formula_share: _Floats
    bundle_share: _Floats

    def by_speech(self) -> pd.DataFrame:
        """Return one row per speech: source, speech, formula_share, bundle_share.

        Paragraphs are weighted by their numbers of terms and words, so that each is the
        share of the speech as a whole.
        """
        keys = ["source", "speech"]
        table = pd.DataFrame(
            {
                "source": self.units.sources(),
                "speech": self.units.speech.astype(np.int64),
                "formula": np.nan_to_num(self.formula_share) * self.n_terms,
                "terms": np.where(np.isnan(self.formula_share), 0, self.n_terms),
                "bundle": np.nan_to_num(self.bundle_share) * self.n_words,
                "words": np.where(np.isnan(self.bundle_share), 0, self.n_words),
            }
        )
        sums = table.groupby(keys, sort=False, as_index=False).sum()
        return sums[keys].assign(
            formula_share=sums["formula"] / sums["terms"].where(sums["terms"] > 0),
            bundle_share=sums["bundle"] / sums["words"].where(sums["words"] > 0),
        )


def formula(tokens: Tokens, *, stop_words: Iterable[str] = ()) -> Formula:
    """Measure how formulaic terms, paragraphs and speeches are.

    A term's ``formula`` is ``(1 - dp_norm) / max(1, burstiness)``, from 0 (only in one
    paragraph) to 1 (evenly in all speeches and within them). The first factor is
    evenness times evidence, ``(d - dp) / (d - e)`` times ``(d - e) / d`` with ``d``
    the largest possible DP and ``e`` the expected one: a rare term, which by chance
    alone is often concentrated in one speech, never gets a high value.
    ``burstiness`` is the mean count of a term in the paragraphs that contain it, divided
    by its expectation if the occurrences in each speech fell into paragraphs at random.

    Parameters
    ----------
    tokens : Tokens
        What `segment` returns.
    stop_words : iterable of str
        Function words, which are even in all texts of the language. Formulaic verbs and nouns must
        not be among them.

    Raises
    ------
    CorpusError
        If no term is left to count.
    """
    matrix = count(tokens, "paragraph", min_df=1, max_df=1.0, stop_words=stop_words)
    n_words = np.diff(tokens.indptr)
    speech_of, row_of = tokens.units.speech_numbers(), tokens.units.row_of()
    rows = np.array([row_of[key] for key in matrix.units.first_paragraphs()])
    terms = _measure(matrix.counts, speech_of[rows], n_words, speech_of)
    units = matrix.units
    in_source = _pooled(matrix.counts, units.source.astype(np.int64), len(units.source_names))
    terms.insert(0, "term", np.array(matrix.vocabulary, object))
    terms.insert(3, "n_sources", np.bincount(in_source.indices, minlength=len(terms)))
    n_terms = np.zeros(len(n_words), np.int64)
    n_terms[rows] = np.asarray(matrix.counts.sum(axis=1)).ravel()
    share = np.full(len(n_words), np.nan)
    share[rows] = (matrix.counts @ terms["formula"].to_numpy()) / n_terms[rows]
    table, bundle_share = bundles(tokens)
    return Formula(
        terms=terms.sort_values(
            ["formula", "count"], ascending=False, kind="stable", ignore_index=True
        ),
        bundles=table,
        units=tokens.units,
        n_terms=n_terms,
        n_words=n_words,
        formula_share=share,
        bundle_share=bundle_share,
    )


def _measure(
    counts: sparse.csr_array, speech_of_row: _Ints, n_words: _Ints, speech_of: _Ints
) -> pd.DataFrame:
    """Return the measures of each column of a paragraph-term matrix."""
    sizes = np.bincount(speech_of, weights=n_words)
    parts = _pooled(counts, speech_of_row, len(sizes))
    parts, sizes = sparse.csr_array(parts[np.flatnonzero(sizes)]), sizes[sizes > 0]
    totals = np.asarray(parts.sum(axis=0)).ravel()
    filled = np.flatnonzero(n_words)
    lengths = [n_words[filled[speech_of[filled] == s]] for s in np.unique(speech_of[filled])]
    n_paragraphs = np.bincount(counts.indices, minlength=counts.shape[1])
    largest = 1 - sizes.min() / sizes.sum()
    dp = deviation_of_proportions(parts, sizes)
    dp_norm = dp / largest if largest > 0 else np.full(len(dp), np.nan)
    burstiness = expected_paragraphs(parts, lengths) / n_paragraphs
    return pd.DataFrame(
        {
            "count": totals.astype(np.int64),
            "n_speeches": np.bincount(parts.indices, minlength=len(totals)),
            "n_paragraphs": n_paragraphs,
            "dp": dp,
            "dp_norm": dp_norm,
            "dp_expected": expected_deviation(totals, sizes),
            "burstiness": burstiness,
            "formula": np.clip((1 - dp_norm) / np.maximum(1, burstiness), 0, 1),
        }
    )


def deviation_of_proportions(counts: sparse.csr_array, sizes: npt.ArrayLike) -> _Floats:
    """Return Gries' DP of each term: ``1/2 sum_i |v_i / v - s_i|`` [1]_.

    0 if a term is distributed in proportion to the sizes of the parts, ``1 - min(s)``
    if it only occurs in the smallest part; DPnorm is DP divided by that bound [2]_.

    Parameters
    ----------
    counts : sparse array, shape (n_parts, n_terms)
        Counts of each term in each part; every term occurs.
    sizes : array-like, shape (n_parts,)
        Words of each part, uncounted words included.

    Returns
    -------
    float64 array, shape (n_terms,)
    """
    shares = np.asarray(sizes, float) / np.sum(sizes)
    coo = counts.tocoo()
    totals = np.asarray(counts.sum(axis=0)).ravel()
    # A part without the term contributes its share: only the other parts need to be visited.
    here = shares[coo.row]
    away = np.abs(coo.data / totals[coo.col] - here) - here
    dp = (1 + np.bincount(coo.col, weights=away, minlength=counts.shape[1])) / 2
    return np.maximum(dp, 0.0)


def expected_deviation(totals: npt.ArrayLike, sizes: npt.ArrayLike) -> _Floats:
    """Return the exact expectation of DP for terms of these counts.

    Each occurrence falls into a part with probability ``s_i``, so each count
    is binomial, and de Moivre's mean absolute deviation of a binomial gives ``E|X - n s|
    = 2 m C(n, m) s^m (1 - s)^(n - m + 1)`` with ``m = floor(n s) + 1``; the mean DP is
    the sum over the parts, divided by ``2 n``.

    Parameters
    ----------
    totals : array-like of int, shape (n_terms,)
        Occurrences of each term, at least one.
    sizes : array-like, shape (n_parts,)
        Words of each part.

    Returns
    -------
    float64 array, shape (n_terms,)
    """
    shares = np.asarray(sizes, float) / np.sum(sizes)
    distinct, which = np.unique(np.asarray(totals, float), return_inverse=True)
    if len(shares) == 1:
        return np.zeros(len(which))
    log_in, log_out = np.log(shares), np.log1p(-shares)
    means = np.empty(len(distinct))
    for k, n in enumerate(distinct):
        m = np.floor(n * shares) + 1
        choose = gammaln(n + 1) - gammaln(m + 1) - gammaln(n - m + 1)
        deviations = 2 * m * np.exp(choose + m * log_in + (n - m + 1) * log_out)
        means[k] = deviations.sum() / (2 * n)
    return np.asarray(means[which])


def expected_paragraphs(counts: sparse.csr_array, lengths: Sequence[_Ints]) -> _Floats:
    """Return the expected number of paragraphs with each term, given its count in each speech.

    An occurrence falls into a paragraph with probability ``q``, its share of the
    speech's words; at least one of ``v`` occurrences with ``1 - (1 - q)^v``.

    Parameters
    ----------
    counts : sparse array, shape (n_speeches, n_terms)
        Counts of each term in each speech.
    lengths : sequence of int array
        Words of each paragraph of each speech.

    Returns
    -------
    float64 array, shape (n_terms,)
    """
    expected = np.zeros(counts.shape[1])
    for speech, own in enumerate(lengths):
        inside = slice(counts.indptr[speech], counts.indptr[speech + 1])
        often, which = np.unique(counts.data[inside], return_inverse=True)
        outside = 1 - np.asarray(own, float) / np.sum(own)
        reached = np.array([np.sum(1 - outside**v) for v in often])
        expected[counts.indices[inside]] += reached[which]
    return expected


def _pooled(counts: sparse.csr_array, group: _Ints, n_groups: int) -> sparse.csr_array:
    """Return the sums of the rows of each group, without explicit zeros."""
    pool = sparse.csr_array(
        (np.ones(len(group)), (group, np.arange(len(group)))), shape=(n_groups, len(group))
    )
    pooled = sparse.csr_array(pool @ counts)
    pooled.sort_indices()
    return pooled
