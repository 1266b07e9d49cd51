"""The tables of the run: their contents, and how to get them from the page."""

from __future__ import annotations

from typing import Any

from topics.report.sections.base import RunData

__all__ = ["table_rows"]

NAMES = {
    "sources": ("来源文件", "source files"),
    "speeches": ("讲话", "speeches"),
    "paragraphs": ("全部段落", "all blocks of text"),
    "repairs": ("文本修复", "repairs of the text"),
    "skipped": ("未读文件", "files that were not read"),
    "duplicates": ("重复的段落", "repeated paragraphs"),
    "similar_speeches": ("相似的讲话", "similar speeches"),
    "masks": ("隐去的文字", "hidden words"),
    "bounds": ("日期的原文依据", "evidence of dates"),
    "topics": ("话题", "topics"),
    "topic_terms": ("话题的词", "words of topics"),
    "topics_by": ("各组的话题份额", "shares of topics by group"),
    "themes": ("主题", "themes"),
    "themes_by": ("各组的主题份额", "shares of themes by group"),
    "coding": ("各段的主题概率", "probabilities of themes by paragraph"),
    "evidence": ("各段的编码依据", "evidence of coding by paragraph"),
    "codebook_fit": ("编码本是否适合", "fit of the codebook"),
    "missing_seed_words": ("未进入模型的种子词", "seed words that are not terms"),
    "scores": ("评分", "scores"),
    "confusion": ("人工标注与编码的对照", "gold themes by coded themes"),
    "stability": ("话题的稳定性", "stability of topics"),
    "agreement": ("不同方法的话题", "topics of engines compared"),
    "terms": ("词的套话度", "formulaic and substantial words"),
    "bundles": ("词串", "bundles of words"),
    "speech_tree": ("讲话的聚类树", "tree of speeches"),
    "lineage": ("各次运行的话题沿革", "topics of retrained runs"),
}
"""Each table in Chinese and English; a table of a newer version is shown by its name."""


def table_rows(run: RunData) -> list[dict[str, Any]]:
    """Return the tables of the run: name, zh, en, n, is_held (for download), file (its address)."""
    outputs = run.manifest.get("outputs", {})
    found = []
    for name, table in run.tables.items():
        zh, en = NAMES.get(name, (name, name))
        file = f"{name}.csv"
        found.append(
            {
                "name": name,
                "zh": zh,
                "en": en,
                "n": len(table),
                "is_held": name in run.beside.files,
                "file": run.beside.folder + file if file in outputs else "",
            }
        )
    return found
