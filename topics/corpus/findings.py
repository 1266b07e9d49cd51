"""The sections of an audit: what was found in the seeds, kind by kind, with examples."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from topics.console import WIDTH, Section, clip, visible
from topics.corpus.types import Corpus, Paragraph, Speech

__all__ = ["counted", "name_of", "names_of", "sections_of", "sizes_of"]

N_EXAMPLES = 3
N_SHOWN = 40
"""Duplicates that are shown; the tables hold all."""
N_NAMED = 8
"""Speeches with one fault that are named; the table of speeches shows all."""
CONTEXT = 8
"""Characters shown on either side of a repair or a mask."""


def sections_of(corpus: Corpus) -> tuple[Section, ...]:
    """Return the sections of an audit, in order."""
    context = _Context(corpus.paragraphs)
    return (
        _sources(corpus),
        _speeches(corpus),
        _dates(corpus),
        _repairs(corpus, context),
        _masks(corpus, context),
        _duplicates(corpus),
        _furniture(corpus),
        _skipped(corpus),
    )


def _sources(corpus: Corpus) -> Section:
    counts = Counter(s.source for s in corpus.speeches)
    rows = [
        (s.name, s.encoding, f"{s.encoding_confidence:.0%}", s.n_lines, counts[s.name])
        for s in corpus.sources
    ]
    header = ("source", "encoding", "sure", "lines", "speeches")
    return Section("Sources", f"{counted(len(rows), 'file')} read.", header, tuple(rows))


def _speeches(corpus: Corpus) -> Section:
    sizes = sizes_of(corpus)
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
        f"{counted(len(rows), 'speech')}; {n_dated} with a printed date,"
        f" {sum(bool(s.earliest or s.latest) for s in corpus.speeches)} dated by their text."
    )
    header = ("", "no.", "lines", "chars", "title", "printed", "its words allow", "")
    return Section("Speeches", note, header, tuple(rows), grouped=True)


def _dates(corpus: Corpus) -> Section:
    doubted = {(s.source, s.speech): s for s in corpus.speeches if s.date_clash}
    rows = [
        (
            f"{name_of(b.source, b.speech)}: printed {s.date or 'no date'},"
            f" the text allows {_span(s.earliest, s.latest)}",
            b.line, f"{b.kind.replace('_', ' ')} {b.date}", clip(b.words, 36), clip(b.event, 40),
        )
        for b in corpus.bounds
        if (s := doubted.get((b.source, b.speech))) is not None
    ]  # fmt: skip
    others = len(corpus.bounds) - len(rows)
    note = (
        f"{counted(len(doubted), 'speech')} with doubtful dates{', and the evidence' * bool(rows)}."
    )
    if others:
        note += f" {counted(others, 'more bound')} of other speeches in the tables."
    header = ("", "line", "bound", "words", "event")
    return Section("Dates in doubt", note, header, tuple(rows), grouped=True)


class _Shown(NamedTuple):
    """Something found in a text: ``text`` is what the text has there, ``change`` what is shown."""

    kind: str
    source: str
    line: int
    column: int
    text: str
    change: str


def _repairs(corpus: Corpus, context: _Context) -> Section:
    found = [
        _Shown(
            *(r.rule, r.source, r.line, r.column),
            r.after,
            f"[{visible(r.before)}→{visible(r.after)}]",
        )
        for r in corpus.repairs
    ]
    note = f"{counted(len(found), 'change')} to the text, by rule, with examples."
    return _by_kind("Repairs", note, "[before→after]", found, context)


def _masks(corpus: Corpus, context: _Context) -> Section:
    found = [
        _Shown(m.kind, m.source, m.line, m.column, m.text, f"[{visible(m.text)}]")
        for m in corpus.masks
    ]
    note = f"{counted(len(found), 'mask')} replacing a name, a number or a year."
    return _by_kind("Masks", note, "[mask]", found, context)


def _by_kind(
    title: str, note: str, header: str, found: Sequence[_Shown], context: _Context
) -> Section:
    """Return a section with some examples of each kind, the commonest kind first."""
    groups: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for i, one in enumerate(found):
        groups[one.kind][one.change].append(i)
    rows = []
    for kind, n in Counter(one.kind for one in found).most_common():
        for i in _examples(groups[kind].values()):
            shown, where = context.show(*found[i][1:])
            rows.append((f"{kind}: {n:,}", where, shown))
    return Section(title, note, ("", "where", header), tuple(rows), grouped=True)


def _duplicates(corpus: Corpus) -> Section:
    rows = [
        (
            f"{d.source} ¶{d.paragraph}", f"{d.of_source} ¶{d.of_paragraph}",
            f"{d.similarity:.2f}", clip(visible(d.matched), 40),
        )
        for d in corpus.duplicates[:N_SHOWN]
    ]  # fmt: skip
    note = f"{counted(len(corpus.duplicates), 'paragraph')} that repeat an earlier one"
    note += ", counted once." if rows else "."
    if len(corpus.duplicates) > N_SHOWN:
        note += f" The first {N_SHOWN} are shown; the tables contain all."
    header = ("paragraph", "repeats", "similarity", "longest text in both")
    return Section("Duplicates", note, header, tuple(rows))


def _furniture(corpus: Corpus) -> Section:
    rows = [
        (b.source, b.label or b.first_line, clip(visible(b.text), WIDTH - 16))
        for b in corpus.paragraphs
        if b.role == "furniture"
    ]
    note = f"{counted(len(rows), 'line')} outside every speech."
    return Section("Left out", note, ("", "line", "text"), tuple(rows), grouped=True)


def _skipped(corpus: Corpus) -> Section:
    rows = tuple((s.source, s.reason) for s in corpus.skipped)
    return Section("Not read", f"{counted(len(rows), 'file')} skipped.", ("file", "reason"), rows)


class _Context:
    """Finds the words around a position in a source."""

    def __init__(self, paragraphs: Iterable[Paragraph]) -> None:
        self._blocks: dict[str, list[Paragraph]] = defaultdict(list)
        for block in paragraphs:
            self._blocks[block.source].append(block)

    def show(self, source: str, line: int, column: int, text: str, shown: str) -> tuple[str, str]:
        """Return ``shown`` within the words around ``text``, and its position."""
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


def sizes_of(corpus: Corpus) -> dict[tuple[str, int], tuple[int, int]]:
    """Return paragraphs and characters of running text of each speech."""
    sizes: dict[tuple[str, int], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for b in corpus.running_text():
        n, chars = sizes[b.source, b.speech]
        sizes[b.source, b.speech] = (n + 1, chars + len(b.text))
    return sizes


def counted(n: int, noun: str) -> str:
    """Return a number with its noun: ``1 speech``, ``2 speeches``, ``no speeches``."""
    plural = f"{noun}es" if noun.endswith("ch") else f"{noun}s"
    return f"{n:,} {noun if n == 1 else plural}" if n else f"no {plural}"


def name_of(source: str, speech: int) -> str:
    """Return how an audit refers to a speech."""
    return f"{source} no. {speech}"


def names_of(speeches: Sequence[Speech]) -> str:
    """Return how an audit refers to several speeches; of many, the first."""
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
