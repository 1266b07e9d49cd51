from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.corpus.positions import MOJIBAKE, PARTING_RULE, offsets
from topics.corpus.repair.apply import RUNNING_HEAD, repair
from topics.corpus.repair.rules import RULES
from topics.corpus.types import Corpus, Paragraph, Repair
from topics.repairs import REPAIR_NAMES

DIRT = st.text(
    st.sampled_from(
        "创建文明城市，。：；“”‚‛（）()—- 　\xa0\u200b\ufeff0123１２Ａab臵矗基市常推向xí年<>&第页\n"
        "．项％"
    ),
    max_size=60,
)


def repaired(*lines: str) -> str:
    return repair("x", 1, lines)[0]


def rules(*lines: str) -> list[tuple[str, str, str]]:
    return [(r.rule, r.before, r.after) for r in repair("x", 1, lines)[1]]


@pytest.mark.parametrize(
    ("rule", "lines", "clean"),
    [
        ("outer_space", ("　　今天开会。\r",), "今天开会。"),
        ("outer_space", ("\xa0\xa0（一）抓根本\xa0",), "（一）抓根本"),
        ("markup", ("[bookmark: _Toc1]讲话汇总",), "讲话汇总"),
        ("markup", ("<p>创建<strong>文明</strong>城市</p>",), "创建文明城市"),
        ("markup", ("创建&nbsp;文明&ldquo;三优&rdquo;城市",), "创建 文明“三优”城市"),
        ("markup", (".con p{text-indent:2em;color:#333} 今天开会。",), "今天开会。"),
        ("advertising", ("统一思想（本文来源：某某范文网）提高认识",), "统一思想提高认识"),
        ("advertising", ("统一思想【更多范文请看 www.example.com 】提高认识",), "统一思想提高认识"),
        ("private_use", ("\uf06c统一思想\ue123认识",), "统一思想〓认识"),
        ("page_mark", ("坚持城市规划、—2—", "城市建设的原则。"), "坚持城市规划、城市建设的原则。"),
        ("page_mark", ("三是加强环 —6—", "境卫生建设。"), "三是加强环境卫生建设。"),
        ("page_mark", ("城市规划、第 3 页 共 10 页",), "城市规划、"),
        ("page_mark", ("城市规划、", "- 12 -", "城市建设。"), "城市规划、城市建设。"),
        ("broken_line", ("活动自", "　2024年启动"), "活动自2024年启动"),
        ("broken_line", ("the Civic", "Index"), "the Civic Index"),
        ("invisible", ("文\u200b明\u2060城市",), "文明城市"),
        ("compatibility", ("\uf98e度",), "年度"),
        ("compatibility", ("\u2f00\u2f24\u2f27",), "一大宀"),
        ("vertical_form", ("︽规划︾︒先抓治理︐后抓管理",), "《规划》。先抓治理，后抓管理"),
        ("full_width", ("２０２４年ＧＤＰ，增长",), "2024年GDP，增长"),
        ("pinyin", ("习(xí)近平",), "习近平"),
        ("base_quotes", ("创建‚三优‛文明城市",), "创建“三优”文明城市"),
        ("opening_quote", ("摒弃”为创城而创城”的思想",), "摒弃“为创城而创城”的思想"),
        ("opening_quote", ("”窗口行业”是重点。",), "“窗口行业”是重点。"),
        (
            "closing_quote",
            ("推进“四个全面“战略和“两个维护”。",),
            "推进“四个全面”战略和“两个维护”。",
        ),
        ("decimal_point", ("同比增长７．５％，",), "同比增长7.5％，"),
        ("wrong_glyph", ("设臵标识",), "设置标识"),
        ("lost_bytes", ("夯实物质基矗经济是命脉",), "夯实物质基础。经济是命脉"),
        ("lost_bytes", ("推向市常要坚持",), "推向市场。要坚持"),
        ("spaced_name", ("封 殿 辉（2024年8月7日）",), "封殿辉（2024年8月7日）"),
        ("stray_space", ("建设了义马 、湾子二期",), "建设了义马、湾子二期"),
        ("stray_space", ("在动员大会上的 讲话",), "在动员大会上的讲话"),
        ("spaced_digits", ("到1 9 9 3 年，增长8%",), "到1993年，增长8%"),
        ("spaced_digits", ("共2 0项，增长1 5 ．3 ％",), "共20项，增长15.3％"),
    ],
)
def test_each_rule_repairs_what_it_is_for(rule: str, lines: tuple[str, ...], clean: str) -> None:
    """Every rule mends its damage and signs for it."""
    assert repaired(*lines) == clean
    assert rule in {name for name, _, _ in rules(*lines)}


@pytest.mark.parametrize(
    "text",
    [
        "他说：“好。”然后走了。",
        "爱国歌曲大家唱”等活动，“祖国在我心中”",
        "一、充分认识创建文明校园的重要意义 精神文明是根本标志。",
        "再接再励 再鼓实劲",
        "出现常态化管理，市常委会，实现常住人口，基矗立起来",
        "从2010—2012年，第3页的内容",
        "，。：；！？（）《》、",
        "X市XX年、20_年、***",
        "<script>alert(1)</script>",
        "a & b; 3<5>2; {甲：乙}",
        "（来源：市统计局）（见人民网报道的原文）",
        "Guns ‚n‛ Roses",
        "2010 2012年，第1 条",
        "甲 3 5 项",  # a row of a table
        "用时8 年",
        "3．2024年工作安排",
        "要做到：1．2023年完成；2．2024年验收",
        "“推进战略，“努力工作”",
        "“一要统一思想，二要真抓实干“",
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    """Text that only looks like damage is not touched."""
    assert repaired(text) == text
    assert rules(text) == []


def test_every_rule_is_in_the_registry() -> None:
    """Settings and reports know each rule, and the parting of stuck headings, by name."""
    assert set(REPAIR_NAMES) == {*RULES, "line_mark", MOJIBAKE, RUNNING_HEAD, PARTING_RULE}
    assert all(name.zh and name.en for name in REPAIR_NAMES.values())


@pytest.mark.parametrize(
    ("lines", "page_lines", "text"),
    [
        (("讲话时间是", "某县会议记录", "", "102", "", "三分钟。"), (1, 3), "讲话时间是三分钟。"),
        (("we have to", "某县会议记录", "go on"), (1,), "we have to go on"),
        (("一句话", "12", "没有完。"), (1,), "一句话没有完。"),
    ],
)
def test_a_running_head_inside_a_sentence_is_removed(
    lines: tuple[str, ...], page_lines: tuple[int, ...], text: str
) -> None:
    """What is printed between two halves of a sentence is on record, and only there."""
    found, made = repair("x", 1, lines, (), page_lines)
    assert found == text
    rule = "running_head" if len(lines) > 3 or "we" in lines[0] else "page_mark"
    assert rule in {r.rule for r in made}
    kept, _ = repair("x", 1, lines, ("running_head", "page_mark"), page_lines)
    assert all(line in kept for line in lines)


def test_every_rule_has_a_case() -> None:
    """A rule nobody shows at work has no place in the table."""
    cases = test_each_rule_repairs_what_it_is_for.pytestmark[0].args[1]  # type: ignore[attr-defined]
    assert {rule for rule, _, _ in cases} == set(RULES)


def undone(first_line: int, lines: tuple[str, ...]) -> str:
    """Return the block's raw text, put together again from what the repairs say."""
    text, repairs = repair("x", first_line, lines)
    where = offsets(text, first_line, 0, repairs)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    place = {
        (first_line + i, j): starts[i] + j
        for i, line in enumerate(lines)
        for j in range(len(line) + 1)
    }
    changed = {place[r.line, r.column]: r for r in repairs}
    raw, at = "", 0
    for _ in range(starts[-1]):
        if len(raw) in changed:
            done = changed.pop(len(raw))
            assert text[at : at + len(done.after)] == done.after
            raw += done.before
            at += len(done.after)
        elif at < len(text):
            assert place[tuple(int(x) for x in where[at])] == len(raw)  # type: ignore[index]
            raw += text[at]
            at += 1
    assert at == len(text)
    assert not changed
    return raw


@given(st.lists(DIRT.map(lambda t: t.replace("\n", "")), min_size=1, max_size=4), st.integers(1, 9))
def test_repairs_undone_give_the_source_back(lines: list[str], first_line: int) -> None:
    """Whatever was done to a text, its record undoes it character by character."""
    assert undone(first_line, tuple(lines)) == "\n".join(lines)


@given(st.lists(st.text(max_size=40).map(lambda t: t.replace("\n", "")), min_size=1, max_size=3))
def test_any_text_is_repaired_without_complaint(lines: list[str]) -> None:
    """No text, however strange, breaks a rule."""
    assert undone(1, tuple(lines)) == "\n".join(lines)


@given(DIRT)
def test_repair_is_done_once(text: str) -> None:
    """Repaired text needs no joining again: no line ends are left in it."""
    assert "\n" not in repaired(*text.split("\n"))


def test_the_seeds_repairs_are_those_a_reader_sees(corpus: Corpus) -> None:
    """The damage that careful readers counted in the seeds is repaired, each with its row."""
    count: dict[str, int] = {}
    for row in corpus.repairs:
        count[row.rule] = count.get(row.rule, 0) + 1
    assert count["base_quotes"] == 112
    assert count["page_mark"] == 8
    assert count["broken_line"] == 19
    assert count["wrong_glyph"] == 4
    lost = [r.before for r in corpus.repairs if r.rule == "lost_bytes"]
    assert sorted(lost) == ["常", "矗", "矗", "矗"]


def test_before_is_in_the_source_where_the_record_says(corpus: Corpus, seeds: object) -> None:
    """Each repair of the seeds points at the characters it changed."""
    texts = {
        s.name: (seeds / s.name).read_bytes().decode().split("\n")  # type: ignore[operator]
        for s in corpus.sources
    }
    for row in corpus.repairs:
        rest = "\n".join(texts[row.source][row.line - 1 : row.line + 2])
        assert rest[row.column :].startswith(row.before)
        assert row.before != row.after


def test_characters_lead_back_to_the_seed_files(corpus: Corpus, seeds: object) -> None:
    """A character that no rule changed stands in the source at its offset."""
    changed = {
        (r.source, r.line, r.column + i) for r in corpus.repairs for i in range(len(r.before))
    }
    for source in corpus.sources:
        lines = (seeds / source.name).read_bytes().decode().split("\n")  # type: ignore[operator]
        for block in corpus.paragraphs:
            if block.source == source.name:
                check_block(block, lines, changed)


def check_block(block: Paragraph, lines: list[str], changed: set[tuple[str, int, int]]) -> None:
    for char, (line, column) in zip(block.text, block.offsets.tolist(), strict=True):
        if (block.source, line, column) not in changed:
            assert lines[line - 1][column] == char
        assert block.first_line <= line <= block.last_line


def test_repair_rows_are_plain_data() -> None:
    """A repair compares by value."""
    row = Repair("x", 1, 2, "wrong_glyph", "臵", "置")
    assert repair("x", 1, ("设置设臵",))[1] == [Repair("x", 1, 3, "wrong_glyph", "臵", "置")]
    assert row == Repair("x", 1, 2, "wrong_glyph", "臵", "置")


def test_a_rule_can_be_switched_off() -> None:
    """A rule that a study does not want leaves no trace, the others work."""
    text, repairs = repair("x", 1, ("２０２４年设臵",), skip=("full_width",))
    assert text == "２０２４年设置"
    assert [r.rule for r in repairs] == ["wrong_glyph"]


@pytest.mark.parametrize("name", RULES)
def test_a_rule_has_nothing_to_see_without_its_signs(name: str) -> None:
    """Rules that are not asked, for want of their signs, would have changed nothing."""
    unsigned = re.compile(f"[^{RULES[name][1]}]*")

    @given(DIRT | st.from_regex(unsigned, fullmatch=True))
    def check(text: str) -> None:
        bare = "".join(unsigned.findall(text))
        assert list(RULES[name][0](bare)) == []

    check()
