"""Collocations: pairs of adjacent tokens, and how to join them into terms.

The only module of this layer that imports gensim's ``Phrases`` [1]_. Pairs are scored by
normalized pointwise mutual information [2]_, from -1 to 1; 1 means that neither word occurs
without the other.

References
----------
.. [1] Mikolov, Sutskever, Chen, Corrado, Dean (2013), "Distributed representations of words and
   phrases and their compositionality", NIPS 26, arXiv:1310.4546
.. [2] Bouma (2009), "Normalized (pointwise) mutual information in collocation extraction",
   GSCL 2009, 31-40
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from gensim.models.phrases import Phrases

from topics.errors import LexiconError
from topics.text.types import Tokens
from topics.text.units import numbered

__all__ = ["join", "phrases"]

_BETWEEN = "\x1f"
"""Separates the words of a pair in gensim; no word of a segmenter contains it."""


def phrases(tokens: Tokens, min_count: int = 5, threshold: float = 0.5) -> pd.DataFrame:
    """Find pairs of adjacent words that occur together more than by chance.

    Words are adjacent if nothing separates them: no punctuation, no blank, no
    end of a paragraph.

    Parameters
    ----------
    tokens : Tokens
        What `segment` returns.
    min_count : int
        Minimum number of occurrences of a pair.
    threshold : float
        Minimum normalized pointwise mutual information, from -1 to 1.

    Returns
    -------
    DataFrame
        One row per pair: first, second, count, score; in descending order of score.

    Raises
    ------
    LexiconError
        If ``min_count`` is below 1, or ``threshold`` is not from -1 to 1.
    """
    if min_count < 1 or not -1 <= threshold <= 1:
        raise LexiconError(
            f"min_count = {min_count}, threshold = {threshold}: min_count must be an integer >= 1,"
            " threshold (normalized pointwise mutual information) a number from -1 to 1."
        )
    # gensim excludes pairs at its threshold; two words that only occur together score exactly 1.
    below = float(np.nextafter(threshold, -2))
    model = Phrases(
        min_count=min_count, threshold=max(below, -1.0), scoring="npmi", delimiter=_BETWEEN
    )
    model.add_vocab(list(_clauses(tokens)))
    rows = [
        (*pair.split(_BETWEEN), model.vocab[pair], score)
        for pair, score in model.export_phrases().items()
        if score >= threshold
    ]
    table = pd.DataFrame(rows, columns=["first", "second", "count", "score"])
    return table.sort_values(
        ["score", "count", "first", "second"], ascending=[False, False, True, True]
    ).reset_index(drop=True)


def join(tokens: Tokens, pairs: Iterable[tuple[str, str]]) -> Tokens:
    """Join pairs of adjacent words into one term each.

    Pairs are joined from left to right; each word is in at most one pair. The span of a joined
    term extends from the start of the first word to the end of the second. Apply it twice to join
    three words.

    Parameters
    ----------
    tokens : Tokens
        What `segment` returns.
    pairs : iterable of (str, str)
        First and second word of each pair, e.g. from selected rows of `phrases`.

    Returns
    -------
    Tokens
        ``tokens`` itself if no pair occurs in them.
    """
    number = {term: i for i, term in enumerate(tokens.terms)}
    wanted = {(number[a], number[b]) for a, b in pairs if a in number and b in number}
    firsts = _chosen(tokens, wanted)
    if not len(firsts):
        return tokens
    terms = dict(number)
    ids, spans = tokens.term_ids.copy(), tokens.spans.copy()
    for i in firsts.tolist():
        joined = tokens.terms[ids[i]] + tokens.terms[tokens.term_ids[i + 1]]
        ids[i] = terms.setdefault(joined, len(terms))
        spans[i, 1] = spans[i + 1, 1]
    stays = np.ones(len(ids), bool)
    stays[firsts + 1] = False
    kept = np.append(0, np.cumsum(stays))
    ids, terms_left = _renumber(ids[stays], tuple(terms))
    return replace(
        tokens, terms=terms_left, term_ids=ids, spans=spans[stays], indptr=kept[tokens.indptr]
    )


def _chosen(tokens: Tokens, wanted: set[tuple[int, int]]) -> npt.NDArray[np.int64]:
    """Return the tokens to join to the next token, no two of them adjacent."""
    found: list[int] = []
    ids = tokens.term_ids.tolist()
    for i in np.flatnonzero(_touches_next(tokens)).tolist():
        if (not found or found[-1] < i - 1) and (ids[i], ids[i + 1]) in wanted:
            found.append(i)
    return np.array(found, np.int64)


def _renumber(
    ids: npt.NDArray[np.int32], terms: tuple[str, ...]
) -> tuple[npt.NDArray[np.int32], tuple[str, ...]]:
    """Return the ids of the tokens and the remaining terms, by order of first use."""
    used, first = np.unique(ids, return_index=True)
    return numbered(ids).astype(np.int32), tuple(terms[i] for i in used[np.argsort(first)])


def _touches_next(tokens: Tokens) -> npt.NDArray[np.bool_]:
    """Return whether each token is directly followed by another in the same paragraph."""
    touches = np.zeros(len(tokens.term_ids), bool)
    touches[:-1] = tokens.spans[:-1, 1] == tokens.spans[1:, 0]
    ends = tokens.indptr[1:][np.diff(tokens.indptr) > 0]
    touches[ends - 1] = False
    return touches


def _clauses(tokens: Tokens) -> Iterator[list[str]]:
    """Yield the words of each sequence of adjacent tokens."""
    ends = np.flatnonzero(~_touches_next(tokens)) + 1
    start = 0
    for end in ends.tolist():
        yield [tokens.terms[i] for i in tokens.term_ids[start:end]]
        start = end
