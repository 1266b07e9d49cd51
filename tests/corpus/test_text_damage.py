"""Damaged text is repaired on record, and is counted as what it is a form of."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from topics.corpus.corpus import read
from topics.corpus.reading.content import ReadOptions
from topics.corpus.repair.forms import RADICALS, VERTICAL, hkscs, ordinary
from topics.errors import TopicsWarning
from topics.text.normalize import normalize

CASES = Path(__file__).parent / "cases"


def test_radicals_are_ideographs() -> None:
    """Radicals, of Kangxi and of the supplement, are the characters that they are forms of."""
    corpus = read(CASES / "radicals.txt")
    assert [p.text for p in corpus.paragraphs] == [
        "今年要把水库和工程抓好，人民群众满意，金山门前三包。",
        "大力发展文化，风清气正。",
    ]
    made = {(r.rule, r.before, r.after) for r in corpus.repairs}
    assert {("compatibility", *pair) for pair in ("⺠民", "⻔门", "⻛风")} <= made


def test_the_table_of_radicals_is_unicodes() -> None:
    """Every assigned radical with an ideograph is in it, and NFKC agrees where it has one."""
    assigned = {chr(c) for c in range(0x2E81, 0x2EF4) if unicodedata.name(chr(c), "")}
    assert set(RADICALS) == assigned
    for radical, ideograph in RADICALS.items():
        assert unicodedata.normalize("NFKC", radical) in (radical, ideograph)
        assert unicodedata.name(ideograph).startswith("CJK UNIFIED IDEOGRAPH")
    sample = "⺟母 ⺠民 ⻁虎 ⻅见 ⻆角 ⻋车 ⻓长 ⻔门 ⻘青 ⻚页 ⻛风 ⻢马 ⻥鱼 ⻨麦 ⻩黄 ⻰龙"
    assert {pair[0]: pair[1] for pair in sample.split()}.items() <= RADICALS.items()


def test_vertical_punctuation_is_that_of_lines(tmp_path: Path) -> None:
    """Marks for vertical writing are repaired, and end sentences as others do."""
    case = CASES / "vert.txt"
    corpus = read(case)
    text = "《垃圾分類》。今年要把垃圾分類推到鄉鎮、每個村配齊桶和車。"
    assert [p.text for p in corpus.paragraphs] == [text]
    assert {(r.rule, r.before, r.after) for r in corpus.repairs} == {
        ("vertical_form", *pair) for pair in ("︽《", "︾》", "︒。", "︑、")
    }
    kept = read(case, options=ReadOptions(skip_repairs=("vertical_form",)))
    assert [p.text for p in kept.paragraphs] == [case.read_text("utf-8").strip()]


def test_lines_with_such_forms_have_the_roles_of_others(tmp_path: Path) -> None:
    """What a line is, is decided from the marks and characters that its forms are for."""
    lines = [
        "在⼤会上的讲话",
        "同志们：",
        "⼀、抓好分类",
        "垃圾分类要抓好。每个村配齐桶。",
        "谢谢⼤家！",
    ]
    roles = []
    for change in (ordinary(lines), lines, [_upright(line) for line in lines]):
        path = tmp_path / "a.txt"
        path.write_text("\n".join(change), "utf-8")
        roles.append([(p.role, p.text) for p in read(path).paragraphs])
    assert roles[0] == roles[1] == roles[2]


@pytest.mark.parametrize("mark", VERTICAL)
def test_a_vertical_form_is_named_after_its_twin(mark: str) -> None:
    """The full-width twin is what NFKC makes of both, or the wide form of it."""
    if mark not in "︙︰":  # two and three dots
        twin = unicodedata.normalize("NFKC", VERTICAL[mark])
        assert unicodedata.normalize("NFKC", mark) == twin


def test_private_characters_of_hong_kong_are_public(tmp_path: Path) -> None:
    """In traditional script they are those of HKSCS; elsewhere what they mean is lost."""
    path = tmp_path / "a.txt"
    path.write_text("陳\ue473議員：呢\uecd1問題\ueeb8，我哋\uecd9解。\n", "utf-8")
    corpus = read(path)
    assert [p.text for p in corpus.paragraphs] == ["陳邨議員：呢嘅問題〓，我哋咗解。"]
    assert [(r.column, r.rule, r.before, r.after) for r in corpus.repairs] == [
        (1, "private_use", "\ue473", "邨"),
        (6, "private_use", "\uecd1", "嘅"),
        (9, "private_use", "\ueeb8", "〓"),
        (13, "private_use", "\uecd9", "咗"),
    ]
    path.write_text("我们要把\uecd1事情办好。\n", "utf-8")
    assert [p.text for p in read(path).paragraphs] == ["我们要把〓事情办好。"]


def test_names_with_private_characters_are_names(tmp_path: Path) -> None:
    """A speaker is found by the characters that are meant."""
    path = tmp_path / "a.txt"
    turns = ["陳\ue473強議員：謝謝主席，我有一個問題。", "主席：請局長答覆，時間有限。"] * 2
    path.write_text("\n".join(turns), "utf-8")
    assert [p.speaker for p in read(path).paragraphs] == ["陳邨強議員", "主席"] * 2


def test_the_areas_for_users_are_those_of_big5() -> None:
    """Each area ends where the next begins, and its characters are found in the codec's order."""
    table = hkscs()
    sample = {"\uf303": "㇀", "\uecd0": "㗎", "\ue547": "嚟", "\ue517": "鰂", "\ue88c": "埗"}
    assert sample.items() <= table.items()
    assert len(table) == 4900
    assert not any("\ue000" <= char <= "\uf8ff" for text in table.values() for char in text)
    assert not any("\uf000" <= char <= "\uf0ff" for char in table)


LINES = (
    "在全县垃圾分类推进会上的讲话",
    "同志们：",
    "今年要把垃圾分类从城区推到乡镇，每个村配齐桶和车，每条街有人管、有人查。",
    "河道要常年有人巡，发现倾倒及时清运，谁出问题谁负责，不能等到检查的时候再动手。",
    "谢谢大家！",
)


def test_utf8_saved_as_latin1_is_restored() -> None:
    """The text is Chinese again, with a warning and a repair for each line."""
    with pytest.warns(TopicsWarning, match="Latin-1"):
        corpus = read(CASES / "mojibake.txt")
    assert tuple(p.text for p in corpus.paragraphs) == LINES
    assert corpus.sources[0].encoding_confidence == 1.0
    assert [(r.line, r.column, r.rule, r.after) for r in corpus.repairs] == [
        (n, 0, "mojibake", line) for n, line in enumerate(LINES, 1)
    ]
    assert "".join(r.before for r in corpus.repairs) == "".join(LINES).encode().decode("latin-1")


@pytest.mark.parametrize(("form", "simple"), ["衞卫", "綫线", "裏里", "粧妆", "滙汇", "羣群"])
def test_forms_of_hong_kong_are_one_term(form: str, simple: str) -> None:
    """In traditional text they are counted as the simplified character."""
    assert normalize(f"香港{form}務處說")[0] == f"香港{simple}务处说"


def _upright(line: str) -> str:
    """Return a line with the vertical forms of its marks."""
    twins = {level: upright for upright, level in VERTICAL.items()}
    return "".join(twins.get(char, char) for char in line)
