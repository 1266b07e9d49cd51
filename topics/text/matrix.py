"""Words in, the document-term matrix out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt
from scipy import sparse

from topics.errors import CorpusError
from topics.text.lexicon import load_lexicon
from topics.text.types import DocTermMatrix, Tokens, Unit

__all__ = ["count"]

TERM = re.compile(
    r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f]{2,}|[a-z][a-z0-9+.-]*[a-z0-9]"
)
"""What can be a term: two or more Chinese characters, or a Latin word."""
MASK = re.compile(r"x+|[某零〇一二三四五六七八九十百千万亿两]+[个名条项年月日次位家届万亿元余多]*")
"""What a compiler put in a name's place, and bare numbers."""


def count(
    tokens: Tokens,
    unit: str = "paragraph",
    *,
    min_df: int = 3,
    max_df: float = 0.5,
    stop_words: Iterable[str] | None = None,
) -> DocTermMatrix:
    """Count the terms of each unit.

    Parameters
    ----------
    tokens : Tokens
        What `segment` returns.
    unit : {"paragraph", "section", "speech"}
        What a row is: a paragraph, a speech's top section (一、), a whole speech.
    min_df : int
        Units a term must stand in at least, but no more than there are.
    max_df : float
        Share of the units that a term may stand in at most.
    stop_words : iterable of str, optional
        Terms not to count; the package's own by default.

    Returns
    -------
    DocTermMatrix

    Raises
    ------
    CorpusError
        If no term is left to count.
    """
    stops = frozenset(load_lexicon().stop_words if stop_words is None else stop_words)
    groups, of_token = _group(tokens, unit)
    usable = np.array([_is_term(term, stops) for term in tokens.terms], dtype=bool)
    kept = usable[tokens.term_ids] if len(tokens.terms) else np.zeros(0, bool)
    rows, ids = of_token[kept], tokens.term_ids[kept]
    counts = sparse.csr_array(
        (np.ones(len(ids)), (rows, ids)), shape=(len(groups), len(tokens.terms))
    )
    counts.sum_duplicates()
    n_units = int((np.diff(counts.indptr) > 0).sum())
    chosen = _within_limits(counts, n_units, min_df, max_df)
    if not len(chosen):
        raise CorpusError(
            f"Nothing is left to count: of {len(tokens.terms)} different words in {n_units} units"
            f" ({unit}), none stands in at least {min_df} units and in at most {max_df:.0%} of"
            " them. Lower min_df, raise max_df, or add texts."
        )
    chosen = chosen[np.argsort(np.array([tokens.terms[j] for j in chosen]), kind="stable")]
    counts = sparse.csr_array(counts[:, chosen])
    counts.sort_indices()
    filled = np.diff(counts.indptr) > 0
    return DocTermMatrix(
        counts=sparse.csr_array(counts[np.flatnonzero(filled)]),
        vocabulary=tuple(tokens.terms[j] for j in chosen),
        units=tuple(u for u, has in zip(groups, filled, strict=True) if has),
        empty=tuple(u for u, has in zip(groups, filled, strict=True) if not has),
        texts=_texts(tokens, rows, ids, chosen, filled),
    )


def _within_limits(
    counts: sparse.csr_array, n_units: int, min_df: int, max_df: float
) -> npt.NDArray[np.int64]:
    """Return the columns whose document frequency lies within the limits."""
    df = np.bincount(counts.indices, minlength=counts.shape[1])
    return np.flatnonzero((df >= min(min_df, max(n_units, 1))) & (df <= max_df * n_units))


def _is_term(term: str, stop_words: frozenset[str]) -> bool:
    return (
        TERM.fullmatch(term) is not None and term not in stop_words and MASK.fullmatch(term) is None
    )


_KEYS: dict[str, Callable[[Unit], tuple[object, ...]]] = {
    "paragraph": lambda u: (u.source, u.paragraphs),
    "section": lambda u: (u.source, u.speech, u.section.split(".")[0]),
    "speech": lambda u: (u.source, u.speech),
}


def _group(tokens: Tokens, unit: str) -> tuple[tuple[Unit, ...], npt.NDArray[np.int64]]:
    """Return the units, and for each token the unit it stands in."""
    if unit not in _KEYS:
        raise CorpusError(f"There is no unit {unit!r}. Units are: {', '.join(_KEYS)}.")
    members: dict[tuple[object, ...], list[Unit]] = {}
    row_of: list[int] = []
    order: dict[tuple[object, ...], int] = {}
    for paragraph in tokens.units:
        key = _KEYS[unit](paragraph)
        members.setdefault(key, []).append(paragraph)
        row_of.append(order.setdefault(key, len(order)))
    groups = tuple(_merge(found, unit) for found in members.values())
    return groups, np.repeat(np.array(row_of, np.int64), np.diff(tokens.indptr))


def _merge(paragraphs: list[Unit], unit: str) -> Unit:
    first = paragraphs[0]
    section = {"paragraph": first.section, "section": first.section.split(".")[0], "speech": ""}
    numbers = tuple(n for paragraph in paragraphs for n in paragraph.paragraphs)
    return Unit(first.source, first.speech, section[unit], numbers)


def _texts(
    tokens: Tokens,
    rows: npt.NDArray[np.int64],
    ids: npt.NDArray[np.int32],
    chosen: npt.NDArray[np.int64],
    filled: npt.NDArray[np.bool_],
) -> tuple[tuple[str, ...], ...]:
    is_chosen = np.zeros(len(tokens.terms), bool)
    is_chosen[chosen] = True
    texts: list[list[str]] = [[] for _ in filled]
    for row, term in zip(rows[is_chosen[ids]], ids[is_chosen[ids]], strict=True):
        texts[row].append(tokens.terms[term])
    return tuple(tuple(text) for text, has in zip(texts, filled, strict=True) if has)
