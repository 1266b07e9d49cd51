"""One of two runs that are compared: its running text, and how it was coded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.corpus.identity import text_hash
from topics.grouping.sums import Texts, theme_sums
from topics.runs.files import file_hash
from topics.runs.manifest import MANIFEST_NAME
from topics.runs.store import Run
from topics.themes.types import NONE

__all__ = ["Names", "Side"]

Floats = npt.NDArray[np.float64]
Names = tuple[str, str]
"""A name in Chinese and in English."""


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """The parts of a run that are compared.

    Attributes
    ----------
    run : Run
    place : Path
        Its folder, or the archive that has it.
    fingerprint : str
        The sha256 of its ``run.json``.
    body : DataFrame
        The rows of ``paragraphs`` that are running text, from 0, with ``text_hash`` and
        ``coded``: the theme of a paragraph that was counted, which may be none, else empty.
    themes : tuple of str
        The themes of its codebook and, last, none, if the run has it.
    chances : float64 array, shape (n_body, n_themes)
        The probability of each theme; nan if unknown: for paragraphs that were not
        counted, and for other themes in runs of earlier versions.
    """

    run: Run
    place: Path
    fingerprint: str
    body: pd.DataFrame
    themes: tuple[str, ...]
    chances: Floats

    @classmethod
    def of(cls, run: Run, archive: Path | None = None) -> Side:
        """Return a run, possibly from an archive, as a side of a comparison."""
        blocks = run.tables["paragraphs"]
        body = blocks[blocks["role"] == "body"].reset_index(drop=True)
        if "id" not in body:  # runs of format 1
            body["id"] = ""
        themes = tuple(run.tables["themes"]["theme"])
        keys = ["source", "paragraph"]
        if "coding" in run.tables:
            coding = run.tables["coding"].set_index(keys)
            themes = tuple(coding.columns)
            chances = coding.reindex(pd.MultiIndex.from_frame(body[keys])).to_numpy(float)
            counted = ~np.isnan(chances).all(axis=1) if len(themes) else np.zeros(len(body), bool)
        else:
            chances = np.full((len(body), len(themes)), np.nan)
            column = {theme: t for t, theme in enumerate(themes)}
            for row, (theme, share) in enumerate(
                zip(body["theme"], body["theme_share"], strict=True)
            ):
                if theme in column:
                    chances[row, column[theme]] = share
            counted = body["theme"].ne("").to_numpy(bool)
        coded = np.where(counted, body["theme"].where(body["theme"].ne(""), NONE), "")
        hashes = [text_hash(text) for text in body["text"]]
        place = run.folder if archive is None else archive
        mark = file_hash(run.folder / MANIFEST_NAME)
        body = body.assign(text_hash=hashes, coded=coded)
        return cls(run, place, mark, body, themes, chances)

    @property
    def folder(self) -> Path:
        """The run's folder; for an archive, the folder beside it of the same name."""
        place = self.place.resolve()
        return place if place == self.run.folder.resolve() else place.with_suffix("")

    @property
    def name(self) -> str:
        """The name of the run's folder."""
        return self.folder.name

    def chance(self, row: int, theme: str) -> float:
        """Return the probability of a theme in a paragraph; nan if it is not known."""
        known = theme in self.themes
        return float(self.chances[row, self.themes.index(theme)]) if known else np.nan

    def amounts(self) -> pd.DataFrame:
        """Return the characters of each theme in each speech, by source and number of the speech.

        Speeches without counted text are left out.
        """
        speeches = self.run.tables["speeches"]
        keys = ["source", "speech"]
        if "coding" in self.run.tables:
            coding = self.run.tables["coding"]
            texts = Texts.from_tables(speeches, self.body)
            found = theme_sums(
                texts,
                coding["source"].to_numpy(object),
                coding["paragraph"].to_numpy(np.int64),
                coding[[*self.themes]].to_numpy(float),
            )
            index = pd.MultiIndex.from_frame(found.speeches[keys])
            return pd.DataFrame(found.amounts, index, list(self.themes))
        shares = speeches[list(self.themes)].mul(speeches["n_chars"], axis=0)
        shares.index = pd.MultiIndex.from_frame(speeches[keys])
        return shares[shares.sum(axis=1) > 0]

    def theme_names(self) -> dict[str, Names]:
        """Return the name of each theme."""
        table = self.run.tables["themes"]
        rows = zip(table["theme"], table["zh"], table["en"], strict=True)
        return {theme: (zh, en or zh) for theme, zh, en in rows}
