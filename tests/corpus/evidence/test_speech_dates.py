from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.blocks import block
from topics.corpus.corpus import read
from topics.corpus.evidence.file_names import NO_EVIDENCE
from topics.corpus.evidence.speech_dates import date_speech
from topics.corpus.types import Speech

BODY = "今天开会，主要任务是动员全市上下行动起来，把各项工作落到实处，不断取得新的成绩。"


def dated(tmp_path: Path, text: str, name: str = "a.txt") -> Speech:
    """Return the only speech of a file."""
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    (speech,) = read(tmp_path).speeches
    return speech


@pytest.mark.parametrize(
    ("line", "date", "iso"),
    [
        ("——发表于1994年1月18日", "1994年1月18日", "1994-01-18"),
        ("（1994年1月18日）", "1994年1月18日", "1994-01-18"),
        ("（原载《人民日报》1994年1月18日）", "1994年1月18日", "1994-01-18"),
        ("《 人民日报 》（ 2018年01月02日   01 版）", "2018年01月02日", "2018-01-02"),
        ("二〇〇五年三月五日", "二〇〇五年三月五日", "2005-03-05"),
        ("中共××市委 2005年3月", "2005年3月", "2005-03"),
        ("1994年1月18日于深圳", "1994年1月18日", "1994-01-18"),
        ("（作者：张三，2015年3月5日）", "2015年3月5日", "2015-03-05"),
        ("（这是张三同志1978年12月13日在会上的讲话。）", "1978年12月13日", "1978-12-13"),
        ("（作者系校长，本文是2015年3月5日在大会上的讲话）", "2015年3月5日", "2015-03-05"),
        ("Beijing, March 5, 2005", "March 5, 2005", "2005-03-05"),
        ("公元2015年3月5日至7日 星期四 下午3时", "2015年3月5日", "2015-03-05"),
        ("写于一九五八年冬", "一九五八年", "1958"),
        (f"{BODY}谢谢大家！（1994.1.18）", "1994.1.18", "1994-01-18"),
        ("会议定于2015年3月5日。", "", ""),
        ("工作从2015年3月5日开始，到年底完成", "", ""),
        (f"{BODY}（见2015年3月5日《人民日报》）{BODY}", "", ""),
        ("20XX年3月5日", "", ""),
    ],
)
def test_a_byline_at_the_end_dates_a_speech(line: str, date: str, iso: str) -> None:
    """The last lines and a bracket after the last words are bylines, sentences are not."""
    speech = Speech("a.txt", 1, "", "", "", "", 1, 2, True)
    found = date_speech(speech, [block(BODY), block(BODY), block(line)], NO_EVIDENCE)
    assert (found.date, found.date_iso, found.date_from) == (date, iso, "end" if iso else "")


@pytest.mark.parametrize(
    ("head", "name", "expected"),
    [
        ("（2015年3月）\n", "1998/a.txt", ("2015年3月", "2015-03", "month", "printed")),
        ("（二〇一五年）\n", "a.txt", ("二〇一五年", "2015", "year", "printed")),
        ("2023-13-45\n", "a.txt", ("2023-13-45", "2023", "year", "printed")),
        (
            "民國三十八年十月一日\n", "a.txt",
            ("民國三十八年十月一日", "1949-10-01", "day", "printed"),
        ),
        ("发布时间：2015-03-05 来源：晚报\n", "a.txt", ("", "2015-03-05", "day", "page")),
        ("20XX年3月5日\n", "a.txt", ("20XX年3月5日", "", "", "")),
        ("20XX年3月5日\n", "2001年/a.txt", ("20XX年3月5日", "2001", "year", "folder")),
        ("2014年1月1日\n", "2013-05-06.txt", ("2014年1月1日", "2014-01-01", "day", "printed")),
        ("2014年1月\n", "2014-01-06.txt", ("2014年1月", "2014-01-06", "day", "file_name")),
        ("", "20130506.txt", ("", "2013-05-06", "day", "file_name")),
        ("", "a.txt", ("", "", "", "")),
    ],
)  # fmt: skip
def test_the_text_goes_before_names(
    tmp_path: Path, head: str, name: str, expected: tuple[str, ...]
) -> None:
    """What is printed counts before the file's name, and that before its folder's."""
    speech = dated(tmp_path, f"在全市大会上的讲话\n{head}同志们：\n{BODY}\n", name)
    assert speech.title == "在全市大会上的讲话"
    assert (speech.date, speech.date_iso, speech.date_precision, speech.date_from) == expected


def test_a_colophon_dates_a_speech_that_has_no_date(tmp_path: Path) -> None:
    """An agency's credit is furniture, and its date that of the page; one above is better."""
    text = f"同志们：\n{BODY}\n（新华社北京2012年5月4日电）\n"
    speech = dated(tmp_path / "a", f"在全市大会上的讲话\n{text}")
    assert (speech.date_iso, speech.date_from, speech.cut) == ("2012-05-04", "page", "")
    speech = dated(tmp_path / "b", f"在全市大会上的讲话\n（2012年5月3日）\n{text}")
    assert (speech.date_iso, speech.date_from) == ("2012-05-03", "printed")


def test_a_year_in_a_title_is_no_more_than_a_period(tmp_path: Path) -> None:
    """A report on a year is given about its end; another year in a file's name does not count."""
    report = f"2014年工作总结报告\n同志们：\n{BODY}\n"
    assert dated(tmp_path / "a", report).date_iso == "2014"
    assert dated(tmp_path / "b", report, "20150115.txt").date_iso == "2015-01-15"
    assert dated(tmp_path / "c", report, "2012.txt").date_from == "title"
    for title in ("2050年前的发展", "1978年以来的改革", "坐标系统2000", "2035年远景目标的讲话"):
        assert (
            date_speech(Speech("", 1, "", title, "", "", 1, 1, True), [], NO_EVIDENCE).date_iso
            == ""
        )


def test_the_name_of_a_file_is_the_title_of_its_only_speech(tmp_path: Path) -> None:
    """Title and speaker of a name serve a text without them, never a compilation or table."""
    speech = dated(tmp_path / "a", f"同志们：\n{BODY}\n", "2013-05-06 张三：赴美考察散记.txt")
    assert (speech.title, speech.speaker) == ("赴美考察散记", "张三")
    titled = dated(tmp_path / "b", f"在甲会上的讲话\n同志们：\n{BODY}\n", "赴美考察散记.txt")
    assert titled.title == "在甲会上的讲话"
    table = dated(tmp_path / "c", f"正文\n{BODY}\n", "赴美考察散记.csv")
    assert table.title == ""
    both = f"第一篇：在甲会上的讲话\n{BODY}\n第二篇：在乙会上的讲话\n{BODY}\n"
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "20130506_赴美考察散记.txt").write_text(both, "utf-8")
    speeches = read(tmp_path / "d").speeches
    assert [s.title for s in speeches] == ["在甲会上的讲话", "在乙会上的讲话"]
    assert {s.date_iso for s in speeches} == {"2013-05-06"}


def test_dates_of_rows_come_from_their_column(tmp_path: Path) -> None:
    """Each row has its own date; the end of the text and the folder's name serve those without."""
    rows = ["2023/5/1", "2024年5月1日", "１９９８年", "May 2001", "soon", ""]
    text = f"2024年5月1日，{BODY}"
    cells = "".join(f"{date},{text}\n" for date in rows)
    (tmp_path / "2001年").mkdir()
    (tmp_path / "2001年" / "t.csv").write_text(f"日期,正文\n{cells}", "utf-8")
    speeches = read(tmp_path).speeches
    assert [s.date for s in speeches] == rows
    assert [(s.date_iso, s.date_from) for s in speeches] == [
        ("2023-05-01", "format"), ("2024-05-01", "format"), ("1998", "format"),
        ("2001-05", "format"), ("2001", "folder"), ("2001", "folder"),
    ]  # fmt: skip


def test_a_line_over_the_text_may_open_with_the_date() -> None:
    """A heading below the title names day and meeting; a sentence that names a day is no byline."""
    speech = Speech("a.txt", 1, "", "", "", "", 1, 2, True)
    line = block("——2021年3月5日在第四次会议上", role="heading")
    found = date_speech(speech, [line, block(BODY)], NO_EVIDENCE)
    assert (found.date, found.date_iso, found.date_from) == (
        "2021年3月5日", "2021-03-05", "printed",
    )  # fmt: skip
    sentence = block("2021年3月5日，会议召开。")
    assert date_speech(speech, [sentence, block(BODY)], NO_EVIDENCE) == speech


def test_the_text_refines_a_column_of_years(tmp_path: Path) -> None:
    """A year of a table is one of the format; the day that the row's own text prints is better."""
    rows = f"2025,甲省政府工作报告（2025年1月20日）,{BODY}\n2024,在2024年会上的讲话,{BODY}\n"
    (tmp_path / "t.csv").write_text(f"年份,标题,正文\n{rows}2023,,2023年{BODY}\n", "utf-8")
    assert [(s.date, s.date_iso, s.date_from) for s in read(tmp_path).speeches] == [
        ("2025", "2025-01-20", "printed"), ("2024", "2024", "format"), ("2023", "2023", "format"),
    ]  # fmt: skip
