"""Turns inside a text: which labels are names of speakers."""

from __future__ import annotations

from pathlib import Path

import pytest

import topics
from topics.corpus.structure.speakers import find_turns

SAID = "我先说一说，大家再补充。"


def names(*labels: str, text: str = SAID) -> list[str]:
    """Return the names found before lines that begin with labels."""
    return list(find_turns({n: f"{label}{text}" for n, label in enumerate(labels, 1)}).values())


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (("主席：", "王國興議員：", "主席："), ["主席", "王國興議員", "主席"]),
        (("任总：", "记者："), ["任总", "记者"]),
        (("记者问：", "任正非答：", "记者问："), ["记者", "记者"]),
        (("记者:", "任正非:", "记者:", "任正非:"), ["记者", "任正非", "记者", "任正非"]),
        (("问：", "答：", "问："), ["问", "答", "问"]),
        (
            ("张大力：", "李小明：", "张大力：", "李小明："),
            ["张大力", "李小明", "张大力", "李小明"],
        ),
        (("局长张某某：", "李某某（区人大代表）："), ["局长张某某"]),
        (("主持人：", "陈教授（北京大学）："), ["主持人", "陈教授"]),
        (("【主持人】：", "嘉宾："), ["主持人", "嘉宾"]),
        (("李部長明：", "王委員大文："), ["李部長明", "王委員大文"]),
        (("主席（王金平）：", "陳議員大文議員："), ["主席", "陳議員大文議員"]),
        (("歐陽委員娜：", "張局長：", "李国英議員："), ["歐陽委員娜", "張局長", "李国英議員"]),
        (("李部長明：", "李部長：", "王委員："), ["李部長明", "李部長明", "王委員"]),
        (("李部長明：", "李部長亮：", "李部長："), ["李部長明", "李部長亮", "李部長"]),
        (("王主任：", "王副主任："), ["王主任", "王副主任"]),
    ],
)
def test_names_before_a_colon(labels: tuple[str, ...], expected: list[str]) -> None:
    """Offices, roles and names that come again open turns."""
    if "李某某（区人大代表）：" in labels:
        labels = (*labels, "主任：")
        expected = ["局长张某某", "主任"]
    assert names(*labels) == expected


@pytest.mark.parametrize(
    "labels",
    [
        ("一是：", "二是：", "三是："),
        ("会议指出：", "会议要求：", "会议强调："),
        ("注：", "附：", "注："),
        ("时间：", "地点：", "主持人员："),
        ("任务：", "方法：", "任务：", "方法："),
        ("主席强调：", "书记指出：", "市长要求："),
        ("各位代表：", "各位委员：", "尊敬的主席："),
        ("他对记者说：", "记者说："),
        ("责任人：", "联系人：", "负责人："),
        ("记者：",),
        ("张大力：", "李小明："),
        ("关于主席：", "关于代表："),
        ("第一，主席：", "第二，代表："),
        ("李部长强调：", "王局长发言：", "张书记总结："),
        ("王代表团：", "李委员会："),
    ],
)
def test_labels_that_name_nobody(labels: tuple[str, ...]) -> None:
    """Points, verbs, facts, salutations and a single label open no turn."""
    assert names(*labels) == []


def test_a_list_of_members_is_no_conversation() -> None:
    """Offices before names without a sentence are a list."""
    assert names("组长：", "副主任：", "主任：", text="李某某、王某某（县委副书记）") == []


def test_a_conversation_keeps_short_answers() -> None:
    """What is said need not be a sentence once it is a conversation."""
    texts = {
        1: "记者：您好，请问您怎么看？",
        2: "孙总：好",
        3: "记者：为什么？",
        4: "孙总：因为好。",
    }
    assert list(find_turns(texts).values()) == ["记者", "孙总", "记者", "孙总"]


def alone(text: str) -> list[str]:
    """Return the names found in lines."""
    return list(find_turns(dict(enumerate(text.split("/"), 1))).values())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("问：/路修好了吗？/答：/修好了。", ["问", "答"]),
        ("主席：/现在开会。/周大安议员：/我不同意。/主席：/请坐。", ["主席", "周大安议员", "主席"]),
        (
            "市教育局局长　何小川：/学位够用。/东门晚报记者：/够到哪一年？/何小川：/到后年。",
            ["市教育局局长何小川", "东门晚报记者", "市教育局局长何小川"],
        ),
        (
            "主席林議長大同：/請發言。/地政局陳局長美玉：/已經辦妥。",
            ["主席林議長大同", "地政局陳局長美玉"],
        ),
    ],
)
def test_names_alone_on_their_lines(text: str, expected: list[str]) -> None:
    """What is said may be below the name, if names are repeated or unmistakable."""
    assert alone(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "各位代表：/现在报告工作。/各位委员：/请审议。/同志们：/谢谢。",
        "主席先生：/我很高兴。/议长先生：/谢谢。/主席先生：/我们主张和平。",
        "李主任：/来信收到。/王局长：/报告已经送上。",
        "局长：/主持全面工作。/副局长：/分管财务。/办公室主任：/负责日常工作。",
        "党员干部：/要带头。/普通群众：/要参与。/党员干部：/要检查。",
        "一、主要工作：/任务完成了。/会议要求：/抓好落实。/具体如下：/共三项。/会议要求：/再抓。",
        "主席：/主席/副主席：/委员/主席：/委员",
    ],
)
def test_headings_and_salutations_above_text_are_no_names(text: str) -> None:
    """Salutations, duties and headings that end in a colon open no turn."""
    assert alone(text) == []


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("市水务局局长方小同：", "市水务局局长方小同"),
        ("网友“河边人家”：", "网友“河边人家”"),
        ("区长　何小川：", "区长何小川"),
    ],
)
def test_office_unit_and_nickname(label: str, expected: str) -> None:
    """Unit, office and name are a label, and so is a nickname in quotation marks."""
    assert names("主持人：", label, "主持人：") == ["主持人", expected, "主持人"]


@pytest.mark.parametrize("label", ["县委书记高度：", "下面请局长方小同：", "人大代表方案："])
def test_words_after_an_office_are_no_name(label: str) -> None:
    """Words that start like a surname, and calls to speak, are no label."""
    assert names("主持人：", label, "主持人：") == ["主持人", "主持人"]


def test_the_line_of_a_name_is_a_heading_but_no_section(tmp_path: Path) -> None:
    """A name alone is not counted as text, and gives its speaker to all that is below it."""
    text = "主席：\n现在开会。\n周大安议员：\n我不同意。\n理由有两条。\n主席：\n请坐。\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    blocks = topics.read(tmp_path / "a.txt").paragraphs
    assert [b.speaker for b in blocks if b.role == "body"] == [
        "主席",
        "周大安议员",
        "周大安议员",
        "主席",
    ]
    heads = [b for b in blocks if b.role == "heading"]
    assert [b.text for b in heads] == ["主席：", "周大安议员：", "主席："]
    assert {b.section for b in blocks} == {""}
