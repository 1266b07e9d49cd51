"""Compare roles and coded themes with the annotations of careful readers, line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import nan, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from topics.corpus.types import Corpus
from topics.errors import GoldError
from topics.evaluate.bootstrap import bounds, resample
from topics.evaluate.gold_found import Found, coded_lines, lines_in, themed_lines
from topics.evaluate.gold_lines import GoldLine, read_gold
from topics.evaluate.measures import MEASURES
from topics.evaluate.texts import hashes_of
from topics.evaluate.types import Score
from topics.themes.coded import CodedParagraphs
from topics.themes.types import NONE

__all__ = [
    "GoldLine",
    "coded_lines",
    "confusion",
    "probability_scores",
    "proportion",
    "read_gold",
    "role_score",
    "theme_scores",
]

Ints = npt.NDArray[np.integer[Any]]

NORMAL = 1.959964
"""97.5% quantile of the normal distribution."""
N_BINS = 10


def role_score(corpus: Corpus, gold: Sequence[GoldLine]) -> Score:
    """Return the share of gold lines whose role in the corpus is correct.

    A ``body`` line is correct if a paragraph of running text begins with it, a ``continuation`` if
    it is inside one. Lines without a role are ignored.

    Raises
    ------
    GoldError
        If no gold line refers to the corpus or has a role, or one is after the end of its source.

    Warns
    -----
    TopicsWarning
        If an ``id`` or ``text_hash`` matches no block, or more than one.
    """
    rows = [found for found in lines_in(gold, corpus) if found.gold.role]
    if not rows:
        raise GoldError("No gold line has a role.")
    return proportion("role_accuracy", sum(_seen_role(r) == r.gold.role for r in rows), len(rows))


def proportion(name: str, n_right: int, n: int) -> Score:
    """Return a share of gold lines with its Wilson interval (doi:10.1080/01621459.1927.10502953).

    Parameters
    ----------
    name : str
    n_right, n : int
        ``n`` >= 1.
    """
    share, z2 = n_right / n, NORMAL**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    reach = NORMAL / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    low, high = max(middle - reach, 0.0), min(middle + reach, 1.0)
    return Score(name, share, (), True, MEASURES[name].reference, low=low, high=high, n=n)


def theme_scores(
    corpus: Corpus, coded: CodedParagraphs, gold: Sequence[GoldLine]
) -> tuple[Score, ...]:
    """Return accuracy and macro F1 of the coded paragraphs over the gold lines that have a theme.

    Only lines of running text are scored. Each of a line's themes is correct; if another theme was
    coded, the first of them counts as missed. Macro F1 is the mean over all themes that occur in
    the gold lines or were coded there, including "none" if gold lines have it.

    Parameters
    ----------
    corpus : Corpus
        The coded corpus.
    coded : CodedParagraphs
        Result of `code`.
    gold : sequence of GoldLine
        Result of `read_gold`.

    Returns
    -------
    tuple of Score
        ``theme_accuracy`` and ``theme_macro_f1``; empty if no gold line has a theme.

    Raises
    ------
    GoldError
        If a gold theme is not in the codebook, no gold line refers to the corpus, one is after the
        end of its source, or the coding is from another corpus.
    """
    rows = themed_lines(corpus, coded, gold)
    if not rows:
        return ()
    pairs = _pairs(rows, coded)
    with_none = any(right == NONE for right, _ in pairs)
    themes = [*sorted(coded.codebook.ids()), *[NONE] * with_none]
    hits, wrong, missed = counts = np.zeros((3, len(rows), len(themes)), np.int32)
    for i, (right, seen) in enumerate(pairs):
        if seen == right:
            hits[i, themes.index(seen)] = 1
        else:
            missed[i, themes.index(right)] = 1
            if seen in themes:
                wrong[i, themes.index(seen)] = 1
    by_line = counts.transpose(1, 0, 2).reshape(len(rows), -1)
    value = _macro_f1(by_line.sum(axis=0))
    keys = hashes_of(repr(row.gold).encode() for row in rows)
    draws = [_macro_f1(totals) for totals in resample(sparse.csr_array(by_line), keys)]
    low, high = bounds(value, draws)
    reference = MEASURES["theme_macro_f1"].reference
    return (
        proportion("theme_accuracy", int(hits.sum()), len(rows)),
        Score("theme_macro_f1", value, (), True, reference, low=low, high=high, n=len(rows)),
    )


def _macro_f1(totals: Ints) -> float:
    """Return the mean F1 of the themes that occur, from their hits, wrong and missed lines.

    It is nan if none occurs.
    """
    hits, wrong, missed = totals.reshape(3, -1).tolist()
    found = [
        2 * hit / (2 * hit + n_wrong + n_missed)
        for hit, n_wrong, n_missed in zip(hits, wrong, missed, strict=True)
        if hit + n_wrong + n_missed
    ]
    return sum(found) / len(found) if found else nan


def _pairs(rows: Sequence[Found], coded: CodedParagraphs) -> list[tuple[str, str]]:
    """Return the gold and the coded theme of each line; if none matches, the first gold one."""
    theme_of = dict(zip(coded.keys, coded.themes(), strict=True))
    pairs = []
    for row in rows:
        themes, block = row.gold.themes, row.block
        seen = (theme_of.get((block.source, block.paragraph), "") if block else "") or NONE
        pairs.append((seen if seen in themes else themes[0], seen))
    return pairs


def confusion(corpus: Corpus, coded: CodedParagraphs, gold: Sequence[GoldLine]) -> pd.DataFrame:
    """Return how many gold lines of each theme were coded with each theme.

    Parameters
    ----------
    corpus, coded, gold
        As in `theme_scores`.

    Returns
    -------
    DataFrame
        Columns gold, coded, n, in the order of the codebook, "none" last. ``gold`` is the coded
        theme if it is one of the line's, else the line's first.

    Raises
    ------
    GoldError
        As in `theme_scores`.
    """
    pairs = Counter(_pairs(themed_lines(corpus, coded, gold), coded))
    order = [*coded.codebook.ids(), NONE]
    found = sorted(pairs, key=lambda pair: tuple(map(order.index, pair)))
    return pd.DataFrame(
        {
            "gold": pd.Series([pair[0] for pair in found], dtype="str"),
            "coded": pd.Series([pair[1] for pair in found], dtype="str"),
            "n": np.array([pairs[pair] for pair in found], np.int64),
        }
    )


def probability_scores(
    corpus: Corpus, coded: CodedParagraphs, gold: Sequence[GoldLine]
) -> tuple[Score, ...]:
    """Return the log loss and the calibration error of the coded paragraphs.

    Parameters
    ----------
    corpus, coded, gold
        As in `theme_scores`.

    Returns
    -------
    tuple of Score
        ``theme_log_loss``, in nats, and ``theme_calibration_error`` in ten bins of equal numbers
        of lines; empty if no gold line with a theme is in a coded paragraph. A line outside the
        coded paragraphs has no probability and is omitted, so ``n`` may be less than in
        `theme_scores`, which counts the line as missed.

    Raises
    ------
    GoldError
        As in `theme_scores`.
    """
    order = [*coded.codebook.ids(), NONE]
    row_of = dict(zip(coded.keys, range(len(coded.shares)), strict=True))
    chances = np.column_stack([coded.shares, coded.none])
    seen: list[tuple[float, float, bool]] = []
    for line in themed_lines(corpus, coded, gold):
        row = row_of.get((line.block.source, line.block.paragraph), -1) if line.block else -1
        if row >= 0 and chances[row].any():
            right = [order.index(theme) for theme in line.gold.themes]
            best = int(chances[row].argmax())
            seen.append((chances[row, right].sum(), chances[row, best], best in right))
    if not seen:
        return ()
    likelihood, best_chance, hit = (np.array(values, float) for values in zip(*seen, strict=True))
    loss = float(-np.log(np.maximum(likelihood, 1e-12)).mean())
    bins = np.array_split(np.argsort(best_chance, kind="stable"), min(N_BINS, len(seen)))
    gaps = [abs(float((best_chance - hit)[rows].sum())) for rows in bins]
    n = len(seen)
    return (
        Score("theme_log_loss", loss, (), False, MEASURES["theme_log_loss"].reference, n=n),
        Score(
            "theme_calibration_error",
            sum(gaps) / n,
            (),
            False,
            MEASURES["theme_calibration_error"].reference,
            n=n,
        ),
    )


def _seen_role(found: Found) -> str:
    if found.block is None:
        return ""
    return found.block.role if found.begins else "continuation"
