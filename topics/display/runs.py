"""Views of runs and their results: settings, inferences, comparisons, audits."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields
from typing import Any

from topics.console import Section
from topics.display.options import options
from topics.display.text import short
from topics.display.view import View, counted, say
from topics.errors import TopicsError
from topics.messages import Message, message_from, render

__all__ = [
    "audit_view",
    "comparison_view",
    "edits_view",
    "inference_view",
    "on_demand_view",
    "run_view",
    "sensitivity_view",
    "settings_view",
]

THEMES = 15
FIRST = 5
WARNINGS = 5


def run_view(run: Any) -> View:
    """Return the size of a run, its themes and its topics."""
    facts = [str(run.folder), *_sizes(run.tables), ", ".join(run.models)]
    sections = [*_shares(run.tables), *_warnings(run.manifest.get("warnings", ()))]
    note = say(
        f'表（run.tables）：{"、".join(run.tables)}。run.show() 显示报告；run.to_excel("run.xlsx")'
        " 写出全部表格。",
        f'run.tables: {", ".join(run.tables)}. run.show() is the report; run.to_excel("run.xlsx")'
        " writes all tables.",
    )
    return View("Run", tuple(facts), (*sections, Section("", note)))


def _sizes(tables: Mapping[str, Any]) -> list[str]:
    with suppress(TopicsError, KeyError):
        n = len(tables["speeches"])
        sources = counted(len(tables["sources"]), "个来源", "source")
        return [sources, counted(n, "篇讲话", "speech")]
    return []


def _shares(tables: Mapping[str, Any]) -> list[Section]:
    """Return the largest themes, or nothing if the table was changed since or is missing."""
    with suppress(TopicsError, KeyError):
        table = tables["themes"].sort_values("share", ascending=False, kind="stable").head(THEMES)
        names = table["zh"].tolist()
        if options.language == "en":
            names = [en or zh for zh, en in zip(names, table["en"], strict=True)]
        shares = map(float, table["share"])
        counts = map(int, table["n_paragraphs"])
        rows = tuple(zip(table["theme"], names, shares, counts, strict=True))
        header = (
            say("编号", "id"), say("主题", "theme"), say("份额", "share"), say("段", "paragraphs"),
        )  # fmt: skip
        return [Section("", "", header, rows)] if rows else []
    return []


def _warnings(warnings: Any) -> list[Section]:
    if not warnings:
        return []
    some = warnings[:WARNINGS]
    messages = (m if isinstance(m, Message) else message_from(m) for m in some)
    texts = [(render(message, options.language),) for message in messages]
    title = counted(len(warnings), "条提示", "warning")
    return [Section(title, "", (), tuple(texts))]


def settings_view(settings: Any) -> View:
    """Return every setting."""
    rows = tuple((field.name, _value(getattr(settings, field.name))) for field in fields(settings))
    header = (say("设置", "setting"), say("值", "value"))
    return View("Settings", (", ".join(settings.engines),), (Section("", "", header, rows),))


def _value(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "—"
    return short(str(value), 200) if value not in ("", {}) else "—"


def inference_view(inference: Any) -> View:
    """Return the size of an inference and its first coded paragraphs."""
    unknown = f"{inference.unknown_share:.1%}"
    facts = (*_sizes(inference.tables), say(f"未知词占 {unknown}", f"{unknown} unknown words"))
    body = inference.paragraphs[inference.paragraphs["role"] == "body"]
    some = body.head(FIRST)
    rows = tuple(
        zip(
            some["source"], map(int, some["paragraph"]), some["theme"],
            map(float, some["theme_share"]), some["text"], strict=True,
        )
    )  # fmt: skip
    header = (
        say("来源", "source"), say("段", "paragraph"), say("主题", "theme"),
        say("概率", "probability"), say("原文", "text"),
    )  # fmt: skip
    note = say(
        f"前 {len(rows)} 段，共 {len(body):,} 段；inference.paragraphs 有全部。",
        f"{len(rows)} of {len(body):,} paragraphs; inference.paragraphs has all.",
    )
    first = Section("", note, header, rows)
    return View("Inference", facts, (first, *_warnings(inference.warnings)))


def comparison_view(comparison: Any) -> View:
    """Return the main facts of a comparison."""
    at = int(options.language == "en")
    runs = tuple(f"{n}: {s.run.folder}" for n, s in zip("AB", comparison.sides, strict=True))
    found = tuple((both[at],) for both in comparison.sentences)
    notes = tuple((both[at],) for both in comparison.notes)
    sections = [Section("", "", (), found)]
    if notes:
        sections.append(Section(say("未能比较", "Not compared"), "", (), notes))
    return View("Comparison", runs, tuple(sections))


def sensitivity_view(sensitivity: Any) -> View:
    """Return the mean agreement under each choice of preprocessing."""
    table = sensitivity.summary
    facts = (
        counted(len(table), "行", "row"),
        say("summary、fits、topics 三个表", "tables summary, fits, topics"),
    )
    rows = tuple(
        (
            str(row["setting"]),
            str(row["value"]),
            f"{row['main_topic_ari']:.2f}",
            f"{row['kappa']:.2f}",
        )
        for row in table.head(THEMES).to_dict("records")
    )
    header = (
        say("设置", "setting"),
        say("值", "value"),
        say("话题一致（ARI）", "topics (ARI)"),
        say("编码一致（κ）", "codes (κ)"),
    )
    return View("Sensitivity", facts, (Section("", "", header, rows),))


def edits_view(edits: Any) -> View:
    """Return the number of edits of each kind."""
    facts = (
        counted(len(edits.topics), "个话题的命名", "named topic"),
        counted(len(edits.merges), "次合并", "merge"),
        counted(len(edits.splits), "次拆分", "split"),
        counted(len(edits.codes), "段手工编码", "hand code"),
    )
    return View("Edits", facts)


def audit_view(audit: Any) -> View:
    """Return the page of an audit."""
    first = Section(
        say("先看这些", "Look at first"), "", (), tuple((text,) for text in audit.sentences())
    )
    return View("Audit", (audit.headline,), (first, *audit.sections))


def on_demand_view(tables: Any) -> View:
    """Return the names of the contents of a run."""
    return View(say("一次运行的内容", "Contents of a run"), tuple(tables))
