"""Short Chinese names."""

from __future__ import annotations

import numpy as np
import pandas as pd

from topics.corpus.rows import LEVELS
from topics.corpus.types import ROLES
from topics.report import labels


def test_every_role_has_a_chinese_name() -> None:
    """The report names each role the corpus layer knows, and no other."""
    assert tuple(labels.ROLES) == ROLES


def test_every_level_has_names() -> None:
    """Pages name each level of administration that the corpus layer finds, in the same order."""
    assert tuple(labels.LEVEL_NAMES) == LEVELS


def test_missing_cells_are_empty_text() -> None:
    """None, NaN and NA are the empty string, all else its text."""
    assert [labels.text_of(v) for v in (None, np.nan, pd.NA, "", 0, "字")] == [
        "",
        "",
        "",
        "",
        "0",
        "字",
    ]


def test_clip_keeps_to_its_length() -> None:
    """A longer text ends in an ellipsis within the length, a shorter one is whole."""
    assert (labels.clip("一二三四", 3), labels.clip("一二三", 3)) == ("一二…", "一二三")


def test_speech_labels_fall_back_to_head_then_source() -> None:
    """A speech is called by its title, else its compiler's heading, else its file."""
    speeches = pd.DataFrame(
        {
            "source": ["a.txt", "b/c.txt", "c.txt"],
            "speech": [1, 2, 1],
            "title": ["在 大会\n上的讲话", "", np.nan],
            "head": ["第一篇", "", "第三篇"],
        }
    )
    expected = ["1\u3000在 大会 上的讲话", "2\u3000c 之2", "3\u3000第三篇"]
    assert labels.speech_labels(speeches) == expected


def test_an_unknown_engine_keeps_its_name() -> None:
    """Names not in the list are shown as they are."""
    assert (labels.engine_name("lda"), labels.engine_name("etm")) == ("LDA", "etm")


def test_doubtful_names_are_marked() -> None:
    """Those of one engine, in the order of the table, as pyLDAvis pages list them."""
    names = ["engine", "topic", "theme", "state", "label", "frex_terms", "top_terms"]
    table = pd.DataFrame(
        [
            ("lda", 1, "", "doubtful", "卫生", "", ""),
            ("kmeans", 1, "", "named", "学校", "", ""),
            ("lda", 2, "", "none", "", "水 山", ""),
        ],
        columns=names,
    )
    assert labels.marked_names(table, "lda") == ["卫生（存疑）", "水·山"]


def test_topics_of_one_engine_have_different_names() -> None:
    """A word that the other lacks is appended, or the number; other engines do not matter."""
    names = ["engine", "topic", "theme", "label", "frex_terms", "top_terms"]
    table = pd.DataFrame(
        [
            ("lda", 1, "a", "卫生", "扫除 公厕", "水"),
            ("lda", 2, "a", "卫生", "水 扫除 垃圾", "水"),
            ("lda", 3, "b", "学校", "师生", ""),
            ("kmeans", 1, "a", "卫生", "扫除", "水"),
            ("nmf", 1, "", "", "水 山", "水"),
            ("nmf", 2, "", "", "水 山", "水"),
        ],
        columns=names,
    )
    themes = pd.DataFrame({"theme": ["a", "b"], "zh": ["卫生", "学校"], "en": ["Sanitation", ""]})
    assert labels.topic_names(table, themes) == {
        ("lda", 1): ("卫生·公厕", "Sanitation·公厕"),
        ("lda", 2): ("卫生·垃圾", "Sanitation·垃圾"),
        ("lda", 3): ("学校", "学校"),
        ("kmeans", 1): ("卫生", "Sanitation"),
        ("nmf", 1): ("水·山·1", "水·山·1"),
        ("nmf", 2): ("水·山·2", "水·山·2"),
    }
    assert list(labels.topic_names(table.head(0))) == []
