"""Footnotes and endnotes in plain text."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from topics.corpus.corpus import read
from topics.corpus.reading.content import Content
from topics.corpus.structure.notes import find_notes
from topics.corpus.structure.roles import classify

CASES = Path(__file__).parents[1] / "cases"
LONG = (
    "今年要把垃圾分类从城区推到乡镇，每个村配齐桶和车，每条街有人管、有人查，"
    "谁出问题谁负责，不能等到检查的时候再动手。"
)


def notes(*lines: str) -> list[int]:
    return sorted(find_notes(dict(enumerate(lines, 1))))


def test_footnotes_of_each_page_are_apart() -> None:
    """Notes between paragraphs are notes of the one speech; none opens another."""
    corpus = read(CASES / "foot_each_page.txt")
    roles = Counter(block.role for block in corpus.paragraphs)
    assert [s.title for s in corpus.speeches] == ["在全县垃圾分类推进会上的讲话"]
    assert (roles["body"], roles["note"]) == (4, 3)
    assert all(block.speech == 1 for block in corpus.paragraphs)
    assert not [b for b in corpus.running_text() if b.text.startswith("[")]


@pytest.mark.parametrize(
    ("citation", "mark"),
    [("[1]", "[1]"), ("①", "①"), ("【1】", "【1】"), ("〔1〕", "［1］"), ("¹", "¹")],
)
def test_what_the_text_cites_is_a_note(citation: str, mark: str) -> None:
    """Whatever the sign, the line that opens with a mark that was cited is a note."""
    lines = (
        f"去年全县新建公厕十二座{citation}，群众看得见。",
        f"{mark} 数字由县环卫中心提供。",
        LONG,
    )
    assert notes(*lines) == [2]


def test_a_list_stays_a_list() -> None:
    """Points numbered by the signs of notes are running text, at the end of a text too."""
    for signs in ("【1】【2】【3】", "①②③", "[1][2][3]"):
        points = [signs[i : i + len(signs) // 3] for i in range(0, len(signs), len(signs) // 3)]
        items = [f"{p}要把河道管护好，常年有人巡。" for p in points]
        assert notes("主要有三条：", *items) == []
        assert notes("主要有三条。", *items) == []
        assert notes("主要有三条：", *items, LONG) == []
    assert notes("要做到①有人管，②有人查。", "①有人管，就是定人。") == []


def test_notes_at_the_end_need_no_citation() -> None:
    """Sources in brackets below the last words, and what follows a heading, are notes."""
    assert notes(LONG, "谢谢大家！", "[1] 这次会议于五月召开。", "[2] 数字由县里提供。") == [3, 4]
    assert notes(LONG, "[1] 毛泽东：《实践论》，第285页。") == [2]
    assert notes(
        LONG, "注释：", "1. 毛泽东：《实践论》。", "2. 同上。", "第二篇：在会上的讲话"
    ) == [2, 3, 4]
    assert notes("关于生态补偿的报告*", LONG, "* 这是在全县大会上的报告。") == [3]


def test_a_mark_is_cited_once() -> None:
    """On the next page the numbers begin again."""
    page = ("全县清理河道三十公里[1]，", "[1] 数字由县里提供。")
    assert notes(*page, *page) == [2, 4]


def test_bare_numbers_head_speeches_only_in_a_run_of_titles() -> None:
    """【1】 is a compiler's number if a speech begins below each title, else it is not."""

    def opened(*lines: str) -> int:
        return sum(line.opens for line in classify(Content(lines, "utf-8")))

    speeches = [(f"【{n}】春节团拜会上", "同志们：", LONG) for n in (1, 2, 3)]
    assert opened(*(line for speech in speeches for line in speech)) == 3
    points = [(f"【{n}】抓好河道管护", LONG) for n in (1, 2, 3)]
    assert opened("在推进会上的讲话", "同志们：", *(line for p in points for line in p)) == 1


def test_a_citation_after_the_stop_ends_the_sentence() -> None:
    """A line that ends in 。[1] or 。① is whole: the next line is another paragraph."""
    for mark in ("[1]", "①", "²"):
        lines = ("同志们：", LONG + mark, LONG, f"{mark} 见县志。")
        found = classify(Content(lines, "utf-8"))
        assert [line.role for line in found] == ["salutation", "body", "body", "note"]


def test_points_in_brackets_are_not_joined() -> None:
    """[1] opens a line of its own even if the one before has no stop."""
    lines = ("今年要做三件事：", "[1]把垃圾分类做实", "[2]把河道管好", "谢谢大家！")
    assert [line.role for line in classify(Content(lines, "utf-8"))] == ["body"] * 4


def test_a_note_inside_a_broken_sentence() -> None:
    """At the foot of a page, a source in brackets may part a sentence that does not cite it."""
    assert notes(LONG[:30], "[1] 参见《县志》第三卷。", LONG[30:]) == [2]


def test_the_next_mark_after_a_note_is_the_next_note() -> None:
    """Notes of one page are together, cited in the middle of sentences by circled numbers."""
    text = "我们沿着柳河走了七个村①走完了全程，来收粮食的客商②也看了。"
    assert notes(text, "① 七个村在柳河下游。", "② 指从邻县来的商号。", "③ 同上。", LONG) == [
        2,
        3,
        4,
    ]
    assert notes(LONG, "注　释", "〔1〕不含大豆。", "〔2〕指农机厂。") == [2, 3, 4]
    assert notes("主要有垃圾①河道②公厕③三件事。", "① 垃圾要清。", "② 河道要管。") == []
