"""What is said and drawn of a sensitivity analysis."""

from __future__ import annotations

from math import nan
from typing import Any

import pandas as pd
import pytest

from tests.chinese import english_in
from topics.choices import ALTERNATIVES
from topics.report.figures import sensitivity_figure
from topics.report.sensitivity_data import (
    choice_name,
    sensitivity_rows,
    sensitivity_table,
)
from topics.report.sensitivity_text import sensitivity_text, sentences


def row(setting: str, value: str, alike: float = 1.0, **changed: Any) -> dict[str, Any]:
    """Return one row of a summary, its ranges 0.05 to both sides."""
    measures = {"topic_similarity": alike, "top_word_overlap": alike / 2, "same_themes": 0.975}
    ranges = {
        f"{name}{end}": value + more
        for name, value in measures.items()
        for end, more in (("", 0.0), ("_low", -0.05), ("_high", 0.05))
    }
    moves = {"topics_move": "small", "words_move": "medium", "themes_move": "none"}
    counts = {"n_fits": 4, "n_units": 300.0, "n_terms": 1500.0, "n_topics": 10.0}
    others = {"shared_terms": 0.9, "n_matched": 8.25, "main_topic_ari": 0.6, "kappa": 0.97}
    named = {"setting": setting, "value": value, "theme_accuracy": 0.85, "reason": ""}
    named["seed_words"] = False
    return {**named, **counts, **others, **ranges, **moves, **changed}


def failed(setting: str, value: str, reason: str) -> dict[str, Any]:
    """Return the row of a choice that could not be fitted."""
    numbers = {name: nan for name, held in row("", "").items() if isinstance(held, float)}
    moves = dict.fromkeys(("topics_move", "words_move", "themes_move"), "unknown")
    return {**row(setting, value), **numbers, **moves, "n_fits": 0, "reason": reason}


def summary(*rows: dict[str, Any]) -> pd.DataFrame:
    """Return a summary that opens with the random seeds."""
    return pd.DataFrame([row("random_state", "1, 2", 0.7), *rows])


@pytest.mark.parametrize(
    ("setting", "value", "name"),
    [
        ("segmenter", "jieba", "用分词器 jieba"),
        ("stop_formula", "true", "停用套话词"),
        ("stop_formula", "false", "保留套话词"),
        ("unit", "section", "以章节为单位"),
        ("min_df", "5", "词至少见于 5 个文本单位"),
        ("max_df", "0.3", "词至多见于 30% 的单位"),
        ("dictionary", "without package", "不用软件自带词典"),
        ("n_components", "12", "分 12 个话题"),
        ("new", "x", "new = x"),
    ],
)
def test_choices_have_chinese_names(setting: str, value: str, name: str) -> None:
    """A setting without a name of its own is shown as it is set."""
    assert choice_name(setting, value) == name


def test_every_choice_that_is_made_has_a_name() -> None:
    """No alternative is shown as code."""
    made = [(name, str(v).lower()) for name, values in ALTERNATIVES.items() for v in values]
    assert [choice_name(*pair) for pair in made if " = " in choice_name(*pair)] == []


def test_sentences_are_computed_from_the_table() -> None:
    """The yardstick, a choice that moves words, one that moves nothing, one that failed."""
    nothing = {"topics_move": "none", "words_move": "none"}
    table = summary(
        row("unit", "speech", 0.4, topics_move="large", words_move="large", themes_move="small"),
        row("max_df", "0.3", 0.6, theme_accuracy=0.9),
        row("segmenter", "jieba", **nothing),
        row("min_df", "1", themes_move="small", **nothing),
        failed("min_df", "5", "Nothing is left."),
    )
    assert sentences(table) == [
        "基准：只换随机种子（1, 2），话题相似度 0.65–0.75，10 个话题平均有 8.2 个仍在，"
        "高频词重合 0.30–0.40，段落主题 97.5% 相同，κ 0.97；主题准确率 85.0%。",
        "以整篇为单位：话题变动大（相似度 0.40，10 个话题平均有 8.2 个仍在），高频词变动大"
        "（重合 0.20），段落主题变动小（97.5% 相同，κ 0.97）；主题准确率 85.0%（原为 85.0%）。",
        "词至多见于 30% 的单位：话题变动小（相似度 0.60，10 个话题平均有 8.2 个仍在），高频词变动中"
        "（重合 0.30），段落主题不变（97.5% 相同，κ 0.97）；主题准确率 90.0%（原为 85.0%）。",
        "用分词器 jieba：不改变任何话题，也不改变任何段落的主题。",
        "词至少见于 1 个文本单位：不改变任何话题；段落主题 97.5% 相同，κ 0.97。",
        "词至少见于 5 个文本单位：没有结果。Nothing is left.",
    ]


def test_sentences_in_english_say_the_same() -> None:
    """The same five kinds of rows as in Chinese, without a Chinese character."""
    nothing = {"topics_move": "none", "words_move": "none"}
    table = summary(
        row("max_df", "0.3", 0.6, theme_accuracy=0.9),
        row("segmenter", "jieba", **nothing),
        row("min_df", "1", themes_move="small", **nothing),
        failed("min_df", "5", "Nothing is left."),
    )
    assert sentences(table, "en") == [
        "baseline, random seeds 1, 2 alone: similarity of topics 0.65–0.75, on average 8.2 of 10"
        " topics found again; top words shared 0.30–0.40; 97.5% of paragraphs keep their theme,"
        " kappa 0.97; accuracy of themes 85.0%.",
        "words in at most 30% of the units: change of topics: small (similarity 0.60, on average"
        " 8.2 of 10 topics found again); of top words: medium (shared 0.30); of themes: none"
        " (97.5% of paragraphs keep their theme, kappa 0.97); accuracy of themes 90.0%"
        " (was 85.0%).",
        "segmenter jieba: no topic changes; no theme of a paragraph changes.",
        "words in at least 1 units: no topic changes; 97.5% of paragraphs keep their theme,"
        " kappa 0.97.",
        "words in at least 5 units: no result. Nothing is left.",
    ]


def test_without_gold_or_themes_nothing_is_said_of_them() -> None:
    """No accuracy without gold; paragraphs that have no theme cannot be compared."""
    unknown = {"theme_accuracy": nan, "same_themes": nan, "kappa": nan, "themes_move": "unknown"}
    table = pd.DataFrame(
        [row("random_state", "1, 2", 0.7, **unknown), row("min_df", "5", 0.6, **unknown)]
    )
    assert [text[-8:] for text in sentences(table)] == ["题 没有可比的。", "（没有可比的）。"]
    assert list(sensitivity_table(table)["panel_zh"].unique()) == ["话题相似度", "高频词重合"]


def test_the_figure_carries_what_it_draws() -> None:
    """A row per panel and fitted choice, chance beside it, the size as a colour."""
    table = summary(
        row("unit", "speech", 0.4, topics_move="large"), failed("min_df", "5", "Too few.")
    )
    data = sensitivity_table(table)
    assert data.columns.tolist() == [
        "panel_zh", "panel_en", "position", "zh", "en", "value", "low", "high", "chance_low",
        "chance_high", "move",
    ]  # fmt: skip
    assert data["zh"].tolist() == ["随机种子 1, 2", "以整篇为单位"] * 3
    assert data["position"].tolist() == [0, 1] * 3
    names = ["话题相似度", "Topics alike", 1, "以整篇为单位", choice_name("unit", "speech", "en")]
    values = [0.4, 0.35, 0.45, 0.65, 0.75, "large"]
    assert data.iloc[1].tolist() == pytest.approx([*names, *values])
    sizes = ["small", "large", "medium", "medium", "none", "none"]
    assert data["move"].tolist() == sizes


def test_the_figure_renders_the_same_bytes_twice() -> None:
    """One choice or many, with chance of any width."""
    wide = {"topic_similarity_low": 0.0, "topic_similarity_high": 1.0}
    for table in (summary(), summary(*[row("unit", "speech", 0.4, **wide)] * 30)):
        first = sensitivity_figure(table).to_bytes("svg")
        assert first == sensitivity_figure(table).to_bytes("svg")
        assert first.startswith(b"<?xml")
        assert b"<text" not in first


def test_the_printed_table_shows_what_is_missing() -> None:
    """A choice without a result has bars, and no line ends in blanks."""
    lines = sensitivity_text(summary(failed("min_df", "5", "Too few."))).splitlines()
    cells = ["|".join(cell.strip() for cell in line.split("  ") if cell) for line in lines[:3]]
    assert cells == [
        "choice|terms|shared|topics alike|top words|found again|ARI|same themes|kappa|gold",
        "random_state = 1, 2|1500|0.90|0.70|0.35|8.2|0.60|97.5%|0.97|85.0%",
        "min_df = 5|-|-|-|-|-|-|-|-|-",
    ]
    assert [line for line in lines if line != line.rstrip()] == []
    assert lines[5] == "words in at least 5 units: no result. Too few."


def test_the_printed_table_is_chinese_if_asked_for() -> None:
    """Its header, choices and sentences; the numbers are those of the English one."""
    table = summary(row("unit", "speech", 0.4), row("dictionary", "without package"))
    chinese, english = sensitivity_text(table, "zh"), sensitivity_text(table)
    assert english_in(chinese) == []
    header, *lines = chinese.splitlines()
    assert header.split()[:5] == ["选择", "词数", "共有词", "话题相似度", "高频词重合"]
    assert [line.strip().split("  ")[0] for line in lines[:3]] == [
        "随机种子 1, 2",
        "以整篇为单位",
        "不用软件自带词典",
    ]
    others = english.splitlines()
    assert [line.split()[-9:] for line in lines[:3]] == [line.split()[-9:] for line in others[1:4]]
    assert lines[4].startswith("基准：只换随机种子（1, 2），话题相似度 0.65–0.75")
    assert others[5].startswith("baseline, random seeds 1, 2 alone: similarity of topics 0.65–0.75")
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in english)


def test_a_page_shows_the_larger_change_in_both_languages() -> None:
    """Of topics and themes; the random seeds are the scale, a failed choice has its reason."""
    table = summary(
        row("unit", "section", 0.6, themes_move="large"), failed("min_df", "1", "too many")
    )
    scale, changed, without = sensitivity_rows(table)
    assert scale["is_scale"]
    assert (changed["zh"], changed["en"]) == ("以章节为单位", "units are sections")
    assert (changed["move_zh"], changed["move_en"]) == ("变动大", "large")
    assert (changed["n_matched"], changed["topic_similarity"]) == (8.25, 0.6)
    assert (without["reason"], without["topic_similarity"]) == ("too many", None)
    assert without["en"] == "words in at least 1 units"
