"""Phrases that recur from speech to speech: lexical bundles.

A bundle is a sequence of words that several texts share, found by counting
alone [1]_. Bundles catch formulaic language that single words do not (提高 市民 文明 素质).

References
----------
.. [1] Biber, Conrad, Cortes (2004), "If you look at ...: lexical bundles in university
   teaching and textbooks", doi:10.1093/applin/25.3.371
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.text.types import Tokens
from topics.text.units import numbered

__all__ = ["BUNDLE_SPEECHES", "BUNDLE_WORDS", "bundles"]

BUNDLE_WORDS = 4
"""Words of a bundle; a longer sequence consists of overlapping bundles."""
BUNDLE_SPEECHES = 3
"""Smallest number of speeches that a bundle occurs in; three to five texts are usual."""

_Floats = npt.NDArray[np.float64]
_Ints = npt.NDArray[np.int64]


def bundles(tokens: Tokens) -> tuple[pd.DataFrame, _Floats]:
    """Find the bundles, and the share of each paragraph's words inside a bundle.

    A bundle is a sequence of `BUNDLE_WORDS` words, punctuation between them ignored,
    that occurs in at least `BUNDLE_SPEECHES` speeches [1]_. Paragraphs that repeat an
    earlier one are not among the tokens, so a copied text makes no bundles.

    Parameters
    ----------
    tokens : Tokens
        What `segment` returns.

    Returns
    -------
    table : pandas.DataFrame
        One row per bundle, sorted by falling n_speeches: bundle (its words,
        separated by blanks), count, n_speeches, n_sources.
    shares : float64 array, shape (n_units,)
        nan without words, or with too few speeches for any bundle.
    """
    n_words = np.diff(tokens.indptr)
    unit_of = np.repeat(np.arange(len(n_words)), n_words)
    speech_of, source_of = tokens.units.speech_numbers(), numbered(tokens.units.source)
    runs, starts = _runs(tokens, unit_of)
    where = unit_of[starts]
    spread = _spread(runs, speech_of[where])
    is_bundle = spread >= BUNDLE_SPEECHES
    found = starts[is_bundle[runs]]
    covered = np.zeros(len(unit_of), bool)
    for k in range(BUNDLE_WORDS):
        covered[found + k] = True
    shares = np.full(len(n_words), np.nan)
    if len(np.unique(speech_of[unit_of])) >= BUNDLE_SPEECHES:
        filled = n_words > 0
        n_covered = np.bincount(unit_of[covered], minlength=len(n_words))
        shares[filled] = n_covered[filled] / n_words[filled]
    numbers, first = np.unique(runs, return_index=True)
    kept = is_bundle[numbers]
    words = [tokens.term_ids[s : s + BUNDLE_WORDS] for s in starts[first[kept]]]
    table = pd.DataFrame(
        {
            "bundle": np.array([" ".join(tokens.terms[i] for i in ids) for ids in words], object),
            "count": np.bincount(runs)[is_bundle],
            "n_speeches": spread[is_bundle],
            "n_sources": _spread(runs, source_of[where])[is_bundle],
        }
    )
    order = ["n_speeches", "count", "bundle"]
    table = table.sort_values(order, ascending=[False, False, True], ignore_index=True)
    return table, shares


def _runs(tokens: Tokens, unit_of: _Ints) -> tuple[_Ints, _Ints]:
    """Return an id for each run of words inside a paragraph, and its first token."""
    ids = tokens.term_ids.astype(np.int64)
    runs = ids
    for k in range(1, BUNDLE_WORDS):
        # Numbered again at each step, so that a pair always fits into 64 bits.
        runs = np.unique(runs[:-1] * len(tokens.terms) + ids[k:], return_inverse=True)[1]
    starts = np.flatnonzero(unit_of[: len(runs)] == unit_of[len(ids) - len(runs) :])
    return np.unique(runs[starts], return_inverse=True)[1], starts


def _spread(runs: _Ints, group: _Ints) -> _Ints:
    """Return in how many groups each run occurs."""
    n_groups = int(group.max(initial=0)) + 1
    return np.bincount(np.unique(runs * n_groups + group) // n_groups)
