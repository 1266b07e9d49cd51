"""Probabilities of top words, and of pairs of them, in sliding windows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from topics.evaluate._windows import count_windows
from topics.evaluate.texts import Texts

__all__ = ["TopWords", "count_top_words"]

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class TopWords:
    """The top words of some topics, and the pairs that are counted.

    Attributes
    ----------
    word_of : int32 array, shape (n_terms,)
        Number of each term of the vocabulary that is a top word, -1 for the others.
    partners : int32 array, shape (n_pairs,)
        The second word of each pair of top words of one topic.
    partner_indptr : int64 array, shape (n_words + 1,)
        Pairs whose first word is ``i`` are ``partner_indptr[i]:partner_indptr[i + 1]``.
    at : int64 array, shape (n_topics, n_top, n_top)
        Column of each pair of a topic's words in `count_top_words`; the diagonal has the columns of
        single words. -1 where a topic has fewer words.
    """

    word_of: npt.NDArray[np.int32]
    partners: npt.NDArray[np.int32]
    partner_indptr: Ints
    at: Ints

    @classmethod
    def of(cls, tops: Sequence[npt.NDArray[np.integer]], n_terms: int) -> TopWords:
        """Return the words and pairs to count for some topics.

        Parameters
        ----------
        tops : sequence of int arrays
            Columns of each topic's top words, each once.
        n_terms : int
            Size of the vocabulary.
        """
        terms = np.unique(np.concatenate([np.zeros(0, np.int64), *tops]))
        n_words = len(terms)
        words = np.full((len(tops), max(map(len, tops), default=0)), -1, np.int64)
        for row, top in zip(words, tops, strict=True):
            row[: len(top)] = np.searchsorted(terms, top)
        first, second = words[:, :, None], words[:, None, :]
        is_pair = (np.minimum(first, second) >= 0) & (first != second)
        keys = np.where(is_pair, np.minimum(first, second) * n_words + np.maximum(first, second), 0)
        pairs, at = np.unique(keys[is_pair], return_inverse=True)
        columns = np.where((first >= 0) & (first == second), first, -1)
        columns[is_pair] = n_words + at
        word_of = np.full(n_terms, -1, np.int32)
        word_of[terms] = np.arange(n_words)
        n_partners = np.bincount(pairs // max(n_words, 1), minlength=n_words)
        return cls(
            word_of,
            (pairs % max(n_words, 1)).astype(np.int32),
            np.append(0, np.cumsum(n_partners)).astype(np.int64),
            columns,
        )

    @property
    def lengths(self) -> Ints:
        """Number of top words of each topic, shape (n_topics,)."""
        return np.asarray((np.diagonal(self.at, axis1=1, axis2=2) >= 0).sum(axis=1))

    def probabilities(
        self, totals: npt.ArrayLike
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return the share of windows with each top word and with each pair of them.

        Parameters
        ----------
        totals : int array, shape (n_words + n_pairs + 1,)
            Sums of the columns of `count_top_words`.

        Returns
        -------
        single : float64 array, shape (n_topics, n_top)
        joint : float64 array, shape (n_topics, n_top, n_top)
            On the diagonal the same as ``single``. Both are 0 for words that a topic lacks.
        """
        totals = np.asarray(totals, np.float64)
        shares = np.append(totals[:-1] / max(totals[-1], 1.0), 0.0)
        joint = shares[self.at]
        return np.diagonal(joint, axis1=1, axis2=2).copy(), joint


def count_top_words(texts: Texts, words: TopWords, size: int) -> sparse.csr_array:
    """Count the windows of each text with each top word and each pair of them.

    Parameters
    ----------
    texts : Texts
    words : TopWords
    size : int
        Words of a window. A text of ``n`` words has ``n - size + 1`` windows, and one if it is
        shorter.

    Returns
    -------
    csr_array of int32, shape (n_texts, n_words + n_pairs + 1)
        Its last column is the number of windows.
    """
    counts, columns, indptr = count_windows(
        texts.columns, texts.indptr, words.word_of, words.partners, words.partner_indptr, size
    )
    n_columns = len(words.partner_indptr) + len(words.partners)
    return sparse.csr_array((counts, columns, indptr), shape=(len(indptr) - 1, n_columns))
