from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from topics.themes.chance import FEW_WORDS, N_DRAWS, SeedColumns, dealt_p, hold, scores


def two_themes(n: int, n_terms: int = 0) -> SeedColumns:
    """Return two themes of ``n`` words, the first columns of a vocabulary."""
    return SeedColumns.of([range(n), range(n, 2 * n)], max(n_terms, 2 * n))


def p_of(support: np.ndarray, seeds: SeedColumns) -> np.ndarray:
    """Return the p value of each topic's best score."""
    return dealt_p(support, seeds, scores(support, seeds).max(axis=1))


def holds_of(support: np.ndarray, seeds: SeedColumns) -> np.ndarray:
    """Return how each topic's best theme holds."""
    return hold(support, seeds, scores(support, seeds))


def test_p_is_the_share_of_deals_that_fit_as_well() -> None:
    """It agrees with the count over all deals, within the error of so many draws."""
    support = np.array([[5.0, 4, 1, 0, 2, -1, 0, 1, 3, 0]])
    seeds = two_themes(5)
    best = scores(support, seeds).max()
    total = support.sum()
    sums = np.array([support[0, list(own)].sum() for own in combinations(range(10), 5)])
    fits = np.maximum(sums, total - sums) / np.sqrt(5) >= best * (1 - 1e-9)
    error = 5 * np.sqrt(fits.mean() * (1 - fits.mean()) / N_DRAWS)
    assert p_of(support, seeds)[0] == pytest.approx(fits.mean(), abs=error)


def test_words_together_are_no_chance_and_one_word_is() -> None:
    """A theme with all strong words is significant; one strong word has a theme in any deal."""
    together, alone = np.zeros((2, 20))
    together[:6], alone[0] = 1.0, 6.0
    p = p_of(np.array([together, alone]), two_themes(10))
    assert p[0] < 0.05
    assert p[1] == 1.0


def test_few_seed_words_are_compared_with_all_terms() -> None:
    """Too few words, or a single theme, cannot be dealt otherwise among the themes alone."""
    support = np.zeros((1, 40))
    support[0, :3] = 1.0
    few = two_themes(3, 40)
    assert len(few.columns) < FEW_WORDS
    assert p_of(support, few)[0] < 0.05
    assert p_of(support, SeedColumns.of([range(12)], 40))[0] < 0.1


def test_no_evidence_has_p_one_and_no_hold() -> None:
    """A topic that speaks with no seed word, and a codebook without words in the vocabulary."""
    support = np.full((2, 30), -0.1)
    assert (p_of(support, two_themes(10)) == 1).all()
    assert (holds_of(support, two_themes(10)) == 0).all()
    nothing = SeedColumns.of([[], []], 30)
    assert (p_of(support, nothing) == 1).all()
    assert (holds_of(support, nothing) == 0).all()
    assert (scores(support, nothing) == 0).all()


def test_a_name_by_one_word_does_not_hold() -> None:
    """A bootstrap leaves a given word of ten out of a third of the draws, ten words never."""
    even = np.r_[np.full(10, 1.0), np.full(10, 0.4)]
    one = np.r_[9.0, np.zeros(9), np.full(10, 0.4)]
    holds = holds_of(np.array([even, one]), two_themes(10))
    assert holds[0] == 1.0
    assert 0.5 < holds[1] < 0.8
