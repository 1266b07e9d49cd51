"""Tags of a web page in plain text."""

from __future__ import annotations

from pathlib import Path

import pytest

from topics.corpus.corpus import Corpus, read

PASTED = (
    '<p style="text-align:center"><strong>在工作推进会上的讲话</strong></p>\n'
    "<p>&nbsp;&nbsp;&nbsp;&nbsp;今天我们开会&#65292;要抓紧工作。</p>\n"
    "<p>&nbsp;</p>\n"
    "&emsp;&emsp;&ldquo;十四五&rdquo;以来成绩很大。<br />&emsp;&emsp;要把握形势&#xFF0C;<BR>\n"
    "认真<b>学习</b>。\n"
)


def read_txt(folder: Path, text: str) -> Corpus:
    """Return what is read of a text."""
    (folder / "a.txt").write_text(text, "utf-8")
    return read(folder / "a.txt")


def test_tags_end_lines_and_are_removed_on_record(tmp_path: Path) -> None:
    """Blocks of a page are paragraphs, entities their characters, and all is in the repairs."""
    corpus = read_txt(tmp_path, PASTED)
    assert [(b.role, b.text) for b in corpus.paragraphs if b.text] == [
        ("speech_title", "在工作推进会上的讲话"),
        ("body", "今天我们开会，要抓紧工作。"),
        ("body", "“十四五”以来成绩很大。"),
        ("body", "要把握形势，认真学习。"),
    ]
    removed = [r.before for r in corpus.repairs if r.rule == "markup"]
    assert removed.count("&nbsp;") == 5
    assert {"<br />", "<BR>", "<strong>", "&#xFF0C;"} <= set(removed)


def test_paragraphs_lead_back_to_the_file(tmp_path: Path) -> None:
    """Each character that no repair made is at its position in the file."""
    corpus = read_txt(tmp_path, PASTED)
    lines = PASTED.split("\n")
    for block in corpus.paragraphs:
        for i, char in enumerate(block.text):
            line, column = block.position(i)
            assert lines[line - 1][column] in (char, "&")


@pytest.mark.parametrize(
    "text", ["在网页里写<p>和<br>两个标签。\n", "甲乙<br>丙丁。\n" + "戊己庚辛。\n" * 9]
)
def test_a_text_that_names_tags_is_not_cut(tmp_path: Path, text: str) -> None:
    """Few tags end no line."""
    corpus = read_txt(tmp_path, text)
    assert len(corpus.paragraphs) == text.count("\n")


def test_web_page_as_text_is_reported(tmp_path: Path) -> None:
    """A whole page in a .txt file is read, with the advice to rename it."""
    page = "<!DOCTYPE html>\n<html>\n<p>今天我们开会。</p>\n</html>\n"
    with pytest.warns(UserWarning, match=r"Rename it to \.html"):
        corpus = read_txt(tmp_path, page)
    assert "今天我们开会。" in [block.text for block in corpus.paragraphs]
