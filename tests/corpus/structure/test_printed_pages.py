"""Running heads and page numbers of short texts and in less common forms."""

from __future__ import annotations

from pathlib import Path

import pytest

from topics.corpus.corpus import read
from topics.corpus.structure.printed_pages import find_page_lines
from topics.corpus.types import Corpus

FIRST = "議員指出，碼頭的候船室已經使用三十年，冬天漏風，夏天漏雨，老人家無處可坐，"
REST = "而維修的申請兩年以來一直沒有答覆，渡輪公司和政府部門各執一詞。"


def corpus_of(tmp_path: Path, *lines: str) -> Corpus:
    """Return the corpus of a text file with these lines."""
    path = tmp_path / "a.txt"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return read(path)


def spoken(corpus: Corpus) -> list[str]:
    """Return the paragraphs of the running text."""
    return [p.text for p in corpus.running_text()]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("58　　市議會 ─ 2016年3月9日", "市議會 ─ 2016年3月9日　　59"),
        ("市議會 ─ 2016年3月9日    59", "60    市議會 ─ 2016年3月9日"),
        ("58        市議會 ─ 2016年3月9日", "59        市議會 ─ 2016年3月9日"),
    ],
)
def test_two_heads_with_page_numbers_are_furniture(tmp_path: Path, left: str, right: str) -> None:
    """Of two pages the heads count up, at alternate or at one side, after any sentence."""
    corpus = corpus_of(
        tmp_path, "碼頭維修議案", "", left, "", FIRST + REST, FIRST + REST, FIRST, right, REST
    )
    assert spoken(corpus)[-1] == FIRST + REST
    assert not any("市議會" in p.text for p in corpus.paragraphs if p.role != "furniture")


def test_different_heads_at_the_outer_sides() -> None:
    """Left pages have the title of the book, right pages that of the chapter."""
    text = ["第一句话说完了。"] * 5
    heads = "12　渔港旧话", "修堤与护林　13", "14　渔港旧话"
    lines = [line for head in heads for line in (head, *text)]
    assert find_page_lines(lines) == {1, 7, 13}


def test_numbered_lines_are_no_heads() -> None:
    """Items of a list count up at one side; two titles of speeches have a number each."""
    text = ["第一句话说完了。"] * 5
    assert not find_page_lines(["1　修好海堤", *text, "2　管好渔船", *text, "3　护好滩涂", *text])
    assert not find_page_lines(["在渔业会议上的讲话　1", *text, "在渔业会议上的讲话　2", *text])


def test_titles_beside_page_numbers_are_no_heads() -> None:
    """Titles of meetings with their numbers, at the ends of pages, occur once each."""
    cut = "渔船归港的时候，码头上站满了人，大家都在数自己家的灯"
    titles = "周平在第3次会议上的发言", "周平在第19次会议上的发言"
    lines = [line for i, t in enumerate(titles, 7) for line in (cut, cut, f"─ {i} ─", t, cut)]
    assert find_page_lines(lines) == {3, 8}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("－ 6 －", "－ 7 －"),
        ("— 12 —", "— 13 —"),
        ("·3·", "·4·"),
        ("第 3 页 共 8 页", "第 4 页 共 8 页"),
        ("〔3〕", "〔4〕"),
        ("【2／4】", "【3／4】"),
        ("（第2屏）", "（第3屏）"),
        ("2/14", "3/14"),
        ("• 9 •", "• 10 •"),
    ],
)
def test_page_numbers_and_counters_of_a_prompter(tmp_path: Path, first: str, second: str) -> None:
    """They part no sentence, are no text, and the last of them does not cut the speech off."""
    said = "渔船归港的时候，码头上站满了人，大家都在数自己家的灯，"
    corpus = corpus_of(
        tmp_path,
        "在渔港开港仪式上的讲话",
        "同志们：",
        said,
        first,
        "数到最后一盏，才肯回家。",
        "今年的头一网已经上岸了。",
        second,
    )
    assert spoken(corpus) == [said + "数到最后一盏，才肯回家。", "今年的头一网已经上岸了。"]
    assert corpus.speeches[0].complete


@pytest.mark.parametrize("marks", [("（1）", "（2）"), ("(1)", "(2)")])
def test_numbers_in_round_brackets_are_no_page_numbers(marks: tuple[str, str]) -> None:
    """A number alone in round brackets may be that of a section."""
    text = ["第一句话说完了。"] * 3
    assert not find_page_lines([marks[0], *text, marks[1], *text])
