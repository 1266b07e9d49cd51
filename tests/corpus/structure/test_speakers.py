"""Turns inside a text: which labels are names of speakers."""

from __future__ import annotations

import pytest

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
