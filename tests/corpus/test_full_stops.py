"""Half-width full stops in Chinese text."""

from __future__ import annotations

from pathlib import Path

import pytest

from topics.corpus.corpus import read
from topics.corpus.structure.line_patterns import ended, is_title

PARAGRAPH = "采用修正的参数,建立了飞行器姿态控制系统的数学模型,并且推导了动力学方程"


@pytest.mark.parametrize("stop", [".", "．", ").", '."'])
def test_a_half_width_full_stop_ends_a_paragraph(stop: str, tmp_path: Path) -> None:
    """Lines that end in one are not joined, and are no titles."""
    path = tmp_path / "a.txt"
    path.write_text("\n".join([PARAGRAPH + stop] * 3), "utf-8")
    assert [(p.role, p.text) for p in read(path).paragraphs] == [("body", PARAGRAPH + stop)] * 3


@pytest.mark.parametrize("text", ["他见到了 J.", "增长了 3.", "1."])
def test_a_point_is_not_a_full_stop(text: str) -> None:
    """Initials and numbers may be continued in the next line."""
    assert not ended(text)


def test_a_line_with_a_full_stop_is_no_title() -> None:
    """It is a sentence, as with 。."""
    assert not is_title("中苏两党关系的破裂成为定局.")


def test_a_number_inside_a_sentence_starts_no_paragraph(tmp_path: Path) -> None:
    """一要务 after 第 is the rest of a sentence; a number after a full stop is not."""
    lines = [
        "各级各部门要统一思想，提高认识，必须",
        "坚持把发展经济作为我们党执政兴国的第",
        "一要务来抓紧抓实，不断开创现代化建设",
        "新的局面，团结带领各族人民继续前进。",
    ]
    path = tmp_path / "a.txt"
    path.write_text("\n".join([*lines, "", *lines, "", *lines, "", *lines]), "utf-8")
    assert [p.text for p in read(path).paragraphs] == ["".join(lines)] * 4
