"""Convert texts to simplified script character by character, so that one word list fits both."""

from __future__ import annotations

from functools import cache, lru_cache

import opencc

__all__ = ["simplified"]

_VARIANTS = str.maketrans("衞粧値靑𥚃", "卫妆值青里")
"""Forms of Hong Kong and of old type that OpenCC's table does not have."""


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def simplified(text: str) -> str:
    """Return a text in simplified script, of the same length, for word search.

    Not for display: 乾 or 藉 in a simplified text is changed too.

    Parameters
    ----------
    text : str
        Text in either script.

    Returns
    -------
    str
        ``simplified(text)[i]`` is the simplified form of ``text[i]``.
    """
    if text.isascii():
        return text
    converted = _convert(text)
    if len(converted) == len(text):
        return converted
    # A phrase changed its length, or a character is invalid: convert characters one by one.
    return "".join(new if len(new) == 1 else old for old in text for new in [_one(old)])


@cache
def _one(char: str) -> str:
    return _convert(char)


@lru_cache(maxsize=2)  # the same text is searched for places and for dates
def _convert(text: str) -> str:
    """Return the converted text; empty if a lone surrogate cannot be converted."""
    try:
        return str(_converter().convert(text)).translate(_VARIANTS)
    except UnicodeEncodeError:
        return ""
