"""Repairs and masks by kind, each with an example in its context."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from topics.console import Section, visible
from topics.corpus.audit.naming import counted
from topics.corpus.evidence.masks import MASK_NAMES
from topics.corpus.types import Corpus, Paragraph, Paragraphs
from topics.display.view import say
from topics.repairs import REPAIR_NAMES

__all__ = ["masks", "repairs"]

N_KINDS = 11
CONTEXT = 8
"""Characters shown on either side of a repair or a mask."""


class _Shown(NamedTuple):
    """A finding in a text: ``text`` is the original, ``change`` is what is shown."""

    kind: str
    source: str
    line: int
    column: int
    text: str
    change: str


def repairs(corpus: Corpus) -> Section:
    """Return an example for each repair rule that was applied."""
    found = [
        _Shown(
            *(r.rule, r.source, r.line, r.column),
            r.after,
            f"[{visible(r.before)}→{visible(r.after)}]",
        )
        for r in corpus.repairs
    ]
    n = len(found)
    note = say(f"文本改动 {n:,} 处，按规则列出。", f"{counted(n, 'change')} to the text, by rule.")
    header = say("[原来→改后]", "[before→after]")
    names = {rule: name.zh for rule, name in REPAIR_NAMES.items()}
    return _by_kind(say("文本修复", "Repairs"), note, header, found, corpus, names)


def masks(corpus: Corpus) -> Section:
    """Return an example for each kind of mask."""
    found = [
        _Shown(m.kind, m.source, m.line, m.column, m.text, f"[{visible(m.text)}]")
        for m in corpus.masks
    ]
    note = say(
        f"有 {len(found):,} 处以 X、× 等代替姓名、数字或年份。",
        f"{counted(len(found), 'mask')} replacing a name, a number or a year.",
    )
    header = say("[代替的符号]", "[mask]")
    names = {kind: zh for kind, (zh, _) in MASK_NAMES.items()}
    return _by_kind(say("隐去的文字", "Masks"), note, header, found, corpus, names)


def _by_kind(
    title: str,
    note: str,
    header: str,
    found: Sequence[_Shown],
    corpus: Corpus,
    names: Mapping[str, str],
) -> Section:
    """Return a section with the first example of each kind, the most frequent kind first.

    ``names`` are the Chinese ones of kinds.
    """
    kinds = Counter(one.kind for one in found).most_common()
    if len(kinds) > N_KINDS:
        note += say(f"此处只列最常见的 {N_KINDS} 种。", f" The {N_KINDS} most frequent are shown.")
    first = {one.kind: one for one in reversed(found)}
    shown = [(n, first[kind]) for kind, n in kinds[:N_KINDS]]
    places = {(one.source, one.line) for _, one in shown}
    context = _Context(corpus.paragraphs, places)
    rows = []
    for n, one in shown:
        words, where = context.show(*one[1:])
        kind = one.kind
        name = f"{names[kind]}（{kind}）" if kind in names else kind
        rows.append((say(f"{name}：{n:,}", f"{kind}: {n:,}"), where, words))
    return Section(title, note, ("", say("首次出现", "first at"), header), tuple(rows))


class _Context:
    """Find the words around a position in a source."""

    def __init__(self, paragraphs: Paragraphs, places: set[tuple[str, int]]) -> None:
        wanted = {source for source, _ in places}
        self._blocks: dict[str, list[Paragraph]] = defaultdict(list)
        is_wanted = [source in wanted for source in paragraphs.column("source").to_pylist()]
        for block in paragraphs.where(np.array(is_wanted, bool)):
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
        after = rest.removeprefix(text)[:CONTEXT]  # an inserted line end split a block in two
        where = f"{source}, {block.label}" if block.label else f"{source}:{line}"
        return f"{visible(before)}{shown}{visible(after)}", where
