"""Tests of lines for the speaker or of the audience."""

from __future__ import annotations

import topics
from topics.corpus.structure.stage_marks import is_stage_mark


def test_cues_and_applause_are_furniture() -> None:
    """A line that is only a mark in brackets is not text, and joins no paragraphs."""
    marks = (
        "【停顿2秒】",
        "（热烈掌声）",
        "〔全场起立〕",
        "【微笑，看左侧】",
        "(提高音量)",
        "【掌声】",
    )
    assert [mark for mark in marks if not is_stage_mark(mark)] == []
    text = "今年的收成很好，大家辛苦了。\n（掌聲）\n明年我们要做得更好，请大家作证。"
    assert [(p.role, p.text) for p in topics.read([text]).paragraphs] == [
        ("body", "今年的收成很好，大家辛苦了。"),
        ("furniture", "（掌聲）"),
        ("body", "明年我们要做得更好，请大家作证。"),
    ]


def test_brackets_with_other_words_are_text() -> None:
    """A sentence, a heading in brackets or a word of another meaning stays."""
    texts = (
        "（一）提高认识",
        "【改进语言风格】",
        "他的话赢得了掌声。",
        "（掌声响起来。大家都很激动）",
    )
    assert [text for text in texts if is_stage_mark(text)] == []
