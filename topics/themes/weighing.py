"""Weigh the evidence of paragraphs for each theme: seed words, position and neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from topics.themes.seed_counts import SeedCounts

__all__ = [
    "WEIGHTS",
    "WeighedEvidence",
    "added_up",
    "evidence_table",
    "raw_evidence",
    "weigh_evidence",
]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

WEIGHTS: Mapping[str, float] = {
    "words": 1.0,  # the paragraph's own seed words
    "heading": 0.5,  # those of the heading it opens with
    "section": 0.25,  # those of the headings above it
    "position": 0.25,  # a speech's first and last paragraphs open and close it
    "neighbours": 0.25,  # the evidence of the paragraphs before and after it, each
}
"""Weight of each kind of evidence relative to the paragraph's own words.

Simple fractions, not fitted: halving or doubling one of them hardly changes
the accuracy on the gold lines (``docs/coding.md``).
"""
TEXTS = ("words", "heading", "section")
STRENGTH = "strength"
"""The kind of the rows that hold the total strength of a theme's evidence, before normalization."""


@dataclass(frozen=True, slots=True, eq=False)
class WeighedEvidence:
    """The evidence of each paragraph for each theme.

    Attributes
    ----------
    shares : mapping of str to float64 array, shape (n_paragraphs, n_themes)
        Shares of the themes by kind of evidence, times its weight.
    total : float64 array, shape (n_paragraphs, n_themes)
        Their sum; only that of neighbours where `grounded` is false.
    strength : float64 array, shape (n_paragraphs, n_themes)
        The weights of the seed words and of the position, not normalized.
    grounded : bool array, shape (n_paragraphs,)
        Whether the paragraph has evidence besides that of its neighbours.
    """

    shares: Mapping[str, Floats]
    total: Floats
    strength: Floats
    grounded: Flags


def weigh_evidence(
    found: SeedCounts, inverse: Floats, weights: Mapping[str, float]
) -> WeighedEvidence:
    """Weigh the evidence of each paragraph.

    Parameters
    ----------
    found : SeedCounts
    inverse : float64 array, shape (n_words,)
        The weight of each seed word.
    weights : mapping of str to float
        The weight of each kind of evidence: those of `WEIGHTS`.

    Returns
    -------
    WeighedEvidence
    """
    return added_up(raw_evidence(found, inverse), found.speech, weights)


def raw_evidence(found: SeedCounts, inverse: Floats) -> dict[str, Floats]:
    """Return the weights of the seed words of each theme, by kind of evidence.

    Parameters
    ----------
    found, inverse
        As in `weigh_evidence`.

    Returns
    -------
    dict of str to float64 array, shape (n_paragraphs, n_themes)
        The kinds of `WEIGHTS` except neighbours. A position has the weight of an average word.
    """
    member = sparse.diags_array(inverse) @ found.membership()
    raw = {
        kind: np.asarray((counts.sqrt() @ member).todense())
        for kind, counts in found.counts.items()
    }
    frames = [t for t, theme in enumerate(found.codebook.themes) if theme.frame]
    raw["position"] = np.zeros((len(found.keys), len(found.codebook.themes)))
    mean = float(inverse.mean()) if len(inverse) else 0.0
    raw["position"][:, frames] = found.frames[:, None] * mean / max(len(frames), 1)
    return raw


def added_up(
    raw: Mapping[str, Floats], speech: npt.NDArray[Any], weights: Mapping[str, float]
) -> WeighedEvidence:
    """Add up the evidence of each kind.

    Parameters
    ----------
    raw : mapping of str to float64 array, shape (n_paragraphs, n_themes)
        Result of `raw_evidence`.
    speech : array, shape (n_paragraphs,)
        The speech of each paragraph; paragraphs of one speech are contiguous.
    weights : mapping of str to float
        As in `weigh_evidence`.
    """
    shares = {kind: weights[kind] * _to_shares(values) for kind, values in raw.items()}
    own = sum(shares.values(), np.zeros_like(raw["words"]))
    strength = sum((weights[kind] * values for kind, values in raw.items()), np.zeros_like(own))
    grounded = np.asarray(own.any(axis=1), bool)
    shares["neighbours"] = weights["neighbours"] * _neighbours(own, speech)
    return WeighedEvidence(shares, own + shares["neighbours"], strength, grounded)


def evidence_table(
    found: SeedCounts,
    inverse: Floats,
    weighed: WeighedEvidence,
    weights: Mapping[str, float],
    shown: Flags,
    odds: tuple[Floats, Floats],
) -> pd.DataFrame:
    """Return each piece of evidence of the selected paragraphs.

    Parameters
    ----------
    found, inverse, weights
        As in `weigh_evidence`.
    weighed : WeighedEvidence
        Result of `weigh_evidence`.
    shown : bool array, shape (n_paragraphs,)
        The paragraphs of the table.
    odds : tuple of float64 arrays, shapes (n_paragraphs,) and (n_paragraphs, n_themes)
        Contribution of one unit of evidence, and of the strength of each theme, to the log odds of
        the theme: result of `topics.themes.choice.Choices.parts`.

    Returns
    -------
    DataFrame
        Columns source, paragraph, theme, kind, word, weight. For each paragraph and theme the
        weights add up to the log odds between the theme and a theme without evidence.
    """
    unit, strength = odds
    kinds = [*weighed.shares, STRENGTH]
    parts = [
        _word_parts(found, kind, inverse, weights[kind])
        if kind in TEXTS
        else _other_parts(weighed.shares[kind])
        for kind in weighed.shares
    ]
    parts = [(rows, t, word, values * unit[rows]) for rows, t, word, values in parts]
    parts.append(_other_parts(strength))
    rows, themes, words, values = (np.concatenate([p[i] for p in parts]) for i in range(4))
    kind = np.repeat(np.arange(len(kinds)), [len(p[0]) for p in parts])
    is_shown = shown[rows] & (values > 0)
    order = np.flatnonzero(is_shown)[np.lexsort((kind[is_shown], rows[is_shown]))]
    row, word = rows[order], np.array([*found.words, ""], object)
    keys = pd.DataFrame(list(found.keys), columns=["source", "paragraph"])
    return pd.DataFrame(
        {
            "source": pd.Series(keys["source"].to_numpy(object)[row], dtype="str"),
            "paragraph": keys["paragraph"].to_numpy(np.int64)[row],
            "theme": pd.Series(np.array(found.codebook.ids(), object)[themes[order]], dtype="str"),
            "kind": pd.Series(np.array(kinds, object)[kind[order]], dtype="str"),
            "word": pd.Series(word[words[order]], dtype="str"),
            "weight": values[order],
        }
    )


Parts = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64], Floats]
"""Paragraph, theme, seed word (-1 for none) and weight of pieces of evidence."""


def _word_parts(found: SeedCounts, kind: str, inverse: Floats, weight: float) -> Parts:
    counts, member = found.counts[kind].tocoo(), found.membership()
    n_themes = np.diff(member.indptr)
    each = n_themes[counts.col]
    rows, words = np.repeat(counts.row, each), np.repeat(counts.col, each)
    first = np.repeat(np.cumsum(each) - each, each)
    themes = member.indices[member.indptr[words] + np.arange(len(words)) - first]
    values = np.repeat(counts.data.astype(float) ** 0.5, each) * inverse[words]
    sums = np.bincount(rows, values, minlength=counts.shape[0])
    shares = np.divide(values, sums[rows], out=np.zeros_like(values), where=sums[rows] > 0)
    return rows.astype(np.int64), themes.astype(np.int64), words.astype(np.int64), weight * shares


def _other_parts(shares: Floats) -> Parts:
    rows, themes = np.nonzero(shares)
    return rows, themes, np.full(len(rows), -1), shares[rows, themes]


def _to_shares(scores: Floats) -> Floats:
    sums = scores.sum(axis=1, keepdims=True)
    shares: Floats = np.divide(scores, sums, out=np.zeros_like(scores), where=sums > 0)
    return shares


def _neighbours(own: Floats, speech: npt.NDArray[Any]) -> Floats:
    """Return the sum of the evidence of the paragraphs before and after in the same speech."""
    total = np.zeros_like(own)
    same = speech[1:] == speech[:-1]
    total[1:][same] += own[:-1][same]
    total[:-1][same] += own[1:][same]
    return total
