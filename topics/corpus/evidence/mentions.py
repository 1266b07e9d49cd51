"""A mention of an event, and the words around it."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

__all__ = ["Mention", "around"]

_CONTEXT = 14
"""Characters on either side of a mention that show whether it is past, present or future."""
_SENTENCE_END = re.compile("[。！？；!?;\n]")


class Mention(NamedTuple):
    """A mention of an event, ``text[start:end]``, and the bound it implies.

    Attributes
    ----------
    start, end : int
        Position of the words.
    event : str
        The event's name; ``"2024年"`` for a year in figures.
    kind : {"not_before", "not_after"}
        The side of the bound.
    date : datetime.date
        The first or last day possible.
    """

    start: int
    end: int
    event: str
    kind: str
    date: date


def around(text: str, start: int, end: int, context: int = _CONTEXT) -> tuple[str, str]:
    """Return the text before and after a mention within its sentence.

    Parameters
    ----------
    text : str
        The whole text.
    start, end : int
        Position of the mention.
    context : int
        Maximum number of characters on either side.
    """
    before = _SENTENCE_END.split(text[max(0, start - context) : start])[-1]
    after = _SENTENCE_END.split(text[end : end + context])[0]
    return before, after
