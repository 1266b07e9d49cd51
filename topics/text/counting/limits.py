"""Which terms are counted: limits of the number and the share of units in which they occur."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from numbers import Integral, Real

import numpy as np
import numpy.typing as npt

from topics.errors import CorpusError, WrongTypeError, check_texts

__all__ = ["check_limits", "choose_terms"]


def check_limits(min_df: int, max_df: float, stop_words: Iterable[str] | None) -> None:
    """Raise CorpusError unless limits and stop words are valid.

    scikit-learn also takes a share as ``min_df`` and a number as ``max_df``;
    here they are refused, because they would select different terms.
    """
    wrong = []
    if isinstance(min_df, bool) or not isinstance(min_df, Integral) or min_df < 1:
        wrong.append(f"min_df = {min_df!r}: must be an integer >= 1.")
    if isinstance(max_df, bool) or not isinstance(max_df, Real) or not 0 < max_df <= 1:
        wrong.append(f"max_df = {max_df!r}: must be a share > 0 and <= 1.")
    try:
        check_texts("stop_words", () if stop_words is None else stop_words, '["的", "了"]')
    except WrongTypeError as exc:
        wrong.append(str(exc))
    if wrong:
        raise CorpusError(" ".join(wrong))


def choose_terms(
    df: npt.NDArray[np.int64],
    terms: Sequence[str],
    n_units: int,
    *,
    unit: str,
    min_df: int,
    max_df: float,
) -> npt.NDArray[np.int64]:
    """Return the indices of the terms within the limits of document frequency, sorted by term.

    Parameters
    ----------
    df : int64 array, shape (n_terms,)
        Number of units that each term occurs in.
    terms : sequence of str
    n_units : int
        Number of units with a countable word.
    unit, min_df, max_df
        See `count`.

    Raises
    ------
    CorpusError
        If no term is left.
    """
    if not n_units:
        raise CorpusError(
            "Nothing is left to count: every word is a stop word, a number or a single character."
            " Add texts, or stop fewer words."
        )
    at_least = max(min(min_df, n_units), 1)
    at_most = math.floor(max_df * n_units)
    if at_most < at_least:
        lower = f"Lower min_df to {at_most}, raise" if at_most else "Raise"
        raise CorpusError(
            f"Nothing is left to count: min_df = {min_df} and max_df = {max_df:g} exclude each"
            f" other in {n_units} units ({unit}): no term occurs in at least {at_least} and at most"
            f" {at_most} of them."
            f" {lower} max_df to {math.ceil(100 * at_least / n_units) / 100:g}, or add texts."
        )
    chosen = np.flatnonzero((df >= at_least) & (df <= max_df * n_units))
    if not len(chosen):
        raise CorpusError(
            f"Nothing is left to count: of {len(terms)} different words in {n_units} units"
            f" ({unit}), none occurs in at least {min_df} units and at most {max_df:.0%} of"
            " them. Lower min_df, raise max_df, or add texts."
        )
    # numpy would store every string at the length of the longest.
    return np.array(sorted(chosen.tolist(), key=terms.__getitem__), np.int64)
