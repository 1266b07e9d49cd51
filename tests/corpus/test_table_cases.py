"""Tables as people have them: each file is read whole, with its values."""

from __future__ import annotations

from pathlib import Path

import pytest

from topics.corpus.corpus import read
from topics.corpus.types import Corpus
from topics.errors import TopicsWarning

CASES = Path(__file__).parent / "cases"
TITLES = ("在垃圾分类会上的讲话", "在污水治理会上的讲话")
DATES = ("2023/5/1", "2023/6/1")
SENTENCES = (
    '今年要把{}分类从城区推到乡镇，每个村配齐桶和车，"每条街"有人管、有人查。',
    "河道要常年有人巡，发现倾倒及时清运，谁出问题谁负责。",
    "谢谢大家！",
)


def given(corpus: Corpus) -> list[tuple[str, str, dict[str, str]]]:
    """Return title, date and metadata of each speech."""
    return [(s.title, s.date, dict(s.metadata)) for s in corpus.speeches]


def texts(corpus: Corpus, *roles: str) -> list[list[str]]:
    """Return the texts of each speech's blocks, of all roles or some."""
    wanted = [p for p in corpus.paragraphs if not roles or p.role in roles]
    return [[p.text for p in wanted if p.speech == s.speech] for s in corpus.speeches]


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("content.csv", "id"),
        ("header_variants.csv", "序号"),
        ("sep_line.csv", "编号"),
        ("utf16_tab.txt", "编号"),
    ],
)
def test_columns_of_many_names_and_separators(name: str, number: str) -> None:
    """Title, date and text have the roles of their columns; the number is metadata."""
    corpus = read(CASES / name)
    assert given(corpus) == [
        (title, date, {number: str(i)})
        for i, (title, date) in enumerate(zip(TITLES, DATES, strict=True), 1)
    ]
    assert texts(corpus) == [
        ["同志们：", *(sentence.format(what) for sentence in SENTENCES)]
        for what in ("垃圾", "污水")
    ]
    assert [p.label for p in corpus.paragraphs] == ["row 2"] * 4 + ["row 3"] * 4
    assert corpus.sources[0].reader == "csv"


def test_a_workbook_with_titles_and_merged_cells() -> None:
    """The header is below the title; a merged year and a serial date belong to their rows."""
    with pytest.warns(TopicsWarning) as caught:
        corpus = read(CASES / "merged_title.xlsx")
    assert given(corpus) == [
        ("会一", "2023-05-01", {"年份": "2023"}),
        ("会二", "2023-06-01", {"年份": "2023"}),
        ("会三", "2024-01-02", {"年份": "2024"}),
    ]
    assert [s.speaker for s in corpus.speeches] == ["县长", "书记", "县长"]
    assert [len(own) for own in texts(corpus)] == [4, 4, 4]
    codes = [warning.message.args[0].code for warning in caught]  # type: ignore[union-attr]
    assert codes == ["sheet_left_out", "rows_above_header"]


def test_a_list_of_paragraphs_in_json() -> None:
    """Each item is a paragraph."""
    corpus = read(CASES / "list_text.jsonl")
    assert given(corpus) == [("会", "", {})]
    assert texts(corpus, "body") == [
        [
            "今年要把垃圾分类从城区推到乡镇，每个村配齐桶和车。",
            "河道要常年有人巡，发现倾倒及时清运。",
        ]
    ]


def test_missing_values_and_numbers_in_json() -> None:
    """Null is empty, numbers in a column of dates are days, an instant is kept as metadata."""
    corpus = read(CASES / "null_and_num.jsonl")
    assert given(corpus) == [
        ("", "2023-05-01", {"tags": '["a", "b"]', "ok": "True", "date": ""}),
        ("b", "2023-05-01", {"tags": "", "ok": "", "date": "1682899200000"}),
    ]


@pytest.mark.parametrize("name", ["cell_br.csv", "cell_literal_n.csv"])
def test_breaks_inside_cells(name: str) -> None:
    """Markup and line ends in letters separate paragraphs and sections."""
    corpus = read(CASES / name)
    assert [s.title for s in corpus.speeches] == ["在推进会上的讲话", "在另一会上的讲话"]
    for own, what in zip(texts(corpus), ("垃圾", "污水"), strict=True):
        assert own == [
            "同志们：",
            f"今天召开{what}分类推进会，任务是总结前一段的做法，安排下一步的事情。",
            f"一、把{what}分类做实",
            f"今年要把{what}分类从城区推到乡镇，每个村配齐桶和车，每条街有人管、有人查。",
            "二、把河道管护好",
            "河道要常年有人巡，发现倾倒及时清运，谁出问题谁负责。",
            "谢谢大家！",
        ]
    assert [p.section for p in corpus.paragraphs][:7] == ["", "", "1", "1", "2", "2", "2"]
    assert "heading" in {p.role for p in corpus.paragraphs}


def test_rows_that_begin_with_invisible_characters() -> None:
    """U+200B and U+FEFF at the start of a cell join no rows."""
    corpus = read(CASES / "zw.csv")
    assert given(corpus) == [
        (f"会{zh}", year, {"编号": str(i), "年份": year})
        for i, (zh, year) in enumerate(zip("一二三", ("2021", "2022", "2023"), strict=True), 1)
    ]
