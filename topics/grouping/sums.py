"""Sums over the counted paragraphs of each speech."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.corpus.types import Corpus
from topics.errors import ModelError

__all__ = ["SpeechSums", "Texts", "theme_sums", "topic_sums"]

SPEAKER = "speaker"
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
    speaker : object array, shape (n_paragraphs,)
        The speaker if a text names several; otherwise empty.
    """

    speeches: pd.DataFrame
    source: npt.NDArray[np.object_]
    paragraph: npt.NDArray[np.int64]
    speech: npt.NDArray[np.int64]
    length: npt.NDArray[np.int64]
    speaker: npt.NDArray[np.object_]

    @classmethod
    def of(cls, corpus: Corpus) -> Texts:
        """Return the texts of a corpus."""
        speeches = corpus.speeches.to_pandas()
        speeches["number"] = np.arange(1, len(speeches) + 1)
        names = ("source", "paragraph", "speech", "text", "speaker")
        return cls.from_tables(speeches, corpus.running_text().to_pandas(*names))

    @classmethod
    def from_tables(cls, speeches: pd.DataFrame, paragraphs: pd.DataFrame) -> Texts:
        """Return the texts of a run.

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
            _speakers(paragraphs),
        )

    def rows(self, source: npt.NDArray[np.object_], paragraph: Ints) -> npt.NDArray[np.int64]:
        """Return the rows of paragraphs, by source and number.

        Raises
        ------
        ModelError
            If one is not a paragraph of running text.
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
    """Sums over the counted paragraphs of each speech.

    Attributes
    ----------
    speeches : DataFrame
        Speeches with counted text, in order of source and number.
    amounts : float64 array, shape (n_speeches, n_items)
        Characters of each theme, or words of each topic.
    n_paragraphs, n_chars : int64 array, shape (n_speeches,)
        Counted paragraphs and their characters.
    by_speaker : SpeechSums, optional
        The same with one row for each speaker of a speech, whose name is in the column
        ``speaker``; None if no text names several.
    """

    speeches: pd.DataFrame
    amounts: Floats
    n_paragraphs: npt.NDArray[np.int64]
    n_chars: npt.NDArray[np.int64]
    by_speaker: SpeechSums | None = None

    def of_columns(self, columns: Collection[str]) -> SpeechSums:
        """Return the sums to group by some columns."""
        return self.by_speaker if self.by_speaker and SPEAKER in columns else self


def theme_sums(
    texts: Texts, source: npt.NDArray[np.object_], paragraph: Ints, chances: Floats
) -> SpeechSums:
    """Return the number of characters of each theme and, last, of none, in each speech.

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
    speech, speaker = texts.speech[rows], texts.speaker[rows]
    n_chars = length * counted
    return _summed(texts.speeches, source, speech, speaker, amounts, counted, n_chars)


def topic_sums(
    texts: Texts,
    source: npt.NDArray[np.object_],
    speech: Ints,
    paragraphs: Ints,
    indptr: Ints,
    amounts: Floats,
) -> SpeechSums:
    """Return the number of words of each topic in each speech.

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
    speaker = texts.speaker[rows]
    if len(rows):  # a unit of several speakers has none
        codes = pd.factorize(speaker)[0]
        low, high = (of.reduceat(codes, indptr[:-1]) for of in (np.minimum, np.maximum))
        speaker = np.where(low == high, speaker[indptr[:-1]], "")
    return _summed(texts.speeches, source, speech, speaker, amounts, np.diff(indptr), n_chars)


def _summed(
    speeches: pd.DataFrame,
    source: npt.NDArray[np.object_],
    speech: Ints,
    speaker: npt.NDArray[np.object_],
    amounts: Floats,
    n_paragraphs: npt.NDArray[Any],
    n_chars: Ints,
) -> SpeechSums:
    """Add up rows by speech, and by its speakers; rows outside any speech are omitted."""
    speeches = speeches.sort_values(["source", "speech"], kind="stable", ignore_index=True)
    keys = speeches["source"].to_numpy(object), speeches["speech"].to_numpy(np.int64)
    rows = _rows(*keys, source, speech)
    inside = rows >= 0
    rows, speaker = rows[inside], speaker[inside]
    values = amounts[inside], n_paragraphs[inside], n_chars[inside]
    whole = _added(speeches, rows, *values)
    if not speaker.astype(bool).any():
        return whole
    of_speech = speeches[SPEAKER].to_numpy(object)[rows]
    codes, names = pd.factorize(np.where(speaker.astype(bool), speaker, of_speech), sort=True)
    part, rows = np.unique(rows * len(names) + codes, return_inverse=True)
    parts = speeches.iloc[part // len(names)].assign(speaker=names[part % len(names)])
    return replace(whole, by_speaker=_added(parts, rows, *values))


def _added(
    speeches: pd.DataFrame,
    rows: npt.NDArray[np.int64],
    amounts: Floats,
    n_paragraphs: npt.NDArray[Any],
    n_chars: Ints,
) -> SpeechSums:
    """Add up the amounts for each row of a table; rows without any are omitted."""
    n = len(speeches)
    total = np.zeros((n, amounts.shape[1]))
    np.add.at(total, rows, amounts)
    counts = (
        np.bincount(rows, weights=values, minlength=n).astype(np.int64)
        for values in (n_paragraphs, n_chars)
    )
    has = total.sum(axis=1) > 0
    return SpeechSums(
        speeches[has].reset_index(drop=True), total[has], *(values[has] for values in counts)
    )


def _speakers(paragraphs: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Return the speaker of each paragraph, which runs of earlier versions do not record."""
    if SPEAKER not in paragraphs:
        return np.full(len(paragraphs), "", object)
    return paragraphs[SPEAKER].to_numpy(object)


def _rows(
    of_source: npt.NDArray[np.object_], of_number: Ints, source: Any, number: Ints
) -> npt.NDArray[np.int64]:
    """Return the row of each pair of a source and a number, -1 if there is no such row."""
    known = pd.MultiIndex.from_arrays([of_source, of_number])
    sought = pd.MultiIndex.from_arrays([np.asarray(source, object), number])
    return np.asarray(known.get_indexer(sought), np.int64)
