from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from topics.text.segmentation._trie import ROOT, Trie, make_trie

some_words = st.text("甲乙丙丁戊己aZ1\uffff", min_size=1, max_size=5)
dictionaries = st.lists(st.tuples(some_words, st.integers(0, 5)), max_size=60)


def find(trie: Trie, word: str) -> float | None:
    """Return the score of a prefix, None where no word starts with it."""
    slot = ROOT
    for char in word:
        to = int(trie.links[slot, 0]) + int(trie.number[ord(char)])
        if trie.links[to, 1] != slot:
            return None
        slot = to
    return float(trie.score[slot])


@given(dictionaries, st.lists(some_words))
def test_what_was_put_in_is_found_and_nothing_else(
    given_words: list[tuple[str, int]], others: list[str]
) -> None:
    """Words have their log share, those of frequency 0 NaN, beginnings minus infinity."""
    words = dict(given_words)
    trie = make_trie([w for w, _ in given_words], np.array([n for _, n in given_words], np.int64))
    beginnings = {word[:end] for word in words for end in range(1, len(word))}
    total = math.log(max(sum(words.values()), 1))
    for word in {*words, *beginnings, *others}:
        score = find(trie, word)
        if words.get(word):
            assert score == math.log(words[word]) - total
        elif word in words:
            assert score is not None
            assert math.isnan(score)
        else:
            assert score == (-math.inf if word in beginnings else None)
    assert trie.alone == -total


def test_families_too_large_for_the_gaps_make_room() -> None:
    """Thousands of large families that all share characters get distinct slots."""
    chars = [chr(0x4E00 + i) for i in range(0, 6000, 3)]
    words = [a + b for i, a in enumerate(chars[:200]) for b in chars[i % 7 :: 1 + i % 5]]
    trie = make_trie(words, np.arange(1, len(words) + 1))
    assert all(np.isfinite(find(trie, word)) for word in words[::17])
    assert find(trie, chars[3] + chars[2]) is None
    assert np.isfinite(trie.score).sum() == len(words)
