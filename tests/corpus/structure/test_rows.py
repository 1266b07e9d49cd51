"""Rows of tables: what the format separates, nothing joins."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.corpus.corpus import read
from topics.corpus.reading.content import Content, Given
from topics.corpus.structure.line_roles import Line
from topics.corpus.structure.roles import classify
from topics.corpus.types import Corpus

CASES = Path(__file__).parents[1] / "cases"


def roles_of(corpus: Corpus) -> Counter[str]:
    return Counter(corpus.paragraphs.column("role").to_pylist())


def classify_rows(*rows: tuple[str, ...], titles: tuple[str, ...] = ()) -> list[Line]:
    lines, starts = [], []
    for row in rows:
        starts.append(len(lines) + 1)
        lines += row
    blocks = [number for number, row in enumerate(rows, 1) for _ in row]
    stated = titles or ("",) * len(rows)
    given = [Given(start, title) for start, title in zip(starts, stated, strict=True)]
    return classify(
        Content(tuple(lines), "csv", blocks=tuple(blocks), given=tuple(given), is_table=True)
    )


@pytest.mark.parametrize(
    ("name", "n_speeches", "n_bodies"),
    [
        ("posts_nostop.csv", 20, 20),
        ("table_60_rows.csv", 60, 60),
        ("short_rows.csv", 15, 15),
        ("a_one_row_site_lines.csv", 1, 4),
        ("b_two_rows_site_lines.csv", 2, 8),
        ("c_one_row_clean.csv", 1, 4),
    ],
)
def test_each_row_is_a_speech_with_its_text(name: str, n_speeches: int, n_bodies: int) -> None:
    """No row opens a second speech, none is joined to another, none is without running text."""
    corpus = read(CASES / name)
    assert (len(corpus.speeches), roles_of(corpus)["body"]) == (n_speeches, n_bodies)
    rows = list(csv.DictReader((CASES / name).read_text("utf-8-sig").splitlines(keepends=True)))
    found = [dict(speech.metadata) for speech in corpus.speeches]
    columns = found[0].keys()
    assert found == [{key: row[key] for key in columns} for row in rows]


def test_the_buttons_of_a_page_are_no_title() -> None:
    """下载 and 打印 above a text are furniture, and the title below is the row's."""
    corpus = read(CASES / "b_two_rows_site_lines.csv")
    titles = [speech.title[:10] for speech in corpus.speeches]
    assert titles == ["甲省人民政府工作报告", "乙省人民政府工作报告"]
    apart = {block.text for block in corpus.paragraphs if block.role == "furniture"}
    assert apart == {"下载", "打印"}


def test_a_column_of_years_leaves_the_printed_date() -> None:
    """The date that a text prints is more exact than its row's year."""
    corpus = read(CASES / "b_two_rows_site_lines.csv")
    assert [speech.date for speech in corpus.speeches] == ["2025年1月20日", "2024年1月20日"]


def test_a_row_that_names_several_texts_is_one_speech() -> None:
    """A compiler's headings and salutations inside a row do not open another speech."""
    row = (
        "第一篇：在动员会上的讲话",
        "同志们：",
        "开会。",
        "第二篇：在总结会上的讲话",
        "同志们：",
        "散会。",
    )
    found = classify_rows(row, ("第三篇：在会上的讲话", "谢谢大家！"))
    assert [line.opens for line in found] == [True, *[False] * 5, True, False]


def test_a_row_of_buttons_alone_is_its_text() -> None:
    """Site lines are furniture only beside other text."""
    found = classify_rows(("来源：河道办", "点击查看更多"), ("打印", "河道要常年有人巡。"))
    assert [line.role for line in found] == ["body", "body", "furniture", "body"]


def test_a_stated_title_leaves_short_lines_to_the_text() -> None:
    """A short first line is no title if the table states one, unless it leads to a salutation."""
    long = "今年要把垃圾分类从城区推到乡镇，每个村配齐桶和车。"
    found = classify_rows(
        ("全面推进垃圾分类", long, "谢谢。"),
        ("——2024年3月5日在甲县大会上", "县长 张三", "各位代表：", long),
        titles=("会一", "甲县政府工作报告"),
    )
    assert [line.role for line in found] == [
        *("heading", "body", "body"),
        *("speech_title", "byline", "salutation", "body"),
    ]


WORDS = st.sampled_from(
    [
        "同志们：",
        "一、抓河道",
        "下载",
        "第二篇：在会上的讲话",
        "要把河道管好，",
        "谢谢大家！",
        "【1】见《报》",
    ]
)


@given(st.lists(st.lists(WORDS, min_size=1, max_size=5).map(tuple), min_size=1, max_size=5))
def test_a_row_is_read_alike_beside_any_others(rows: list[tuple[str, ...]]) -> None:
    """Roles in a row do not depend on the rows around it, and each row opens one speech."""
    together = [line.role for line in classify_rows(*rows)]
    assert together == [line.role for row in rows for line in classify_rows(row)]
    assert sum(line.opens for line in classify_rows(*rows)) == len(rows)
    assert all("body" in [line.role for line in classify_rows(row)] for row in rows)
