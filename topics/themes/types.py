"""What the theme layer hands on: the codebook, labelled topics, coded paragraphs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

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
        Words that speak for the theme, simplified script.
    """

    id: str
    zh: str
    en: str
    seed_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Codebook:
    """Themes in order, with the file they came from and its sha256."""

    themes: tuple[Theme, ...]
    name: str
    sha256: str

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
        How strongly each topic speaks for each theme; 0 where not at all.
    labels : tuple of str
        Each topic's theme id, or the empty string where none fits.
    missing : tuple of (str, str)
        Theme id and seed word for each seed word outside the vocabulary.
    model : str
        Fingerprint of the model whose topics these are; empty where it is not known.
    """

    codebook: Codebook
    scores: npt.NDArray[np.float64]
    labels: tuple[str, ...]
    missing: tuple[tuple[str, str], ...]
    model: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class CodedParagraphs:
    """The theme of each running-text paragraph.

    Attributes
    ----------
    codebook : Codebook
        The themes.
    keys : tuple of (str, int)
        Source and paragraph number of each row.
    shares : float64 array, shape (n_paragraphs, n_themes)
        Share of each theme in each paragraph; rows sum to 1, or to 0 where
        nothing was counted or nothing speaks for a theme.
    """

    codebook: Codebook
    keys: tuple[tuple[str, int], ...]
    shares: npt.NDArray[np.float64]

    def themes(self) -> tuple[str, ...]:
        """Return each paragraph's main theme id, or the empty string."""
        ids = self.codebook.ids()
        best = self.shares.argmax(axis=1) if len(self.shares) else np.zeros(0, int)
        return tuple(ids[j] if row[j] > 0 else "" for j, row in zip(best, self.shares, strict=True))

    def to_pandas(self) -> pd.DataFrame:
        """Return one row per paragraph: source, paragraph, theme, theme_share."""
        return pd.DataFrame(
            {
                "source": [source for source, _ in self.keys],
                "paragraph": [number for _, number in self.keys],
                "theme": self.themes(),
                "theme_share": self.shares.max(axis=1, initial=0.0),
            }
        )
