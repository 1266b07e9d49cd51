"""Texts are recognised by any twelve characters in a row."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from topics.runs.withholding import N_CHARS, Fragments


@given(st.lists(st.text("ab", max_size=30), max_size=4), st.text("ab", max_size=30))
def test_a_fragment_is_found_where_it_occurs(texts: list[str], text: str) -> None:
    """Exactly where a text shares twelve characters in a row with one of the texts."""
    windows = [text[i : i + N_CHARS] for i in range(len(text) - N_CHARS + 1)]
    expected = any(window in other for window in windows for other in texts)
    assert Fragments(texts).occur_in(text) == expected


def test_words_may_stay() -> None:
    """A long word of the vocabulary is no fragment; with the characters around it it is."""
    word = "新时代中国特色社会主义思想"
    fragments = Fragments([f"学习{word}，"], [word])
    assert not fragments.occur_in(f"我们说{word}。")
    assert fragments.occur_in(f"学习{word}")
