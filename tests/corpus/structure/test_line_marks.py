"""Marks that a program put into plain text."""

from __future__ import annotations

from pathlib import Path

import pytest

from topics.corpus.corpus import Corpus, read
from topics.corpus.repair.apply import Mark, repair
from topics.corpus.structure.line_marks import find_marks

QUOTED = (
    "> 现在已经可以很清楚地看出，去年采取的继续加强和改善宏观控制的各项措施，是\n"
    "> 正确的和必要的，取得的效果是显著的。我们完全有信心有能力经过自觉的有节奏\n"
    "> 的调整和改革，把经济置于稳定发展的基础之上。\n"
    ">\n"
    ">> 以上事实和基本情况充分说明，我们的国家生机勃勃，事业繁荣兴旺，形势是很好\n"
    ">> 的。\n"
)
TIMED = (
    "在线访谈\n"
    "[00:00:00] 主持人：各位网友大家好，欢迎收看。\n"
    "[00:01:17] 刘局长：大家好，很高兴有机会交流。\n"
    "00:02:34 主持人：今年的政策有什么变化？\n"
    "（12:51）刘局长：总体保持稳定。\n"
)
MARKDOWN = "# 专访：办好教育\n\n**问：**有什么**新的**变化？\n\n**答：**总体保持稳定。\n"


def read_txt(folder: Path, text: str) -> Corpus:
    """Return what is read of a text."""
    (folder / "a.txt").write_text(text, "utf-8")
    return read(folder / "a.txt")


def test_quotes_of_mail_are_removed_on_record(tmp_path: Path) -> None:
    """Quoted lines are joined to paragraphs; each mark is a repair."""
    corpus = read_txt(tmp_path, QUOTED)
    first, second = (b.text for b in corpus.paragraphs if b.role == "body")
    assert first.startswith("现在已经")
    assert "是正确的和必要的" in first
    assert second.endswith("形势是很好的。")
    removed = [r.before for r in corpus.repairs if r.rule == "line_mark"]
    assert removed == ["> "] * 3 + [">"] + [">> "] * 2


def test_a_mark_between_latin_words_becomes_a_blank() -> None:
    """The line end goes with the mark, so that two words stay two."""
    lines = ["> Topics of the ", "> report 2,", "> follow"]
    marks = [Mark(i, 0, 2, "line_mark") for i in range(3)]
    text, repairs = repair("a.txt", 1, lines, (), (), marks)
    assert text == "Topics of the report 2,follow"
    assert [r.before for r in repairs] == ["> ", " \n> ", "\n", "> "]


def test_time_codes_do_not_hide_speakers(tmp_path: Path) -> None:
    """Time codes are removed on record, and who speaks is found."""
    corpus = read_txt(tmp_path, TIMED)
    assert [b.speaker for b in corpus.paragraphs][1:] == ["主持人", "刘局长"] * 2
    removed = [(r.line, r.before) for r in corpus.repairs if r.rule == "line_mark"]
    assert removed[0] == (2, "[00:00:00] ")
    assert len(removed) == 4


@pytest.mark.parametrize(
    "stamp", ["14:3{}", "[2020-5-1 14:3{}]", "2020-05-01 14:3{}:05", "(14:3{})"]
)
def test_clocks_before_speakers_and_sentences_are_time_codes(stamp: str, tmp_path: Path) -> None:
    """A time without seconds counts before what a speaker says, a day may be before any."""
    said = [
        "主持人：大家好，欢迎。",
        "麻局长：谢谢大家。",
        "主持人：路修好了吗？",
        "麻局长：好了。",
    ]
    lines = [f"{stamp.format(n)} {line}" for n, line in enumerate(said)]
    corpus = read_txt(tmp_path, "\n".join(lines))
    assert [b.text for b in corpus.paragraphs] == said
    assert [b.speaker for b in corpus.paragraphs] == ["主持人", "麻局长"] * 2


def test_marks_of_markdown_are_removed_on_record(tmp_path: Path) -> None:
    """A heading and emphasis of Markdown are text without signs, by the repair ``markup``."""
    corpus = read_txt(tmp_path, MARKDOWN)
    texts = ["专访：办好教育", "问：有什么新的变化？", "答：总体保持稳定。"]
    assert [b.text for b in corpus.paragraphs] == texts
    assert corpus.speeches[0].title == "专访：办好教育"
    assert sum(r.rule == "markup" for r in corpus.repairs) == 7


@pytest.mark.parametrize("text", [QUOTED, TIMED, MARKDOWN])
def test_paragraphs_lead_back_to_the_file(tmp_path: Path, text: str) -> None:
    """Each character is at its position in the file."""
    lines = text.split("\n")
    for block in read_txt(tmp_path, text).paragraphs:
        for i, char in enumerate(block.text):
            line, column = block.position(i)
            assert [*lines[line - 1], " "][column] == char


def test_a_skipped_rule_removes_no_mark() -> None:
    """What no rule removes stays in the text."""
    line = "[00:00:00] 大家好。"
    assert repair("a.txt", 1, [line], ["line_mark"], (), [Mark(0, 0, 11, "line_mark")])[0] == line


@pytest.mark.parametrize(
    "text",
    [
        "9:00 签到\n9:30 开幕式\n10:00 领导讲话\n11:00 参观\n",
        "9:00 主持人：李明\n9:30 市长：致辞\n10:00 局长：工作报告\n",
        "> 引用一行\n以下是正文。\n",
        "**市**区的同志们：\n**县**镇的工作很好。\n",
        "**市委书记同志在**县讲话\n**市长出席\n",
        "20**年**月**日，**公司**召开。\n**总结：**很好。\n",
        "#话题# 今天\n",
    ],
)
def test_signs_of_the_text_are_no_marks(text: str) -> None:
    """An agenda, a single quoted line, names replaced by stars and topics keep their signs."""
    assert find_marks(text.split("\n")) == {}
