"""The speeches of a corpus and the evidence that contradicts their dates."""

from __future__ import annotations

from collections import Counter

from topics.console import Section, clip
from topics.corpus.audit.naming import counted, name_of, sizes_of, span
from topics.corpus.types import Bound, Corpus, Speech

__all__ = ["dates", "speeches"]

N_SHOWN = 5


def speeches(corpus: Corpus) -> Section:
    """Return some speeches, those with a problem first."""
    sizes = sizes_of(corpus)
    found = list(corpus.speeches)
    doubtful = [s for s in found if _remarks(s)]
    others = [s for s in found[:N_SHOWN] if not _remarks(s)]
    rows = [
        (
            *(name_of(s.source, s.speech, 34), f"{s.first_line}–{s.last_line}"),
            *(sizes[s.source, s.speech][1], clip(s.title, 34), s.date),
            *(span(s.earliest, s.latest), _remarks(s)),
        )
        for s in [*doubtful, *others][:N_SHOWN]
    ]
    n = len(found)
    note = (
        f"{counted(n, 'speech')}; {sum(bool(s.date) for s in found)} with a printed date,"
        f" {sum(bool(s.earliest or s.latest) for s in found)} dated by their text,"
        f" {len(doubtful)} with a fault."
    )
    if n > N_SHOWN:
        note += f" {N_SHOWN} are shown."
    note += _speakers(corpus)
    header = ("speech", "lines", "chars", "title", "printed", "its words allow", "")
    return Section("Speeches", note, header, tuple(rows))


def _speakers(corpus: Corpus) -> str:
    """Return the speakers in minutes and interviews, by number of paragraphs."""
    running = corpus.running_text()
    columns = (running.column(name).to_pylist() for name in ("source", "speech", "speaker"))
    found = [(source, speech, name) for source, speech, name in zip(*columns, strict=True) if name]
    if not found:
        return ""
    n = len({(source, speech) for source, speech, _ in found})
    names = Counter(name for *_, name in found).most_common()
    shown = ", ".join(f"{name} {n_own:,}" for name, n_own in names[:N_SHOWN])
    rest = f" and {len(names) - N_SHOWN:,} more" if len(names) > N_SHOWN else ""
    return f" Speakers inside {counted(n, 'speech')}, with their paragraphs: {shown}{rest}."


def _remarks(speech: Speech) -> str:
    remarks = ["dates clash"] * speech.date_clash
    if speech.cut or not speech.complete:
        where = speech.cut.replace(" ", " and ")
        remarks.append(f"cut at {where}" if where else "cut")
    return ", ".join(remarks)


def dates(corpus: Corpus) -> Section:
    """Return some of the words that contradict doubtful dates."""
    doubted = {(s.source, s.speech): s for s in corpus.speeches if s.date_clash}
    found = [b for b in corpus.bounds if (b.source, b.speech) in doubted]
    # The latest lower bound and the earliest upper one of a speech contradict each other or its
    # printed date; the others add nothing.
    tightest: dict[tuple[str, int, str], Bound] = {}
    for b in found:
        key = (b.source, b.speech, b.kind)
        earlier = tightest.get(key)
        if earlier is None or (b.date > earlier.date) == (b.kind == "not_before"):
            tightest[key] = b
    order = {key: i for i, key in enumerate(doubted)}
    chosen = sorted(tightest.values(), key=lambda b: (order[b.source, b.speech], b.kind))
    rows = [
        (
            *(name_of(b.source, b.speech, 34), doubted[b.source, b.speech].date, b.line),
            *(f"{b.kind.replace('_', ' ')} {b.date}", clip(b.words, 24), clip(b.event, 24)),
        )
        for b in chosen[:N_SHOWN]
    ]
    note = f"{counted(len(doubted), 'speech')} with doubtful dates."
    if corpus.bounds:
        note += f" The table bounds has all {counted(len(corpus.bounds), 'bound')}."
    header = ("speech", "printed", "line", "bound", "words", "event")
    return Section("Dates in doubt", note, header, tuple(rows))
