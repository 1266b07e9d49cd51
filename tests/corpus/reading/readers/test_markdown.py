import re
import sys
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.corpus.reading.content import Content, Given, ReadOptions
from topics.corpus.reading.readers import markdown
from topics.corpus.reading.readers.markdown import read_markdown
from topics.corpus.reading.readers.text import read_text
from topics.corpus.types import Corpus
from topics.errors import SourceError

SEEDS = Path(__file__).parents[4] / "seeds"
PROSE = "今天召开垃圾分类推进会，任务是总结前一段的做法，安排下一步的事情。"


def read(text: str, encoding: str = "utf-8") -> Content:
    """Read Markdown."""
    return read_markdown(BytesIO(text.encode(encoding)), ReadOptions())


def lines(text: str) -> tuple[str, ...]:
    """Return the lines of Markdown as read."""
    return read(text).lines


def test_markup_is_structure_and_not_text() -> None:
    """Headings, bold, links, code, quotes, bullets and images are recognised, line by line."""
    content = read(
        "# 在大会上的讲话 #\n\n**同志们**：\n"
        "今天*开会*，见[文件](http://x.cn/a.html '标题')和`代码`。\n\n"
        "- 第一条\n- 第二条\n  续行\n\n> 引用~~的~~话\n\n![图一](a.png)\n\n"
        "```python\nx = 1\n```\n---\n尾。"
    )
    assert content.lines == (
        *(
            "在大会上的讲话",
            "",
            "同志们：",
            "今天开会，见文件和代码。",
            "",
            "第一条",
            "第二条",
            "续行",
        ),
        *("", "引用的话", "", "图一", "", "", "x = 1", "", "", "尾。"),
    )
    assert content.roles == {1: "heading", 6: "body", 12: "furniture", 15: "furniture"}


def test_blocks_are_paragraphs_items_and_rows() -> None:
    """Lines of a paragraph share its block; items, rows and empty lines have one each."""
    content = read("甲\n乙\n\n- 一\n- 二\n  三\n\n|a|b|\n|-|-|\n|1|2|\n")
    assert [content.blocks[n] - content.blocks[n - 1] for n in range(1, 10)] == [
        *(0, 1, 1, 1, 0, 1, 1, 1, 1),
    ]


def test_line_ends_that_end_paragraphs_separate_blocks() -> None:
    """A block ends after a whole sentence or two spaces at a line end, not inside a sentence."""
    blocks = read(f"{PROSE}\n{PROSE}\n{PROSE}\n").blocks
    assert len(set(blocks)) == 3
    assert (
        len(
            set(read("今天召开推进会，任务是总结做法，\n安排下一步的事情，请大家\n听取。\n").blocks)
        )
        == 1
    )
    assert len(set(read("春风\n夏雨  \n秋月\\\n冬雪").blocks)) == 3


def test_boxes_of_tasks_are_markup() -> None:
    """The box of a task is no text; brackets elsewhere are."""
    assert lines("- [x] 完成清理。\n- [ ] 新建公厕。\n\n[x] 正文") == (
        *("完成清理。", "新建公厕。", "", "[x] 正文"),
    )


def test_numbers_of_items_stay() -> None:
    """A numbered item keeps its number, as plain text has it, and 1、 is no list."""
    assert lines("1. 甲\n2. 乙\n\n3) 丙\n\n1、丁\n（二）戊\n") == (
        *("1. 甲", "2. 乙", "", "3) 丙", "", "1、丁", "（二）戊"),
    )


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("甲。\n\n1. 修好水渠\n2. 办好学校\n", {3, 4}),
        ("甲。\n\n1) 修好水渠\n\n2) 办好学校\n", {3, 5}),
        ("甲。\n\n- 第一步\n   - 清淤\n   - 衬砌\n- 第二步\n", {3, 4, 5, 6}),
        ("甲。\n\n1. 水利\n   续行\n2. 教育\n", {5}),
        ("甲。\n\n1. 水利\n\n   正文。\n\n2. 教育\n\n   正文。\n", set()),
        ("甲。\n\n1. 水利\n\n正文。\n\n2. 教育\n\n正文。\n", set()),
        ("- 在会上的讲话\n- 开幕词\n\n# 在会上的讲话\n\n甲。\n\n# 开幕词\n\n乙。\n", set()),
        ("# 讲话\n\n- 2021年6月3日\n- 林树声\n\n甲。\n", set()),
    ],
)
def test_items_of_lists_are_text_and_no_headings(text: str, stated: set[int]) -> None:
    """Except for outlines with their text, lists of contents, and the head of a speech."""
    roles = read(text).roles
    assert {n for n, role in roles.items() if role == "body"} == stated


def test_cells_of_a_row_are_parted_by_tabs() -> None:
    """A cell beyond the header is kept too."""
    assert lines("| 单位 | **投资** |\n|---|:-:|\n| 甲乡 | 120 | 多 |\n| 乙 | x\\|y |\n") == (
        *("单位\t投资", "", "甲乡\t120\t多", "乙\tx|y"),
    )


def test_footnotes_are_notes() -> None:
    """A definition is a note, its continuation too, whether or not anything refers to it."""
    content = read(
        f"{PROSE}[^1]\n\n[^1]: 见《甲县日报》。\n\n    第二段。\n\n[^无]: 没有引用的注。\n"
    )
    assert content.lines == (
        *(f"{PROSE}[1]", "", "[1] 见《甲县日报》。", "", "第二段。", "", "[无] 没有引用的注。"),
    )
    assert content.roles == {3: "note", 5: "note", 7: "note"}


def test_front_matter_describes_the_speech() -> None:
    """Title, date and author are the speech's, other keys are metadata, values stay as typed."""
    content = read(
        "---\ntitle: 在会上的讲话\ndate: 2012-05-06\n作者: [张三, 李四]\n编号: 007\n"
        "来源:\n  报: 甲\n---\n\n同志们：\n"
    )
    assert content.given == (
        Given(
            10,
            title="在会上的讲话",
            date="2012-05-06",
            speaker="张三; 李四",
            metadata=(("编号", "007"), ("来源.报", "甲")),
        ),
    )
    assert content.roles == dict.fromkeys((*range(1, 9),), "furniture")
    assert len(content.lines) == 10


@pytest.mark.parametrize(
    ("front", "title"),
    [
        ("title: 讲话：在“会”上\n标题: 二", "讲话：在“会”上"),
        ("title: [甲\n乙: 丙", "[甲"),
        ("标题：在会上的讲话", "在会上的讲话"),
        ("a: &a [甲, 乙]\nb: [*a, *a, *a]\ntitle: 甲", "甲"),
    ],
)
def test_front_matter_that_is_no_yaml_is_read_by_lines(front: str, title: str) -> None:
    """Wide colons and unclosed brackets are read as they look; aliases are not expanded."""
    (stated,) = read(f"---\n{front}\n---\n同志们：").given
    assert stated.title == title
    assert all(len(value) < 40 for _, value in stated.metadata)


def test_prose_between_rules_is_no_front_matter() -> None:
    """Text between two rules at the beginning is text."""
    content = read(f"---\n{PROSE}\n---\n{PROSE}\n")
    assert content.lines == ("", PROSE, "", PROSE)
    assert (content.roles, content.given) == ({}, ())


def test_plain_text_in_a_file_of_markdown_stays() -> None:
    """Indents are no code, #tags# and ruled sentences no headings, 2*3*4 no emphasis."""
    text = (
        f"　　{PROSE}\n    {PROSE}\n#话题#不是标题\n{PROSE}\n---\n{PROSE}\n===\n"
        "单价2*3*4元，3~5天\n- 2 -\n"
        f"[1]: 《人民日报》，2012年\n[注](见第三页)\n~~~附件~~~\n{PROSE}\n\n\t1．{PROSE}"
    )
    content = read(text)
    kept = [line for line in text.split("\n") if line not in ("---", "===", "~~~附件~~~")]
    assert [x for x in content.lines if x and "附件" not in x] == [x for x in kept if x]
    assert any("附件" in line for line in content.lines)
    assert content.roles == {}


def test_a_short_line_over_a_rule_is_a_heading() -> None:
    """A title underlined with dashes or signs of equality is one; a sentence is none."""
    content = read(f"在大会上的讲话\n===\n\n第一部分\n---\n{PROSE}\n---\n")
    assert content.roles == {1: "heading", 4: "heading"}
    assert content.levels == {1: 1, 4: 2}


def test_prose_in_a_fence_is_text_and_code_is_not() -> None:
    """A fence that never closes does not swallow the rest of a speech."""
    content = read(f"~~~~~~\n# 标题\n{PROSE}\n\n```\n{PROSE}\n```\n```js\n// {PROSE}\n```\n")
    assert content.lines == (*("", "标题", PROSE, "", "", PROSE, "", "", f"// {PROSE}", ""),)
    assert content.roles == {2: "heading", 9: "furniture"}


def test_html_is_stripped() -> None:
    """Tags and comments go, text stays; <br> separates paragraphs inside a line."""
    content = read(
        f"<!-- 注\n\n释 -->\n<h2 align='center'>标题</h2>\n\n<div>\n**{PROSE}**\n</div>\n\n"
        "甲<br>乙<b>丙</b>\n"
    )
    assert content.lines == ("", "", "", "标题", "", "", PROSE, "", "", "甲　　乙丙")
    assert content.roles == {4: "heading"}


def test_targets_of_links_are_furniture() -> None:
    """A definition of a link is no text, a link by label is its text."""
    content = read("见[文件][a]。\n\n[a]: http://x.cn/a '标题'\n")
    assert content.lines == ("见文件。", "", "[a]: http://x.cn/a '标题'")
    assert content.roles == {3: "furniture"}


def test_bold_beside_chinese_stops_is_recognised() -> None:
    """CommonMark leaves the marks of **“开会”。**今天, a reader does not."""
    assert lines("**“开会”。**今天，**任务：**总结\n") == ("“开会”。今天，任务：总结",)


@pytest.mark.parametrize(
    "text",
    [
        "中国**都、美好**建设的要求，**市，**区。\n**同志宣读了《**市方案》，**都。",
        "力争20_年进入、20_—20_年度获得，_称号_",
        "20**年**月**日，**同志",
        "**同志：*主任。",
    ],
)
def test_masks_are_no_emphasis(text: str) -> None:
    """Stars and underscores that replace names and years stay, whether or not they pair."""
    assert lines(text) == tuple(text.split("\n"))


def test_the_seeds_are_read_like_plain_text(corpus: Corpus) -> None:
    """Plain text in a file of Markdown has the same lines."""
    for source in corpus.sources:
        data = (SEEDS / source.name).read_bytes()
        plain = read_text(BytesIO(data), ReadOptions()).lines
        content = read_markdown(BytesIO(data), ReadOptions())
        assert content.lines == tuple(line.rstrip() for line in plain)
        assert content.roles == {}


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_encodings_are_detected_as_for_plain_text(encoding: str) -> None:
    """A file in any of them has the same lines."""
    content = read(f"# 标题\r\n\r\n{PROSE}\r\n", encoding)
    assert (content.lines, content.encoding) == (("标题", "", PROSE), encoding)


def test_what_cannot_be_read_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its library, or too big."""
    with pytest.raises(SourceError, match="has 16,777,217 bytes"):
        read("a" * (2**24 + 1))
    monkeypatch.setitem(sys.modules, "markdown_it", None)
    with pytest.raises(SourceError, match="needs markdown-it-py"):
        read("甲")


def test_markup_without_end_is_read_in_linear_time() -> None:
    """Comments, brackets and nested quotes that never close keep their text."""
    for text in (
        "<!-- 甲\n" * 3000,
        "[" * 3000 + "甲",
        "\n".join(">" * i + "甲" for i in range(99)),
    ):
        content = read(text)
        assert "".join(content.lines).count("甲") == text.count("甲")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[" * 1_000_001, "line 1 has 1,000,001 characters"),
        ("[" * 3_001, "3,001 brackets in one paragraph"),
        (("![" * 2_900 + "甲\n\n") * 35, "101,500 brackets, above"),
        *((f"{sign * 9}\n" * 60_000, f"mostly {re.escape(sign)}") for sign in "*_~`<&!\\"),
    ],
)
def test_too_many_signs_are_refused_before_parsing(
    text: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reason says which sign, and how many there are."""
    monkeypatch.setattr(markdown, "_parser", None)
    with pytest.raises(SourceError, match=reason):
        read(text)


ALPHABET = "今天开会讲话一二。，、：；！？“”（）《》—…12.\n\n　 \t-=~#+>|*`)"


@given(st.text(ALPHABET, max_size=60))
@settings(max_examples=150, deadline=None)
def test_no_letter_is_lost(text: str) -> None:
    """Each line keeps its letters and digits, whatever looks like markup around them."""
    content = read("始" + text)
    source = ("始" + text).split("\n")
    assert len(content.lines) == len(source) - (source[-1] == "")
    for line, before in zip(content.lines, source, strict=False):
        assert re.findall(r"\w", line) == re.findall(r"\w", before)
