from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.corpus.reading.content import Content
from topics.corpus.structure.headings import run_in_heading, stuck_heading
from topics.corpus.structure.line_roles import Line
from topics.corpus.structure.roles import classify as classify_content

LONG = (
    "全市上下要进一步统一思想、提高认识，以更加扎实的作风把各项任务落到实处，确保年底前全面完成既定目标，"
    "向全市人民交出一份满意的答卷。"
)


def classify(lines: Sequence[str], **named: Any) -> list[Line]:
    return classify_content(Content(tuple(lines), "utf-8", **named))


def roles(*lines: str) -> list[str]:
    return [line.role for line in classify(lines)]


def test_gold_roles_of_the_seeds(seeds: Path, gold: Path) -> None:
    """Every one of the 428 lines has the role that careful readers gave it."""
    rows = [json.loads(row) for row in (gold / "structure.jsonl").read_text("utf-8").splitlines()]
    seen = {}
    for path in sorted(seeds.glob("*.txt")):
        for line in classify(path.read_bytes().decode().split("\n")):
            seen[path.name, line.number] = line.role
    wrong = [r for r in rows if seen[r["source"], r["line"]] != r["role"]]
    assert len(rows) == 428
    assert wrong == []


@pytest.mark.parametrize(
    "head",
    [
        "第二篇：在动员会上的讲话",
        "篇一：在动员会上的讲话",
        "【篇1】在动员会上的讲话",
        "范文二：在动员会上的讲话",
        "第3篇 在动员会上的讲话",
    ],
)
def test_compilers_number_their_texts_in_many_ways(head: str) -> None:
    """A numbered head opens a speech whatever its form."""
    found = classify([head, "同志们：", LONG])
    assert [line.role for line in found] == ["speech_head", "salutation", "body"]
    assert [line.opens for line in found] == [True, False, False]


@pytest.mark.parametrize("form", ["{}汇总{}", "{} 篇{}", "{}（{}）", "{}范文【{}】", "{}(第{}篇)"])
def test_one_title_numbered_again_and_again_heads_each_speech(form: str) -> None:
    """A stem that comes back with another number is the compiler's heading."""
    heads = [form.format("在创卫大会上的讲话稿", number) for number in "一二"]
    lines = [heads[0], LONG, heads[1], LONG]
    assert roles(*lines) == ["speech_head", "body", "speech_head", "body"]


def test_a_numbered_label_is_no_head() -> None:
    """Labels with a number behind them are headings, if they name no speech."""
    assert "speech_head" not in roles("同志们：", LONG, "重点任务一", LONG, "重点任务二", LONG)


def test_a_table_of_contents_opens_no_speech() -> None:
    """The heads listed at the top are the compiler's; each stands again over its text."""
    heads = ["第一篇：在创卫会上的讲话", "第二篇：在创文会上的讲话"]
    found = classify([*heads, heads[0], LONG, heads[1], LONG])
    assert [line.role for line in found] == [
        "furniture", "furniture", "speech_head", "body", "speech_head", "body",
    ]  # fmt: skip


def test_text_before_the_first_head_is_the_compilers() -> None:
    """Site names, the compilation's title and a teaser stand before the first speech."""
    lines = [
        "某某文库 / www.example.com",
        "创卫讲话精选汇总(2篇)",
        "来源：网络  作者：佚名  更新时间：2020-01-01",
        "创卫讲话精选汇总" + LONG[:50] + "...",
        "第一篇：在创卫会上的讲话",
        LONG,
        "第二篇：在创文会上的讲话",
        LONG[5:],
    ]
    assert roles(*lines)[:5] == ["furniture", "doc_title", "furniture", "furniture", "speech_head"]


def test_a_speech_without_a_number_before_numbered_ones_is_not_thrown_away() -> None:
    """Running text of its own before the first head is a speech, not furniture."""
    other = LONG[::-1][1:] + "。"
    lines = ["在大会上的讲话", "同志们：", LONG, other, "第二篇：在大会上的讲话", "今天开会。"]
    found = classify(lines)
    assert [line.role for line in found][:4] == ["speech_title", "salutation", "body", "body"]
    assert [line.opens for line in found] == [True, False, False, False, True, False]


def test_a_title_and_a_new_salutation_open_another_speech() -> None:
    """Where no compiler numbered them, title and salutation part the speeches."""
    lines = [
        "在大会上的讲话",
        "同志们：",
        LONG,
        "在总结会上的讲话",
        "（2019年3月1日）",
        "各位代表：",
        LONG,
    ]
    found = classify(lines)
    assert [line.role for line in found] == [
        "speech_title", "salutation", "body", "speech_title", "byline", "salutation", "body",
    ]  # fmt: skip
    assert [line.opens for line in found] == [True, False, False, True, False, False, False]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("规范市民文明行", "为,建立和谐的人际关系。", True),
        ("举止文明，社会文明；", "执法文明，行政文明。", True),
        ("坚持城市规划、—2—", "城市建设的原则。", True),
        ("坚持城市规划。—2—", "城市建设的原则。", False),
        ("动员起来，形成合力", "（三）加强民主法制建设。安定和谐是标志。", False),
        ("动员起来，形成合力", "同志们，任务光荣。", False),
        ("主要抓好以下工作：", "全市要统一思想。", False),
        ("精神。二、务求创建工作有成效", "一个单位需要积累。", False),
    ],
)
def test_a_sentence_left_open_goes_on(first: str, second: str, joined: bool) -> None:
    """A line goes on with the sentence before it, unless that ended or a new item begins."""
    found = roles("同志们：", LONG + first, second)
    assert (found[2] == "continuation") is joined


def test_an_empty_line_ends_a_paragraph_unless_a_comma_says_no() -> None:
    """Across an empty line only a sentence that stops at a comma goes on."""
    assert roles("同志们：", LONG + "文化需求", "", "创文是工程。")[2] == "body"
    assert roles("同志们：", LONG + "文化需求，", "", "创文是工程。")[2] == "continuation"


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("一、聚焦重点任务,把握重点环节。", "heading"),
        ("（一）抓根本，着力提高市民文明素质", "heading"),
        ("“五个重点”：", "heading"),
        ("1、确保时间到位。在做好本职工作的前提下,要安排必要的时间。", "body"),
        ("一是要强化落实责任。要层层抓落实。", "body"),
        ("下面，我讲三个方面的问题。", "body"),
        ("- 12 -", "furniture"),
        ("本文档由某某网收集整理，更多优质范文请移步站内查找", "furniture"),
    ],
)
def test_headings_are_distinguished_from_running_text(text: str, role: str) -> None:
    """A heading stands alone; a numbered paragraph that goes on is running text."""
    assert roles("同志们：", LONG, text, LONG)[2] == role


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("1、确保时间到位。在做好工作的前提下。", "1、确保时间到位。"),
        ("（一）提升素质，建设城市。市民是主体。", "（一）提升素质，建设城市。"),
        ("一、认识重要意义 精神文明是标志。", "一、认识重要意义"),
        ("关于心态:做人不易。", ""),
        ("2、全句只有一句。", ""),
        ("今天开会。", ""),
    ],
)
def test_run_in_headings_end_at_the_first_stop(text: str, heading: str) -> None:
    """A numbered paragraph opens with its first sentence as heading, if more follows."""
    assert run_in_heading(text) == heading


def test_furniture_inside_a_sentence_parts_it() -> None:
    """What the compiler put between two halves of a sentence stands between two paragraphs."""
    found = roles("同志们：", LONG + "形成合力，", "本文档由某某网收集整理", "确保完成任务。")
    assert found[2:] == ["furniture", "body"]


def test_a_readers_furniture_is_furniture() -> None:
    """Lines that the reader knows to be no text are not judged again."""
    found = classify(["同志们：", LONG, "第二篇：页眉", LONG], roles={3: "furniture"})
    assert [line.role for line in found] == ["salutation", "body", "furniture", "body"]


@pytest.mark.parametrize(
    ("text", "following", "heading"),
    [
        ("提升品德。（二）工作实绩要良好。", "", "（二）工作实绩要良好。"),
        ("提升品德。（一）聚焦主业。", LONG, "（一）聚焦主业。"),
        ("提升品德。（一）聚焦主业。", "（二）聚焦主责。" + LONG, ""),
        ("提升品德。（一）聚焦主业。", "", ""),
        ("（一）提升品德。" + LONG + LONG + "（二）聚焦主业。", LONG, "（二）聚焦主业。"),
        ("（一）提升品德。（二）聚焦主业。", LONG, ""),
        ("做到：（一）提升品德。" + LONG + LONG + "（二）聚焦主业。", LONG, ""),
        ("（一）提升品德。" + LONG + LONG + "（三）聚焦主业。", LONG, ""),
    ],
)
def test_a_heading_stuck_to_a_paragraph_is_parted(text: str, following: str, heading: str) -> None:
    """The last clause is the next section's heading where its number and what follows say so."""
    cut = stuck_heading(text, following)
    assert (text[cut:] if cut else "") == heading


PAGE_ENDS = [
    ["本作品是法律、法规，根据著作权法第五条，", "属于", "公有领域", "。", "注：社群认为", "false"],
    ["這部作品在1931年以前發表，屬於", "公有領域", "。"],
    ["Public domain", "Public domain", "false"],
    ["版权声明：", "文章归原作者所有，如有侵权请联系删除。"],
]


@pytest.mark.parametrize("tail", PAGE_ENDS)
def test_the_end_of_a_page_is_furniture(tail: list[str]) -> None:
    """Who has the rights in a page is no speaker's word, however many lines it takes."""
    found = roles("同志们：", LONG, "谢谢大家！", *tail)
    assert found == ["salutation", "body", "body", *["furniture"] * len(tail)]


@pytest.mark.parametrize(
    "more", ["第二篇：在会上的讲话", "各位代表：", "（二）抓好落实", LONG * 80]
)
def test_what_goes_on_is_no_end_of_a_page(more: str) -> None:
    """Where a speech follows, or very much text, words on rights are not the page's end."""
    found = roles("同志们：", LONG, "本作品是大家的心血。我们要保护著作权。", more, LONG)
    assert found[2] == "body"


def test_words_on_rights_within_a_speech_stay() -> None:
    """A speaker may speak of copyright to the end."""
    assert roles("同志们：", LONG, "要保护版权，属于公有领域的除外。", LONG)[2:] == ["body", "body"]


@pytest.mark.parametrize(
    "line",
    ["分类：政府工作报告", "页面分类: 1987年", "取自“https://example.org/w/1987年报告”",
     "本页面最后编辑于2020年3月1日 (星期日) 05:12"],
)  # fmt: skip
def test_a_sites_footer_is_furniture(line: str) -> None:
    """Categories, where a page was taken from, when it was changed."""
    assert roles("同志们：", LONG, line)[2] == "furniture"


@given(st.lists(st.text(max_size=30), max_size=8))
def test_any_lines_get_roles(lines: list[str]) -> None:
    """Each line with anything to see gets one role, in order, whatever it holds."""
    found = classify(lines)
    assert [line.number for line in found] == sorted({line.number for line in found})
    seen = {i for i, line in enumerate(lines, 1) if line.strip().strip("\ufeff\u200b").strip()}
    assert {line.number for line in found} == seen


@pytest.mark.parametrize(
    "line",
    [
        "同志" * 33 + "x：",
        "同志代表" * 17 + "啊：",
        "各位领导同志代表委员" * 6 + "x：",
        "书记、" * 16 + "x",
        "首页" + "> a" * 40 + "。",
        "讲话" * 38 + "一x",
        "张 " * 24,
        "第一篇" * 20,
    ],
)
def test_hostile_lines_are_judged_at_once(line: str) -> None:
    """No pattern tries every way of cutting a line made to be cut in many ways."""
    assert len(classify([line, LONG, line])) == 3


def test_lines_of_different_blocks_are_never_joined() -> None:
    """Paragraphs of one length and open sentences are joined inside a block only."""
    lines = [f"要把第{i:02}条河道的事情办好，群众满意才算完成任务，不能走过场" for i in range(16)]
    apart = classify(lines, blocks=tuple(range(16)))
    assert [line.role for line in apart] == ["body"] * 16
    within = classify(lines, blocks=(1,) * 16)
    assert [line.role for line in within] == ["body", *["continuation"] * 15]


def test_what_the_format_calls_a_heading_is_one() -> None:
    """A heading by style is a title at the head, a heading below, and is never joined."""
    lines = ["在推进会上的讲话", "总体要求", LONG, "下载", LONG + LONG[:-1], "组织领导", LONG]
    found = classify(lines, roles={1: "heading", 2: "heading", 4: "heading", 6: "heading"})
    assert [line.role for line in found] == [
        *("speech_title", "heading", "body", "heading", "body", "heading", "body"),
    ]


def test_a_heading_by_style_that_names_a_speech_opens_it() -> None:
    """Speeches of one Word file begin at their titles, without a salutation or byline."""
    lines = ["张三的发言", LONG, "李四的发言", LONG + LONG[:-1], "王五的发言", LONG]
    found = classify(lines, roles={1: "heading", 3: "heading", 5: "heading"})
    assert [line.number for line in found if line.opens] == [1, 3, 5]


def test_notes_of_the_format_are_apart() -> None:
    """A footnote between two halves of a paragraph ends nothing but the line."""
    found = classify(["同志们：", LONG, "见县志。", LONG], roles={3: "note"})
    assert [line.role for line in found] == ["salutation", "body", "note", "body"]


def test_a_list_of_slogans_is_text() -> None:
    """A file whose every line is as short as a title has one title, and text."""
    assert roles("文明城市标语", "创建文明城市", "人人有责") == ["speech_title", "body", "body"]
    assert roles("创建文明城市 人人有责") == ["body"]


def test_a_deeper_heading_below_the_title_begins_the_text() -> None:
    """A title and a heading of level 1 over a short text are one title and one heading."""
    lines = ["在推进会上的讲话", "总体要求", "要把河道管好。"]
    found = classify(lines, roles={1: "heading", 2: "heading"}, levels={2: 1})
    assert [line.role for line in found] == ["speech_title", "heading", "body"]


def test_body_that_the_format_states_is_body() -> None:
    """Items of a list are text, although numbered and short."""
    lines = ["同志们：", "1.桶要配齐", "2.车要到位", "谢谢大家！"]
    found = classify(lines, roles={2: "body", 3: "body"})
    assert [line.role for line in found] == ["salutation", "body", "body", "body"]


def test_a_styled_title_over_a_date_opens_a_speech() -> None:
    """In a Word compilation each title is followed by a date and a name."""
    speech = ("在推进会上的讲话", "2023年5月1日", "同志们：", LONG)
    found = classify([*speech, *speech], roles={1: "heading", 5: "heading"})
    assert [line.number for line in found if line.opens] == [1, 5]
    assert [line.role for line in found][4:] == ["speech_title", "byline", "salutation", "body"]
