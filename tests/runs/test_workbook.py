"""A run as an Excel workbook: every value, no formula, the same bytes."""

import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils.escape import unescape

from topics.errors import OutputError
from topics.runs import workbook
from topics.runs.store import Run, load_run
from topics.runs.workbook import MAX_UNITS, write_workbook

GOLDEN = Path(__file__).parent / "golden" / "format-3"


@pytest.fixture(scope="module")
def run() -> Run:
    """Return a small run."""
    return load_run(GOLDEN)


def repairs_of(texts: list[str]) -> dict[str, pd.DataFrame]:
    """Return the table of repairs with some texts in it."""
    columns = {"source": texts, "line": 1, "column": 1, "rule": "r", "before": texts, "after": ""}
    return {"repairs": pd.DataFrame(columns)}


def test_a_sheet_for_each_table_with_every_value(run: Run, tmp_path: Path) -> None:
    """Sheets and columns are those of the run; cells read back are its values."""
    book = openpyxl.load_workbook(run.to_excel(tmp_path / "run.xlsx"))
    assert book.sheetnames == list(run.tables)
    for name, table in run.tables.items():
        header, *rows = book[name].iter_rows(values_only=True)
        assert list(header) == list(table.columns)
        assert len(rows) == len(table)
        for column, cells in zip(table.columns, zip(*rows, strict=True), strict=False):
            for cell, value in zip(cells, table[column].tolist(), strict=True):
                text = f"{value}." if column == "section" and value else value
                assert cell == (None if pd.isna(value) or text == "" else text), (name, column)


def test_sections_are_texts_and_numbers_are_numbers(run: Run, tmp_path: Path) -> None:
    """No spreadsheet makes 1.1 of the section 1.10, and shares can be added up."""
    table = run.tables["paragraphs"].head(1).assign(section="1.10", theme_share=0.25)
    path = write_workbook(tmp_path / "a.xlsx", {"paragraphs": table})
    sheet = openpyxl.load_workbook(path)["paragraphs"]
    cells = {cell.value: sheet.cell(2, cell.column) for cell in sheet[1]}
    assert (cells["section"].value, cells["section"].data_type) == ("1.10.", "s")
    assert (cells["theme_share"].value, cells["theme_share"].data_type) == (0.25, "n")


def test_nothing_is_run_as_a_formula(tmp_path: Path) -> None:
    """A text that begins like a formula or an error is a text, and stays one when edited."""
    texts = ["=1+1", '=HYPERLINK("http://a")', "+1", "-1", "@SUM(A1)", "#N/A", "＝1", "#REF!"]
    path = write_workbook(tmp_path / "a.xlsx", repairs_of(texts))
    sheet = openpyxl.load_workbook(path)["repairs"]
    assert [cell.value for cell in sheet["A"][1:]] == texts
    assert {cell.data_type for cell in sheet["A"][1:]} == {"s"}
    assert all(cell.quotePrefix for cell in sheet["A"][1:])


def test_characters_that_xml_lacks_are_kept_as_excel_writes_them(tmp_path: Path) -> None:
    """Controls, carriage returns and what looks like their code read back exactly."""
    texts = ["a\x07b", "a\rb\nc\td", "_x0041_", " 留白 ", "𠮷"]
    path = write_workbook(tmp_path / "a.xlsx", repairs_of(texts))
    sheet = openpyxl.load_workbook(path)["repairs"]
    assert [unescape(cell.value) for cell in sheet["A"][1:]] == texts


@pytest.mark.parametrize("character", ["长", "𠮷", "\x07"])
def test_a_text_longer_than_a_cell_is_whole_in_parts(tmp_path: Path, character: str) -> None:
    """Nothing is cut off: the parts in another sheet make up the text."""
    text = character * (MAX_UNITS + 1)
    book = openpyxl.load_workbook(write_workbook(tmp_path / "a.xlsx", repairs_of(["短", text])))
    parts = list(book["long_texts"].iter_rows(min_row=2, values_only=True))
    assert {row[:3] for row in parts} == {("repairs", 3, "source"), ("repairs", 3, "before")}
    own = [row for row in parts if row[2] == "before"]
    assert [row[3] for row in own] == list(range(1, len(own) + 1))
    assert "".join(unescape(row[4]) for row in own) == text
    assert all(len(row[4]) <= MAX_UNITS for row in parts)
    assert own[0][4] == book["repairs"].cell(3, 5).value


def test_the_same_run_gives_the_same_bytes(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the workbook nor the zip around it has the time."""
    first = run.to_excel(tmp_path / "a.xlsx").read_bytes()
    later = workbook.datetime(2031, 5, 6, 7, 8, 9)
    monkeypatch.setattr("time.time", later.timestamp)
    monkeypatch.setattr("time.localtime", lambda *_: later.timetuple())
    assert run.to_excel(str(tmp_path / "b.xlsx")).read_bytes() == first


def test_openpyxl_that_is_missing_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error has the command that installs it; no file is begun."""
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(OutputError, match=r"pip install 'topics-zh\[excel\]'"):
        run.to_excel(tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_a_workbook_is_refused(run: Run, tmp_path: Path) -> None:
    """A name without .xlsx, a folder that is not there, a folder of that name."""
    with pytest.raises(OutputError, match=r"run\.xlsx"):
        run.to_excel(tmp_path / "run.csv")
    with pytest.raises(OutputError, match="cannot be written"):
        run.to_excel(tmp_path / "none" / "a.xlsx")
    (tmp_path / "b.xlsx").mkdir()
    with pytest.raises(OutputError, match="cannot be written"):
        run.to_excel(tmp_path / "b.xlsx")


def test_more_rows_than_a_sheet_are_refused(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error names the table and its CSV file."""
    monkeypatch.setattr(workbook, "MAX_ROWS", 3)
    with pytest.raises(OutputError, match=r"paragraphs\.csv"):
        write_workbook(tmp_path / "a.xlsx", {"paragraphs": run.tables["paragraphs"]})
