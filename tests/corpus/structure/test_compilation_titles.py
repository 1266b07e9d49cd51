"""The title of a compilation is not the title of its first speech."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from topics.corpus.corpus import read
from topics.corpus.types import Corpus

TEXT = "这几年全县修路架桥，群众出行方便了许多。下一步要把养护的责任落实到村，落实到人。"
FIRST = ("在养路工作会议上的讲话", "（2017年3月1日）", "同志们：", TEXT)
SECOND = ("在春耕动员会上的讲话", "（2018年3月1日）", "各位代表：", TEXT[::-1][1:] + "。")


Reading = Callable[..., Corpus]


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    """Return a function that reads a file of some lines."""

    def read_lines(*lines: str) -> Corpus:
        path = tmp_path / "a.txt"
        path.write_text("\n".join(lines), "utf-8")
        return read(path)

    return read_lines


def titles(corpus: Corpus) -> list[str]:
    return [speech.title for speech in corpus.speeches]


@pytest.mark.parametrize(
    "head",
    [
        ["青山县领导讲话汇编"],
        ["青山县老同志文选（上）", "青山县委办公室编", "二〇一八年十二月"],
        ["《青山县重要文稿选》", "2018年卷"],
        ["青山县领导", "讲话选编", "（2016—2018）"],
        ["青山縣演辭選輯"],
        ["青山县干部讲话选", "目录", "在养路工作会议上的讲话………1", "在春耕动员会上的讲话………5"],
    ],
)
def test_the_title_above_the_first_speech(head: list[str], reading: Reading) -> None:
    """With its years, editors and contents it precedes the first speech."""
    assert titles(reading(*head, *FIRST, *SECOND)) == [FIRST[0], SECOND[0]]


@pytest.mark.parametrize(
    "head",
    [
        ["把路养好", "——在养路工作会议上的讲话"],
        ["在全县养路工作会议暨春耕", "动员会上的讲话"],
        ["关于做好《养路文选》发行工作的", "讲话"],
        ["在《青山文选》首发式上的讲话"],
    ],
)
def test_a_title_of_several_lines_stays_whole(head: list[str], reading: Reading) -> None:
    """A title and its subtitle, or a title cut in two lines, are one title."""
    assert titles(reading(*head, "同志们：", TEXT)) == [" ".join(head)]


def test_a_subtitle_below_the_compilation(reading: Reading) -> None:
    """The first line that names no edition belongs to the first speech."""
    head = ("青山县领导讲话选编", "把路养好", "——在养路工作会议上的讲话")
    assert titles(reading(*head, "同志们：", TEXT, *SECOND)) == [" ".join(head[1:]), SECOND[0]]


def test_a_preface_before_numbered_speeches_is_text(reading: Reading) -> None:
    """Running text of the editors is kept, before the first speech and apart from it."""
    preface = (
        "编印这本小书，是为了给新到乡镇工作的年轻干部一点参考。书里的讲话长短不一，说的都是实在的事情，没有套话空话，可以一读。",
        "书中的地名都没有改动，个别明显的错字已经改正。",
    )
    heads = (f"第一篇：{FIRST[0]}", f"第二篇：{SECOND[0]}")
    lines = ("青山干部讲话选", *preface, heads[0], *FIRST[1:], heads[1], *SECOND[1:])
    corpus = reading(*lines)
    assert [speech.title for speech in corpus.speeches] == ["", FIRST[0], SECOND[0]]
    body = [p.text for p in corpus.paragraphs if p.role == "body"]
    assert body[:2] == list(preface)
    assert corpus.paragraphs[0].role == "doc_title"


def test_the_introduction_of_a_site_is_no_text(reading: Reading) -> None:
    """A site's paragraph about the texts below is furniture."""
    line = "下面是小编为大家整理的关于养路工作会议上的讲话稿，共有两篇，希望对大家有所帮助。"
    heads = (f"第一篇：{FIRST[0]}", f"第二篇：{SECOND[0]}")
    corpus = reading(line, heads[0], *FIRST[1:], heads[1], *SECOND[1:])
    assert corpus.paragraphs[0].role == "furniture"


def test_texts_numbered_with_zhi_are_speeches(tmp_path: Path) -> None:
    """讲话之一： and 讲话之二： begin a speech each, with the title behind them."""
    text = "".join(
        f"讲话之{n}：在全市{what}上的讲话\n同志们：\n今天的会议很重要，我讲几点意见。\n请大家抓好落实。\n"
        for n, what in (("一", "植树活动"), ("二", "就业座谈会"))
    )
    (tmp_path / "a.txt").write_text(text, "utf-8")
    titles = [speech.title for speech in read(tmp_path).speeches]
    assert titles == ["在全市植树活动上的讲话", "在全市就业座谈会上的讲话"]
