"""Test whether a theme fits a topic better than chance: permute and resample seed words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["SeedColumns", "dealt_p", "hold", "scores"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

N_DRAWS = 2000
"""Number of permutations and of bootstrap draws."""
FEW_WORDS = 10
"""Below this number of seed words in the vocabulary, all terms are permuted."""
TIE = 1e-9
"""Relative difference below which two scores are equal, whatever the order of their sums."""


@dataclass(frozen=True, slots=True)
class SeedColumns:
    """The seed words in a model's vocabulary, theme by theme.

    Attributes
    ----------
    columns : int64 array, shape (n_words,)
        Column of each seed word; a word of two themes occurs twice.
    pool : int64 array, shape (n_pool,)
        Columns that are permuted: the seed words, or all terms if there are fewer than `FEW_WORDS`
        seed words or only one theme has any, since too few permutations of these differ.
    sizes : int64 array, shape (n_themes,)
        Number of words of each theme.
    """

    columns: Ints
    pool: Ints
    sizes: Ints

    @classmethod
    def of(cls, lists: Sequence[Sequence[int]], n_terms: int) -> SeedColumns:
        """Return the columns of lists of words, one for each theme; a list may be empty."""
        columns = np.array([j for words in lists for j in words], np.int64)
        sizes = np.array([len(words) for words in lists], np.int64)
        can_deal = np.count_nonzero(sizes) > 1 and len(columns) >= FEW_WORDS
        pool = columns if can_deal else np.arange(n_terms)
        return cls(columns, pool, sizes)

    def means(self, values: Floats) -> Floats:
        """Return the sum of each theme's values divided by the square root of its number of words.

        Parameters
        ----------
        values : float64 array, shape (..., n_words)

        Returns
        -------
        float64 array, shape (..., n_themes)
            0 for a theme without words.
        """
        result = np.zeros((*values.shape[:-1], len(self.sizes)))
        with_words = np.flatnonzero(self.sizes)
        starts = np.cumsum(self.sizes)[with_words] - self.sizes[with_words]
        if len(starts):
            sums = np.add.reduceat(values, starts, axis=-1)
            result[..., with_words] = sums / np.sqrt(self.sizes[with_words])
        return result


def scores(support: Floats, seeds: SeedColumns) -> Floats:
    """Return the score of each theme for each topic.

    Parameters
    ----------
    support : float64 array, shape (n_topics, n_terms)
        How much each term distinguishes a topic from the corpus.
    seeds : SeedColumns

    Returns
    -------
    float64 array, shape (n_topics, n_themes)
        Mean support of the theme's words, times the square root of their number; >= 0.
    """
    return np.maximum(seeds.means(support[:, seeds.columns]), 0.0)


def dealt_p(support: Floats, seeds: SeedColumns, best: Floats) -> Floats:
    """Return how often seed words assigned to themes at random fit a topic equally well.

    The words are permuted `N_DRAWS` times; each theme keeps its number of words. A permutation fits
    equally well if its best theme scores at least as high.

    Parameters
    ----------
    support, seeds
        As in `scores`.
    best : float64 array, shape (n_topics,)
        Score of each topic's theme; 0 if it has none.

    Returns
    -------
    float64 array, shape (n_topics,)
        ``(1 + b) / (1 + N_DRAWS)`` for ``b`` permutations that fit equally well; 1 without a theme.
    """
    n_words = len(seeds.columns)
    rng = np.random.default_rng(0)
    deals = rng.permuted(np.tile(seeds.pool, (N_DRAWS, 1)), axis=1)[:, :n_words]
    p = np.ones(len(support))
    for k in np.flatnonzero(best > 0):
        chance = seeds.means(support[k][deals]).max(axis=1)
        p[k] = (1 + np.count_nonzero(chance >= best[k] * (1 - TIE))) / (1 + N_DRAWS)
    return p


def hold(support: Floats, seeds: SeedColumns, found: Floats) -> Floats:
    """Return how often a topic's best theme remains the best when seed words are resampled.

    Parameters
    ----------
    support, seeds
        As in `scores`.
    found : float64 array, shape (n_topics, n_themes)
        Score of each theme; 0 if it is not a candidate for the topic.

    Returns
    -------
    float64 array, shape (n_topics,)
        Share of `N_DRAWS` bootstrap draws of each theme's words; 0 without a theme.
    """
    rng = np.random.default_rng(0)
    first = np.repeat(np.cumsum(seeds.sizes) - seeds.sizes, seeds.sizes)
    drawn = first + rng.integers(np.repeat(seeds.sizes, seeds.sizes), size=(N_DRAWS, len(first)))
    shares = np.zeros(len(support))
    for k in np.flatnonzero(found.max(axis=1, initial=0.0) > 0):
        again = seeds.means(support[k, seeds.columns][drawn])
        shares[k] = np.mean(again.argmax(axis=1) == found[k].argmax())
    return shares
