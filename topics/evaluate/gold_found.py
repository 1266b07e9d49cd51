"""Find the block of each gold line of a corpus."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from topics.corpus.references import Reference, resolve
from topics.corpus.types import Corpus, Paragraph
from topics.errors import GoldError
from topics.evaluate.gold_lines import GoldLine
from topics.messages import warn
from topics.themes.coded import CodedParagraphs
from topics.themes.types import NONE

__all__ = ["Found", "coded_lines", "lines_in", "themed_lines"]

RUNNING_TEXT = ("body", "continuation")


class Found(NamedTuple):
    """A gold line and its block, if any; ``begins`` is whether the block begins with the line."""

    gold: GoldLine
    block: Paragraph | None
    begins: bool


def lines_in(gold: Sequence[GoldLine], corpus: Corpus) -> list[Found]:
    """Return the gold lines of this corpus: first those that name a block, then the others."""
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


def _by_name(rows: Sequence[GoldLine], corpus: Corpus) -> list[Found]:
    """Return the gold lines that name a block by id or text_hash; warn if one is not found."""
    if not rows:
        return []
    resolved = resolve(corpus, (Reference(row.id, row.text_hash) for row in rows))
    for problem in resolved.problems:
        warn(problem)
    return [
        Found(row, corpus.paragraphs[i], True)
        for row, i in zip(rows, resolved.rows, strict=True)
        if i is not None
    ]


def _by_line(rows: Sequence[GoldLine], corpus: Corpus) -> list[Found]:
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
        Found(row, block, block is not None and block.first_line == row.line)
        for row, block in found
    ]


def coded_lines(corpus: Corpus, gold: Sequence[GoldLine]) -> dict[tuple[str, int], tuple[str, ...]]:
    """Return the themes of the gold lines by the paragraph of running text that they are in.

    Parameters
    ----------
    corpus : Corpus
        The annotated texts.
    gold : sequence of GoldLine
        Result of `read_gold`.

    Returns
    -------
    dict of (str, int) to tuple of str
        By source and number of the paragraph, for `topics.themes.fit_coder`.

    Raises
    ------
    GoldError
        If no gold line refers to the corpus, or one is after the end of its source.
    """
    lines: dict[tuple[str, int], tuple[str, ...]] = {}
    for row in filter(_has_theme, lines_in(gold, corpus)):
        if row.block is not None:
            key = row.block.source, row.block.paragraph
            lines[key] = tuple(dict.fromkeys([*lines.get(key, ()), *row.gold.themes]))
    return lines


def themed_lines(corpus: Corpus, coded: CodedParagraphs, gold: Sequence[GoldLine]) -> list[Found]:
    """Return the gold lines of running text that have themes of the codebook."""
    ids = set(map(str.encode, corpus.paragraphs.column("id").to_pylist()))
    if not ids.issuperset(coded.ids.tolist()):
        raise GoldError("coded is from another corpus. Pass what topics.code(corpus, ...) returns.")
    rows = list(filter(_has_theme, lines_in(gold, corpus)))
    known = {*coded.codebook.ids(), NONE}
    if unknown := sorted({t for r in rows for t in r.gold.themes} - known):
        raise GoldError(
            f"Gold themes that are not in the codebook {coded.codebook.name}: {', '.join(unknown)}."
            f" Its themes are: {', '.join(coded.codebook.ids())}."
        )
    return rows


def _has_theme(found: Found) -> bool:
    """Return whether a gold line has themes and is running text (by its role, if it has one)."""
    role = found.gold.role or (found.block.role if found.block else "")
    return bool(found.gold.themes) and role in RUNNING_TEXT
