"""The coder: fitted once to a collection of texts, it codes any paragraph."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.arrays import check_array, check_items
from topics.defaults import default_path
from topics.display.themes import coder_view
from topics.display.view import shown
from topics.errors import ModelError, check_type
from topics.fingerprint import fingerprint
from topics.themes.choice import (
    COEFFICIENTS,
    Choices,
    fit_coefficients,
    prior_of_none,
    probabilities,
    with_prior,
)
from topics.themes.coded import CodedParagraphs
from topics.themes.seed_counts import SeedCounts
from topics.themes.types import NONE, Codebook, Theme
from topics.themes.weighing import (
    WEIGHTS,
    WeighedEvidence,
    evidence_table,
    weigh_evidence,
)

__all__ = ["ENOUGH_LINES", "Coder", "Reference", "fit_to_counts", "held_out"]

Floats = npt.NDArray[np.float64]
Lines = Mapping[tuple[str, int], Sequence[str]]
"""Themes that readers assigned to paragraphs, by source and number; each of several is correct."""

ENOUGH_LINES = 100
ENOUGH_SPEECHES = 5
"""Minimum number of coded lines, and of speeches with such lines, to refit the coefficients."""
UNGROUNDED = 0.5
"""Minimum probability of none for a paragraph with no evidence of its own."""


@shown(coder_view)
@dataclass(frozen=True, slots=True, eq=False)
class Coder:
    """A fitted coder: the probability of each theme, and of none, for any paragraph.

    It is plain data: `to_dict` returns it for JSON, `from_dict` reads it back.

    Attributes
    ----------
    codebook : Codebook
    inverse : float64 array, shape (n_words,)
        Weight of each seed word, in the order of the codebook, each word once: the logarithm of its
        inverse paragraph frequency in the texts it was fitted to.
    weights : mapping of str to float
        Weight of each kind of evidence.
    coefficients : float64 array, shape (4,)
        Coefficients of the evidence, of the logarithm of its strength, and of the constant and the
        length for "none" (`topics.themes.choice.COEFFICIENTS`).
    fitted_none : float
        Share of "none" that the coefficients assume.
    prior_none : float
        Share of paragraphs of no theme in the texts it was fitted to, as estimated by
        `topics.themes.choice.prior_of_none`.
    n_paragraphs : int
        Number of paragraphs it was fitted to.
    n_lines : int
        Number of coded lines of the study that the coefficients were fitted to; 0 for the package's
        coefficients.
    """

    codebook: Codebook
    inverse: Floats
    weights: Mapping[str, float]
    coefficients: Floats
    fitted_none: float
    prior_none: float
    n_paragraphs: int
    n_lines: int = 0
    fingerprint: str = field(init=False, default="")

    def __post_init__(self) -> None:
        check_type("codebook", self.codebook, Codebook, "topics.load_codebook(path)")
        check_array("inverse", self.inverse, (self.codebook.n_words(),), low=0)
        check_array("coefficients", self.coefficients, (len(COEFFICIENTS),), low=-np.inf)
        if set(self.weights) != set(WEIGHTS):
            raise ModelError(f"weights must be of {', '.join(WEIGHTS)}; are of {self.weights}.")
        for name in ("fitted_none", "prior_none"):
            if not 0.0 < getattr(self, name) < 1.0:
                raise ModelError(f"{name} must be between 0 and 1, is {getattr(self, name)!r}.")
        content = json.dumps(self._plain(), sort_keys=True, ensure_ascii=True)
        object.__setattr__(self, "fingerprint", fingerprint(content))

    def _plain(self) -> dict[str, Any]:
        themes = [
            {
                "id": theme.id,
                "zh": theme.zh,
                "en": theme.en,
                "seed_words": list(theme.seed_words),
                "frame": theme.frame,
                "colour": theme.colour,
            }
            for theme in self.codebook.themes
        ]
        return {
            "codebook": {
                "name": self.codebook.name,
                "sha256": self.codebook.sha256,
                "themes": themes,
            },
            "inverse": self.inverse.tolist(),
            "weights": {kind: float(self.weights[kind]) for kind in WEIGHTS},
            "coefficients": dict(zip(COEFFICIENTS, self.coefficients.tolist(), strict=True)),
            "fitted_none": self.fitted_none,
            "prior_none": self.prior_none,
            "n_paragraphs": self.n_paragraphs,
            "n_lines": self.n_lines,
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the coder as plain data, with its fingerprint."""
        return {**self._plain(), "fingerprint": self.fingerprint}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Coder:
        """Return the coder that `to_dict` described.

        Raises
        ------
        ModelError
            If an entry is missing or of the wrong kind, or the data was changed afterwards.
        """
        try:
            book = data["codebook"]
            themes = tuple(
                Theme(**{**theme, "seed_words": tuple(theme["seed_words"])})
                for theme in book["themes"]
            )
            for theme in themes:
                check_items("seed_words", theme.seed_words, str)
            coder = cls(
                Codebook(themes, book["name"], book["sha256"]),
                np.array(data["inverse"], float),
                {str(kind): float(weight) for kind, weight in data["weights"].items()},
                np.array([data["coefficients"][name] for name in COEFFICIENTS], float),
                float(data["fitted_none"]),
                float(data["prior_none"]),
                int(data["n_paragraphs"]),
                int(data["n_lines"]),
            )
        except (AttributeError, KeyError, TypeError, ValueError) as exc:
            raise ModelError(
                f"This is not a coder as returned by Coder.to_dict ({type(exc).__name__}: {exc})."
            ) from exc
        if coder.fingerprint != data.get("fingerprint"):
            raise ModelError(
                "The data of this coder was changed since it was fitted. Fit it again."
            )
        return coder

    def weigh(self, found: SeedCounts) -> WeighedEvidence:
        """Return the evidence in the seed words that were found."""
        return weigh_evidence(found, self.inverse, self.weights)

    def code(
        self, found: SeedCounts, counted: npt.NDArray[np.bool_] | None = None
    ) -> CodedParagraphs:
        """Code paragraphs from their seed words.

        Parameters
        ----------
        found : SeedCounts
            Seed words of the coder's codebook in any corpus.
        counted : bool array, shape (n_paragraphs,), optional
            Which paragraphs to code; by default those that repeat no earlier one.

        Returns
        -------
        CodedParagraphs
            One row for each paragraph of ``found``; zeros if it is not coded. Without themes no
            paragraph is coded.
        """
        weighed = self.weigh(found)
        chances = _chances(_choices(found, weighed), self)
        bare = ~weighed.grounded
        chances[bare] = with_least_none(chances[bare])
        is_coded = ~found.repeats if counted is None else counted
        chances[~is_coded if self.codebook.themes else slice(None)] = 0.0
        return CodedParagraphs.of(
            self.codebook, chances[:, :-1], found.keys, found.ids, chances[:, -1]
        )

    def evidence(
        self, found: SeedCounts, counted: npt.NDArray[np.bool_] | None = None
    ) -> pd.DataFrame:
        """Return the evidence of each coded paragraph; see `topics.themes.evidence`."""
        counted = ~found.repeats if counted is None else counted
        weighed = self.weigh(found)
        odds = _choices(found, weighed).parts(self.coefficients)
        shown = counted & weighed.grounded
        return evidence_table(found, self.inverse, weighed, self.weights, shown, odds)


def with_least_none(chances: Floats) -> Floats:
    """Return probabilities in which none has at least `UNGROUNDED` for ungrounded paragraphs.

    A paragraph with no evidence of its own gets no theme, whatever its neighbours are.
    """
    none = np.maximum(chances[:, -1:], UNGROUNDED)
    rest = chances[:, :-1] * (1.0 - none) / np.maximum(1.0 - chances[:, -1:], 1e-300)
    return np.hstack([rest, none])


class Reference(NamedTuple):
    """Coefficients fitted to annotated texts, and the share of "none" that they assume.

    ``precision``, shape (4, 4), is the inverse covariance of the coefficients: a study's own lines
    are fitted as if together with those of the reference.
    """

    coefficients: Floats
    precision: Floats
    fitted_none: float


@cache
def _of_the_package() -> Reference:
    """Return what ``benchmarks/coder_fit.py`` wrote."""
    data = json.loads(default_path("coder.json").read_text("utf-8"))
    fitted = np.array([data["coefficients"][name] for name in COEFFICIENTS], float)
    precision = np.array(data["precision"], float)
    return Reference(fitted, precision, data["fitted_none"])


def fit_to_counts(
    found: SeedCounts,
    lines: Lines | None = None,
    weights: Mapping[str, float] = WEIGHTS,
    reference: Reference | None = None,
) -> Coder:
    """Fit a coder to the seed words of a corpus; see `topics.themes.fit_coder`."""
    expected, precision, fitted_none = reference or _of_the_package()
    n = int((~found.repeats).sum())
    inverse = found.inverse_frequencies()
    coder = Coder(found.codebook, inverse, weights, expected, fitted_none, fitted_none, n)
    choices = _choices(found, coder.weigh(found))
    rows = _rows_of(lines or {}, found)
    if len(rows) < ENOUGH_LINES or len(set(found.speech[rows].tolist())) < ENOUGH_SPEECHES:
        return _with_prior(coder, choices, np.flatnonzero(~found.repeats))
    right = _right(lines or {}, rows, found)
    if not right[:, -1].any():
        # Without a line of "none", its coefficients keep their expected values.
        apart = precision * np.kron(np.eye(2), np.ones((2, 2)))
        fitted = fit_coefficients(choices.take(rows), right, expected, apart, -np.inf)
        coder = replace(coder, coefficients=fitted, n_lines=len(rows))
        return _with_prior(coder, choices, np.flatnonzero(~found.repeats))
    n_none = float((right[:, -1] / right.sum(axis=1)).sum())
    share = (n_none + 0.5) / (len(rows) + 1.0)
    shift = np.log(share / (1 - share)) - np.log(fitted_none / (1 - fitted_none))
    fitted = fit_coefficients(choices.take(rows), right, expected, precision, shift)
    coder = replace(coder, coefficients=fitted, n_lines=len(rows))
    others = np.setdiff1d(np.flatnonzero(~found.repeats), rows)
    return _with_prior(coder, choices, others, n_none, len(rows) - n_none)


def held_out(
    found: SeedCounts, lines: Lines, coder: Coder, counted: npt.NDArray[np.bool_] | None = None
) -> CodedParagraphs:
    """Code each speech that has coded lines with a coder fitted to the other speeches' lines.

    Parameters
    ----------
    found : SeedCounts
    lines : mapping of (source, paragraph) to themes
    coder : Coder
        Coder fitted to all lines; it codes the speeches without coded lines.
    counted : bool array, shape (n_paragraphs,), optional
        As for `Coder.code`.

    Returns
    -------
    CodedParagraphs
        The coding by ``coder`` if its coefficients are those of the package.
    """
    coded = coder.code(found, counted)
    if not coder.n_lines:
        return coded
    shares, none = coded.shares.copy(), coded.none.copy()
    speech_of = dict(zip(found.keys, found.speech.tolist(), strict=True))
    for speech in sorted({speech_of[key] for key in lines if key in speech_of}):
        others = {key: themes for key, themes in lines.items() if speech_of.get(key) != speech}
        part = fit_to_counts(found, others, coder.weights).code(found, counted)
        rows = found.speech == speech
        shares[rows], none[rows] = part.shares[rows], part.none[rows]
    return replace(coded, shares=shares, none=none)


def _choices(found: SeedCounts, weighed: WeighedEvidence) -> Choices:
    return Choices(weighed.total, weighed.strength, found.length)


def _chances(choices: Choices, coder: Coder) -> Floats:
    given = probabilities(choices, coder.coefficients)
    return with_prior(given, coder.fitted_none, coder.prior_none)


def _with_prior(
    coder: Coder,
    choices: Choices,
    rows: npt.NDArray[np.int64],
    n_none: float = 0.0,
    n_themed: float = 0.0,
) -> Coder:
    """Return the coder with the prior of none estimated from paragraphs and known lines."""
    none = probabilities(choices.take(rows), coder.coefficients)[:, -1]
    return replace(coder, prior_none=prior_of_none(none, coder.fitted_none, n_none, n_themed))


def _rows_of(lines: Lines, found: SeedCounts) -> npt.NDArray[np.int64]:
    """Return the paragraphs that have coded lines, in order."""
    has = [bool(lines.get(key)) for key in found.keys]
    return np.flatnonzero(np.array(has, bool))


def _right(lines: Lines, rows: npt.NDArray[np.int64], found: SeedCounts) -> Floats:
    column = {theme: t for t, theme in enumerate((*found.codebook.ids(), NONE))}
    right = np.zeros((len(rows), len(column)))
    for i, row in enumerate(rows.tolist()):
        for theme in lines[found.keys[row]]:
            if theme not in column:
                raise ModelError(
                    f"lines: {theme!r} is not a theme of the codebook {found.codebook.name}. Its"
                    f" themes are: {', '.join(found.codebook.ids())}."
                )
            right[i, column[theme]] = 1.0
    return right
