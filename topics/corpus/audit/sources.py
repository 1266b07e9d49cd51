"""The sources of a corpus and how the characters of each were used."""

from __future__ import annotations

from collections import Counter
from dataclasses import astuple

import pandas as pd

from topics.console import Section, clip
from topics.corpus.audit.naming import counted
from topics.corpus.characters import LITTLE_TEXT, Characters, characters
from topics.corpus.types import Corpus
from topics.display.view import say

__all__ = ["character_table", "sources"]

N_SHOWN = 20
WIDEST = 40
"""Maximum width of a source's name, in cells."""


def sources(corpus: Corpus) -> Section:
    """Return a row for each source (of many, those with the least text) and the total."""
    counts = Counter(corpus.speeches.column("source").to_pylist())
    found = characters(corpus)
    pairs = list(zip(corpus.sources, found, strict=True))
    if len(pairs) > N_SHOWN:
        pairs = sorted(pairs, key=lambda pair: pair[1].share)[:N_SHOWN]
    rows: list[tuple[str | int, ...]] = [
        (
            *(clip(s.name, WIDEST), s.encoding, f"{s.encoding_confidence:.0%}"),
            *(s.n_lines, counts[s.name]),
            *_cells(c),
        )
        for s, c in pairs
    ]
    total = Characters(
        "", *(sum(column) for column in zip(*(astuple(c)[1:] for c in found), strict=True))
    )
    n_lines = sum(s.n_lines for s in corpus.sources)
    rows.append((say("合计", "all sources"), "", "", n_lines, counts.total(), *_cells(total)))
    note = say(
        f"读取了 {len(found):,} 个文件；各列是其字符的去向。",
        f"{counted(len(found), 'file')} read; how their characters were used.",
    )
    if len(found) > N_SHOWN:
        note += say(
            f"此处只列正文比例最低的 {N_SHOWN} 个。",
            f" The {N_SHOWN} with the smallest share of text are shown.",
        )
    header = say(
        "来源 编码 把握 行 讲话 正文 标题 注释 附带文字 重复 正文比例",
        "source encoding sure lines speeches text heading note furniture repeated share",
    )
    return Section(say("来源", "Sources"), note, (*header.split(), ""), tuple(rows))


def _cells(found: Characters) -> tuple[str | int, ...]:
    little = say("正文不足一半", "text is under half") if found.share < LITTLE_TEXT else ""
    return (*astuple(found)[1:], f"{found.share:.0%}", little)


def character_table(corpus: Corpus) -> pd.DataFrame:
    """Return the use of the characters of each source, with the share of running text."""
    found = characters(corpus)
    table = pd.DataFrame([astuple(c) for c in found], columns=list(Characters.__slots__))
    return table.assign(share=[c.share for c in found])
