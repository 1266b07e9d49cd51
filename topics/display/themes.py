"""Views of codebooks, named topics and coded paragraphs."""

from __future__ import annotations

from typing import Any

import numpy as np

from topics.console import Section
from topics.display.view import View, counted, say

__all__ = ["codebook_view", "coded_view", "coder_view", "themes_view"]

WORDS = 12
"""Number of seed words shown of a theme."""
THEMES = 40
"""Number of themes or topics shown."""
STATES = {"named": "已命名", "doubtful": "存疑", "none": "无主题"}


def _name(theme: Any) -> str:
    return str(say(theme.zh, theme.en or theme.zh))


def codebook_view(codebook: Any) -> View:
    """Return the themes of a codebook with their first seed words."""
    rows = tuple(
        (theme.id, _name(theme), " ".join(theme.seed_words[:WORDS]))
        for theme in codebook.themes[:THEMES]
    )
    facts = (
        codebook.name,
        counted(len(codebook.themes), "个主题", "theme"),
        counted(codebook.n_words(), "个种子词", "seed word"),
    )
    header = (say("编号", "id"), say("名称", "name"), say("种子词", "seed words"))
    note = say('codebook["编号"] 是一个主题。', 'codebook["id"] is one theme.')
    return View("Codebook", facts, (Section("", note, header, rows),))


def themes_view(themes: Any) -> View:
    """Return the theme of each topic, and how certain it is."""
    rows = tuple(
        (
            i + 1,
            label or "—",
            _name(themes.codebook[label]) if label else "—",
            say(STATES[themes.states[i]], themes.states[i]),
            "" if np.isnan(themes.p[i]) else f"{themes.p[i]:.3f}",
            "" if np.isnan(themes.hold[i]) else f"{themes.hold[i]:.0%}",
            _name(themes.codebook[themes.runner_up[i]]) if themes.runner_up[i] else "—",
        )
        for i, label in enumerate(themes.labels[:THEMES])
    )
    n_named = sum(bool(label) for label in themes.labels)
    facts = (
        counted(len(themes.labels), "个话题", "topic"),
        say(f"{n_named:,} 个以主题命名", f"{n_named:,} named with a theme"),
        themes.codebook.name,
    )
    header = (
        say("次序", "row"),
        say("编号", "id"),
        say("主题", "theme"),
        say("状态", "state"),
        say("偶然概率 p", "p"),
        say("仍占首位", "hold"),
        say("次选", "runner-up"),
    )
    note = say(
        "次序同模型的话题；model.top_terms(themes=themes) 把命名与词放在一起；"
        'themes.codebook["编号"] 是一个主题。',
        "In the order of the model's topics; model.top_terms(themes=themes) has their words,"
        ' themes.codebook["id"] a theme.',
    )
    return View("Themes", facts, (Section("", note, header, rows),))


def coded_view(coded: Any) -> View:
    """Return the number of paragraphs in which each theme is the most probable."""
    found = coded.themes()
    n, n_certain = len(found), int(coded.certain().sum())
    facts = (
        counted(n, "段", "paragraph"),
        say(f"{n_certain:,} 段主题确定", f"{n_certain:,} with a certain theme"),
        coded.codebook.name,
    )
    counts = [(theme, found.count(theme.id)) for theme in coded.codebook.themes]
    counts.sort(key=lambda pair: -pair[1])
    rows = [(theme.id, _name(theme), count, count / max(n, 1)) for theme, count in counts[:THEMES]]
    if n_none := found.count(""):
        rows.append(("none", say("不属于任何主题", "none of these"), n_none, n_none / n))
    header = (
        say("编号", "id"),
        say("主题", "theme"),
        say("段", "paragraphs"),
        say("占全部段落", "of all paragraphs"),
    )
    note = say(
        'coded.to_pandas() 每段一行；coded.by("year") 是分组的份额。',
        'coded.to_pandas() has a row for each paragraph; coded.by("year") has shares of groups.',
    )
    return View("CodedParagraphs", facts, (Section("", note, header, tuple(rows)),))


def coder_view(coder: Any) -> View:
    """Return the main facts of a fitted coder."""
    none = f"{coder.prior_none:.1%}"
    facts = (
        coder.codebook.name,
        say(f"由 {coder.n_paragraphs:,} 段拟合", f"fitted to {coder.n_paragraphs:,} paragraphs"),
        say(f"不属于任何主题的先验概率 {none}", f"prior of none {none}"),
    )
    return View("Coder", facts)
