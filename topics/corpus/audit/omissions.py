"""Text that is not counted: repeated paragraphs and furniture."""

from __future__ import annotations

import pandas as pd

from topics.console import WIDTH, Section, clip, visible
from topics.corpus.audit.naming import counted
from topics.corpus.types import Corpus
from topics.display.view import say

__all__ = ["duplicates", "furniture", "furniture_table"]

N_SHOWN = 3


def duplicates(corpus: Corpus) -> Section:
    """Return some of the paragraphs that repeat an earlier one."""
    rows = [
        (
            *(f"{d.source} ¶{d.paragraph}", f"{d.of_source} ¶{d.of_paragraph}"),
            *(f"{d.similarity:.2f}", clip(visible(d.matched), 40)),
        )
        for d in corpus.duplicates[:N_SHOWN]
    ]
    n = len(corpus.duplicates)
    note = say("没有与前文重复的段落。", "No paragraph repeats an earlier one.")
    if n:
        note = say(
            f"{n:,} 段与前文重复，只计一次。",
            f"{counted(n, 'paragraph')} that repeat an earlier one, counted once.",
        )
        note += _rest("duplicates", n)
    header = (
        say("段", "paragraph"),
        say("所重复的段", "repeats"),
        say("相似度", "similarity"),
        say("两处相同的最长文字", "longest text in both"),
    )
    return Section(say("重复", "Duplicates"), note, header, tuple(rows))


def furniture(corpus: Corpus) -> Section:
    """Return some of the text that belongs to no speech."""
    left_out = furniture_table(corpus)
    rows = [
        (f"{source}, {label}" if label else f"{source}:{line}", _text(text))
        for source, line, label, text in left_out.head(N_SHOWN).to_numpy().tolist()
    ]
    n = len(left_out)
    note = say(f"{n:,} 行不属于任何讲话。", f"{counted(n, 'line')} outside every speech.")
    header = (say("行", "line"), say("原文", "text"))
    return Section(say("未计入", "Not counted"), note + _rest("furniture", n), header, tuple(rows))


def _text(text: str) -> str:
    return clip(visible(text), WIDTH - 44)


def _rest(table: str, n: int) -> str:
    return say(f"全部见表 {table}。", f" The table {table} has all.") if n > N_SHOWN else ""


def furniture_table(corpus: Corpus) -> pd.DataFrame:
    """Return the text that belongs to no speech, line by line."""
    left_out = [b for b in corpus.paragraphs if b.role == "furniture"]
    names = {"source": "source", "line": "first_line", "label": "label", "text": "text"}
    return pd.DataFrame({k: [getattr(b, v) for b in left_out] for k, v in names.items()})
