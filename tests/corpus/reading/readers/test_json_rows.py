"""JSON: objects on lines, in lists, in objects."""

from __future__ import annotations

import json
from io import BytesIO

import pytest

from topics.corpus.reading.content import Content, ReadOptions
from topics.corpus.reading.readers.json_rows import read_json, read_jsonl
from topics.errors import SourceError

ROW = {"title": "会", "content": "甲"}


def read(value: object, **columns: str) -> Content:
    data = value if isinstance(value, str) else json.dumps(value)
    return read_json(BytesIO(data.encode()), ReadOptions(columns=columns))


def refusal(value: object) -> str:
    with pytest.raises(SourceError) as error:
        read(value)
    return str(error.value)


@pytest.mark.parametrize(
    "value",
    [
        [ROW],
        ROW,
        {"code": 0, "data": {"total": 1, "list": [ROW]}},
        {"content": [ROW], "size": 1},
        {"rows": [ROW], "errors": [{"code": 1}]},
        {"a1": ROW},
        {"title": {"0": "会"}, "content": {"0": "甲"}},
        {"data": {"content": "甲"}, "meta": {"title": "会"}},
        [{"data": {"content": "甲"}, "meta": {"title": "会"}}],
        '{"title": "会",\n "content": "甲"}',
    ],
)
def test_objects_wherever_they_are(value: object) -> None:
    """A list, an object that contains one, and an object alone give the same speech."""
    content = read(value)
    assert content.lines == ("甲",)
    assert content.given[0].title == "会"
    assert content.is_table


def test_texts_and_lines_in_a_json_file() -> None:
    """A list of texts, and JSON lines under another suffix."""
    assert read(["甲", "乙"]).lines == ("甲", "乙")
    assert read('{"text": "甲"}\n{"text": "乙"}\n').labels == ("row 1", "row 2")


def test_keys_are_named_by_their_path() -> None:
    """Keys in objects are columns, for roles, settings and metadata."""
    row = {"a": {"b": {"讲义": "甲"}, "year": 2012}, "tags": ["x", "y"], "none": {}}
    content = read([row], text="a.b.讲义")
    assert content.lines == ("甲",)
    assert dict(content.given[0].metadata) == {
        "a.year": "2012", "tags": '["x", "y"]', "none": "{}"
    }  # fmt: skip


def test_too_many_paths_are_not_taken_apart() -> None:
    """An object with a thousand keys stays one column."""
    many = {str(i): i for i in range(1001)}
    (given,) = read([{"text": "甲", "many": many}]).given
    assert given.metadata == (("many", json.dumps(many)),)


def test_repeated_keys_are_both_kept() -> None:
    """The second has a number."""
    data = b'{"text": "\xe7\x94\xb2", "a": 1, "a": 2}'
    (given,) = read_jsonl(BytesIO(data), ReadOptions()).given
    assert given.metadata == (("a", "1"), ("a (2)", "2"))


def test_paragraphs_of_a_list_are_blocks() -> None:
    """Each item is a block of its own, and the row is one speech."""
    content = read([{"text": ["甲\n乙", "丙"]}, {"text": "丁"}])
    assert content.lines == ("甲", "乙", "丙", "丁")
    assert content.blocks == (1, 1, 2, 3)
    assert [given.first_line for given in content.given] == [1, 4]


def test_json_that_is_no_table() -> None:
    """Each reason is named."""
    assert refusal("3") == "is JSON, but neither an object nor a list of objects"
    assert refusal([1, ROW]) == "is a JSON list, but not of objects with keys and values"
    assert refusal("[]") == "has no columns"
    assert refusal('{"text":').startswith("is not JSON: ")
    assert refusal("[" * 100_000).startswith("is not JSON: its lists and objects are nested too")
    assert "a number has thousands of digits" in refusal('[{"text": ' + "9" * 5000 + "}]")
    assert "columns={text=" in refusal([{"讲义": "甲乙丙"}])
    assert "columns={text=" in refusal({"rows": [{"讲义": "甲乙丙"}]})


def test_a_list_under_the_suffix_of_lines() -> None:
    """A list over several lines is read as one; a line that is no object is still named."""
    assert read_jsonl(BytesIO(b'[\n{"text": "a"},\n{"text": "b"}\n]'), ReadOptions()).lines == (
        "a",
        "b",
    )
    with pytest.raises(SourceError, match="line 2 is not JSON"):
        read_jsonl(BytesIO(b'{"text": "a"}\n{"text": '), ReadOptions())
