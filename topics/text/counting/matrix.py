"""Build the document-term matrix from tokens."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from topics.errors import CorpusError, WrongTypeError, check_texts, check_type, shortened
from topics.hints import hinted_keywords
from topics.settings_rules import UNITS
from topics.text.counting.limits import check_limits, choose_terms
from topics.text.counting.terms import usable
from topics.text.lexicon.lexicon import load_lexicon
from topics.text.types import DocTermMatrix, Tokens, Units, Unknown
from topics.text.units import numbered

__all__ = [
    "count",
    "count_known",
    "counted_terms",
    "nothing_known",
]


@hinted_keywords()
def count(
    tokens: Tokens,
    unit: str = "paragraph",
    *,
    min_df: int = 3,
    max_df: float = 0.5,
    stop_words: Iterable[str] | None = None,
    vocabulary: Sequence[str] | None = None,
) -> DocTermMatrix:
    """Count the terms of each unit.

    Parameters
    ----------
    tokens : Tokens
        What `segment` returns.
    unit : {"paragraph", "section", "turn", "speech"}
        A row is a paragraph, a top section of a speech (一、), one speaker's turn (in minutes and
        interviews; elsewhere a whole speech), or a whole speech.
    min_df : int
        Minimum number of units in which a term occurs; at most the number of units.
    max_df : float
        Maximum share of units in which a term occurs.
    stop_words : iterable of str, optional
        Terms not to count; by default those of the lexicon that the tokens were segmented with.
    vocabulary : sequence of str, optional
        The terms to count, e.g. those of a fitted model; ``min_df`` and ``max_df``
        are then ignored, and ``unknown`` holds the other countable words.

    Returns
    -------
    DocTermMatrix

    Raises
    ------
    CorpusError
        If no term is left to count, or a limit or the stop words are invalid.
    WrongTypeError
        If ``tokens`` are not `Tokens` but e.g. a corpus.

    See Also
    --------
    topics.segment : Split the texts into words.
    topics.weigh : Weigh counts by TF-IDF or BM25.
    topics.fit : Fit a model.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["改革推动市场。", "教育培养人才。"])
    >>> tokens = topics.segment(corpus)
    >>> matrix = topics.count(tokens, unit="speech", min_df=1)
    >>> matrix.vocabulary
    ('培养人才', '市场', '改革', '教育')
    """
    check_type("tokens", tokens, Tokens, "topics.segment(corpus)")
    check_limits(min_df, max_df, stop_words)
    if stop_words is None:
        stop_words = load_lexicon().stop_words if tokens.stop_words is None else tokens.stop_words
    stops = frozenset(stop_words)
    if vocabulary is not None:
        matrix = count_known(tokens, vocabulary, unit, stops)
        if not matrix.units:
            raise nothing_known(vocabulary, len(matrix.empty), unit)
        return matrix
    return _count_chosen(tokens, unit, min_df, max_df, stops)


def _count_chosen(
    tokens: Tokens, unit: str, min_df: int, max_df: float, stops: frozenset[str]
) -> DocTermMatrix:
    """Count the terms that occur in enough units, and in few enough."""
    groups, of_token = _group(tokens, unit)
    is_usable = usable(tokens, stops)
    every = _csr(of_token, tokens.term_ids, is_usable, len(groups), len(tokens.terms))
    n_units = int((np.diff(every.indptr) > 0).sum())
    df = np.bincount(every.indices, minlength=len(tokens.terms))
    chosen = choose_terms(df, tokens.terms, n_units, unit=unit, min_df=min_df, max_df=max_df)
    columns = np.full(len(tokens.terms), -1)
    columns[chosen] = np.arange(len(chosen))
    return _matrix(tokens, groups, of_token, columns, tuple(tokens.terms[j] for j in chosen))


def count_known(
    tokens: Tokens, vocabulary: Sequence[str], unit: str, stop_words: Collection[str]
) -> DocTermMatrix:
    """Count the terms of a vocabulary, even if none of them occurs in these tokens.

    Parameters
    ----------
    tokens : Tokens
    vocabulary : sequence of str
    unit, stop_words
        See `count`; here a set of words.

    Returns
    -------
    DocTermMatrix
        With ``unknown``; it has no units if no term occurs.
    """
    groups, of_token = _group(tokens, unit)
    is_usable = usable(tokens, stop_words)
    columns = _columns(tokens.terms, vocabulary)
    matrix = _matrix(tokens, groups, of_token, columns, tuple(vocabulary))
    known = columns >= 0
    return replace(matrix, unknown=_unknown(tokens, groups, of_token, known, is_usable))


def nothing_known(vocabulary: Sequence[str], n_units: int, unit: str) -> CorpusError:
    """Return the error for texts in which no term of a vocabulary occurs."""
    return CorpusError(
        f"None of the {len(vocabulary)} terms of the vocabulary occurs in these {n_units} units"
        f" ({unit}). Give a vocabulary of texts in the same language."
    )


def counted_terms(
    tokens: Tokens, units: Units, vocabulary: Sequence[str]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the counted terms of each unit in order, for measures that depend on the order.

    Parameters
    ----------
    tokens : Tokens
        What the units were counted from.
    units : Units
        Paragraphs, sections or speeches, e.g. ``matrix.units``.
    vocabulary : sequence of str
        The counted terms, each once.

    Returns
    -------
    columns : int64 array, shape (n_counted,)
        Index into ``vocabulary`` of each counted token, one unit after another.
    indptr : int64 array, shape (n_units + 1,)
        Counted tokens of unit ``i`` are ``columns[indptr[i]:indptr[i + 1]]``.

    Raises
    ------
    CorpusError
        If the tokens lack a paragraph of the units.
    """
    row_of = units.row_of()
    rows = np.array([row_of.get(key, -1) for key in tokens.units.first_paragraphs()], np.int64)
    n_missing = len(row_of) - np.count_nonzero(rows >= 0)
    if n_missing:
        raise CorpusError(
            f"{n_missing} of {len(row_of)} paragraphs of the units are not among the tokens. Give"
            " the tokens that were counted."
        )
    rows = np.repeat(rows, np.diff(tokens.indptr))
    columns = _columns(tokens.terms, vocabulary)[tokens.term_ids]
    kept = np.flatnonzero((rows >= 0) & (columns >= 0))
    kept = kept[np.argsort(rows[kept], kind="stable")]
    return columns[kept], np.append(0, np.cumsum(np.bincount(rows[kept], minlength=len(units))))


def _columns(terms: Sequence[str], vocabulary: Sequence[str]) -> npt.NDArray[np.int64]:
    """Return the column of each term, -1 for terms that are not in the vocabulary."""
    check_texts("vocabulary", vocabulary, "model.vocabulary")
    if not isinstance(vocabulary, Collection):
        raise WrongTypeError(
            f"vocabulary must be a list of texts, got {type(vocabulary).__name__}. Pass a tuple."
        )
    column = {term: j for j, term in enumerate(vocabulary)}
    if len(column) < len(vocabulary) or not column:
        again = next((t for j, t in enumerate(vocabulary) if column[t] != j), None)
        has = "is empty" if again is None else f"has '{again}' twice"
        raise CorpusError(f"The vocabulary {has}. Give each term to count once.")
    return np.array([column.get(term, -1) for term in terms], np.int64)


def _csr(
    rows: npt.NDArray[np.int64],
    columns: npt.NDArray[np.signedinteger],
    kept: npt.NDArray[np.bool_],
    n_rows: int,
    n_columns: int,
) -> sparse.csr_array:
    """Count the tokens whose column is kept, shape (n_rows, n_columns)."""
    is_kept = kept[columns] if n_columns else np.zeros(len(rows), bool)
    cells = rows[is_kept], columns[is_kept]
    counts = sparse.csr_array((np.ones(len(cells[0])), cells), shape=(n_rows, n_columns))
    counts.sum_duplicates()
    return counts


def _matrix(
    tokens: Tokens,
    groups: Units,
    of_token: npt.NDArray[np.int64],
    columns: npt.NDArray[np.int64],
    vocabulary: tuple[str, ...],
) -> DocTermMatrix:
    """Count the tokens that have a column; units without such tokens are left out."""
    column = columns[tokens.term_ids] if len(columns) else np.zeros(0, np.int64)
    rows, column = of_token[column >= 0], column[column >= 0]
    everything = np.ones(len(vocabulary), bool)
    counts = _csr(rows, column, everything, len(groups), len(vocabulary))
    filled = np.diff(counts.indptr) > 0
    return DocTermMatrix(
        counts=sparse.csr_array(counts[np.flatnonzero(filled)]),
        vocabulary=vocabulary,
        units=groups.take(np.flatnonzero(filled)),
        empty=groups.take(np.flatnonzero(~filled)),
        corpus_fingerprint=tokens.corpus_fingerprint,
    )


def _unknown(
    tokens: Tokens,
    groups: Units,
    of_token: npt.NDArray[np.int64],
    known: npt.NDArray[np.bool_],
    is_usable: npt.NDArray[np.bool_],
) -> Unknown:
    """Return the countable words that have no column."""
    of_known = np.bincount(of_token[known[tokens.term_ids]], minlength=len(groups))
    counts = _csr(of_token, tokens.term_ids, is_usable & ~known, len(groups), len(tokens.terms))
    of_unknown = np.asarray(counts.sum(axis=1), np.int64)
    n_words = of_known + of_unknown
    share = np.full(len(groups), np.nan)
    np.divide(of_unknown, n_words, out=share, where=n_words > 0)
    units = groups.to_pandas().assign(n_words=n_words, n_unknown=of_unknown, share=share)
    seen = np.flatnonzero(is_usable & ~known)
    terms = pd.DataFrame(
        {
            "term": np.array([tokens.terms[j] for j in seen], object),
            "count": np.asarray(counts.sum(axis=0), np.int64)[seen],
            "n_units": np.bincount(counts.indices, minlength=len(tokens.terms))[seen],
        }
    )
    order = ["count", "n_units", "term"]
    terms = terms.sort_values(order, ascending=[False, False, True], ignore_index=True)
    return Unknown(units, terms)


def _group(tokens: Tokens, unit: str) -> tuple[Units, npt.NDArray[np.int64]]:
    """Return the units, and the unit of each token."""
    if not isinstance(unit, str) or unit not in UNITS:
        raise CorpusError(f"There is no unit {shortened(unit)}. Units are: {', '.join(UNITS)}.")
    groups, group = tokens.units, np.arange(len(tokens.units))
    if unit != "paragraph":
        groups = groups.top_sections() if unit == "section" else groups.without_sections()
        inside = groups.turns() if unit == "turn" else groups.section
        n_inside = int(inside.max(initial=0)) + 1
        groups = groups.merged(group := numbered(groups.speech_numbers() * n_inside + inside))
    return groups, np.repeat(group, np.diff(tokens.indptr))
