"""Compare roles and coded themes with the annotations of careful readers, line by line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import nan
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from topics.corpus.references import Reference, resolve
from topics.corpus.types import Corpus, Paragraph
from topics.errors import GoldError
from topics.evaluate.bootstrap import bounds, resample
from topics.evaluate.gold_lines import GoldLine, read_gold
from topics.evaluate.measures import MEASURES
from topics.evaluate.texts import hashes_of
from topics.evaluate.types import Score
from topics.messages import warn
from topics.themes.types import CodedParagraphs

__all__ = ["GoldLine", "read_gold", "role_score", "theme_scores"]

Ints = npt.NDArray[np.integer[Any]]

RUNNING_TEXT = ("body", "continuation")


def role_score(corpus: Corpus, gold: Sequence[GoldLine]) -> Score:
    """Return the share of gold lines whose role is right in the corpus.

    A ``body`` line is right where a paragraph of running text begins, a ``continuation`` inside
    one.

    Raises
    ------
    GoldError
        If no gold line refers to the corpus, or one to a line after the end of its source.

    Warns
    -----
    TopicsWarning
        If an ``id`` or ``text_hash`` names no block, or more than one.
    """
    found = _in_corpus(gold, corpus)
    right = np.array([_seen_role(row) == row.gold.role for row in found])
    return _score("role_accuracy", _accuracy, np.stack([right, ~right], axis=1), found)


def theme_scores(
    corpus: Corpus, coded: CodedParagraphs, gold: Sequence[GoldLine]
) -> tuple[Score, ...]:
    """Return accuracy and macro F1 of the coded paragraphs over the gold lines that have a theme.

    Only lines of running text count. Any of a line's themes is right; if none was coded, its
    first counts as missed. Macro F1 is the mean over every theme that occurs in the gold lines or
    was coded there.

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
        end of its source, or the coding is of another corpus.
    """
    _check_coded(corpus, coded)
    rows = [
        found
        for found in _in_corpus(gold, corpus)
        if found.gold.themes and found.gold.role in RUNNING_TEXT
    ]
    if not rows:
        return ()
    if unknown := sorted({t for r in rows for t in r.gold.themes} - set(coded.codebook.ids())):
        raise GoldError(
            f"Gold themes that are not in the codebook {coded.codebook.name}: {', '.join(unknown)}."
            f" Its themes are: {', '.join(coded.codebook.ids())}."
        )
    theme_of = dict(zip(coded.keys, coded.themes(), strict=True))
    themes = sorted(coded.codebook.ids())
    hits, wrong, missed = counts = np.zeros((3, len(rows), len(themes)), np.int32)
    for i, row in enumerate(rows):
        right, block = row.gold.themes, row.block
        seen = theme_of.get((block.source, block.paragraph), "") if block else ""
        if seen in right:
            hits[i, themes.index(seen)] = 1
        else:
            missed[i, themes.index(right[0])] = 1
            if seen:
                wrong[i, themes.index(seen)] = 1
    right_or_not = np.stack([hits.sum(axis=1), missed.sum(axis=1)], axis=1)
    return (
        _score("theme_accuracy", _accuracy, right_or_not, rows),
        _score("theme_macro_f1", _macro_f1, counts.transpose(1, 0, 2).reshape(len(rows), -1), rows),
    )


def _accuracy(totals: Ints) -> float:
    """Return the share of right lines, of the numbers that are right and wrong; nan of none."""
    n = int(totals.sum())
    return int(totals[0]) / n if n else nan


def _macro_f1(totals: Ints) -> float:
    """Return the mean F1 of the themes that occur, of their hits, wrong and missed lines.

    It is nan if none occurs.
    """
    hits, wrong, missed = totals.reshape(3, -1).tolist()
    found = [
        2 * hit / (2 * hit + n_wrong + n_missed)
        for hit, n_wrong, n_missed in zip(hits, wrong, missed, strict=True)
        if hit + n_wrong + n_missed
    ]
    return sum(found) / len(found) if found else nan


def _score(
    name: str, measure: Callable[[Ints], float], counts: Ints, lines: Sequence[_Found]
) -> Score:
    """Return a score of the sums of some counts by line, with its interval over the lines."""
    keys = hashes_of(repr(line.gold).encode() for line in lines)
    value = measure(counts.sum(axis=0))
    draws = [measure(totals) for totals in resample(sparse.csr_array(counts), keys)]
    low, high = bounds(value, draws)
    reference = MEASURES[name].reference
    return Score(name, value, (), higher_is_better=True, reference=reference, low=low, high=high)


def _check_coded(corpus: Corpus, coded: CodedParagraphs) -> None:
    ids = set(map(str.encode, corpus.paragraphs.column("id").to_pylist()))
    if not ids.issuperset(coded.ids.tolist()):
        raise GoldError("coded is of another corpus. Pass what topics.code(corpus, ...) returns.")


class _Found(NamedTuple):
    """A gold line and the block that it is in, if any; ``begins`` says if it begins the block."""

    gold: GoldLine
    block: Paragraph | None
    begins: bool


def _in_corpus(gold: Sequence[GoldLine], corpus: Corpus) -> list[_Found]:
    """Return the gold lines of this corpus: those that name a block, then the others."""
    if not gold:
        raise GoldError("There are no gold lines.")
    found = _by_name([row for row in gold if row.named], corpus)
    found += _by_line([row for row in gold if not row.named], corpus)
    if not found:
        raise GoldError(
            f"None of the {len(gold)} gold lines refers to a source that was read; the first refers"
            f" to {gold[0].source or gold[0].id or gold[0].text_hash!r}."
        )
    return found


def _by_name(rows: Sequence[GoldLine], corpus: Corpus) -> list[_Found]:
    """Return the gold lines that name a block by id or text_hash; warn of those that cannot."""
    if not rows:
        return []
    resolved = resolve(corpus, (Reference(row.id, row.text_hash) for row in rows))
    for problem in resolved.problems:
        warn(problem)
    return [
        _Found(row, corpus.paragraphs[i], True)
        for row, i in zip(rows, resolved.rows, strict=True)
        if i is not None
    ]


def _by_line(rows: Sequence[GoldLine], corpus: Corpus) -> list[_Found]:
    n_lines = {source.name: source.n_lines for source in corpus.sources}
    rows = [row for row in rows if row.source in n_lines]
    beyond = [row for row in rows if not 1 <= row.line <= n_lines[row.source]]
    if beyond:
        raise GoldError(
            f"{len(beyond)} of {len(rows)} gold lines are after the end of their source, the first"
            f" in line {beyond[0].line} of {beyond[0].source}, which has"
            f" {n_lines[beyond[0].source]}. The gold was made for another version of the file:"
            " number the lines of this one."
        )
    blocks: dict[tuple[str, int], Paragraph] = {}
    for block in corpus.paragraphs if rows else ():
        for line in range(block.first_line, block.last_line + 1):
            blocks.setdefault((block.source, line), block)
    found = [(row, blocks.get((row.source, row.line))) for row in rows]
    return [
        _Found(row, block, block is not None and block.first_line == row.line)
        for row, block in found
    ]


def _seen_role(found: _Found) -> str:
    if found.block is None:
        return ""
    return found.block.role if found.begins else "continuation"
