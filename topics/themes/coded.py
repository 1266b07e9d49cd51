"""Coded paragraphs: the probability of each theme, and of none, for each paragraph."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.arrays import check_array, check_items
from topics.corpus.types import Corpus
from topics.display.themes import coded_view
from topics.display.view import shown
from topics.errors import ModelError, check_type
from topics.grouping.sums import Texts, theme_sums
from topics.grouping.tables import grouped
from topics.hints import hinted
from topics.themes.types import NONE, Codebook

__all__ = ["CodedParagraphs"]

CERTAIN = 0.5
"""Probability from which a paragraph's theme is certain: more probable than all others together."""


@hinted
@shown(coded_view)
@dataclass(frozen=True, slots=True, eq=False)
class CodedParagraphs:
    """The themes of each running-text paragraph, held as columns.

    Attributes
    ----------
    codebook : Codebook
    shares : float64 array, shape (n_paragraphs, n_themes)
        Probability of each theme for each paragraph. With that of none a row sums to 1; `code`
        returns the rows of coded paragraphs alone.
    source_names : tuple of str
        Names of sources, each once.
    source : int32 array, shape (n_paragraphs,)
        Index into ``source_names``.
    paragraph : int32 array, shape (n_paragraphs,)
        Number of the paragraph within its source.
    ids : bytes array, shape (n_paragraphs,) or (0,)
        Id of each paragraph, the same whatever else is in the corpus; empty if unknown.
    none : float64 array, shape (n_paragraphs,) or (0,)
        Probability that it is of none of the themes; empty if it was not estimated.
    corpus : Corpus, optional
        The coded corpus; required by `by`.

    See Also
    --------
    topics.code : Code paragraphs with the themes of a codebook.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["推动企业投资，发展工业产业。"])
    >>> coded = topics.code(corpus, topics.load_codebook())
    >>> coded.shares.shape == (1, len(coded.codebook.themes))
    True
    >>> coded.to_pandas()["theme"].tolist()
    ['economic_work']
    """

    codebook: Codebook
    shares: npt.NDArray[np.float64]
    source_names: tuple[str, ...]
    source: npt.NDArray[np.int32]
    paragraph: npt.NDArray[np.int32]
    ids: npt.NDArray[np.bytes_] = field(default_factory=lambda: np.zeros(0, np.bytes_))
    none: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    corpus: Corpus | None = None

    def __post_init__(self) -> None:
        check_type("codebook", self.codebook, Codebook, "topics.load_codebook(path)")
        check_array("shares", self.shares, (-1, len(self.codebook.themes)), low=0)
        check_items("source_names", self.source_names, str)
        n = len(self.shares)
        check_array("source", self.source, (n,), low=0, high=len(self.source_names) - 1)
        check_array("paragraph", self.paragraph, (n,), low=0)
        check_array("ids", self.ids, (n if np.size(self.ids) else 0,))
        check_array("none", self.none, (n if np.size(self.none) else 0,), low=0)
        if not len(self.none):
            object.__setattr__(self, "none", np.zeros(n))

    @classmethod
    def of(
        cls,
        codebook: Codebook,
        shares: npt.NDArray[np.float64],
        keys: Iterable[tuple[str, int]],
        ids: Iterable[str] = (),
        none: npt.NDArray[np.float64] | None = None,
    ) -> CodedParagraphs:
        """Return coded paragraphs from Python values.

        Parameters
        ----------
        codebook : Codebook
        shares : float64 array, shape (n_paragraphs, n_themes)
        keys : iterable of (str, int)
            Source and number of each paragraph.
        ids : iterable of str, optional
            Id of each paragraph.
        none : float64 array, shape (n_paragraphs,), optional
            Probability of none.
        """
        keys = list(keys)
        names = {source: i for i, source in enumerate(dict.fromkeys(s for s, _ in keys))}
        return cls(
            codebook,
            shares,
            tuple(names),
            np.array([names[source] for source, _ in keys], np.int32),
            np.array([number for _, number in keys], np.int32),
            np.array(list(ids), np.bytes_),
            np.zeros(0) if none is None else none,
        )

    def sources(self) -> npt.NDArray[np.object_]:
        """Return the name of each paragraph's source, shape (n_paragraphs,)."""
        return np.array(self.source_names, object)[self.source]

    @property
    def keys(self) -> tuple[tuple[str, int], ...]:
        """Source and paragraph number of each row."""
        return tuple(zip(self.sources().tolist(), self.paragraph.tolist(), strict=True))

    def counted(self) -> npt.NDArray[np.bool_]:
        """Return which paragraphs were coded, shape (n_paragraphs,)."""
        counted: npt.NDArray[np.bool_] = self.shares.sum(axis=1) + self.none > 0
        return counted

    def take(self, rows: npt.NDArray[np.bool_]) -> CodedParagraphs:
        """Return the selected paragraphs.

        Parameters
        ----------
        rows : bool array, shape (n_paragraphs,)
        """
        names = ("shares", "source", "paragraph", "none")
        kept = {name: getattr(self, name)[rows] for name in names}
        return replace(self, **kept, ids=self.ids[rows] if len(self.ids) else self.ids)

    def ranked(self, place: int) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.float64]]:
        """Return the theme of each paragraph at a rank of probability, and its share.

        Parameters
        ----------
        place : int
            0 for the most probable theme, 1 for the second.

        Returns
        -------
        themes : object array, shape (n_paragraphs,)
            Empty where none is at least as probable as the most probable theme, and where the
            codebook has too few themes.
        shares : float64 array, shape (n_paragraphs,)
            Of these themes; nan where they are empty.
        """
        n = len(self.shares)
        if place >= self.shares.shape[1]:
            return np.full(n, "", object), np.full(n, np.nan)
        order = np.argsort(-self.shares, axis=1, kind="stable")
        shares = np.take_along_axis(self.shares, order[:, [0, place]], axis=1)
        has = shares[:, 0] > self.none
        themes = np.where(has, np.array(self.codebook.ids(), object)[order[:, place]], "")
        return themes, np.where(has, shares[:, 1], np.nan)

    def themes(self) -> tuple[str, ...]:
        """Return each paragraph's most probable theme, empty where none is more probable."""
        return tuple(self.ranked(0)[0].tolist())

    def certain(self) -> npt.NDArray[np.bool_]:
        """Return where a theme is at least as probable as all others together (0.5)."""
        best = self.shares.max(axis=1, initial=0.0)
        certain: npt.NDArray[np.bool_] = (best >= CERTAIN) & (best > self.none)
        return certain

    def with_none(self) -> npt.NDArray[np.float64]:
        """Return the probabilities of the themes and, last, of none; a row sums to 1 or 0."""
        return np.column_stack([self.shares, self.none])

    def by(self, columns: str | Sequence[str]) -> pd.DataFrame:
        """Return the share of each theme, and of none, in groups of speeches.

        Parameters
        ----------
        columns : str or sequence of str
            A column of the speeches, e.g. ``"year"``, ``"level"`` or one of ``metadata.csv``; or
            several, which are crossed.

        Returns
        -------
        DataFrame
            One row for each group and theme; ``docs/by.md`` lists the columns. The last columns
            are the names of the theme, ``zh`` and ``en``.

        Raises
        ------
        ModelError
            If a column does not exist, or the paragraphs were coded without `topics.code`.
        """
        if self.corpus is None:
            raise ModelError(
                "These paragraphs have no corpus, so their speeches are unknown. Pass what"
                " topics.code(corpus, ...) returns."
            )
        texts = Texts.of(self.corpus)
        sums = theme_sums(texts, self.sources(), self.paragraph, self.with_none())
        table = grouped(sums, columns, {"theme": [*self.codebook.ids(), NONE]})
        zh, en = self.codebook.names("zh"), self.codebook.names("en")
        return table.assign(zh=table["theme"].map(zh), en=table["theme"].map(en))

    def to_pandas(self) -> pd.DataFrame:
        """Return one row per paragraph: source, paragraph, its two most probable themes."""
        (first, share), (second, share2) = self.ranked(0), self.ranked(1)
        return pd.DataFrame(
            {
                "source": pd.Series(self.sources(), dtype="str"),
                "paragraph": self.paragraph.astype(np.int64),
                "theme": pd.Series(first, dtype="str"),
                "theme_share": share,
                "theme2": pd.Series(second, dtype="str"),
                "theme2_share": share2,
                "certain": self.certain(),
            }
        )
