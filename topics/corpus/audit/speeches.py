"""The speeches of a corpus and the evidence that contradicts their dates."""

from __future__ import annotations

from collections import Counter

from topics.console import Section, clip
from topics.corpus.audit.naming import counted, name_of, sizes_of, span
from topics.corpus.types import Bound, Corpus, Speech
from topics.display.view import say

__all__ = ["dates", "speeches"]

N_SHOWN = 5
_CUT = {"start": "开头", "end": "结尾"}
_KINDS = {"not_before": ("不早于", "not before"), "not_after": ("不晚于", "not after")}


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
    n_printed = sum(bool(s.date) for s in found)
    n_dated = sum(bool(s.earliest or s.latest) for s in found)
    note = say(
        f"{n:,} 篇讲话；{n_printed} 篇标有日期，{n_dated} 篇可由文中所述推断日期，"
        f"{len(doubtful)} 篇有问题。",
        f"{counted(n, 'speech')}; {n_printed} with a printed date, {n_dated} dated by their text,"
        f" {len(doubtful)} with a fault.",
    )
    if n > N_SHOWN:
        note += say(f"此处列出 {N_SHOWN} 篇。", f" {N_SHOWN} are shown.")
    note += _speakers(corpus)
    header = (
        *(say("讲话", "speech"), say("行", "lines"), say("字数", "chars"), say("标题", "title")),
        *(say("所标日期", "printed"), say("文中所述允许的日期", "dates in its text"), ""),
    )
    return Section(say("讲话", "Speeches"), note, header, tuple(rows))


def _speakers(corpus: Corpus) -> str:
    """Return the speakers in minutes and interviews, by number of paragraphs."""
    running = corpus.running_text()
    columns = (running.column(name).to_pylist() for name in ("source", "speech", "speaker"))
    found = [(source, speech, name) for source, speech, name in zip(*columns, strict=True) if name]
    if not found:
        return ""
    n = len({(source, speech) for source, speech, _ in found})
    names = Counter(name for *_, name in found).most_common()
    shown = say("、", ", ").join(f"{name} {n_own:,}" for name, n_own in names[:N_SHOWN])
    if (others := len(names) - N_SHOWN) > 0:
        shown += say(f"，另有 {others:,} 人", f" and {others:,} more")
    return say(
        f"{n:,} 篇讲话中有多人发言，各人的段数：{shown}。",
        f" Speakers inside {counted(n, 'speech')}, with their paragraphs: {shown}.",
    )


def _remarks(speech: Speech) -> str:
    remarks = [say("日期矛盾", "dates clash")] * speech.date_clash
    if speech.cut or not speech.complete:
        where = speech.cut.replace(" ", " and ")
        zh = "、".join(_CUT.get(part, part) for part in speech.cut.split())
        remarks.append(say(f"{zh}不全", f"cut at {where}" if where else "cut"))
    return say("，", ", ").join(remarks)


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
            *(f"{say(*_KINDS[b.kind])} {b.date}", clip(b.words, 24), clip(b.event, 24)),
        )
        for b in chosen[:N_SHOWN]
    ]
    note = say(
        f"{len(doubted):,} 篇讲话的日期存疑。",
        f"{counted(len(doubted), 'speech')} with doubtful dates.",
    )
    if n := len(corpus.bounds):
        note += say(
            f"全部 {n:,} 条日期界限见表 bounds。",
            f" The table bounds has all {counted(n, 'bound')}.",
        )
    header = (
        *(say("讲话", "speech"), say("所标日期", "printed"), say("行", "line")),
        *(say("日期界限", "bound"), say("依据的文字", "words"), say("事件", "event")),
    )
    return Section(say("存疑的日期", "Dates in doubt"), note, header, tuple(rows))
