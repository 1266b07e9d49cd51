"""What was found in the seeds, for a person to read before any model is fitted."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

import numpy as np
import pandas as pd

from topics.console import (
    WIDTH,
    Section,
    clip,
    html_table,
    printable,
    text_table,
    underlined,
    visible,
    wrap,
)
from topics.corpus.evidence.dating import one_year_ranges
from topics.corpus.types import Corpus, Paragraph, Speech

__all__ = ["Audit", "inspect"]

LOW_CONFIDENCE = 0.9
"""An encoding less sure than this is worth a look."""
MUCH_FURNITURE = 0.2
"""Share of a source's characters left out from which something may have been lost."""
N_EXAMPLES = 3
N_SHOWN = 40
"""Duplicates that are shown; the tables hold all."""
N_NAMED = 8
"""Speeches with one fault that are named; the table of speeches shows all."""
CONTEXT = 8
"""Characters shown on either side of a repair or a mask."""


@dataclass(frozen=True, slots=True)
class Audit:
    """An account of a corpus; ``str()`` of it is a report in plain text.

    Attributes
    ----------
    headline : str
        What there is, in numbers.
    attention : tuple of str
        What to look at first, each a sentence or two.
    sections : tuple of Section
        What was found, part by part.
    corpus : Corpus
        What it is about.
    """

    headline: str
    attention: tuple[str, ...]
    sections: tuple[Section, ...]
    corpus: Corpus = field(repr=False)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return everything found, one table for each kind; names and columns as in a run.

        ``furniture``, which no run has, holds what was left out as no speaker's words.
        """
        corpus = self.corpus
        tables = corpus.to_pandas()
        del tables["paragraphs"]
        counts = Counter(s.source for s in corpus.speeches)
        sources = tables["sources"].rename(columns={"name": "source"}).drop(columns="reader")
        tables["sources"] = sources.assign(n_speeches=[counts[s] for s in sources["source"]])
        speeches, sizes = tables["speeches"], _sizes(corpus)
        found = [sizes[s.source, s.speech] for s in corpus.speeches]
        position = list(speeches).index("complete") + 1
        speeches.insert(position, "n_paragraphs", np.array([n for n, _ in found], np.int64))
        speeches.insert(position + 1, "n_chars", np.array([n for _, n in found], np.int64))
        speeches.insert(position + 2, "main_theme", "")
        given = [dict(s.metadata) for s in corpus.speeches]
        for name in dict.fromkeys(name for columns in given for name in columns):
            speeches[f"meta_{name}"] = [columns.get(name, "") for columns in given]
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
    """Account for what was found in the seeds, repaired, left out and doubted.

    Parameters
    ----------
    corpus : Corpus
        As `topics.read` returns it.
    warnings : sequence of str
        What the readers warned of.
    """
    context = _Context(corpus.paragraphs)
    sections = [
        _sources(corpus),
        _speeches(corpus),
        _dates(corpus),
        _repairs(corpus, context),
        _masks(corpus, context),
        _duplicates(corpus),
        _furniture(corpus),
        _skipped(corpus),
    ]
    running = corpus.running_text()
    headline = (
        f"{_n(len(corpus.sources), 'source')}, {_n(len(corpus.speeches), 'speech')},"
        f" {_n(len(running), 'paragraph')} of running text,"
        f" {_n(sum(len(b.text) for b in running), 'character')}."
    )
    return Audit(headline, tuple(_attention(corpus, warnings)), tuple(sections), corpus)


def _attention(corpus: Corpus, warnings: Sequence[str]) -> Iterator[str]:
    """Yield what a researcher should look at first, what may do most harm before the rest."""
    for skipped in corpus.skipped:
        yield f"{skipped.source} was not read: {skipped.reason}."
    yield from warnings
    yield from _odd_sources(corpus, warnings)
    if clashes := [s for s in corpus.speeches if s.date_clash]:
        yield (
            f"{_n(len(clashes), 'speech')}: the dates that the text gives cannot all be right:"
            f" {_names(clashes)}."
        )
    for b in corpus.paragraphs:
        for line, words in one_year_ranges(b):
            yield (
                f"{_name(b.source, b.speech)}: “{words}” (line {line}) begins and ends with one"
                " year: years in figures were overwritten."
            )
    if cut := [s for s in corpus.speeches if s.cut or not s.complete]:
        yield f"{_n(len(cut), 'speech')}: the text is cut: {_names(cut)}."
    for s in corpus.similar_speeches:
        yield (
            f"{_name(s.source, s.speech)}: {s.share:.0%} of it occurs in"
            f" {_name(s.of_source, s.of_speech)} too."
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
            yield f"{name}: {share:.0%} of its characters were left out as furniture."
        if lost[name]:
            yield f"{name}: {_n(lost[name], 'character')} of it could not be decoded (\ufffd)."


def _sources(corpus: Corpus) -> Section:
    counts = Counter(s.source for s in corpus.speeches)
    rows = [
        (s.name, s.encoding, f"{s.encoding_confidence:.0%}", s.n_lines, counts[s.name])
        for s in corpus.sources
    ]
    header = ("source", "encoding", "sure", "lines", "speeches")
    return Section("Sources", f"{_n(len(rows), 'file')} read.", header, tuple(rows))


def _speeches(corpus: Corpus) -> Section:
    sizes = _sizes(corpus)
    rows = []
    for s in corpus.speeches:
        remarks = ["dates clash"] * s.date_clash
        if s.cut or not s.complete:
            remarks.append(f"cut at {s.cut.replace(' ', ' and ')}" if s.cut else "cut")
        lines, title = f"{s.first_line}–{s.last_line}", clip(s.title, 44)
        size = sizes[s.source, s.speech][1]
        words = _span(s.earliest, s.latest)
        rows.append(
            (s.source, s.speech, lines, size, title, s.date, words, ", ".join(remarks))
        )  # fmt: skip
    n_dated = sum(bool(s.date) for s in corpus.speeches)
    note = (
        f"{_n(len(rows), 'speech')}; {n_dated} with a printed date,"
        f" {sum(bool(s.earliest or s.latest) for s in corpus.speeches)} dated by their own words."
    )
    header = ("", "no.", "lines", "chars", "title", "printed", "its words allow", "")
    return Section("Speeches", note, header, tuple(rows), grouped=True)


def _dates(corpus: Corpus) -> Section:
    doubted = {(s.source, s.speech): s for s in corpus.speeches if s.date_clash}
    rows = [
        (
            f"{_name(b.source, b.speech)}: printed {s.date or 'no date'},"
            f" its words allow {_span(s.earliest, s.latest)}",
            b.line, f"{b.kind.replace('_', ' ')} {b.date}", clip(b.words, 36), clip(b.event, 40),
        )
        for b in corpus.bounds
        if (s := doubted.get((b.source, b.speech))) is not None
    ]  # fmt: skip
    others = len(corpus.bounds) - len(rows)
    note = f"{_n(len(doubted), 'speech')} in doubt{', and the words that show it' * bool(rows)}."
    if others:
        note += f" {_n(others, 'more bound')} of other speeches in the tables."
    header = ("", "line", "bound", "words", "event")
    return Section("Dates in doubt", note, header, tuple(rows), grouped=True)


def _repairs(corpus: Corpus, context: _Context) -> Section:
    by_rule: dict[str, dict[tuple[str, str], list[int]]] = defaultdict(lambda: defaultdict(list))
    for i, r in enumerate(corpus.repairs):
        by_rule[r.rule][r.before, r.after].append(i)
    counts = Counter(r.rule for r in corpus.repairs)
    rows = []
    for rule, n in counts.most_common():
        for i in _examples(by_rule[rule].values()):
            r = corpus.repairs[i]
            change = f"[{visible(r.before)}→{visible(r.after)}]"
            shown, where = context.show(r.source, r.line, r.column, r.after, change)
            rows.append((f"{rule}: {n:,}", where, shown))
    note = f"{_n(len(corpus.repairs), 'change')} to the text, by rule, with examples."
    return Section("Repairs", note, ("", "where", "[before→after]"), tuple(rows), grouped=True)


def _masks(corpus: Corpus, context: _Context) -> Section:
    by_kind: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for i, m in enumerate(corpus.masks):
        by_kind[m.kind][m.text].append(i)
    counts = Counter(m.kind for m in corpus.masks)
    rows = []
    for kind, n in counts.most_common():
        for i in _examples(by_kind[kind].values()):
            m = corpus.masks[i]
            change = f"[{visible(m.text)}]"
            shown, where = context.show(m.source, m.line, m.column, m.text, change)
            rows.append((f"{kind}: {n:,}", where, shown))
    note = f"{_n(len(corpus.masks), 'mask')} in place of a name, a number or a year."
    return Section("Masks", note, ("", "where", "[mask]"), tuple(rows), grouped=True)


def _duplicates(corpus: Corpus) -> Section:
    rows = [
        (
            f"{d.source} ¶{d.paragraph}", f"{d.of_source} ¶{d.of_paragraph}",
            f"{d.similarity:.2f}", clip(visible(d.matched), 40),
        )
        for d in corpus.duplicates[:N_SHOWN]
    ]  # fmt: skip
    note = f"{_n(len(corpus.duplicates), 'paragraph')} that repeat an earlier one"
    note += ", counted once." if rows else "."
    if len(corpus.duplicates) > N_SHOWN:
        note += f" The first {N_SHOWN} are shown, the tables hold all."
    header = ("paragraph", "repeats", "similarity", "longest text in both")
    return Section("Duplicates", note, header, tuple(rows))


def _furniture(corpus: Corpus) -> Section:
    rows = [
        (b.source, b.label or b.first_line, clip(visible(b.text), WIDTH - 16))
        for b in corpus.paragraphs
        if b.role == "furniture"
    ]
    note = f"{_n(len(rows), 'line')} that no speaker said."
    return Section("Left out", note, ("", "line", "text"), tuple(rows), grouped=True)


def _skipped(corpus: Corpus) -> Section:
    rows = tuple((s.source, s.reason) for s in corpus.skipped)
    return Section("Not read", f"{_n(len(rows), 'file')} skipped.", ("file", "reason"), rows)


class _Context:
    """Finds the words around a position in a source."""

    def __init__(self, paragraphs: Iterable[Paragraph]) -> None:
        self._blocks: dict[str, list[Paragraph]] = defaultdict(list)
        for block in paragraphs:
            self._blocks[block.source].append(block)

    def show(self, source: str, line: int, column: int, text: str, shown: str) -> tuple[str, str]:
        """Return ``shown`` within the words around it, where ``text`` stands now, and where."""
        blocks = self._blocks[source]
        i = bisect_right(blocks, line, key=lambda b: b.first_line) - 1
        if i < 0 or line > blocks[i].last_line:
            return shown, f"{source}:{line}"
        block = blocks[i]
        at = bisect_right(block.offsets.tolist(), [line, column - 1])
        before, rest = block.text[max(at - CONTEXT, 0) : at], block.text[at:]
        after = rest.removeprefix(text)[:CONTEXT]  # a line end put in has parted two blocks
        where = f"{source}, {block.label}" if block.label else f"{source}:{line}"
        return f"{visible(before)}{shown}{visible(after)}", where


def _examples(alike: Iterable[list[int]]) -> list[int]:
    """Return up to `N_EXAMPLES` rows: different changes first, then more of the same."""
    groups = list(alike)
    firsts = [group[0] for group in groups]
    rest = sorted(i for group in groups for i in group[1:])
    return sorted([*firsts, *rest][:N_EXAMPLES])


def _sizes(corpus: Corpus) -> dict[tuple[str, int], tuple[int, int]]:
    """Return paragraphs and characters of running text of each speech."""
    sizes: dict[tuple[str, int], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for b in corpus.running_text():
        n, chars = sizes[b.source, b.speech]
        sizes[b.source, b.speech] = (n + 1, chars + len(b.text))
    return sizes


def _n(n: int, noun: str) -> str:
    plural = f"{noun}es" if noun.endswith("ch") else f"{noun}s"
    return f"{n:,} {noun if n == 1 else plural}" if n else f"no {plural}"


def _opened(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _name(source: str, speech: int) -> str:
    return f"{source} no. {speech}"


def _names(speeches: Sequence[Speech]) -> str:
    numbers: dict[str, list[str]] = defaultdict(list)
    for s in speeches[:N_NAMED]:
        numbers[s.source].append(str(s.speech))
    named = [f"{source} no. {', '.join(found)}" for source, found in numbers.items()]
    others = len(speeches) - N_NAMED
    return "; ".join([*named, f"and {others:,} more"] if others > 0 else named)


def _span(earliest: str, latest: str) -> str:
    if earliest and latest:
        return f"{earliest} to {latest}"
    return f"from {earliest}" if earliest else f"until {latest}" if latest else ""
