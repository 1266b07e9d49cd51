"""Workbooks with merged cells, titles and serial dates."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.corpus.reading.readers.files import xlsx_of
from topics.corpus.reading.content import Content, ReadOptions
from topics.corpus.reading.readers import xlsx
from topics.corpus.reading.readers.xlsx import read_xlsx
from topics.errors import SourceError


def read_book(book: openpyxl.Workbook) -> Content:
    buffer = BytesIO()
    book.save(buffer)
    return read_xlsx(BytesIO(buffer.getvalue()), ReadOptions())


def merged(last: int = 1000) -> openpyxl.Workbook:
    """Return a workbook with a merged title, a header of two merged rows, and merged years."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "讲话汇总"
    sheet.merge_cells("A1:C1")
    for column, name in enumerate(("年份", "正文", "日期"), 1):
        sheet.cell(2, column, name)
        sheet.merge_cells(start_row=2, end_row=3, start_column=column, end_column=column)
    for row, text in enumerate("甲乙丙", 4):
        sheet.cell(row, 2, text)
        sheet.cell(row, 3, 45047)
    sheet["A4"], sheet["A6"] = 2022, 2023
    sheet.merge_cells("A4:A5")
    sheet.merge_cells(f"A6:A{last}")
    sheet["B8"] = "附：以下为说明"
    sheet.merge_cells("B8:C8")
    return book


def test_merged_cells_belong_to_each_row_they_cover() -> None:
    """A year over two rows is the year of both; empty rows below stay empty."""
    content = read_book(merged())
    assert content.lines == ("甲", "乙", "丙", "附：以下为说明")
    assert content.labels == ("row 4", "row 5", "row 6", "row 8")
    years = [dict(given.metadata)["年份"] for given in content.given]
    assert years == ["2022", "2022", "2023", "2023"]
    assert [given.date for given in content.given] == ["2023-05-01"] * 3 + [""]
    (message,) = content.warnings
    assert (message.code, message.values) == ("rows_above_header", {"count": 1, "rows": "row 1"})


def test_merged_ranges_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ranges that cover more cells than a table may have are refused."""
    book = merged()
    for row in range(10, 60):
        book.active.cell(row, 2, "丁")
    monkeypatch.setattr(xlsx, "MAX_CELLS", 40)
    with pytest.raises(SourceError, match="has more than 40 cells"):
        read_book(book)


def test_serial_dates_of_either_system() -> None:
    """Numbers in a column of dates are days; a workbook says from which day it counts."""
    for first_day, number in ((None, 45047), (CALENDAR_MAC_1904, 43585)):
        book = openpyxl.Workbook()
        if first_day is not None:
            book.epoch = first_day
        book.active.append(["text", "date", "n"])
        book.active.append(["甲", number, number])
        book.active.append(["乙", number + 0.5, None])
        day, time = read_book(book).given
        assert (day.date, day.metadata) == ("2023-05-01", (("n", str(number)),))
        assert (time.date, dict(time.metadata)) == (day.date, {"n": "", "date": f"{number}.5"})


def test_a_title_above_one_of_several_sheets() -> None:
    """Labels of rows above the names have the sheet's name."""
    data = xlsx_of(甲=[["text"], ["a"]], 乙=[["汇总"], ["编号", "正文"], ["1", "b"]])
    content = read_xlsx(BytesIO(data), ReadOptions())
    assert content.labels == ("甲 row 2", "乙 row 3")
    assert [m.values["rows"] for m in content.warnings] == ["乙 row 1"]


def test_escaped_line_ends_are_resolved() -> None:
    """Some programs write a carriage return as letters; other letters stay."""
    data = xlsx_of(a=[["text"], ["甲_x000D_\n乙_x005F_x"], ["_x00e9_"]])
    assert read_xlsx(BytesIO(data), ReadOptions()).lines == ("甲", "乙_x", "_x00e9_")


def test_rows_of_all_sheets_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each sheet may say that its only cell is far below."""
    monkeypatch.setattr(xlsx, "MAX_CELLS", 5)
    sheets = {name: [["text"], [""], ["a"]] for name in "甲乙"}
    with pytest.raises(SourceError, match="more than 5 cells, the limit for a workbook"):
        read_xlsx(BytesIO(xlsx_of(**sheets)), ReadOptions())
