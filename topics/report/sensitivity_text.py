"""Text of a sensitivity analysis: its table and a sentence about each choice, in two languages."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from topics.console import Section
from topics.evaluate.model_comparison import FLOOR, LARGE
from topics.messages import Language
from topics.models.alignment import SAME_TOPIC
from topics.report.labels import rows
from topics.report.sensitivity_data import SEEDS, SIZES, choice_name
from topics.text_tables import text_table

__all__ = ["LEGEND", "sensitivity_text", "sentences"]

LEGEND = {
    "zh": f"变动 = 1 − 相同的程度。小：不超出只换随机种子时最大的变动（至少按 {FLOOR:g} 计）；"
    f"中：不超过其 {LARGE:g} 倍；大：更多。仍在：相似度 {SAME_TOPIC:g} 以上。",
    "en": "Change = 1 - similarity. Small: at most the largest change between random seeds (counted"
    f" as {FLOOR:g} if smaller); medium: at most {LARGE:g} times as large; large: more. Found"
    f" again: similarity above {SAME_TOPIC:g}.",
}
HEADER = {
    "zh": (
        *("选择", "词数", "共有词", "话题相似度", "高频词重合"),
        *("仍在", "ARI", "主题相同", "κ", "准确率"),
    ),
    "en": (
        *("choice", "terms", "shared", "topics alike", "top words"),
        *("found again", "ARI", "same themes", "kappa", "gold"),
    ),
}
"""Columns of the printed table."""


def sentences(summary: pd.DataFrame, language: Language = "zh") -> list[str]:
    """Return the effect of each choice, one sentence per row of the table.

    Parameters
    ----------
    summary : pandas.DataFrame
        ``Sensitivity.summary``.
    language : {"zh", "en"}
        Language of the sentences.
    """
    own = summary["seed_words"]
    sentence = _chinese if language == "zh" else _english
    # If a study is compared with and without seed words, the second half mentions it.
    return [
        sentence(row, summary[own == row.seed_words], bool(own.any()) and not row.seed_words)
        for row in rows(summary)
    ]


def _chinese(row: Any, summary: pd.DataFrame, is_unseeded: bool) -> str:
    name = ("不用种子词，" if is_unseeded else "") + choice_name(row.setting, row.value)
    if row.reason:
        return f"{name}：没有结果。{row.reason}"
    if row.setting == SEEDS:
        start = "不用种子词，" if is_unseeded else ""
        return (
            f"基准：{start}只换随机种子（{row.value}），"
            f"话题相似度 {_range(row, 'topic_similarity')}，"
            f"{_still(row, summary)}，高频词重合 {_range(row, 'top_word_overlap')}，"
            f"段落主题 {_share(row)}{_gold(row, summary)}。"
        )
    if (row.topics_move, row.words_move) == ("none", "none"):
        same = (
            "，也不改变任何段落的主题" if row.themes_move == "none" else f"；段落主题 {_share(row)}"
        )
        return f"{name}：不改变任何话题{same}。"
    return (
        f"{name}：话题{SIZES[row.topics_move]}（相似度 {row.topic_similarity:.2f}，"
        f"{_still(row, summary)}），高频词{SIZES[row.words_move]}"
        f"（重合 {row.top_word_overlap:.2f}），段落主题{SIZES[row.themes_move]}"
        f"（{_share(row)}）{_gold(row, summary)}。"
    )


def _english(row: Any, summary: pd.DataFrame, is_unseeded: bool) -> str:
    start = "random starts, " if is_unseeded else ""
    name = start + choice_name(row.setting, row.value, "en")
    if row.reason:
        return f"{name}: no result. {row.reason}"
    n_topics = f"{summary['n_topics'].iloc[0]:g}"
    again = f"on average {row.n_matched:.1f} of {n_topics} topics found again"
    share = "no themes to compare"
    if not np.isnan(row.same_themes):
        share = f"{row.same_themes:.1%} of paragraphs keep their theme, kappa {row.kappa:.2f}"
    own = summary["theme_accuracy"].iloc[0]
    gold = ""
    if not np.isnan(own):
        before = "" if row.setting == SEEDS else f" (was {own:.1%})"
        accuracy = own if row.setting == SEEDS else row.theme_accuracy
        gold = f"; accuracy of themes {accuracy:.1%}{before}"
    if row.setting == SEEDS:
        return (
            f"baseline, {name} alone: similarity of topics {_range(row, 'topic_similarity')},"
            f" {again}; top words shared {_range(row, 'top_word_overlap')}; {share}{gold}."
        )
    if (row.topics_move, row.words_move) == ("none", "none"):
        same = "no theme of a paragraph changes" if row.themes_move == "none" else share
        return f"{name}: no topic changes; {same}."
    return (
        f"{name}: change of topics: {row.topics_move} (similarity {row.topic_similarity:.2f},"
        f" {again}); of top words: {row.words_move} (shared {row.top_word_overlap:.2f});"
        f" of themes: {row.themes_move} ({share}){gold}."
    )


def _range(row: Any, name: str) -> str:
    low, high = (getattr(row, f"{name}_{end}") for end in ("low", "high"))
    return f"{low:.2f}–{high:.2f}"


def _still(row: Any, summary: pd.DataFrame) -> str:
    """Return the number of the study's own topics that are found again."""
    return f"{summary['n_topics'].iloc[0]:g} 个话题平均有 {row.n_matched:.1f} 个仍在"


def _share(row: Any) -> str:
    if np.isnan(row.same_themes):
        return "没有可比的"
    return f"{row.same_themes:.1%} 相同，κ {row.kappa:.2f}"


def _gold(row: Any, summary: pd.DataFrame) -> str:
    own = summary["theme_accuracy"].iloc[0]
    if np.isnan(own):
        return ""
    if row.setting == SEEDS:
        return f"；主题准确率 {own:.1%}"
    return f"；主题准确率 {row.theme_accuracy:.1%}（原为 {own:.1%}）"


def sensitivity_text(summary: pd.DataFrame, language: Language = "en") -> str:
    """Return the table and its sentences as lines for a terminal.

    Parameters
    ----------
    summary : pandas.DataFrame
        ``Sensitivity.summary``.
    language : {"en", "zh"}
        Language of both; the file ``sensitivity.txt`` is in English.
    """
    seeded = bool(summary["seed_words"].any())
    cells = tuple(
        (
            _choice(row, language, is_unseeded=seeded and not row.seed_words),
            _number(row.n_terms, ".0f"),
            _number(row.shared_terms, ".2f"),
            _number(row.topic_similarity, ".2f"),
            _number(row.top_word_overlap, ".2f"),
            _number(row.n_matched, ".1f"),
            _number(row.main_topic_ari, ".2f"),
            _number(row.same_themes, ".1%"),
            _number(row.kappa, ".2f"),
            _number(row.theme_accuracy, ".1%"),
        )
        for row in rows(summary)
    )
    table = text_table(Section("", "", HEADER[language], cells))
    lines = [*table, "", *sentences(summary, language), "", LEGEND[language]]
    return "\n".join(lines) + "\n"


def _choice(row: Any, language: Language, *, is_unseeded: bool) -> str:
    if language == "zh":
        return choice_name(row.setting, row.value) + "，不用种子词" * is_unseeded
    is_dictionary = row.setting == "dictionary"
    name = row.value + "'s words" if is_dictionary else f"{row.setting} = {row.value}"
    return name + ", random starts" * is_unseeded


def _number(value: float, form: str) -> str:
    return "-" if np.isnan(value) else format(value, form)
