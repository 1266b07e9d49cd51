"""The types of the text layer: tokens with their positions, and the document-term matrix."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from topics.arrays import check_array, check_items
from topics.display.counts import matrix_view, tokens_view, unknown_view, weighting_view
from topics.display.view import shown
from topics.errors import ModelError, check_type
from topics.fingerprint import fingerprint
from topics.hints import hinted
from topics.text.units import Unit, Units

__all__ = ["DocTermMatrix", "Tokens", "Unit", "Units", "Unknown", "Weighting"]


@hinted
@shown(tokens_view)
@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """The words of each paragraph of running text, with their positions.

    Attributes
    ----------
    units : Units
        One per paragraph, in corpus order.
    terms : tuple of str
        Distinct terms (NFKC, simplified, lower case), in order of first use.
    term_ids : int32 array, shape (n_tokens,)
        Index into ``terms`` of each token.
    spans : int32 array, shape (n_tokens, 2)
        Start and end of each token's surface in its paragraph's ``text``.
    indptr : int64 array, shape (n_units + 1,)
        Tokens of unit ``i`` are ``indptr[i]:indptr[i + 1]``.
    tags : tuple of str
        Part-of-speech tag of each term; empty where no tags were asked for.
    corpus_fingerprint : str
        Fingerprint of the corpus; empty if unknown.
    dictionary : frozenset of str
        Terms that are counted whatever their form, because they are in the lexicon.
    stop_words : frozenset of str or None
        Terms that the lexicon never counts; None if unknown.

    See Also
    --------
    topics.segment : Split the texts into words.
    topics.count : Count the words of each unit.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["改革推动市场。", "教育培养人才。"])
    >>> tokens = topics.segment(corpus)
    >>> len(tokens.units), len(tokens.terms)
    (2, 5)
    >>> tokens.to_pandas()["start"].tolist()
    [0, 2, 4, 0, 2]
    """

    units: Units
    terms: tuple[str, ...]
    term_ids: npt.NDArray[np.int32]
    spans: npt.NDArray[np.int32]
    indptr: npt.NDArray[np.int64]
    tags: tuple[str, ...] = ()
    corpus_fingerprint: str = ""
    dictionary: frozenset[str] = frozenset()
    stop_words: frozenset[str] | None = None

    def __post_init__(self) -> None:
        check_type("units", self.units, Units, "topics.segment(corpus).units")
        check_items("terms", self.terms, str)
        check_array("indptr", self.indptr, (len(self.units) + 1,), low=0)
        n_tokens = int(self.indptr[-1])
        check_array("term_ids", self.term_ids, (n_tokens,), low=0, high=len(self.terms) - 1)
        check_array("spans", self.spans, (n_tokens, 2), low=0)

    def words(self, unit: int) -> list[str]:
        """Return the terms of one unit in order."""
        ids = self.term_ids[self.indptr[unit] : self.indptr[unit + 1]]
        return [self.terms[i] for i in ids]

    def to_pandas(self) -> pd.DataFrame:
        """Return one row per token: source, paragraph, term, start, end."""
        rows = np.repeat(np.arange(len(self.units)), np.diff(self.indptr))
        units = self.units.to_pandas()[["source", "paragraph"]].iloc[rows]
        return units.reset_index(drop=True).assign(
            term=np.array(self.terms, object)[self.term_ids],
            start=self.spans[:, 0],
            end=self.spans[:, 1],
        )


@shown(weighting_view)
@dataclass(frozen=True, slots=True, eq=False)
class Weighting:
    """How counts become weights: learned from one matrix, applied to new units too.

    Attributes
    ----------
    name : {"tfidf", "bm25"}
    idf : float64 array, shape (n_terms,)
        Inverse document frequency of each term.
    mean_length : float
        Mean number of counted words of a unit.
    """

    name: str
    idf: npt.NDArray[np.float64]
    mean_length: float


@shown(unknown_view)
@dataclass(frozen=True, slots=True, eq=False)
class Unknown:
    """Words of the counted texts that are not in a given vocabulary.

    Attributes
    ----------
    units : pandas.DataFrame
        One row per unit, units without counted words included: source, speech, section,
        paragraph (its first), n_words (countable words), n_unknown, share.
    terms : pandas.DataFrame
        One row per unknown term, the most frequent first: term, count, n_units.
    """

    units: pd.DataFrame
    terms: pd.DataFrame

    @property
    def share(self) -> float:
        """Share of unknown words among all countable words; nan without any."""
        n_words = int(self.units["n_words"].sum())
        return int(self.units["n_unknown"].sum()) / n_words if n_words else float("nan")


@hinted
@shown(matrix_view)
@dataclass(frozen=True, slots=True, eq=False)
class DocTermMatrix:
    """Counts of the vocabulary's terms in each unit.

    Attributes
    ----------
    counts : scipy.sparse.csr_array of float64, shape (n_units, n_terms)
        Sorted indices, no explicit zeros; no row is empty.
    vocabulary : tuple of str
        The counted terms, sorted.
    units : Units
        One per row.
    empty : Units
        Units without counted words (谢谢大家！), which have no row.
    weighting : Weighting, optional
        How engines weigh ``counts``, which remain counts; see `topics.weigh`.
    unknown : Unknown, optional
        Words that are not in the vocabulary, where the vocabulary was given.
    corpus_fingerprint : str
        Fingerprint of the corpus that the tokens are from; empty if unknown.

    See Also
    --------
    topics.count : Count the words of each unit.
    topics.weigh : Weigh counts by TF-IDF or BM25.
    topics.fit : Fit a model.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["改革推动市场。", "教育培养人才。"])
    >>> matrix = topics.count(topics.segment(corpus), min_df=1)
    >>> matrix.counts.shape == (len(matrix.units), len(matrix.vocabulary))
    True
    """

    counts: sparse.csr_array
    vocabulary: tuple[str, ...]
    units: Units
    empty: Units
    weighting: Weighting | None = None
    unknown: Unknown | None = None
    corpus_fingerprint: str = ""

    def __post_init__(self) -> None:
        for name in ("units", "empty"):
            check_type(name, getattr(self, name), Units, f"topics.count(tokens).{name}")
        check_items("vocabulary", self.vocabulary, str)
        check_type("counts", self.counts, sparse.csr_array, "scipy.sparse.csr_array(counts)")
        shape = (len(self.units), len(self.vocabulary))
        if self.counts.shape != shape:
            raise ModelError(
                f"counts must have shape {shape}, one row per unit and one column per term of the"
                f" vocabulary; its shape is {self.counts.shape}."
            )
        check_array("counts", self.counts.data, (-1,), low=0)

    @property
    def vocabulary_fingerprint(self) -> str:
        """Hash of the vocabulary; equal hashes mean equal columns."""
        return fingerprint(self.vocabulary)

    def to_pandas(self) -> pd.DataFrame:
        """Return one row per non-zero: source, speech, section, paragraph, term, count."""
        coo = self.counts.tocoo()
        units = self.units.to_pandas().iloc[coo.row].reset_index(drop=True)
        return units.assign(term=np.array(self.vocabulary, object)[coo.col], count=coo.data)
