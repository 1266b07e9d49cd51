"""Names and counts as an audit prints them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from topics.console import WIDTH, clip
from topics.corpus.characters import lengths
from topics.corpus.types import Corpus, Speech
from topics.display.view import say
from topics.messages import some_of

__all__ = [
    "counted",
    "first_of",
    "name_of",
    "names_of",
    "several",
    "size_sentence",
    "sizes_of",
    "span",
]

_NOUNS = {
    "bound": "条日期界限", "change": "处改动", "character": "个字符", "file": "个文件",
    "line": "行",
    "mask": "处", "paragraph": "段", "source": "个来源", "speech": "篇讲话",
    "gold line": "行标注", "problem": "个问题",
}  # fmt: skip
"""Measure words and nouns in Chinese."""
N_NAMED = 8
"""Maximum number of speeches named per problem; the table of speeches lists all."""


def size_sentence(
    n_sources: int, n_speeches: int, n_paragraphs: int, n_repeated: int, n_chars: int
) -> str:
    """Return the first line of an audit: the size of the corpus."""
    zh = f"（其中 {n_repeated:,} 段与前文重复，只计一次）" if n_repeated else ""
    which = "repeats an earlier one and is" if n_repeated == 1 else "repeat earlier ones and are"
    repeated = f" ({n_repeated:,} of them {which} counted once)"
    return say(
        f"{n_sources:,} 个来源，{n_speeches:,} 篇讲话，{n_paragraphs:,} 段正文{zh}，"
        f"{n_chars:,} 字。",
        f"{counted(n_sources, 'source')}, {counted(n_speeches, 'speech')},"
        f" {counted(n_paragraphs, 'paragraph')} of running text{repeated if n_repeated else ''},"
        f" {counted(n_chars, 'character')}.",
    )


def sizes_of(corpus: Corpus) -> dict[tuple[str, int], tuple[int, int]]:
    """Return paragraphs and characters of running text of each speech."""
    sizes: dict[tuple[str, int], tuple[int, int]] = defaultdict(lambda: (0, 0))
    running = corpus.running_text()
    columns = (running.column("source"), running.column("speech"), lengths(running))
    for source, speech, size in zip(*(c.to_pylist() for c in columns), strict=True):
        n, chars = sizes[source, speech]
        sizes[source, speech] = (n + 1, chars + size)
    return sizes


def counted(n: int, noun: str) -> str:
    """Return a number with its noun: ``2 speeches``, ``no speeches``; ``2 篇讲话``."""
    if say("zh", "en") == "zh":
        return f"{n:,} {_NOUNS[noun]}"
    plural = f"{noun}es" if noun.endswith("ch") else f"{noun}s"
    return f"{n:,} {noun if n == 1 else plural}" if n else f"no {plural}"


def first_of(sentences: Sequence[str], n: int, zh: str, en: str) -> Iterator[str]:
    """Yield the first ``n`` sentences, and one that counts the rest."""
    yield from islice(sentences, n)
    if (rest := len(sentences) - n) > 0:
        yield say(f"另有 {rest:,} {zh}。", f"{rest:,} more {en}.")


def several(names: Sequence[str]) -> str:
    """Return the number of several sources and the first of them."""
    n = len(names)
    return say(f"{n:,} 个来源（{some_of(names, 'zh')}）", f"{n:,} sources ({some_of(names)})")


def name_of(source: str, speech: int, width: int = WIDTH) -> str:
    """Return how an audit refers to a speech; a long source name is truncated."""
    number = say(f" 第 {speech} 篇", f" no. {speech}")
    return f"{clip(source, width - len(number))}{number}"


def names_of(speeches: Sequence[Speech]) -> str:
    """Return how an audit refers to several speeches; only the first of many are named."""
    numbers: dict[str, list[str]] = defaultdict(list)
    for s in speeches[:N_NAMED]:
        numbers[s.source].append(str(s.speech))
    named = [
        say(f"{source} 第 {'、'.join(found)} 篇", f"{source} no. {', '.join(found)}")
        for source, found in numbers.items()
    ]
    if (others := len(speeches) - N_NAMED) > 0:
        named.append(say(f"另有 {others:,} 篇", f"and {others:,} more"))
    return say("；", "; ").join(named)


def span(earliest: str, latest: str) -> str:
    """Return a range of dates in words."""
    if earliest and latest:
        return say(f"{earliest} 至 {latest}", f"{earliest} to {latest}")
    if earliest:
        return say(f"{earliest} 以后", f"from {earliest}")
    return say(f"{latest} 以前", f"until {latest}") if latest else ""
