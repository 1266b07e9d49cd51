"""A summary of the seeds, to read before any model is fitted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

import numpy as np
import pandas as pd

from topics.console import WIDTH, Section, html_table, printable, text_table, underlined, wrap
from topics.corpus.evidence.dating import one_year_ranges
from topics.corpus.findings import counted, name_of, names_of, sections_of, sizes_of
from topics.corpus.types import Corpus
from topics.errors import check_type

__all__ = ["Audit", "inspect"]

LOW_CONFIDENCE = 0.9
"""An encoding below this confidence deserves a check."""
MUCH_FURNITURE = 0.2
"""Share of a source's characters left out from which something may have been lost."""


@dataclass(frozen=True, slots=True)
class Audit:
    """An account of a corpus; ``str()`` of it is a report in plain text.

    Attributes
    ----------
    headline : str
        The size of the corpus.
    attention : tuple of str
        The most important problems, one or two sentences each.
    sections : tuple of Section
        The findings by kind.
    corpus : Corpus
        The inspected corpus.
    """

    headline: str
    attention: tuple[str, ...]
    sections: tuple[Section, ...]
    corpus: Corpus = field(repr=False)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return all findings, one table for each kind; names and columns as in a run.

        ``furniture``, which a run does not have, lists the text that belongs to no speech.
        """
        corpus = self.corpus
        tables = corpus.to_pandas()
        del tables["paragraphs"]
        counts = Counter(s.source for s in corpus.speeches)
        sources = tables["sources"].rename(columns={"name": "source"}).drop(columns="reader")
        tables["sources"] = sources.assign(n_speeches=[counts[s] for s in sources["source"]])
        speeches, sizes = tables["speeches"], sizes_of(corpus)
        found = [sizes[s.source, s.speech] for s in corpus.speeches]
        position = list(speeches).index("complete") + 1
        speeches.insert(position, "n_paragraphs", np.array([n for n, _ in found], np.int64))
        speeches.insert(position + 1, "n_chars", np.array([n for _, n in found], np.int64))
        speeches.insert(position + 2, "main_theme", "")
        left_out = [b for b in corpus.paragraphs if b.role == "furniture"]
        tables["furniture"] = pd.DataFrame(
            {
                "source": [b.source for b in left_out],
                "line": [b.first_line for b in left_out],
                "label": [b.label for b in left_out],
                "text": [b.text for b in left_out],
            }
        )
        return tables

    def __str__(self) -> str:
        lines = ["Audit", "=====", self.headline, ""]
        lines += underlined("Look at first")
        for sentence in self.attention or ("Nothing stands out.",):
            first, *rest = wrap(sentence, WIDTH - 4)
            lines += [f"  • {first}", *(f"    {line}" for line in rest)]
        for section in self.sections:
            lines += ["", *underlined(section.title), f"  {_opened(section.note)}"]
            if section.rows:
                lines += ["", *text_table(section)]
        return "\n".join(printable(line).rstrip() for line in lines) + "\n"

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{escape(s)}</li>" for s in self.attention or ("Nothing stands out.",))
        parts = [f"<h3>Audit</h3><p>{escape(self.headline)}</p>"]
        parts.append(f"<h4>Look at first</h4><ul>{items}</ul>")
        for section in self.sections:
            title, note = escape(section.title), escape(_opened(section.note))
            parts.append(f"<h4>{title}</h4><p>{note}</p>{html_table(section)}")
        return f"<div>{''.join(parts)}</div>"


def inspect(corpus: Corpus, warnings: Sequence[str] = ()) -> Audit:
    """Summarise the texts, repairs, omissions and doubts of a corpus.

    Parameters
    ----------
    corpus : Corpus
        As `topics.read` returns it.
    warnings : sequence of str
        The warnings of the readers.

    Raises
    ------
    WrongTypeError
        If ``corpus`` is not a `Corpus` but e.g. its folder.
    """
    check_type("corpus", corpus, Corpus, "topics.read(seeds)")
    running = corpus.running_text()
    headline = (
        f"{counted(len(corpus.sources), 'source')}, {counted(len(corpus.speeches), 'speech')},"
        f" {counted(len(running), 'paragraph')} of running text,"
        f" {counted(sum(len(b.text) for b in running), 'character')}."
    )
    return Audit(headline, tuple(_attention(corpus, warnings)), sections_of(corpus), corpus)


def _attention(corpus: Corpus, warnings: Sequence[str]) -> Iterator[str]:
    """Yield what a researcher should look at first, what may do most harm before the rest."""
    for skipped in corpus.skipped:
        yield f"{skipped.source} was not read: {skipped.reason}."
    yield from warnings
    yield from _odd_sources(corpus, warnings)
    if clashes := [s for s in corpus.speeches if s.date_clash]:
        yield (
            f"{counted(len(clashes), 'speech')}: the dates in the text cannot all be right:"
            f" {names_of(clashes)}."
        )
    for b in corpus.paragraphs:
        for line, words in one_year_ranges(b):
            yield (
                f"{name_of(b.source, b.speech)}: “{words}” (line {line}) begins and ends with one"
                " year: years in figures were overwritten."
            )
    if cut := [s for s in corpus.speeches if s.cut or not s.complete]:
        yield f"{counted(len(cut), 'speech')}: the text is cut: {names_of(cut)}."
    for s in corpus.similar_speeches:
        yield (
            f"{name_of(s.source, s.speech)}: {s.share:.0%} of it occurs in"
            f" {name_of(s.of_source, s.of_speech)} too."
        )


def _odd_sources(corpus: Corpus, warnings: Sequence[str]) -> Iterator[str]:
    """Yield what in a whole file looks as if it had not been read right."""
    sizes: dict[str, Counter[str]] = {s.name: Counter() for s in corpus.sources}
    lost: Counter[str] = Counter()
    for block in corpus.paragraphs:
        sizes[block.source][block.role] += len(block.text)
        lost[block.source] += block.text.count("\ufffd")
    for source in corpus.sources:
        name, size = source.name, sizes[source.name]
        warned = any(w.startswith(f"{name}: ") for w in warnings)
        if source.encoding_confidence < LOW_CONFIDENCE and not warned:
            yield (
                f"{name}: its encoding, {source.encoding}, is a guess"
                f" ({source.encoding_confidence:.0%} sure). If the text looks wrong, set encoding."
            )
        if not size["body"]:
            yield f"{name}: no running text was found in it."
        elif (share := size["furniture"] / size.total()) >= MUCH_FURNITURE:
            yield f"{name}: {share:.0%} of its characters were excluded as furniture."
        if lost[name]:
            yield f"{name}: {counted(lost[name], 'character')} of it could not be decoded (\ufffd)."


def _opened(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
