from __future__ import annotations

import pytest

from topics.corpus.structure.outline import (
    Marker,
    Outline,
    chinese_number,
    find_marker,
    next_section,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一", 1),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("三十五", 35),
        ("一百零三", 103),
        ("两", 2),
        ("17", 17),
    ],
)
def test_chinese_numbers_have_values(text: str, value: int) -> None:
    """Numbers up to the hundreds are read."""
    assert chinese_number(text) == value


@pytest.mark.parametrize(
    ("text", "level", "number"),
    [
        ("一、统一思想", 1, 1),
        ("十二、加强领导", 1, 12),
        ("（二）抓基础", 2, 2),
        ("(十)实施工程", 2, 10),
        ("3、扎实推进", 3, 3),
        ("4．扎实推进", 3, 4),
        ("(5)摸清底数", 4, 5),
        ("③摸清底数", 4, 3),
        ("⑷摸清底数", 4, 4),
        ("5）摸清底数", 4, 5),
        ("㈡抓基础", 2, 2),
        ("⒓扎实推进", 3, 12),
        ("３、扎实推进", 3, 3),
        ("1、2024年工作回顾", 3, 1),
        ("1、10月底前完成", 3, 1),
        ("二、三个“不让”", 1, 2),
        ("其二，健全机制", 5, 2),
        ("一是加强领导", 5, 1),
        ("三要抓主体。", 5, 3),
        ("第四，健全机制", 5, 4),
        ("首先，创文是举措", 5, 1),
        ("——创建是需要。", 5, 0),
    ],
)
def test_markers_are_found_with_level_and_number(text: str, level: int, number: int) -> None:
    """Each way of numbering has its level."""
    marker = find_marker(text)
    assert marker is not None
    assert (marker.level, marker.number) == (level, number)


@pytest.mark.parametrize(
    "text",
    ["2024年启动以来", "3.5亿元", "一年来，全市", "第四次会议", "今天", "", "十分重要", "千方百计",
     "1、2号楼已经封顶", "一、二季度增长", "其中一项，", "其一生"],
)  # fmt: skip
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    """Years, decimals, numbers told together and words with numerals are running text."""
    assert find_marker(text) is None


def test_sections_are_numbered_as_printed() -> None:
    """A heading takes its place by the number it carries; deeper ones end with it."""
    path: tuple[tuple[int, int], ...] = ()
    seen = []
    for text in ("一、甲", "（二）乙", "1、丙", "（三）丁", "三、戊", "一是己", "——庚", "——辛"):
        marker = find_marker(text)
        assert isinstance(marker, Marker)
        path = next_section(path, marker)
        seen.append(".".join(str(n) for _, n in path))
    assert seen == ["1", "1.2", "1.2.1", "1.3", "3", "3.1", "3.2", "3.3"]


def test_headings_without_numbers_have_the_level_of_their_style() -> None:
    """Stated levels structure a text; numbers in running text are inside them."""
    outline = Outline(styled=True)
    steps = [
        ("总体要求", 1, "1"),
        ("指导思想", 2, "1.1"),
        ("（一）要认真学习。", 0, "1.1.1"),
        ("基本原则", 2, "1.2"),
        ("组织领导", 1, "2"),
    ]
    assert [outline.enter(text, level) for text, level, _ in steps] == [s for _, _, s in steps]


def test_a_number_has_the_level_of_the_headings_that_have_it() -> None:
    """A 一、 that is no heading by style is beside those that are."""
    outline = Outline(styled=True)
    steps = [
        ("前言", 1, "1"),
        ("一、抓河道", 2, "1.1"),
        ("二、抓公厕。", 0, "1.2"),
        ("三、抓校园", 2, "1.3"),
    ]
    assert [outline.enter(text, level) for text, level, _ in steps] == [s for _, _, s in steps]


def test_formal_numerals_are_above_the_others() -> None:
    """壹、 > 一、 as in reports from Taiwan; 陆、海、空 is an enumeration."""
    outline = Outline()
    lines = ("壹、前言", "貳、成果", "一、交通", "二、教育", "参、结语")
    assert [outline.enter(line) for line in lines] == ["1", "2", "2.1", "2.2", "3"]
    assert find_marker("陆、海、空三军") is None
