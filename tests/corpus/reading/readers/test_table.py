import datetime
import json
import sys
from io import BytesIO

import pytest

from tests.corpus.reading.readers.files import OLE, parquet_of, xlsx_of
from topics.corpus.reading.content import Content, Given, ReadOptions
from topics.corpus.reading.readers import table
from topics.corpus.reading.readers.json_rows import read_jsonl
from topics.corpus.reading.readers.table import is_unicode_table, read_csv, read_parquet
from topics.corpus.reading.readers.xlsx import read_xlsx
from topics.errors import SourceError
from topics.messages import Message

NAMES = ("标题", "日期", "作者", "正文", "地区")
ROWS = (
    {
        "标题": "开幕",
        "日期": "2012-05-06",
        "作者": "王某",
        "正文": "同志们：\n开会。",
        "地区": "东",
    },
    {"标题": "闭幕", "日期": "", "作者": "", "正文": "谢谢！", "地区": ""},
)
GIVEN = (
    Given(1, "开幕", "2012-05-06", "王某", (("地区", "东"),)),
    Given(3, "闭幕", "", "", (("地区", ""),)),
)


def refusal(reader: object, data: bytes, **columns: str) -> str:
    """Return why a table is refused."""
    with pytest.raises(SourceError) as error:
        reader(BytesIO(data), ReadOptions(columns=columns))  # type: ignore[operator]
    return str(error.value)


def csv_text(separator: str = ",") -> str:
    """Return the rows as CSV."""
    quoted = [[f'"{cell}"' for cell in row.values()] for row in ROWS]
    return "\r\n".join(separator.join(row) for row in [list(ROWS[0]), *quoted]) + "\r\n"


@pytest.mark.parametrize(
    ("read", "data", "start"),
    [
        (read_csv, csv_text().encode("utf-8-sig"), 2),
        (read_csv, csv_text("\t").encode("utf-16"), 2),
        (read_jsonl, "\n".join(json.dumps(row) for row in ROWS).encode(), 1),
        (read_xlsx, xlsx_of(讲话=[list(ROWS[0]), *(list(r.values()) for r in ROWS)]), 2),
        (read_parquet, parquet_of(**{key: [r[key] for r in ROWS] for key in ROWS[0]}), 1),
    ],
)
def test_each_row_is_a_speech(read: object, data: bytes, start: int) -> None:
    """Whatever the format, a row gives title, date, speaker, lines, labels and metadata."""
    content: Content = read(BytesIO(data), ReadOptions())  # type: ignore[operator]
    assert content.lines == ("同志们：", "开会。", "谢谢！")
    assert content.given == GIVEN
    assert content.labels == (f"row {start}", f"row {start}", f"row {start + 1}")
    assert (content.furniture, content.warnings) == (frozenset(), ())


def test_the_study_says_which_column_is_what() -> None:
    """A mapping of columns goes before the usual names."""
    data = "讲稿,正文,when\n甲,乙,2012\n".encode()
    options = ReadOptions(columns={"text": "讲稿", "date": "when"})
    content = read_csv(BytesIO(data), options)
    assert content.lines == ("甲",)
    assert content.given == (Given(1, date="2012", metadata=(("正文", "乙"),)),)


def test_a_column_that_is_not_there() -> None:
    """The reason names the columns there are, and the one that is near."""
    data = b"txt,title\na long cell,b\n"
    assert refusal(read_csv, data) == (
        "has no column named text, 正文, 内容, 內容, content, body or similar. Its columns are:"
        " txt, title. The longest cells are in 'txt'. If it is the text, add"
        " --set 'columns={text=\"txt\"}',"
        " or in Python topics.corpus.ReadOptions(columns={'text': 'txt'})"
    )
    assert refusal(read_csv, data, text="txt", title="titel") == (
        "has no column 'titel' for the title. Did you mean 'title'? Its columns are: txt, title."
        ' If the tables differ, list every name: columns={title=["titel", ...]}.'
    )


def test_rows_that_do_not_fit_the_header() -> None:
    """A longer row is refused, as its text would be cut; a shorter or empty one is not."""
    assert refusal(read_csv, b"title,text\na,b,c\n") == (
        "row 2 has 3 cells, but the header has 2: put text that contains the separator in quotation"
        " marks"
    )
    content = read_csv(BytesIO(b"text,title\na\n\n,b\nc,d,\n"), ReadOptions())
    assert (content.lines, content.labels) == (("a", "c"), ("row 2", "row 5"))
    assert content.warnings == (Message("rows_without_text", {"count": 1, "rows": "row 4"}),)


def test_a_cell_may_be_longer_than_csv_allows_by_default() -> None:
    """A speech of 200,000 characters is one cell."""
    content = read_csv(BytesIO(b'text\n"' + b"x" * 200_000 + b'"\n'), ReadOptions())
    assert len(content.lines[0]) == 200_000


def test_too_long_a_cell_is_named_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    """The advice is not to use quotation marks, which it may have."""
    monkeypatch.setattr(table, "MAX_CELL", 10)
    said = refusal(read_csv, b'text\n"' + b"x" * 11 + b'"\n')
    assert "has a cell of more than 10 characters" in said


def test_csv_in_gb18030_is_detected_from_its_bytes() -> None:
    """Spreadsheets of Chinese Windows save in GB18030."""
    text = "标题,正文\n创建文明城市动员大会,同志们：今天我们召开全市创建文明城市工作动员大会。\n"
    content = read_csv(BytesIO(text.encode("gb18030")), ReadOptions())
    assert content.encoding == "gb18030"
    assert content.given == (Given(1, "创建文明城市动员大会"),)


def test_csv_that_is_no_table() -> None:
    """Quotation marks that do not close, and no row with text."""
    assert refusal(read_csv, b'text\n"a') == (
        "is not a table (unexpected end of data): put a cell with a quotation mark, a separator or"
        " a line break in quotation marks, and double the quotation marks inside it"
    )
    assert refusal(read_csv, b"text\n") == "contains no row with text"


def test_values_are_shown_as_a_reader_would_write_them() -> None:
    """Days have no hour, whole numbers no point, formulas their value, empty cells nothing."""
    rows = [
        ["text", "date", "n", "x", "none", "formula"],
        ["甲", datetime.datetime(2012, 5, 6), 3.0, 1.5, None, "=1+1"],
    ]
    (given,) = read_xlsx(BytesIO(xlsx_of(a=rows)), ReadOptions()).given
    assert given.date == "2012-05-06"
    assert given.metadata == (("n", "3"), ("x", "1.5"), ("none", ""), ("formula", ""))


def test_every_sheet_with_text_is_read() -> None:
    """Labels name the sheet where there are several; one without a text column is told of."""
    data = xlsx_of(一=[["text"], ["甲"]], 二=[["内容", ""], ["乙", "note"]], 三=[["foo"]], 空=[])
    content = read_xlsx(BytesIO(data), ReadOptions())
    assert content.lines == ("甲", "乙")
    assert content.labels == ("一 row 2", "二 row 2")
    assert content.given[1].metadata == (("column 2", "note"),)
    (message,) = content.warnings
    assert (message.code, message.values["sheet"]) == ("sheet_left_out", "三")
    assert "no column named text" in str(message.values["reason"])


def test_jsonl_that_is_none() -> None:
    """The line that is no object is named."""
    assert refusal(read_jsonl, b'{"text": "a"}\n{"text": \n') == (
        "line 2 is not JSON: Expecting value: line 1 column 10 (char 9)"
    )
    assert refusal(read_jsonl, b'\n["a"]\n') == (
        "line 2 is JSON, but not an object of keys and values"
    )
    assert refusal(read_jsonl, b"[" * 100_000).startswith("line 1 is not JSON: ")


def test_broken_books() -> None:
    """A locked workbook, a cut-off one and a Parquet file without its end say what they are."""
    assert refusal(read_xlsx, OLE + "EncryptedPackage".encode("utf-16-le")) == (
        "is protected by a password; open it and save it without one, then try again"
    )
    assert refusal(read_xlsx, xlsx_of(a=[["text"]])[:500]) == (
        "is damaged, incomplete or not a .xlsx file; open it in its own program and save it again"
    )
    assert refusal(read_parquet, parquet_of(text=["a"])[:-20]).startswith(
        "is damaged or not a .parquet file ("
    )


@pytest.mark.parametrize(
    ("module", "reader", "said"),
    [
        ("openpyxl", read_xlsx, "reading .xlsx files needs openpyxl"),
        ("pyarrow", read_parquet, "reading .parquet files needs pyarrow"),
    ],
)
def test_the_line_to_install_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, module: str, reader: object, said: str
) -> None:
    """Without its library a reader says how to get it."""
    monkeypatch.setitem(sys.modules, module, None)
    assert refusal(reader, b"") == f"{said}: pip install 'topics-zh[readers]'"


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("sep=;\r\n标题;正文\r\n会;甲,乙\r\n", ("row 2",)),
        ("sep=\t\n标题\t正文\n会\t甲,乙\n", ("row 2",)),
        ('"sep=|"\n标题|正文\n会|甲,乙\n', ("row 2",)),
        ("讲话汇总\n标题;正文\n会;甲,乙\n", ("row 3",)),
        ("讲话汇总,2023\n\n标题\t正文\n会\t甲,乙\n", ("row 4",)),
        ("标题|正文\n会|甲,乙\n", ("row 2",)),
    ],
)
def test_separators_are_stated_or_those_of_the_header(text: str, labels: tuple[str, ...]) -> None:
    """A line for Excel, or the separator with which a row names the text."""
    content = read_csv(BytesIO(text.encode()), ReadOptions())
    assert (content.lines, content.labels) == (("甲,乙",), labels)
    assert content.given == (Given(1, "会"),)


def test_columns_of_one_name_are_both_kept() -> None:
    """The second of a name is metadata with a number."""
    (given,) = read_csv(BytesIO(b"text,text,a,a\nx,y,1,2\n"), ReadOptions()).given
    assert given.metadata == (("text (2)", "y"), ("a", "1"), ("a (2)", "2"))


def test_a_year_gives_the_date_and_stays_metadata() -> None:
    """A column of years is one to group by, and a date only where there is no other."""
    (given,) = read_csv(BytesIO("年份,正文\n2012,甲\n".encode()), ReadOptions()).given
    assert (given.date, given.metadata) == ("2012", (("年份", "2012"),))
    (given,) = read_csv(BytesIO("年份,正文,日期\n2012,甲,2013\n".encode()), ReadOptions()).given
    assert (given.date, given.metadata) == ("2013", (("年份", "2012"),))


def test_paragraphs_inside_a_cell_are_blocks_of_the_row() -> None:
    """The lines of a row are one block, but for paragraphs that the cell itself separates."""
    data = 'text\n"甲\n乙"\n<p>丙</p><p>丁<br>戊</p>\n己\n'.encode()
    content = read_csv(BytesIO(data), ReadOptions())
    assert content.lines == ("甲", "乙", "丙", "丁", "戊", "己")
    assert content.blocks == (1, 1, 2, 3, 3, 4)
    assert [given.first_line for given in content.given] == [1, 3, 6]


@pytest.mark.parametrize(
    ("text", "is_table"),
    [
        ("编号\t正文\r\n1\t甲\r\n", True),
        ('编号\t正文\r\n1\t"甲\r\n乙"\r\n', True),
        ("讲话汇总\t\n编号\t正文\n1\t甲\n", True),
        ("讲话汇总\n编号\t正文\n1\t甲\n", False),
        ("编号\t正文\n1\t甲\t乙\n", False),
        ("编号\t讲义\n1\t甲\n", False),
        ("正文\n甲\n", False),
        ("编号\t正文\n", False),
    ],
)
def test_unicode_text_of_excel(text: str, is_table: bool) -> None:
    """A plain text is a table only in UTF-16, with tabs, a known header and rows of its width."""
    for encoding in ("utf-16", "utf-8"):
        file = BytesIO(text.encode(encoding))
        assert is_unicode_table(file, ReadOptions()) == (is_table and encoding == "utf-16")
        assert file.tell() == 0


def test_a_header_that_is_repeated_is_no_speech() -> None:
    """Pages put one below the other repeat the names of the columns."""
    content = read_csv(BytesIO("编号,正文\n1,甲\n编号,正文\n2,乙\n".encode()), ReadOptions())
    assert content.labels == ("row 2", "row 4")
    assert content.warnings == (Message("rows_without_text", {"count": 1, "rows": "row 3"}),)


def test_a_column_in_place_of_the_one_named_is_warned_of() -> None:
    """Where tables differ, a usual name serves if the study's own is not there."""
    options = ReadOptions(columns={"text": "讲义甲"})
    content = read_csv(BytesIO("id,content\n1,甲\n".encode()), options)
    assert content.lines == ("甲",)
    values = {"role": "text", "wanted": "讲义甲", "column": "content"}
    assert content.warnings == (Message("other_column", values),)
