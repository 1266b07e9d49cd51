"""Lines above a text that are no part of its title, and salutations below it."""

from __future__ import annotations

from pathlib import Path

import pytest

from topics.corpus.corpus import read
from topics.corpus.reading.content import Content
from topics.corpus.structure.head_lines import find_head_lines
from topics.corpus.structure.roles import classify

TEXT = "这几年全县修路架桥，群众出行方便了许多。下一步要把养护的责任落实到村，落实到人。"


def roles(*lines: str) -> list[str]:
    return [line.role for line in classify(Content(lines, "utf-8"))]


@pytest.mark.parametrize(
    "line",
    [
        "2021-03-05 10:20:31　来源：青山新闻网　作者：　编辑：小李　点击：120",
        "发布时间：2021年3月5日 10:20 来源：县政府办公室 浏览次数：56",
        "2021-03-05 | 來源：青山日報",
        "（讲话稿 第2稿）",
        "（根据录音整理，未经本人审阅）",
        "【征求意见稿】",
    ],
)
def test_stamps_and_notes_are_no_title(line: str) -> None:
    """A site's stamp and the version of a text are furniture between title and text."""
    assert roles("在养路工作会议上的讲话", line, "同志们：", TEXT) == [
        *("speech_title", "furniture", "salutation", "body"),
    ]


@pytest.mark.parametrize(
    "line", ["——在全县养路工作会议上的讲话", "（2021年3月5日，根据录音整理）", "（第三次会议通过）"]
)
def test_other_lines_below_a_title_stay(line: str) -> None:
    """Subtitles and dates are part of the head."""
    assert roles("把路养好", line, "同志们：", TEXT)[1] in ("speech_title", "byline")


def test_facts_of_a_meeting_are_no_title() -> None:
    """Time, place and chair of minutes are apart from the title, with a colon or a blank."""
    minutes = [
        "乡民代表会第3次会议纪录",
        "时　　间　2016年5月11日9时至11时",
        "地　　点　乡公所二楼会议室",
        "主　　席　林代表志成",
        "主席：请乡长报告。",
        f"陈乡长：{TEXT}",
    ]
    assert find_head_lines(dict(enumerate(minutes, 1))) == {2, 3, 4}
    assert find_head_lines(dict(enumerate(["在大会上的讲话", "主席　林志成", TEXT], 1))) == set()


def test_facts_of_an_interview_are_no_title_and_no_turn() -> None:
    """Who asks and who answers is stated above the text; the same word is a speaker below."""
    interview = [
        "“修路那些事”在线访谈",
        "访谈时间：2019年4月2日",
        "访谈嘉宾：县公路局局长 麻大力",
        "主持人：小禾",
        *(f"主持人：{TEXT}", f"麻大力：{TEXT}") * 2,
    ]
    assert find_head_lines(dict(enumerate(interview, 1))) == {2, 3, 4}
    lines = classify(Content(tuple(interview), "utf-8"))
    assert [line.speaker for line in lines if line.speaker] == ["主持人", "麻大力"] * 2


@pytest.mark.parametrize(
    ("line", "is_salutation"),
    [
        ("各位网格员、各位楼栋长：", True),
        ("各位長者、各位鄉賢：", True),
        ("尊敬的各位评委，各位志愿者：", True),
        ("各位同事、各位嘉宾：", True),
        ("同志们。", True),
        ("救出三位好同志。", False),
        ("慰问了全体老师。", False),
        ("各位网格员、各位楼栋长，大家好！", True),
        ("各位网格员、各位楼栋长，", False),
        ("各位网格员要做到以下几点：", False),
        ("各位关心的问题：", False),
    ],
)
def test_whoever_is_addressed(line: str, is_salutation: bool) -> None:
    """各位 and any noun before a colon is a salutation; a sentence is none."""
    assert (roles("在动员会上的讲话", line, TEXT)[1] == "salutation") is is_salutation


def test_a_salutation_with_text_is_running_text() -> None:
    """A line that goes on after the salutation is text."""
    assert roles("在大会上的报告", f"各位代表：我受乡政府委托作报告。{TEXT}")[1] == "body"


def test_languages_of_a_bilingual_text_are_not_joined() -> None:
    """A line of Latin words and a Chinese line are paragraphs of their own."""
    lines = (
        "各位朋友：",
        "Dear friends,",
        "",
        "感谢大家来到青山县，这里有二十三万人口。",
        "Thank you for coming to Qingshan,",
        "今天的会议有三项议程，",
        "There are three items on the agenda of today.",
    )
    assert roles(*lines) == ["salutation", *["body"] * 5]


def test_a_name_inside_a_chinese_sentence_stays_in_it() -> None:
    """A line that consists of a Latin name belongs to the sentence around it."""
    assert roles("同志们：", "我们引进了", "Green River Paper Company", "的设备，效果很好。") == [
        *("salutation", "body", "continuation", "continuation"),
    ]


def test_the_spaced_title_of_a_preface_is_no_name() -> None:
    """前　言 is a title, although names are spaced like it."""
    assert roles("青山县志", "前　言", TEXT)[1] == "speech_title"
    assert roles("在大会上的讲话", "张　山", TEXT)[1] == "byline"


def test_a_stamp_gives_the_date_of_the_page(tmp_path: Path) -> None:
    """The day before the first field is when the page was published."""
    path = tmp_path / "a.txt"
    stamp = "2021-03-05 10:20:31　来源：青山新闻网　点击：120"
    path.write_text("\n".join(("在养路工作会议上的讲话", stamp, "同志们：", TEXT)), "utf-8")
    (speech,) = read(path).speeches
    assert (speech.title, speech.date_iso) == ("在养路工作会议上的讲话", "2021-03-05")
    assert speech.date_from == "page"


STAMP = "2021-03-05 10:20:31　来源：青山新闻网"


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["县长说 | 这条路，让全场落泪", STAMP, "在通车仪式上的致辞"], "在通车仪式上的致辞"),
        (["县长在通车仪式上的致辞", STAMP, "在通车仪式上的致辞"], "在通车仪式上的致辞"),
        (["把路养好", STAMP, "——在通车仪式上的致辞"], "把路养好 ——在通车仪式上的致辞"),
        (["在全县通车", "仪式上的致辞", STAMP], "在全县通车 仪式上的致辞"),
        (["在全县通车", "- 1 -", "仪式上的致辞"], "在全县通车 仪式上的致辞"),
        (["在通车仪式上的致辞", "區議員　李大山"], "在通车仪式上的致辞"),
    ],
)
def test_the_headline_of_a_page_is_no_title(lines: list[str], title: str, tmp_path: Path) -> None:
    """A title below the stamp of a page is that of the speech; a subtitle is not alone."""
    path = tmp_path / "a.txt"
    path.write_text("\n".join([*lines, "同志们：", TEXT, TEXT[::-1]]), "utf-8")
    assert [speech.title for speech in read(path).speeches] == [title]
