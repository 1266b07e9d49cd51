"""Views of corpora, speeches, paragraphs and other rows."""

from __future__ import annotations

import re
from typing import Any

import pyarrow.compute as pc

from topics.console import Section
from topics.display.view import View, counted, first_of, say

__all__ = ["corpus_view", "records_view", "rows_view"]

FIRST = 5
"""Number of rows shown."""
_HASH = re.compile("[0-9a-f]{64}")
CHOSEN = {
    "Speeches": ("source", "speech", "title", "date_iso", "level", "place"),
    "Paragraphs": ("source", "paragraph", "role", "text"),
}
"""Columns shown of kinds of rows that have more columns than fit a page."""
NAMES = {
    "source": "来源", "speech": "篇", "title": "标题", "date_iso": "日期", "level": "级别",
    "place": "地点", "paragraph": "段", "role": "类别", "text": "原文", "section": "章节",
    "paragraphs": "段", "line": "行", "column": "列", "rule": "规则", "before": "原来",
    "after": "改后", "name": "名称", "encoding": "编码",
}  # fmt: skip


def corpus_view(corpus: Any) -> View:
    """Return the size of a corpus and its first speeches."""
    roles = corpus.paragraphs.column("role")
    n_body = pc.sum(pc.equal(roles, "body")).as_py() or 0
    facts = [
        counted(len(corpus.sources), "个来源", "source"),
        counted(len(corpus.speeches), "篇讲话", "speech"),
        counted(n_body, "段正文", "paragraph"),
        counted(len(corpus.repairs), "处文本修复", "repair"),
        counted(len(corpus.duplicates), "段重复", "duplicate"),
    ]
    if corpus.skipped:
        facts.append(counted(len(corpus.skipped), "个未读文件", "skipped file"))
    note = say(
        "corpus.speeches.to_pandas() 是全部讲话及元数据；topics.inspect(corpus) 检查语料。",
        "corpus.speeches.to_pandas() has all, with metadata; topics.inspect(corpus) checks them.",
    )
    return View("Corpus", tuple(facts), (_first(corpus.speeches, "Speeches", note),))


def rows_view(rows: Any) -> View:
    """Return the number of rows of a sequence, its columns and the first rows."""
    kind = type(rows).__name__
    facts = (counted(len(rows), "行", "row"), *_columns(rows.schema.names))
    return View(
        kind, facts, (_first(rows, kind, say("to_pandas() 是全表。", "to_pandas() has all.")),)
    )


def records_view(records: Any) -> View:
    """Return the number of records of a tuple and the first of them."""
    names = records.names
    facts = (counted(len(records), "行", "row"), *_columns(names))
    rows = [tuple(_cell(getattr(row, name)) for name in names[:6]) for row in records[:FIRST]]
    return View(records.kind.__name__, facts, (_section(names[:6], rows, len(records), ""),))


def _columns(names: Any) -> tuple[str, ...]:
    return (say("列：", "columns: ") + " ".join(names),)


def _first(rows: Any, kind: str, note: str) -> Section:
    names = CHOSEN.get(kind, tuple(rows.schema.names))
    found = []
    for row in rows[:FIRST]:
        cells = [_cell(getattr(row, name)) for name in names]
        if "title" in names and not row.title:
            cells[names.index("title")] = row.head
        found.append(tuple(cells))
    return _section(names, found, len(rows), note)


def _section(names: Any, rows: Any, n: int, note: str) -> Section:
    header = tuple(say(NAMES.get(name, name), name) for name in names)
    return Section("", first_of(len(rows), n) + note, header, tuple(rows))


def _cell(value: Any) -> str | int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = str(value)
    return f"{text[:12]}…" if _HASH.fullmatch(text) else text
