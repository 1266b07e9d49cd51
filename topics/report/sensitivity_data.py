"""Presentation of a sensitivity analysis: sentences, figure, printed table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from topics.console import Section
from topics.evaluate.model_comparison import FLOOR, LARGE
from topics.messages import Language
from topics.models.alignment import SAME_TOPIC
from topics.report.labels import rows
from topics.text_tables import text_table

__all__ = [
    "LEGEND",
    "choice_name",
    "sensitivity_rows",
    "sensitivity_table",
    "sensitivity_text",
    "sentences",
]

SEEDS = "random_state"
SIZES = {
    "none": "不变",
    "small": "变动小",
    "medium": "变动中",
    "large": "变动大",
    "unknown": "变动不明",
}
SIZES_EN = {
    "none": "no change",
    "small": "small",
    "medium": "medium",
    "large": "large",
    "unknown": "unknown",
}
PANELS = {
    "topic_similarity": ("话题相似度", "Topics alike", "topics_move"),
    "top_word_overlap": ("高频词重合", "Top words shared", "words_move"),
    "same_themes": ("段落主题相同", "Same themes", "themes_move"),
}
LEGEND = (
    f"变动 = 1 − 相同的程度。小：不超出只换随机种子时最大的变动（至少按 {FLOOR:g} 计）；"
    f"中：不超过其 {LARGE:g} 倍；大：更多。仍在：相似度 {SAME_TOPIC:g} 以上。"
)

NAMES = {
    ("stop_formula", "true"): "停用套话词",
    ("stop_formula", "false"): "保留套话词",
    ("unit", "paragraph"): "以段落为单位",
    ("unit", "section"): "以章节为单位",
    ("unit", "turn"): "以每次发言为单位",
    ("unit", "speech"): "以整篇为单位",
    ("dictionary", "without package"): "不用软件自带词典",
    ("dictionary", "without study"): "不用本研究词典",
}
NAMES_EN = {
    ("stop_formula", "true"): "formulaic words as stop words",
    ("stop_formula", "false"): "formulaic words counted",
    ("dictionary", "without package"): "without the package's dictionary",
    ("dictionary", "without study"): "without the study's dictionary",
}
PATTERNS_EN = {
    SEEDS: "random seeds {}",
    "segmenter": "segmenter {}",
    "unit": "units are {}s",
    "min_df": "words in at least {} units",
    "n_components": "{} topics",
}
PATTERNS = {
    SEEDS: "随机种子 {}",
    "segmenter": "用分词器 {}",
    "min_df": "词至少见于 {} 个文本单位",
    "n_components": "分 {} 个话题",
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


def choice_name(setting: str, value: str, language: Language = "zh") -> str:
    """Return the displayed name of a choice, or ``setting = value`` if it has none."""
    is_zh = language == "zh"
    if setting == "max_df":
        share = f"{float(value):.0%}"
        return f"词至多见于 {share} 的单位" if is_zh else f"words in at most {share} of the units"
    patterns, names = (PATTERNS, NAMES) if is_zh else (PATTERNS_EN, NAMES_EN)
    pattern = patterns.get(setting, setting + " = {}")
    return names.get((setting, value)) or pattern.format(value)


def sensitivity_rows(summary: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the data of each choice for a page, the random seeds first, in both languages.

    Returns
    -------
    list of dict
        zh, en, is_scale (of the random seeds), is_unseeded, n_topics, n_matched,
        topic_similarity, top_word_overlap, same_themes (None where unknown), move_zh, move_en (the
        larger of the changes of topics and themes), reason (why it could not be fitted).
    """
    seeded = bool(summary["seed_words"].any())
    order = list(SIZES)
    found = []
    for row in rows(summary):
        moves = [move for move in (row.topics_move, row.themes_move) if move in order[:-1]]
        move = max(moves, key=order.index) if moves else "unknown"
        numbers = ("n_topics", "n_matched", "topic_similarity", "top_word_overlap", "same_themes")
        found.append(
            {
                "zh": choice_name(row.setting, row.value),
                "en": choice_name(row.setting, row.value, "en"),
                "is_scale": row.setting == SEEDS,
                "is_unseeded": seeded and not row.seed_words,
                **{name: _known(getattr(row, name)) for name in numbers},
                "move_zh": SIZES[move],
                "move_en": SIZES_EN[move],
                "reason": row.reason,
            }
        )
    return found


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def sentences(summary: pd.DataFrame) -> list[str]:
    """Return the effect of each choice, one Chinese sentence per row of the table.

    Parameters
    ----------
    summary : pandas.DataFrame
        ``Sensitivity.summary``.
    """
    own = summary["seed_words"]
    # If a study is compared with and without seed words, the second half mentions it.
    return [
        _sentence(row, summary[own == row.seed_words], bool(own.any()) and not row.seed_words)
        for row in rows(summary)
    ]


def _sentence(row: Any, summary: pd.DataFrame, is_unseeded: bool) -> str:
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


def sensitivity_table(summary: pd.DataFrame) -> pd.DataFrame:
    """Return the data of the figure, one row per panel and choice that could be fitted.

    Returns
    -------
    pandas.DataFrame
        panel_zh, panel_en (its title), position (row from the top), zh, en (the choice), value,
        low, high, chance_low, chance_high (of the random seeds), move.
    """
    own = summary["seed_words"] == summary["seed_words"].iloc[0]
    drawn = summary[own & (summary["n_fits"] > 0)]
    return pd.DataFrame(
        [
            {
                "panel_zh": zh,
                "panel_en": en,
                "position": position,
                "zh": choice_name(row.setting, row.value),
                "en": choice_name(row.setting, row.value, "en"),
                "value": getattr(row, name),
                "low": getattr(row, f"{name}_low"),
                "high": getattr(row, f"{name}_high"),
                "chance_low": drawn[f"{name}_low"].iloc[0],
                "chance_high": drawn[f"{name}_high"].iloc[0],
                "move": getattr(row, move),
            }
            for name, (zh, en, move) in PANELS.items()
            if drawn[name].notna().all()
            for position, row in enumerate(rows(drawn))
        ]
    )


def sensitivity_text(summary: pd.DataFrame, language: Language = "en") -> str:
    """Return the table and its Chinese sentences as lines for a terminal.

    Parameters
    ----------
    summary : pandas.DataFrame
        ``Sensitivity.summary``.
    language : {"en", "zh"}
        That of the table; the file ``sensitivity.txt`` has an English one.
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
    lines = [*table, "", *sentences(summary), "", LEGEND]
    return "\n".join(lines) + "\n"


def _choice(row: Any, language: Language, *, is_unseeded: bool) -> str:
    if language == "zh":
        return choice_name(row.setting, row.value) + "，不用种子词" * is_unseeded
    is_dictionary = row.setting == "dictionary"
    name = row.value + "'s words" if is_dictionary else f"{row.setting} = {row.value}"
    return name + ", random starts" * is_unseeded


def _number(value: float, form: str) -> str:
    return "-" if np.isnan(value) else format(value, form)
