"""Cells: values as text, texts as paragraphs, numbers as dates."""

from __future__ import annotations

import datetime
import decimal
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.corpus.reading.readers.table_cells import (
    Listed,
    cell_text,
    date_of_number,
    one_line,
    paragraphs_of,
)


@pytest.mark.parametrize(
    ("cell", "paragraphs"),
    [
        ("", []),
        ("NaN", []),
        ("null", []),
        ("NULL值", [["NULL值"]]),
        (" 甲\n乙\r\n丙 ", [["甲", "乙", "丙"]]),
        ("<p>甲</p>\n<p>乙<br>丙</p><p>&nbsp;</p>", [["甲"], ["乙", "丙"]]),
        ("甲<br/>\n乙<BR >丙", [["甲"], ["乙"], ["丙"]]),
        ("<div class='x>y'><div>甲\n乙</div></div>", [["甲乙"]]),
        ("<b>甲</b>\n乙", [["甲", "乙"]]),
        ("<script>a<b</script>甲<style>p{}</style><!-- <p>乙</p> -->", [["甲"]]),
        ("<table><tr><td>甲</td><td>乙</td></tr></table>", [["甲\t乙"]]),
        ("<p>若a<b则c，x&lt;y</p>", [["若a<b则c，x<y"]]),
        ("&lt;p&gt;甲&lt;/p&gt;&lt;p&gt;乙&lt;/p&gt;", [["甲"], ["乙"]]),
        ("甲&nbsp;乙 &lt;完&gt; AT&T", [["甲\xa0乙 <完> AT&T"]]),
        ("若a<b，则c>d；《<重要>》", [["若a<b，则c>d；《<重要>》"]]),
        ("用 &lt;br&gt; 换行", [["用 <br> 换行"]]),
        ("<p></p>", []),
        ("甲。\\n\\n乙\\r\\n丙", [["甲。", "", "乙", "丙"]]),
        ("一、标题\\n正文", [["一、标题", "正文"]]),
        ("换行符“\\n”与“\\r”", [["换行符“\\n”与“\\r”"]]),
        ("转义字符\\n是什么", [["转义字符\\n是什么"]]),
        ("C:\\new\\red 与 \\nabla", [["C:\\new\\red 与 \\nabla"]]),
        ('["甲", "乙\\n丙", ""]', [["甲"], ["乙", "丙"]]),
        ("[1] 甲", [["[1] 甲"]]),
        ("[图] 甲 [完]", [["[图] 甲 [完]"]]),
    ],
)
def test_paragraphs_that_a_cell_separates(cell: str, paragraphs: list[list[str]]) -> None:
    """Markup is resolved where it is markup; everything else stays as it is."""
    assert paragraphs_of(cell) == paragraphs


def test_lists_of_paragraphs() -> None:
    """Texts, lists of texts and objects with a text are paragraphs; other lists are JSON."""
    assert paragraphs_of(cell_text(["甲", None, ["乙", "丙"]])) == [["甲"], ["乙", "丙"]]
    objects = [{"type": "p", "text": "甲"}, {"type": "img", "url": "u"}, {"Content": "<p>乙</p>"}]
    assert paragraphs_of(cell_text(objects)) == [["甲"], ["乙"]]
    assert paragraphs_of(cell_text([])) == paragraphs_of(cell_text({})) == []
    assert paragraphs_of(cell_text([1, 2])) == [["[1, 2]"]]
    assert cell_text(["甲", 1]) == '["甲", 1]'
    assert isinstance(cell_text({"a": None}), Listed)


def test_a_title_is_one_line() -> None:
    """Markup of a title is taken away."""
    assert one_line(" <b>甲</b>&amp;乙<br>丙 ") == "甲&乙 丙"
    assert one_line("a<b") == "a<b"


PIECES = re.findall(r"\S+", r"甲 。 <p> </p> <br> < > &lt; & \n [ ] <b <!-- --> <script>")


@given(st.lists(st.sampled_from([*PIECES, '"', "\n", " "]), max_size=12))
def test_no_character_of_a_text_is_lost(pieces: list[str]) -> None:
    """Outside of comments and scripts, every Chinese character of a cell is in its paragraphs."""
    cell = "".join(pieces)
    lines = [line for paragraph in paragraphs_of(cell) for line in paragraph]
    assert not any("\n" in line for line in lines)
    if "<!--" not in cell and "<script>" not in cell:
        assert len(re.findall("甲", "".join(lines))) == cell.count("甲")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), (float("nan"), ""), (3.0, "3"), (1.5, "1.5"), (True, "True"),
        (datetime.datetime(2023, 5, 1), "2023-05-01"), (datetime.date(2023, 5, 1), "2023-05-01"),
        (datetime.datetime(2023, 5, 1, 8, 30), "2023-05-01T08:30:00"), (b"\xe7\x94\xb2", "甲"),
        (decimal.Decimal("1.10"), "1.10"), (float("inf"), "inf"), (decimal.Decimal("nan"), ""),
    ],
)  # fmt: skip
def test_values_as_text(value: object, text: str) -> None:
    """Missing values are empty, days have no hour and whole numbers no point."""
    assert cell_text(value) == text


@pytest.mark.parametrize(
    ("number", "day"),
    [
        ("45047", "2023-05-01"), ("45047.75", "2023-05-01"), ("20230501", "2023-05-01"),
        ("20230501.0", "2023-05-01"), ("20230501083000", "2023-05-01"),
        ("1682899200", "2023-05-01"), ("1682899200000", "2023-05-01"),
        ("1682899200000000", "2023-05-01"), ("1682899200000000000", "2023-05-01"),
        ("1682870400", "2023-05-01"), ("768614400", "1994-05-11"),
        ("2023.0", "2023"), ("2023", ""), ("12345", ""), ("99999", ""),
        ("20231301", ""), ("202305", ""), ("", ""),
        ("2023-05-01", ""), ("-45047", ""), ("9" * 30, ""), ("４５０４７", ""),
    ],
)  # fmt: skip
def test_numbers_that_are_dates(number: str, day: str) -> None:
    """Serial dates, digits of a day, and instants, whose day is that in China; no other number."""
    assert date_of_number(number) == day


def test_serial_dates_of_1904() -> None:
    """Workbooks of old Macintoshes count from another day."""
    assert date_of_number("43585", datetime.date(1904, 1, 1)) == "2023-05-01"
