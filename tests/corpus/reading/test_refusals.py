from __future__ import annotations

import ast
import json
import tomllib
from pathlib import Path

import pytest

from topics.corpus.reading.read import read_sources
from topics.defaults import default_path
from topics.messages import Message, message_from, render

READING = Path(__file__).parents[3] / "topics" / "corpus" / "reading"
CATALOGUE = tomllib.loads(default_path("messages.toml").read_text("utf-8"))


def test_every_refusal_is_a_message() -> None:
    """No reader raises a sentence of its own, and no refusal of the catalogue is unused."""
    codes = set()
    for path in READING.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "SourceError":
                assert not isinstance(call.args[0], ast.Constant | ast.JoinedStr), (path, call)
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "Message":
                codes.add(ast.literal_eval(call.args[0]))
    refused = {code for code in CATALOGUE if code.startswith("refused_")}
    assert refused <= codes
    assert len(refused) > 90


@pytest.mark.parametrize(
    ("name", "data", "english", "chinese"),
    [
        ("empty.txt", b"", "is empty", "是空文件"),
        ("a.doc", b"x", "open it in Word and save it as .docx", "请用 Word 打开后另存为 .docx"),
        ("a.txt", b"%PDF-1.4", "it begins like a PDF file", "开头像“PDF 文件”"),
        ("a.csv", "标题,年\n甲,1\n".encode(), "The longest cells are in", "单元格最长的是"),
        ("a.jsonl", b"[" * 99_999, "nested too deeply", "嵌套过深"),
        ("a.html", b"<p>", "open it in a browser", "请在浏览器中打开"),
    ],
)
def test_a_skipped_file_can_be_shown_in_either_language(
    tmp_path: Path, name: str, data: bytes, english: str, chinese: str
) -> None:
    """The row has the English sentence, and the message with the phrases in it as JSON."""
    (tmp_path / "good.txt").write_text("大家好，今天开会。", "utf-8")
    (tmp_path / name).write_bytes(data)
    _, (skipped,) = read_sources(tmp_path)
    assert english in skipped.reason
    row = {"reason": skipped.reason, "code": skipped.code, "values": skipped.values}
    assert render(message_from(row), "en") == skipped.reason
    assert chinese in render(message_from(row), "zh")


@pytest.mark.parametrize("values", ["", "{", "5", "[]", None, float("nan")])
def test_a_row_without_a_message_is_its_sentence(values: object) -> None:
    """Rows of earlier runs, and damaged ones, are shown as they are."""
    row = {"source": "a", "reason": "is {odd}", "code": "", "values": values}
    assert render(message_from(row), "zh") == "is {odd}"
    assert render(message_from({"source": "a", "reason": "is odd"}), "zh") == "is odd"


def test_a_forged_message_is_not_rendered_without_end() -> None:
    """Below a few levels, what is nested is text: a sentence may use a value twice."""
    inner: object = "x" * 100
    for _ in range(40):
        inner = {"code": "refused_column", "values": {"role": inner}}
    row = {"reason": "", "code": "refused_column", "values": json.dumps({"role": inner})}
    assert len(render(message_from(row), "zh")) < 1_000_000


def test_numbers_in_sentences_have_separators() -> None:
    """Values are plain numbers."""
    why = Message("refused_pages", {"count": 12345, "allowed": 10000})
    assert str(why) == "has 12,345 pages, above the limit of 10,000 for a file; split it"
    assert render(why, "zh") == "有 12,345 页，超过一个文件的上限 10,000；请拆分"
