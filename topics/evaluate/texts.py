"""The texts of a model as columns: all words in order, for measures that depend on word order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from topics.errors import ModelError, check_type
from topics.evaluate._windows import count_terms, order_terms
from topics.models.types import TopicModel
from topics.text.types import Tokens, Units

__all__ = ["Texts", "hashes_of", "keys_of", "texts_of"]


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """All words of the texts, in order.

    Attributes
    ----------
    columns : int32 array, shape (n_tokens,)
        Index into the vocabulary of each word, -1 for a word that is not in it.
    indptr : int64 array, shape (n_texts + 1,)
        Words of text ``i`` are ``columns[indptr[i]:indptr[i + 1]]``.
    keys : uint64 array, shape (n_texts,)
        Hash of each text's id.
    """

    columns: npt.NDArray[np.int32]
    indptr: npt.NDArray[np.int64]
    keys: npt.NDArray[np.uint64]


def texts_of(model: TopicModel, tokens: Tokens) -> Texts:
    """Return the texts of a model.

    Parameters
    ----------
    model : TopicModel
    tokens : Tokens
        The tokens that the model's matrix was counted from.

    Returns
    -------
    Texts
        One for each unit of the model, then one for each paragraph of the tokens that is in no
        unit of the model.

    Raises
    ------
    WrongTypeError
        If ``model`` is not a `TopicModel`, or ``tokens`` are not `Tokens`.
    ModelError
        If the tokens are from another corpus, lack a paragraph of the model, or give other counts.
    """
    check_type("model", model, TopicModel, "topics.fit(matrix)")
    check_type("tokens", tokens, Tokens, "topics.segment(corpus)")
    seen, fitted = tokens.corpus_fingerprint, model.corpus_fingerprint
    if seen and fitted and seen != fitted:
        raise ModelError(
            f"The tokens are from corpus {seen}, the model was fitted on corpus {fitted}. Read and"
            " segment the texts that the model was fitted on, or fit a model on these."
        )
    texts = _ordered(tokens, model.units, model.vocabulary)
    if fitted:
        _check_counts(texts, model)
    return texts


def _ordered(tokens: Tokens, units: Units, vocabulary: tuple[str, ...]) -> Texts:
    row_of = units.row_of()
    rows = np.array([row_of.get(key, -1) for key in tokens.units.first_paragraphs()], np.int64)
    if n_missing := len(row_of) - np.count_nonzero(rows >= 0):
        raise ModelError(
            f"The tokens are not those of the model's texts: {n_missing} of {len(row_of)}"
            " paragraphs of the units are not among them. Give the tokens that were counted."
        )
    alone = np.flatnonzero(rows < 0)
    rows[alone] = len(units) + np.arange(len(alone))
    order = np.argsort(rows, kind="stable")
    column = {term: j for j, term in enumerate(vocabulary)}
    column_of = np.array([column.get(term, -1) for term in tokens.terms], np.int32)
    lengths = np.bincount(rows, np.diff(tokens.indptr), len(units) + len(alone))
    return Texts(
        order_terms(tokens.term_ids, tokens.indptr, order, column_of),
        np.append(0, np.cumsum(lengths)).astype(np.int64),
        np.concatenate([keys_of(units), keys_of(tokens.units.take(alone))]),
    )


def _check_counts(texts: Texts, model: TopicModel) -> None:
    n_units, n_terms = len(model.units), len(model.vocabulary)
    of_texts, of_terms = count_terms(texts.columns, texts.indptr[: n_units + 1], n_terms)
    alike = np.array_equal(of_texts, model.unit_counts)
    if not (alike and np.array_equal(of_terms, model.term_counts)):
        raise ModelError(
            "The tokens are not those that the model's matrix was counted from: they give other"
            " counts. Segment the texts as before the fit (segmenter, lexicon, pos)."
        )


def keys_of(units: Units) -> npt.NDArray[np.uint64]:
    """Return a hash of the id of each unit's first paragraph, shape (n_units,).

    Without ids, the hash is that of its source and number.
    """
    first = units.indptr[:-1]
    if len(units.ids):
        names = units.ids[first].tolist()
    else:
        numbers = units.paragraphs[first].tolist()
        names = [f"{s}#{p}".encode() for s, p in zip(units.sources(), numbers, strict=True)]
    return hashes_of(names)


def hashes_of(names: Iterable[bytes]) -> npt.NDArray[np.uint64]:
    """Return 64 bits of the hash of each name, shape (n_names,)."""
    hashes = b"".join(blake2b(name, digest_size=8).digest() for name in names)
    return np.frombuffer(hashes, "<u8").astype(np.uint64)
