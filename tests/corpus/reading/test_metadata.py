from __future__ import annotations

from pathlib import Path

import pytest

from topics.corpus.corpus import read
from topics.errors import CorpusError

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
