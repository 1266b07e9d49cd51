"""Count the terms of an earlier model and the new terms of the texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import compress

import numpy as np

from topics.errors import CorpusError
from topics.text.counting.matrix import count, count_known
from topics.text.counting.terms import usable
from topics.text.types import DocTermMatrix, Tokens

__all__ = ["count_extended"]


def count_extended(
    tokens: Tokens,
    earlier: Sequence[str],
    unit: str,
    *,
    min_df: int,
    max_df: float,
    stop_words: frozenset[str],
) -> DocTermMatrix:
    """Count the terms of an earlier model, and the other terms that `count` selects.

    A term of the earlier model keeps its column if it occurs and can still be counted, whatever its
    document frequency is now. Thus the earlier topics have the same terms, and the earlier texts
    the same counted words, in both models.

    Parameters
    ----------
    tokens : Tokens
    earlier : sequence of str
        The earlier vocabulary, each term once.
    unit, min_df, max_df, stop_words
        See `count`.

    Returns
    -------
    DocTermMatrix
        The terms of the earlier vocabulary that occur, in its order, then the new terms in theirs.
        Counting again with this vocabulary gives the same matrix.

    Raises
    ------
    CorpusError
        If no term is left to count.
    """
    countable = set(compress(tokens.terms, usable(tokens, stop_words)))
    kept = [term for term in earlier if term in countable]
    if kept:  # a word may occur only in paragraphs that are not counted
        matrix = count_known(tokens, kept, unit, stop_words)
        found = np.bincount(matrix.counts.indices, minlength=len(kept))
        kept = [term for term, n in zip(kept, found.tolist(), strict=True) if n]
    known = set(kept)
    chosen: tuple[str, ...] = ()
    try:
        plain = count(tokens, unit, min_df=min_df, max_df=max_df, stop_words=stop_words)
        chosen = plain.vocabulary
    except CorpusError:
        if not kept:  # else e.g. no word is in enough units
            raise
    vocabulary = (*kept, *(term for term in chosen if term not in known))
    return replace(count_known(tokens, vocabulary, unit, stop_words), unknown=None)
