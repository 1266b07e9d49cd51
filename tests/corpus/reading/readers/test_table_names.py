"""Which column is the text, title, date or speaker, and which row names the columns."""

from __future__ import annotations

import pytest

from topics.corpus.reading.content import ReadOptions
from topics.corpus.reading.readers.table_names import find_columns, find_header, unique_names
from topics.errors import SourceError


def roles(
    *header: str, rows: tuple[tuple[str, ...], ...] = (), **columns: object
) -> dict[str, str]:
    """Return the column of each role by its name."""
    found = find_columns(header, ReadOptions(columns=columns), rows)  # type: ignore[arg-type]
    return {role: header[position] for role, position in found.items()}


@pytest.mark.parametrize(
    "name",
    ["Content", "BODY", "full_text", "Full Text", "fullText", "article", "全文", "文本", "讲话内容",
     "正文（全文）", "正文内容", "講話內容", "ＴＥＸＴ", " 正文: ",
     "post_text", "讲话稿正文", "data.content", "content_cleaned",
     "新闻内容_清洗后", "正文\n（必填）"],
)  # fmt: skip
def test_names_of_the_text(name: str) -> None:
    """Case, width, script, blanks, and remarks in brackets do not matter."""
    assert roles("id", name, "省份") == {"text": name}


@pytest.mark.parametrize(
    ("role", "name"),
    [
        ("title", "讲话题目"), ("title", "題目"), ("title", "Headline"), ("title", "文章标题"),
        ("date", "发布时间"), ("date", "PubDate"), ("date", "发表 日期"), ("date", "published"),
        ("date", "年份"), ("speaker", "讲话人"), ("speaker", "Author"), ("speaker", "發言人"),
    ],
)  # fmt: skip
def test_names_of_the_other_roles(role: str, name: str) -> None:
    """Title, date and speaker have as many names."""
    assert roles("正文", name) == {"text": "正文", role: name}


@pytest.mark.parametrize(
    "name",
    ["content_type", "text_length", "context", "正文字数", "alt_text", "出生日期", "更新时间",
     "文件名称", "内容摘要", "updated_time", "birthdate"],
)  # fmt: skip
def test_names_that_only_contain_one(name: str) -> None:
    """A column about the text, or with another date, is metadata."""
    assert roles("正文", name) == {"text": "正文"}


def test_exact_names_come_first() -> None:
    """An exact name goes before one that is alike, an order of preference decides the rest."""
    assert roles("正文（摘录）", "content")["text"] == "content"
    assert roles("body", "text")["text"] == "text"
    assert roles("年份", "日期", "text")["date"] == "日期"
    assert roles("更新时间", "发布时间", "text")["date"] == "发布时间"


def test_the_longest_of_columns_that_end_alike() -> None:
    """Columns that no name distinguishes are distinguished by their cells."""
    rows = (("短", "长长长长"), ("短短", "长长"))
    assert roles("link_content", "page_content", rows=rows)["text"] == "page_content"
    assert roles("short_content", "page_content", rows=rows)["text"] == "page_content"


def test_a_study_names_columns_or_lists_of_them() -> None:
    """Of a list the first that is there is used, else the usual names; one name must be there."""
    assert roles("讲稿甲", "正文", text="讲稿甲")["text"] == "讲稿甲"
    assert roles("id", "body2", text=["正文2", "body2"])["text"] == "body2"
    assert roles("id", "content", text=["正文2", "body2"], title=["讲题"]) == {"text": "content"}
    assert roles("正文", "内容", text="内容", title="正文") == {"text": "内容", "title": "正文"}
    assert roles("id", "content", text="讲义甲")["text"] == "content"
    with pytest.raises(SourceError, match=r"has no column '讲者甲' for the speaker\. Its columns"):
        roles("id", "content", speaker="讲者甲")
    with pytest.raises(SourceError, match=r"has no column '内容2' for the text\. Did you mean"):
        roles("id", "内容", text="内容2")
    with pytest.raises(SourceError, match="no column named 正文2, body2, nor text"):
        roles("id", "讲义", text=["正文2", "body2"])


def test_the_setting_to_type_where_no_name_is_known() -> None:
    """The column with the longest cells is proposed; texts in place of names are said to be."""
    rows = (("1", "东", "同志们"), ("2", "西", ""))
    with pytest.raises(SourceError) as error:
        roles("id", "省", "讲义", rows=rows)
    assert """ add --set 'columns={text="讲义"}'""" in str(error.value)
    with pytest.raises(SourceError, match="The first row must contain the column names"):
        roles("1", "同志们，今天开会。", rows=rows)
    with pytest.raises(SourceError, match="has no columns"):
        roles()


def test_every_column_has_a_name_of_its_own() -> None:
    """Repeated and missing names are numbered."""
    assert unique_names(["a", "a", "", "a (2)", "a"]) == [
        "a",
        "a (2)",
        "column 3",
        "a (2) (2)",
        "a (3)",
    ]


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        ([["id", "正文"], ["1", "甲"]], 0),
        ([["2023年讲话汇总", ""], ["", ""], ["制表：某", ""], ["id", "正文"], ["1", "甲"]], 3),
        ([["讲话全文", ""], ["id", "讲话全文"], ["1", "甲"]], 1),
        ([["信息", "", "讲话", "讲话"], ["id", "时间", "题目", "正文"], ["1", "", "", "甲"]], 1),
        ([["年份", "正文"], ["年份", "正文"], ["1", "甲"]], 1),
        ([["题目", "正文"], ["title", "text"], ["会", "甲"]], 1),
        ([["id", "讲话稿正文"], ["1", "甲"]], 0),
        ([["text"], ["text on text"], ["b"]], 0),
        ([["id", "讲义"], ["1", "今年的主要内容"], ["2", "正文部分"]], None),
        ([[""], []], None),
        ([], None),
    ],
)
def test_the_row_that_names_the_columns(rows: list[list[str]], header: int | None) -> None:
    """Titles and remarks may be above it; of a name merged over two rows the lower one counts."""
    assert find_header(rows, ReadOptions()) == header


def test_names_of_the_study_are_found_below_a_title_too() -> None:
    """The row is the one with the study's own name."""
    rows = [["汇总", ""], ["id", "讲义"], ["1", "甲"]]
    assert find_header(rows, ReadOptions(columns={"text": "讲义"})) == 1
    assert find_header(rows, ReadOptions(columns={"text": ["讲义", "x"]})) == 1
    assert find_header(rows, ReadOptions(columns={"text": "别的"})) is None
