"""Compare roles and coded themes with the annotations of careful readers, line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from topics.corpus.references import Reference, resolve
from topics.corpus.types import Corpus, Paragraph
from topics.errors import GoldError
from topics.evaluate.gold_lines import GoldLine, read_gold
from topics.evaluate.types import Score
from topics.messages import warn
from topics.themes.types import CodedParagraphs

__all__ = ["GoldLine", "read_gold", "role_score", "theme_scores"]

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
    right = [_seen_role(found) == found.gold.role for found in _in_corpus(gold, corpus)]
    return Score("role_accuracy", sum(right) / len(right), (), True, "share of gold lines")


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
    hits: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for row in rows:
        themes, block = row.gold.themes, row.block
        seen = theme_of.get((block.source, block.paragraph), "") if block else ""
        if seen in themes:
            hits[seen] += 1
        else:
            missed[themes[0]] += 1
            wrong[seen] += 1
    scored = sorted({*hits, *wrong, *missed} - {""})
    f1 = [2 * hits[t] / (2 * hits[t] + wrong[t] + missed[t]) for t in scored]
    return (
        Score("theme_accuracy", hits.total() / len(rows), (), True, "share of gold lines"),
        Score("theme_macro_f1", sum(f1) / len(f1), (), True, "mean F1 over themes"),
    )


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
