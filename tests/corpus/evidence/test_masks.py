import json
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.corpus.blocks import block
from topics.corpus.evidence.masks import MASK_KINDS, find_masks
from topics.corpus.types import Corpus


def seen(text: str) -> list[tuple[str, str]]:
    """Return the masks of a text and their kinds."""
    return [(mask.text, mask.kind) for mask in find_masks([block(text)])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("《X县X年实施方案》", [("X", "place"), ("X", "year")]),
        ("力争20_年获得称号", [("20_", "year")]),
        ("确保20_、20_、20_年分别通过", [("20_", "year")] * 3),
        ("成功创建为X-X年度文明城市", [("X", "year"), ("X", "year")]),
        ("20xx年我市有7项指标", [("20xx", "year")]),
        ("20X4年以来", [("20X4", "year")]),
        ("每人每年20xx元，安排202_人，", [("20xx", "number"), ("202_", "number")]),
        ("共有x類x個考察點", [("x", "number"), ("x", "number")]),
        ("全面贯彻党的xx届四中全会精神", [("xx", "session")]),
        ("贯彻党的××大精神", [("××", "session")]),
        ("**同志宣读了《**市方案》", [("**", "name"), ("**", "place")]),
        ("习近平***视察时", [("***", "unknown")]),
        ("某某同志在○○县、□□局", [("某某", "name"), ("○○", "place"), ("□□", "name")]),
        ("在xxx學校", [("xxx", "name")]),
        ("全面启动“”规划", [("“”", "unknown")]),
        ("加强X项目建设", [("X", "unknown")]),
        ("工作多年来，X多年来", [("X", "number")]),
        ("X县、×县、*县", [("X", "place"), ("×", "place"), ("*", "place")]),
        ("GDPxx亿元", [("xx", "number")]),
        ("人均GDPXX元，GDP××亿元", [("XX", "number"), ("××", "number")]),
        ("GDP XX亿元，GDP**亿元", [("XX", "number"), ("**", "number")]),
        ("GDP____亿元，完成____。", [("____", "number"), ("____", "unknown")]),
        ("R&Dxx亿元，5GXX座，HSKxx级", [("xx", "number"), ("XX", "number"), ("xx", "unknown")]),
        ("请CEOxx先生和WTO××次会议", [("xx", "name"), ("××", "session")]),
        ("请登录××APP，下载xx APP", [("××", "unknown"), ("xx", "unknown")]),
        ("××市和ＸＸ区", [("××", "place"), ("ＸＸ", "place")]),
        ("增长XX%，x.x%，3.xx％", [("XX", "number"), ("x.x", "number"), ("3.xx", "number")]),
        ("投资**万元、XX.X亿元", [("**", "number"), ("XX.X", "number")]),
        ("____年____月", [("____", "year"), ("____", "number")]),
    ],
)
def test_masks_are_seen_with_their_kind(text: str, expected: list[tuple[str, str]]) -> None:
    """A mask is whole, and its kind is what the words around it say."""
    assert seen(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2×155电厂，3×4等于12，2 × 60万千瓦",
        "X光、x射线、X-ray和x-ray检查",
        "用Excel和XML，见 max_df 与 x_train",
        "**加强领导。** 各部门要",
        "**重点**：各部门要",
        "* 第一条",
        "二○○八年和二〇〇九年，一○○个",
        "请选择 (X) 或（×）",
        "网址 www.xx.com 和 xx@xx.com",
        "iPhone X 手机，型号X5",
        "Taxxx年，MAXX，第LXX届，XXL码，1.X-ray，A×B，max__元，使用APP**重点",
        "某市某人某些",
        "*****",
        "________",
        "去“云南”",
        "",
    ],
)
def test_letters_signs_and_markup_are_no_masks(text: str) -> None:
    """Multiplication, X-rays, Latin words, markdown, years with ○ and rules are left alone."""
    assert seen(text) == []


def test_a_mask_knows_its_place() -> None:
    """Line and column are those of the source."""
    (mask,) = find_masks([block("在某些地方，X局", line=7)])
    assert (mask.source, mask.line, mask.column, mask.text) == ("a.txt", 7, 6, "X")


def test_every_mask_that_both_readers_saw_is_found(corpus: Corpus, gold: Path) -> None:
    """On each line that both readers noted there are as many masks as the first one counted."""
    found = Counter((mask.source, mask.line) for mask in find_masks(corpus.paragraphs))
    noted = 0
    for line in (gold / "structure.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if len(row["damage"]) == 2 and all(
            re.search(r"placeholder|\*{3}", d) for d in row["damage"]
        ):
            noted += 1
            counts = [int(n) for n in re.findall(r"placeholder [^;]*?\((\d+)\)", row["damage"][0])]
            counts += [1] * row["damage"][0].count("placeholder ***")
            assert found[row["source"], row["line"]] == sum(counts), row
    assert noted == 72


@given(st.text(alphabet="xX×*_某○□“”《》 0123年市个(光A，。\n", max_size=40))
def test_any_mask_slices_back(text: str) -> None:
    """A mask of any text is at its position in it, in order and apart from the others."""
    lines = text.split("\n")
    last = (1, 0)
    for mask in find_masks([block(text)]):
        assert mask.kind in MASK_KINDS
        assert mask.text
        assert lines[mask.line - 1][mask.column :].startswith(mask.text)
        assert (mask.line, mask.column) >= last
        last = mask.line, mask.column + len(mask.text)
