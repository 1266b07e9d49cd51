"""The types of the theme layer: codebook, labelled topics, coded paragraphs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.arrays import check_array, check_items
from topics.errors import CodebookError, ModelError, check_type

__all__ = ["Codebook", "CodedParagraphs", "Theme", "Themes"]


@dataclass(frozen=True, slots=True)
class Theme:
    """A named entry of the codebook.

    Attributes
    ----------
    id : str
        Such as ``"city_creation"``.
    zh, en : str
        Chinese and English name; the English one may be empty.
    seed_words : tuple of str
        Words that indicate the theme, in simplified script.
    frame : bool
        Whether the first and last paragraphs of a speech are evidence of the theme.
    colour : str
        ``#rrggbb``; by the order of the codebook if empty.
    """

    id: str
    zh: str
    en: str
    seed_words: tuple[str, ...]
    frame: bool = False
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Codebook:
    """Themes in order, with the file they came from and its sha256."""

    themes: tuple[Theme, ...]
    name: str
    sha256: str

    def __post_init__(self) -> None:
        check_items("themes", self.themes, Theme)
        if not self.themes:
            raise CodebookError(["themes must hold a Theme; a codebook has at least one."])

    def __getitem__(self, theme: str) -> Theme:
        return next(t for t in self.themes if t.id == theme)

    def ids(self) -> tuple[str, ...]:
        """Return the ids of the themes in order."""
        return tuple(theme.id for theme in self.themes)


@dataclass(frozen=True, slots=True, eq=False)
class Themes:
    """The topics of one model, named with the themes of a codebook.

    Attributes
    ----------
    codebook : Codebook
        The themes.
    scores : float64 array, shape (n_topics, n_themes)
        Score of each theme for each topic; 0 if there is no evidence.
    labels : tuple of str
        Theme id of each topic, or the empty string if none fits.
    missing : tuple of (str, str)
        Theme id and seed word for each seed word outside the vocabulary.
    model : str
        Fingerprint of the model of these topics; empty if unknown.
    """

    codebook: Codebook
    scores: npt.NDArray[np.float64]
    labels: tuple[str, ...]
    missing: tuple[tuple[str, str], ...]
    model: str = ""

    def __post_init__(self) -> None:
        check_type("codebook", self.codebook, Codebook, "topics.load_codebook(path)")
        check_array("scores", self.scores, (-1, len(self.codebook.themes)), low=0)
        check_items("labels", self.labels, str, len(self.scores))
        if unknown := sorted(set(self.labels) - {"", *self.codebook.ids()}):
            raise ModelError(f"labels: {unknown[0]!r} is not a theme of the codebook.")


@dataclass(frozen=True, slots=True, eq=False)
class CodedParagraphs:
    """The theme of each running-text paragraph, held as columns.

    Attributes
    ----------
    codebook : Codebook
        The themes.
    shares : float64 array, shape (n_paragraphs, n_themes)
        Share of each theme in each paragraph; rows sum to 1, or to 0 where
        nothing was counted or there is no evidence of a theme.
    source_names : tuple of str
        Names of sources, each once.
    source : int32 array, shape (n_paragraphs,)
        Index into ``source_names``.
    paragraph : int32 array, shape (n_paragraphs,)
        Number of the paragraph within its source.
    ids : bytes array, shape (n_paragraphs,) or (0,)
        Id of each paragraph, the same whatever else is in the corpus; empty if unknown.
    """

    codebook: Codebook
    shares: npt.NDArray[np.float64]
    source_names: tuple[str, ...]
    source: npt.NDArray[np.int32]
    paragraph: npt.NDArray[np.int32]
    ids: npt.NDArray[np.bytes_] = field(default_factory=lambda: np.zeros(0, np.bytes_))

    def __post_init__(self) -> None:
        check_type("codebook", self.codebook, Codebook, "topics.load_codebook(path)")
        check_array("shares", self.shares, (-1, len(self.codebook.themes)), low=0)
        check_items("source_names", self.source_names, str)
        n = len(self.shares)
        check_array("source", self.source, (n,), low=0, high=len(self.source_names) - 1)
        check_array("paragraph", self.paragraph, (n,), low=0)
        check_array("ids", self.ids, (n if np.size(self.ids) else 0,))

    @classmethod
    def of(
        cls,
        codebook: Codebook,
        shares: npt.NDArray[np.float64],
        keys: Iterable[tuple[str, int]],
        ids: Iterable[str] = (),
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
        )

    def sources(self) -> npt.NDArray[np.object_]:
        """Return the name of each paragraph's source, shape (n_paragraphs,)."""
        return np.array(self.source_names, object)[self.source]

    @property
    def keys(self) -> tuple[tuple[str, int], ...]:
        """Source and paragraph number of each row."""
        return tuple(zip(self.sources().tolist(), self.paragraph.tolist(), strict=True))

    def themes(self) -> tuple[str, ...]:
        """Return each paragraph's main theme id, or the empty string."""
        ids = self.codebook.ids()
        best = self.shares.argmax(axis=1) if len(self.shares) else np.zeros(0, int)
        return tuple(ids[j] if row[j] > 0 else "" for j, row in zip(best, self.shares, strict=True))

    def to_pandas(self) -> pd.DataFrame:
        """Return one row per paragraph: source, paragraph, theme, theme_share."""
        return pd.DataFrame(
            {
                "source": pd.Series(self.sources(), dtype="str"),
                "paragraph": self.paragraph.astype(np.int64),
                "theme": self.themes(),
                "theme_share": self.shares.max(axis=1, initial=0.0),
            }
        )
