"""Ten printed texts that were written before the code that reads them, and a case of a user."""

from __future__ import annotations

from pathlib import Path

import pytest

from topics.corpus.corpus import read
from topics.corpus.types import Corpus
from topics.errors import TopicsWarning

PRINTED = Path(__file__).parent / "printed"


def begins(corpus: Corpus, role: str = "body", size: int = 6) -> list[str]:
    """Return how each block of a role begins."""
    return [p.text[:size] for p in corpus.paragraphs if p.role == role]


def test_a_debate_over_three_pages() -> None:
    """Sentences go on after the head and number of the next page."""
    corpus = read(PRINTED / "t01_council.txt")
    assert begins(corpus, size=5) == [
        "主席：現在",
        "陳大文議員",
        "我在區內做",
        "主席：李小",
        "李小明議員",
        "運輸及房屋",
        "主席：辯論",
    ]
    texts = [p.text for p in corpus.running_text()]
    assert "因為居民每天面對的情況" in texts[1]
    assert not any("立法會" in text or "987" in text for text in texts)
    assert [p.speaker for p in corpus.running_text()] == [
        "主席",
        "陳大文議員",
        "陳大文議員",
        "主席",
        "李小明議員",
        "運輸及房屋局局長",
        "主席",
    ]


def test_a_case_of_a_user() -> None:
    """Two turns whose sentences are parted by running heads and page numbers are whole."""
    corpus = read(Path(__file__).parent / "cases" / "running_heads.txt")
    assert [p.text for p in corpus.running_text()] == [
        "主席张某某委员：我们现在开会，先请县长就垃圾分类的安排向大会作说明，再请各位委员提问题，每位委员的时间是"
        "三分钟，请大家抓紧。",
        "县长：今年要把垃圾分类从城区推到乡镇，每个村配齐桶和车，每条街有人管、有人查，年底以前全部到位，并且把"
        "河道也一起管起来，发现倾倒及时清运。",
    ]
    assert [p.speaker for p in corpus.running_text()] == ["主席张某某委员", "县长"]
    heads = [r for r in corpus.repairs if r.rule == "running_head"]
    assert [r.before.split()[-1] for r in heads] == ["102", "103"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("t02_narrow.txt", "今年汛期 第一，要 第二，要 第三，要 防汛抗灾"),
        ("t03_foot.txt", "农村改革 今后怎么 有人担心 谈到乡镇 你们回去"),
        ("t04_alternating.txt", "要讲真话 调查研究 还要学会 最后一条 今天就讲"),
    ],
)
def test_paragraphs_over_pages(name: str, expected: str) -> None:
    """Each text has its five paragraphs, and none of its page numbers and heads."""
    corpus = read(PRINTED / name)
    assert " ".join(begins(corpus, size=4)) == expected
    text = "".join(p.text for p in corpus.running_text())
    assert not any(edge in text for edge in ("文集", "讲话 ", "- 1", "页"))
    assert [s.cut for s in corpus.speeches] == [""]


def test_a_speech_in_a_newspaper() -> None:
    """Summary, colophons and headlines are furniture, and the speech is whole."""
    with pytest.warns(TopicsWarning, match="less than half"):
        corpus = read(PRINTED / "t05_news.txt")
    assert begins(corpus) == ["一百年前，一", "今天的青年生", "青年的路很长"]
    apart = "".join(begins(corpus, "furniture", 4))
    assert apart == "【导读】（新华社《 人民(责任编相关新闻青年节大图集：各评论员："
    assert [(s.title, s.speaker, s.cut) for s in corpus.speeches] == [
        ("在纪念青年节大会上的讲话", "某某某", "")
    ]


def test_a_signed_speech_is_whole() -> None:
    """A text that ends with a quotation, a signature and a date does not break off."""
    corpus = read(PRINTED / "t06_signed.txt")
    assert [s.cut for s in corpus.speeches] == [""]
    assert begins(corpus, "byline") == ["某某市第一中", "二〇一一年十"]


def test_text_before_the_first_number() -> None:
    """Running text above 第一篇 is a speech and not lost."""
    corpus = read(PRINTED / "t07_before.txt")
    assert [s.title for s in corpus.speeches] == [
        "", "在招商引资推进会上的讲话", "在招商引资总结会上的讲话",
    ]  # fmt: skip
    assert begins(corpus) == ["今天我们用一", "招商引资是一", "一年来，大家"]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("t08_interview.txt", "与新员工座谈纪要"),
        ("t09_no_speakers.txt", "全县秸秆禁烧工作会议讲话提纲"),
    ],
)
def test_facts_above_a_text_are_no_title(name: str, title: str) -> None:
    """Time, place and those present belong to neither title nor text."""
    corpus = read(PRINTED / name)
    assert [s.title for s in corpus.speeches] == [title]
    assert "地点" not in "".join(p.text for p in corpus.running_text())


def test_rows_of_hard_wrapped_text() -> None:
    """Rows of one table share the width of their lines and the heads of their pages."""
    corpus = read(PRINTED / "t10_rows.jsonl")
    assert begins(corpus, size=4) == [
        "我很高興", "明年，我", "多謝主席", "主席，中", "我們會繼", "減廢要由", "我希望各",
    ]  # fmt: skip
    texts = [p.text for p in corpus.running_text()]
    assert "合共批出超過一千億元" in texts[3]
    assert not any("立法會" in text for text in texts)
    assert [s.cut for s in corpus.speeches] == ["", "", ""]


@pytest.mark.parametrize(
    "line",
    [
        "第12次会议上的发言", "谢谢大家！", "（掌声）", "附件", "同志们：",
    ],
)  # fmt: skip
def test_what_a_text_repeats_is_no_running_head(line: str, tmp_path: Path) -> None:
    """A heading or closing phrase that occurs again and again ends no sentence in its middle."""
    text = (
        "今年要把垃圾分类从城区推到乡镇，每个村配齐桶和车，每条街有人管、有人查，河道也一起管起来。"
    )
    path = tmp_path / "text.txt"
    path.write_text("\n".join([text, line] * 8), "utf-8")
    corpus = read(path)
    assert "running_head" not in {r.rule for r in corpus.repairs}
    assert [p.text for p in corpus.paragraphs if p.text == text] == [text] * 8
    assert sum(p.text == line for p in corpus.paragraphs) == 8


@pytest.mark.parametrize(
    ("ending", "cut"),
    [
        ("我们要继续把这件事做好，不能松劲，并且要", "end"),
        ("我们要继续把这件事做好，不能松劲，", "end"),
        ("我们要记住一句话，“板凳要坐十年冷”", ""),
        ("我们要继续把这件事做好，不能松劲。（根据录音整理）", ""),
        ("（新华社北京4月30日电）", ""),
        ("某某市人民政府", ""),
        ("谢谢大家", ""),
    ],
)
def test_where_a_text_breaks_off(ending: str, cut: str, tmp_path: Path) -> None:
    """Only a sentence without its end is a speech that breaks off."""
    text = "今年要把垃圾分类从城区推到乡镇，每个村配齐桶和车，每条街有人管、有人查。"
    path = tmp_path / "text.txt"
    path.write_text("\n".join(["在动员会上的讲话", "同志们：", text, text, text, ending]), "utf-8")
    assert [s.cut for s in read(path).speeches] == [cut]
