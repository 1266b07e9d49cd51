"""Keep or remove words of other languages in Chinese texts."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import numpy as np
import numpy.typing as npt

from topics.defaults import default_path
from topics.messages import Message, warn
from topics.text.segmentation.known import by_first_use
from topics.text.segmentation.whole import FOREIGN
from topics.text.types import Tokens

__all__ = ["without_foreign"]

ALPHABETIC = re.compile(f"[a-z{FOREIGN}][a-z0-9{FOREIGN}'’.+-]*")
"""A word of an alphabet."""
PARAGRAPH, FUNCTION, SENTENCE, PILE = 0.25, 0.3, 3, 0.5
"""A paragraph is in another language if at least `PARAGRAPH` of its words are of an alphabet and
`FUNCTION` of these are function words (a list of acronyms has none), in a paragraph with Chinese
words at least `SENTENCE` (a name such as Internet of Things has fewer); a pile if `PILE` of its
words are of an alphabet."""


def without_foreign(tokens: Tokens, how: str) -> Tokens:
    """Return tokens without the foreign words that a setting leaves out.

    Parameters
    ----------
    tokens : Tokens
        With words of all kinds.
    how : {"auto", "keep", "stop", "leave_out"}
        As for `load_lexicon`.

    Returns
    -------
    Tokens
        ``tokens`` itself if nothing is left out.
    """
    alphabetic = np.array([bool(ALPHABETIC.fullmatch(term)) for term in tokens.terms], bool)
    if how == "keep" or not alphabetic.any():
        return tokens
    function = np.array([term in _function_words() for term in tokens.terms], bool)
    removable = alphabetic & [term not in tokens.dictionary for term in tokens.terms]
    leave = (removable if how == "leave_out" else removable & function)[tokens.term_ids]
    if how == "auto":
        leave |= removable[tokens.term_ids] & _foreign_text(tokens, alphabetic, function)
    return tokens if not leave.any() else _kept(tokens, ~leave)


@cache
def _function_words() -> frozenset[str]:
    text = default_path("lexicon/foreign_words.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return frozenset(word for line in lines for word in line.split())


def _foreign_text(
    tokens: Tokens, alphabetic: npt.NDArray[np.bool_], function: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Return for each token whether its paragraph is in a different language than most texts."""
    row = np.repeat(np.arange(len(tokens.units)), np.diff(tokens.indptr))
    n_words = np.maximum(np.diff(tokens.indptr), 1)
    n_alphabetic = np.bincount(row, alphabetic[tokens.term_ids], len(tokens.units))
    n_function = np.bincount(row, (alphabetic & function)[tokens.term_ids], len(tokens.units))
    foreign = (n_alphabetic >= PARAGRAPH * n_words) & (n_function >= FUNCTION * n_alphabetic)
    foreign &= (n_function >= SENTENCE) | (n_alphabetic == n_words)
    if not foreign.any() or n_alphabetic.sum() >= PILE * len(row):
        return np.zeros(len(row), bool)
    values = {"count": int(foreign.sum()), "words": int(n_alphabetic[foreign].sum())}
    warn(Message("foreign_text", values))
    return foreign[row]


def _kept(tokens: Tokens, kept: npt.NDArray[np.bool_]) -> Tokens:
    """Return the selected tokens, with the remaining terms in order of first use."""
    used, term_ids = by_first_use(len(tokens.terms), tokens.term_ids[kept])
    ends = np.append(0, np.cumsum(kept))
    return replace(
        tokens,
        terms=tuple(tokens.terms[i] for i in used),
        term_ids=term_ids,
        spans=tokens.spans[kept],
        indptr=ends[tokens.indptr],
        tags=tuple(tokens.tags[i] for i in used) if tokens.tags else (),
    )
