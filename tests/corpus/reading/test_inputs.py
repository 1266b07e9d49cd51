"""What `topics.read` takes beside a folder: DataFrames, texts and paths."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from topics.corpus.corpus import read
from topics.corpus.reading.content import ReadOptions
from topics.corpus.types import Corpus
from topics.errors import CorpusError, TopicsWarning, WrongTypeError

A = "今年要把垃圾分类从城区推到乡镇，每个村配齐桶和车。"
B = "学校要把课后服务办好，家长放心，学生高兴，教师不累。"
FRAME = pd.DataFrame(
    {
        "标题": ["会一", None],
        "日期": [pd.Timestamp("2023-05-01"), pd.NaT],
        "正文": [A, B],
        "数": [1.0, np.nan],
        "省": pd.array(["东", pd.NA], dtype="string"),
    }
)


def given(corpus: Corpus) -> list[tuple[str, str, dict[str, str]]]:
    return [(s.title, s.date, dict(s.metadata)) for s in corpus.speeches]


def texts(corpus: Corpus) -> list[list[str]]:
    blocks = corpus.paragraphs
    return [[p.text for p in blocks if p.speech == s.speech] for s in corpus.speeches]


def refusal(seeds: Any) -> str:
    with pytest.raises(CorpusError) as error:
        read(seeds)
    return str(error.value)


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: FRAME, "DataFrame"),
        (lambda: FRAME.set_index("标题"), "DataFrame"),
        (lambda: FRAME.set_index(np.array([7, 7])), "DataFrame"),
        (lambda: pa.Table.from_pandas(FRAME), "Table"),
    ],
)
def test_each_row_of_a_frame_is_a_speech(make: Callable[[], Any], name: str) -> None:
    """Columns have their roles by name; missing values of every kind are empty."""
    corpus = read(make())
    assert given(corpus) == [
        ("会一", "2023-05-01", {"数": "1", "省": "东"}),
        ("", "", {"数": "", "省": ""}),
    ]
    assert texts(corpus) == [[A], [B]]
    (source,) = corpus.sources
    assert (source.name, source.reader, source.encoding) == (name, "memory", "utf-8")
    assert [p.label for p in corpus.paragraphs] == ["row 1", "row 2"]


def test_a_source_in_memory_is_known_by_its_rows() -> None:
    """Hash, size and ids are those of its rows as JSON lines, whatever contains them."""
    corpus = read([A, B])
    data = "".join(json.dumps([cell], ensure_ascii=False) + "\n" for cell in ("text", A, B))
    (source,) = corpus.sources
    assert source.sha256 == sha256(data.encode()).hexdigest()
    assert (source.name, source.n_bytes) == ("texts", len(data.encode()))
    assert corpus.paragraphs[1].id == f"{source.sha256[:8]}-2-0"
    assert read(pd.DataFrame({"text": [A, B]})).fingerprint == corpus.fingerprint


@pytest.mark.parametrize(
    "seeds", [[A, B], (A, B), pd.Series([A, B], index=[3, 3]), np.array([A, B]), iter([A, B])]
)
def test_texts_in_any_sequence(seeds: Any) -> None:
    """Lists, tuples, series, arrays and iterators of texts are read alike."""
    assert texts(read(seeds)) == [[A], [B]]


def test_pairs_of_title_and_text() -> None:
    """The first of a pair is the title, and a study's columns do not matter."""
    corpus = read([("会一", A), ["会二", B]], ReadOptions(columns={"text": "正文"}))
    assert [s.title for s in corpus.speeches] == ["会一", "会二"]
    assert texts(corpus) == [[A], [B]]


def test_columns_of_odd_names() -> None:
    """Repeated names, numbers and levels of names: every column is kept."""
    frame = pd.DataFrame([[A, "x", "y", "z"]], columns=["text", "a", "a", 3])
    assert given(read(frame)) == [("", "", {"a": "x", "a (2)": "y", "3": "z"})]
    levels = pd.MultiIndex.from_tuples([("data", "content"), ("meta", "省")])
    assert given(read(pd.DataFrame([[A, "东"]], columns=levels))) == [("", "", {"meta.省": "东"})]


def test_lists_in_cells_are_paragraphs() -> None:
    """Lists and arrays of texts are separated as their items are."""
    frame = pd.DataFrame({"text": [[A, B], np.array([B + "完"])], "tags": [("x",), None]})
    corpus = read(frame)
    assert texts(corpus) == [[A, B], [B + "完"]]
    assert [dict(s.metadata)["tags"] for s in corpus.speeches] == ['["x"]', ""]


def test_a_missing_text_is_warned_of() -> None:
    """Its number is in the warning."""
    with pytest.warns(TopicsWarning, match="rows without text were not read .1.: row 2"):
        assert texts(read([A, None, B])) == [[A], [B]]


def test_frames_without_texts_are_refused() -> None:
    """No rows, no columns, no known column: each error says what to do."""
    assert "has 0 rows and 5 columns" in refusal(FRAME.iloc[:0])
    assert "has 0 rows and 0 columns" in refusal(pd.DataFrame())
    unknown = FRAME.rename(columns={"正文": "讲义"})
    assert "ReadOptions(columns={'text': '讲义'})" in refusal(unknown)
    options = ReadOptions(columns={"text": ["x", "讲义"]})
    assert texts(read(unknown, options)) == [[A], [B]]


@pytest.mark.parametrize(
    "values",
    [[1.5, -2, 1e-7], [pd.Timestamp("2021-03-05")] * 3, [True, False, None], ["1", " ", "3"]],
)
def test_numbers_in_the_column_of_texts_are_refused(values: list[Any]) -> None:
    """Numbers, dates and truth values alone are no texts; beside one text they are read."""
    said = refusal(pd.DataFrame({"text": values, "摘要": [A, B, A]}))
    assert "only numbers or dates such as" in said
    assert "Its columns are: text, 摘要" in said
    assert texts(read(pd.DataFrame({"text": [A, "2", "3"]}))) == [[A], ["2"], ["3"]]


def test_listed_files_are_named_below_their_common_folder(tmp_path: Path) -> None:
    """Files and folders may be listed, as strings too; each file is read once."""
    for name in ("2019/a.txt", "2020/a.txt", "2020/metadata.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"同志们：\n{A}{name}\n", "utf-8")
    files = sorted(tmp_path.rglob("*"))
    for seeds in (files, list(map(str, files)), [tmp_path / "2019", tmp_path / "2020"]):
        assert [s.name for s in read(seeds).sources] == ["2019/a.txt", "2020/a.txt"]
    assert [s.name for s in read([tmp_path / "2019"]).sources] == ["a.txt"]
    one = tmp_path / "2019/a.txt"
    assert "Item 2 of the list of paths" in refusal([one, tmp_path / "no.txt"])
    assert "no folder or file 'no.txt'" in refusal([str(one), "no.txt"])
    assert "no folder or file 'no.txt'" in refusal(["no.txt", "no.csv"])
    assert "no folder or file '今年" in refusal([str(one), A])


@pytest.mark.parametrize(
    ("seeds", "said"),
    [
        (None, "got NoneType"),
        (3, "got int"),
        ({"text": [A]}, "pandas.DataFrame(seeds)"),
        ({A, B}, "got set. A set has no order; pass a list"),
        (b"text", "Decode them"),
        ([], "The list of texts is empty"),
        ([A, 1], "Item 2 of the list is 1; it must be a text (str)"),
        ([("会", A), A], "it must be a pair (title, text), as the first is"),
        ([("会", A, B)], "it must be a pair (title, text)"),
        ([{"text": A}], "pandas.DataFrame(list)"),
        (A, "is a text, not the path of a folder or file. Pass a text as a list: [text]"),
        ("甲\n乙", "'甲…' is a text"),
        ("", "an empty string"),
        ("甲会讲话", "there is no such folder or file. Pass the folder of seed files. If it is"),
        ("nul\0.txt", "there is no such folder or file"),
    ],
)
def test_what_is_none_of_these(seeds: Any, said: str) -> None:
    """The error says what was given and what to give."""
    assert said in refusal(seeds)


def test_an_open_file_is_not_a_list_of_texts(tmp_path: Path) -> None:
    """Its lines are not read as texts."""
    path = tmp_path / "a.txt"
    path.write_text(A, "utf-8")
    with path.open(encoding="utf-8") as file:
        assert "Pass the path of the file" in refusal(file)


def test_options_are_no_encoding(tmp_path: Path) -> None:
    """The second argument is a `ReadOptions`."""
    with pytest.raises(WrongTypeError, match="options must be a ReadOptions, got str"):
        read(tmp_path, "utf-8")  # type: ignore[arg-type]
