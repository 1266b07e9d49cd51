"""Pages of newspapers, books and documents: continuation marks, contents, marks, numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from topics.corpus.corpus import read
from topics.corpus.structure.colophons import find_colophons
from topics.corpus.structure.contents import find_contents
from topics.corpus.structure.continued import find_continued
from topics.corpus.structure.lone_numbers import find_headings_below_numbers
from topics.corpus.types import Corpus

TITLE = "在全县护林防火会议上的讲话"
TEXT = "去年冬天三个月没有下雪，山上的草干得一点就着，巡山的人一天要走六十里路。"


def corpus_of(tmp_path: Path, *lines: str) -> Corpus:
    """Return the corpus of a text file with these lines."""
    path = tmp_path / "a.txt"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return read(path)


def numbered(*lines: str) -> dict[int, str]:
    """Return lines by their numbers from 1."""
    return dict(enumerate(lines, 1))


@pytest.mark.parametrize(
    ("down", "up"),
    [
        ("（下转第4版）", "（上接第1版）"),
        ("下转第四版", "上接第一版"),
        ("(下轉A4版)", "(上接A1版)"),
        ("【紧转2版】", "【紧接1版】"),
    ],
)
def test_a_sentence_goes_on_on_another_page(tmp_path: Path, down: str, up: str) -> None:
    """The marks and the lines of the pages between them part no sentence."""
    half = TEXT.index("，", 20) + 1
    corpus = corpus_of(
        tmp_path,
        TITLE,
        "同志们：",
        TEXT,
        TEXT[:half],
        down,
        "林区晚报　第4版",
        up,
        TEXT[half:],
        TEXT,
    )
    assert [p.text for p in corpus.running_text()] == [TEXT, TEXT, TEXT]


def test_sentences_about_pages_are_no_marks() -> None:
    """Only a mark on its own line counts, and text after it is not of the pages."""
    assert not find_continued(numbered("上接天线、下接地气，是这次改革的要求", "接第3版的稿件要快"))
    assert find_continued(numbered("（下转第3版）", TEXT, "（上接第1版）")) == {1, 3}


@pytest.mark.parametrize(
    "line",
    [
        "林区晚报社出版　国内统一刊号 CN00-0011　邮发代号 00-22",
        "社址：林区市松涛路9号　邮编：000123　零售价：0.8元",
        "（新华社林海分社2012年4月6日供稿）",
        "（新华社林海2012年4月6日电）",
        "（中新社供本报专稿）",
    ],
)
def test_imprints_of_newspapers_and_credits_of_agencies(line: str) -> None:
    """They are editorial lines."""
    assert 1 in find_colophons(numbered(line, TEXT, TEXT, TEXT), ())


@pytest.mark.parametrize(
    "line", ["3、加快印刷发行改革", "二、2016年零售发行要翻一番", "广告和电话费用下降12%"]
)
def test_headings_about_printing_are_no_imprints(line: str) -> None:
    """One word of an imprint is in many texts."""
    assert not find_colophons(numbered(line, TEXT, TEXT, TEXT), ())


def test_contents_with_pages(tmp_path: Path) -> None:
    """Titles and pages below 目　次 are no titles of speeches, whatever is between them."""
    entries = ["在植树节上的讲话 …… 1", "在林业局成立会上的祝词　　7", "在采种会上的讲话（12）"]
    assert find_contents(numbered("目　次", *entries, TITLE)) == {1, 2, 3, 4}
    assert not find_contents(numbered("目　次", TITLE, *entries))
    corpus = corpus_of(
        tmp_path,
        *("目　次", *entries[:2], "", "在植树节上的讲话", "（1996年3月12日）", "同志们：", TEXT),
        *("", "在林业局成立会上的祝词", "（1998年5月2日）", "各位代表：", TEXT),
    )
    titles = ["在植树节上的讲话", "在林业局成立会上的祝词"]
    assert [speech.title for speech in corpus.speeches] == titles


def test_marks_of_documents_are_no_titles(tmp_path: Path) -> None:
    """Secrecy on two lines, a star, and how far a document is distributed."""
    corpus = corpus_of(
        tmp_path,
        *("内部资料", "注意保存", "★", "", "林县办发〔2015〕8号", "", "（此件发至乡镇）", ""),
        *(TITLE, "（2015年3月1日）", "同志们：", TEXT),
    )
    assert [speech.title for speech in corpus.speeches] == [TITLE]


def test_headings_below_numbers(tmp_path: Path) -> None:
    """The first of them is a heading below the title of the speech, too."""
    corpus = corpus_of(tmp_path, TITLE, "01", "先把人管住", TEXT, "02", "再把火管住", TEXT)
    headings = [p.text for p in corpus.paragraphs if p.role == "heading"]
    assert headings == ["先把人管住", "再把火管住"]
    assert corpus.speeches[0].title == TITLE


@pytest.mark.parametrize(
    "lines",
    [
        ("1", "渔港旧话", TEXT, "2", "渔港旧话", TEXT),
        ("7", "先把人管住", TEXT, "8", "再把火管住", TEXT),
        ("1", TITLE, TEXT, "2", "在植树节上的讲话", TEXT),
        ("1", "先把人管住", TEXT),
        ("1", "先把人管住", "再把火管住", "2", "三把山封住", "四把树种上"),
    ],
)
def test_page_numbers_are_not_above_headings(lines: tuple[str, ...]) -> None:
    """Running heads, later pages, titles of speeches, one number, lists."""
    assert not find_headings_below_numbers(numbered(*lines))
