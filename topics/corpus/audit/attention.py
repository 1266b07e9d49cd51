"""What a researcher should look at first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from topics.corpus.audit.naming import counted, first_of, name_of, names_of, several
from topics.corpus.characters import characters, sources_without_text
from topics.corpus.evidence.dating import ONE_YEAR, one_year_ranges
from topics.corpus.types import Corpus
from topics.display.options import options
from topics.display.view import say
from topics.messages import Message, merged, reason_of, reasons, render

__all__ = ["attention"]

LOW_CONFIDENCE = 0.9
"""An encoding below this confidence deserves a check."""
MUCH_FURNITURE = 0.2
"""Share of a source's excluded characters above which text may have been lost."""
N_SENTENCES = 3
"""Maximum number of sentences of one kind."""


def attention(corpus: Corpus, warnings: Sequence[str | Message]) -> Iterator[str]:
    """Yield what a researcher should check first, the most harmful problems first."""
    language = options.language
    skipped = reasons(((s.source, reason_of(s, language)) for s in corpus.skipped), language)
    yield from first_of(
        [_not_read(files, reason.rstrip(".。")) for files, reason in skipped],
        N_SENTENCES,
        "种文件未读取的原因；全部见表 skipped",
        "reasons why files were not read; the table skipped lists all",
    )
    short = merged(sources_without_text(corpus, corpus.paragraphs))
    yield from dict.fromkeys(
        render(found, language) if isinstance(found, Message) else found
        for found in [*warnings, *short]
    )
    yield from _odd_sources(corpus, _sources_in(warnings))
    speeches = list(corpus.speeches)
    if clashes := [s for s in speeches if s.date_clash]:
        yield say(
            f"{len(clashes):,} 篇讲话的文中日期互相矛盾：{names_of(clashes)}。",
            f"{counted(len(clashes), 'speech')}: the dates in the text cannot all be right:"
            f" {names_of(clashes)}.",
        )
    texts = corpus.paragraphs.column("text").to_pylist()
    years = [
        say(
            f"{name_of(b.source, b.speech)}：“{words}”（第 {line} 行）起止为同一年，"
            "数字年份曾被改写。",
            f"{name_of(b.source, b.speech)}: “{words}” (line {line}) begins and ends with one"
            " year: years in figures were overwritten.",
        )
        for i, text in enumerate(texts)
        if ONE_YEAR.search(text)
        for b in [corpus.paragraphs[i]]
        for line, words in one_year_ranges(b)
    ]
    yield from first_of(
        years, N_SENTENCES, "处年份起止相同", "ranges of years begin and end with one year"
    )
    if cut := [s for s in speeches if s.cut or not s.complete]:
        yield say(
            f"{len(cut):,} 篇讲话的文本不全：{names_of(cut)}。",
            f"{counted(len(cut), 'speech')}: the text is cut: {names_of(cut)}.",
        )
    similar = [
        say(
            f"{name_of(s.source, s.speech)} 有 {s.share:.0%} 也见于"
            f" {name_of(s.of_source, s.of_speech)}。",
            f"{name_of(s.source, s.speech)}: {s.share:.0%} of it occurs in"
            f" {name_of(s.of_source, s.of_speech)} too.",
        )
        for s in corpus.similar_speeches
    ]
    yield from first_of(
        similar,
        N_SENTENCES,
        "篇讲话大半与前面的某篇相同",
        "speeches occur for the most part in an earlier one",
    )


def _not_read(files: str, reason: str) -> str:
    verb = "were" if files.endswith(")") else "was"
    return say(f"{files} 未读取：{reason}。", f"{files} {verb} not read: {reason}.")


def _sources_in(warnings: Sequence[str | Message]) -> set[str]:
    """Return the sources that some warnings concern."""
    found: set[str] = set()
    for warning in warnings:
        if isinstance(warning, str):
            found.add(warning.partition(": ")[0])
        else:
            named = warning.values.get("source", "")
            found.update(map(str, named) if isinstance(named, tuple) else [str(named)])
    return found


def _odd_sources(corpus: Corpus, warned: set[str]) -> Iterator[str]:
    """Yield signs that whole files were not read correctly."""
    yield from _of_all(
        {
            s.name: say(
                f"{s.encoding} 是推测的（把握 {s.encoding_confidence:.0%}）",
                f"{s.encoding}, is a guess ({s.encoding_confidence:.0%} sure)",
            )
            for s in corpus.sources
            if s.encoding_confidence < LOW_CONFIDENCE and s.name not in warned
        },
        lambda fault: say(
            f"编码 {fault}；若文字有误，请设置 encoding。",
            f"its encoding, {fault}. If the text looks wrong, set encoding.",
        ),
        say(
            "编码是推测的；若文字有误，请设置 encoding。",
            "the encoding is a guess. If the text looks wrong, set encoding.",
        ),
    )
    yield from _of_all(
        {
            c.source: f"{c.furniture / c.total:.0%}"
            for c in characters(corpus)
            if c.furniture and c.furniture >= MUCH_FURNITURE * c.total
        },
        lambda fault: say(
            f"有 {fault} 的文字作为网页附带文字排除。",
            f"{fault} of its characters were excluded as furniture.",
        ),
        say(
            f"至少有 {MUCH_FURNITURE:.0%} 的文字作为网页附带文字排除。",
            f"{MUCH_FURNITURE:.0%} of the characters or more were excluded as furniture.",
        ),
    )
    yield from _of_all(
        {
            c.source: f"{c.repeated / c.total:.0%}"
            for c in characters(corpus)
            if 2 * c.repeated > c.total
        },
        lambda fault: say(
            f"有 {fault} 的文字与前文重复。",
            f"{fault} of its characters repeat earlier paragraphs.",
        ),
        say(
            "半数以上的文字与前文重复。",
            "more than half of the characters repeat earlier paragraphs.",
        ),
    )
    yield from _undecoded(corpus)


def _undecoded(corpus: Corpus) -> Iterator[str]:
    """Yield the characters that could not be decoded."""
    lost: Counter[str] = Counter()
    columns = (corpus.paragraphs.column(name).to_pylist() for name in ("source", "text"))
    for source, text in zip(*columns, strict=True):
        lost[source] += text.count("\ufffd")
    yield from _of_all(
        {name: counted(n, "character") for name, n in lost.items() if n},
        lambda fault: say(
            f"有 {fault}无法解码（\ufffd）。", f"{fault} of it could not be decoded (\ufffd)."
        ),
        say(
            f"共有 {lost.total():,} 个字符无法解码（\ufffd）。",
            f"{counted(lost.total(), 'character')} could not be decoded (\ufffd).",
        ),
    )


def _of_all(faults: dict[str, str], one: Callable[[str], str], all_of: str) -> Iterator[str]:
    """Yield a sentence about the only source with a fault, or one about all that have it."""
    if len(faults) == 1:
        ((name, fault),) = faults.items()
        yield say(f"{name}：{one(fault)}", f"{name}: {one(fault)}")
    elif faults:
        names = several(list(faults))
        yield say(f"{names}：{all_of}", f"{names}: {all_of}")
