"""Data of a sensitivity analysis for the report and its figure."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from topics.messages import Language
from topics.report.labels import rows

__all__ = [
    "choice_name",
    "sensitivity_rows",
    "sensitivity_table",
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
