from __future__ import annotations

from pathlib import Path

import pytest

from topics.corpus.corpus import read
from topics.errors import CorpusError, TopicsWarning
from topics.messages import Message

SPEECH = "同志们：\n今天开会，主要任务是动员全市上下行动起来，把各项工作落到实处。\n"


def pile(tmp_path: Path, metadata: str) -> Path:
    text = f"第一篇：甲会上的讲话\n{SPEECH}第二篇：乙会上的讲话\n{SPEECH}"
    (tmp_path / "a.txt").write_text(text, "utf-8")
    (tmp_path / "b.txt").write_text(SPEECH, "utf-8")
    (tmp_path / "metadata.csv").write_text(metadata, "utf-8-sig")
    return tmp_path


def test_columns_come_by_file_and_by_speech(tmp_path: Path) -> None:
    """A row of a file serves all its speeches; a row of a speech goes over it."""
    metadata = "source,speech,city,year\na.txt,,柳州,2010\na.txt,2,,2011\nb.txt,,东营,\n"
    corpus = read(pile(tmp_path, metadata))
    assert [dict(s.metadata) for s in corpus.speeches] == [
        {"city": "柳州", "year": "2010"},
        {"city": "", "year": "2011"},
        {"city": "东营", "year": ""},
    ]


TABLE = [["source", "speech", "city"], ["a.txt", "", "柳州"], ["a.txt", "2", "东营"]]


@pytest.mark.parametrize(
    ("separator", "encoding", "first"),
    [
        (",", "gb18030", ""),
        (";", "utf-8-sig", ""),
        ("\t", "utf-8", ""),
        ("\t", "utf-16", ""),
        (";", "utf-8-sig", "sep=;\r\n"),
        ("|", "utf-8", '"sep=|"\n'),
    ],
)
def test_every_form_in_which_excel_saves_a_table_is_read(
    tmp_path: Path, separator: str, encoding: str, first: str
) -> None:
    """Commas, semicolons and tabs in any encoding, a line ``sep=;`` and "Unicode text"."""
    text = first + "".join(f"{separator.join(row)}\r\n" for row in TABLE)
    pile(tmp_path, "").joinpath("metadata.csv").write_bytes(text.encode(encoding))
    speeches = read(tmp_path).speeches
    assert [dict(s.metadata)["city"] for s in speeches] == ["柳州", "东营", ""]


def test_rows_are_numbered_as_excel_shows_them(tmp_path: Path) -> None:
    """Excel does not show the line ``sep=;``."""
    with pytest.raises(CorpusError, match=r"row 2: speech = 'x'"):
        read(pile(tmp_path, "sep=;\nsource;speech\na.txt;x\n"))


@pytest.mark.parametrize(
    "header", ["source,speech,title,date,speaker,city", "文件名,speech,标题,日期,讲话人,city"]
)
def test_title_date_and_speaker_replace_what_is_printed(tmp_path: Path, header: str) -> None:
    """A filled cell replaces, an empty one does not; the columns are there as given too."""
    metadata = f"{header}\na.txt,1,在丙会上的讲话,1998年5月,张三,柳州\na.txt,2,,,,\n"
    first, second, _ = read(pile(tmp_path, metadata)).speeches
    assert (first.title, first.date, first.speaker) == ("在丙会上的讲话", "1998年5月", "张三")
    assert (first.date_iso, first.date_precision) == ("1998-05", "month")
    assert first.date_from == "metadata"
    assert (second.title, second.date, second.speaker) == ("乙会上的讲话", "", "")
    assert [cell for _, cell in first.metadata] == ["在丙会上的讲话", "1998年5月", "张三", "柳州"]


def test_a_date_of_metadata_goes_before_all_others(tmp_path: Path) -> None:
    """Neither the text nor a more precise name of the file replaces it."""
    (tmp_path / "20130506.txt").write_text(f"在甲会上的讲话\n2014年1月1日\n{SPEECH}", "utf-8")
    (tmp_path / "metadata.csv").write_text("source,date\n20130506.txt,2013\n", "utf-8")
    (speech,) = read(tmp_path).speeches
    assert (speech.date, speech.date_iso, speech.date_from) == ("2013", "2013", "metadata")


def test_rows_of_skipped_files_are_ignored_as_the_files_are(tmp_path: Path) -> None:
    """A damaged file or one without a speech is no error; the warning names it."""
    pile(tmp_path, "source,city\nb.txt,东营\nbad.docx,柳州\nad.txt,梧州\n")
    (tmp_path / "bad.docx").write_bytes(b"PK damaged")
    (tmp_path / "ad.txt").write_text("点击下载全文\n", "utf-8")
    with pytest.warns(TopicsWarning) as caught:
        corpus = read(tmp_path)
    messages = [w.message.args[0] for w in caught if isinstance(w.message, TopicsWarning)]
    ignored = Message("metadata_ignored", {"count": 2, "names": "bad.docx, ad.txt"})
    assert ignored in messages
    assert [s.source for s in corpus.skipped] == ["bad.docx"]
    assert [dict(s.metadata)["city"] for s in corpus.speeches] == ["", "", "东营"]


def test_a_path_may_be_written_as_windows_does(tmp_path: Path) -> None:
    """Backslashes and decomposed characters name the same file."""
    (tmp_path / "Élan").mkdir()
    (tmp_path / "Élan" / "a.txt").write_text(SPEECH, "utf-8")
    (tmp_path / "metadata.csv").write_text("source,city\nE\u0301lan\\a.txt,柳州\n", "utf-8")
    (speech,) = read(tmp_path).speeches
    assert dict(speech.metadata) == {"city": "柳州"}
    twice = "source,city\nÉlan/a.txt,甲\nÉlan\\a.txt,乙\n"
    (tmp_path / "metadata.csv").write_text(twice, "utf-8")
    with pytest.raises(CorpusError, match="a second time"):
        read(tmp_path)


def test_metadata_are_columns_of_the_table_of_speeches(tmp_path: Path) -> None:
    """``meta_<name>`` at the right, whichever way the table is made, as in ``speeches.csv``."""
    corpus = read(pile(tmp_path, "source,speech,city\na.txt,,柳州\na.txt,2,东营\n"))
    for table in (corpus.speeches.to_pandas(), corpus.to_pandas()["speeches"]):
        assert table["meta_city"].tolist() == ["柳州", "东营", ""]
        assert list(table)[-4:] == ["date_iso", "date_precision", "date_from", "meta_city"]
        assert "metadata" not in table


def test_without_the_file_there_is_no_metadata(tmp_path: Path) -> None:
    """Speeches of a folder without metadata.csv have no further columns."""
    (tmp_path / "b.txt").write_text(SPEECH, "utf-8")
    assert [s.metadata for s in read(tmp_path).speeches] == [()]


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        (
            "sorce,city\na.txt,柳州\n",
            "{path}: has no column 'source' that names the seed file of each row. Did you mean"
            " 'sorce'? Its columns are: sorce, city.",
        ),
        ("source,city\na.txt,甲\na.txt,乙\n", "{path}, row 3: names 'a.txt' a second time."),
        (
            "source,speech\na.txt,first\n",
            "{path}, row 2: speech = 'first'; it must be a number from 1, or empty for every speech"
            " of the file.",
        ),
        ("source,city\naa.txt,甲\n", "metadata.csv: 'aa.txt' was not read. Did you mean 'a.txt'?"),
        (
            "source,speech,city\na.txt,7,甲\n",
            "metadata.csv: speech 7 of 'a.txt' was not read.",
        ),
    ],
)
def test_metadata_that_does_not_fit_is_an_error(
    tmp_path: Path, metadata: str, message: str
) -> None:
    """What a researcher gives is never silently left out."""
    with pytest.raises(CorpusError) as error:
        read(pile(tmp_path, metadata))
    assert str(error.value) == message.format(path=tmp_path / "metadata.csv")
