"""Made-up speeches: words in paragraphs in speeches."""

from __future__ import annotations

import numpy as np

from topics.text.types import Tokens, Unit, Units

Speeches = list[list[list[str]]]


def tokens_of(speeches: Speeches, sources: list[str] | None = None) -> Tokens:
    """Return tokens of speeches of paragraphs of words; a speech is in ``a.txt`` by default."""
    terms: dict[str, int] = {}
    units, ids, indptr = [], [], [0]
    for s, speech in enumerate(speeches):
        for p, words in enumerate(speech):
            ids += [terms.setdefault(word, len(terms)) for word in words]
            indptr.append(len(ids))
            units.append(Unit(sources[s] if sources else "a.txt", s + 1, "", (1000 * s + p,)))
    return Tokens(
        units=Units.of(units),
        terms=tuple(terms),
        term_ids=np.array(ids, np.int32),
        spans=np.zeros((len(ids), 2), np.int32),
        indptr=np.array(indptr, np.int64),
    )
