import pytest

from topics.corpus.evidence.file_names import NameEvidence, read_names
from topics.corpus.evidence.printed_dates import PrintedDate


def iso(date: PrintedDate | None) -> str:
    """Return a date as text."""
    return date.iso if date else ""


def said(name: str, *others: str, pattern: str = "") -> tuple[str, str, str]:
    """Return date, speaker and title of a name among others."""
    found = read_names([name, *others], pattern)[name]
    return iso(found.date), found.speaker, found.title


@pytest.mark.parametrize(
    ("name", "date", "speaker", "title"),
    [
        ("19940118_赴美考察散记.pdf", "1994-01-18", "", "赴美考察散记"),
        ("2015年政府工作报告.txt", "2015", "", "2015年政府工作报告"),
        ("2013-05-06 张三：在…会上的讲话.docx", "2013-05-06", "张三", "在…会上的讲话"),
        ("2013_05_06_在会上的讲话.txt", "2013-05-06", "", "在会上的讲话"),
        ("（2013.5.6）在会上的讲话 - 副本 (2).txt", "2013-05-06", "", "在会上的讲话"),
        ("李四：开学典礼致辞（二〇二一年七月一日）.txt", "2021-07-01", "李四", "开学典礼致辞"),
        ("001_在全市大会上的讲话.txt", "", "", "在全市大会上的讲话"),
        ("江苏省：政府工作报告.txt", "", "", "江苏省：政府工作报告"),
        ("2016-2020年规划纲要.txt", "", "", "2016-2020年规划纲要"),
        ("20150305-20150315两会.txt", "2015-03", "", "20150305-20150315两会"),
        ("1958年冬在成都的讲话.txt", "1958", "", "1958年冬在成都的讲话"),
        ("State of the Union 2015.txt", "2015", "", "State of the Union"),
        ("2015.03.05新年贺词.txt", "2015-03-05", "", "新年贺词"),
        ("张三_1954_政府工作报告.txt", "1954", "", "张三_政府工作报告"),
        ("2018年1月5日在会上的讲话.txt", "2018-01-05", "", "2018年1月5日在会上的讲话"),
        ("DOC20150305.txt", "2015-03-05", "", ""),
        ("讲话20150305.txt", "2015-03-05", "", ""),
        ("20XX年讲话.txt", "", "", "20XX年讲话"),
        *((f"{name}.txt", "", "", "") for name in (
            "12", "000_e9919b7379477254", "d41d8cd98f00b204e9800998ecf8427e", "新建文本文档 (2)",
            "新建 Microsoft Word 文档", "New Text Document", "第三篇", "讲话稿", "p01_pian",
        )),
    ],
)  # fmt: skip
def test_names_of_files_say_date_speaker_and_title(
    name: str, date: str, speaker: str, title: str
) -> None:
    """The usual forms are recognised; a number, a hash or a program's default is no title."""
    assert said(name) == (date, speaker, title)


def test_numbered_files_are_not_years() -> None:
    """2015.txt is a year among years, and a number among numbers."""
    assert said("a/2015.txt", "a/2016.txt", "b/1.txt")[0] == "2015"
    assert said("a/2015.txt", "a/1.txt")[0] == ""
    assert said("2015-03.txt", "2015-04.txt")[0] == "2015-03"
    assert said("2015-03.txt", "2015-13.txt")[0] == "2015"


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("1998/a.txt", "1998"),
        ("2001年/5月/a.txt", "2001-05"),
        ("2015/05/03/a.txt", "2015-05-03"),
        ("1990-1999/1994/讲话/a.txt", "1994"),
        ("1990-1999/a.txt", ""),
        ("2015年讲话.zip/a.txt", "2015"),
        ("2015.txt", ""),
    ],
)
def test_names_of_folders_say_a_date(name: str, date: str) -> None:
    """The innermost folder with a date counts; nested numbers are a date together."""
    assert iso(read_names([name])[name].folder_date) == date


def test_a_studys_own_pattern_replaces_the_usual_forms() -> None:
    """Groups that match give date, speaker and title; a name that does not match says nothing."""
    pattern = r"^(?P<speaker>[^_]+)_(?P<date>\d+)_(?P<title>.+)$"
    assert said("x/张三_20150305_贺信.txt", pattern=pattern) == ("2015-03-05", "张三", "贺信")
    assert read_names(["1998/2015年报告.txt"], pattern)["1998/2015年报告.txt"] == NameEvidence(
        folder_date=PrintedDate("1998", 0, 4)
    )
    assert said("张三/2015/贺信.txt", pattern="^(?P<speaker>[^/]+)/(?P<date>[^/]+)/") == (
        "2015", "张三", "",
    )  # fmt: skip


def test_a_name_of_any_length_is_read_at_once() -> None:
    """Names in archives may have 65,535 characters or thousands of folders."""
    for name in ("_" * 60_000, "(" * 60_000, "2015" * 15_000, "a/" * 30_000 + "x", "1 " * 30_000):
        read_names([f"{name}.txt"])
        read_names([f"{name}.txt"], "^(?P<date>[^_]*)_*x")
