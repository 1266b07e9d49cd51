"""The coding of a study: its coder, its coded paragraphs and their scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from topics.corpus.types import Corpus
from topics.evaluate.gold import coded_lines, confusion, probability_scores, theme_scores
from topics.evaluate.gold_lines import GoldLine
from topics.evaluate.types import Score
from topics.messages import Message, warn
from topics.text.types import Units
from topics.themes.coded import CodedParagraphs
from topics.themes.coder import Coder, fit_to_counts, held_out
from topics.themes.coding import counted_in
from topics.themes.seed_counts import count_seed_words
from topics.themes.types import Codebook

__all__ = ["ENOUGH_CODED", "StudyCoding", "code_study"]

ENOUGH_CODED = 0.25
"""Minimum share of the text on the themes of a codebook that fits it."""


@dataclass(frozen=True, slots=True, eq=False)
class StudyCoding:
    """The coding of a corpus.

    Attributes
    ----------
    coder : Coder
        Fitted to the corpus, and to the gold lines if they are enough.
    coded : CodedParagraphs
    evidence : DataFrame
        Result of `topics.themes.evidence`.
    per_100 : float
        Strength of the evidence for all themes per 100 characters.
    none_share : float
        Share of the characters on none of the themes.
    scores : tuple of Score
        Scores on the gold lines. If the coder was fitted to them, each speech is scored by a coder
        fitted without its own lines.
    confusion : DataFrame
        Result of `topics.evaluate.confusion`, of the same coding.
    """

    coder: Coder
    coded: CodedParagraphs
    evidence: pd.DataFrame
    per_100: float
    none_share: float
    scores: tuple[Score, ...]
    confusion: pd.DataFrame

    @property
    def fits(self) -> bool:
        """Whether a quarter of the text is on themes of the codebook, and a paragraph certainly is.

        Without the second condition, any text of a page or two that has a seed word would fit.
        """
        return 1.0 - self.none_share >= ENOUGH_CODED and bool(self.coded.certain().any())


def code_study(
    corpus: Corpus,
    codebook: Codebook,
    gold: Sequence[GoldLine],
    units: Units,
    coder: Coder | None = None,
) -> StudyCoding:
    """Fit a coder to a corpus, code the paragraphs of some units, and score the coding.

    Parameters
    ----------
    corpus : Corpus
    codebook : Codebook
    gold : sequence of GoldLine
        Lines whose themes are in the codebook; may be empty.
    units : Units
        Only their paragraphs are coded.
    coder : Coder, optional
        A coder of the same codebook, fitted to earlier texts; used instead of a new one.

    Returns
    -------
    StudyCoding

    Warns
    -----
    TopicsWarning
        If the codebook does not fit the texts.
    """
    found = count_seed_words(corpus, codebook)
    counted = counted_in(found, units)
    themed = [line for line in gold if line.themes]
    lines = coded_lines(corpus, themed) if themed else {}
    coder = coder or fit_to_counts(found, lines)
    coded = replace(coder.code(found, counted), corpus=corpus)
    length = found.length * counted
    strength = (coder.weigh(found).strength.sum(axis=1) * counted).sum()
    n_chars = max(float(length.sum()), 1.0)
    scores: tuple[Score, ...] = ()
    table = pd.DataFrame({"gold": [], "coded": [], "n": []}).astype({"gold": "str", "coded": "str"})
    if themed:
        scored = held_out(found, lines, coder, counted)
        scores = theme_scores(corpus, scored, themed) + probability_scores(corpus, scored, themed)
        table = confusion(corpus, scored, themed)
    coding = StudyCoding(
        coder,
        coded,
        coder.evidence(found, counted),
        100.0 * float(strength) / n_chars,
        float((coded.none * length).sum()) / n_chars,
        scores,
        table.astype({"n": np.int64}),
    )
    if codebook.themes and not coding.fits:
        evidence, none = f"{coding.per_100:.1f}", f"{coding.none_share:.1%}"
        values = {"codebook": codebook.name, "none": none, "evidence": evidence}
        warn(Message("codebook_misfit", values))
    return coding
