"""Decide which words are terms, i.e. can be counted."""

from __future__ import annotations

import re
from collections.abc import Collection

import numpy as np
import numpy.typing as npt

from topics.text.segmentation.whole import FOREIGN
from topics.text.types import Tokens

__all__ = ["is_term", "usable"]

TERM = re.compile(
    r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f]{2,}|[a-z][a-z0-9+.-]*[a-z0-9]"
    rf"|[a-z{FOREIGN}]{{2,}}"
)
"""The form of a term: two or more Chinese characters, or a word of an alphabet."""
MASK = re.compile(r"x+|[某零〇一二三四五六七八九十百千万亿两]+[个名条项年月日次位家届万亿元余多]*")
"""Placeholders of names (某某, xx), and bare numbers."""


def is_term(term: str, stop_words: Collection[str], dictionary: Collection[str] = ()) -> bool:
    """Return whether a word can be counted.

    It is not a stop word, and it is in the dictionary (5G, 十四五) or matches `TERM` and no `MASK`.

    Parameters
    ----------
    term : str
        A word as the segmenter returns it.
    stop_words, dictionary : set of str
    """
    if term in stop_words:
        return False
    return term in dictionary or bool(TERM.fullmatch(term) and not MASK.fullmatch(term))


def usable(tokens: Tokens, stop_words: Collection[str]) -> npt.NDArray[np.bool_]:
    """Return for each distinct word of some tokens whether it can be counted.

    Parameters
    ----------
    tokens : Tokens
    stop_words : set of str

    Returns
    -------
    bool array, shape (n_terms,)
    """
    found = [is_term(term, stop_words, tokens.dictionary) for term in tokens.terms]
    return np.array(found, dtype=bool)
