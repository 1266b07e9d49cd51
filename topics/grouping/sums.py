"""What the counted paragraphs of each speech add up to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.corpus.types import Corpus
from topics.errors import ModelError

__all__ = ["SpeechSums", "Texts", "theme_sums", "topic_sums"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """The speeches and the running text of a corpus or of a finished run.

    Attributes
    ----------
    speeches : DataFrame
        One row per speech: source, speech, number, and the columns of ``speeches.csv``.
    source : object array, shape (n_paragraphs,)
        Source of each paragraph of running text.
    paragraph, speech, length : int64 array, shape (n_paragraphs,)
        Its number within its source, its speech there, and its characters.
    """

    speeches: pd.DataFrame
    source: npt.NDArray[np.object_]
    paragraph: npt.NDArray[np.int64]
    speech: npt.NDArray[np.int64]
    length: npt.NDArray[np.int64]

    @classmethod
    def of(cls, corpus: Corpus) -> Texts:
        """Return those of a corpus."""
        speeches = corpus.speeches.to_pandas()
        speeches["number"] = np.arange(1, len(speeches) + 1)
        names = ("source", "paragraph", "speech", "text")
        return cls.from_tables(speeches, corpus.running_text().to_pandas(*names))

    @classmethod
    def from_tables(cls, speeches: pd.DataFrame, paragraphs: pd.DataFrame) -> Texts:
        """Return those of a run.

        Parameters
        ----------
        speeches : DataFrame
            The table ``speeches``.
        paragraphs : DataFrame
            The rows of the table ``paragraphs`` that are running text.
        """
        return cls(
            speeches,
            paragraphs["source"].to_numpy(object),
            paragraphs["paragraph"].to_numpy(np.int64),
            paragraphs["speech"].to_numpy(np.int64),
            np.array([len(text) for text in paragraphs["text"]], np.int64),
        )

    def rows(self, source: npt.NDArray[np.object_], paragraph: Ints) -> npt.NDArray[np.int64]:
        """Return the rows of paragraphs, by source and number.

        Raises
        ------
        ModelError
            If one is no paragraph of running text.
        """
        rows = _rows(self.source, self.paragraph, source, paragraph)
        if (lost := rows < 0).any():
            at = int(lost.argmax())
            raise ModelError(
                f"Paragraph {paragraph[at]} of {source[at]!r} is not in this corpus. Pass the"
                " corpus that was modelled."
            )
        return rows


@dataclass(frozen=True, slots=True, eq=False)
class SpeechSums:
    """What the counted paragraphs of each speech add up to.

    Attributes
    ----------
    speeches : DataFrame
        Those with counted text, in order of source and number.
    amounts : float64 array, shape (n_speeches, n_items)
        Characters of each theme, or words of each topic.
    n_paragraphs, n_chars : int64 array, shape (n_speeches,)
        Counted paragraphs and their characters.
    """

    speeches: pd.DataFrame
    amounts: Floats
    n_paragraphs: npt.NDArray[np.int64]
    n_chars: npt.NDArray[np.int64]


def theme_sums(
    texts: Texts, source: npt.NDArray[np.object_], paragraph: Ints, chances: Floats
) -> SpeechSums:
    """Return the characters of each speech that are of each theme and, last, of none.

    Parameters
    ----------
    texts : Texts
    source : object array, shape (n_coded,)
    paragraph : int array, shape (n_coded,)
        Source and number of each coded paragraph.
    chances : float64 array, shape (n_coded, n_themes + 1)
        Probabilities of the themes and of none; a row of zeros was not counted. They are rounded
        as in ``coding.csv``, so that a finished run gives the same shares.
    """
    rows = texts.rows(source, paragraph)
    chances, length = chances.round(6), texts.length[rows]
    counted = chances.sum(axis=1) > 0
    amounts = chances * length[:, None]
    return _summed(texts.speeches, source, texts.speech[rows], amounts, counted, length * counted)


def topic_sums(
    texts: Texts,
    source: npt.NDArray[np.object_],
    speech: Ints,
    paragraphs: Ints,
    indptr: Ints,
    amounts: Floats,
) -> SpeechSums:
    """Return the words of each speech that are of each topic.

    Parameters
    ----------
    texts : Texts
    source, speech, paragraphs, indptr
        The units of a model, as in `topics.text.types.Units`; ``source`` has names.
    amounts : float64 array, shape (n_units, n_topics)
        Words of each topic.
    """
    rows = texts.rows(np.repeat(source, np.diff(indptr)), paragraphs)
    n_chars = np.add.reduceat(texts.length[rows], indptr[:-1]) if len(rows) else rows
    return _summed(texts.speeches, source, speech, amounts, np.diff(indptr), n_chars)


def _summed(
    speeches: pd.DataFrame,
    source: npt.NDArray[np.object_],
    speech: Ints,
    amounts: Floats,
    n_paragraphs: npt.NDArray[Any],
    n_chars: Ints,
) -> SpeechSums:
    """Add up rows by speech; those outside any speech are left out."""
    speeches = speeches.sort_values(["source", "speech"], kind="stable", ignore_index=True)
    keys = speeches["source"].to_numpy(object), speeches["speech"].to_numpy(np.int64)
    rows = _rows(*keys, source, speech)
    inside, n = rows >= 0, len(speeches)
    rows = rows[inside]
    total = np.zeros((n, amounts.shape[1]))
    np.add.at(total, rows, amounts[inside])
    counts = (
        np.bincount(rows, weights=values[inside], minlength=n).astype(np.int64)
        for values in (n_paragraphs, n_chars)
    )
    has = total.sum(axis=1) > 0
    return SpeechSums(
        speeches[has].reset_index(drop=True), total[has], *(values[has] for values in counts)
    )


def _rows(
    of_source: npt.NDArray[np.object_], of_number: Ints, source: Any, number: Ints
) -> npt.NDArray[np.int64]:
    """Return the row of each pair of a source and a number, -1 for one that is not there."""
    known = pd.MultiIndex.from_arrays([of_source, of_number])
    sought = pd.MultiIndex.from_arrays([np.asarray(source, object), number])
    return np.asarray(known.get_indexer(sought), np.int64)
